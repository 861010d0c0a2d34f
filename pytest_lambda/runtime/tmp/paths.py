"""Which paths mean the environment's `/tmp`, and what they are on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from os import fsdecode, fsencode, fspath
from threading import get_ident
from typing import Any

from pytest_lambda.runtime.tmp.current import CURRENT
from pytest_lambda.runtime.tmp.real import REAL

TMP = "/tmp"
_BELOW = "/tmp/"
_WINDOWS = os.name == "nt"


class PathMap:
    """Maps `/tmp/...` into a box and back.

    A path counts as below `/tmp` by its text, with `..` resolved lexically. On Windows `\\tmp\\x` and
    `C:\\tmp\\x` are the same as `/tmp/x`. On macOS, where `/tmp` is a link, `/private/tmp` is left alone: a
    Lambda function does not know that name.

    Args:
        make_root: makes the box's folder when it is first needed, and answers its true path.
        passthrough: folders whose names below `/tmp` keep their meaning.
    """

    __slots__ = ("_lasting", "_made", "_make_root", "_passthrough", "root", "touched")

    def __init__(self, make_root: Callable[[], str], passthrough: Iterable[str]) -> None:
        self._make_root = make_root
        self._lasting = tuple(dict.fromkeys(_prefixes(passthrough)))
        self._passthrough = self._lasting
        self.root: str | None = None
        self._made: dict[str, str] = {}
        self.touched = False

    def covers(self, text: str) -> bool:
        """Whether an absolute path means a place in the box."""
        return self._is_below(_plain(text) if _may_mislead(text) else text)

    def inward(self, path: Any) -> Any:
        """Where the path is on this machine; the very same object if that is what it says already.

        Args:
            path: what an `os` function takes: text, bytes, PathLike, descriptor, None.
        """
        if type(path) is str:
            text = path
        elif isinstance(path, int):
            return path
        else:
            try:
                text = fsdecode(fspath(path))
            except (TypeError, UnicodeError):
                return path  # the original function says what is wrong with it
        if _may_mislead(text):
            plain = self._resolved(text)
        elif text.startswith(TMP):
            plain = text
        else:
            return path
        if self._is_below(plain):
            self.touched = True
            plain = self.real_root() + plain[4:]
        elif plain is text or _is_rooted(text):
            return path
        return fsencode(plain) if isinstance(path, bytes) else plain

    def outward(self, text: str) -> str:
        """The name by which the environment knows a real path: `/tmp/...` if it is in the box."""
        root = self.root
        if root is None or not text.startswith(root) or _is_outsider():
            return text
        rest = text[len(root) :]
        if rest and rest[0] != os.sep:
            return text
        return TMP + (rest.replace("\\", "/") if _WINDOWS else rest)

    def rename(self, error: OSError) -> None:
        """Let an error name the path as the environment knows it."""
        for attribute in ("filename", "filename2"):
            name = getattr(error, attribute, None)
            if isinstance(name, str):
                shown: str | bytes = self.outward(name)
            elif isinstance(name, bytes):
                shown = fsencode(self.outward(fsdecode(name)))
            else:
                continue
            if shown != name:
                setattr(error, attribute, shown)

    def real_root(self) -> str:
        """The box's folder, made if this is its first use."""
        root = self.root
        if root is None:
            # Two threads may come here at once; setdefault lets one of them win.
            root = self._made.setdefault("root", self._make_root())
            self._passthrough = (*self._lasting, root + "/")
            self.root = root
        return root

    def forget_root(self) -> None:
        """The folder is gone; the next use makes a new one."""
        self.root = None
        self._made.clear()
        self.touched = False
        self._passthrough = self._lasting

    def _is_below(self, plain: str) -> bool:
        if not plain.startswith(TMP) or (len(plain) > 4 and plain[4] != "/"):
            return False
        # A path that names the box itself, by a test's `fn.tmp`, is at home already.
        if self._passthrough and (plain + "/").startswith(self._passthrough):
            return False
        return not _is_outsider()

    def _resolved(self, text: str) -> str:
        if _is_rooted(text):
            return _plain(text)
        if ".." not in text:
            return text
        # Only the way out of /tmp needs our help: the parent of the box is not the parent of /tmp.
        here = REAL.getcwd()
        shown = self.outward(here)
        return text if shown is here else _plain(shown + "/" + text)


def _is_outsider() -> bool:
    outsiders = CURRENT.outsiders
    return bool(outsiders) and get_ident() in outsiders


def own_folders() -> list[str]:
    """Folders of the interpreter and of what it can import: they stay visible should they be below `/tmp`."""
    prefixes = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, _folder_of_bytecode()]
    return [path for path in (*prefixes, *sys.path) if isinstance(path, str) and path.rstrip("/") != TMP]


def _folder_of_bytecode() -> str:
    """The outermost folder below `/tmp` where imports write bytecode: they make it with all that leads there."""
    prefix = sys.pycache_prefix or TMP
    return "/".join(prefix.split("/")[:3]) if prefix.startswith(_BELOW) else TMP


def _prefixes(folders: Iterable[str]) -> Iterable[str]:
    """Those below `/tmp`, by either of its names, each with a slash at the end."""
    true_tmp = os.path.realpath(TMP)
    for folder in folders:
        for name in (_plain(folder), os.path.realpath(folder) if folder.startswith(TMP) else folder):
            if name == TMP or name.startswith(_BELOW):
                yield name.rstrip("/") + "/"
            elif name.startswith(true_tmp + "/"):
                yield TMP + name[len(true_tmp) :].rstrip("/") + "/"


def _may_mislead(text: str) -> bool:
    return ".." in text or "//" in text or "/./" in text or _WINDOWS


def _is_rooted(text: str) -> bool:
    return text.startswith("/") or (_WINDOWS and os.path.splitdrive(text)[1][:1] in ("/", "\\"))


def _plain(text: str) -> str:
    if not _is_rooted(text):
        return text
    if _WINDOWS:
        text = os.path.splitdrive(text)[1].replace("\\", "/")
    ends_in_slash = text.endswith("/")
    parts: list[str] = []
    for part in text.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) + ("/" if ends_in_slash and parts else "")
