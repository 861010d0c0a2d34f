"""Gateway responses: what a REST API answers by itself, as its author has customized it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.building.http_parts import is_sendable, pairs_of
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.exchange import Answer, GatewayRequest
from pytest_lambda.gateway.rest_api.response_types import DEFAULT_4XX, DEFAULT_5XX, OWN, TYPES, ResponseType

_SETTINGS = ("status_code", "response_parameters", "response_templates")
_HEADER = "gatewayresponse.header."
_STATIC = re.compile(r"'(.*)'", re.DOTALL)
_OF_REQUEST = re.compile(r"method\.request\.(header|querystring)\.(.+)")
_VARIABLE = re.compile(r"\$context\.error\.(messageString|message|responseType)\b(?!\.)")
#: the beginning of any other variable, or of something that VTL would know
_OTHER = re.compile(r"\$!?\{?[A-Za-z_][\w.]*")
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Customized:
    """One entry of `gateway_responses`.

    Args:
        status: of HTTP; None for that of the type.
        parameters: header -> a static value in quotes, or a parameter of the request.
        templates: media type -> body.
    """

    status: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> tuple[str, str] | None:
        """Media type and template; None for the type's own. Which of several is taken is not recorded."""
        kind = _JSON if _JSON in self.templates else next(iter(self.templates), None)
        return None if kind is None else (kind, self.templates[kind])


class GatewayResponses:
    """The gateway responses of an API.

    Args:
        given: type -> `status_code`, `response_parameters`, `response_templates`; `DEFAULT_4XX` and `DEFAULT_5XX`
            stand for the types that are not among them.

    Raises:
        ConfigurationError: one is malformed.
        NotSimulated: a template or a header needs something that is not known here.
    """

    __slots__ = ("_customized",)

    def __init__(self, given: Mapping[str, Mapping[str, Any]] | None) -> None:
        if given is not None and not isinstance(given, Mapping):
            raise ConfigurationError(
                f"gateway_responses is {given!r}: expected types and their settings, {{'DEFAULT_4XX': {{…}}}} say."
            )
        self._customized = {name: _customized(name, settings) for name, settings in (given or {}).items()}

    def answer(self, refused: Refused, request: GatewayRequest) -> Answer:
        """The answer to a request that is refused."""
        name = refused.name
        kind = TYPES.get(name) or OWN.get(name)
        if kind is None:
            raise ConfigurationError(
                f"An authorizer refused with {name!r}, which is no type of gateway responses.{nearest(name, TYPES)} "
                f"Known: {', '.join(TYPES)}."
            )
        custom = self._custom(name, kind) if kind.customizable else Customized()
        content_type, template = custom.template or (kind.content_type, kind.template)
        message = kind.message if refused.message is None else refused.message
        answer = Answer(
            kind.status if custom.status is None else custom.status,
            _headers(custom.parameters, request),
            _filled(template, message, name).encode(errors="replace"),
        )
        own = [("Content-Type", content_type)]
        if kind.error_type is not None:
            own.append(("x-amzn-ErrorType", kind.error_type))
        answer.add_missing([*own, *refused.headers])
        return answer

    def _custom(self, name: str, kind: ResponseType) -> Customized:
        default = DEFAULT_4XX if kind.status < 500 else DEFAULT_5XX
        return self._customized.get(name) or self._customized.get(default) or Customized()


def _headers(parameters: Mapping[str, str], request: GatewayRequest) -> list[tuple[str, str]]:
    made = []
    for name, expression in parameters.items():
        value = _value(expression, request)
        if value is not None:
            made.append((name, value))
    return made


def _value(expression: str, request: GatewayRequest) -> str | None:
    """A static value, or what a request has in the place; None if it has nothing there."""
    static = _STATIC.fullmatch(expression)
    if static is not None:
        return static[1]
    found = _OF_REQUEST.fullmatch(expression)
    assert found is not None  # it was looked at when it was given
    if found[1] == "header":
        return request.header(found[2].lower())
    return dict(pairs_of(request.query)).get(found[2])


def _filled(template: str, message: str | None, name: str) -> str:
    values = {
        "messageString": json.dumps(message, ensure_ascii=False),
        "message": message or "",
        "responseType": name,
    }
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def _customized(name: str, settings: Mapping[str, Any]) -> Customized:
    if name not in TYPES:
        raise ConfigurationError(
            f"gateway_responses has {name!r}, which is no type of gateway responses.{nearest(name, TYPES)} "
            f"Known: {', '.join(TYPES)}."
        )
    where = f"gateway_responses[{name!r}]"
    if not isinstance(settings, Mapping):
        raise ConfigurationError(f"{where} is {settings!r}: expected any of {', '.join(_SETTINGS)}.")
    for setting in settings:
        if setting not in _SETTINGS:
            raise ConfigurationError(
                f"{where} has {setting!r}, which is no setting of a gateway response.{nearest(setting, _SETTINGS)} "
                f"Known: {', '.join(_SETTINGS)}."
            )
    return Customized(
        _status(where, settings.get("status_code")),
        dict(_parameter(where, *each) for each in _items(where, settings, "response_parameters")),
        dict(_template(where, *each) for each in _items(where, settings, "response_templates")),
    )


def _status(where: str, given: object) -> int | None:
    if given is None:
        return None
    if re.fullmatch("[1-5][0-9][0-9]", str(given)) is None:
        raise ConfigurationError(f"{where} has the status_code {given!r}: expected 100 to 599.")
    return int(str(given))


def _items(where: str, settings: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    given = settings.get(name) or {}
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for pair in given.items() for each in pair):
        raise ConfigurationError(f"{where} has {name} {given!r}: expected a mapping of text to text.")
    return list(given.items())


def _parameter(where: str, name: str, expression: str) -> tuple[str, str]:
    if not name.startswith(_HEADER):
        raise NotSimulated(f"{where}: {name!r} is not simulated, only '{_HEADER}<name>' is.")
    header = name[len(_HEADER) :]
    static = _STATIC.fullmatch(expression)
    if not is_sendable(header, "" if static is None else static[1]):
        raise ConfigurationError(f"{where} has {name!r}: {expression!r}, which is no header of HTTP.")
    if static is None and _OF_REQUEST.fullmatch(expression) is None:
        if "." in expression:
            raise NotSimulated(
                f"{where}: the value {expression!r} of {name!r} is not simulated: only static values in single quotes, "
                "and method.request.header.<name> and method.request.querystring.<name> are."
            )
        raise ConfigurationError(
            f"{where} has {name!r}: {expression!r}, expected a static value in single quotes, \"'{expression}'\" say."
        )
    return header, expression


def _template(where: str, kind: str, template: str) -> tuple[str, str]:
    other = _OTHER.search(_VARIABLE.sub("", template))
    if other is not None:
        raise NotSimulated(
            f"{where}: {other[0]!r} in the template for {kind!r} is not simulated: only $context.error.message, "
            "$context.error.messageString, $context.error.responseType and static text are."
        )
    return kind, template
