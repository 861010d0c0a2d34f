"""What libraries keep for one environment: named loggers, the state of Powertools, and SnapStart hooks.

They are imported once for all environments. One environment's state is in place at a time; it stays there between its
invocations, and is put aside only when another one runs.
"""

from __future__ import annotations

from pytest_lambda.runtime.powertools.reset import PowertoolsState, put_powertools, take_powertools
from pytest_lambda.runtime.process_state.logging_state import NamedLoggers
from pytest_lambda.runtime.snapshot_hooks import SnapshotHooks, put_snapshot_hooks, take_snapshot_hooks


class LibraryState:
    """An entry of the process-state table, for one process of the runtime."""

    __slots__ = ("_aside", "_hooks", "_loggers")

    def __init__(self) -> None:
        self._loggers = NamedLoggers()
        self._aside: PowertoolsState | None = None
        self._hooks: SnapshotHooks = {}

    def swap_in(self) -> None:
        """Thaw."""
        global _in_place
        if _in_place is self:
            return
        if _in_place is not None:
            _in_place._step_aside()
        _in_place = self
        self._loggers.note()
        if self._aside is not None:
            self._loggers.bring_back()
            put_powertools(self._aside)
            put_snapshot_hooks(self._hooks)
            self._aside = None

    def swap_out(self) -> None:
        """Freeze: it stays in place."""

    def process_ended(self) -> None:
        """What the function set goes."""
        global _in_place
        if _in_place is self:
            _in_place = None
            self._loggers.restore()

    def _step_aside(self) -> None:
        self._aside = take_powertools()
        self._hooks = take_snapshot_hooks()
        self._loggers.put_aside()


_in_place: LibraryState | None = None
