"""`Cors` of a REST API: an OPTIONS method for every path."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import ANY_METHOD, INTEGRATION, Body, check_document
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource

_ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_EVERYBODY = "'*'"
_KEYS = ("AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials")
_JSON = "application/json"


def add_cors(body: Body | None, cors: Place, logical_id: str) -> None:
    """`Cors` in the document.

    Raises:
        ConfigurationError: it is not as SAM has it.
    """
    if not cors.value:
        return
    if body is None:
        raise invalid_resource(
            cors, logical_id, "Cors works only with inline Swagger specified in 'DefinitionBody' property."
        )
    settings = _settings(cors, logical_id)
    check_document(body.content, cors, logical_id, "Cors configuration", swagger=True)
    if settings.get("AllowCredentials") is True and settings["AllowOrigin"] == _EVERYBODY:
        raise invalid_resource(
            cors,
            logical_id,
            "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "
            "\"'*'\" or not set",
        )
    _add_to_paths(body, settings, cors, logical_id)


def _settings(cors: Place, logical_id: str) -> dict[str, Any]:
    if isinstance(cors.value, str) or is_intrinsic(cors.value):
        return {"AllowOrigin": plain(cors)}
    if not isinstance(cors.value, dict):
        raise invalid_resource(cors, logical_id, "Invalid value for 'Cors' property")
    for key, place in cors.items():
        if key not in _KEYS:
            raise invalid_resource(place, logical_id, f"Invalid key '{key}' for 'Cors' property.")
    return {"AllowOrigin": _EVERYBODY, **plain(cors)}


def _add_to_paths(body: Body, settings: dict[str, Any], cors: Place, logical_id: str) -> None:
    done = set()
    for path in list(body.paths):
        without_slash = path if path == "/" else path.rstrip("/")
        if without_slash in done:
            continue
        done.add(without_slash)
        methods = ""
        for item in body.items_of(path):
            if "options" in item:
                continue
            if not settings["AllowOrigin"]:
                raise invalid_resource(
                    cors,
                    logical_id,
                    "Structure of the SAM template is invalid. Invalid input. Value for AllowedOrigins is required",
                )
            # SAM keeps the methods that it finds first for the whole path, also where its condition does not hold.
            methods = methods or _methods(item)
            item["options"] = _preflight({"AllowMethods": methods, **_given(settings)})


def _given(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key != "AllowMethods" or value}


def _methods(item: dict[str, Any]) -> str:
    methods = _ALL_METHODS if ANY_METHOD in item else sorted({*(method.upper() for method in item), "OPTIONS"})
    return f"'{','.join(methods)}'"


def _preflight(settings: dict[str, Any]) -> dict[str, Any]:
    headers = {
        "Access-Control-Allow-Origin": (settings["AllowOrigin"], "string"),
        "Access-Control-Allow-Headers": (settings.get("AllowHeaders") or None, "string"),
        "Access-Control-Allow-Methods": (settings["AllowMethods"], "string"),
        "Access-Control-Max-Age": (settings.get("MaxAge"), "integer"),
        "Access-Control-Allow-Credentials": ("'true'" if settings.get("AllowCredentials") is True else None, "string"),
    }
    sent = {name: (value, kind) for name, (value, kind) in headers.items() if value is not None}
    response = {
        "statusCode": "200",
        "responseParameters": {f"method.response.header.{name}": value for name, (value, _) in sent.items()},
        "responseTemplates": {_JSON: "{}\n"},
    }
    return {
        "summary": "CORS support",
        "consumes": [_JSON],
        "produces": [_JSON],
        INTEGRATION: {
            "type": "mock",
            "requestTemplates": {_JSON: '{\n  "statusCode" : 200\n}\n'},
            "responses": {"default": response},
        },
        "responses": {
            "200": {
                "description": "Default response for CORS method",
                "headers": {name: {"type": kind} for name, (_, kind) in sent.items()},
            }
        },
    }
