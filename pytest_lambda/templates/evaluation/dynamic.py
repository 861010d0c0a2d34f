"""Dynamic references: `{{resolve:ssm:/app/key}}`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.scalars import as_text
from pytest_lambda.templates.evaluation.supplies import Supplies

_REFERENCE = re.compile(r"\{\{(resolve:[^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}\}")
_SERVICES = ("ssm", "ssm-secure", "secretsmanager")
_SECRET = re.compile(r"(resolve:secretsmanager:.+?):SecretString:([^:]+)(?::.*)?")


def without_dynamic_references(text: str, place: Place, supplies: Supplies, *, written: str | None = None) -> str:
    """A text with what its dynamic references stand for.

    Args:
        text: with references such as `{{resolve:secretsmanager:db:SecretString:password}}`.
        place: of it.
        supplies: what they stand for, by what is between the braces.
        written: the text as the template has it, whose references may be named as well.

    Raises:
        ConfigurationError: nothing is supplied for one.
    """
    if "{{resolve:" not in text:
        return text
    keys = _REFERENCE.findall(text)
    names = _REFERENCE.findall(written or text)
    remaining = iter(zip(keys, names if len(names) == len(keys) else keys, strict=True))
    return _REFERENCE.sub(lambda _: _supplied(*next(remaining), place, supplies), text)


def _supplied(key: str, written: str, place: Place, supplies: Supplies) -> str:
    service = key.split(":")[1]
    if service not in _SERVICES:
        raise place.error(f"{{{{{key}}}}}: there is no service {service!r}: expected one of {', '.join(_SERVICES)}.")
    for name in (written, key):
        found = supplies[name] if name in supplies else _in_secret(name, supplies)
        text = as_text(found)
        if text is not None:
            return text
    kept = None if supplies.look_up is None else as_text(_kept(key, supplies.look_up))
    if kept is not None:
        return kept
    raise supplies.missing(place, written, f"the value of {{{{{written}}}}} is not in the template.")


def _in_secret(key: str, supplies: Supplies) -> Any:
    """A key of a secret that is supplied as a whole: as a mapping, or as JSON; None if there is none."""
    parts = _SECRET.fullmatch(key)
    if parts is None or parts[1] not in supplies:
        return None
    secret = supplies[parts[1]]
    return _part(secret, parts[2])


def _kept(key: str, look_up: Callable[[str, str], str | None]) -> Any:
    """What somebody here keeps: the stack itself, or moto."""
    _, service, name = key.split(":", 2)
    if service != "secretsmanager":
        return look_up("ssm", name)
    name, _, more = name.partition(":SecretString")
    secret, part = look_up(service, name), more[1:].partition(":")[0]
    return _part(secret, part) if part else secret


def _part(secret: Any, key: str) -> Any:
    if isinstance(secret, str):
        try:
            secret = json.loads(secret)
        except ValueError:
            return None
    return secret.get(key) if isinstance(secret, Mapping) else None
