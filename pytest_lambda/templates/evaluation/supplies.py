"""What a test supplies because nothing in the simulated account can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest


class Supplies:
    """Values by what the template writes: `Cluster.Endpoint.Address`, `Fn::ImportValue:VpcId`, `resolve:ssm:/app/key`.

    Args:
        values: of the setting `template_values`.

    Attributes:
        look_up: gives the value of a parameter or a secret that is kept here, by service and name; None knows of none.
    """

    __slots__ = ("_values", "look_up")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.look_up: Callable[[str, str], str | None] | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def has_of(self, name: str) -> bool:
        """Whether what a resource's `Ref`, or one of its attributes, gives is supplied."""
        return any(key == name or key.startswith(f"{name}.") for key in self._values)

    def list_of(self, key: str) -> list[Any]:
        """A list, which may be text with commas."""
        value = self._values[key]
        return [each.strip() for each in value.split(",")] if isinstance(value, str) else list(value)

    def missing(self, place: Place, key: str, problem: str) -> ConfigurationError:
        """The error for something that nobody knows, which says how to supply it."""
        return place.error(
            f"{problem}{nearest(key, self._values)} Supply it with template_values={{{key!r}: …}}, which "
            f'from_template() takes as values, or in the configuration file:\n  lambda_template_values = ["{key}=…"]'
        )
