"""What the doors of queues, topics, buses and streams have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pytest_lambda.boto.exchange import QuietDoor
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.paging import InvalidToken
from pytest_lambda.boto.messaging.wire import Wire
from pytest_lambda.boto.refusal import operation_not_simulated
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.service.resources.refusals import RequestRefused

#: does an operation: from parameters to the result, both with AWS's names
Operation = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class ResourceDoor(QuietDoor, ABC):
    """Leads requests to operations; a `Door`.

    Args:
        client: what `boto3.client` calls the service.
        adoption: what its resources come from.

    Attributes:
        adoption, service: the simulated service and what it took over.
        wire: reads and writes.
        operations: those that are served, by AWS's names.
        invalid_token: the code and the text that refuse a token of a list which is none.
    """

    operations: Mapping[str, Operation]
    invalid_token: ClassVar[tuple[str, str]]

    def __init__(self, client: str, adoption: Adoption) -> None:
        self.client = client
        self.adoption = adoption
        self.service = adoption.service
        world = self.service.world
        self.wire = Wire(client, world.ids_for("requests", client).uuid)

    def open(self) -> None:
        """See `Door`."""
        self.service.on_resource.append(self.note)

    def close(self) -> None:
        """See `Door`."""
        self.service.on_resource.remove(self.note)

    @abstractmethod
    def note(self, resource: Any) -> None:
        """Keep what clients are told of a resource besides what it knows; the service has it from now on."""

    @abstractmethod
    def is_ours(self, operation: str, given: Mapping[str, Any]) -> bool:
        """Whether a request is about something that the service has."""

    def claims(self, operation: str, request: Any) -> bool:
        """See `Door`."""
        return self.is_ours(operation, self.wire.parameters(operation, request))

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`."""
        __tracebackhide__ = True
        do = self.operations.get(operation)
        if do is None:
            raise operation_not_simulated(describe(request), self.client, sorted(self.operations))
        try:
            result = do(self.wire.parameters(operation, request))
        except RequestRefused as refused:
            return self.wire.refusal(operation, request, refused.code, refused.message, refused.status_code)
        except InvalidToken:
            return self.wire.refusal(operation, request, *self.invalid_token)
        return self.wire.answer(operation, request, result)

    def in_moto(self, arn: str) -> Any:
        """Moto's backend for an ARN of this door's service; None if it has none, or the ARN is of another service."""
        return self.adoption.in_moto(arn) if arn.split(":")[2:3] == [self.client] else None
