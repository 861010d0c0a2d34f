"""What is kept of one module object of a function while a test runs."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from pytest_lambda.runtime.modules.appearance import wardrobe
from pytest_lambda.runtime.modules.contents import contents, replace


class Record:
    """One module object.

    Attributes:
        key: its origin, the same for all module objects of one file.
        name: the name under which it was executed last.
        owner: the module state that executed it in this test; None for one that only test code has imported.
        private: whether test code cannot see it, because another function's module of that name is on show.
        saved: what was in it before the test; None when it did not exist then.
        beneath: for names whose saved value was test code's already: what the module itself had there.
        executions: how often it has been executed in this test.
        users: ids of the module states that may execute it.
    """

    __slots__ = ("_plain", "beneath", "executions", "key", "module", "name", "owner", "private", "saved", "users")

    def __init__(self, module: ModuleType, key: str, name: str, *, existed: bool) -> None:
        self.module = module
        self.key = key
        self.name = name
        self.owner: object | None = None
        self.private = False
        self.saved: dict[str, Any] | None = dict(contents(module)) if existed else None
        self.beneath: dict[str, object] = {}
        self.executions = 0
        self.users: set[int] = set()
        self._plain = wardrobe.plain_class(module)

    def restore(self) -> None:
        """Put back what was in the module before the test."""
        self.owner = None
        if self.saved is not None:
            replace(self.module, self.saved)
            wardrobe.restore_class(self.module, self._plain)
