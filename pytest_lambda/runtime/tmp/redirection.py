"""`/tmp` of an environment as a part of the process's state: in at the thaw, out at the freeze."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from typing import Any

from pytest_lambda.runtime.tmp import audit
from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.current import CURRENT
from pytest_lambda.runtime.tmp.escapes import Escape, warn_of, watch
from pytest_lambda.runtime.tmp.host_tempdir import is_set_by_test
from pytest_lambda.runtime.tmp.paths import TMP, PathMap
from pytest_lambda.runtime.tmp.table import Table
from pytest_lambda.runtime.tmp.threads import ACTIVE, Threads

_TEMPFILE: dict[str, Any] = vars(tempfile)


class Redirection:
    """Makes the code that runs between `swap_in` and `swap_out` find the box under `/tmp`.

    It nests: an environment that invokes another is covered by it and comes back. Whatever was thawed inside
    and not frozen, as its environment was cut, goes with the `swap_out` of the outer one. Threads that the test
    started, a mock's server for one, keep the machine's `/tmp` all the time.

    Args:
        box: the folder.
        report: told at once of each call that got past the redirection, once per call and calling function;
            it runs inside that call. Without it they are kept for `warn`.
        tempdir: what `tempfile.tempdir` is in a new process: `/tmp` as on AWS, whatever the host's TMPDIR
            says; None lets tempfile find it, for a function whose own variables set TMPDIR. A value that the
            test has put there is left alone.
    """

    __slots__ = (
        "_host_tempdir", "_new_tempdir", "_outer", "_report", "_seen", "_tempdir", "_threads", "_unwarned", "box",
    )  # fmt: skip

    def __init__(self, box: Box, *, report: Callable[[Escape], None] | None = None, tempdir: str | None = TMP) -> None:
        self.box = box
        self._report = report
        self._new_tempdir = self._tempdir = tempdir
        self._host_tempdir: str | None = None
        self._outer: tuple[Any, ...] = ()
        self._seen: set[tuple[str, str, str]] = set()
        self._unwarned: list[Escape] = []
        self._threads = Threads()

    def swap_in(self) -> None:
        """Thaw."""
        current, quota = CURRENT, self.box.quota
        outermost = current.paths is None
        self._outer = (current.paths, current.quota, current.escaped, current.foreign_tempdir, current.outsiders)
        self._host_tempdir = tempdir = _TEMPFILE["tempdir"]
        if outermost:
            _prepared().put()
            current.foreign_tempdir = is_set_by_test(tempdir)
            audit.SWITCH.on = True
        if not current.foreign_tempdir:
            _TEMPFILE["tempdir"] = self._tempdir
        quota.forget()
        current.outsiders = self._threads.strangers() if len(ACTIVE) > 1 else {}
        current.quota = quota
        current.escaped = self._escaped
        current.paths = self.box.paths

    def swap_out(self) -> None:
        """Freeze."""
        current = CURRENT
        if len(ACTIVE) > 1:
            self._threads.note_own()
        if not current.foreign_tempdir:
            self._tempdir = _TEMPFILE["tempdir"]
            _TEMPFILE["tempdir"] = self._host_tempdir
        current.paths, current.quota, current.escaped, current.foreign_tempdir, current.outsiders = self._outer
        if current.paths is None:
            audit.SWITCH.on = False
            _prepared().take_back()
        if self.box.paths.touched:
            self.box.note_use()
            _forget_importers(self.box.paths)

    def process_ended(self) -> None:
        """The process is gone, the files are not (R125): a new one finds tempfile as it is after its import."""
        self._tempdir = self._new_tempdir

    def warn(self) -> None:
        """Issue the warnings that came up since the last time; for the end of an invocation, after the freeze.

        Raises:
            TmpEscapeWarning: where warnings are errors.
        """
        unwarned, self._unwarned = self._unwarned, []
        warn_of(unwarned)

    def _escaped(self, escape: Escape) -> None:
        key = (escape.call, escape.filename, escape.function)
        if key in self._seen:
            return
        self._seen.add(key)
        if self._report is not None:
            self._report(escape)
        else:
            self._unwarned.append(escape)


class _Process:
    # Computed with the import of this module: later, pyfakefs may have replaced the modules that it is about.
    __slots__ = ("table", "watching")

    def __init__(self) -> None:
        self.table = Table()
        self.watching = False


_PROCESS = _Process()


def _prepared() -> Table:
    """The process's table; at the first thaw the audit hook is installed."""
    if not _PROCESS.watching:
        _PROCESS.watching = True
        watch()
        audit.listen("import", _sqlite_imported)
        audit.install()
    return _PROCESS.table


def _sqlite_imported(_event: str, arguments: tuple[Any, ...]) -> None:
    if arguments[0] == "_sqlite3":
        _PROCESS.table.put_sqlite()


def _forget_importers(paths: PathMap) -> None:
    """What the import system knows of folders below `/tmp` is true of one environment only."""
    cache = sys.path_importer_cache
    for path in [path for path in cache if paths.covers(path)]:
        del cache[path]
