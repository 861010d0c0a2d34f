"""The folder that stands for one environment's `/tmp`."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from pathlib import Path

from pytest_lambda.runtime.tmp import folder
from pytest_lambda.runtime.tmp.current import outside
from pytest_lambda.runtime.tmp.host_tempdir import host_tempdir
from pytest_lambda.runtime.tmp.paths import PathMap, own_folders
from pytest_lambda.runtime.tmp.quota import BYTES_PER_MB, Quota


class Box:
    """A real folder, made when it is first used; it outlives the runtime's processes (R125, G4).

    Args:
        root: the folder to use; made if it is missing. Without it, a new one among the computer's temporary
            files, which is removed by `close`, or when the interpreter ends.
        capacity_mb: `EphemeralStorage`: MB of 1,048,576 bytes, 512-10,240 on AWS (G41); any number above 0
            here.
        passthrough: folders that are themselves under their own names, though these begin with `/tmp`:
            pytest's base folder, task roots, layers, `lambda_tmp_passthrough`. Those of the interpreter and
            of `sys.path` are always left alone.
    """

    def __init__(self, root: Path | None = None, *, capacity_mb: int, passthrough: Sequence[Path] = ()) -> None:
        self._given = root
        self._parent = host_tempdir()
        self._finalizers: list[weakref.finalize[..., Box]] = []
        self._measured = 0
        self._stale = False
        self.quota = Quota(capacity_mb * BYTES_PER_MB, self.used_bytes)
        with outside():
            self.paths = PathMap(self._make_root, [*map(str, passthrough), *own_folders()])

    @property
    def root(self) -> Path:
        """The real folder; made if it is not there yet."""
        return Path(self.paths.real_root())

    @property
    def created(self) -> bool:
        """Whether anything has used the folder so far."""
        return self.paths.root is not None

    @property
    def capacity_bytes(self) -> int:
        """What fits."""
        return self.quota.capacity

    def used_bytes(self) -> int:
        """The sizes of all files; one with holes counts with its full size."""
        return folder.used_bytes(self.paths.root) if self.paths.root is not None else 0

    def overflow_bytes(self) -> int:
        """By how much the files exceed the capacity; for the end of an invocation.

        The folder is only walked if a redirected call touched it since the last time.
        """
        if self._stale or self.paths.touched:
            self._stale = self.paths.touched = False
            self._measured = self.used_bytes()
        return max(0, self._measured - self.capacity_bytes)

    def note_use(self) -> None:
        """At the freeze: the environment touched its `/tmp` since the thaw."""
        self._stale, self.paths.touched = True, False

    def clear(self) -> None:
        """Remove what is in it: the `/tmp` of a fresh environment is empty."""
        if self.paths.root is not None:
            folder.empty(self.paths.root)
        self._measured = 0
        self.quota.forget()

    def close(self) -> None:
        """Remove the folder, if it is ours, and whatever resists it stays; a later use makes a new one."""
        while self._finalizers:
            self._finalizers.pop()()
        self._measured = 0
        self.quota.forget()
        self.paths.forget_root()

    def _make_root(self) -> str:
        if self._given is not None:
            path, ours = folder.adopt_folder(str(self._given))
            removable = path
        else:
            path, ours = folder.make_folder(self._parent), True
            removable = os.path.dirname(path)
        if ours:
            self._finalizers.append(weakref.finalize(self, _remove_in, os.getpid(), removable))
        return path


def _remove_in(process: int, path: str) -> None:
    if os.getpid() == process:  # a forked child ends without taking the folder from its parent
        folder.remove(path)
