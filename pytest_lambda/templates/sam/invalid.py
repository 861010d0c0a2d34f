"""What SAM says of a template that it cannot transform."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError

KINDS: dict[str, type] = {"map": dict, "list": list, "string": str, "integer": int, "boolean": bool}


def invalid_resource(place: Place, logical_id: str, message: str) -> ConfigurationError:
    """A resource that is not as SAM has it."""
    return place.error(f"Resource with id [{logical_id}] is invalid. {message}")


def invalid_event(place: Place, logical_id: str, event: str, message: str) -> ConfigurationError:
    """An event of a resource that is not as SAM has it."""
    return invalid_resource(place, logical_id, f"Event with id [{event}] is invalid. {message}")


def required(place: Place, logical_id: str, path: str) -> Place:
    """What must be there."""
    if place.value is None:
        raise invalid_resource(place, logical_id, f"Property '{path}' is required.")
    return place


def of_kind(place: Place, kind: str, logical_id: str, path: str, *, event: str | None = None) -> Any:
    """A value of a kind (`map`, `list`, `string`, `integer` or `boolean`)."""
    if isinstance(place.value, KINDS[kind]):
        return place.value
    message = f"Property '{path}' should be a {kind}."
    if event is None:
        raise invalid_resource(place, logical_id, message)
    raise invalid_event(place, logical_id, event, message)
