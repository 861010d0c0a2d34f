"""`os`'s functions that take or answer a path, each with the wrapper that takes its place."""

from __future__ import annotations

import os
from typing import Any

from pytest_lambda.runtime.tmp import calls
from pytest_lambda.runtime.tmp.libraries import Swapped
from pytest_lambda.runtime.tmp.real import KERNEL

_WRAPPERS = {
    calls.one_path: (
        "access", "chdir", "chflags", "chmod", "chown", "getxattr", "lchflags", "lchmod", "lchown", "lstat",
        "mkdir", "mkfifo", "mknod", "open", "pathconf", "remove", "removexattr", "setxattr", "startfile", "stat",
        "truncate", "unlink", "utime",
    ),
    calls.optional_path: ("listdir", "listxattr"),
    calls.two_paths: ("link",),
    calls.rename: ("rename", "replace"),
    calls.rmdir: ("rmdir",),
    calls.symlink: ("symlink",),
    calls.answers_path: ("getcwd", "getcwdb", "readlink"),
    calls.scandir: ("scandir",),
    calls.statvfs: ("statvfs",),
}  # fmt: skip

#: where `os` lists functions by what they can do; shutil and os.walk ask whether a function is in there
_CAPABILITIES = ("supports_dir_fd", "supports_effective_ids", "supports_fd", "supports_follow_symlinks")

#: used by the import system from the C module, past `os`
OF_IMPORT = ("getcwd", "listdir", "mkdir", "open", "replace", "stat", "unlink")

#: implemented in C on Windows only (3.12 on), past `os.stat`
_OF_PATH = ("exists", "isdir", "isfile", "isjunction", "islink", "lexists")


def swapped_functions() -> Swapped:
    """Original and wrapper, by name, of what this platform has."""
    return {
        name: (getattr(KERNEL, name), wrap(getattr(KERNEL, name)))
        for wrap, names in _WRAPPERS.items()
        for name in names
        if hasattr(KERNEL, name)
    }


def swapped_capabilities(functions: Swapped) -> dict[str, tuple[Any, Any]]:
    """`os`'s sets, and copies in which the wrappers are able to do what their originals are."""
    found = {}
    for name in _CAPABILITIES:
        able: set[Any] = getattr(os, name)
        found[name] = (able, able | {wrapper for original, wrapper in functions.values() if original in able})
    return found


def swapped_path_functions() -> Swapped:
    """Those of `os.path` that do not go through `os`."""
    found = {name: getattr(os.path, name, None) for name in _OF_PATH}
    return {
        name: (function, calls.one_path(function))
        for name, function in found.items()
        if function is not None and not hasattr(function, "__code__")
    }
