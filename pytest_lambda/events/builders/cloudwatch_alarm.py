"""Events of CloudWatch alarms (AWS: Invoke a Lambda function from an alarm)."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.cloudwatch_alarm import CloudWatchAlarmEvent
from pytest_lambda.world import World

_STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
_REASONS = {
    "OK": "Threshold Crossed: 1 datapoint was not greater than the threshold.",
    "ALARM": "Threshold Crossed: 1 datapoint was greater than the threshold.",
    "INSUFFICIENT_DATA": "Insufficient Data: 1 datapoint was unknown.",
}
_METRIC = {"namespace": "AWS/Lambda", "name": "Errors", "dimensions": {"FunctionName": "orders"}}


def cloudwatch_alarm(
    alarm_name: str = "orders-errors",
    *,
    state: str = "ALARM",
    previous_state: str = "OK",
    alarm_rule: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CloudWatchAlarmEvent:
    """An alarm has changed its state, and its action invokes the function.

    Args:
        alarm_name: its name.
        state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        previous_state: the state before, for ten minutes.
        alarm_rule: of a composite alarm: `ALARM("a") OR ALARM("b")`; without one it is an alarm on a metric.
        time: when it changed; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields; `alarmData={"configuration": {...}}`. `ABSENT` leaves one out.

    Raises:
        EventError: alarms do not have the state.
    """
    for name, value in (("state", state), ("previous_state", previous_state)):
        if value not in _STATES:
            raise EventError(f"{name} is {value!r}: an alarm is {', '.join(_STATES[:2])} or {_STATES[2]}.")
    scene = Scene(world, time, "cloudwatch_alarm", alarm_name, state)
    given = fields_of("cloudwatch_alarm", fields, parameters_of(cloudwatch_alarm))
    data = given.at("alarmData")
    name = data("alarmName", alarm_name)
    account, region = given("accountId", scene.account), given("region", scene.region)
    made = {
        "source": given("source", "aws.cloudwatch"),
        "alarmArn": given("alarmArn", f"arn:{scene.partition}:cloudwatch:{region}:{account}:alarm:{name}"),
        "accountId": account,
        "time": given("time", _moment(scene.epoch)),
        "region": region,
        "alarmData": data.done(
            {
                "alarmName": name,
                "state": _state(data.at("state"), state, scene.epoch),
                "previousState": _state(data.at("previousState"), previous_state, scene.epoch - 600),
                "configuration": data("configuration", _configuration(scene, alarm_rule)),
            }
        ),
    }
    return cast(CloudWatchAlarmEvent, given.done(made))


def _state(fields: Fields, value: str, epoch: float) -> Any:
    value = fields("value", value)
    moment = fields("timestamp", _moment(epoch))
    details = {"version": "1.0", "queryDate": moment, "statistic": "Sum", "period": 60, "threshold": 0.0}
    return fields.done(
        {
            "value": value,
            "reason": fields("reason", _REASONS.get(value, "")),
            "reasonData": fields("reasonData", json_text(details, "reasonData")),
            "timestamp": moment,
            "actionsSuppressedBy": fields("actionsSuppressedBy", ABSENT),
            "actionsSuppressedReason": fields("actionsSuppressedReason", ABSENT),
        }
    )


def _configuration(scene: Scene, alarm_rule: str | None) -> dict[str, Any]:
    if alarm_rule is not None:
        return {"alarmRule": alarm_rule}
    stat = {"metric": _METRIC, "period": 60, "stat": "Sum"}
    return {"metrics": [{"id": scene.ids.uuid(), "metricStat": stat, "returnData": True}]}


def _moment(epoch: float) -> str:
    """`2026-01-31T12:00:00.000+0000`."""
    return f"{iso_milliseconds(epoch)[:-1]}+0000"
