"""Which modules are the function's own, told by where they come from."""

from __future__ import annotations

import fnmatch
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FunctionType, ModuleType

from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.installed import (
    distributed_names,
    in_package_folder,
    in_standard_library,
    in_virtual_environment,
    is_extension,
    top_names,
)
from pytest_lambda.runtime.modules.preloaded import can_be_shadowed

_TEST_FILES = ("test_*.py", "*_test.py", "conftest.py")
_OWN_PACKAGE = __name__.partition(".")[0]


def looks_like_a_test(name: str, file: str) -> bool:
    """Whether a module is a test module or a conftest by pytest's default file names."""
    base = os.path.basename(file)
    return any(fnmatch.fnmatchcase(base, pattern) for pattern in _TEST_FILES)


class Ownership:
    """Tells a function's own modules from those of the test, of other functions, and from installed ones.

    Own are modules below the task root or a layer, whatever name they were imported under, but never test
    modules, compiled modules, site-packages, what pip has put into such a folder, or a virtual environment.

    Args:
        task_root: the folder that would be `/var/task`.
        layers: the folders that would be unpacked to `/opt`.
        reexecute: names of further packages or modules to execute again at a cold start.
        handler_module: name of the module that defines a handler given as a callable.
        is_test_module: called with a module's name and file.
    """

    def __init__(
        self,
        task_root: str | Path,
        *,
        layers: Iterable[str | Path] = (),
        reexecute: Iterable[str] = (),
        handler_module: str | None = None,
        is_test_module: Callable[[str, str], bool] = looks_like_a_test,
    ) -> None:
        given = [os.path.abspath(root) for root in (task_root, *layers)]
        self._folders = tuple(dict.fromkeys([*given, *map(os.path.realpath, given)]))
        self._roots = tuple(folder.rstrip(os.sep) + os.sep for folder in self._folders)
        self._reexecute = frozenset(reexecute)
        self._reexecute_below = tuple(f"{name}." for name in self._reexecute)
        self._handler_module = handler_module
        self._is_test_module = is_test_module
        self._files: dict[tuple[str, str], bool] = {}
        self._tests: dict[str, bool] = {}
        self._strangers: set[str] = set()

    def owns(self, name: str, module: object) -> bool:
        """Whether the module that `sys.modules` shows under a name is the function's own."""
        found = contents(module)
        file = found.get("__file__")
        if isinstance(file, str):
            return self.owns_file(name, file)
        path = found.get("__path__")
        if path is not None:
            return self._owns_path(name, path)
        substitute = _code_file(module)
        return substitute is not None and self.owns_file(name, substitute)

    def owns_spec(self, spec: ModuleSpec) -> bool:
        """Whether a module that the import system has found is the function's own."""
        if spec.has_location and spec.origin:
            return self.owns_file(spec.name, spec.origin)
        return self._owns_path(spec.name, spec.submodule_search_locations or ())

    def owns_name(self, name: str) -> bool:
        """Whether the module of this name, imported or not, is the function's own."""
        module = sys.modules.get(name)
        if module is not None:
            return self.owns(name, module)
        return name.partition(".")[0] in self._top_names() - sys.stdlib_module_names

    def owns_file(self, name: str, file: str) -> bool:
        """Whether a file, imported under a name, is the function's own."""
        key = (name, file)
        known = self._files.get(key)
        if known is None:
            known = self._files[key] = self._judge(name, file)
        return known

    def modules(self) -> dict[str, object]:
        """What `sys.modules` shows of the function's own."""
        return self.among(list(sys.modules))

    def among(self, names: Iterable[str]) -> dict[str, object]:
        """What `sys.modules` shows of the function's own under some names."""
        strangers = self._strangers
        owned: dict[str, object] = {}
        for name in [name for name in names if name not in strangers]:
            module = sys.modules.get(name)
            if module is None:
                continue
            if self.owns(name, module):
                owned[name] = module
            elif name.partition(".")[0] in strangers or is_not_of_a_project(module):
                strangers.add(name)
        return owned

    def shadowed(self) -> Iterator[tuple[str, object]]:
        """Other projects' modules whose names hide modules of this function: another function's `app`."""
        names = self._top_names()
        for name in [name for name in list(sys.modules) if name not in self._strangers]:
            module = sys.modules[name]
            if name.partition(".")[0] not in names or self.owns(name, module):
                continue
            if self._is_another_projects(name, module):
                yield name, module
        yield from self._shadowed_installed(names)

    def _shadowed_installed(self, names: frozenset[str]) -> Iterator[tuple[str, object]]:
        """Modules of the interpreter or of packages in whose place AWS finds a file of the task root (R095)."""
        loaded = filter(sys.modules.__contains__, filter(can_be_shadowed, names))
        tops = {name for name in loaded if self._has_source(name)}
        if not tops:
            return
        tops = {name for name in tops if is_not_of_a_project(sys.modules[name])}
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in tops and module is not None and not self.owns(name, module):
                yield name, module

    def _has_source(self, name: str) -> bool:
        # A folder without __init__.py is found last of all, after the standard library.
        return any(
            os.path.isfile(os.path.join(folder, *parts))
            for folder in self._folders
            for parts in ((f"{name}.py",), (name, "__init__.py"))
            if name not in distributed_names(folder)  # third-party code that is deployed is not executed again
        )

    def is_test_module(self, name: str) -> bool:
        """Whether an imported module is a test module or a conftest."""
        file = contents(sys.modules.get(name)).get("__file__")
        if not isinstance(file, str):
            return False
        known = self._tests.get(file)
        if known is None:
            known = self._tests[file] = self._is_test_module(name, file)
        return known

    def is_test_code(self, name: str) -> bool:
        """Whether an imported module is neither the function's nor installed: the test's own, or a stranger's."""
        module = sys.modules.get(name)
        if module is None or name.partition(".")[0] == _OWN_PACKAGE:
            return False
        return not is_not_of_a_project(module) and not self.owns(name, module)

    def _judge(self, name: str, file: str) -> bool:
        if name.partition(".")[0] == _OWN_PACKAGE or is_extension(file) or self._is_test_module(name, file):
            return False
        if name == self._handler_module or self._is_extra(name):
            return True
        return not in_standard_library(file) and self._below_a_root(file)

    def _owns_path(self, name: str, path: Iterable[str]) -> bool:
        portions = _portions(path)
        if not portions:
            return False
        if self._is_extra(name):
            return True
        return all(self._below_a_root(os.path.join(portion, "__init__.py")) for portion in portions)

    def _is_extra(self, name: str) -> bool:
        return name in self._reexecute or name.startswith(self._reexecute_below)

    def _below_a_root(self, file: str) -> bool:
        for path in (file, file_key("", file)):
            for root in self._roots:
                if path.startswith(root):
                    return not _is_installed_below(path, root)
        return False

    def _is_another_projects(self, name: str, module: object) -> bool:
        found = contents(module)
        file = found.get("__file__")
        places = (
            [file]
            if isinstance(file, str)
            else [os.path.join(each, "") for each in _portions(found.get("__path__", ()))]
        )
        if not places or any(map(self._below_a_root, places)) or is_not_of_a_project(module):
            return False
        return not any(in_package_folder(place) or self._is_test_module(name, place) for place in places)

    def _top_names(self) -> frozenset[str]:
        below = [os.path.join(folder, "python") for folder in self._folders]
        return frozenset[str]().union(*map(top_names, (*self._folders, *below)))


