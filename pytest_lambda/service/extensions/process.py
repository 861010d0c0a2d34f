"""One extension beside one environment, from its launch to its end."""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any

import greenlet

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.runtime.deadline import graveyard
from pytest_lambda.service.extensions.extension import Extension

Work = Callable[[], object]


class ExtensionProcess:
    """A task on the virtual clock that works off events.

    It runs in the test process's own state, not in the environment's: on AWS an extension is a process of its own.
    It is cut where it waits; what does not wait is not cut.

    Args:
        extension: what runs.
        clock: the service's.
        passes_through: exceptions that are the test's business.
        changed: called when it has nothing to do any more, or has crashed.
    """

    __slots__ = ("_changed", "_clock", "_ended", "_passes_through", "_task", "_work", "busy", "crash", "extension")

    def __init__(
        self,
        extension: Extension,
        clock: VirtualClock,
        passes_through: tuple[type[BaseException], ...],
        changed: Callable[[], object],
    ) -> None:
        self.extension = extension
        self._clock = clock
        self._passes_through = passes_through
        self._changed = changed
        self._work: deque[Work] = deque()
        self._task: Any = None
        self._ended = False
        self.busy = False
        self.crash: BaseException | None = None

    def give(self, work: Work) -> None:
        """Something to do, when it asks for it: after what it does now."""
        if self._ended or self.crash is not None:
            return
        self._work.append(work)
        if not self.busy:
            self.busy = True
            self._clock.spawn(self._run, f"the extension {self.extension.name}")

    def kill(self) -> None:
        """SIGKILL: it does not go on from where it waits."""
        self._ended = True
        self._work.clear()
        task, self._task = self._task, None
        if task is not None:
            self._clock.scheduler.forget(task)
            graveyard.bury(task)
        self.busy = False

    def _run(self) -> None:
        if self._ended:
            return
        self._task = greenlet.getcurrent()
        try:
            while self._work:
                self._work.popleft()()
        except self._passes_through:
            raise
        except BaseException as error:
            self.crash = error
            traceback.print_exception(type(error), error, error.__traceback__, file=sys.stderr)
        finally:
            self._task = None
            self.busy = False
        self._changed()
