"""Operations on up to ten messages together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_lambda.events.building.message_attributes import attributes_of
from pytest_lambda.service.resources.attribute_forms import size_of_attributes, size_of_text
from pytest_lambda.service.resources.refusals import RequestRefused

#: SQS API reference, SendMessageBatch; SNS API reference, PublishBatch
_MOST_AT_ONCE = 10
_ID = re.compile("[A-Za-z0-9_-]{1,80}")


class Batches:
    """The batches of one service.

    Args:
        prefix: of its error codes.
        texts: what it says of a batch that it refuses as a whole, by error code. `{operation}` is what it would do,
            `{sent}` what was too much, `{most}` how much is not, and `{id}` the `Id` that is there twice.
    """

    def __init__(self, prefix: str, texts: Mapping[str, str]) -> None:
        self._prefix = prefix
        self._texts = texts

    def each(
        self, operation: str, entries: Sequence[Mapping[str, Any]], do: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Do something for each entry: what is refused of one leaves the others alone.

        Args:
            operation: on one message, say `SendMessage`.
            entries: each with an `Id`.
            do: gives what stands beside the id in the answer.

        Raises:
            RequestRefused: the batch as a whole.
        """
        self._check(operation, entries)
        successful, failed = [], []
        for entry in entries:
            try:
                successful.append({"Id": entry["Id"], **do(entry)})
            except RequestRefused as refused:
                told = {"Id": entry["Id"], "SenderFault": True, "Code": refused.code, "Message": refused.message}
                failed.append(told)
        return {"Successful": successful, "Failed": failed}

    def check_size(self, sent: int, most: int) -> None:
        """Whether the messages of a batch are small enough together.

        Args:
            sent: their bytes.
            most: that are allowed.

        Raises:
            RequestRefused: they are not.
        """
        if sent > most:
            raise self._refused("BatchRequestTooLong", sent=sent, most=most)

    def _check(self, operation: str, entries: Sequence[Mapping[str, Any]]) -> None:
        if not entries:
            raise self._refused("EmptyBatchRequest", operation=operation)
        if len(entries) > _MOST_AT_ONCE:
            raise self._refused("TooManyEntriesInBatchRequest", sent=len(entries), most=_MOST_AT_ONCE)
        seen: set[str] = set()
        for entry in entries:
            if not _ID.fullmatch(entry["Id"]):
                raise self._refused("InvalidBatchEntryId")
            if entry["Id"] in seen:
                raise self._refused("BatchEntryIdsNotDistinct", id=entry["Id"])
            seen.add(entry["Id"])

    def _refused(self, code: str, **found: object) -> RequestRefused:
        return RequestRefused(f"{self._prefix}{code}", self._texts[code].format(**found))


def size_of(text: str, attributes: Mapping[str, Any] | None) -> int:
    """The bytes of a message.

    Args:
        text: of the message.
        attributes: as boto3 takes them.
    """
    return size_of_text(text) + size_of_attributes(attributes_of(attributes))
