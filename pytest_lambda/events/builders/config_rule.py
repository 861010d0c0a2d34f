"""Events of custom rules of AWS Config (AWS: Example events for AWS Config rules)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, fields_of, merged
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.config_rule import ConfigRuleEvent
from pytest_lambda.world import World

_CHANGE, _SCHEDULE = "ConfigurationItemChangeNotification", "ScheduledNotification"


def config_rule(
    configuration_item: Mapping[str, Any] | None = None,
    *,
    message_type: str = _CHANGE,
    rule_parameters: Mapping[str, Any] | None = None,
    rule_name: str = "orders-rule",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> ConfigRuleEvent:
    """AWS Config asks a custom rule to evaluate a resource, or everything.

    Args:
        configuration_item: of the resource; what is not given is made, for an S3 bucket.
        message_type: `ConfigurationItemChangeNotification` or `ScheduledNotification`.
        rule_parameters: of the rule.
        rule_name: its name.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields. `ABSENT` leaves one out.

    Raises:
        EventError: Config does not send the type of message.
    """
    if message_type not in (_CHANGE, _SCHEDULE):
        raise EventError(f"message_type is {message_type!r}: expected {_CHANGE!r} or {_SCHEDULE!r}.")
    if configuration_item is not None and message_type == _SCHEDULE:
        raise EventError(f"configuration_item is given, but {_SCHEDULE} is about none.")
    scene = Scene(world, time, "config_rule", configuration_item, message_type, rule_name)
    given = fields_of("config_rule", fields, parameters_of(config_rule))
    account = given("accountId", scene.account)
    invoking = _invoking(scene, account, message_type, configuration_item or {})
    identifier = given("configRuleId", f"config-rule-{scene.ids.hexadecimal(6)}")
    made = {
        "version": given("version", "1.0"),
        "invokingEvent": given("invokingEvent", json_text(invoking, "configuration_item")),
        "ruleParameters": given("ruleParameters", json_text(dict(rule_parameters or {}), "rule_parameters")),
        "resultToken": given("resultToken", scene.ids.hexadecimal(64)),
        "eventLeftScope": given("eventLeftScope", False),
        "executionRoleArn": given("executionRoleArn", f"arn:{scene.partition}:iam::{account}:role/config-role"),
        "configRuleArn": given(
            "configRuleArn", f"arn:{scene.partition}:config:{scene.region}:{account}:config-rule/{identifier}"
        ),
        "configRuleName": given("configRuleName", rule_name),
        "configRuleId": identifier,
        "accountId": account,
        "evaluationMode": given("evaluationMode", ABSENT),
    }
    return cast(ConfigRuleEvent, given.done(made))


def _invoking(scene: Scene, account: Any, message_type: str, said: Mapping[str, Any]) -> dict[str, Any]:
    moment = iso_milliseconds(scene.epoch)
    if message_type == _SCHEDULE:
        return {
            "awsAccountId": account,
            "notificationCreationTime": moment,
            "messageType": message_type,
            "recordVersion": "1.0",
        }
    return {
        "configurationItemDiff": None,
        "configurationItem": merged(_item(scene, account, moment), said),
        "notificationCreationTime": moment,
        "messageType": message_type,
        "recordVersion": "1.3",
    }


def _item(scene: Scene, account: Any, moment: str) -> dict[str, Any]:
    return {
        "relatedEvents": [],
        "relationships": [],
        "configuration": {"name": "uploads"},
        "supplementaryConfiguration": {},
        "tags": {},
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": moment,
        "configurationStateId": round(scene.epoch * 1000),
        "awsAccountId": account,
        "configurationItemStatus": "OK",
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "uploads",
        "resourceName": "uploads",
        "ARN": f"arn:{scene.partition}:s3:::uploads",
        "awsRegion": scene.region,
        "availabilityZone": "Regional",
        "configurationStateMd5Hash": "",
        "resourceCreationTime": moment,
    }
