"""One event of a function or state machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.invalid import invalid_event, invalid_resource
from pytest_lambda.templates.sam.logical_ids import suffixed
from pytest_lambda.templates.sam.schema import Schema
from pytest_lambda.templates.sam.work import Target, Work


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Args:
        name: of it, under `Events`.
        kind: `SQS` say.
        place: of it.
        target: what it invokes.
        work: that it is part of.
    """

    name: str
    kind: str
    place: Place
    target: Target
    work: Work

    @property
    def logical_id(self) -> str:
        """Of the resource that it becomes."""
        return self.target.owner + self.name

    @property
    def properties(self) -> Place:
        """Its properties."""
        return self.place.get("Properties")

    def get(self, name: str) -> Place:
        """One of its properties."""
        return self.properties.get(name)

    def refusal(self, place: Place, message: str) -> ConfigurationError:
        """An error about it, in SAM's words."""
        return invalid_event(place, self.target.owner, self.name, message)

    def check(self, schema: Schema) -> None:
        """Its properties are those that SAM takes."""
        if self.properties.value is not None and not isinstance(self.properties.value, dict):
            raise invalid_resource(self.properties, self.logical_id, "Properties of a resource must be an object.")
        schema.check(self.properties, lambda place, message: invalid_resource(place, self.logical_id, message))

    def draft(self, type: str, properties: dict[str, Any], *, suffix: str = "", logical_id: str | None = None) -> Draft:
        """A resource that the event becomes.

        Args:
            type: of CloudFormation.
            properties: of it.
            suffix: of its logical id.
            logical_id: if it is another one.
        """
        name = logical_id or self.logical_id + suffix
        return Draft(name, type, self.place, properties, dict(self.target.attributes))

    def permission(self, principal: str, *, suffix: str = "", prefix: str | None = None, **properties: Any) -> Draft:
        """The permission of a service to invoke the function.

        Args:
            principal: the service.
            suffix: of the permission's logical id.
            prefix: of it, if it is not the event's own.
            properties: of the permission; those without a value are left out.
        """
        given = {name: value for name, value in properties.items() if not _is_missing(value)}
        return self.draft(
            "AWS::Lambda::Permission",
            {"Action": "lambda:InvokeFunction", "FunctionName": self.target.name, "Principal": principal, **given},
            logical_id=suffixed(f"{prefix or self.logical_id}Permission", suffix),
        )


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, Place) and value.value is None)
