"""Route templates of API Gateway: `/users/{id}`, `/{proxy+}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from pytest_lambda.errors import EventError

_PARAMETER = re.compile(r"\{([A-Za-z0-9._:-]+)(\+?)\}")


def path_parameters(template: str, path: str) -> dict[str, str]:
    """What a path has in the places of a template's parameters, as it is sent.

    Args:
        template: `/users/{id}`; a last parameter with a plus takes all the rest: `/{proxy+}`.
        path: with or without a slash at the end, which is none of a parameter's value (R-pathparams).

    Raises:
        EventError: the template is none, or the path does not match it.
    """
    pattern, names = _compiled(template)
    if pattern is None:
        if path == template or path.rstrip("/") == template.rstrip("/"):
            return {}
        found = None
    else:
        found = pattern.fullmatch(path)
    if found is None:
        raise EventError(f"path {path!r} does not match the route {template!r}: such a request reaches another route.")
    return dict(zip(names, found.groups(), strict=True))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The path of a template with values in place of its parameters, percent-encoded as far as they are not.

    Raises:
        EventError: a value is missing, empty or no text.
    """
    _, names = _compiled(template)
    path = template
    for name in names:
        value = values.get(name)
        if not isinstance(value, str) or not value:
            raise EventError(
                f"path is missing, and pathParameters has no {name!r} to make it from the route {template!r}: "
                "give path=, or all of the route's parameters."
            )
        path = path.replace(f"{{{name}}}", quote(value, safe="%:@!$&'()*+,;=~"))
        path = path.replace(f"{{{name}+}}", quote(value, safe="/%:@!$&'()*+,;=~"))
    return path


def has_parameters(template: str) -> bool:
    """Whether a template has parameters.

    Raises:
        EventError: it is none.
    """
    return _compiled(template)[0] is not None


def parameter_names(template: str) -> tuple[str, ...]:
    """The names of a template's parameters in their order.

    Raises:
        EventError: it is no template.
    """
    return _compiled(template)[1]


@lru_cache(maxsize=512)
def _compiled(template: str) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    if not isinstance(template, str) or not template.startswith("/"):
        raise EventError(f"route is {template!r}: expected a template such as '/users/{{id}}' or '/{{proxy+}}'.")
    parts, names = [], []
    segments = template[1:].split("/")
    for number, segment in enumerate(segments):
        found = _PARAMETER.fullmatch(segment)
        if found is None and ("{" in segment or "}" in segment):
            raise EventError(
                f"route is {template!r}, of which {segment!r} is no parameter: expected '{{name}}' or '{{name+}}' "
                "between two slashes."
            )
        if found is None:
            parts.append(re.escape(segment))
            continue
        if found[2] and number < len(segments) - 1:
            raise EventError(f"route is {template!r}: a parameter with a plus takes all the rest, so it is the last.")
        if found[1] in names:
            raise EventError(f"route is {template!r}: the parameter {found[1]!r} is there twice.")
        names.append(found[1])
        parts.append("(.*[^/])" if found[2] else "([^/]+)")
    return (re.compile("/" + "/".join(parts) + "/*", re.DOTALL) if names else None), tuple(names)
