"""`AWS::ApiGateway::RestApi`: by its document, or by its resources and methods."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.rest_api.door import RestApi
from pytest_lambda.gateway.rest_api.settings import EDGE
from pytest_lambda.templates.apis.authorizers import authorizers_of
from pytest_lambda.templates.apis.backends import functions_of
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.methods import document_of_methods
from pytest_lambda.templates.apis.parts import Part, by_stage, document_given, named

_KIND = "rest-api"
_PREFIX = "AWS::ApiGateway::"


def rest_apis(context: Context, api: Part) -> dict[str, RestApi]:
    """The doors of an API, one for each of its stages: the first one's is that of the API itself.

    Raises:
        ConfigurationError: API Gateway could not create it.
        NotSimulated: it is private, or its document lies in a bucket.
    """
    document = document_given(api) or document_of_methods(context, api)
    return by_stage(api, _stages(context, api), lambda stage: _door(context, api, document, stage))


def _stages(context: Context, api: Part) -> list[Part]:
    """Its stages; those that deployments make, if there are no others."""
    stages = context.parts.belonging(f"{_PREFIX}Stage", "RestApiId", api.ref)
    if stages:
        return stages
    deployments = context.parts.belonging(f"{_PREFIX}Deployment", "RestApiId", api.ref)
    return [each for each in deployments if each.get("StageName").value is not None]


def _door(context: Context, api: Part, document: Place, stage: Part) -> RestApi:
    functions = functions_of(context.service, document)
    function = next(iter(functions.values()), None)
    variables = stage.get("Variables")
    settings: dict[str, Any] = {
        "openapi": document,
        "functions": functions,
        "authorizers": authorizers_of(context.service, document, _KIND, context.issuers),
        "stage": str(stage.get("StageName").value),
        "stage_variables": variables.mapping() or None,
        "api_id": api.ref,
        "endpoint_type": _endpoint_type(api),
    }
    types = [str(each.value) for each in api.get("BinaryMediaTypes").each()]
    if types:
        settings["binary_media_types"] = [each.replace("~1", "/") for each in types]
    responses = _gateway_responses(context, api)
    if responses:
        settings["gateway_responses"] = responses
    return RestApi(function or context.default_function(document), **settings)


def _endpoint_type(api: Part) -> str:
    """Edge-optimized, unless something else is said: API reference, CreateRestApi."""
    types = list(api.get("EndpointConfiguration").get("Types").each())
    return str(types[0].value) if types else EDGE


def _gateway_responses(context: Context, api: Part) -> dict[str, dict[str, Any]]:
    names = {
        "StatusCode": "status_code",
        "ResponseParameters": "response_parameters",
        "ResponseTemplates": "response_templates",
    }
    return {
        str(part.get("ResponseType").value): named(part.properties, names)
        for part in context.parts.belonging(f"{_PREFIX}GatewayResponse", "RestApiId", api.ref)
    }
