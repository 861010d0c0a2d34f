"""New messages: what SQS adds to what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.moments import MICROSECONDS
from pytest_lambda.service.resources.sqs_message import Life
from pytest_lambda.service.resources.sqs_requests import Draft
from pytest_lambda.service.resources.sqs_settings import QueueSettings

#: they have 20 digits
FIRST_SEQUENCE_NUMBER: Final = 18_880_000_000_000_000_000
#: shared by the many messages that have none
NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})


class Births:
    """Makes the messages of a queue.

    Args:
        platform: gives the ids.
        queue_arn: of the queue.
        settings: of the queue.
    """

    __slots__ = ("_platform", "_queue_arn", "_sender", "_settings")

    def __init__(self, platform: Platform, queue_arn: str, settings: QueueSettings) -> None:
        self._platform = platform
        self._queue_arn = queue_arn
        self._settings = settings
        self._sender = f"AIDA{platform.world.ids_for('sender of messages').hexadecimal(17).upper()}"

    @property
    def retention_us(self) -> int:
        """How long a message is kept."""
        return self._settings.message_retention_period * MICROSECONDS

    def born(self, draft: Draft, number: int, now: int, trace_header: str | None) -> Life:
        """A message that was sent now.

        Args:
            draft: of it.
            number: counts the messages of the queue.
            now: microseconds since 1970.
            trace_header: of the invocation that sent it.
        """
        life = Life()
        life.message_id = self._platform.world.ids_for("message", self._queue_arn, number).uuid()
        life.body, life.sender = draft.body, self._sender
        life.message_attributes, life.md5_of_message_attributes = draft.attributes, draft.md5_of_attributes
        life.system = self._system(draft, number, trace_header)
        life.group = draft.group
        life.sent_us, life.expires_us = now, now + self.retention_us
        life.first_received_us, life.receive_count = None, 0
        life.reported = (now, "sent")
        return life

    def _system(self, draft: Draft, number: int, trace_header: str | None) -> Mapping[str, str]:
        """The system attributes that few messages have."""
        if not (draft.group or trace_header is not None):
            return NO_ATTRIBUTES
        made = {}
        if self._settings.fifo_queue:
            made["SequenceNumber"] = str(FIRST_SEQUENCE_NUMBER + number * 256)
            made["MessageDeduplicationId"] = draft.deduplication_id
        if draft.group:
            made["MessageGroupId"] = draft.group
        if trace_header is not None:
            made["AWSTraceHeader"] = trace_header
        return made
