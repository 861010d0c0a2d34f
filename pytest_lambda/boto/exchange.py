"""Clients of AWS's other services reach the doors of simulated accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pytest_lambda.boto import mock, wiring
from pytest_lambda.boto.refusal import region_not_simulated
from pytest_lambda.boto.request import host_of, region_of
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.runtime.aws_access.hosts import is_aws


class Door(Protocol):
    """One service of AWS in one simulated account and region, for clients of botocore.

    A request comes here if it is for AWS, and for the region or for none that can be told.
    """

    def open(self) -> None:
        """Requests come from now on; imports nothing of botocore."""
        ...

    def close(self) -> None:
        """No more requests come; whatever this has changed elsewhere is as it was."""
        ...

    def claims(self, operation: str, request: Any) -> bool:
        """Whether a request is the simulation's even where moto would answer it. Changes nothing."""
        ...

    def respond(self, operation: str, request: Any) -> Any:
        """Answer a request that this claims, or that nobody else answers, with a response of botocore's.

        What does not exist is refused by such a response, in AWS's words and with the names that are known.

        Raises:
            OperationNotSimulated: the operation is not served.
        """
        ...

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See what somebody else has answered, moto above all."""
        ...


class QuietDoor:
    """What a door does that changes nothing elsewhere and learns nothing from the answers of others; part of `Door`."""

    def open(self) -> None:
        """See `Door`."""

    def close(self) -> None:
        """See `Door`."""

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See `Door`."""


@dataclass(frozen=True, slots=True)
class AwsService:
    """What a service of AWS is called.

    Args:
        event: in botocore's events: its service id in lower case, with hyphens.
        client: by `boto3.client`.
        signing: in signatures.
    """

    event: str
    client: str
    signing: str


SERVICES = {
    each.event: each
    for each in (
        AwsService("cloudwatch-logs", "logs", "logs"),
        AwsService("dynamodb", "dynamodb", "dynamodb"),
        AwsService("dynamodb-streams", "dynamodbstreams", "dynamodb"),
        AwsService("eventbridge", "events", "events"),
        AwsService("kinesis", "kinesis", "kinesis"),
        AwsService("s3", "s3", "s3"),
        AwsService("scheduler", "scheduler", "scheduler"),
        AwsService("sns", "sns", "sns"),
        AwsService("sqs", "sqs", "sqs"),
    )
}


@dataclass(frozen=True, slots=True)
class _Opened:
    region: str
    door: Door


class _Exchange:
    """Leads the requests of one service's clients to the doors that are open; a `Respondent`."""

    def __init__(self, service: AwsService) -> None:
        self.client_name = service.client
        self.signing_name = service.signing
        #: the innermost last
        self.opened: list[_Opened] = []

    def region(self) -> str:
        """The innermost door's."""
        return self.opened[-1].region

    def needs_no_credentials(self, request: Any) -> bool:
        """No request for AWS leaves while a door is open."""
        return is_aws(host_of(request))

    def claims(self, operation: str, request: Any) -> bool:
        """Whether a door of the region claims it."""
        return any(door.claims(operation, request) for door in self._doors(request))

    def respond(self, operation: str, request: Any) -> Any:
        """Answer a request for AWS: as the door that claims it, else as moto, else as the innermost door.

        Raises:
            OperationNotSimulated: nobody serves it.
        """
        doors = self._doors(request)
        for door in doors:
            if door.claims(operation, request):
                return door.respond(operation, request)
        if not is_aws(host_of(request)):
            return None
        answer = mock.answer(request)  # the client may be older than moto
        if answer is not None:
            self.observe(operation, request, answer)
            return answer
        if doors:
            return doors[0].respond(operation, request)
        regions = [each.region for each in self.opened]
        raise region_not_simulated(describe(request), self.client_name, str(region_of(request)), regions)

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """All doors of the region see it."""
        for door in self._doors(request):
            door.observe(operation, request, response)

    def _doors(self, request: Any) -> list[Door]:
        """The innermost first."""
        if not is_aws(host_of(request)):
            return []
        region = region_of(request)
        return [each.door for each in reversed(self.opened) if region in (None, each.region)]


_exchanges = {name: _Exchange(service) for name, service in SERVICES.items()}


def open_door(service: str, door: Door, *, region: str) -> None:
    """Requests for a service reach a door from now on.

    Args:
        service: its name in botocore's events, one of `cloudwatch-logs`, `dynamodb`, `dynamodb-streams`,
            `eventbridge`, `kinesis`, `s3`, `scheduler`, `sns` and `sqs`.
        door: not open yet.
        region: of the simulated account.
    """
    exchange = _exchanges[service]
    door.open()
    exchange.opened.append(_Opened(region, door))
    wiring.connect(service, exchange)


def close_door(service: str, door: Door) -> None:
    """End what `open_door` began; after the last door of the last service botocore is as it was."""
    exchange = _exchanges[service]
    for index in range(len(exchange.opened) - 1, -1, -1):
        if exchange.opened[index].door is door:
            del exchange.opened[index]
            door.close()
            break
    if not exchange.opened:
        wiring.disconnect(service)
