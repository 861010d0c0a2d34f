"""Where an asynchronous event goes in the end: a destination, a dead-letter queue, both, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.asynchronous.dead_letter import deliver_to_dead_letter_queue
from pytest_lambda.service.asynchronous.records import Ending, deliver_to_destination
from pytest_lambda.service.call import Call
from pytest_lambda.service.ledger import (
    AT_DESTINATION,
    DISCARDED,
    IN_DEAD_LETTER_QUEUE,
    NOT_DELIVERED,
    SUCCEEDED,
)
from pytest_lambda.service.resources.refusals import DeliveryRefused
from pytest_lambda.service.settings.destinations import Target

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


class Delivery:
    """Sends what is left of an event to where its function's configuration says."""

    __slots__ = ("_service",)

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def deliver(self, call: Call, ending: Ending, last: InvocationResult | None) -> tuple[str, tuple[str, ...]]:
        """Send record and event.

        Returns:
            What has become of it, and the ARNs of where something was delivered.
        """
        function = call.function
        config = function.event_invoke_configs.in_force(call.qualifier)
        if ending.succeeded:
            self._service.watch.succeeded(call, ending.executed_version or "", ending.epoch)
            sent = self._send(config.on_success, call, ending)
            return (AT_DESTINATION if sent else SUCCEEDED), sent
        self._service.watch.dropped(call, ending)
        dead_letters = function.dead_letter_queue(call.qualifier)
        buried = self._bury(dead_letters, call, ending)
        sent = self._send(config.on_failure, call, ending)
        if buried or sent:
            return (IN_DEAD_LETTER_QUEUE if buried else AT_DESTINATION), (*buried, *sent)
        refused = dead_letters is not None or config.on_failure is not None
        return (NOT_DELIVERED if refused else DISCARDED), ()

    def _send(self, target: Target | None, call: Call, ending: Ending) -> tuple[str, ...]:
        if target is None:
            return ()
        service = self._service
        try:
            deliver_to_destination(
                self._resource(target), ending, platform=service, trace_header=call.trace_header
            )
        except DeliveryRefused:
            service.watch.destination_failed(call, ending)  # E30
            return ()
        return (target.arn,)

    def _bury(self, target: Target | None, call: Call, ending: Ending) -> tuple[str, ...]:
        if target is None:
            return ()
        resource: Any = self._resource(target)
        try:
            deliver_to_dead_letter_queue(resource, ending, trace_header=call.trace_header)
        except DeliveryRefused:
            self._service.watch.dead_letter_failed(call, ending)  # E45
            return ()
        return (target.arn,)

    def _resource(self, target: Target) -> Any:
        return target.resource if target.resource is not None else self._service.resource(target.arn) or target.arn
