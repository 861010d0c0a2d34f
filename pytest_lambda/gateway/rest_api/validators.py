"""Request validators of REST APIs (facts 3.1): what a request must have before the function gets it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.http_request import HttpRequest
from pytest_lambda.gateway.door import Refused
from pytest_lambda.gateway.rest_api.binary import media_type
from pytest_lambda.gateway.routes.route import Route

_KINDS = ("body", "params", "all")
_PARAMETER = re.compile(r"method\.request\.(header|querystring|path)\.([^.\s].*)")
_DEFAULT = "$default"
#: what is assumed of a request that does not say its type ("Working with binary media types")
_JSON = "application/json"


class RequestValidator:
    """The validator of one method.

    Args:
        route: with `request_validator`, `request_parameters` and `request_models`.

    Raises:
        ConfigurationError: one of them is malformed, or bodies are to be checked and jsonschema is not installed.
    """

    __slots__ = ("_models", "_required")

    def __init__(self, route: Route) -> None:
        kind = route.request_validator
        if kind is not None and kind not in _KINDS:
            raise ConfigurationError(
                f"Route {route.key!r} has the request_validator {kind!r}: expected one of "
                f"{', '.join(map(repr, _KINDS))}, or None."
            )
        required = sorted(_required(route))
        models = _models(route)
        self._required = required if kind in ("params", "all") else []
        self._models = models if kind in ("body", "all") else {}

    def check(self, http: HttpRequest, path_parameters: Mapping[str, str] | None) -> None:
        """Look at a request: its parameters first.

        Raises:
            Refused: something that is required is missing or blank, or the body does not fit the model.
        """
        given = {
            "header": _Headers(http),
            "path": path_parameters or {},
            "querystring": dict(http.pairs),
        }
        missing = [name for place, name in self._required if not (given[place].get(name) or "").strip()]
        if missing:
            listed = f"[{', '.join(missing)}]"
            raise Refused(
                "BAD_REQUEST_PARAMETERS",
                "REST-parameters",
                f"the request lacks {listed}",
                message=f"Missing required request parameters: {listed}",
            )
        problem = self._problem(http)
        if problem is not None:
            raise Refused("BAD_REQUEST_BODY", "REST-request-body", problem)

    def _problem(self, http: HttpRequest) -> str | None:
        """What is wrong with the body: that no model is for its type is nothing wrong ("Method", `requestModels`)."""
        kind = media_type(http.content_type) or _JSON
        model = self._models.get(kind) or self._models.get(_DEFAULT)
        if model is None:
            return None
        try:
            body = json.loads(http.content or "{}", parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            return f"the body is no JSON: {error}"
        found = next(model.iter_errors(body), None)
        return None if found is None else f"the body does not fit the model: {found.json_path}: {found.message}"


class _Headers(dict[str, str]):
    """Headers by their names as sent: "Amazon API Gateway important notes" says that their case counts."""

    def __init__(self, http: HttpRequest) -> None:
        super().__init__({name: values[-1] for name, values in http.headers.values() if values})


def _required(route: Route) -> Iterator[tuple[str, str]]:
    for key, required in (route.request_parameters or {}).items():
        found = _PARAMETER.fullmatch(key) if isinstance(key, str) else None
        if found is None or not isinstance(required, bool):
            raise ConfigurationError(
                f"Route {route.key!r} has request_parameters with {key!r}: {required!r}, expected "
                "'method.request.querystring.page' (or header, or path) and whether it is required, True or False."
            )
        if required:
            yield found[1], found[2]


def _models(route: Route) -> dict[str, Any]:
    """Media type -> what compares a body with its schema."""
    given = route.request_models or {}
    return {media_type(str(kind)): _model(route, str(kind), schema) for kind, schema in given.items()}


def _model(route: Route, kind: str, schema: Any) -> Any:
    try:
        from jsonschema import Draft4Validator, SchemaError
        from jsonschema.validators import validator_for
    except ImportError as error:
        raise ConfigurationError(
            "Request models need jsonschema, which is not installed. Mend it with\n"
            "  pip install 'pytest-aws-lambda[http]'"
        ) from error
    where = f"Route {route.key!r}, request_models[{kind!r}]"
    if not isinstance(schema, Mapping):
        raise ConfigurationError(f"{where} is {schema!r}: expected a JSON schema, a mapping.")
    for reference in _references(schema):
        if not reference.startswith("#"):
            raise ConfigurationError(
                f"{where} refers to {reference!r}: expected references into the schema itself, '#/definitions/Pet' say."
            )
    made = validator_for(schema, default=Draft4Validator)
    try:
        made.check_schema(schema)
    except SchemaError as error:
        raise ConfigurationError(f"{where} is no JSON schema: {error.json_path}: {error.message}") from None
    return made(schema)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield reference
        for each in schema.values():
            yield from _references(each)
    elif isinstance(schema, (list, tuple)):
        for each in schema:
            yield from _references(each)


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")
