"""`AWS::Serverless::HttpApi`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.apis.body import Body, is_document
from pytest_lambda.templates.sam.apis.http_auth import add_auth, authorizer_functions
from pytest_lambda.templates.sam.apis.http_cors import add_cors
from pytest_lambda.templates.sam.apis.http_domain import http_domain
from pytest_lambda.templates.sam.apis.rest_api import authorizer_permission, from_uri
from pytest_lambda.templates.sam.drafts import Draft, attributes, drafted
from pytest_lambda.templates.sam.intrinsics import is_intrinsic, ref
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.logical_ids import suffixed
from pytest_lambda.templates.sam.schema import (
    ANY,
    FLAG,
    FLAG_OR_MAP,
    MAP,
    TEXT,
    TEXT_OR_MAP,
    Schema,
    kinds,
    present,
)
from pytest_lambda.templates.sam.work import Api, Work

_SCHEMA = Schema(
    "AWS::Serverless::HttpApi",
    {
        **kinds(
            MAP,
            "Tags DefinitionBody StageVariables AccessLogSettings DefaultRouteSettings Auth RouteSettings Domain",
        ),
        **kinds(TEXT_OR_MAP, "StageName DefinitionUri"),
        **kinds(FLAG, "PropagateTags FailOnWarnings DisableExecuteApiEndpoint"),
        "Name": ANY,
        "CorsConfiguration": FLAG_OR_MAP,
        "Description": TEXT,
    },
)
DEFAULT_STAGE = "$default"
CREATED_BY = "httpapi:createdBy"
_ENDPOINT = "x-amazon-apigateway-endpoint-configuration"
_TAG = "x-amazon-apigateway-tag-value"


def http_api(work: Work, api: Api) -> list[Draft]:
    """The API with its document, its stage, and what is around them."""
    name, properties = api.resource.logical_id, api.properties
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    passed = {**attributes(api.resource.place), **api.attributes}
    tags = {**dict(properties.get("Tags").items()), **api.tags}
    made = _http_api(work, api, tags)
    if api.body is not None and is_document(api.body.content, swagger=False):
        tags[CREATED_BY] = "SAM"
    drafts = [made]
    drafts += [
        authorizer_permission(made, f"{name}{authorizer}AuthorizerPermission", function, passed)
        for authorizer, function in authorizer_functions(properties.get("Auth"))
    ]
    domain = work.known.resolved_place(properties.get("Domain"))
    around = http_domain(work.record_sets, name, domain, CREATED_BY, passed)
    drafts += around
    drafts.append(_stage(api, made, tags, passed))
    if api.body is not None and tags:
        for draft in drafts:
            if draft.type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName"):
                draft.properties["Tags"] = tags
    for draft in drafts:
        if draft.type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName"):
            work.references[name, draft.type.rsplit("::", 1)[1]] = draft.logical_id
    return drafts


def _http_api(work: Work, api: Api, tags: dict[str, Any]) -> Draft:
    name, properties = api.resource.logical_id, api.properties
    made = drafted(api.resource, type="AWS::ApiGatewayV2::Api")
    made.attributes |= api.attributes
    uri, body = properties.get("DefinitionUri"), api.body
    if uri.value and body is not None:
        raise invalid_resource(uri, name, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
    add_cors(body, work.known.resolved_place(properties.get("CorsConfiguration")), name)
    add_auth(body, properties.get("Auth"), name)
    _add_tags(body, properties.get("Tags"), tags, name)
    if properties.get("FailOnWarnings").value:
        made.properties["FailOnWarnings"] = properties.get("FailOnWarnings")
    _disable_endpoint(body, properties.get("DisableExecuteApiEndpoint"), name)
    _add_name(body, properties.get("Name"), name)
    _add_description(body, properties.get("Description"), name)
    if body is not None:
        if properties.get("FailOnWarnings").value and "$default" in body.paths:
            body.paths["/$default"] = body.paths.pop("$default")
        made.properties["Body"] = body.result()
    else:
        made.properties |= from_uri(work, uri, name)
    return made


def _add_tags(body: Body | None, given: Place, tags: dict[str, Any], logical_id: str) -> None:
    if body is None:
        _refuse_without_body(given, logical_id, "Tags")
        return
    if not is_document(body.content, swagger=False):
        if tags:
            raise invalid_resource(
                given,
                logical_id,
                "Unable to add `Tags` because 'DefinitionBody' does not contain a valid OpenApi definition.",
            )
        return
    known = body.content.get("tags") or []
    if not isinstance(known, list):
        raise body.refusal(
            f"Tags in OpenApi DefinitionBody needs to be a list. {known} is a {type(known).__name__} not a list."
        )
    for name, value in {**tags, CREATED_BY: "SAM"}.items():
        same = next((each for each in known if isinstance(each, dict) and each.get("name") == name), None)
        if same is None:
            same = {"name": name}
            known.append(same)
        same[_TAG] = plain(value)
    body.content["tags"] = known


def _disable_endpoint(body: Body | None, place: Place, logical_id: str) -> None:
    if place.value is None:
        return
    if body is None:
        raise invalid_resource(
            place, logical_id, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property."
        )
    for server in body.content.setdefault("servers", [{}]):
        if not isinstance(server, dict):
            raise body.refusal("Value of 'servers' item must be a dictionary according to Swagger spec.")
        server.setdefault(_ENDPOINT, {})["disableExecuteApiEndpoint"] = plain(place)


def _add_name(body: Body | None, name: Place, logical_id: str) -> None:
    if not name.value:
        return
    if body is None:
        _refuse_without_body(name, logical_id, "Name")
        return
    info = body.content.get("info") or {}
    if info.get("title") != ref("AWS::StackName"):
        raise invalid_resource(
            name,
            logical_id,
            "Unable to set Name because it is already defined within inline OpenAPI specified in the "
            "'DefinitionBody' property.",
        )
    body.content["info"] = {**info, "title": plain(name)}


def _add_description(body: Body | None, description: Place, logical_id: str) -> None:
    if not description.value:
        return
    if body is None:
        _refuse_without_body(description, logical_id, "Description")
        return
    info = body.content.get("info") or {}
    if info.get("description"):
        raise invalid_resource(
            description,
            logical_id,
            "Unable to set Description because it is already defined within inline OpenAPI specified in the "
            "'DefinitionBody' property.",
        )
    body.content["info"] = {**info, "description": plain(description)}


def _refuse_without_body(place: Place, logical_id: str, name: str) -> None:
    if place.value:
        raise invalid_resource(
            place, logical_id, f"{name} works only with inline OpenApi specified in the 'DefinitionBody' property."
        )


def _stage(api: Api, made: Draft, tags: dict[str, Any], passed: dict[str, Any]) -> Draft:
    properties, name = api.properties, made.logical_id
    given = properties.get("StageName")
    stage: Any = given if given.value else DEFAULT_STAGE
    text = plain(stage) if isinstance(plain(stage), str) else ""
    if text == DEFAULT_STAGE:
        logical_id = f"{name}ApiGatewayDefaultStage"
    else:
        logical_id = f"{name}{text}Stage" if text.isalnum() else suffixed(f"{name}Stage", text)
    found = {
        "ApiId": ref(name),
        "StageName": stage,
        "AutoDeploy": True,
        **present(properties, ("StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings")),
    }
    if api.route_settings:
        own = dict(properties.get("RouteSettings").items())
        events = {key: _with_general(own.get(key), each) for key, each in api.route_settings.items()}
        found["RouteSettings"] = {**own, **events}
    if tags:
        found["Tags"] = tags
    return Draft(logical_id, "AWS::ApiGatewayV2::Stage", made.place, found, dict(passed))


def _with_general(general: Place | None, settings: dict[str, Any]) -> dict[str, Any]:
    return settings if general is None or is_intrinsic(settings) else {**dict(general.items()), **settings}
