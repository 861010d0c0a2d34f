"""`AWS::Serverless::Api`."""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.cloudformation import tags as cloudformation_tags
from pytest_lambda.templates.sam.apis.rest_authorizers import add_auth, authorizer_functions
from pytest_lambda.templates.sam.apis.rest_cors import add_cors
from pytest_lambda.templates.sam.apis.rest_domain import rest_domain
from pytest_lambda.templates.sam.apis.rest_parts import (
    add_binary_media_types,
    add_gateway_responses,
    add_models,
    disable_endpoint,
    to_version,
)
from pytest_lambda.templates.sam.apis.rest_schema import REST_API, SAME, STAGE
from pytest_lambda.templates.sam.apis.usage_plan import usage_plan
from pytest_lambda.templates.sam.code import definition
from pytest_lambda.templates.sam.drafts import Draft, attributes, drafted
from pytest_lambda.templates.sam.intrinsics import ref, sub
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.logical_ids import digest, suffixed
from pytest_lambda.templates.sam.schema import present
from pytest_lambda.templates.sam.tags import propagate, tag_list
from pytest_lambda.templates.sam.work import Api, Work

_VERSION = re.compile(r"\A[2-3](\.\d)(\.\d)?$")
_AUTHORIZERS = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*"

_REFERENCES = {
    "AWS::ApiGateway::Stage": "Stage",
    "AWS::ApiGateway::Deployment": "Deployment",
    "AWS::ApiGateway::DomainName": "DomainName",
    "AWS::ApiGateway::DomainNameV2": "DomainNameV2",
    "AWS::ApiGateway::UsagePlan": "UsagePlan",
    "AWS::ApiGateway::UsagePlanKey": "UsagePlanKey",
    "AWS::ApiGateway::ApiKey": "ApiKey",
}


def rest_api(work: Work, api: Api) -> list[Draft]:
    """The API with its document, its deployment and stage, and what is around them."""
    name, properties = api.resource.logical_id, api.properties
    REST_API.check(properties, lambda place, message: invalid_resource(place, name, message))
    auth = work.known.resolved_place(properties.get("Auth"))
    made = _rest_api(work, api, auth)
    passed = _passed_on(api)
    deployment, stage = _deployment_and_stage(api, made, passed)
    drafts = [made, deployment, stage]
    drafts += [_permission(made, authorizer, function, passed) for authorizer, function in authorizer_functions(auth)]
    drafts += rest_domain(work, name, work.known.resolved_place(properties.get("Domain")), passed)
    drafts += usage_plan(work, name, auth, stage, passed)
    wanted = bool(properties.get("PropagateTags").value) or bool(api.tags)
    propagate(drafts, _tags(api), wanted=wanted)
    for draft in drafts:
        if draft.type in _REFERENCES:
            work.references[name, _REFERENCES[draft.type]] = draft.logical_id
    return drafts


def _tags(api: Api) -> Place:
    tags = api.properties.get("Tags")
    return tags.at({**dict(tags.items()), **api.tags}) if api.tags else tags


def _passed_on(api: Api) -> dict[str, Any]:
    return {**attributes(api.resource.place), **api.attributes}


def _rest_api(work: Work, api: Api, auth: Place) -> Draft:
    name, properties = api.resource.logical_id, api.properties
    _check(api)
    made = drafted(api.resource, type="AWS::ApiGateway::RestApi")
    made.attributes |= api.attributes
    types = work.known.resolved(properties.get("BinaryMediaTypes"))
    made.properties = present(properties, SAME)
    if types is not None:
        made.properties["BinaryMediaTypes"] = properties.get("BinaryMediaTypes").at(types)
    if properties.get("EndpointConfiguration").value:
        made.properties |= _endpoint(properties.get("EndpointConfiguration"), name)
    add_cors(api.body, properties.get("Cors"), name)
    add_auth(api.body, auth, name, properties.get("StageName"))
    version = properties.get("OpenApiVersion").value
    if auth.value and api.body is not None:
        to_version(api.body, version)
    add_gateway_responses(api.body, properties.get("GatewayResponses"), name)
    add_binary_media_types(api.body, types)
    add_models(api.body, properties.get("Models"), name)
    if properties.get("Models").value and api.body is not None:
        to_version(api.body, version)
    disable_endpoint(api.body, properties.get("DisableExecuteApiEndpoint"), name)
    if api.body is not None:
        to_version(api.body, version)
        made.properties["Body"] = api.body.result()
    elif properties.get("DefinitionUri").value:
        made.properties |= from_uri(work, properties.get("DefinitionUri"), name)
    return made


