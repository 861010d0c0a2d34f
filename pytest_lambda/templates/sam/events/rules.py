"""Events of EventBridge: rules by a schedule or a pattern."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.dead_letters import dead_letters
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import get_att
from pytest_lambda.templates.sam.logical_ids import target_id
from pytest_lambda.templates.sam.schema import FLAG, MAP, TEXT, Schema, kinds, present

_PRINCIPAL = "events.amazonaws.com"
_SUFFIX = "LambdaTarget"

SCHEDULE = Schema(
    "Schedule",
    {
        **kinds(TEXT, "Schedule RuleName Input State Name Description"),
        **kinds(MAP, "DeadLetterConfig RetryPolicy"),
        "Enabled": FLAG,
    },
    ("Schedule",),
)
RULE = {
    **kinds(TEXT, "EventBusName RuleName Input InputPath State"),
    **kinds(MAP, "Pattern DeadLetterConfig RetryPolicy Target InputTransformer"),
    "Enabled": FLAG,
}


def schedule(event: Event) -> list[Draft]:
    """`Schedule`."""
    event.check(SCHEDULE)
    rule = event.draft("AWS::Events::Rule", schedule_properties(event))
    queue, drafts = dead_letters(event, get_att(rule.logical_id, "Arn"))
    rule.properties["Targets"] = [target(event, queue, ("Input",), _SUFFIX)]
    return [rule, *drafts, _permission(event, rule)]


def event_rule(event: Event) -> list[Draft]:
    """`EventBridgeRule` and `CloudWatchEvent`."""
    event.check(Schema(event.kind, RULE))
    rule = event.draft("AWS::Events::Rule", rule_properties(event))
    queue, drafts = dead_letters(event, get_att(rule.logical_id, "Arn"))
    rule.properties["Targets"] = [target(event, queue, ("Input", "InputPath", "InputTransformer"), _SUFFIX)]
    return [rule, *drafts, _permission(event, rule)]


def schedule_properties(event: Event) -> dict[str, Any]:
    """Of a rule that fires by a schedule."""
    given = {"ScheduleExpression": event.get("Schedule"), **present(event.properties, ("Name", "Description"))}
    return {**given, **state(event)}


def rule_properties(event: Event) -> dict[str, Any]:
    """Of a rule that fires by a pattern."""
    names = {"EventBusName": "EventBusName", "Pattern": "EventPattern", "RuleName": "Name"}
    return {**{names[key]: place for key, place in present(event.properties, names).items()}, **state(event)}


def state(event: Event) -> dict[str, Place]:
    """Whether a rule is enabled."""
    given, enabled = event.get("State"), event.get("Enabled")
    if given.value and enabled.value is not None:
        raise event.refusal(enabled, "State and Enabled Properties cannot both be specified.")
    if enabled.value is not None:
        return {"State": enabled.at("ENABLED" if enabled.value else "DISABLED")}
    return {"State": given} if given.value else {}


def target(event: Event, queue: Any, names: tuple[str, ...], suffix: str) -> dict[str, Any]:
    """A rule's target.

    Args:
        event: of the rule.
        queue: for dead letters, or None.
        names: of properties that the target has like the event.
        suffix: of the target's id.
    """
    own = event.get("Target").get("Id") if event.get("Target").value else event.get("Target")
    found = {
        "Arn": event.target.arn,
        "Id": target_id(event.logical_id, suffix) if own.value is None else own,
        **present(event.properties, names),
    }
    if queue is not None:
        found["DeadLetterConfig"] = event.get("DeadLetterConfig").at({"Arn": queue})
    return {**found, **present(event.properties, ("RetryPolicy",))}


def _permission(event: Event, rule: Draft) -> Draft:
    return event.permission(_PRINCIPAL, SourceArn=get_att(rule.logical_id, "Arn"))
