"""What a target of EventBridge gets by an input transformer: a template that is filled with parts of the event.

Source: EventBridge User Guide, Amazon EventBridge input transformation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.target_input import InputPath

#: EventBridge API reference, InputTransformer
_MOST_PATHS, _TEMPLATE_CHARACTERS = 100, 8_192
_KEY = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: a string of JSON, or a placeholder that is in none
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|<([A-Za-z0-9_.-]+)>', re.DOTALL)
_PLACEHOLDER = re.compile(r"<([A-Za-z0-9_.-]+)>")
#: what would have to be escaped in a string of JSON
_SPECIAL = re.compile(r'["\\\x00-\x1f]')
#: contents that are no string and stand for a whole event
_WHOLE = ("aws.events.event", "aws.events.event.json")


class InputTransformer:
    """Variables that are parts of the event, and a template that has them as `<name>`.

    Args:
        given: AWS's form: `{"InputPathsMap": {"total": "$.detail.total"}, "InputTemplate": '{"sum": <total>}'}`.
        rule_name, rule_arn: of the rule, which the template may name; None if it has no name.

    Raises:
        RequestRefused: EventBridge would refuse it.
        NotSimulated: the template is no JSON.
        ConfigurationError: it has not this form.
    """

    __slots__ = ("_own", "_paths", "template")

    def __init__(self, given: object, *, rule_name: str | None = None, rule_arn: str | None = None) -> None:
        paths, self.template = _parts(given)
        _check_paths(paths)
        self._paths = {name: InputPath(path) for name, path in paths.items()}
        self._own: dict[str, Callable[[Mapping[str, Any], float], Any]] = {
            "aws.events.event": lambda event, epoch: {key: part for key, part in event.items() if key != "detail"},
            "aws.events.event.json": lambda event, epoch: event,
            "aws.events.event.ingestion-time": lambda event, epoch: iso_seconds(epoch),
        }
        if rule_name is not None:
            self._own["aws.events.rule-name"] = lambda event, epoch: rule_name
            self._own["aws.events.rule-arn"] = lambda event, epoch: rule_arn
        self._check_template()

    def of(self, event: Mapping[str, Any], epoch: float) -> str:
        """What the target gets of an event.

        Args:
            event: as rules send it to functions.
            epoch: when EventBridge has got it.

        Raises:
            NotSimulated: the event has no such part, or a text would have to be escaped.
        """

        def filled(piece: re.Match[str]) -> str:
            if piece[1] is not None:
                return _alone(self._value(piece[1], event, epoch))
            return _PLACEHOLDER.sub(lambda found: _within(found[1], self._value(found[1], event, epoch)), piece[0])

        return _PIECE.sub(filled, self.template)

    def _value(self, name: str, event: Mapping[str, Any], epoch: float) -> Any:
        own = self._own.get(name)
        return self._paths[name].part(event) if own is None else own(event, epoch)

    def _check_template(self) -> None:
        if not 1 <= len(self.template) <= _TEMPLATE_CHARACTERS:
            raise _refused(f"InputTemplate has {len(self.template):,} characters: expected 1 to 8,192.")
        for name in _PLACEHOLDER.findall(self.template):
            if name not in self._paths and name not in self._own:
                raise _refused(f"InputTemplate has <{name}>, which is no key of InputPathsMap.{_hint(name)}")
        for piece in _PIECE.finditer(self.template):
            inside = [] if piece[1] is not None else _PLACEHOLDER.findall(piece[0])
            for name in inside:
                if name in _WHOLE:
                    raise _refused(f"<{name}> is in a string, and is the value of a key only.")
        try:
            json.loads(_PIECE.sub(lambda piece: "0" if piece[1] is not None else piece[0], self.template))
        except ValueError:
            raise NotSimulated(
                f"The InputTemplate {self.template!r} is no JSON: expected an object, or a text in quotes."
            ) from None


def _parts(given: object) -> tuple[Mapping[str, str], str]:
    known = {"InputPathsMap", "InputTemplate"}
    if not isinstance(given, Mapping) or not set(given) <= known or not isinstance(given.get("InputTemplate"), str):
        raise ConfigurationError(
            f"input_transformer is {given!r}: expected AWS's form, "
            '{"InputPathsMap": {"total": "$.detail.total"}, "InputTemplate": \'{"sum": <total>}\'}.'
        )
    paths = given.get("InputPathsMap") or {}
    if not isinstance(paths, Mapping):
        raise ConfigurationError(f"InputPathsMap is {paths!r}: expected a mapping of names to paths.")
    return paths, given["InputTemplate"]


def _check_paths(paths: Mapping[str, str]) -> None:
    if len(paths) > _MOST_PATHS:
        raise _refused(f"InputPathsMap has {len(paths)} keys: expected at most {_MOST_PATHS}.")
    for name in paths:
        if not _KEY.fullmatch(name) or name.startswith("AWS"):
            raise _refused(f"InputPathsMap has the key {name!r}: expected letters, digits, - and _, and no AWS before.")


def _hint(name: str) -> str:
    return " Give the rule a name, to which it refers." if name.startswith("aws.events.rule") else ""


def _refused(why: str) -> RequestRefused:
    return RequestRefused("ValidationException", "Invalid InputTransformer for target.", why)


def _alone(value: Any) -> str:
    """Strings get quotes of their own."""
    return f'"{_raw(value)}"' if isinstance(value, str) else json_text(value, "a part of the event")


def _within(name: str, value: Any) -> str:
    """In a string, objects and arrays lose theirs."""
    if isinstance(value, str):
        return _raw(value)
    text = json_text(value, "a part of the event")
    return _raw(text.replace('"', "")) if isinstance(value, (dict, list)) else text


def _raw(text: str) -> str:
    if _SPECIAL.search(text):
        raise NotSimulated(
            f"The event has {text!r} where the InputTemplate has a variable: EventBridge does not escape it, and no "
            "source says what the target gets."
        )
    return text
