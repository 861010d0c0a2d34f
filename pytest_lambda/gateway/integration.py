"""A function as the backend of a gateway: invoked synchronously, and waited for so long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.gateway.concurrent import ENDS
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.function import ServiceFunction

#: milliseconds that an init phase may take before a function's own timeout begins (R092)
_INIT_MS = 10_000


class IntegrationTimedOut(Exception):
    """The function has not answered in time; it runs on.

    Attributes:
        result: what it answered later; None if it still runs.
    """

    def __init__(self, result: InvocationResult | None) -> None:
        super().__init__(result)
        self.result = result


class Integration:
    """Invokes a function for a gateway.

    A function of a service is waited for on virtual time, and runs on when the gateway has given up. A plain one runs
    to its end at once: the gateway finds afterwards that it would not have waited so long.

    Args:
        function: plain, or of a service.
        qualifier: version or alias; a plain function has none, and is invoked as it is.
        timeout_in_millis: how long the gateway waits; None for as long as the function takes.
    """

    __slots__ = ("function", "qualifier", "timeout_in_millis")

    def __init__(
        self, function: LambdaFunction, *, qualifier: str | None = None, timeout_in_millis: int | None = None
    ) -> None:
        self.function = function
        self.qualifier = qualifier if isinstance(function, ServiceFunction) else None
        self.timeout_in_millis = timeout_in_millis

    def invoke(self, event: object) -> InvocationResult:
        """Invoke with an event.

        Raises:
            IntegrationTimedOut: the gateway waits no longer.
            InvokeError: Lambda refused the request: too large, or throttled.
        """
        __tracebackhide__ = True
        function, limit = self.function, self.timeout_in_millis
        if limit is None or limit > function.configuration.timeout * 1000 + _INIT_MS:
            return self._invoked(event)
        clock = function.clock
        if isinstance(function, ServiceFunction) and isinstance(clock, VirtualClock) and clock.in_main_thread():
            return self._waited_for(event, clock, limit)
        result = self._invoked(event)
        if result.end_time - result.start_time >= timedelta(milliseconds=limit):
            raise IntegrationTimedOut(result)
        return result

    def _invoked(self, event: object) -> InvocationResult:
        __tracebackhide__ = True
        result: Any = self.function.invoke(event, qualifier=self.qualifier)
        assert isinstance(result, InvocationResult)  # a synchronous invocation
        return result

    def _waited_for(self, event: object, clock: VirtualClock, limit: int) -> InvocationResult:
        """Let the function run on its own, and look at the end of the gateway's patience whether it is done."""
        __tracebackhide__ = True
        run = _Run(self, event)
        until_us = clock.moment_in(limit / 1000)
        clock.spawn(run, f"a request to {self.function.configuration.function_name}")
        clock.wait(Wait("the answer to a request", until_us=until_us, signal=run.done))
        if run.failure is not None:
            raise run.failure
        if run.result is None or clock.scheduler.now_us >= until_us:
            run.is_awaited = False
            raise IntegrationTimedOut(run.result)
        return run.result


class _Run:
    """An invocation as a task of its own."""

    __slots__ = ("_event", "_integration", "done", "failure", "is_awaited", "result")

    def __init__(self, integration: Integration, event: object) -> None:
        self._integration = integration
        self._event = event
        self.done = Signal()
        self.result: InvocationResult | None = None
        self.failure: BaseException | None = None
        self.is_awaited = True

    def __call__(self) -> None:
        try:
            self.result = self._integration._invoked(self._event)
        except ENDS:
            raise
        except BaseException as error:
            if not self.is_awaited:
                raise  # whoever lets time pass hears of it
            self.failure = error
        finally:
            self.done.set()
