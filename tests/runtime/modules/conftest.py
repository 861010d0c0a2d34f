"""Small functions in a folder, and module states for them."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pytest_lambda.runtime.modules.acting import acting
from pytest_lambda.runtime.modules.ownership import Ownership
from pytest_lambda.runtime.modules.stage import stage
from pytest_lambda.runtime.modules.state import ModuleState


class Project:
    """A folder with a function's code, first on `sys.path`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.touches: list[str] = []
        self.states: list[ModuleState] = []
        root.mkdir(exist_ok=True)
        sys.path.insert(0, str(root))

    def write(self, **files: str) -> Project:
        """Write modules; `__` in a name is a slash."""
        for name, code in files.items():
            file = self.root / (name.replace("__", "/").replace("/init", "/__init__") + ".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(code))
        importlib.invalidate_caches()
        return self

    def state(self, handler: str = "app.handler", **settings: Any) -> Function:
        """A function whose handler is imported at the first touch."""
        function = Function(self, handler, **settings)
        self.states.append(function.state)
        return function


class Function:
    """What an environment does with a module state."""

    def __init__(
        self,
        project: Project,
        handler: str,
        namespaces: tuple[dict[str, Any], ...] = (),
        root: Path | None = None,
        **settings: Any,
    ) -> None:
        self.module, _, self.attribute = handler.rpartition(".")
        self.path = str(root or project.root)
        self.inits = 0
        self.handler: Any = None
        ownership = Ownership(root or project.root, **settings)
        self.state = ModuleState(ownership, handler=handler, on_touch=self.init, namespaces=namespaces)

    def arm(self) -> Function:
        self.state.arm()
        return self

    def init(self) -> None:
        self.inits += 1
        path = sys.path[:]
        sys.path.insert(0, self.path)
        try:
            self.state.execute(self.import_handler)
        finally:
            sys.path[:] = path

    cold_start = init

    def import_handler(self) -> None:
        module = importlib.import_module(self.module)
        self.handler = getattr(module, self.attribute)

    def __call__(self, event: object = None) -> Any:
        self.state.touch()
        if self.handler is None:
            self.init()
        self.state.thaw()
        try:
            return self.handler(event, None)
        finally:
            self.state.freeze()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    yield from _project(tmp_path / "task")


@pytest.fixture
def other_project(tmp_path: Path) -> Iterator[Project]:
    yield from _project(tmp_path / "other")


def _project(root: Path) -> Iterator[Project]:
    before = set(sys.modules)
    path = sys.path[:]
    made = Project(root)
    try:
        yield made
        for state in made.states:
            state.restore()
    finally:
        sys.path[:] = path
        own = {entry.stem for entry in root.iterdir()}
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in own:
                del sys.modules[name]


@pytest.fixture(scope="session", autouse=True)
def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its first use registers an exit function: pytest's, not one that a test leaves behind."""
    tmp_path_factory.getbasetemp()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No state of a test outlives it."""
    yield
    assert acting.function is None
    assert stage.players == []
    assert stage.finder not in sys.meta_path


@pytest.fixture
def collected() -> Callable[[str], ModuleType]:
    """Imports a module as a test module does at its top: before the test begins."""
    return importlib.import_module
