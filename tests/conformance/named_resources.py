"""What the names in a case stand for: `$arn(ok)`, `$arn(self)`, `$arn(sqs-denied)`, and what arrived there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_lambda import LambdaService, ServiceFunction

_NAMED = re.compile(r"\$arn\(([^)]+)\)")
#: words of a name that tell of which kind the resource is, whatever `destination_type` says
_WORDS = {
    "sqs": "sqs", "queue": "sqs", "dlq": "sqs", "sns": "sns", "topic": "sns", "lambda": "lambda",
    "function": "lambda", "eventbridge": "eventbridge", "bus": "eventbridge", "s3": "s3", "bucket": "s3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that came to a destination, with what it came in."""

    at: datetime
    record: Any
    envelope: Mapping[str, Any]
    arn: str


class NamedResources:
    """Makes what the case names.

    Args:
        service: where.
        function: the case's.
        kind: `destination_type`.
    """

    def __init__(self, service: LambdaService, function: ServiceFunction, kind: str) -> None:
        self._service = service
        self._function = function
        self._kind = kind
        self._made: dict[str, tuple[str, Any, list[Any]]] = {}

    def resolved(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """An event invoke configuration as the API takes it."""
        given: dict[str, Any] = {}
        for name, value in config.items():
            if name == "DestinationConfig":
                only_failure = value.get("OnFailure")
                given["destination_config"] = {
                    side: {"Destination": self.arn(each["Destination"], bucket=side == "OnFailure" or not only_failure)}
                    for side, each in value.items()
                    if each
                }
            elif name != "Qualifier":
                given[re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()] = value
        return given

    def arn(self, text: str, *, bucket: bool = True) -> str:
        """The ARN behind a name; anything else stays as it is.

        Args:
            text: of the case.
            bucket: whether `destination_type` can mean a bucket here: AWS has them on failure only (E12).
        """
        match = _NAMED.fullmatch(text)
        if match is None:
            return text
        name = match[1]
        if name == "self":
            return self._function.arn
        if name in ("missing", "unknown"):
            return f"arn:aws:sqs:{self._service.world.region}:{self._service.world.account}:{name}"
        if name not in self._made:
            self._made[name] = self._make(name, bucket)
        arn: str = self._made[name][1].arn
        return arn

    def arrivals(self, arn: str) -> list[Arrival]:
        """What came to a destination, oldest first."""
        for kind, resource, payloads in self._made.values():
            if resource.arn == arn:
                return [Arrival(at, record, envelope, arn) for at, record, envelope in _READERS[kind](resource, payloads)]
        return []

    def _make(self, name: str, bucket: bool) -> tuple[str, Any, list[Any]]:
        words = re.split(r"[-_.]", name)
        plain_kind, _, fifo = self._kind.partition("_")
        kind = next((_WORDS[word] for word in words if word in _WORDS), plain_kind)
        if kind == "s3" and not bucket and "s3" not in words and "bucket" not in words:
            kind = "sqs"
        payloads: list[Any] = []
        resource = self._resource(kind, name, "fifo" in (*words, fifo), payloads)
        if "denied" in words:
            resource.refuse_deliveries()
        return kind, resource, payloads

    def _resource(self, kind: str, name: str, fifo: bool, payloads: list[Any]) -> Any:
        service = self._service
        plain = name.removesuffix(".fifo")
        if kind == "sns":
            return service.sns_topic(f"{plain}.fifo", fifo_topic=True) if fifo else service.sns_topic(plain)
        if kind == "lambda":
            return service.create_function(plain, handler=_keeper(service, payloads))
        if kind == "eventbridge":
            return service.event_bus(plain)
        if kind == "s3":
            return service.s3_bucket(f"bucket-{plain}")
        return service.sqs_queue(f"{plain}.fifo", fifo_queue=True) if fifo else service.sqs_queue(plain)


def _keeper(service: LambdaService, payloads: list[Any]) -> Callable[[Any, Any], None]:
    def handler(event: Any, context: Any) -> None:
        payloads.append((service.now(), json.loads(json.dumps(event)), {}))

    return handler


def _from_queue(queue: Any, payloads: list[Any]) -> list[Any]:
    return [(each.sent_timestamp, each.json, {"body": each.json, "attributes": each.attributes}) for each in queue.messages]


def _from_topic(topic: Any, payloads: list[Any]) -> list[Any]:
    return [(each.timestamp, each.json, {"Message": each.json, "Subject": each.subject}) for each in topic.messages]


def _from_bus(bus: Any, payloads: list[Any]) -> list[Any]:
    return [(_moment(each["detail"]), each["detail"], each) for each in bus.events]


def _from_bucket(bucket: Any, payloads: list[Any]) -> list[Any]:
    return [(_moment(each.json), each.json, {"key": each.key}) for each in bucket.objects.values()]


def _from_function(function: Any, payloads: list[Any]) -> list[Any]:
    return payloads


_READERS: Mapping[str, Callable[[Any, list[Any]], list[Any]]] = {
    "sqs": _from_queue,
    "sns": _from_topic,
    "eventbridge": _from_bus,
    "s3": _from_bucket,
    "lambda": _from_function,
}


def _moment(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(record["timestamp"].replace("Z", "+00:00"))
