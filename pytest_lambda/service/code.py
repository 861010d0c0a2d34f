"""The code of a function at one moment: a published version runs it, whatever happens to the files (F19)."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda.runtime.configuration import Handler
from pytest_lambda.runtime.tmp.current import outside

#: folders that no deployment package holds
_LEFT_OUT = frozenset({"__pycache__", "node_modules", "site-packages"})


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was."""

    path: str
    size: int
    modified_ns: int
    content: bytes


class CodeSnapshot:
    """The files below a task root, and a handler that is a callable.

    Args:
        root: the task root.
        handler: its name, or the callable.
        sha256: of the package that the files come from; else it is one of the files themselves.
    """

    __slots__ = ("_copy", "_files", "_handler", "_root", "sha256")

    def __init__(self, root: Path, handler: str | Handler, *, sha256: str | None = None) -> None:
        self._root = root
        self._handler = handler
        self._copy: str | None = None
        with outside():
            self._files = tuple(_files(root)) if isinstance(handler, str) else ()
        self.sha256 = sha256 or _digest(self._files, handler)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodeSnapshot) and (self.sha256, self._handler) == (other.sha256, other._handler)

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def size(self) -> int:
        """Of all files, in bytes."""
        return sum(file.size for file in self._files)

    def root(self) -> Path:
        """Where the code is: the task root itself as long as nothing in it has changed, else a copy."""
        root = str(self._root)
        with outside():
            if self._copy is None and all(_as_it_was(root, file) for file in self._files):
                return self._root
            if self._copy is None:
                self._copy = tempfile.mkdtemp(prefix="version-")
                for file in self._files:
                    target = Path(self._copy, file.path)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(file.content)
            return Path(self._copy)

    def is_current(self, root: Path, handler: str | Handler) -> bool:
        """Whether it is of this root and handler, and nothing there has changed, come or gone since; reads no file."""
        if (root, handler) != (self._root, self._handler):
            return False
        with outside():
            found = tuple(_listed(root)) if isinstance(handler, str) else ()
        return found == tuple((file.path, file.size, file.modified_ns) for file in self._files)

    def discard(self) -> None:
        """The service is over."""
        if self._copy is not None:
            with outside():
                shutil.rmtree(self._copy, ignore_errors=True)
            self._copy = None


def _files(root: Path) -> Iterator[File]:
    for path, size, modified_ns in _listed(root):
        try:
            content = (root / path).read_bytes()
        except OSError:  # a socket
            continue
        yield File(path, size, modified_ns, content)


def _listed(root: Path) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of each file that a deployment package would hold."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _LEFT_OUT and not _is_venv(folder, name)
        )
        for name in sorted(names):
            path = Path(folder, name)
            try:
                found = path.stat()
            except OSError:  # a broken link
                continue
            yield path.relative_to(root).as_posix(), found.st_size, found.st_mtime_ns


def _is_venv(folder: str, name: str) -> bool:
    return os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))


def _as_it_was(root: str, file: File) -> bool:
    try:
        found = os.stat(f"{root}/{file.path}")
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (file.size, file.modified_ns)


def _digest(files: tuple[File, ...], handler: str | Handler) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.path}\0{file.size}\0".encode() + file.content)
    if not isinstance(handler, str):
        code = getattr(handler, "__code__", None)
        digest.update(repr((getattr(handler, "__qualname__", handler), getattr(code, "co_code", b""))).encode())
    return base64.b64encode(digest.digest()).decode()
