"""`request` of `http`: what a request must have before the function gets it."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import expected, given, known_only

#: the first three of all integrations, the others of those that are not simulated
_SETTINGS = (
    "parameters", "schema", "schemas", "contentHandling", "method", "passThrough", "template", "uri",
)  # fmt: skip
_LOCATIONS = {"headers": "header", "paths": "path", "querystrings": "querystring"}
_API = "ApiGatewayRestApi"


def request_of(trigger: Trigger, request: Place, api: Any, method: str) -> dict[str, Any]:
    """The properties of a method that say what a request must have.

    Args:
        trigger: the event.
        request: its setting.
        api: a reference to the API.
        method: logical id of the method.
    """
    known_only(request, _SETTINGS, "request")
    if request.value is None:
        return {}
    schemas = request.get("schemas") if request.get("schemas").value is not None else request.get("schema")
    models = {
        content_type: {"Ref": _model(trigger, schema, api, f"{method}{names.letters(content_type)}Model", content_type)}
        for content_type, schema in schemas.items()
    }
    return given({
        "RequestParameters": _parameters(request.get("parameters")) or None,
        "RequestModels": models or None,
        "RequestValidatorId": {"Ref": _validator(trigger, schemas, api)} if models else None,
    })  # fmt: skip


def _parameters(parameters: Place) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for location, several in parameters.items():
        if location not in _LOCATIONS:
            raise expected(several, f"one of {', '.join(_LOCATIONS)}")
        for name, required in several.items():
            wanted = required.get("required") if isinstance(required.value, dict) else required
            made[f"method.request.{_LOCATIONS[location]}.{name}"] = wanted.flag()
    return made


def _model(trigger: Trigger, schema: Place, api: Any, logical_id: str, content_type: str) -> str:
    """One that the event writes down, or that the provider does, by its name there."""
    content, name = schema, None
    if isinstance(schema.value, str):
        known = trigger.project.provider.get("apiGateway").get("request").get("schemas")
        name, content = schema.value, known.get(schema.value)
        if content.value is None:
            raise expected(schema, f"a schema, or one of those that the provider names: {', '.join(known.mapping())}")
    described = isinstance(content.value, dict) and "schema" in content.value
    about = content if described else content.at({"schema": content})
    own = logical_id if name is None else f"ApiGateway{names.letters(name)}Model"
    return trigger.project.add(own, "AWS::ApiGateway::Model", schema, {
        "RestApiId": api,
        "ContentType": content_type,
        "Name": about.get("name"),
        "Description": about.get("description"),
        "Schema": about.get("schema"),
    })  # fmt: skip


def _validator(trigger: Trigger, place: Place, api: Any) -> str:
    project = trigger.project
    return project.add(f"{_API}RequestValidator", "AWS::ApiGateway::RequestValidator", place, {
        "RestApiId": api,
        "Name": f"{project.service}-{project.stage} | Validate request body and querystring parameters",
        "ValidateRequestBody": True,
        "ValidateRequestParameters": True,
    })  # fmt: skip
