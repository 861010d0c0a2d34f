"""What `os.scandir` answers for a folder of the box: the entries under the names the environment knows."""

from __future__ import annotations

import os
from typing import Any

from pytest_lambda.runtime.tmp.paths import PathMap


class Entry:
    """An `os.DirEntry` whose path begins with `/tmp`."""

    __slots__ = ("_entry", "_paths", "path")

    def __init__(self, entry: Any, path: str | bytes, paths: PathMap) -> None:
        self._entry = entry
        self._paths = paths
        self.path = path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> str | bytes:
        return self.path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """The entry's status."""
        try:
            return self._entry.stat(follow_symlinks=follow_symlinks)  # type: ignore[no-any-return]
        except OSError as error:
            self._paths.rename(error)
            raise

    def __repr__(self) -> str:
        return repr(self._entry)

    # An instance of os.DirEntry, which cannot be subclassed, to whoever asks with isinstance.
    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return os.DirEntry


class Entries:
    """The iterator and context manager that `os.scandir` answers."""

    __slots__ = ("_entries", "_paths", "_prefix")

    def __init__(self, entries: Any, folder: Any, paths: PathMap) -> None:
        slash: Any = b"/" if isinstance(folder, bytes) else "/"
        self._entries = entries
        self._prefix = folder if folder.endswith(slash) else folder + slash
        self._paths = paths

    def __iter__(self) -> Entries:
        return self

    def __next__(self) -> Entry:
        entry = next(self._entries)
        return Entry(entry, self._prefix + entry.name, self._paths)

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *exception: object) -> None:
        self._entries.close()

    def close(self) -> None:
        """Give the descriptor back."""
        self._entries.close()
