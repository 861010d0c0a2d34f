"""Names of the standard library, beside `os`'s own, that lead to files.

Some modules keep their own reference to `open` or to functions of `os`; sqlite3 opens files in C.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import quote, unquote

from pytest_lambda.runtime.tmp.calls import Function, bound
from pytest_lambda.runtime.tmp.current import CURRENT, Current
from pytest_lambda.runtime.tmp.opening import open_wrapper
from pytest_lambda.runtime.tmp.paths import PathMap

Swapped = dict[str, tuple[Function, Function]]

#: modules that keep `open` under a name of their own
KEEP_OPEN = {"tarfile": "bltn_open", "bz2": "_builtin_open", "tokenize": "_builtin_open"}
#: where `sqlite3.connect` is found
SQLITE_MODULES = ("_sqlite3", "sqlite3.dbapi2", "sqlite3")


@cache
def sqlite_connect() -> tuple[Function, Function]:
    """The original and the wrapper of `sqlite3.connect`; imports sqlite3's C module.

    In the three modules where it is found it must be one and the same.
    """
    original = import_module("_sqlite3").connect

    def call(current: Current, database: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is None:
            return original(database, *args, **kwargs)
        uri = kwargs.get("uri", args[6] if len(args) > 6 else False)
        if uri and isinstance(database, str) and database.startswith("file:"):
            return original(_inward_uri(database, paths), *args, **kwargs)
        return original(paths.inward(database), *args, **kwargs)

    return original, bound(call, original)


def _inward_uri(uri: str, paths: PathMap) -> str:
    path, mark, query = uri.removeprefix("file:").partition("?")
    for authority in ("//localhost/", "///"):
        if path.startswith(authority):
            path = path[len(authority) - 1 :]
    name = unquote(path)
    place = paths.inward(name)
    return uri if place is name else f"file:{quote(place)}{mark}{query}"


class _TemporaryFileCloser(tempfile._TemporaryFileCloser):  # type: ignore[name-defined,misc]
    """Removes a named temporary file by its real path: it may do so long after the freeze."""

    def __init__(self, file: Any, name: Any, *args: Any, **kwargs: Any) -> None:
        paths = CURRENT.paths
        super().__init__(file, name if paths is None else paths.inward(name), *args, **kwargs)


def tempfile_closer() -> tuple[type, type]:
    """The original and ours of the class by which `tempfile` removes a named file."""
    return _TemporaryFileCloser.__base__, _TemporaryFileCloser  # type: ignore[return-value]


def pathlib_attribute(swapped: Swapped) -> tuple[type, str, Any, Any] | None:
    """What of pathlib keeps functions of `os`: class, attribute, original, ours; only 3.10 and 3.13 have one.

    Args:
        swapped: original and wrapper of `os`'s functions, by name.
    """
    keeper = _KEEPERS.get(sys.version_info[:2])
    if keeper is None:
        return None
    attribute, ours = keeper(swapped)
    owner = next(each for each in pathlib.Path.__mro__ if attribute in vars(each))
    return owner, attribute, vars(owner)[attribute], ours


def _accessor(swapped: Swapped) -> tuple[str, Any]:
    """3.10: an object that has functions of `os` as attributes."""
    normal: Any = type(pathlib._normal_accessor)  # type: ignore[attr-defined]
    kept = {name: wrapper for name, (original, wrapper) in swapped.items() if vars(normal).get(name) is original}
    return "_accessor", type("_NormalAccessor", (normal,), {**kept, "open": open_wrapper})()


def _globber(swapped: Swapped) -> tuple[str, Any]:
    """3.13: a class with two of them."""
    import glob

    kept = {name: staticmethod(swapped[name][1]) for name in ("lstat", "scandir")}
    normal: Any = glob._StringGlobber  # type: ignore[attr-defined]
    return "_globber", type("_StringGlobber", (normal,), kept)


_KEEPERS: dict[tuple[int, ...], Callable[[Swapped], tuple[str, Any]]] = {
    (3, 10): _accessor,
    (3, 13): _globber,
}
