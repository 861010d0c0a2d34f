"""`AWS::Include`: a part of a template that is in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place, shown
from pytest_lambda.templates.evaluation.evaluator import Evaluator

NAME = "AWS::Include"
_TRANSFORM = "Fn::Transform"


class Includes:
    """Puts included files where a template names them.

    Args:
        folder: that relative paths begin at.
        evaluator: of the locations, which may depend on parameters.
    """

    __slots__ = ("_evaluator", "_folder")

    def __init__(self, folder: Path, evaluator: Evaluator) -> None:
        self._folder = folder
        self._evaluator = evaluator

    def template(self, root: Place) -> Place:
        """A template with what its `Transform` and each `Fn::Transform` includes.

        Raises:
            ConfigurationError: a file is not there, or another macro is asked for.
        """
        listed = root.get("Transform")
        macros = list(listed.each()) if isinstance(listed.value, list) else [listed]
        made: dict[str, Any] = self._value(root)
        for macro in macros:
            if isinstance(macro.value, dict):
                made = {**dict(self._included(macro)), **made}
        names = [each.value for each in macros if isinstance(each.value, str)]
        return root.at({**made, "Transform": names})

    def _value(self, place: Place) -> Any:
        if isinstance(place.value, list):
            return [self._value(each) for each in place.each()]
        if not isinstance(place.value, dict):
            return place.value
        made: dict[str, Any] = {}
        for key, each in place.items():
            if key == _TRANSFORM:
                made.update(self._included(each))
            else:
                made[key] = self._value(each)
        return made

    def _included(self, macro: Place) -> Iterator[tuple[str, Place]]:
        name = macro.get("Name")
        if name.value != NAME:
            raise name.error(f"the macro {name.value!r} runs on AWS only: expected {NAME!r}.")
        location = macro.get("Parameters").get("Location")
        content = load(self._file(location))
        if not isinstance(content.value, dict):
            raise content.error(f"expected a mapping to include, not {shown(content.value)}.")
        yield from content.items()

    def _file(self, location: Place) -> Path:
        name = self._evaluator.text(location)
        supplies = self._evaluator.supplies
        if name in supplies:
            return self._folder / str(supplies[name])
        if name.startswith("s3://"):
            raise supplies.missing(location, name, f"{name} is in a bucket: expected the path of the same file here.")
        return self._folder / name


def includes(place: Place) -> bool:
    """Whether a template asks for a macro other than by name."""
    transform = place.mapping().get("Transform")
    listed = transform if isinstance(transform, list) else [transform]
    return any(isinstance(each, dict) for each in listed) or _mentioned(place.value)


def _mentioned(value: Any) -> bool:
    if isinstance(value, dict):
        return _TRANSFORM in value or any(_mentioned(each) for each in value.values())
    return isinstance(value, list) and any(_mentioned(each) for each in value)
