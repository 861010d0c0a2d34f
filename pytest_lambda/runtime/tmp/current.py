"""Which environment's `/tmp` is in force: one slot for the whole process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.runtime.tmp.escapes import Escape
    from pytest_lambda.runtime.tmp.paths import PathMap
    from pytest_lambda.runtime.tmp.quota import Quota


class Current:
    """What the wrappers and the audit hook consult.

    Attributes:
        paths: of the environment that runs now; None between invocations: every wrapper is then the original.
        quota: of that environment.
        escaped: told of each call that reached the machine's `/tmp`.
        foreign_tempdir: `tempfile.tempdir` was set by the test, so it is the test's in the environment, too.
    """

    __slots__ = ("escaped", "foreign_tempdir", "paths", "quota")

    def __init__(self) -> None:
        self.paths: PathMap | None = None
        self.quota: Quota | None = None
        self.escaped: Callable[[Escape], None] | None = None
        self.foreign_tempdir = False


CURRENT = Current()


@contextmanager
def outside() -> Iterator[None]:
    """For our own work on the real folders, which is neither redirected nor an escape."""
    paths, CURRENT.paths = CURRENT.paths, None
    try:
        yield
    finally:
        CURRENT.paths = paths
