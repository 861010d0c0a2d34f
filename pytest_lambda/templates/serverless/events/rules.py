"""`schedule`, `eventBridge` and `cloudwatchEvent`."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import expected, first, given, json_text, renamed

_INPUTS = ("input", "inputPath", "inputTransformer")
_SCHEDULE = ("description", "enabled", "method", "name", "rate", "timezone", *_INPUTS)
_EVENT_BRIDGE = (
    "deadLetterQueueArn", "description", "enabled", "eventBus", "name", "pattern", "retryPolicy", "schedule", *_INPUTS,
)  # fmt: skip
_TRANSFORMER = {"inputPathsMap": "InputPathsMap", "inputTemplate": "InputTemplate"}
_RETRIES = {"maximumEventAge": "MaximumEventAgeInSeconds", "maximumRetryAttempts": "MaximumRetryAttempts"}


def schedule(trigger: Trigger) -> None:
    """Rules, or schedules of EventBridge Scheduler, one for each rate."""
    settings = trigger.either("rate", _SCHEDULE)
    rate, method = settings.get("rate"), settings.get("method").value
    if method not in (None, "eventBus", "scheduler"):
        raise expected(settings.get("method"), "'eventBus' or 'scheduler'")
    rates = list(rate.each()) if isinstance(rate.value, list) else [rate]
    for each in rates:
        number = trigger.project.numbered(f"{trigger.prefix} schedules")
        (_scheduler if method == "scheduler" else _rule)(trigger, settings, each, number)


def event_bridge(trigger: Trigger) -> None:
    """A rule of a bus, which is made if it is named by a plain name."""
    settings = trigger.checked(_EVENT_BRIDGE)
    bus = settings.get("eventBus")
    project = trigger.project
    name = f"{project.service}-{project.stage}-{trigger.function}-rule-{trigger.position}"
    pattern = settings.get("pattern")
    trigger.add(f"{names.letters(name)}EventBridgeRule", "AWS::Events::Rule", {
        "Name": first(settings.get("name"), settings.at(name, "name")),
        "Description": settings.get("description"),
        "EventBusName": _bus(trigger, bus),
        "EventPattern": _pattern(pattern) if pattern.value is not None else None,
        "ScheduleExpression": settings.get("schedule"),
        "State": _state(settings),
        "Targets": [{**_target(trigger, settings), "Id": f"{name}-target"}],
    })  # fmt: skip


def cloudwatch_event(trigger: Trigger) -> None:
    """A rule of the default bus."""
    settings = trigger.checked(("description", "enabled", "event", "name", *_INPUTS))
    trigger.add(f"{trigger.prefix}EventsRuleCloudWatchEvent{trigger.number}", "AWS::Events::Rule", {
        "Name": settings.get("name"),
        "Description": settings.get("description"),
        "EventPattern": settings.get("event"),
        "State": _state(settings),
        "Targets": [_target(trigger, settings)],
    })  # fmt: skip


def _rule(trigger: Trigger, settings: Place, rate: Place, number: int) -> None:
    if settings.get("timezone").value is not None:
        raise settings.get("timezone").error("rules have no time zone: it needs `method: scheduler`.")
    trigger.add(f"{trigger.prefix}EventsRuleSchedule{number}", "AWS::Events::Rule", {
        "Name": settings.get("name"),
        "Description": settings.get("description"),
        "ScheduleExpression": rate,
        "State": _state(settings),
        "Targets": [_target(trigger, settings)],
    })  # fmt: skip


def _scheduler(trigger: Trigger, settings: Place, rate: Place, number: int) -> None:
    for name in ("inputPath", "inputTransformer"):
        if settings.get(name).value is not None:
            raise settings.get(name).error(f"schedules of EventBridge Scheduler have no {name}: it needs a rule.")
    trigger.add(f"{trigger.prefix}SchedulerSchedule{number}", "AWS::Scheduler::Schedule", {
        "Name": settings.get("name"),
        "Description": settings.get("description"),
        "ScheduleExpression": rate,
        "ScheduleExpressionTimezone": settings.get("timezone"),
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": _state(settings),
        "Target": given({
            "Arn": trigger.target, "RoleArn": {"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]},
            "Input": _input(settings.get("input")),
        }),
    })  # fmt: skip


def _state(settings: Place) -> str:
    enabled = settings.get("enabled")
    return "DISABLED" if enabled.value is not None and not enabled.flag() else "ENABLED"


def _target(trigger: Trigger, settings: Place) -> dict[str, Any]:
    transformer, retries = settings.get("inputTransformer"), settings.get("retryPolicy")
    queue = settings.get("deadLetterQueueArn")
    return given({
        "Arn": trigger.target,
        "Id": f"{trigger.function}{trigger.kind[0].upper()}{trigger.kind[1:]}",
        "Input": _input(settings.get("input")),
        "InputPath": settings.get("inputPath"),
        "InputTransformer": renamed(transformer, _TRANSFORMER, "inputTransformer") or None,
        "RetryPolicy": renamed(retries, _RETRIES, "retryPolicy") or None,
        "DeadLetterConfig": None if queue.value is None else {"Arn": queue},
    })  # fmt: skip


def _input(place: Place) -> Any:
    return place if place.value is None else json_text(place)


def _pattern(pattern: Place) -> Any:
    if isinstance(pattern.value, str):
        try:
            return pattern.at(json.loads(pattern.value))
        except ValueError:
            raise expected(pattern, "a pattern") from None
    return pattern


def _bus(trigger: Trigger, bus: Place) -> Any:
    name = bus.value
    if not isinstance(name, str) or name == "default" or name.startswith("arn:"):
        return bus
    logical_id = f"{names.letters(name)}EventBridgeEventBus"
    return {"Ref": trigger.project.add(logical_id, "AWS::Events::EventBus", bus, {"Name": name})}
