"""A function as the backend of a gateway: invoked synchronously, and waited for so long."""

from __future__ import annotations

from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.function import ServiceFunction


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

    Args:
        function: plain, or of a service.
        qualifier: version or alias.
        timeout_in_millis: how long the gateway waits; None for as long as the function takes.
    """

    __slots__ = ("function", "qualifier", "timeout_in_millis")

    def __init__(
        self, function: LambdaFunction, *, qualifier: str | None = None, timeout_in_millis: int | None = None
    ) -> None:
        self.function = function
        self.qualifier = qualifier
        self.timeout_in_millis = timeout_in_millis

    def invoke(self, event: object) -> InvocationResult:
        """Invoke with an event.

        Raises:
            IntegrationTimedOut: the gateway waits no longer.
            InvokeError: Lambda refused the request: too large, or throttled.
        """
        function, limit = self.function, self.timeout_in_millis
        if limit is None or limit >= function.configuration.timeout * 1000 + _INIT_MS:
            return self._invoked(event)
        clock = function.clock
        if isinstance(function, ServiceFunction) and isinstance(clock, VirtualClock):
            return self._waited_for(event, clock, limit)
        result = self._invoked(event)
        began, ended = result.start_time, result.end_time
        if (ended - began).total_seconds() * 1000 > limit:
            raise IntegrationTimedOut(result)
        return result

    def _invoked(self, event: object) -> InvocationResult:
        result: Any = self.function.invoke(event, qualifier=self.qualifier)
        assert isinstance(result, InvocationResult)  # a synchronous invocation
        return result

    def _waited_for(self, event: object, clock: VirtualClock, limit: int) -> InvocationResult:
        """Let the function run on its own, and look at the end of the gateway's patience whether it is done."""
        results: list[InvocationResult] = []
        failures: list[BaseException] = []
        done = Signal()

        def run() -> None:
            try:
                results.append(self._invoked(event))
            except Exception as error:
                failures.append(error)
            finally:
                done.set()

        clock.spawn(run, f"a request to {self.function.configuration.function_name}")
        clock.wait(Wait("the answer to a request", until_us=clock.moment_in(limit / 1000), signal=done))
        if failures:
            raise failures[0]
        if not results:
            raise IntegrationTimedOut(None)
        return results[0]


#: milliseconds that an init phase may take before a function's own timeout begins (R092)
_INIT_MS = 10_000
