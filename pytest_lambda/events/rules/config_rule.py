"""The rules of AWS Config's events (AWS: Example events for AWS Config rules)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.config_rule import ConfigRuleEvent

_BODIES = {
    "ConfigurationItemChangeNotification": "configurationItem",
    "OversizedConfigurationItemChangeNotification": "configurationItemSummary",
}

book = Rulebook(
    "config_rule",
    ConfigRuleEvent,
    lambda event: "invokingEvent" in event and "configRuleName" in event,
    shape_rule="CR-shape",
)
BOOKS = (book,)


@book.rule("CR-json", "`invokingEvent` and `ruleParameters` are texts of JSON objects.")
def _json(event: Any) -> Iterator[Finding]:
    for name in ("invokingEvent", "ruleParameters"):
        if _object(event[name]) is None:
            yield name, f"is {event[name]!r}, expected the text of a JSON object"


@book.rule("CR-message", "`invokingEvent` has a `messageType`, and the item that belongs to it.")
def _message(event: Any) -> Iterator[Finding]:
    invoking = _object(event["invokingEvent"])
    if invoking is None:
        return
    if "messageType" not in invoking:
        yield "invokingEvent", "has no messageType"
    wanted = _BODIES.get(invoking.get("messageType", ""))
    if wanted is not None and not isinstance(invoking.get(wanted), dict):
        yield "invokingEvent", f"is a {invoking['messageType']} without {wanted}"


@book.rule("CR-arn", "The rule's ARN has the account and the rule's id.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["configRuleArn"])
    wanted = f"config-rule/{event['configRuleId']}"
    if arn is None or arn.service != "config" or arn.account != event["accountId"] or arn.resource != wanted:
        yield "configRuleArn", f"is {event['configRuleArn']!r}, expected …:config:…:{event['accountId']}:{wanted}"


@book.rule("CR-role", "`executionRoleArn` is that of an IAM role.")
def _role(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["executionRoleArn"])
    if arn is None or arn.service != "iam" or not arn.resource.startswith("role/"):
        yield "executionRoleArn", f"is {event['executionRoleArn']!r}, expected the ARN of a role"


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
