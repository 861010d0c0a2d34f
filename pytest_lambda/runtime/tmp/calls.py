"""The functions that take the place of `os`'s: each consults the environment in force, if any.

Every one is a method bound to the slot `CURRENT`: like the built-in function it stands for it may be put on
a class without becoming that class's method, and it can be hashed and compared. Called while no environment
is in force, by code that kept it, it is the original.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import MethodType
from typing import Any

from pytest_lambda.runtime.tmp.current import CURRENT, Current
from pytest_lambda.runtime.tmp.entries import Entries
from pytest_lambda.runtime.tmp.paths import PathMap

Function = Callable[..., Any]


def bound(call: Function, original: Function) -> Function:
    """The wrapper under the original's name."""
    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(call, attribute, getattr(original, attribute))
    return MethodType(call, CURRENT)


def one_path(original: Function) -> Function:
    """For a function whose first argument is a path."""

    def call(current: Current, path: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is None or (place := paths.inward(path)) is path:
            return original(path, *args, **kwargs)
        try:
            return original(place, *args, **kwargs)
        except OSError as error:
            paths.rename(error)
            raise

    return bound(call, original)


def two_paths(original: Function) -> Function:
    """For a function that takes a source and a destination."""

    def call(current: Current, src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is None:
            return original(src, dst, *args, **kwargs)
        source, destination = paths.inward(src), paths.inward(dst)
        try:
            return original(source, destination, *args, **kwargs)
        except OSError as error:
            paths.rename(error)
            raise

    return bound(call, original)


def rename(original: Function) -> Function:
    """For `rename` and `replace`: `/tmp` itself is a mount on AWS, nobody moves it."""
    move = two_paths(original)

    def call(current: Current, src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is not None:
            _refuse_the_mount(paths, src)
        return move(src, dst, *args, **kwargs)

    return bound(call, original)


def rmdir(original: Function) -> Function:
    """For `rmdir`: `shutil.rmtree('/tmp')` empties the folder and fails, as on AWS."""
    remove = one_path(original)

    def call(current: Current, path: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is not None:
            _refuse_the_mount(paths, path)
        return remove(path, *args, **kwargs)

    return bound(call, original)


def symlink(original: Function) -> Function:
    """For `symlink`: the kernel follows the link, so its text is the real place; `readlink` maps it back."""

    def call(current: Current, src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
        paths = current.paths
        if paths is None:
            return original(src, dst, *args, **kwargs)
        target = paths.inward(src) if _is_absolute(src) else src
        try:
            return original(target, paths.inward(dst), *args, **kwargs)
        except OSError as error:
            paths.rename(error)
            raise

    return bound(call, original)


def answers_path(original: Function) -> Function:
    """For `getcwd`, `getcwdb` and `readlink`."""
    ask = one_path(original)

    def call(current: Current, *args: Any, **kwargs: Any) -> Any:
        answer = ask(*args, **kwargs) if args or kwargs else original()
        paths = current.paths
        if paths is None:
            return answer
        if isinstance(answer, bytes):
            return os.fsencode(paths.outward(os.fsdecode(answer)))
        return paths.outward(answer)

    return bound(call, original)


def optional_path(original: Function) -> Function:
    """For `listdir` and `listxattr`, whose path may be left out."""
    ask = one_path(original)

    def call(current: Current, path: Any = None, **kwargs: Any) -> Any:
        return ask(path, **kwargs)

    return bound(call, original)


def scandir(original: Function) -> Function:
    """For `scandir`: its entries' paths begin as the caller spelled the folder."""
    scan = one_path(original)

    def call(current: Current, path: Any = None) -> Any:
        paths = current.paths
        entries = scan(path)
        if paths is None or path is None or isinstance(path, int) or paths.inward(path) is path:
            return entries
        return Entries(entries, os.fspath(path), paths)

    return bound(call, original)


def statvfs(original: Function) -> Function:
    """For `statvfs`, and so `shutil.disk_usage`: a disk as large as the ephemeral storage (G41)."""
    ask = one_path(original)

    def call(current: Current, path: Any) -> Any:
        answer = ask(path)
        paths, quota = current.paths, current.quota
        if paths is None or quota is None or isinstance(path, int) or paths.inward(path) is path:
            return answer
        size = answer.f_frsize
        blocks, free = quota.capacity // size, quota.free() // size
        return os.statvfs_result((answer.f_bsize, size, blocks, free, free, *tuple(answer)[5:]))

    return bound(call, original)


def _refuse_the_mount(paths: PathMap, path: Any) -> None:
    if paths.root is not None and isinstance(path, (str, bytes, os.PathLike)):
        place = paths.inward(path)
        if os.fsdecode(place).rstrip("/") == paths.root:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), os.fspath(path))


def _is_absolute(path: Any) -> bool:
    return isinstance(path, (str, bytes, os.PathLike)) and os.path.isabs(path)
