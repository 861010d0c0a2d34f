"""WebSocket APIs and load balancers of templates."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, NotSimulated

from .conftest import Build

WEBSOCKET = """
Chat: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.do}}
To:
  Type: AWS::ApiGatewayV2::Integration
  Properties:
    ApiId: !Ref Chat
    IntegrationType: AWS_PROXY
    TimeoutInMillis: "2000"
    IntegrationUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pets.Arn}/invocations"
Connect:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Chat, RouteKey: $connect, AuthorizationType: CUSTOM, AuthorizerId: !Ref Own, Target: !Sub "integrations/${To}"}
Say:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Chat, RouteKey: say, Target: !Sub "integrations/${To}"}
Own:
  Type: AWS::ApiGatewayV2::Authorizer
  Properties:
    ApiId: !Ref Chat
    Name: own
    AuthorizerType: REQUEST
    IdentitySource: [route.request.querystring.key]
    AuthorizerUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Guard.Arn}/invocations"
Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Chat, StageName: live}}
"""

BALANCER = """
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/my/1234567890123456
    DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
Rule:
  Type: AWS::ElasticLoadBalancingV2::ListenerRule
  Properties:
    ListenerArn: !Ref Listener
    Priority: "5"
    Conditions: [{Field: path-pattern, Values: [/toys/*]}]
    Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Others}]}}]
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Pets.Arn}]}
Others:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties:
    TargetType: lambda
    Targets: [{Id: !GetAtt Toys.Arn}]
    TargetGroupAttributes: [{Key: lambda.multi_value_headers.enabled, Value: "true"}]
"""


def balanced(target: str) -> str:
    """The listener with a load balancer of its own, and targets of a type."""
    head, _, tail = BALANCER.partition("LoadBalancerArn: ")
    text = f"{head}LoadBalancerArn: !Ref Balancer{tail[tail.index(chr(10)):]}".replace("TargetType: lambda", f"TargetType: {target}")
    return f"{text}Balancer: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Name: shop}}}}\n"


def test_messages_take_their_routes(build: Build) -> None:
    application = build(WEBSOCKET)
    with application.websocket("/?key=1", headers={"x-caller": "good"}) as client:
        client.send('{"do": "say"}')
        _, said = application["Pets"].invocations
        assert said.payload["statusCode"] == 200
        assert '"routeKey": "say"' in said.payload["body"]
    assert application["Chat"].endpoint_url.endswith("/live")
    with pytest.raises(ConfigurationError, match="has these doors for HTTP: none"):
        application.http_client()


def test_rules_of_a_listener(build: Build) -> None:
    client = build(BALANCER).http_client()
    pets, toys = client.get("/pets").json(), client.get("/toys/1").json()
    assert (pets["by"], toys["by"]) == ("Pets", "Toys")
    assert "headers" in pets["event"]
    assert "multiValueHeaders" in toys["event"]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{Type: forward, TargetGroupArn: !Ref Group}", "{Type: fixed-response}", "only one that forwards to one target group"),
        ("Field: path-pattern", "Field: source-ip", "conditions on source-ip are not simulated"),
        ("TargetType: lambda, Targets: [{Id: !GetAtt Pets.Arn}]", "TargetType: ip", "the target group is none with a function"),
    ],
)
def test_what_is_not_simulated(build: Build, before: str, after: str, message: str) -> None:
    with pytest.raises(NotSimulated, match=f"template.yaml, line .*{message}"):
        build(BALANCER.replace(before, after))


def test_a_rule_without_a_priority(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"Rule > Properties > Priority\): Value of property Priority must be of type Integer"):
        build(BALANCER.replace('    Priority: "5"\n', ""))


def test_a_listener_without_functions_is_no_door(build: Build) -> None:
    application = build(balanced("ip"))
    assert "Listener" not in application.resources
    [part] = application.not_simulated
    assert (part.logical_id, part.why[:31]) == ("Balancer", "no requests are taken for it: n")


def test_a_balancer_whose_listener_is_a_door_is_simulated(build: Build) -> None:
    assert build(balanced("lambda")).not_simulated == ()
