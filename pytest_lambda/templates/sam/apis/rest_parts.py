"""Parts of a REST API's document that its properties add: answers of the gateway, models, media types."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import Body, check_document, is_document, is_openapi_3
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind

_RESPONSE = ("ResponseParameters", "ResponseTemplates", "StatusCode")
_PARAMETERS = {"Headers": "header", "Paths": "path", "QueryStrings": "querystring"}
_ENDPOINT = "x-amazon-apigateway-endpoint-configuration"


def add_gateway_responses(body: Body | None, responses: Place, logical_id: str) -> None:
    """`GatewayResponses`."""
    if not responses.value:
        return
    document = _document(body, responses, logical_id, "GatewayResponses", "Auth configuration")
    made = document.content.get("x-amazon-apigateway-gateway-responses") or {}
    for kind, place in responses.items():
        _check_response(kind, place, logical_id)
        made[kind] = _response(kind, place, logical_id)
    document.content["x-amazon-apigateway-gateway-responses"] = made


def _check_response(kind: str, place: Place, logical_id: str) -> None:
    if is_intrinsic(place.value):
        raise invalid_resource(
            place,
            logical_id,
            "Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.",
        )
    if not isinstance(place.value, dict):
        raise invalid_resource(
            place,
            logical_id,
            f"Invalid property type '{type(place.value).__name__}' for GatewayResponses. "
            "Expected an object of type 'GatewayResponse'.",
        )
    for key, part in place.items():
        if key not in _RESPONSE:
            raise invalid_resource(
                part, logical_id, f"Invalid property '{key}' in 'GatewayResponses' property '{kind}'."
            )


def _response(kind: str, place: Place, logical_id: str) -> dict[str, Any]:
    parameters, status = place.get("ResponseParameters"), place.get("StatusCode")
    if parameters.value:
        of_kind(parameters, "map", logical_id, f"GatewayResponses.{kind}.ResponseParameters")
    for key, part in parameters.items():
        if key not in _PARAMETERS:
            raise invalid_resource(part, logical_id, f"Invalid gateway response parameter '{key}'")
        of_kind(part, "map", logical_id, f"ResponseParameters.{key}")
    if status.value and not re.match(r"^[0-9]{1,3}$", str(status.value)):
        raise invalid_resource(status, logical_id, "Property 'StatusCode' must be numeric")
    made: dict[str, Any] = {
        "responseParameters": {
            f"gatewayresponse.{where}.{name}": plain(value)
            for key, where in _PARAMETERS.items()
            for name, value in parameters.get(key).items()
        },
        "responseTemplates": plain(place.get("ResponseTemplates")) or {},
    }
    return {**made, "statusCode": str(status.value)} if status.value is not None else made


def add_models(body: Body | None, models: Place, logical_id: str) -> None:
    """`Models`."""
    if not models.value:
        return
    document = _document(body, models, logical_id, "Models", "Models definitions")
    made = document.content.get("definitions") or {}
    for name, place in models.items():
        if not isinstance(place.value, dict):
            raise invalid_resource(models, logical_id, "Invalid value for 'Models' property")
        if not place.get("type").value:
            raise document.refusal("'Models' schema is missing 'type'.")
        made[name.lower()] = plain(place)
    document.content["definitions"] = made


def _document(body: Body | None, place: Place, logical_id: str, name: str, called: str) -> Body:
    if body is None:
        raise invalid_resource(
            place, logical_id, f"{name} works only with inline Swagger specified in 'DefinitionBody' property."
        )
    check_document(body.content, place, logical_id, called, swagger=True)
    return body


def add_binary_media_types(body: Body | None, types: Any) -> None:
    """`BinaryMediaTypes`, in which `~1` stands for a slash."""
    if types and body is not None:
        body.content["x-amazon-apigateway-binary-media-types"] = _with_slashes(types)


def _with_slashes(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("~1", "/")
    if isinstance(value, list):
        return [_with_slashes(each) for each in value]
    if isinstance(value, dict):
        return {key.replace("~1", "/"): _with_slashes(each) for key, each in value.items()}
    return value


def disable_endpoint(body: Body | None, disabled: Place, logical_id: str) -> None:
    """`DisableExecuteApiEndpoint`."""
    if disabled.value is None:
        return
    if body is None:
        raise invalid_resource(
            disabled, logical_id, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property."
        )
    if not is_document(body.content, swagger=True):
        raise body.refusal(
            "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'."
        )
    holders: dict[str, Any] = {"": body.content}
    if body.is_openapi_3:
        servers = enumerate(body.content.setdefault("servers", [{}]))
        holders = {f" of 'servers[{number}]'": each for number, each in servers}
    for called, holder in holders.items():
        for name, value in (("", holder), (_ENDPOINT, holder.get(_ENDPOINT, {}) if isinstance(holder, dict) else {})):
            if not isinstance(value, dict):
                wrong = f"The value of '{name}' should be a map" if name else "It should be a map"
                raise body.refusal(f"Invalid OpenAPI definition{called}: {wrong}.")
        holder.setdefault(_ENDPOINT, {})["disableExecuteApiEndpoint"] = plain(disabled)


def to_version(body: Body, version: Any) -> None:
    """What a document of Swagger says, as one of OpenAPI 3 does, if it is one."""
    content = body.content
    if content.get("swagger") is not None:
        return
    asked = content.get("openapi") if version is None else version
    if not asked or not is_openapi_3(asked):
        return
    for name, part in (("securityDefinitions", "securitySchemes"), ("definitions", "schemas")):
        if content.get(name):
            content["components"] = {**(content.get("components") or {}), part: content.pop(name)}
    for path, item in (content.get("paths") or {}).items():
        if not isinstance(item, dict):
            raise body.refusal(f"Value of '{path}' path must be a dictionary according to Swagger spec.")
        if item.get("options"):
            _options_to_version(body, path, item["options"])


def _options_to_version(body: Body, path: str, options: Any) -> None:
    if not isinstance(options, dict):
        raise body.refusal(f"Value of options method for path {path} must be a dictionary according to Swagger spec.")
    options.pop("produces", None)
    options.pop("consumes", None)
    headers: Any = options
    for key in ("responses", "200", "headers"):
        headers = headers.get(key) if isinstance(headers, dict) else headers
    if headers is not None and not isinstance(headers, dict):
        raise body.refusal(
            f"Value of response's headers in options method for path {path} must be a dictionary according to Swagger "
            "spec."
        )
    found: dict[str, Any] = headers or {}
    for name, header in found.items():
        found[name] = {"schema": header}
