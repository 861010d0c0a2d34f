"""The Invoke operation: what it accepts, and which way a request goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda import limits
from pytest_lambda.clock.wakeups import Signal, Wait
from pytest_lambda.errors import (
    ClockError,
    InvokeError,
    InvokeParameterValueException,
    RecursiveInvocationException,
    RequestEntityTooLargeException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.runtime.request import (
    NO_EVENT,
    check_tenant,
    client_context_header,
    cognito_header,
    request_body,
)
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service import lineage
from pytest_lambda.service.call import DRY_RUN, EVENT, INVOCATION_TYPES, Call
from pytest_lambda.service.concurrency.throttle import Throttle
from pytest_lambda.service.faults import Fault
from pytest_lambda.service.snap_start import SnapStartTimeoutException
from pytest_lambda.service.versions.qualifiers import function_not_found, parse_reference

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


#: made up: how services try again is theirs
_SECONDS_BETWEEN_TRIES = 1.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to an asynchronous invocation (202) or a dry run (204): nothing about the outcome (E1)."""

    status_code: int
    request_id: str
    payload: None = None
    function_error: None = None


class FrontDoor:
    """Takes requests to invoke, from tests, handlers and other services."""

    __slots__ = ("_service",)

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def invoke(
        self,
        function_name: object,
        event: object,
        *,
        invocation_type: str,
        payload: str | bytes | None,
        client_context: Mapping[str, Any] | str | None,
        cognito_identity: Mapping[str, str] | None,
        qualifier: str | None,
        tenant_id: str | None,
        trace_id: str | None,
        caused_by: str | None,
    ) -> InvocationResult | Accepted:
        """See `LambdaService.invoke`; `caused_by` is the trace header of the invocation that asks."""
        if invocation_type not in INVOCATION_TYPES:
            kinds = ", ".join(map(repr, INVOCATION_TYPES))
            raise InvokeParameterValueException(f"invocation_type is {invocation_type!r}.", f"Expected one of {kinds}.")
        body = request_body(event, payload)
        check_tenant(tenant_id)
        service = self._service
        if service.clock.occupant is None and not service.clock.scheduler.in_task:
            service.test_turns += 1
        reference = parse_reference(function_name, world=service.world, qualifier=qualifier)
        function = service.find(reference.name)
        if function is None:
            raise function_not_found(reference.arn(service.world), service.known_functions())
        if reference.qualifier is not None and not function.aliases.knows(reference.qualifier):
            raise function_not_found(f"{function.arn}:{reference.qualifier}")
        function.states.check_invocable()
        self._check_tenancy(function, tenant_id)
        if invocation_type == EVENT and len(body) > limits.ASYNC_REQUEST_BYTES:
            raise RequestEntityTooLargeException(
                f"{len(body)} byte payload is too large for the Event invocation type "
                f"(limit {limits.ASYNC_REQUEST_BYTES} bytes)",
                "Large data belongs into S3, with its key in the event.",
            )
        request_id = service.world.request_id()
        if invocation_type == DRY_RUN:
            return Accepted(204, request_id)
        epoch = service.epoch()
        call = Call(
            function=function,
            qualifier=reference.qualifier,
            body=body,
            request_id=request_id,
            trace_header=self._trace_header(function.arn, trace_id or caused_by, epoch),
            epoch=epoch,
            kind=invocation_type,
            # E2: the client context of an asynchronous invocation is not passed on.
            client_context=None if invocation_type == EVENT else client_context_header(client_context),
            cognito_identity=cognito_header(cognito_identity),
            tenant_id=tenant_id,
        )
        stopped = self._stopped(call, chained=bool(trace_id or caused_by))
        if invocation_type == EVENT:
            if stopped:
                service.queue.refuse(call, stopped)
            else:
                service.queue.accept(call)
            return Accepted(202, request_id)
        if stopped:
            raise RecursiveInvocationException(stopped, _RECURSION_HINT)
        return self._synchronously(call)

    def take(self, function_arn: str, payload: bytes, caused_by: str | None) -> None:
        """An event from another service of AWS, which tries again where Lambda refuses; see `Platform.invoke_async`."""
        try:
            self.invoke(
                function_arn, NO_EVENT, invocation_type=EVENT, payload=payload, client_context=None,
                cognito_identity=None, qualifier=None, tenant_id=None, trace_id=None, caused_by=caused_by,
            )  # fmt: skip
        except ResourceConflictException:  # it is not active yet
            clock = self._service.clock
            again = clock.moment_in(_SECONDS_BETWEEN_TRIES)
            clock.at(again, lambda: self._take_again(function_arn, payload, caused_by), f"an event for {function_arn}")

    def _take_again(self, function_arn: str, payload: bytes, caused_by: str | None) -> None:
        try:
            self.take(function_arn, payload, caused_by)
        except InvokeError as refused:  # deleted meanwhile, say; the sender has no part in it any more
            service = self._service
            now_us = service.clock.scheduler.now_us
            service.timeline_entries.note(now_us, "an event for {} is given up: {}", function_arn, refused.code)

    def _check_tenancy(self, function: Any, tenant_id: str | None) -> None:
        isolated = function.settings.tenant_isolation_mode == "PER_TENANT"
        if isolated and tenant_id is None:
            raise InvokeParameterValueException(
                "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request.",
                "Pass tenant_id=….",
            )
        if tenant_id is not None and not isolated:
            raise InvokeParameterValueException(
                "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your "
                "request.",
                "Create the function with tenancy_config={'TenantIsolationMode': 'PER_TENANT'}.",
            )

    def _trace_header(self, arn: str, before: str | None, epoch: float) -> str:
        if before:
            return lineage.with_hop(before, arn)
        return lineage.begun(self._service.world.trace_id(epoch), arn)

    def _stopped(self, call: Call, *, chained: bool) -> str | None:
        """AWS's text, if the chain of invocations has come through the function too often (G7)."""
        if not chained or call.function.settings.recursive_loop == "Allow":
            return None
        if lineage.hops(call.trace_header, call.function.arn) < lineage.MOST_HOPS:
            return None
        self._service.watch.recursion_stopped(call)
        return (
            f"Lambda has detected the function {call.function.name} being invoked in a recursive loop with other AWS "
            "services."
        )

    def _synchronously(self, call: Call) -> InvocationResult:
        service = self._service
        clock = service.clock
        if not clock.in_main_thread():
            raise ClockError(
                f"{call.function.name} was invoked synchronously from another thread than the one that virtual time "
                "began in: invoke it from the test or the handler itself, or asynchronously."
            )
        if clock.occupant is None:  # test code or a task of its own: it may wait; a handler may not run another one
            return self._answer(call, service.executor.attempt(call))
        answers: list[InvocationResult | Throttle | Fault] = []
        failures: list[ResourceNotFoundException] = []
        done = Signal()

        def run() -> None:
            try:
                answers.append(service.executor.attempt(call))
            except ResourceNotFoundException as error:
                failures.append(error)
            finally:
                done.set()

        clock.spawn(run, f"an invocation of {call.function.name}")
        clock.wait(Wait(f"the answer of {call.function.name}", signal=done))
        if failures:
            raise failures[0]
        return self._answer(call, answers[0])

    def _answer(self, call: Call, outcome: InvocationResult | Throttle | Fault) -> InvocationResult:
        if not isinstance(outcome, InvocationResult):
            raise outcome.error(call.function.name)
        if outcome.error is not None and outcome.error.type == SnapStartTimeoutException.code:
            raise SnapStartTimeoutException
        return outcome


_RECURSION_HINT = (
    "The chain of invocations came through it 16 times. put_function_recursion_config(recursive_loop='Allow') lets it."
)