def is_not_of_a_project(module: object) -> bool:
    """Whether a module belongs to the interpreter or to an installed package."""
    found = contents(module)
    file = found.get("__file__")
    if not isinstance(file, str):
        spec = found.get("__spec__")
        return getattr(spec, "origin", None) in ("built-in", "frozen")
    return in_standard_library(file) or in_package_folder(file) or _is_distributed(str(found.get("__name__")), file)


@functools.lru_cache(maxsize=4096)
def _is_distributed(name: str, file: str) -> bool:
    """Whether pip has put a module into a folder that is not called site-packages."""
    folder = os.path.dirname(file)
    levels = name.count(".") + (os.path.splitext(os.path.basename(file))[0] == "__init__")
    for _ in range(levels):
        folder = os.path.dirname(folder)
    return name.partition(".")[0] in distributed_names(folder)


@functools.lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def file_key(name: str, file: str | None) -> str:
    """What tells a module's origin: one file has one key, under whatever name it was imported."""
    if file is None:
        return name
    folder, base = os.path.split(file)
    return f"{_real_folder(folder)}{os.sep}{base}"


def _portions(path: Iterable[str]) -> list[str]:
    """The folders of a package; that of a namespace package looks its parent up when it is iterated over."""
    return list(getattr(path, "_path", path))


def _is_installed_below(path: str, root: str) -> bool:
    below = path[len(root) :]
    if in_package_folder(below) or in_virtual_environment(os.path.dirname(path), root.rstrip(os.sep)):
        return True
    folder = root.rstrip(os.sep)
    if below.startswith("python" + os.sep):
        folder, below = os.path.join(folder, "python"), below[7:]
    return below.partition(os.sep)[0].partition(".")[0] in distributed_names(folder)


def _code_file(substitute: object) -> str | None:
    """The file of an object that a module has put into `sys.modules` in its own place."""
    if isinstance(substitute, ModuleType):
        return None
    functions = (value for value in vars(type(substitute)).values() if type(value) is FunctionType)
    return next((function.__code__.co_filename for function in functions), None)