def _check(api: Api) -> None:
    name, properties = api.resource.logical_id, api.properties
    uri, version = properties.get("DefinitionUri"), properties.get("OpenApiVersion")
    if uri.value and api.body is not None:
        raise invalid_resource(uri, name, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
    if uri.value and properties.get("MergeDefinitions").value:
        raise invalid_resource(uri, name, "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.")
    if version.value and not _VERSION.match(str(version.value)):
        raise invalid_resource(version, name, "The OpenApiVersion value must be of the format '3.0.0'.")


def from_uri(work: Work, uri: Place, logical_id: str) -> dict[str, Any]:
    """A document in a bucket, or in a file beside the template."""
    found = definition(uri, work.known, logical_id)
    if not isinstance(found, str):
        return {"BodyS3Location": found}
    return {"Body": load(work.template.folder / found, tags=cloudformation_tags)}


def _endpoint(place: Place, logical_id: str) -> dict[str, Any]:
    if not isinstance(place.value, dict) or not place.get("Type").value:
        return {"EndpointConfiguration": {"Types": [place]}, "Parameters": {"endpointConfigurationTypes": place}}
    kind = place.get("Type")
    config: dict[str, Any] = {"Types": [kind], **present(place, ("IpAddressType",))}
    ids = present(place, ("VPCEndpointIds", "VpcEndpointIds"))
    if len(ids) > 1:
        raise invalid_resource(
            place,
            logical_id,
            "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.",
        )
    for each in ids.values():
        config["VpcEndpointIds"] = each
    return {"EndpointConfiguration": config, "Parameters": {"endpointConfigurationTypes": kind}}


def _deployment_and_stage(api: Api, made: Draft, passed: dict[str, Any]) -> tuple[Draft, Draft]:
    name, properties = made.logical_id, api.properties
    document = plain(made.properties.get("Body") or made.properties.get("BodyS3Location"))
    version = properties.get("OpenApiVersion").value
    content = digest([document, plain(properties.get("Domain")), version], length=40) if document else ""
    deployment = Draft(
        f"{name}Deployment{content[:10]}", "AWS::ApiGateway::Deployment", made.place, {"RestApiId": ref(name)}, passed
    )
    if content:
        deployment.properties["Description"] = f"RestApi deployment id: {content}"
    if not version:
        deployment.properties["StageName"] = "Stage"
    return deployment, _stage(properties, made, deployment, passed)


def _stage(properties: Place, made: Draft, deployment: Draft, passed: dict[str, Any]) -> Draft:
    stage, name = properties.get("StageName"), made.logical_id
    literal = stage.value if isinstance(stage.value, str) else ""
    logical_id = f"{name}{literal}Stage" if literal.isalnum() else suffixed(f"{name}Stage", literal)
    found = {
        "RestApiId": ref(name),
        "DeploymentId": ref(deployment.logical_id),
        **present(properties, ("StageName", *STAGE)),
    }
    if properties.get("Tags").value is not None:
        found["Tags"] = tag_list(properties.get("Tags"))
    return Draft(logical_id, "AWS::ApiGateway::Stage", made.place, found, dict(passed))


def _permission(made: Draft, authorizer: str, function: Place, passed: dict[str, Any]) -> Draft:
    return authorizer_permission(made, f"{made.logical_id}{authorizer}AuthorizerPermission", function, passed)


def authorizer_permission(made: Draft, logical_id: str, function: Place, passed: dict[str, Any]) -> Draft:
    """The permission of an API to invoke the function of an authorizer."""
    return Draft(
        logical_id,
        "AWS::Lambda::Permission",
        function.at({}),
        {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": sub(_AUTHORIZERS, {"__ApiId__": ref(made.logical_id)}),
        },
        dict(passed),
    )
