"""`SNS`: a subscription of the function, or of a queue that the function polls."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.dead_letters import queue_policy, sending
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import get_att, ref, referenced
from pytest_lambda.templates.sam.schema import ANY, FLAG_OR_MAP, MAP, TEXT, Schema, kinds, present

_SCHEMA = Schema(
    "SNS",
    {
        **kinds(TEXT, "Topic Region"),
        **kinds(ANY, "FilterPolicy FilterPolicyScope"),
        "SqsSubscription": FLAG_OR_MAP,
        "RedrivePolicy": MAP,
    },
    ("Topic",),
)
_BATCH_SIZE = 10


def subscription(event: Event) -> list[Draft]:
    """The subscription; with `SqsSubscription` the queue between, its policy and its mapping."""
    event.check(_SCHEMA)
    through = event.get("SqsSubscription")
    if not through.value:
        permission = event.permission("sns.amazonaws.com", SourceArn=event.get("Topic"))
        return [permission, _subscription(event, "lambda", event.target.arn)]
    if through.value is True:
        return _through_new_queue(event)
    return _through_queue(event, through)


def _through_new_queue(event: Event) -> list[Draft]:
    queue = event.draft("AWS::SQS::Queue", {}, suffix="Queue")
    if _is_fifo(event):
        queue.properties["FifoQueue"] = True
    arn = get_att(queue.logical_id, "Arn")
    return [
        _mapping(event, arn, _BATCH_SIZE),
        queue,
        queue_policy(event, sending(arn, "*", event.get("Topic")), ref(queue.logical_id)),
        _subscription(event, "sqs", arn),
    ]


def _through_queue(event: Event, through: Place) -> list[Draft]:
    arn, url = through.get("QueueArn"), through.get("QueueUrl")
    if not arn.value or not url.value:
        raise event.refusal(through, "No QueueARN or QueueURL provided.")
    size, policy = through.get("BatchSize"), through.get("QueuePolicyLogicalId").text()
    return [
        _mapping(event, arn, size if size.value else _BATCH_SIZE),
        queue_policy(event, sending(arn, "*", event.get("Topic")), url, logical_id=policy),
        _subscription(event, "sqs", arn),
    ]


def _mapping(event: Event, arn: Any, size: Any) -> Draft:
    # SAM enables it whatever `SqsSubscription` says.
    properties = {"FunctionName": event.target.name, "EventSourceArn": arn, "BatchSize": size, "Enabled": True}
    return event.draft("AWS::Lambda::EventSourceMapping", properties, suffix="EventSourceMapping")


def _subscription(event: Event, protocol: str, endpoint: Any) -> Draft:
    names = ("Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")
    given = {"Protocol": protocol, "Endpoint": endpoint, "TopicArn": event.get("Topic")}
    return event.draft("AWS::SNS::Subscription", {**given, **present(event.properties, names)})


def _is_fifo(event: Event) -> bool:
    topic = event.work.template.resources.get(referenced(event.get("Topic").value) or "")
    return topic is not None and bool(event.work.known.resolved(topic.properties.get("FifoTopic")))
