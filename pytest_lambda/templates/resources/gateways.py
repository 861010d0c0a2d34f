"""AWS::ApiGateway, AWS::ApiGatewayV2 and AWS::AppSync: who APIs and their parts are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.names import Naming, small_id
from pytest_lambda.templates.resources.row import Known, ResourceType, Subject, given

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

#: makes nothing
Make = Callable[["Deployment", Subject], None]
#: how many characters ids have
_API, _PART, _ROUTE = 10, 6, 7


def own_id(subject: Subject, characters: int = _API) -> str:
    """The id of an API, or of a part of one."""
    return small_id(subject.world, subject.type, subject.stack_name, subject.logical_id, characters=characters)


def _id(characters: int) -> Known:
    return lambda subject: own_id(subject, characters)


def _root_resource(subject: Subject) -> str:
    return small_id(subject.world, "root resource", subject.stack_name, subject.logical_id, characters=10)


def _endpoint(subject: Subject) -> str:
    world = subject.world
    kind = given("ProtocolType", "HTTP")(subject)
    scheme = "wss" if kind == "WEBSOCKET" else "https"
    return f"{scheme}://{own_id(subject)}.execute-api.{world.region}.{world.dns_suffix}"


def _graph_url(subject: Subject) -> str:
    world = subject.world
    name = small_id(world, "graphql", subject.stack_name, subject.logical_id, characters=26)
    return f"https://{name}.appsync-api.{world.region}.{world.dns_suffix}/graphql"


def _graph_arn(subject: Subject) -> str:
    return subject.arn("appsync", f"apis/{_graph_id(subject)}")


def _graph_id(subject: Subject) -> str:
    return own_id(subject, 26)


def _part(name: str, characters: int = _PART, attribute: str | None = None, *, lost: str | None = None) -> ResourceType:
    made = _id(characters)
    return ResourceType(name, ref=made, attributes={} if attribute is None else {attribute: made}, lost=lost)


def _leaving_out(why: Mapping[str, str]) -> Make:
    """Tells of properties that have no effect, and why; what the resource is a part of is made later."""

    def leave_out(deployment: Deployment, subject: Subject) -> None:
        for name in why:
            place = subject.value(name)
            if place is not None and place.value is not False and place.value not in _NOTHING:
                deployment.leave_out(subject, subject.place.get(name), why[name])

    return leave_out


_NOTHING: tuple[Any, ...] = ("false", {}, [])
_NO_LOGS = "no access logs are written."
_AT_ITS_ADDRESS = "the API answers at its usual address nevertheless."
_NO_NAME = "no request reaches the API by this name: http_client() stands in front of it."
_NO_KEYS = "usage plans are not simulated: no requests are counted, and methods that need a key cannot be called."
_PRIVATE = "integrations in a VPC are not simulated."
_NO_LIMITS = "no requests are throttled, and nothing is logged."
_OF_STAGE = {
    "AccessLogSetting": _NO_LOGS,
    "CacheClusterEnabled": "answers are not cached.",
    "CanarySetting": "all requests go to the stage's own deployment.",
    "MethodSettings": "no requests are throttled, no answers cached, and nothing is logged.",
    "TracingEnabled": "the API begins no traces.",
}
_OF_REST_API = {
    "CloneFrom": "nothing is taken over from the other API.",
    "DisableExecuteApiEndpoint": _AT_ITS_ADDRESS,
    "MinimumCompressionSize": "answers are not compressed.",
    "Policy": "nobody is refused by the API's policy.",
}
_OF_SECOND_STAGE = {
    "AccessLogSettings": _NO_LOGS,
    "DefaultRouteSettings": _NO_LIMITS,
    "RouteSettings": _NO_LIMITS,
}
_NO_GRAPH = "AppSync is not simulated: invoke its resolvers' functions with `events.appsync`."

ROWS = (
    ResourceType(
        "AWS::ApiGateway::RestApi",
        "Name",
        ref=own_id,
        attributes={"RestApiId": own_id, "RootResourceId": _root_resource},
        make=_leaving_out(_OF_REST_API),
    ),
    _part("AWS::ApiGateway::Resource", attribute="ResourceId"),
    ResourceType(
        "AWS::ApiGateway::Deployment",
        ref=_id(_PART),
        attributes={"DeploymentId": _id(_PART)},
        make=_leaving_out({"StageDescription": "settings of a stage that a deployment makes have no effect."}),
    ),
    _part("AWS::ApiGateway::Authorizer", attribute="AuthorizerId"),
    _part("AWS::ApiGateway::RequestValidator", attribute="RequestValidatorId"),
    _part("AWS::ApiGateway::UsagePlan", attribute="Id", lost=_NO_KEYS),
    _part("AWS::ApiGateway::ApiKey", 10, "APIKeyId", lost=_NO_KEYS),
    _part("AWS::ApiGateway::VpcLink", attribute="VpcLinkId", lost=_PRIVATE),
    _part("AWS::ApiGateway::Method"),
    _part("AWS::ApiGateway::UsagePlanKey"),
    _part("AWS::ApiGateway::GatewayResponse", attribute="Id"),
    _part("AWS::ApiGateway::BasePathMapping"),
    ResourceType("AWS::ApiGateway::Account", ref=_id(_PART), attributes={"Id": _id(_PART)}),
    ResourceType("AWS::ApiGateway::Stage", ref=given("StageName"), make=_leaving_out(_OF_STAGE)),
    ResourceType("AWS::ApiGateway::Model", "Name", naming=Naming(64)),
    ResourceType("AWS::ApiGateway::DomainName", ref=given("DomainName"), lost=_NO_NAME),
    ResourceType(
        "AWS::ApiGatewayV2::Api",
        "Name",
        ref=own_id,
        attributes={"ApiId": own_id, "ApiEndpoint": _endpoint},
        make=_leaving_out({"DisableExecuteApiEndpoint": _AT_ITS_ADDRESS}),
    ),
    ResourceType("AWS::ApiGatewayV2::Stage", ref=given("StageName"), make=_leaving_out(_OF_SECOND_STAGE)),
    ResourceType("AWS::ApiGatewayV2::DomainName", ref=given("DomainName"), lost=_NO_NAME),
    _part("AWS::ApiGatewayV2::Route", _ROUTE, "RouteId"),
    _part("AWS::ApiGatewayV2::Integration", _ROUTE, "IntegrationId"),
    _part("AWS::ApiGatewayV2::Authorizer", attribute="AuthorizerId"),
    _part("AWS::ApiGatewayV2::Deployment", attribute="DeploymentId"),
    _part("AWS::ApiGatewayV2::RouteResponse", _ROUTE, "RouteResponseId"),
    _part("AWS::ApiGatewayV2::IntegrationResponse", _ROUTE, "IntegrationResponseId"),
    _part("AWS::ApiGatewayV2::ApiMapping", _PART, "ApiMappingId"),
    _part("AWS::ApiGatewayV2::Model", _PART, "ModelId"),
    _part("AWS::ApiGatewayV2::VpcLink", _PART, "VpcLinkId", lost=_PRIVATE),
    ResourceType(
        "AWS::AppSync::GraphQLApi",
        "Name",
        ref=_graph_arn,
        attributes={"ApiId": _graph_id, "Arn": _graph_arn, "GraphQLUrl": _graph_url},
        lost=_NO_GRAPH,
    ),
    ResourceType("AWS::AppSync::GraphQLSchema"),
    ResourceType("AWS::AppSync::ApiKey"),
    ResourceType("AWS::AppSync::DataSource", "Name", lost=_NO_GRAPH),
    ResourceType("AWS::AppSync::Resolver", lost=_NO_GRAPH),
)
