"""Events of Amazon Connect's flows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.connect import ConnectEvent
from pytest_lambda.world import World

_CHANNELS = ("VOICE", "CHAT", "TASK", "EMAIL")
_METHODS = (
    "INBOUND",
    "OUTBOUND",
    "TRANSFER",
    "QUEUE_TRANSFER",
    "CALLBACK",
    "API",
    "DISCONNECT",
    "MONITOR",
    "EXTERNAL_OUTBOUND",
    "WEBRTC_API",
    "AGENT_REPLY",
    "FLOW",
)
_DEFAULT: Any = ABSENT


def connect(
    *,
    parameters: Mapping[str, Any] | None = None,
    attributes: Mapping[str, str] | None = None,
    channel: str = "VOICE",
    initiation_method: str | None = None,
    customer: str | None = _DEFAULT,
    system: str | None = _DEFAULT,
    queue: str | None = None,
    media_streaming: bool = False,
    language_code: str = "en-US",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> ConnectEvent:
    """A flow of Amazon Connect invokes a function. All events of a test are about one contact.

    Args:
        parameters: what the flow passes on.
        attributes: what the flow has set for the contact.
        channel: `VOICE`, `CHAT`, `TASK` or `EMAIL`.
        initiation_method: `INBOUND` (by default, of calls), `API` (by default, of others), `OUTBOUND`, `TRANSFER`,
            `CALLBACK`, …
        customer: telephone number, or e-mail address; null by default for chats and tasks.
        system: the number or address that the customer has reached.
        queue: the name of the contact's queue; null without.
        media_streaming: whether the flow has started to stream the customer's voice.
        language_code: of the flow.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the contact. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such channel or method, or a parameter is no JSON.
    """
    method = initiation_method or ("INBOUND" if channel in ("VOICE", "EMAIL") else "API")
    for name, value, known in (("channel", channel, _CHANNELS), ("initiation_method", method, _METHODS)):
        if value not in known:
            raise EventError(f"{name} is {value!r}: expected {', '.join(map(repr, known))}.")
    scene = Scene(world, time, "connect", channel)
    say = fields_of("connect", fields, parameters_of(connect))
    passed_on = json.loads(json_text({} if parameters is None else parameters, "parameters"))
    instance = say("InstanceARN", scene.arn("connect", f"instance/{scene.ids.uuid()}"))
    contact = say("ContactId", scene.ids.uuid())
    data = {
        "Attributes": say("Attributes", dict(attributes or {})),
        "Channel": say("Channel", channel),
        "ContactId": contact,
        "CustomerEndpoint": say("CustomerEndpoint", _endpoint(channel, customer, "+12065550100")),
        "CustomerId": say("CustomerId", ABSENT),
        "Description": say("Description", None),
        "InitialContactId": say("InitialContactId", contact),
        "InitiationMethod": say("InitiationMethod", method),
        "InstanceARN": instance,
        "LanguageCode": say("LanguageCode", language_code),
        "MediaStreams": say("MediaStreams", {"Customer": {"Audio": _audio(scene) if media_streaming else None}}),
        "Name": say("Name", None),
        "PreviousContactId": say("PreviousContactId", contact),
        "Queue": say("Queue", None) if queue is None else _queue(say.at("Queue"), scene, instance, queue),
        "References": say("References", {}),
        "RelatedContactId": say("RelatedContactId", ABSENT),
        "SegmentAttributes": say("SegmentAttributes", ABSENT),
        "SystemEndpoint": say("SystemEndpoint", _endpoint(channel, system, "+12065550199")),
        "Tags": say("Tags", ABSENT),
    }
    made = {"Details": {"ContactData": say.done(data), "Parameters": passed_on}, "Name": "ContactFlowEvent"}
    return cast(ConnectEvent, made)


def _endpoint(channel: str, given: Any, number: str) -> dict[str, str] | None:
    if given is ABSENT:
        given = {"VOICE": number, "EMAIL": f"{number[1:]}@example.com"}.get(channel)
    if given is None:
        return None
    return {"Address": given, "Type": "EMAIL_ADDRESS" if "@" in given else "TELEPHONE_NUMBER"}


def _queue(say: Fields, scene: Scene, instance: object, name: str) -> Any:
    made = {
        "ARN": say("ARN", f"{instance}/queue/{scene.ids.uuid()}"),
        "Name": say("Name", name),
        "OutboundCallerId": say("OutboundCallerId", {"Address": "+12065550199", "Type": "TELEPHONE_NUMBER"}),
    }
    return say.done(made)


def _audio(scene: Scene) -> dict[str, str]:
    started = milliseconds(scene.epoch)
    stream = f"stream/connect-contact-{scene.ids.uuid()}/{started}"
    return {
        "StartFragmentNumber": scene.ids.decimal(47),
        "StartTimestamp": str(started),
        "StreamARN": scene.arn("kinesisvideo", stream),
    }
