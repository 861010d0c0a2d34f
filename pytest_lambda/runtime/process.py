"""One life of the runtime's process in an environment: a greenlet."""

from __future__ import annotations

import contextlib
import opcode
import os
import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import greenlet

from pytest_lambda.clock import Clock
from pytest_lambda.clock.wakeups import Wait
from pytest_lambda.runtime.client.assembly import show_sources
from pytest_lambda.runtime.client.entry import Entry
from pytest_lambda.runtime.deadline import KILLED, graveyard
from pytest_lambda.runtime.deadline.repair import Stacks, repair
from pytest_lambda.runtime.deadline.stacks import dead_frames, frames_of
from pytest_lambda.runtime.messages import Died, Message, Parked, PassedThrough, Undisturbed
from pytest_lambda.runtime.output import Output
from pytest_lambda.runtime.process_state.exits import Death, Exits
from pytest_lambda.runtime.process_state.interpreter import RecursionLimit
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.runtime_api import RuntimeApi
from pytest_lambda.runtime.tracebacks import as_the_interpreter_prints

_RAISE = opcode.opmap["RAISE_VARARGS"]
_GETPID: Callable[[], int] = os.getpid
_EXIT: Callable[[int], NoReturn] = os._exit


@dataclass(frozen=True, slots=True)
class Interruption:
    """A signal that reaches a process while it waits for its next event."""

    strike: Callable[[], object]


