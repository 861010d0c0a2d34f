"""Which environment's `/tmp` is in force: one slot for the whole process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident
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
        outsiders: threads that work for the test at this moment, and in how many blocks of `outside`.
    """

    __slots__ = ("escaped", "foreign_tempdir", "outsiders", "paths", "quota")

    def __init__(self) -> None:
        self.paths: PathMap | None = None
        self.quota: Quota | None = None
        self.escaped: Callable[[Escape], None] | None = None
        self.foreign_tempdir = False
        self.outsiders: dict[int, int] = {}


CURRENT = Current()


@contextmanager
def outside() -> Iterator[None]:
    """For work that is not the environment's, done while it is in force: paths mean what they say.

    It holds for this thread only; threads of the handler stay in their `/tmp`. A handler that is cut in the
    middle of it takes it along: what the freeze puts back is the state of the thaw.
    """
    thread, outsiders = get_ident(), CURRENT.outsiders
    depth = outsiders.get(thread, 0)
    outsiders[thread] = depth + 1
    try:
        yield
    finally:
        if depth:
            outsiders[thread] = depth
        else:
            del outsiders[thread]
