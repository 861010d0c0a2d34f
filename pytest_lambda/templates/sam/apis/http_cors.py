"""`CorsConfiguration` of an HTTP API."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import Body, check_document
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource

_CORS = "x-amazon-apigateway-cors"

#: property of SAM -> of API Gateway
_KEYS = {
    "AllowOrigins": "allowOrigins",
    "AllowHeaders": "allowHeaders",
    "AllowMethods": "allowMethods",
    "ExposeHeaders": "exposeHeaders",
    "MaxAge": "maxAge",
    "AllowCredentials": "allowCredentials",
}


def add_cors(body: Body | None, cors: Place, logical_id: str) -> None:
    """CORS in the document.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    if not cors.value:
        return
    if body is None:
        raise invalid_resource(
            cors, logical_id, "Cors works only with inline OpenApi specified in 'DefinitionBody' property."
        )
    settings = _settings(cors, logical_id)
    check_document(body.content, cors, logical_id, "Cors configuration", swagger=False)
    known = body.content.get(_CORS, {})
    if not isinstance(known, dict):
        raise body.refusal(f"Value of '{_CORS}' must be a dictionary according to Swagger spec.")
    body.content[_CORS] = {**known, **settings}


def _settings(cors: Place, logical_id: str) -> dict[str, Any]:
    if isinstance(cors.value, bool):
        return {"allowOrigins": ["*"]}
    if not isinstance(cors.value, dict):
        raise invalid_resource(cors, logical_id, "Invalid value for 'Cors' property.")
    if is_intrinsic(cors.value):
        return dict(_renamed(plain(cors)))
    for key, place in cors.items():
        if key not in _KEYS:
            raise invalid_resource(place, logical_id, f"Invalid key '{key}' for 'Cors' property.")
    given = plain(cors)
    if is_intrinsic(given.get("AllowOrigins")):
        return dict(_renamed(given["AllowOrigins"]))
    if given.get("AllowCredentials") is True and given.get("AllowOrigins") == ["*"]:
        raise invalid_resource(
            cors,
            logical_id,
            "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "
            "\"'*'\" or not set.",
        )
    return {_KEYS[key]: value for key, value in given.items() if _counts(key, value)}


def _counts(key: str, value: Any) -> bool:
    if key == "MaxAge":
        return value is not None
    return value is True if key == "AllowCredentials" else bool(value)


def _renamed(value: Any) -> Any:
    """SAM writes an intrinsic function in place of the settings, with the names of API Gateway in it."""
    if isinstance(value, dict):
        return {_KEYS.get(key, key): _renamed(each) for key, each in value.items()}
    return [_renamed(each) for each in value] if isinstance(value, list) else value
