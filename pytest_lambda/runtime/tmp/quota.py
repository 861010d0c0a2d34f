"""`ephemeral_storage`: files opened through Python's `open` meet a full disk, other writes are measured.

Others are `os.write`, `mmap`, SQLite, C libraries, and `shutil.copy` where the kernel copies.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from pytest_lambda.runtime.tmp.real import REAL

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

#: what AWS calls a MB of /tmp (G41)
BYTES_PER_MB = 1024 * 1024


class Quota:
    """How much may still be written.

    The count is kept between measurements, and taken anew when it says that nothing is left: files may have
    been removed, or written past us.

    Args:
        capacity: bytes.
        measure: the bytes in use.
    """

    __slots__ = ("_left", "_measure", "_open", "capacity")

    def __init__(self, capacity: int, measure: Callable[[], int]) -> None:
        self.capacity = capacity
        self._measure = measure
        self._left: int | None = None
        self._open: WeakValueDictionary[int, QuotaFileIO] = WeakValueDictionary()

    def take(self, wanted: int) -> int:
        """The part of `wanted` bytes that still fits."""
        left = self._left
        if left is None or left < wanted:
            left = self.free()
        granted = min(wanted, left)
        self._left = left - granted
        return granted

    def free(self) -> int:
        """The bytes that are left, measured now."""
        # A list made at once: other threads open files meanwhile.
        files = [file() for file in self._open.valuerefs()]
        unlinked = sum(file.unlinked_bytes() for file in files if file is not None)
        self._left = left = max(0, self.capacity - self._measure() - unlinked)
        return left

    def watch(self, file: QuotaFileIO) -> None:
        """A file that is open keeps its place on the disk, also after it was removed."""
        self._open[id(file)] = file

    def forget(self) -> None:
        """Measure before the next write: others had access to the folder."""
        self._left = None


class QuotaFileIO(io.FileIO):
    """The raw file below the buffers that `open` answers; the disk that it writes to can be full."""

    _quota: Quota | None = None

    def under(self, quota: Quota) -> None:
        """Count what is written, if this is a regular file: a pipe takes no place."""
        if stat.S_ISREG(REAL.fstat(self.fileno()).st_mode):
            self._quota = quota
            quota.watch(self)

    def unlinked_bytes(self) -> int:
        """The size of a file that has no name any more."""
        try:
            status = REAL.fstat(self.fileno())
        except (OSError, ValueError):  # closed
            return 0
        return status.st_size if status.st_nlink == 0 else 0

    def write(self, data: ReadableBuffer, /) -> int:  # noqa: D102
        quota = self._quota
        length = memoryview(data).nbytes
        if quota is None or not length:
            return super().write(data)
        size = REAL.fstat(self.fileno()).st_size
        start = size if "a" in self.mode else self.tell()
        growth = start + length - size
        if growth > 0:
            # As the kernel: what still fits is written, and the next write finds no space.
            fits = length - growth + quota.take(growth)
            if fits <= 0:
                raise _no_space()
            if fits < length:
                data = memoryview(data).cast("B")[:fits]
        return super().write(data)

    def truncate(self, size: int | None = None, /) -> int:  # noqa: D102
        if self._quota is not None:
            end = self.tell() if size is None else size
            growth = end - REAL.fstat(self.fileno()).st_size
            if growth > 0 and self._quota.take(growth) < growth:
                raise _no_space()
        return super().truncate(size)

    def __repr__(self) -> str:
        return super().__repr__().replace("<FileIO ", "<_io.FileIO ", 1)


# What a user sees of it, in a repr or a ResourceWarning, is the type that `open` answers everywhere else.
QuotaFileIO.__name__ = QuotaFileIO.__qualname__ = "FileIO"
QuotaFileIO.__module__ = "_io"


def _no_space() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def set_shown_name(file: Any, name: Any) -> None:
    """Let `file.name` answer the path that was asked for."""
    raw = getattr(file, "buffer", file)
    raw = getattr(raw, "raw", raw)
    raw.name = name