class RuntimeProcess:
    """Runs the runtime client, which runs the handler.

    Freezing is switching away, thawing is switching back, and killing is never switching back.
    """

    __slots__ = (
        "_entry", "_exits", "_fallen", "_handler", "_hub", "_main", "_parked", "_pid", "_recursion",
        "_run_exit_functions", "_started", "api", "greenlet", "output", "pause",
    )  # fmt: skip

    def __init__(
        self,
        *,
        entry: Entry,
        main: types.ModuleType,
        handler: object,
        exits: Exits,
        recursion: RecursionLimit,
        output: Output,
        clock: Clock,
        passes_through: tuple[type[BaseException], ...],
        run_exit_functions: Callable[[], None],
    ) -> None:
        self._entry = entry
        self._main = main
        self._handler = handler
        self._exits = exits
        self._recursion = recursion
        self._started = False
        self._run_exit_functions = run_exit_functions
        self._hub: Any = None
        self._pid = 0
        self._fallen: Sequence[types.FrameType] = ()
        self.output = output
        self.api = RuntimeApi(
            hand_over=self._hand_over,
            clock=clock,
            output=output,
            passes_through=passes_through,
        )
        self.greenlet: Any = None
        self._parked: Any = None
        #: on virtual time: waits while the process is parked; None means that its deadline came
        self.pause: Callable[[Wait], bool | None] | None = None

    @property
    def hub(self) -> Any:
        """The greenlet that waits for this process to speak."""
        return self._hub

    def resume(self, request: Request | Interruption | None) -> Message:
        """Run until the process speaks: None starts it, a request is its next event."""
        self._hub, self._pid = greenlet.getcurrent(), _GETPID()
        self.greenlet.parent = self._hub
        if not self._started:
            self._started = True
            self._recursion.measure()
        message = self._switch(self.greenlet, request)
        while isinstance(message, Parked):
            message = self._wait(message)
        return message

    def park(self, wait: Wait) -> bool:
        """Wait in the middle of the process's work; called from inside."""
        woken: bool = self._hub.switch(Parked(wait, greenlet.getcurrent()))
        return woken

    def _wait(self, parked: Parked) -> Message:
        assert self.pause is not None
        self._parked = parked.greenlet
        woken = self.pause(parked.wait)
        if woken is None:
            fallen = tuple(frames_of(parked.greenlet.gr_frame))
            repair(Stacks(fallen, dead_frames(sys._getframe(), _with_parents(greenlet.getcurrent()))))
            killed: Message = KILLED
            return killed
        self._parked = None
        return self._switch(parked.greenlet, woken)

    def _switch(self, to: Any, value: object) -> Message:
        try:
            message: Message = to.switch(value)
        except BaseException as error:
            if not self.greenlet.dead:
                raise
            message = self._conclude(error)
        if self._fallen:
            fallen, self._fallen = self._fallen, ()
            repair(Stacks(fallen, dead_frames(sys._getframe(), _with_parents(greenlet.getcurrent()))))
        if _GETPID() != self._pid:
            # A child that the function forked: it has no business in the test run from here on.
            _EXIT(message.death.status if isinstance(message, Died) else 0)
        return message

    def begin(self) -> None:
        """Be ready to start; the environment's state is in place from here on."""
        show_sources()
        client = self._entry.modules.client_class(self.api)
        # No Python frame of ours lies below the function's: a stack that it prints starts where AWS's does.
        self.greenlet = greenlet.greenlet(self._entry.program(self._main, self._handler, client))

    def _conclude(self, error: BaseException) -> Message:
        """What the interpreter does with an uncaught exception, in a greenlet that the deadline can cut, too."""
        last_words = greenlet.greenlet(self._last_words, self.greenlet)
        self.greenlet, before = last_words, self.greenlet
        message: Message = last_words.switch(error)
        del before
        return message

    def interrupt(self, strike: Callable[[], object]) -> Message:
        """Run a signal handler in the process while it waits for its next event (R149)."""
        return self.resume(Interruption(strike))

    def _hand_over(self, message: Message) -> Request:
        request: Request | Interruption = self._hub.switch(message)
        while isinstance(request, Interruption):
            request.strike()
            request = self._hub.switch(Undisturbed())
        return request

    @property
    def killed(self) -> bool:
        """Whether it was cut, together with the function that had invoked it."""
        return self.greenlet is not None and graveyard.holds(self.greenlet)

    def kill(self) -> None:
        """Never switch back. The greenlet stays for ever: its stack must not be unwound (R120)."""
        for each in (self.greenlet, self._parked):
            if each and not each.dead:
                graveyard.bury(each)

    def die(self, death: Death) -> NoReturn:
        """End at once, from inside: no clean-up runs (R069)."""
        if _GETPID() != self._pid:
            _EXIT(death.status)
        if threading.current_thread() is not threading.main_thread() and not self._inside():
            raise SystemExit(death.status)  # a thread cannot end the process here; it ends itself
        # What it holds of the test process must be given back, as after a cut.
        self._fallen = dead_frames(sys._getframe(), _with_parents(greenlet.getcurrent(), until=self._hub))
        self._hub.switch(Died(death))
        raise AssertionError("a dead process was resumed")

    def _inside(self) -> bool:
        current: Any = greenlet.getcurrent()
        while current is not None:
            if current is self.greenlet:
                return True
            current = current.parent
        return False

    def _last_words(self, error: BaseException) -> Message:
        api = self.api
        if isinstance(error, api.passes_through):
            return PassedThrough(error)
        if isinstance(error, SystemExit):
            return self._ended(self._exit_status(error), None if api.init_error else error)
        if isinstance(error, KeyboardInterrupt):
            if not self._self_inflicted(error):
                return PassedThrough(error)
            self._print(error)
            return self._ended(Death(signal_number=2), error)  # R065: SIGINT
        self._print(error)
        return self._ended(Death(1), api.remembered or error)  # R064, R070

    def _ended(self, death: Death, exception: BaseException | None) -> Died:
        # R068: on its way out the interpreter waits for threads and runs atexit functions.
        self._run_exit_functions()
        for name in ("stdout", "stderr"):
            with contextlib.suppress(ValueError, AttributeError):  # the function closed it, or took it away
                getattr(sys, name).flush()
        api = self.api
        return Died(death, exception or api.remembered, api.init_error, api.init_error_type, api.too_large)

    def _exit_status(self, error: SystemExit) -> Death:
        code = error.code
        if code is None:
            return Death(0)
        if isinstance(code, int):
            return Death(int(code))
        with contextlib.suppress(Exception):  # the text or the stream may be broken: the status is 1 all the same
            sys.stderr.write(f"{code}\n")  # R067
        return Death(1)

    def _print(self, error: BaseException) -> None:
        with contextlib.suppress(Exception):  # the function broke its own stderr: nothing is left to write to
            sys.stderr.write(as_the_interpreter_prints(error))

    def _self_inflicted(self, error: KeyboardInterrupt) -> bool:
        """Whether the function raised the KeyboardInterrupt, not the person at the keyboard.

        A genuine Ctrl-C strikes between two instructions; the function's own comes from a `raise`
        statement or from a signal that it sent to itself.
        """
        if self._exits.self_interrupted:
            return True
        tb = error.__traceback__
        while tb is not None and tb.tb_next is not None:
            tb = tb.tb_next
        return tb is not None and tb.tb_frame.f_code.co_code[tb.tb_lasti] == _RAISE


def _with_parents(current: Any, *, until: Any = None) -> Iterator[Any]:
    while current is not None and current is not until:
        yield current
        current = current.parent
