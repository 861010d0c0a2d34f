"""Events of CloudFormation custom resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import ABSENT, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.cloudformation import CloudFormationCustomResourceEvent
from pytest_lambda.scalars import as_text
from pytest_lambda.world import World

_REQUEST_TYPES = ("Create", "Update", "Delete")
_CUSTOM_TYPE = re.compile(r"Custom::[A-Za-z0-9_@-]+|AWS::CloudFormation::CustomResource")


def cloudformation_custom_resource(
    *,
    request_type: str = "Create",
    resource_properties: Mapping[str, Any] | None = None,
    old_resource_properties: Mapping[str, Any] | None = None,
    physical_resource_id: str | None = None,
    logical_resource_id: str = "MyResource",
    resource_type: str = "Custom::MyResource",
    stack_name: str = "my-stack",
    function_name: str = "custom-resource",
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CloudFormationCustomResourceEvent:
    """A request of CloudFormation for a custom resource. All requests for one resource are about the same stack.

    Args:
        request_type: `Create`, `Update` or `Delete`.
        resource_properties: those of the template, besides the service token. CloudFormation makes text of numbers
            and truth values.
        old_resource_properties: those before an update.
        physical_resource_id: what the function has called the resource; not for `Create`.
        logical_resource_id: the name in the template.
        resource_type: `Custom::` and a name, or `AWS::CloudFormation::CustomResource`.
        stack_name: of the stack.
        function_name: of the function that gets the request.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event, `ResponseURL` say. `ABSENT` leaves one out.

    Raises:
        EventError: parameters contradict each other, or a property cannot be in a template.
    """
    _check(request_type, resource_type, physical_resource_id, old_resource_properties)
    scene = Scene(world, time, "cloudformation", stack_name, logical_resource_id)
    say = fields_of("cloudformation_custom_resource", fields, parameters_of(cloudformation_custom_resource))
    update = request_type == "Update"
    token = say("ServiceToken", scene.arn("lambda", f"function:{function_name}"))
    stack = say("StackId", scene.arn("cloudformation", f"stack/{stack_name}/{scene.ids.uuid()}"))
    physical = physical_resource_id or f"{stack_name}-{logical_resource_id}-{scene.ids.hexadecimal(12).upper()}"
    scene = Scene(world, time, "cloudformation", stack_name, logical_resource_id, request_type, physical_resource_id)
    request = say("RequestId", scene.ids.uuid())
    logical = say("LogicalResourceId", logical_resource_id)
    new = {"Name": "new" if update else "value"} if resource_properties is None else resource_properties
    old = {"Name": "old"} if old_resource_properties is None else old_resource_properties
    made = {
        "RequestType": say("RequestType", request_type),
        "ServiceToken": token,
        "ResponseURL": say("ResponseURL", _response_url(scene, stack, logical, request)),
        "StackId": stack,
        "RequestId": request,
        "LogicalResourceId": logical,
        "PhysicalResourceId": say("PhysicalResourceId", ABSENT if request_type == "Create" else physical),
        "ResourceType": say("ResourceType", resource_type),
        "ResourceProperties": say("ResourceProperties", _properties(token, new, "resource_properties")),
        "OldResourceProperties": say(
            "OldResourceProperties", _properties(token, old, "old_resource_properties") if update else ABSENT
        ),
    }
    return cast(CloudFormationCustomResourceEvent, say.done(made))


def _check(request_type: str, resource_type: str, physical: str | None, old: object) -> None:
    if request_type not in _REQUEST_TYPES:
        raise EventError(f"request_type is {request_type!r}: expected 'Create', 'Update' or 'Delete'.")
    if not (isinstance(resource_type, str) and _CUSTOM_TYPE.fullmatch(resource_type) and len(resource_type) <= 60):
        raise EventError(
            f"resource_type is {resource_type!r}: expected 'Custom::' and letters, digits, '_', '@' or '-', at most 60 "
            "characters, or 'AWS::CloudFormation::CustomResource'."
        )
    if request_type == "Create" and physical is not None:
        raise EventError(
            "physical_resource_id is given, but request_type is 'Create': the function names the resource in its "
            "answer. Leave it out, or use 'Update' or 'Delete'."
        )
    if request_type != "Update" and old is not None:
        raise EventError(
            f"old_resource_properties are given, but request_type is {request_type!r}: only an 'Update' has them."
        )


def _properties(token: object, given: object, what: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise EventError(f"{what} is {given!r}: expected a dictionary.")
    return {"ServiceToken": token, **{str(name): _text(value, f"{what}.{name}") for name, value in given.items()}}


def _text(value: object, what: str) -> Any:
    """A value of a template as custom resources get it: scalars are text."""
    text = as_text(value)
    if text is not None:
        return text
    if isinstance(value, Mapping):
        return {str(name): _text(each, f"{what}.{name}") for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_text(each, f"{what}[{number}]") for number, each in enumerate(value)]
    raise EventError(
        f"{what} is {value!r}: expected text, a number, True, False, a list or a dictionary, as in a template."
    )


def _response_url(scene: Scene, stack: object, logical: object, request: object) -> str:
    """Where the answer goes to: a bucket of CloudFormation's in the region of the stack."""
    parts = str(stack).split(":")
    region = parts[3] if len(parts) > 5 else scene.region
    second = iso_seconds(scene.epoch).replace("-", "").replace(":", "")
    key = quote(f"{stack}|{logical}|{request}", safe="/")
    credential = f"AKIA{scene.ids.hexadecimal(16).upper()}%2F{second[:8]}%2F{region}%2Fs3%2Faws4_request"
    return (
        f"https://cloudformation-custom-resource-response-{region.replace('-', '')}.s3.{region}.{scene.dns_suffix}/"
        f"{key}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={second}&X-Amz-SignedHeaders=host&X-Amz-Expires=7200"
        f"&X-Amz-Credential={credential}&X-Amz-Signature={scene.ids.hexadecimal(64)}"
    )
