"""Batches of SNS."""

from __future__ import annotations

from pytest_lambda.boto.messaging.batches import Batches

#: API reference, PublishBatch, errors
BATCHES = Batches(
    "",
    {
        "BatchEntryIdsNotDistinct": "Two or more batch entries in the request have the same Id.",
        "BatchRequestTooLong": "The length of all the batch messages put together is more than the limit.",
        "EmptyBatchRequest": "The batch request doesn't contain any entries.",
        "InvalidBatchEntryId": "The Id of a batch entry in a batch request doesn't abide by the specification.",
        "TooManyEntriesInBatchRequest": "The batch request contains more entries than permissible.",
    },
)
