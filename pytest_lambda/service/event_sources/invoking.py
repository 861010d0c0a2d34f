"""Invokes a function with a batch: synchronously, as event source mappings do (A40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.runtime.request import request_body
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service import lineage
from pytest_lambda.service.call import Call
from pytest_lambda.service.concurrency.throttle import Throttle
from pytest_lambda.service.event_sources.batch import Batch, Refused

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping

_NOT_FOUND, _RECURSION = 404, 400


def invoke(mapping: EventSourceMapping, batch: Batch) -> InvocationResult | Refused:
    """Run a mapping's function; in a task, which may wait on virtual time.

    Returns:
        What the function answered, or why it did not run.
    """
    function = mapping.function
    service = function.service
    request_id = batch.request_id or service.world.request_id()
    if not service.has(function):
        return Refused(_NOT_FOUND, f"Function not found: {mapping.function_arn}", request_id)
    epoch = service.epoch()
    before = batch.trace_header
    header = (
        lineage.with_hop(before, function.arn)
        if before
        else lineage.begun(service.world.trace_id(epoch), function.arn)
    )
    call = Call(
        function=function,
        qualifier=mapping.qualifier,
        body=request_body(batch.event, None),
        request_id=request_id,
        trace_header=header,
        epoch=epoch,
    )
    stopped = before is not None and _went_round(call)
    if stopped:
        service.watch.recursion_stopped(call)
        return Refused(_RECURSION, f"the function {function.name} is in a recursive loop (G7)", request_id)
    try:
        outcome = service.executor.attempt(call)
    except ResourceNotFoundException as missing:
        return Refused(_NOT_FOUND, missing.message, request_id)
    if isinstance(outcome, InvocationResult):
        return outcome
    if isinstance(outcome, Throttle):
        return Refused(outcome.status_code, f"throttled: {outcome.reason}", request_id, outcome.retry_after_seconds)
    return Refused(outcome.status_code, "a system error of Lambda", request_id)


def _went_round(call: Call) -> bool:
    if call.function.settings.recursive_loop == "Allow":
        return False
    return lineage.hops(call.trace_header, call.function.arn) >= lineage.MOST_HOPS
