"""`Globals`: properties that all resources of a type have, unless they say otherwise."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.globals_table import PROPERTIES, PRUNED, REPLACED
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource

PREFIX = "AWS::Serverless::"


def check_globals(section: Place) -> None:
    """A section that SAM takes, or an error in its words."""
    if section.value is None:
        return
    if not isinstance(section.value, dict):
        raise _invalid(section, "It must be a non-empty dictionary")
    for name, properties in section.items():
        if name not in PROPERTIES:
            raise _invalid(
                properties, f"'{name}' is not supported. Must be one of the following values - {sorted(PROPERTIES)}"
            )
        if not isinstance(properties.value, dict):
            raise _invalid(properties, "Value of ${section} must be a dictionary")
        for key, place in properties.items():
            if key not in PROPERTIES[name]:
                raise _invalid(
                    place,
                    f"'{key}' is not a supported property of '{name}'. "
                    f"Must be one of the following values - {list(PROPERTIES[name])}",
                )


def with_globals(logical_id: str, type: str, body: Place, section: Place) -> Place:
    """A resource's properties, and the global ones that it does not have itself.

    Mappings are merged, lists are joined, and everything else of the resource counts before the global one.

    Args:
        logical_id: of the resource.
        type: of SAM.
        body: of the resource.
        section: `Globals`.
    """
    properties = body.get("Properties")
    if properties.value is None:
        properties = properties.at({})
    name = type.removeprefix(PREFIX)
    if section.value is None or name not in section.mapping():
        return properties
    return properties.at(_merged(_heeded(logical_id, body, section.get(name)), properties, name))


def _heeded(logical_id: str, body: Place, properties: Place) -> Place:
    ignored = body.get("IgnoreGlobals")
    if not ignored.value:
        return properties
    if ignored.value == "*":
        return properties.at({})
    if not isinstance(ignored.value, list):
        raise invalid_resource(
            ignored, logical_id, f"Resource {logical_id} has invalid resource attribute 'IgnoreGlobals'."
        )
    for key in ignored.each():
        if not isinstance(key.value, str) or key.value not in properties.mapping():
            raise invalid_resource(
                key,
                logical_id,
                f"Resource {logical_id} has invalid resource attribute 'IgnoreGlobals' on item '{key.value}'.",
            )
    return properties.at({key: value for key, value in properties.mapping().items() if key not in ignored.value})


def _merged(general: Place, own: Place, path: str) -> Any:
    if _shape(general.value) != _shape(own.value) or path in REPLACED:
        return own
    if isinstance(own.value, list):
        return [*general.each(), *own.each()]
    if _shape(own.value) is not dict:
        return own
    ours = dict(own.items())
    kept = (
        {key: value for key, value in general.items() if key in ours}
        if path in PRUNED and ours
        else dict(general.items())
    )
    both = {key: _merged(kept[key], ours[key], f"{path}.{key}") for key in ours if key in kept}
    return own.at({**kept, **ours, **both})


def _shape(value: Any) -> type | None:
    if isinstance(value, list):
        return list
    return dict if isinstance(value, dict) and not is_intrinsic(value) else None


def _invalid(place: Place, message: str) -> Exception:
    return place.error(f"'Globals' section is invalid. {message}")
