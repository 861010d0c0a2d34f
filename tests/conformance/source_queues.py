"""SQS queues, standard and FIFO, as cases describe them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from pytest_lambda import LambdaService

from .async_case import UnknownKey, known
from .source_case import SourceCase
from .source_whereabouts import DeadLetter, Whereabouts, body_of

NAME = "source"


class QueueSource:
    """A queue with its dead-letter queue; see `CaseSource`."""

    defaults: Mapping[str, Any] = {}

    def __init__(self, service: LambdaService, case: SourceCase) -> None:
        given = case.config.get("queue") or {}
        self.fifo = case.fifo
        self._by_content = bool(given.get("content_based_deduplication") or given.get("content_based_dedup"))
        self._keys: dict[str, str] = {}
        self._sent: list[Any] = []
        redrive = given.get("redrive") or {}
        self._dead_letters = self._dead_letter_queue(service, redrive.get("dlq"))
        self.queue = service.sqs_queue(
            self._name(NAME),
            visibility_timeout=given.get("visibility_timeout_s", 30),
            delay_seconds=given.get("delay_s", 0),
            message_retention_period=given.get("retention_s", 345_600),
            fifo_queue=self.fifo,
            content_based_deduplication=self._by_content,
            dead_letter_queue=self._dead_letters,
            max_receive_count=redrive.get("maxReceiveCount"),
        )
        self.mapped: Any = f"{self.queue.arn}-which-is-missing" if case.source_missing else self.queue

    def _name(self, name: str) -> str:
        return f"{name}.fifo" if self.fifo else name

    def _dead_letter_queue(self, service: LambdaService, kind: Any) -> Any:
        if kind in (None, False):
            return None
        if kind is not True:
            raise UnknownKey(f"config.queue.redrive.dlq is {kind!r}: expected true or false.")
        return service.sqs_queue(self._name("dead-letters"), fifo_queue=self.fifo)

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a message in."""
        group = message.get("group", "group" if self.fifo else None)
        self._put(
            message["key"],
            body_of(message, "body"),
            message_attributes=_attributes(message.get("attributes") or {}),
            delay_seconds=message.get("delay_s"),
            message_group_id=group,
            message_deduplication_id=self._deduplication_id(message.get("dedup"), message["key"]),
        )

    def _deduplication_id(self, given: str | None, key: str) -> str | None:
        if given is not None or not self.fifo or self._by_content:
            return given
        return f"{key}-{len(self._sent)}"

    def _put(self, key: str, body: str, **options: Any) -> None:
        sent = self.queue.send(body, **{name: value for name, value in options.items() if value is not None})
        self._sent.append(sent)
        self._keys.setdefault(sent.message_id, key)

    def records(self, event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those of an event, in order."""
        return list(event["Records"])

    def key(self, record: Mapping[str, Any]) -> str:
        """Of the message in a record."""
        return self._keys[record["messageId"]]

    def identifier(self, record: Mapping[str, Any]) -> Any:
        """What `itemIdentifier` calls it."""
        return record["messageId"]

    def identifier_of(self, key: str) -> Any:
        """The same, of a message."""
        found = [identity for identity, each in self._keys.items() if each == key]
        if not found:
            raise UnknownKey(f"$id({key}): no message with that key was sent.")
        return found[0]

    def resend(self, record: Mapping[str, Any]) -> None:
        """Send the message to the queue once more."""
        key = self.key(record)
        group = record["attributes"].get("MessageGroupId")
        dedup = self._deduplication_id(None, key)
        self._put(key, record["body"], message_group_id=group, message_deduplication_id=dedup)

    def perform(self, action: str, given: Mapping[str, Any]) -> bool:
        """Purge, receive as somebody else, or move the dead letters back."""
        if action == "purge":
            known("the action purge", given, ())
            self.queue.purge()
        elif action == "receive":
            known("the action receive", given, {"max", "visibility_timeout_s"})
            self.queue.receive(given.get("max", 10), given.get("visibility_timeout_s"))
        elif action in ("redrive", "start_message_move_task"):
            known(f"the action {action}", given, ())
            self._move_back()
        else:
            return False
        return True

    def _move_back(self) -> None:
        """Out of the dead-letter queue; the messages have other ids then, and the same order."""
        keys = [self._keys[each.message_id] for each in self._dead_letters.messages]
        self._dead_letters.start_message_move_task()
        moved = [each.message_id for each in self.queue.messages if each.message_id not in self._keys]
        self._keys.update(zip(moved, keys, strict=True))

    def covered(self, record: Mapping[str, Any]) -> list[str]:
        """Queues' mappings have no destinations (A12)."""
        return []

    def look(self, mapping: Any) -> Whereabouts:
        """Where everything is now."""
        queue = self.queue
        places = {"deleted": queue.deleted, "in_queue": queue.messages, "in_flight": queue.in_flight, "expired": queue.expired}
        found = Whereabouts({name: [self._keys[each.message_id] for each in messages] for name, messages in places.items()})
        found.last = self._sent[-1].message_id if self._sent else ""
        if self._dead_letters is not None:
            moved = {each.message_id: each.history[-1].epoch for each in queue.dead_lettered}
            first = {each.message_id: each for each in reversed(self._sent)}
            for each in self._dead_letters.messages:
                identity = each.message_id
                found.dead_letters.append(
                    DeadLetter(self._keys[identity], identity, moved[identity], _shown(first[identity]), _shown(each))
                )
        return found


def _attributes(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """boto3's form, with the bytes that the case has in base64."""
    made = {}
    for name, each in given.items():
        made[name] = dict(each)
        if "BinaryValue" in each:
            made[name]["BinaryValue"] = base64.b64decode(each["BinaryValue"])
    return made or None


def _shown(message: Any) -> Mapping[str, Any]:
    """A message by the names that cases use."""
    return {
        "messageId": message.message_id,
        "body": message.body,
        "messageAttributes": message.message_attributes,
        "attributes": message.message_attributes,
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "receive_count": message.receive_count,
        "group": message.attributes.get("MessageGroupId"),
        "dedup": message.attributes.get("MessageDeduplicationId"),
        **message.attributes,
    }
