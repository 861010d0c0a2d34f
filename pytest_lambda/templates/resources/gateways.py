"""AWS::ApiGateway, AWS::ApiGatewayV2 and AWS::AppSync: who APIs and their parts are."""

from __future__ import annotations

from pytest_lambda.templates.resources.names import Naming, small_id
from pytest_lambda.templates.resources.row import Known, ResourceType, Subject, given

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


def _part(name: str, characters: int = _PART, attribute: str | None = None) -> ResourceType:
    made = _id(characters)
    return ResourceType(name, ref=made, attributes={} if attribute is None else {attribute: made})


_NO_GRAPH = "AppSync is not simulated: invoke its resolvers' functions with `events.appsync`."

ROWS = (
    ResourceType(
        "AWS::ApiGateway::RestApi",
        "Name",
        ref=own_id,
        attributes={"RestApiId": own_id, "RootResourceId": _root_resource},
    ),
    _part("AWS::ApiGateway::Resource", attribute="ResourceId"),
    _part("AWS::ApiGateway::Deployment", attribute="DeploymentId"),
    _part("AWS::ApiGateway::Authorizer", attribute="AuthorizerId"),
    _part("AWS::ApiGateway::RequestValidator", attribute="RequestValidatorId"),
    _part("AWS::ApiGateway::UsagePlan", attribute="Id"),
    _part("AWS::ApiGateway::ApiKey", 10, "APIKeyId"),
    _part("AWS::ApiGateway::VpcLink", attribute="VpcLinkId"),
    _part("AWS::ApiGateway::Method"),
    _part("AWS::ApiGateway::UsagePlanKey"),
    _part("AWS::ApiGateway::GatewayResponse", attribute="Id"),
    _part("AWS::ApiGateway::BasePathMapping"),
    ResourceType("AWS::ApiGateway::Account", ref=_id(_PART), attributes={"Id": _id(_PART)}),
    ResourceType("AWS::ApiGateway::Stage", ref=given("StageName")),
    ResourceType("AWS::ApiGateway::Model", "Name", naming=Naming(64)),
    ResourceType("AWS::ApiGateway::DomainName", ref=given("DomainName")),
    ResourceType(
        "AWS::ApiGatewayV2::Api",
        "Name",
        ref=own_id,
        attributes={"ApiId": own_id, "ApiEndpoint": _endpoint},
    ),
    ResourceType("AWS::ApiGatewayV2::Stage", ref=given("StageName")),
    ResourceType("AWS::ApiGatewayV2::DomainName", ref=given("DomainName")),
    _part("AWS::ApiGatewayV2::Route", _ROUTE, "RouteId"),
    _part("AWS::ApiGatewayV2::Integration", _ROUTE, "IntegrationId"),
    _part("AWS::ApiGatewayV2::Authorizer", attribute="AuthorizerId"),
    _part("AWS::ApiGatewayV2::Deployment", attribute="DeploymentId"),
    _part("AWS::ApiGatewayV2::RouteResponse", _ROUTE, "RouteResponseId"),
    _part("AWS::ApiGatewayV2::IntegrationResponse", _ROUTE, "IntegrationResponseId"),
    _part("AWS::ApiGatewayV2::ApiMapping", _PART, "ApiMappingId"),
    _part("AWS::ApiGatewayV2::Model", _PART, "ModelId"),
    _part("AWS::ApiGatewayV2::VpcLink", _PART, "VpcLinkId"),
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
