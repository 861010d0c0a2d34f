"""Operations of SQS on up to ten messages together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_order import MOST_AT_ONCE

_ID = re.compile("[A-Za-z0-9_-]{1,80}")
#: SQS API reference, SendMessageBatch: all messages together
MOST_BYTES = 1_048_576


def in_batch(
    operation: str, entries: Sequence[Mapping[str, Any]], do: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> dict[str, Any]:
    """Do something for each entry: what is refused of one leaves the others alone.

    Args:
        operation: `SendMessage`, `DeleteMessage` or `ChangeMessageVisibility`.
        entries: each with an `Id`.
        do: gives what stands beside the id in the answer.

    Raises:
        RequestRefused: the batch as a whole.
    """
    _check(operation, entries)
    successful, failed = [], []
    for entry in entries:
        try:
            successful.append({"Id": entry["Id"], **do(entry)})
        except RequestRefused as refused:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": refused.code, "Message": refused.message})
    return {"Successful": successful, "Failed": failed}


def _check(operation: str, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        raise _refused(
            "EmptyBatchRequest", f"There should be at least one {operation}BatchRequestEntry in the request."
        )
    if len(entries) > MOST_AT_ONCE:
        raise _refused(
            "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {MOST_AT_ONCE}. You have sent {len(entries)}.",
        )
    seen: set[str] = set()
    for entry in entries:
        if not _ID.fullmatch(entry["Id"]):
            raise _refused(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most "
                "80 letters long.",
            )
        if entry["Id"] in seen:
            raise _refused("BatchEntryIdsNotDistinct", f"Id {entry['Id']} repeated.")
        seen.add(entry["Id"])


def check_size(sizes: int) -> None:
    """Whether the messages of a batch are small enough together.

    Raises:
        RequestRefused: they are not.
    """
    if sizes > MOST_BYTES:
        raise _refused(
            "BatchRequestTooLong", f"Batch requests cannot be longer than {MOST_BYTES} bytes. You have sent {sizes}."
        )


def _refused(code: str, message: str) -> RequestRefused:
    return RequestRefused(f"AWS.SimpleQueueService.{code}", message)
