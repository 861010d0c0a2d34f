"""Records what the tests of one process do with their functions."""

from __future__ import annotations

from collections import Counter, deque
from functools import partial
from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.reporting.fragment import DETAIL, END, FUNCTION, JUDGED, MARK, RUN, TEST, Fragment
from pytest_lambda.reporting.looking_on import Onlooker
from pytest_lambda.reporting.outcomes import outcome_of
from pytest_lambda.reporting.resources import queues_of
from pytest_lambda.reporting.texts import log_text, payload_text
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.billing.bill import Bill
from pytest_lambda.service.service import LambdaService

#: how an invocation was asked for
SYNCHRONOUS, ASYNCHRONOUS = range(2)

#: stands for the test where none runs
OUTSIDE = "(outside of a test)"


class Recorder:
    """Writes one row for each thing that happens. A test in which nothing does leaves none.

    Args:
        fragment: where to.
    """

    def __init__(self, fragment: Fragment) -> None:
        self._fragment = fragment
        self._runs: Counter[str] = Counter()
        self._test: _Test | None = None

    # ---- the run of tests ------------------------------------------------------------------------------------

    def begin_test(self, nodeid: str) -> None:
        """A test begins, perhaps not for the first time."""
        self.close()
        self._runs[nodeid] += 1
        self._test = _Test(nodeid, self._runs[nodeid])

    def close(self) -> None:
        """No test runs now."""
        if self._test is not None and self._test.nodeid == OUTSIDE:
            self.end_test("passed", "")

    def begin_example(self) -> None:
        """An example of Hypothesis begins: only the last one is kept, which is the one that fails.

        A test of which an example left rows stays, even if the last one leaves none.
        """
        test = self._test
        if test is None:
            return
        if test.examples and test.begins_at is not None:
            self._fragment.cut(test.begins_at)
            self._test = _Test(test.nodeid, test.run, test.examples)
            test = self.begun()
        test.examples += 1  # what fixtures did before the first one stays with it

    def end_test(self, outcome: str, message: str) -> None:
        """A test is over.

        Args:
            outcome: `passed`, `failed`, `error`, `skipped` or `xfailed`.
            message: why it failed.
        """
        test, self._test = self._test, None
        if test is None or test.begins_at is None:
            return
        for kept in test.details.values():
            for row, detail in kept:
                self._fragment.write(*row)
                self._fragment.write(*detail)
        about = {
            "outcome": outcome,
            "message": message,
            "examples": test.examples,
            "costs": {**{name: str(test.bill[name].cost) for name in test.bill}, **test.costs},
            "queues": test.queues,
            "repeat": test.repeat,
        }
        self._fragment.write(END, about)

    # ---- functions and services ------------------------------------------------------------------------------

    def function(self, function: LambdaFunction) -> None:
        """A function that no service is around was made."""
        virtual = isinstance(function.clock, VirtualClock)
        function.onlookers.append(partial(self._invoked, function, virtual))

    def service(self, service: LambdaService) -> Onlooker:
        """A service begins."""
        onlooker = service.watch.observer = Onlooker(self, service)
        return onlooker

    def service_ends(self, onlooker: Onlooker) -> None:
        """A service is about to be closed."""
        test = self._test
        if test is None:
            return
        service = onlooker.service
        test.repeat = f"--lambda-schedule={service.clock.schedule} --lambda-seed={service.clock.seed}"
        test.costs.update((name, str(service.bill[name].cost)) for name in service.bill)
        if onlooker.queues:
            self.begun().queues += queues_of(onlooker.queues)

    # ---- rows ------------------------------------------------------------------------------------------------

    def begun(self) -> _Test:
        """The test that runs, with its first row."""
        test = self._test
        if test is None:  # a fixture of the session that is torn down
            test = self._test = _Test(OUTSIDE, 1)
        if test.begins_at is None:
            test.begins_at = self._fragment.position()
            self._fragment.write(TEST, test.nodeid, test.run)
        return test

    def ran(
        self,
        configuration: FunctionConfiguration,
        request_id: str,
        body: bytes,
        result: InvocationResult,
        *,
        asked: float,
        kind: int,
        virtual: bool,
        retain: int | None = None,
    ) -> None:
        """An invocation is over.

        Args:
            configuration: of what ran.
            request_id: the same for all attempts.
            body: the event.
            result: of the invocation.
            asked: when it was asked for, in seconds since 1970.
            kind: `SYNCHRONOUS` or `ASYNCHRONOUS`.
            virtual: whether time is.
            retain: for how many invocations of a function the texts are kept; None for all.
        """
        test = self.begun()
        logs = result.log_anew()
        outcome, error = outcome_of(result, logs)
        init_ms = sum(init.duration_ms for init in logs.inits) + (logs.report.restore_duration_ms or 0.0)
        row = (
            RUN, self._number(test, configuration, virtual), getattr(result.environment, "log_stream_name", ""),
            microseconds(asked), microseconds(result.start_epoch), microseconds(result.end_epoch),
            round(init_ms * 1000), outcome, int(result.cold_start), kind, request_id,
            round(result.duration_ms * 1000), result.billed_duration_ms, error,
        )  # fmt: skip
        if retain == 0:
            self._fragment.write(*row)
            return
        detail = (DETAIL, payload_text(body), payload_text(result.payload_bytes), log_text(logs))
        if retain is None:
            self._fragment.write(*row)
            self._fragment.write(*detail)
            return
        kept = test.details.setdefault(configuration.function_name, deque())
        if len(kept) == retain:
            self._fragment.write(*kept.popleft()[0])
        kept.append((row, detail))

    def mark(self, at_us: int, kind: str, function: str, about: str, text: str) -> None:
        """Something else happened; see `Observer.noted`."""
        self.begun()
        self._fragment.write(MARK, at_us, kind, function, about, text)

    def judged(self, request_id: str, source: str, verdict: str, attempt: int, number: int, failed: list[str]) -> None:
        """What has become of the records of an invocation.

        Args:
            request_id: of the invocation.
            source: name of the queue or stream.
            verdict: of the batch.
            attempt: how often the record that was tried most often has been tried.
            number: of records.
            failed: why some are not done.
        """
        self.begun()
        self._fragment.write(JUDGED, request_id, source, verdict, attempt, number, failed)

    def _invoked(self, function: LambdaFunction, virtual: bool, request: Request, result: InvocationResult) -> None:
        configuration = function.configuration
        asked = result.start_epoch
        self.ran(
            configuration, request.invoke_id, request.event_body, result, asked=asked, kind=SYNCHRONOUS, virtual=virtual
        )
        self.begun().bill.add(
            configuration.function_name, result.billed_duration_ms, configuration.memory_size,
            ephemeral_storage=configuration.ephemeral_storage,
        )  # fmt: skip

    def _number(self, test: _Test, configuration: FunctionConfiguration, virtual: bool) -> int:
        shown = (
            configuration.function_name, configuration.handler_name, configuration.memory_size, configuration.timeout,
            configuration.runtime,
        )  # fmt: skip
        number = test.functions.get(shown)
        if number is None:
            number = test.functions[shown] = len(test.functions)
            self._fragment.write(FUNCTION, *shown, virtual)
        return number


class _Test:
    """What is known of the test that runs."""

    __slots__ = (
        "begins_at", "bill", "costs", "details", "examples", "functions", "nodeid", "queues", "repeat", "run",
    )  # fmt: skip

    def __init__(self, nodeid: str, run: int, examples: int = 0) -> None:
        self.nodeid = nodeid
        self.run = run
        self.examples = examples
        self.begins_at: int | None = None
        self.functions: dict[tuple[object, ...], int] = {}
        #: rows whose texts may still have to go, by function
        self.details: dict[str, deque[tuple[tuple[object, ...], tuple[object, ...]]]] = {}
        self.bill = Bill()
        self.costs: dict[str, str] = {}
        self.queues: list[Any] = []
        self.repeat = ""


def microseconds(epoch: float) -> int:
    """Since 1970."""
    return round(epoch * 1e6)


