"""`Api`: a method of a REST API."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import INTEGRATION, Body, empty_document, method_key
from pytest_lambda.templates.sam.apis.gathering import REST, api_id, check_rest_api
from pytest_lambda.templates.sam.apis.rest_methods import override_auth, take_auth, take_parameters, take_request_model
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import ref, shorthand, sub
from pytest_lambda.templates.sam.invalid import of_kind
from pytest_lambda.templates.sam.schema import LIST, MAP, TEXT, WHOLE, Schema, kinds
from pytest_lambda.templates.sam.work import Api

_SCHEMA = Schema(
    "Api",
    {
        **kinds(TEXT, "Path Method RestApiId Stage ResponseTransferMode"),
        **kinds(MAP, "Auth RequestModel"),
        "RequestParameters": LIST,
        "TimeoutInMillis": WHOLE,
    },
    ("Path", "Method"),
)
_VARIABLE = re.compile(r"\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}")
_EXECUTE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"


def rest_api(event: Event) -> list[Draft]:
    """The permission; and the method in the API's document."""
    event.check(_SCHEMA)
    named = event.get("RestApiId")
    api = event.work.apis[REST.implicit if named.value is None else api_id(named.value)]
    check_rest_api(api)
    stage = _stage(api)
    document = api.body.content if api.body is not None else None
    if api.body is not None and api.managed:
        _integrate(event, api, api.body, stage)
    elif api.body is not None and api.properties.get("MergeDefinitions").value:
        _merge(event, api, api.body, stage)
    if document and api.body is not None and event.get("Auth").value:
        override_auth(event, api, api.body, stage)
    return [_permission(event, stage)]


def integration_uri(event: Event, *, streamed: bool = False) -> dict[str, Any]:
    """Where API Gateway invokes the function."""
    version, call = ("2021-11-15", "response-streaming-invocations") if streamed else ("2015-03-31", "invocations")
    service = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path"
    return sub(f"{service}/{version}/functions/{shorthand(event.target.arn)}/{call}")


def source_arn(api: Any, resource: str) -> dict[str, Any]:
    """Which requests of an API may invoke a function: those of every stage."""
    return sub(f"{_EXECUTE}${{__ApiId__}}/${{__Stage__}}{resource}", {"__ApiId__": api, "__Stage__": "*"})


def _stage(api: Api) -> str:
    stage = api.properties.get("StageName").value
    return stage if isinstance(stage, str) else "Stage"


def _permission(event: Event, stage: str) -> Draft:
    named, method, path = event.get("RestApiId"), event.get("Method").value, event.get("Path").value
    api = ref(REST.implicit) if named.value is None else named
    path = _VARIABLE.sub("*", re.sub(r"^(.+)/$", r"\1", path))
    verb = "*" if method.lower() == "any" else method.upper()
    return event.permission("apigateway.amazonaws.com", suffix=stage, SourceArn=source_arn(api, f"/{verb}{path}"))


def _integrate(event: Event, api: Api, body: Body, stage: str) -> None:
    path, method = event.get("Path").value, event.get("Method").value.lower()
    if body.has_integration(path, method):
        raise event.refusal(event.place, f'API method "{method}" defined multiple times for path "{path}".')
    if api.properties.get("Auth").value is not None:
        of_kind(api.properties.get("Auth"), "map", api.resource.logical_id, "Auth")
    body.add(path, method, event.place)
    body.integrate(path, method, _operation(event, api), event.target.condition)
    if event.get("Auth").value:
        take_auth(event, api, body, stage)
    if event.get("TimeoutInMillis").value:
        for operation in body.operations(path, method):
            operation[INTEGRATION]["timeoutInMillis"] = event.get("TimeoutInMillis").value
    take_request_model(event, api, body)
    take_parameters(event, body)


def _operation(event: Event, api: Api) -> dict[str, Any]:
    streamed = event.get("ResponseTransferMode").value == "RESPONSE_STREAM"
    uri: Any = integration_uri(event, streamed=streamed)
    if event.target.condition is not None:
        uri = {"Fn::If": [event.target.condition, uri, ref("AWS::NoValue")]}
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    if streamed:
        integration["responseTransferMode"] = "STREAM"
    credentials = _credentials(plain(event.get("Auth")) or {}, plain(api.properties.get("Auth")) or {})
    if credentials is not None:
        integration["credentials"] = credentials
    return {INTEGRATION: integration, "responses": {}}


def _credentials(own: dict[str, Any], general: dict[str, Any]) -> Any:
    """With IAM a function is invoked by the caller, or by the role that is named; `NONE` is the API itself."""
    by_default = general.get("DefaultAuthorizer") == "AWS_IAM" and not own
    if own.get("Authorizer") != "AWS_IAM" and not by_default:
        return None
    roles = [auth["InvokeRole"] or "NONE" for auth in (own, general) if "InvokeRole" in auth]
    chosen = roles[0] if roles else "CALLER_CREDENTIALS"
    if chosen == "CALLER_CREDENTIALS":
        return "arn:aws:iam::*:user/*"
    return None if chosen == "NONE" else chosen


def _merge(event: Event, api: Api, body: Body, stage: str) -> None:
    """The method is added to the user's document; what it has there and the event has not, remains."""
    path, method = event.get("Path").value, event.get("Method").value.lower()
    own = Body(empty_document(swagger=True), body.place)
    _integrate(event, api, own, stage)
    made = own.paths[path][method_key(method)]
    paths = body.content.get("paths") or {}  # what is merged into a document without paths is lost, as it is with SAM
    item = (paths.get(path) or {}) if isinstance(paths, dict) else None
    if not isinstance(item, dict):
        raise body.refusal(f"Value of '{path}' path must be a dictionary according to Swagger spec.")
    paths[path] = item
    existing = item.get(method) or {}
    of_kind(event.place.at(existing), "map", api.resource.logical_id, f"DefinitionBody.paths.{path}.{method}")
    body.note(path, method, event.place)
    item[method] = {**existing, **made}
