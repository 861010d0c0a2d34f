"""Events of Alexa: directives to smart home skills."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text, json_text
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.alexa import AlexaSmartHomeEvent
from pytest_lambda.world import World

#: to the skill itself, not to a device
_TO_THE_SKILL = ("Alexa.Discovery", "Alexa.Authorization")


def alexa_smart_home(
    *,
    namespace: str = "Alexa.PowerController",
    name: str | None = None,
    payload: Mapping[str, Any] | None = None,
    endpoint_id: str | None = None,
    cookie: Mapping[str, str] | None = None,
    instance: str | None = None,
    token: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> AlexaSmartHomeEvent:
    """A directive to a smart home skill of Alexa.

    Args:
        namespace: of the interface, `Alexa.BrightnessController` say. `Alexa.Discovery` and `Alexa.Authorization`
            are about the skill and name no device.
        name: of the directive; by default `TurnOn`, `Discover`, `AcceptGrant`, or for `Alexa` itself `ReportState`.
        payload: of the directive, `{"brightness": 42}` say.
        endpoint_id: of the device; `light-1` by default.
        cookie: what the skill has told about the device when it was discovered.
        instance: of interfaces that a device has more than once.
        token: the customer's access token for the device cloud.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's name `directive`, for fields in it: `directive={"header": {"messageId": "1"}}`.

    Raises:
        EventError: there is no such interface, a name is missing, or a device is given where none takes part.
    """
    known = {
        "Alexa": "ReportState",
        "Alexa.PowerController": "TurnOn",
        "Alexa.Discovery": "Discover",
        "Alexa.Authorization": "AcceptGrant",
    }
    if not (isinstance(namespace, str) and (namespace == "Alexa" or namespace.startswith("Alexa."))):
        raise EventError(f"namespace is {namespace!r}: expected 'Alexa', or an interface such as 'Alexa.Discovery'.")
    wanted = name or known.get(namespace)
    if wanted is None:
        raise EventError(f"name is missing: give the name of a directive of {namespace!r}.")
    to_device = namespace not in _TO_THE_SKILL
    if not to_device and (endpoint_id is not None or cookie is not None):
        raise EventError(f"endpoint_id and cookie are of a device, but directives of {namespace!r} name none.")
    scene = Scene(world, time, "alexa smart home", namespace, wanted, endpoint_id)
    say = fields_of("alexa_smart_home", fields, parameters_of(alexa_smart_home))
    directive = say.at("directive")
    scope = {"type": "BearerToken", "token": token or f"Atza|{scene.ids.hexadecimal(40)}"}
    given = None if payload is None else json.loads(json_text(payload, "payload"))
    made = {
        "header": _header(directive.at("header"), scene, namespace, wanted, instance, to_device),
        "endpoint": directive("endpoint", ABSENT),
        "payload": directive("payload", _payload(scene, namespace, scope) if given is None else given),
    }
    if to_device:
        device = {"scope": scope, "endpointId": endpoint_id or "light-1", "cookie": dict(cookie or {})}
        made["endpoint"] = directive("endpoint", device)
    return cast(AlexaSmartHomeEvent, say.done({"directive": directive.done(made)}))


def _header(say: Fields, scene: Scene, namespace: str, name: str, instance: str | None, to_device: bool) -> Any:
    made = {
        "namespace": say("namespace", namespace),
        "instance": say("instance", ABSENT if instance is None else instance),
        "name": say("name", name),
        "messageId": say("messageId", scene.ids.uuid()),
        "correlationToken": say("correlationToken", base64_text(scene.ids.bytes(60)) if to_device else ABSENT),
        "payloadVersion": say("payloadVersion", "3"),
    }
    return say.done(made)


def _payload(scene: Scene, namespace: str, scope: dict[str, str]) -> dict[str, Any]:
    if namespace == "Alexa.Discovery":
        return {"scope": scope}
    if namespace == "Alexa.Authorization":
        grant = {"type": "OAuth2.AuthorizationCode", "code": scene.ids.hexadecimal(20)}
        return {"grant": grant, "grantee": scope}
    return {}
