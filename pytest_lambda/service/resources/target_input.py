"""What a target of EventBridge gets in place of the event."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.service.resources.refusals import RequestRefused

_PATH = re.compile(r"\$((?:\.[A-Za-z0-9_-]+|\[\d+\])*)")
_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]")


def checked_input(given: object) -> str:
    """A constant input as JSON text.

    Args:
        given: an object for JSON, or its text, as AWS takes it.

    Raises:
        RequestRefused: it is a text that is no JSON.
        EventError: it is nothing that JSON can carry.
    """
    text = given if isinstance(given, str) else json_text(given, "input")
    try:
        json.loads(text)
    except ValueError as error:
        raise RequestRefused(
            "ValidationException",
            "JSON syntax error in input for target.",
            f"input is {given!r}, which is not JSON ({error}). Give the object itself.",
        ) from None
    return text


class InputPath:
    """A part of the event: `$.detail.order`.

    Args:
        path: keys, and positions in arrays: `$.resources[0]`.

    Raises:
        RequestRefused: EventBridge has no such path.
    """

    __slots__ = ("_steps", "path")

    def __init__(self, path: object) -> None:
        found = _PATH.fullmatch(path) if isinstance(path, str) else None
        if found is None:
            raise RequestRefused(
                "ValidationException",
                "Invalid InputPath for target.",
                f"input_path is {path!r}: expected keys and positions in arrays, such as $.detail.lines[0].",
            )
        self.path = found[0]
        self._steps: list[str | int] = [key or int(number) for key, number in _STEP.findall(found[1])]

    def of(self, event: Mapping[str, Any]) -> str:
        """That part as JSON text.

        Raises:
            NotSimulated: see `part`.
        """
        return json_text(self.part(event), "the input")

    def part(self, event: Mapping[str, Any]) -> Any:
        """That part.

        Raises:
            NotSimulated: the event has no such part: what EventBridge sends then, no source says.
        """
        part: Any = event
        for step in self._steps:
            try:
                part = part[step]
            except (KeyError, IndexError, TypeError):
                raise NotSimulated(
                    f"The event has nothing at input_path {self.path}: what EventBridge sends then is not simulated. "
                    "Give the rule a pattern that only matches events with it."
                ) from None
        return part
