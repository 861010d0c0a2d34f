"""Kafka topics, and queues of ActiveMQ and RabbitMQ, as cases describe them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from pytest_lambda import ConfigurationError, LambdaService

from .async_case import UnknownKey
from .source_case import SourceCase
from .source_whereabouts import DeadLetter, Whereabouts, body_of

NAME = "source"


class KafkaSource:
    """A topic; see `CaseSource`."""

    defaults: Mapping[str, Any] = {"StartingPosition": "TRIM_HORIZON"}

    def __init__(self, service: LambdaService, case: SourceCase) -> None:
        topics = {message.get("topic") for message in case.messages} - {None}
        given = case.config.get("topic") or next(iter(sorted(topics)), NAME)
        if topics - {given}:
            raise UnknownKey(f"topics {sorted(topics)}: the replay knows one in a case.")
        used = [message.get("partition", 0) for message in case.messages]
        self.topic = service.kafka_topic(given, partitions=case.config.get("partitions", max([0, *used]) + 1))
        self.mapped: Any = self.topic
        self._keys: dict[tuple[str, int], str] = {}

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a record; the case may say which offset it gets."""
        made = self.topic.send(
            body_of(message, "value", "data", "body"),
            key=message.get("message_key"),
            partition=message.get("partition"),
            headers=message.get("headers"),
        )
        if message.get("offset", made.offset) != made.offset:
            raise UnknownKey(f"message.offset is {message['offset']}: this record has {made.offset}.")
        self._keys[f"{self.topic.name}-{made.partition}", made.offset] = message["key"]

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, partition by partition."""
        return [record for part in event["records"].values() for record in part]

    def key(self, record: Mapping[str, Any]) -> str:
        """Of the message in a record."""
        found = self.identifier(record)
        return self._keys[found["partition"], found["offset"]]

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """What `itemIdentifier` calls it (M4)."""
        return {"partition": f"{record['topic']}-{record['partition']}", "offset": record["offset"]}

    def identifier_of(self, key: str) -> Any:
        """The same, of a message."""
        for (partition, offset), each in self._keys.items():
            if each == key:
                return {"partition": partition, "offset": offset}
        raise UnknownKey(f"$id({key}): no record with that key was sent.")

    def resend(self, record: Mapping[str, Any]) -> None:
        """Topics have no loops that Lambda sees (G7)."""
        raise UnknownKey("the mode resend_to_same_queue is for queues.")

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """Nothing."""
        return False

    def covered(self, record: Mapping[str, Any]) -> list[str]:
        """The keys of the records that a destination's record is about: by partition, from an offset to another."""
        spans = {
            partition: (int(span["firstRecordOffset"]), int(span["lastRecordOffset"]))
            for partition, span in record["KafkaBatchInfo"]["recordsInfo"].items()
        }
        return [
            key
            for (partition, offset), key in self._keys.items()
            if partition in spans and spans[partition][0] <= offset <= spans[partition][1]
        ]

    def look(self, mapping: Any) -> Whereabouts:
        """Which records are committed."""
        passed = [key for (partition, offset), key in self._keys.items() if offset <= _committed(mapping, partition)]
        return Whereabouts({"passed": passed, "ahead": [key for key in self._keys.values() if key not in passed]})


def _committed(mapping: Any, partition: str) -> int:
    """The offset of the last record that is done; -1 if none is."""
    try:
        checkpoint = mapping.checkpoint(partition)
    except ConfigurationError:  # not met yet: the mapping was never enabled since
        return -1
    return -1 if checkpoint is None else int(checkpoint)


class BrokerSource:
    """A queue of a message broker; see `CaseSource`."""

    defaults: Mapping[str, Any] = {}

    def __init__(self, service: LambdaService, case: SourceCase) -> None:
        broker = case.config.get("broker", "activemq")
        name = case.config.get("queue", NAME)
        if broker not in ("activemq", "rabbitmq"):
            raise UnknownKey(f"config.broker is {broker!r}: expected activemq or rabbitmq.")
        self.rabbit = broker == "rabbitmq"
        if self.rabbit:
            self.queue = service.rabbitmq_queue(
                name,
                virtual_host=case.config.get("virtual_host", "/"),
                message_ttl_seconds=case.config.get("message_ttl_s"),
                delivery_limit=case.config.get("delivery_limit"),
                dead_letter_queue=bool(case.config.get("dlq")),
            )
        else:
            self.queue = service.activemq_queue(name)
        self.mapped: Any = self.queue
        self._keys: dict[str, str] = {}

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message; bodies tell those of RabbitMQ apart, which have no ids."""
        body = body_of(message, "body", "data")
        made = self.queue.send(body)
        identity = body if self.rabbit else made.message_id
        if identity in self._keys:
            raise UnknownKey(f"two messages have the body {body!r}: the replay tells them apart by it.")
        self._keys[identity] = message["key"]

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, in order."""
        if self.rabbit:
            return [message for part in event["rmqMessagesByQueue"].values() for message in part]
        return list(event["messages"])

    def key(self, record: Mapping[str, Any]) -> str:
        """Of a message."""
        return self._keys[base64.b64decode(record["data"]).decode() if self.rabbit else record["messageID"]]

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """Brokers' messages cannot fail one by one (M7)."""
        return None if self.rabbit else record["messageID"]

    def identifier_of(self, key: str) -> Any:
        """The same, of a message."""
        return next(identity for identity, each in self._keys.items() if each == key)

    def resend(self, record: Mapping[str, Any]) -> None:
        """Brokers have no loops that Lambda sees (G7)."""
        raise UnknownKey("the mode resend_to_same_queue is for queues of SQS.")

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """Nothing."""
        return False

    def covered(self, record: Mapping[str, Any]) -> list[str]:
        """Brokers' mappings have no destinations."""
        return []

    def look(self, mapping: Any) -> Whereabouts:
        """Where everything is now."""
        queue = self.queue
        places = {
            "deleted": queue.acknowledged,
            "in_queue": queue.messages,
            "in_flight": queue.in_flight,
            "filtered": queue.filtered,
            "lost": queue.lost,
        }
        found = Whereabouts({name: [self._key(each) for each in messages] for name, messages in places.items()})
        if queue.dead_letter_queue is not None:
            for each in queue.dead_letter_queue.messages:
                kept = {"body": each.text, "messageID": each.message_id}
                found.dead_letters.append(DeadLetter(self._key(each), each.message_id, each.sent.timestamp(), kept, kept))
        return found

    def _key(self, message: Any) -> str:
        return self._keys[message.text if self.rabbit else message.message_id]
