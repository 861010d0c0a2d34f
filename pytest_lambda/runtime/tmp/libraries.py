"""Names outside of `os` that lead to files.

Some modules keep their own reference to `open` or to functions of `os`; sqlite3 opens files in C.
"""

from __future__ import annotations

import pathlib
import tempfile
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import quote, unquote

from pytest_lambda.runtime.tmp.calls import Function, bound
from pytest_lambda.runtime.tmp.current import CURRENT, Current
from pytest_lambda.runtime.tmp.opening import open_wrapper
from pytest_lambda.runtime.tmp.paths import PathMap

Swapped = dict[str, tuple[Function, Function]]

#: modules that keep a function under a name of their own, and which; boto3's move a finished download so
KEPT = {
    "boto3.compat": ("rename_file", "rename"),
    "bz2": ("_builtin_open", "open"),
    "s3transfer.compat": ("rename_file", "rename"),
    "s3transfer.utils": ("rename_file", "rename"),
    "tarfile": ("bltn_open", "open"),
    "tokenize": ("_builtin_open", "open"),
}
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
    return _TemporaryFileCloser.__base__, _TemporaryFileCloser


def pathlib_attribute(swapped: Swapped) -> tuple[type, str, Any, Any] | None:
    """What of pathlib keeps functions of `os`: class, attribute, original, ours; only in 3.10 and 3.13 anything.

    Args:
        swapped: original and wrapper of `os`'s functions, by name.
    """
    for attribute, replaced in (("_accessor", _accessor), ("_globber", _globber)):
        for owner in pathlib.Path.__mro__:
            kept = vars(owner).get(attribute)
            if kept is not None and (ours := replaced(kept, swapped)) is not None:
                return owner, attribute, kept, ours
    return None


def _accessor(kept: Any, swapped: Swapped) -> Any:
    """3.10: an object that has functions of `os` as attributes."""
    ours = {name: wrapper for name, (original, wrapper) in swapped.items() if getattr(kept, name, None) is original}
    return type("_NormalAccessor", (type(kept),), {**ours, "open": open_wrapper})()


def _globber(kept: Any, swapped: Swapped) -> Any:
    """3.13: a class with two of them; since 3.14 it asks `os`."""
    ours = {
        name: staticmethod(wrapper)
        for name, (original, wrapper) in swapped.items()
        if getattr(kept, name, None) is original
    }
    return type(kept.__name__, (kept,), ours) if ours else None
