"""Batches of SQS."""

from __future__ import annotations

from pytest_lambda.boto.messaging.batches import Batches

#: SQS API reference, SendMessageBatch: all messages together
MOST_BYTES = 1_048_576
BATCHES = Batches(
    "AWS.SimpleQueueService.",
    {
        "BatchEntryIdsNotDistinct": "Id {id} repeated.",
        "BatchRequestTooLong": "Batch requests cannot be longer than {most} bytes. You have sent {sent} bytes.",
        "EmptyBatchRequest": "There should be at least one {operation}BatchRequestEntry in the request.",
        "InvalidBatchEntryId": (
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 "
            "letters long."
        ),
        "TooManyEntriesInBatchRequest": "Maximum number of entries per request are {most}. You have sent {sent}.",
    },
)
