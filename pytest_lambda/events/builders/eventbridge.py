"""Events of EventBridge rules (facts 2.11)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.eventbridge import EventBridgeEvent, ScheduledEvent
from pytest_lambda.world import World


def eventbridge(
    detail: object = None,
    *,
    source: str = "com.example.orders",
    detail_type: str = "Order Placed",
    resources: Iterable[str] = (),
    replay_name: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> EventBridgeEvent:
    """An event that matches a rule of EventBridge, as the rule sends it to a function.

    A target with an input of its own, and EventBridge Scheduler, send that input and nothing else.

    Args:
        detail: an object for JSON, or its text, as `put_events` takes it.
        source: who reports; AWS' services begin with `aws.`.
        detail_type: what happened.
        resources: ARNs of what it is about.
        replay_name: of an archive's replay.
        time: when it happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields: `id="..."`, `**{"detail-type": "..."}`. `ABSENT` leaves one out.

    Raises:
        EventError: the detail is no object, or something is missing that `put_events` needs.
    """
    scene = Scene(world, time, "eventbridge", detail, source, detail_type)
    given = fields_of("eventbridge", fields, parameters_of(eventbridge))
    needed: dict[str, object] = {"source": source, "detail_type": detail_type}
    for name, value in needed.items():
        if value is not ABSENT and not (isinstance(value, str) and value):
            raise EventError(f"{name} is {value!r}, which EventBridge refuses (InvalidArgument): expected some text.")
    if isinstance(resources, str):
        raise EventError(f"resources is {resources!r}: expected a list of ARNs, [{resources!r}] say.")
    made = envelope(scene, given, source, detail_type, resources)
    made["detail"] = {"orderId": "1"} if detail is None else _detail(detail)
    made["replay-name"] = given("replay-name", ABSENT if replay_name is None else replay_name)
    return cast(EventBridgeEvent, given.done(made))


def scheduled_event(
    rule: str = "every-minute", *, time: object = None, world: World | None = None, **fields: Any
) -> ScheduledEvent:
    """What a rule with a schedule sends.

    Args:
        rule: its name.
        time: when it is due; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields. `ABSENT` leaves one out.

    Raises:
        EventError: the rule has no name.
    """
    scene = Scene(world, time, "scheduled_event", rule)
    given = fields_of("scheduled_event", fields, parameters_of(scheduled_event))
    if not isinstance(rule, str) or not rule:
        raise EventError(f"rule is {rule!r}: expected the name of a rule.")
    made = envelope(scene, given, "aws.events", "Scheduled Event", None)
    made["resources"] = given(
        "resources", [f"arn:{scene.partition}:events:{made['region']}:{made['account']}:rule/{rule}"]
    )
    made["detail"] = given("detail", {})
    return cast(ScheduledEvent, given.done(made))


def envelope(scene: Scene, fields: Fields, source: str, detail_type: str, resources: Any) -> dict[str, Any]:
    """All but the detail, in the order of recordings."""
    return {
        "version": fields("version", "0"),
        "id": fields("id", scene.ids.uuid()),
        "detail-type": fields("detail-type", detail_type),
        "source": fields("source", source),
        "account": fields("account", scene.account),
        "time": fields("time", iso_seconds(scene.epoch)),
        "region": fields("region", scene.region),
        "resources": resources if resources is None or resources is ABSENT else fields("resources", list(resources)),
    }


def _detail(given: object) -> Any:
    """E-detail: an object; a copy, which is what JSON makes of it."""
    if given is ABSENT:
        return given
    text = given if isinstance(given, str) else json_text(given, "detail")
    if isinstance(given, (str, Mapping)):
        try:
            detail = json.loads(text)
        except ValueError as error:
            raise EventError(f"detail is {given!r}, which is not JSON ({error}). Give the object itself.") from None
        if isinstance(detail, dict):
            return detail
    raise EventError(f"detail is {text}, which EventBridge refuses (MalformedDetail): expected an object.")
