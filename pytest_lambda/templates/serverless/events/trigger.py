"""One entry of a function's `events`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.project import Project, known_only, target_of


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry of a function's `events`.

    Args:
        project: of it.
        function: the name of the function.
        kind: `sqs` say.
        settings: what the entry says.
        number: of its kind in the function, from 1.
        position: among all of the function, from 1.
    """

    project: Project
    function: str
    kind: str
    settings: Place
    number: int
    position: int

    @property
    def declared(self) -> Place:
        """The settings of the function."""
        return dict(self.project.functions)[self.function]

    @property
    def prefix(self) -> str:
        """What the logical ids of the function begin with."""
        return names.of_function(self.function)

    @property
    def target(self) -> Any:
        """The ARN of what is invoked: the function, or its alias."""
        return target_of(self.project, self.prefix)

    def checked(self, known: Iterable[str]) -> Place:
        """The settings, which are a mapping.

        Raises:
            ConfigurationError: they are none, or one is not known.
        """
        known_only(self.settings, known, self.kind)
        return self.settings

    def either(self, short: str, known: Iterable[str]) -> Place:
        """The settings, of which one alone may stand in their place.

        Args:
            short: its name.
            known: all settings.
        """
        if isinstance(self.settings.value, str) or _is_intrinsic(self.settings.value):
            return self.settings.at({short: self.settings})
        return self.checked(known)

    def add(self, logical_id: str, type: str, properties: dict[str, Any], **more: Any) -> str:
        """Add a resource; see `Project.add`."""
        return self.project.add(logical_id, type, self.settings, properties, **more)


def _is_intrinsic(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
