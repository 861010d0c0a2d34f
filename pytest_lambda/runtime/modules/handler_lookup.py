"""The function's handler, which its runtime looks up once in every init (R109)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from pytest_lambda.runtime.modules.contents import MISSING, contents
from pytest_lambda.runtime.modules.handler_patched import HandlerPatched
from pytest_lambda.runtime.modules.ownership import file_key
from pytest_lambda.runtime.modules.record import Record

_REMEMBERED = 64


class HandlerLookup:
    """Refuses patches of the handler.

    Args:
        handler: as configured, `app.handler`; None for a callable.
    """

    def __init__(self, handler: str | None) -> None:
        module, _, self._attribute = (handler or "").rpartition(".")
        self.module = module.replace("/", ".") or None
        self._key: str | None = None
        self._seen: deque[object] = deque(maxlen=_REMEMBERED)

    def found(self, live: Mapping[str, object]) -> None:
        """An init is over."""
        module = None if self.module is None else live.get(self.module)
        if module is not None and self.module is not None:
            file = contents(module).get("__file__")
            self._key = file_key(self.module, file if isinstance(file, str) else None)
            handler = contents(module).get(self._attribute, MISSING)
            if not self._seen or handler is not self._seen[-1]:
                self._seen.append(handler)

    def takes(self, record: Record, name: str, value: object) -> bool:
        """Whether a set is only the undoing of a refused patch.

        Raises:
            HandlerPatched: test code replaces the handler.
        """
        if record.key != self._key or name != self._attribute or self.module is None:
            return False
        if any(value is each for each in self._seen):
            return True
        __tracebackhide__ = True
        raise HandlerPatched(self.module, name)
