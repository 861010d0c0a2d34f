"""The rules of CloudWatch alarms' events (AWS: Invoke a Lambda function from an alarm)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.cloudwatch_alarm import CloudWatchAlarmEvent

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")

book = Rulebook("cloudwatch_alarm", CloudWatchAlarmEvent, lambda event: "alarmArn" in event, shape_rule="CW-shape")
BOOKS = (book,)


@book.rule("CW-arn", "The alarm's ARN has the event's region and account, and the alarm's name.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["alarmArn"])
    wanted = ("cloudwatch", event["region"], event["accountId"], f"alarm:{event['alarmData']['alarmName']}")
    if arn is None or arn[1:] != wanted:
        yield "alarmArn", f"is {event['alarmArn']!r}, expected arn:<partition>:{':'.join(wanted)}"


@book.rule("CW-time", "Times are like `2026-01-31T12:00:00.000+0000`, and a state follows the one before.")
def _time(event: Any) -> Iterator[Finding]:
    data = event["alarmData"]
    times = {"time": event["time"], "alarmData.state.timestamp": data["state"]["timestamp"]}
    if "previousState" in data:
        times["alarmData.previousState.timestamp"] = data["previousState"]["timestamp"]
    for field, value in times.items():
        if not _TIME.fullmatch(value):
            yield field, f"is {value!r}, expected a time such as '2026-01-31T12:00:00.000+0000'"
            return
    if "previousState" in data and data["previousState"]["timestamp"] > data["state"]["timestamp"]:
        yield "alarmData.previousState.timestamp", "is later than that of the state"


@book.rule("CW-reason", "`reasonData` is the text of a JSON object.")
def _reason(event: Any) -> Iterator[Finding]:
    for name in ("state", "previousState"):
        text = event["alarmData"].get(name, {}).get("reasonData")
        if text is not None and not _is_object(text):
            yield f"alarmData.{name}.reasonData", f"is {text!r}, expected the text of a JSON object"


@book.rule("CW-configuration", "An alarm is on metrics, of which one returns its data, or has a rule.")
def _configuration(event: Any) -> Iterator[Finding]:
    configuration = event["alarmData"]["configuration"]
    if ("metrics" in configuration) == ("alarmRule" in configuration):
        yield "alarmData.configuration", "has not either metrics or alarmRule"
    elif "metrics" in configuration and not any(each["returnData"] for each in configuration["metrics"]):
        yield "alarmData.configuration.metrics", "has no metric with returnData"


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
