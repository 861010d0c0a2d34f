"""The extensions beside one environment."""

from __future__ import annotations

from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.runtime.environment import ExecutionEnvironment
from pytest_lambda.runtime.messages import ExtensionFailed
from pytest_lambda.runtime.request import Request
from pytest_lambda.service.extensions.extension import INVOKE, SHUTDOWN, Extension, ExtensionError
from pytest_lambda.service.extensions.process import ExtensionProcess

#: microseconds of a shutdown phase with internal extensions only, and with external ones (G6)
INTERNAL_BUDGET_US, EXTERNAL_BUDGET_US = 500_000, 2_000_000
#: the part of it that the runtime gets for its SIGTERM handler, with external ones (G6)
RUNTIME_SHARE_US = 300_000
SPINDOWN, TIMEOUT, FAILURE = "spindown", "timeout", "failure"  # G62


class Company:
    """The extensions beside one environment: started, given events, shut down and started again with it.

    Args:
        environment: beside which they run.
        extensions: of the function, as it was when the environment was made.
        clock: the service's.
        passes_through: exceptions that are the test's business.
        log_group: of the function.
    """

    __slots__ = (
        "_clock", "_ending", "_environment", "_extensions", "_initialising", "_passes_through", "_processes", "_waiter",
        "failure", "log_group",
    )  # fmt: skip

    def __init__(
        self,
        environment: ExecutionEnvironment,
        extensions: tuple[Extension, ...],
        clock: VirtualClock,
        passes_through: tuple[type[BaseException], ...],
        *,
        log_group: str,
    ) -> None:
        self._environment = environment
        self._extensions = extensions
        self._clock = clock
        self._passes_through = passes_through
        self._processes: list[ExtensionProcess] = []
        self._waiter: Signal | None = None
        self.log_group = log_group
        self._initialising = False
        self._ending = False
        #: of the first that crashed
        self.failure: ExtensionFailed | None = None

    @property
    def names(self) -> str:
        """Who they are, for people."""
        return ", ".join(extension.name for extension in self._extensions)

    @property
    def busy(self) -> bool:
        """Whether one has not asked for its next event."""
        return any(process.busy for process in self._processes)

    @property
    def started(self) -> bool:
        """Whether they run."""
        return bool(self._processes)

    @property
    def budget_us(self) -> int:
        """How long the shutdown phase may take (G6)."""
        internal = all(extension.internal for extension in self._extensions)
        return INTERNAL_BUDGET_US if internal else EXTERNAL_BUDGET_US

    @property
    def runtime_budget_us(self) -> int:
        """How much of it is the runtime's."""
        return min(self.budget_us, RUNTIME_SHARE_US) if self.budget_us == EXTERNAL_BUDGET_US else self.budget_us

    def start(self, seconds: float) -> bool:
        """Start them, if they do not run, before the runtime (G1).

        Returns:
            Whether all were ready in time, or one has failed.
        """
        if self._processes:
            return True
        self.failure = None
        self._initialising = True
        until_us = self._clock.moment_in(seconds)
        for extension in self._extensions:
            process = ExtensionProcess(extension, self._clock, self._passes_through, self._changed)
            self._processes.append(process)
            if extension.init is not None:
                process.give(extension.init)
        ready = self.await_quiet(until_us)
        self._initialising = False
        for process in self._processes:
            if process.busy:
                process.kill()  # it has never asked for an event: there is nobody to tell of a shutdown
        return ready

    def invoke(self, request: Request) -> None:
        """Give those that subscribe to it an INVOKE event (G61)."""
        for process in self._processes:
            if INVOKE in process.extension.events:
                self._give(
                    process,
                    {
                        "eventType": INVOKE,
                        "deadlineMs": request.deadline_time_in_ms,
                        "requestId": request.invoke_id,
                        "invokedFunctionArn": request.invoked_function_arn,
                        "tracing": {"type": "X-Amzn-Trace-Id", "value": request.x_amzn_trace_id},
                    },
                )

    def shut_down(self, reason: str, until_us: int) -> None:
        """Give external ones that subscribe to it a SHUTDOWN event, and kill who still runs at the end (G6, G61).

        Args:
            reason: `spindown`, `timeout` or `failure`.
            until_us: when it ends.
        """
        self.failure = None
        self._ending = True  # who fails now is not heard
        for process in self._processes:
            if SHUTDOWN in process.extension.events:
                self._give(
                    process, {"eventType": SHUTDOWN, "shutdownReason": reason, "deadlineMs": until_us // 1000}
                )
            else:
                process.kill()
        self.await_quiet(until_us)
        self.kill()
        self._ending = False

    def reset(self, reason: str) -> None:
        """The runtime's process or an extension is lost: all of them end, and are started again (G4)."""
        self.shut_down(reason, self._clock.scheduler.now_us + self.budget_us)

    def kill(self) -> None:
        """End them at once."""
        for process in self._processes:
            process.kill()
        self._processes = []
        self.failure = None

    def await_quiet(self, until_us: int) -> bool:
        """Wait until each has asked for its next event, or one has crashed.

        Returns:
            Whether that came before the moment.
        """
        if self.failure is None and self.busy:
            self._waiter = Signal()
            self._clock.wait(Wait(f"extensions ({self.names})", until_us, self._waiter))
            self._waiter = None
        return self.failure is not None or not self.busy

    def _give(self, process: ExtensionProcess, event: dict[str, Any]) -> None:
        process.give(lambda: process.extension.run(event))

    def _changed(self) -> None:
        crashed = next((process for process in self._processes if process.crash is not None), None)
        if crashed is not None and self.failure is None and not self._ending:
            self.failure = self._failed(crashed)
            self._environment.abort()
        if self._waiter is not None and (self.failure is not None or not self.busy):
            self._waiter.set()

    def _failed(self, process: ExtensionProcess) -> ExtensionFailed:
        # G65
        reported = isinstance(process.crash, ExtensionError)
        own = "Extension.InitError" if self._initialising else "Extension.ExitError"
        return ExtensionFailed(own if reported else "Extension.Crash", process.extension.name, process.crash)
