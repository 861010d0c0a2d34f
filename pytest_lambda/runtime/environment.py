"""One execution environment: a sandbox in which the runtime's process lives, dies and is started again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pytest_lambda.runtime.aws_access.refusal import RefusedCall
from pytest_lambda.runtime.deadline import KILLED
from pytest_lambda.runtime.function_modules import FunctionModules
from pytest_lambda.runtime.messages import Answered, Cut, Message, Ready
from pytest_lambda.runtime.outcomes import Outcome, init_status, judge
from pytest_lambda.runtime.output import Written, host_streams
from pytest_lambda.runtime.platform_lines import InitPhase
from pytest_lambda.runtime.process import RuntimeProcess
from pytest_lambda.runtime.process_state.table import ProcessState
from pytest_lambda.runtime.process_state.threads import StartedThread
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.sandbox import Sandbox

#: a deadline has to be ahead
_LEAST_SECONDS = 0.001


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
    """

    __slots__ = (
        "_had_init_phase", "_inits", "_process", "_restore_ms", "_sandbox", "_state", "busy", "initialisations",
        "prepaid_ms", "served",
    )  # fmt: skip

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._process: RuntimeProcess | None = None
        self._state: ProcessState | None = None
        self._had_init_phase = False
        self._inits: list[InitPhase] = []
        self._restore_ms: float | None = None
        self.busy = False
        self.initialisations = 0
        self.served = 0
        self.prepaid_ms = 0.0

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
        if self._process is not None:
            return None
        if not self._had_init_phase:
            self._had_init_phase = True
            message = self._run(self._init_steps("init"), self._sandbox.init_seconds)
        else:
            message = self._run(self._init_steps("invoke"), self._sandbox.configuration.timeout)
            self.prepaid_ms = self._inits[-1].duration_ms if isinstance(message, Ready) else 0.0
        if isinstance(message, Ready):
            return None
        self._lose_process()
        return getattr(message, "exception", None)

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

    def end(self) -> None:
        """Throw everything away, as when AWS reclaims an environment: nothing of the function runs (R148)."""
        self._had_init_phase = True
        self._lose_process()
        self._sandbox.storage.box.close()

    def _serve(self, request: Request, timeout: float) -> Served:
        cold = self.served == 0 or self._process is None or bool(self._inits)
        if not self._had_init_phase:
            arrived = self._sandbox.surroundings.clock.epoch()
            self.initialise()
            # D06: the init phase is outside the deadline.
            waited = int((self._sandbox.surroundings.clock.epoch() - arrived) * 1000)
            request = replace(request, deadline_time_in_ms=request.deadline_time_in_ms + waited)
        prepaid, self.prepaid_ms = self.prepaid_ms, 0.0
        clock = self._sandbox.surroundings.clock
        begun = clock.monotonic()
        process, message = self._process, None
        if process is None:
            late_init = self._init_steps("invoke")
            message = self._run(lambda process: _then(late_init(process), process, request), timeout)
        else:
            left = max(timeout - prepaid / 1000, _LEAST_SECONDS)
            message = self._run(lambda process: process.resume(request), left)
        duration = (clock.monotonic() - begun) * 1000 + prepaid
        return self._served(message, request, timeout, cold, duration)

    def _served(self, message: Message, request: Request, timeout: float, cold: bool, duration: float) -> Served:
        process = self._process
        written = process.output.take() if process is not None else []
        self._sandbox.invocation_ended()
        inits, self._inits = self._inits, []
        restore_ms, self._restore_ms = self._restore_ms, None
        self.served += 1
        if not isinstance(message, Answered):
            self._lose_process()
        outcome = judge(message, request.invoke_id, timeout)
        return Served(outcome, cold, duration, inits, restore_ms, written)

    def _run(self, steps: Callable[[RuntimeProcess], Message], seconds: float) -> Message:
        """Thaw, let the process run until it has spoken or the deadline has come, and freeze."""
        if self._process is None or self._state is None:
            self._process, self._state = self._sandbox.start()
        self._process.output.to = host_streams()
        return self._sandbox.turn(self._process, self._state).take(steps, seconds)

    def _init_steps(self, phase: str) -> Callable[[RuntimeProcess], Message]:
        clock = self._sandbox.surroundings.clock

        def steps(process: RuntimeProcess) -> Message:
            self.initialisations += 1
            begun = clock.monotonic()
            message = self._sandbox.init(process)
            status, error_type = init_status(Cut() if message is KILLED else message)
            duration = (clock.monotonic() - begun) * 1000
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


def _then(message: Message, process: RuntimeProcess, request: Request) -> Message:
    return process.resume(request) if isinstance(message, Ready) else message
