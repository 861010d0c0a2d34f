"""Which kind of event becomes what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events import (
    alexa,
    api,
    cognito,
    http_api,
    iot,
    log_groups,
    mappings,
    rules,
    s3,
    scheduler,
    sns,
    workflow,
)
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.invalid import invalid_event
from pytest_lambda.templates.sam.work import Target, Work
from pytest_lambda.templates.template import Resource

Made = Callable[[Event], list[Draft]]

FUNCTION: dict[str, Made] = {
    "AlexaSkill": alexa.skill,
    "Api": api.rest_api,
    "CloudWatchEvent": rules.event_rule,
    "CloudWatchLogs": log_groups.subscription,
    "Cognito": cognito.trigger,
    "DocumentDB": mappings.document_db,
    "DynamoDB": mappings.stream,
    "EventBridgeRule": rules.event_rule,
    "HttpApi": http_api.http_api,
    "IoTRule": iot.topic_rule,
    "Kinesis": mappings.stream,
    "MQ": mappings.broker,
    "MSK": mappings.managed_kafka,
    "S3": s3.notification,
    "SNS": sns.subscription,
    "SQS": mappings.queue,
    "Schedule": rules.schedule,
    "ScheduleV2": scheduler.function_schedule,
    "SelfManagedKafka": mappings.self_managed_kafka,
}

STATE_MACHINE: dict[str, Made] = {
    "Api": workflow.rest_api,
    "CloudWatchEvent": workflow.event_rule,
    "EventBridgeRule": workflow.event_rule,
    "Schedule": workflow.schedule,
    "ScheduleV2": scheduler.workflow_schedule,
}


def function_events(work: Work, resource: Resource, events: Place, target: Target) -> list[Draft]:
    """What the events of a function become, in SAM's order: by the path, or the name."""
    found = [_event(work, resource, name, place, target, FUNCTION) for name, place in events.items()]
    return [draft for event in sorted(found, key=_order) for draft in FUNCTION[event.kind](event)]


def workflow_events(work: Work, resource: Resource, events: Place, target: Target) -> list[Draft]:
    """What the events of a state machine become."""
    found = [_event(work, resource, name, place, target, STATE_MACHINE) for name, place in events.items()]
    return [draft for event in found for draft in STATE_MACHINE[event.kind](event)]


def _event(work: Work, resource: Resource, name: str, place: Place, target: Target, kinds: Mapping[str, Made]) -> Event:
    kind = place.get("Type").value
    if not isinstance(kind, str) or kind not in kinds:
        raise invalid_event(
            place,
            resource.logical_id,
            name,
            f"Resource dict has missing or invalid value for key Type. Event Type is: {kind}.",
        )
    return Event(name, kind, place, target, work)


def _order(event: Event) -> str:
    if event.properties.value is not None and not isinstance(event.properties.value, dict):
        return event.name
    path: Any = http_api.route(event)[0] if event.kind == "HttpApi" else event.get("Path").value
    return path if isinstance(path, str) else event.name
