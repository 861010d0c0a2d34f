"""Message move tasks, as SQS tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_lambda.service.resources.sqs_dead_letters import MessageMoveTask

#: API reference, ListMessageMoveTasks, MaxResults
_MOST_LISTED = 10


def started(task: MessageMoveTask, given: Mapping[str, Any], epoch: float) -> dict[str, Any]:
    """A task as ListMessageMoveTasks shows it, with its handle; here it is over as soon as it begins."""
    moved = task.approximate_number_of_messages_moved
    made: dict[str, Any] = {
        "TaskHandle": task.task_handle,
        "Status": task.status,
        "SourceArn": task.source_arn,
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": moved,
        "StartedTimestamp": int(epoch * 1000),
    }
    optional = {
        "DestinationArn": task.destination_arn,
        "MaxNumberOfMessagesPerSecond": given.get("MaxNumberOfMessagesPerSecond"),
        "FailureReason": task.failure_reason,
    }
    return {**made, **{name: value for name, value in optional.items() if value is not None}}


def listed(tasks: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """ListMessageMoveTasks: the latest first; the handle is told of running ones only."""
    most = min(given.get("MaxResults") or 1, _MOST_LISTED)
    results = [{name: value for name, value in each.items() if name != "TaskHandle"} for each in tasks[:most]]
    return {"Results": results}
