"""`DeadLetterConfig` of rules and schedules: a queue that there is, or one that is made."""

from __future__ import annotations

from typing import Any

from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import get_att, ref
from pytest_lambda.templates.sam.invalid import invalid_event


def dead_letters(event: Event, rule: Any) -> tuple[Any, list[Draft]]:
    """The ARN of the queue, or None; and what is made for it.

    Args:
        event: of a rule or schedule.
        rule: its ARN, which may send to the queue; None makes no policy.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    config = event.get("DeadLetterConfig")
    if config.value is None:
        return None, []
    arn, kind = config.get("Arn"), config.get("Type")
    for wrong, message in (
        (
            arn.value is not None and kind.value is not None,
            "You can either define 'Arn' or 'Type' property of DeadLetterConfig.",
        ),
        (kind.value not in (None, "SQS"), "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'."),
        (arn.value is None and kind.value is None, "No 'Arn' or 'Type' property provided for DeadLetterConfig."),
    ):
        if wrong:
            raise invalid_event(config, event.target.owner, event.logical_id, message)
    return (arn, []) if arn.value is not None else _made(event, rule)


def _made(event: Event, rule: Any) -> tuple[Any, list[Draft]]:
    name = event.get("DeadLetterConfig").get("QueueLogicalId")
    if name.value is not None and not isinstance(name.value, str):
        raise invalid_event(name, event.target.owner, event.logical_id, "QueueLogicalId must be a string")
    queue = event.draft("AWS::SQS::Queue", {}, suffix="Queue", logical_id=name.value)
    arn = get_att(queue.logical_id, "Arn")
    if rule is None:
        return arn, [queue]
    statement = sending(arn, {"Service": "events.amazonaws.com"}, rule)
    return arn, [queue, queue_policy(event, statement, ref(queue.logical_id))]


def sending(queue: Any, principal: Any, source: Any) -> dict[str, Any]:
    """A statement that lets something send to a queue."""
    return {
        "Action": "sqs:SendMessage",
        "Effect": "Allow",
        "Principal": principal,
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }


def queue_policy(event: Event, statement: dict[str, Any], url: Any, *, logical_id: str | None = None) -> Draft:
    """The policy of a queue."""
    document = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {"PolicyDocument": document, "Queues": [url]}
    return event.draft("AWS::SQS::QueuePolicy", properties, suffix="QueuePolicy", logical_id=logical_id)
