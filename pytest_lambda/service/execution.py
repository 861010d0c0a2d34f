"""One execution: admitted, run in an environment, recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.runtime.answer import billed_ms, invocation_result
from pytest_lambda.runtime.environment import ExecutionEnvironment, Served
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.call import EVENT, Call
from pytest_lambda.service.concurrency.permit import PROVISIONED, Permit
from pytest_lambda.service.concurrency.throttle import Throttle
from pytest_lambda.service.faults import Fault
from pytest_lambda.service.revision import Revision

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService

_END = "the end of an invocation"


class Executor:
    """Runs calls of one service."""

    __slots__ = ("_service",)

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def attempt(self, call: Call) -> InvocationResult | Throttle | Fault:
        """Run a call now, in a task or in test code; it may wait on virtual time.

        Raises:
            ResourceNotFoundException: the version or alias is gone.
            BaseException: what is not the function's business: pytest's and Hypothesis' own.
        """
        service, function = self._service, call.function
        fault = service.faults.take(function.name) if service.faults else None
        if fault is not None:
            return fault
        version = function.route(call.qualifier)
        revision = function.revision(version)
        now_us = service.clock.scheduler.now_us
        permit = service.concurrency.admit(
            function.name,
            version,
            now_us=now_us,
            kind=call.kind,
            needs_new_environment=not revision.pool.has_idle(call.tenant_id),
        )
        if isinstance(permit, Throttle):
            service.watch.throttled(call, version)
            return permit
        environment = revision.pool.take(call.tenant_id, provisioned=permit.initialization_type == PROVISIONED)
        try:
            served, result = self._run(call, revision, permit, environment)
        except BaseException:
            self._end(call, revision, permit, environment)
            raise
        if environment.companions is None:
            service.watch.ended(call, revision, permit, result)
            self._end(call, revision, permit, environment)
            return result

        def over(post_runtime_ms: float) -> None:
            result.bill(billed_ms(served, post_runtime_ms))
            service.watch.ended(call, revision, permit, result, post_runtime_ms)
            self._end(call, revision, permit, environment)

        service.lives.served(environment, served, revision.configuration.timeout, over)
        return result

    def _end(self, call: Call, revision: Revision, permit: Permit, environment: ExecutionEnvironment) -> None:
        scheduler = self._service.clock.scheduler
        now_us = scheduler.now_us
        if call.kind == EVENT and now_us == permit.admitted_us and scheduler.agenda.next_due() == now_us:
            # What took no virtual time overlaps all the same with the other events of its moment.
            scheduler.at(now_us, partial(self._free, revision, permit, environment), _END)
        else:
            self._free(revision, permit, environment)

    def _free(self, revision: Revision, permit: Permit, environment: ExecutionEnvironment) -> None:
        revision.pool.give_back(environment)
        permit.release(self._service.clock.scheduler.now_us)

    def _run(
        self, call: Call, revision: Revision, permit: Permit, environment: ExecutionEnvironment
    ) -> tuple[Served, InvocationResult]:
        service, clock = self._service, self._service.clock
        clock.invocations += 1
        number = clock.invocations
        started = clock.epoch()
        configuration = revision.configuration
        service.watch.started(call, revision.version, permit, started)
        request = Request(
            invoke_id=call.request_id,
            event_body=call.body,
            invoked_function_arn=call.arn,
            deadline_time_in_ms=int((started + configuration.timeout) * 1000 - environment.prepaid_ms),
            x_amzn_trace_id=call.trace_header,
            client_context=call.client_context,
            cognito_identity=call.cognito_identity,
            tenant_id=call.tenant_id,
        )
        # an environment of provisioned concurrency is warm before its first invocation
        prepared = permit.initialization_type == PROVISIONED and environment.warm
        served = environment.serve(request, configuration.timeout)
        result = invocation_result(configuration, environment, request, started, clock.epoch(), served)
        if prepared:
            result.cold_start = False
        _show_visible_class(result, environment, call)
        call.function.record(result, number)
        return served, result


def _show_visible_class(result: InvocationResult, environment: ExecutionEnvironment, call: Call) -> None:
    """The exception of a further environment is of a class of its own, which no test can name."""
    exception = result.exception
    if exception is None:
        return
    kind = type(exception)
    visible = call.function.visible_class(kind)
    if visible is not kind:
        try:
            exception.__class__ = visible
        except TypeError:  # another layout: the code has changed since
            return
