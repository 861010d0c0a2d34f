"""Events of CloudWatch Logs subscriptions (facts 2.12)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text, json_text, text
from pytest_lambda.events.building.notations import iso_seconds, milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.cloudwatch_logs import CloudWatchLogsEvent
from pytest_lambda.world import World

#: of one log event: 1 MB, of which CloudWatch Logs counts 26 bytes for itself
_MOST_BYTES = 1_048_576 - 26


def cloudwatch_logs(
    *messages: object,
    log_group: str = "/aws/lambda/orders",
    log_stream: str | None = None,
    subscription_filter: str = "orders",
    extracted_fields: Mapping[str, str] | None = None,
    policy_level: str | None = None,
    control_message: str | None = None,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CloudWatchLogsEvent:
    """Log events of one stream, as a subscription filter sends them: compressed and in base64.

    Args:
        messages: one per log event: text, UTF-8 bytes, or an object for a structured log's JSON.
        log_group: its name.
        log_stream: its name; by default that of an execution environment of Lambda.
        subscription_filter: its name.
        extracted_fields: what the filter's pattern takes out of each message, `{"level": "ERROR"}`.
        policy_level: of a subscription for the whole account, `ACCOUNT_LEVEL_POLICY`.
        control_message: the text of CloudWatch Logs' own message, which asks whether its target is there.
        records: ready-made log events, which follow those of the messages.
        time: when the first was logged; the others follow a millisecond apart. See `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of what `data` holds; or `awslogs={"data": "..."}`. `ABSENT` leaves one out.

    Raises:
        EventError: a message cannot be logged, or parameters contradict each other.
    """
    scene = Scene(world, time, "cloudwatch_logs", messages, log_group, log_stream)
    given = fields_of("cloudwatch_logs", fields, parameters_of(cloudwatch_logs))
    outer = given.at("awslogs")
    ready = [dict(each) for each in records]
    if control_message is not None:
        if messages or ready:
            raise EventError("control_message is given besides messages: CloudWatch Logs sends it alone.")
        payload = _control(scene, given, control_message)
    else:
        if not messages and not ready:
            messages = ("Hello from CloudWatch Logs!",)
        stream = _stream(scene) if log_stream is None else log_stream
        logged = [*_logged(scene, messages, extracted_fields), *ready]
        payload = _payload(given, "DATA_MESSAGE", scene.account, log_group, stream, [subscription_filter], logged)
    payload["policyLevel"] = given("policyLevel", ABSENT if policy_level is None else policy_level)
    content = given.done(payload)
    # Compressing is most of the work: it is spared where the caller has the data.
    data = outer("data", None) if outer.says("data") else compressed(content)
    return cast(CloudWatchLogsEvent, {"awslogs": outer.done({"data": data})})


def compressed(payload: object) -> str:
    """L-gzip: base64 of gzip of JSON, without a moment in it: the same for the same payload."""
    content = json_text(payload, "the payload").encode("utf-8", "surrogatepass")
    small = len(content) < 4096  # a small table is made much faster
    deflate = zlib.compressobj(6, zlib.DEFLATED, 16 + (11 if small else 15), 4 if small else 8)
    return base64_text(deflate.compress(content) + deflate.flush())


def _payload(
    fields: Fields, kind: str, owner: str, group: str, stream: str, filters: list[str], logged: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "messageType": fields("messageType", kind),
        "owner": fields("owner", owner),
        "logGroup": fields("logGroup", group),
        "logStream": fields("logStream", stream),
        "subscriptionFilters": fields("subscriptionFilters", filters),
        "logEvents": fields("logEvents", logged),
    }


def _control(scene: Scene, fields: Fields, message: str) -> dict[str, Any]:
    logged = {"id": "", "timestamp": milliseconds(scene.epoch), "message": _message(message)}
    return _payload(fields, "CONTROL_MESSAGE", "CloudwatchLogs", "", "", [], [logged])


def _logged(scene: Scene, messages: Iterable[object], extracted: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """L-idtime: the ids of recorded log events begin with their time. AWS promises only that they differ."""
    moment = milliseconds(scene.epoch)
    low = int(scene.ids.hexadecimal(30), 16)
    made = []
    for number, content in enumerate(messages):
        timestamp = moment + number
        event: dict[str, Any] = {
            "id": f"{timestamp << 144 | (number & 0xFFFFFF) << 120 | low:056d}",
            "timestamp": timestamp,
            "message": _message(content),
        }
        if extracted is not None:
            event["extractedFields"] = dict(extracted)
        made.append(event)
    return made


def _message(content: object) -> str:
    message = text(content, "a message")
    if not message:
        raise EventError("a message is empty, which CloudWatch Logs refuses (InvalidParameterException).")
    try:
        size = len(message) if message.isascii() else len(message.encode())
    except UnicodeEncodeError:
        raise EventError(f"the message {message!r} has a surrogate, which UTF-8 cannot write.") from None
    if size > _MOST_BYTES:
        raise EventError(
            f"a message has {size:,} bytes: a log event has at most {_MOST_BYTES:,}. Longer output comes as several."
        )
    return message


def _stream(scene: Scene) -> str:
    date = iso_seconds(int(scene.epoch))[:10].replace("-", "/")
    return f"{date}/[$LATEST]{scene.ids.hexadecimal(32)}"
