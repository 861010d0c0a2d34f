"""One execution environment: a sandbox in which the runtime's process lives, dies and is started again."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pytest_lambda import limits
from pytest_lambda.runtime.aws_access.refusal import RefusedCall
from pytest_lambda.runtime.companions import Companions
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.deadline import KILLED
from pytest_lambda.runtime.function_modules import FunctionModules
from pytest_lambda.runtime.messages import (
    Answered,
    Cut,
    Died,
    Message,
    PassedThrough,
    Ready,
    RestoreTimedOut,
    Snapshotted,
    Undisturbed,
)
from pytest_lambda.runtime.outcomes import Outcome, init_status, judge
from pytest_lambda.runtime.output import Written, host_streams
from pytest_lambda.runtime.platform_lines import InitPhase
from pytest_lambda.runtime.process import RuntimeProcess
from pytest_lambda.runtime.process_state.table import ProcessState
from pytest_lambda.runtime.process_state.threads import StartedThread
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.sandbox import Sandbox
from pytest_lambda.runtime.turns import VirtualTurn

#: a deadline has to be ahead
_LEAST_SECONDS = 0.001
_READY = Ready()


_Then = Callable[[Message, RuntimeProcess], Message]


def _only(message: Message, process: RuntimeProcess) -> Message:
    return message


@dataclass(frozen=True, slots=True)
class Termination:
    """What SIGTERM did.

    Attributes:
        exited: whether the process ended by itself.
        written: what it wrote.
    """

    exited: bool
    written: Sequence[Written]


@dataclass(frozen=True, slots=True)
class Served:
    """One served request, with all that its log is made of."""

    outcome: Outcome
    cold: bool
    duration_ms: float
    inits: Sequence[InitPhase]
    restore_ms: float | None
    written: Sequence[Written]


class ExecutionEnvironment:
    """A sandbox that serves one invocation at a time (R150).

    The runtime's process in it may die and be started again: `/tmp` and the log stream stay (R125, G4).

    Attributes:
        initialisations: how often an init has been run.
        served: how many requests it has served.
        busy: whether it is serving one now.
        prepaid_ms: of the next invocation's time, what an init ahead of it has used.
        companions: processes beside the runtime's, or None.
        snapshotted: whether its process waits to be restored from its snapshot (G8).
        replays: whether its init stands for a snapshot's that has been taken: sleeping takes no time, and nothing of
            it is reported. What is random, or the time, is another one than in the snapshot.
    """

    __slots__ = (
        "_had_init_phase", "_inits", "_process", "_replaying", "_restore_ms", "_sandbox", "_state", "_turn",
        "_unrestored", "busy", "companions", "initialisations", "prepaid_ms", "replays", "served", "snapshotted",
    )  # fmt: skip

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._process: RuntimeProcess | None = None
        self._state: ProcessState | None = None
        self._had_init_phase = False
        self._inits: list[InitPhase] = []
        self._restore_ms: float | None = None
        self._turn: VirtualTurn | None = None
        self._unrestored: Message | None = None
        self._replaying = False
        self.snapshotted = False
        self.replays = False
        self.companions: Companions | None = None
        self.busy = False
        self.initialisations = 0
        self.served = 0
        self.prepaid_ms = 0.0

    @property
    def configuration(self) -> FunctionConfiguration:
        """The function's, as it was when the environment was made."""
        return self._sandbox.configuration

    @property
    def log_group_name(self) -> str:
        """The log group that the environment's log stream belongs to."""
        return self._sandbox.log_group_name

    @log_group_name.setter
    def log_group_name(self, name: str) -> None:
        self._sandbox.log_group_name = name

    @property
    def log_stream_name(self) -> str:
        """The environment's log stream."""
        return self._sandbox.log_stream_name

    @property
    def initialization_type(self) -> str:
        """`on-demand`, `provisioned-concurrency` or `snap-start`."""
        return self._sandbox.initialization_type

    @property
    def modules(self) -> FunctionModules:
        """The function's modules as this environment has them."""
        return self._sandbox.modules

    @property
    def warm(self) -> bool:
        """Whether a process waits for the next invocation."""
        return self._process is not None

    @property
    def background_threads(self) -> tuple[StartedThread, ...]:
        """Threads of the function that have outlived an invocation; AWS freezes them (G5)."""
        owned = self._sandbox.owned
        return tuple(owned.threads.started) if owned is not None else ()

    def initialise(self) -> BaseException | None:
        """Run the init that is due, ahead of the invocation that will report it.

        That is the init phase (G1); or, where a process was lost, the init that AWS runs inside the next
        invocation: that one pays for it (R126).

        Returns:
            The user's own exception when it failed with one.
        """
        if self._process is not None and not self.snapshotted:
            return None
        if self.snapshotted or not self._had_init_phase:
            message = self._first_init()
        else:
            message = self._init("invoke", self._sandbox.configuration.timeout)
            self.prepaid_ms = self._inits[-1].duration_ms if isinstance(message, Ready) else 0.0
        if isinstance(message, Ready):
            return None
        self._init_failed(message)
        return getattr(message, "exception", None)

    def take_snapshot(self) -> Sequence[InitPhase]:
        """Run the init phase up to the snapshot, when a version is published (G8).

        Returns:
            What it took and wrote, for the log: the invocation that is served from it does not report it.
        """
        self._had_init_phase = True
        message = self._init("init", self._sandbox.init_seconds)
        self.snapshotted = isinstance(message, Snapshotted)
        if not self.snapshotted:
            self._init_failed(message)
        inits, self._inits = self._inits, []
        return inits

    def serve(self, request: Request, timeout: float) -> Served:
        """Serve one request.

        Args:
            timeout: seconds, a later init included (R126).
        """
        self.busy = True
        try:
            return self._serve(request, timeout)
        finally:
            self.busy = False

    @property
    def tmp(self) -> Path:
        """The folder that stands for the environment's `/tmp`."""
        return self._sandbox.storage.box.root

    @property
    def refused_calls(self) -> tuple[RefusedCall, ...]:
        """Calls to AWS that were refused, those among them whose exception the handler swallowed."""
        return tuple(self._sandbox.guard.refused)

    def terminate(self, seconds: float) -> Termination:
        """Send SIGTERM to the process that waits for its next event; it is cut after so many seconds (G6, R149).

        Without a handler of the function's own it dies at once, and nothing runs.
        """
        process = self._process
        handler = self._sandbox.signal_handler(signal.SIGTERM) if process is not None else None
        if process is None or handler == signal.SIG_DFL or handler is None:
            return Termination(True, ())
        message: Message = Undisturbed()
        if callable(handler):
            number = int(signal.SIGTERM)
            message = self._run(lambda process: process.interrupt(lambda: handler(number, sys._getframe())), seconds)
        if isinstance(message, PassedThrough):
            raise message.exception
        return Termination(isinstance(message, Died), process.output.take())

    def abort(self) -> None:
        """A companion has failed: the invocation that runs ends where it waits."""
        if self._turn is not None:
            self._turn.abort()

    def recover(self) -> None:
        """Begin anew if the process was cut by the timeout of a function that had invoked this one."""
        if self.busy and self._process is not None and self._process.killed:
            self._lose_process()
            self.busy = False

    def reset(self) -> None:
        """The process is lost; the next invocation starts another one (G4)."""
        self._lose_process()

    def end(self) -> None:
        """Throw everything away, as when AWS reclaims an environment: nothing of the function runs (R148)."""
        self._had_init_phase = True
        self._lose_process()
        if self.companions is not None:
            self.companions.kill()
        self._sandbox.storage.box.close()

    def _serve(self, request: Request, timeout: float) -> Served:
        cold = self.served == 0 or self._process is None or bool(self._inits)
        if self.snapshotted or not self._had_init_phase:
            arrived = self._sandbox.surroundings.clock.epoch()
            self.initialise()
            # D06: the init phase is outside the deadline.
            waited = int((self._sandbox.surroundings.clock.epoch() - arrived) * 1000)
            request = replace(request, deadline_time_in_ms=request.deadline_time_in_ms + waited)
            if self._unrestored is not None:
                message, self._unrestored = self._unrestored, None
                return self._served(message, request, timeout, cold, 0.0)
        prepaid, self.prepaid_ms = self.prepaid_ms, 0.0
        clock = self._sandbox.surroundings.clock
        begun = clock.monotonic()
        if self._process is None:
            message = self._init("invoke", timeout, lambda message, process: self._then(message, process, request))
        else:
            left = max(timeout - prepaid / 1000, _LEAST_SECONDS)
            message = self._run(lambda process: self._then(_READY, process, request), left)
        duration = _milliseconds(clock.monotonic() - begun) + prepaid
        return self._served(message, request, timeout, cold, duration)

    def _first_init(self) -> Message:
        """The init phase and the restore, or one of them."""
        message: Message = Snapshotted()
        if not self.snapshotted:
            self._had_init_phase = True
            self._replaying = self.replays
            message = self._init("init", self._sandbox.init_seconds)
            self._replaying = False
            if self.replays and isinstance(message, Snapshotted):
                self._inits.clear()
        return self._restore() if isinstance(message, Snapshotted) else message

    def _restore(self) -> Message:
        """R220: what follows the snapshot."""
        self.snapshotted = False
        clock = self._sandbox.surroundings.clock
        begun = clock.monotonic()
        message = self._run(lambda process: process.resume(None), limits.RESTORE_SECONDS)
        took = _milliseconds(clock.monotonic() - begun)
        if isinstance(message, Ready):
            self._restore_ms = took
            return message
        if isinstance(message, Cut) or message is KILLED:
            self._unrestored = message = RestoreTimedOut()
        written = self._process.output.take() if self._process is not None else ()
        self._inits.append(InitPhase("init", took, written, *init_status(message)))
        return message

    def _init_failed(self, message: Message) -> None:
        self._lose_process()
        if self.companions is not None:
            self.companions.reset("timeout" if isinstance(message, Cut) or message is KILLED else "failure")

    def _then(self, message: Message, process: RuntimeProcess, request: Request) -> Message:
        if not isinstance(message, Ready):
            return message
        if self.companions is not None:
            self.companions.invoke(request)
        return process.resume(request)

    def _served(self, message: Message, request: Request, timeout: float, cold: bool, duration: float) -> Served:
        process = self._process
        written = process.output.take() if process is not None else []
        self._sandbox.invocation_ended()
        inits, self._inits = self._inits, []
        restore_ms, self._restore_ms = self._restore_ms, None
        self.served += 1
        if not isinstance(message, Answered):
            self._lose_process()
            if self.companions is not None and self.companions.failure is not None:
                message = self.companions.failure
        outcome = judge(message, request.invoke_id, timeout)
        return Served(outcome, cold, duration, inits, restore_ms, written)

    def _run(self, steps: Callable[[RuntimeProcess], Message], seconds: float) -> Message:
        """Thaw, let the process run until it has spoken or the deadline has come, and freeze."""
        if self._process is None or self._state is None:
            self._process, self._state = self._sandbox.start()
        self._process.output.to = host_streams()
        turn = self._sandbox.turn(self._process, self._state)
        if not isinstance(turn, VirtualTurn):
            return turn.take(steps, seconds)
        self._turn, turn.abortable, turn.replays = turn, self.companions is not None, self._replaying
        try:
            return turn.take(steps, seconds)
        finally:
            self._turn = None

    def _init(self, phase: str, seconds: float, then: _Then = _only) -> Message:
        """Companions, then the runtime (G1).

        Args:
            then: what follows in the same turn.
        """
        clock = self._sandbox.surroundings.clock
        begun = clock.monotonic()
        if self.companions is not None:
            ready = self.companions.start(seconds)
            took, failure = clock.monotonic() - begun, self.companions.failure
            message: Message | None = failure or (None if ready and took < seconds else Cut())
            if message is not None:
                self.initialisations += 1
                self._inits.append(InitPhase(phase, took * 1000, (), *init_status(message)))
                return message
            seconds -= took
        init = self._init_steps(phase, begun)
        return self._run(lambda process: then(init(process), process), seconds)

    def _init_steps(self, phase: str, begun: float) -> Callable[[RuntimeProcess], Message]:
        clock = self._sandbox.surroundings.clock

        def steps(process: RuntimeProcess) -> Message:
            self.initialisations += 1
            message = self._sandbox.init(process)
            if phase == "invoke" and isinstance(message, Snapshotted):
                message = process.resume(None)
            status, error_type = init_status(Cut() if message is KILLED else message)
            duration = _milliseconds(clock.monotonic() - begun)
            self._inits.append(InitPhase(phase, duration, process.output.take(), status, error_type))
            if status is None:
                self._sandbox.initialised(self)
            return message

        return steps

    def _lose_process(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = self._state = None
            self._sandbox.process_ended()


def _milliseconds(seconds: float) -> float:
    """To the nanosecond: the difference of two clock readings has digits beyond that which mean nothing."""
    return round(seconds * 1000, 6)
