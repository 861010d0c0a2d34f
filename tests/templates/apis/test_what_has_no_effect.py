"""What a template says of APIs and has no effect is told."""

from __future__ import annotations

import pytest

from .conftest import Build

APIS = """
Rest:
  Type: AWS::ApiGateway::RestApi
  Properties: {Name: r, DisableExecuteApiEndpoint: %(flag)s%(rest)s}
RestMethod:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Rest
    ResourceId: !GetAtt Rest.RootResourceId
    HttpMethod: GET
    Integration:
      Type: AWS_PROXY
      IntegrationHttpMethod: POST
      Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pets.Arn}/invocations"
RestDeployment:
  Type: AWS::ApiGateway::Deployment
  Properties: {RestApiId: !Ref Rest%(deployment)s}
RestStage:
  Type: AWS::ApiGateway::Stage
  Properties: {RestApiId: !Ref Rest, StageName: s, DeploymentId: !Ref RestDeployment, TracingEnabled: %(flag)s%(stage)s}
Http:
  Type: AWS::ApiGatewayV2::Api
  Properties: {Name: h, ProtocolType: HTTP, Target: !GetAtt Pets.Arn, DisableExecuteApiEndpoint: %(flag)s}
HttpStage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: {ApiId: !Ref Http, StageName: s%(second)s}
"""
NOTHING = {"flag": "false", "rest": "", "deployment": "", "stage": "", "second": ""}
EVERYTHING = {
    "flag": "true",
    "rest": ", MinimumCompressionSize: 0, Policy: {Statement: []}, CloneFrom: other",
    "deployment": ", StageDescription: {CacheClusterEnabled: true}",
    "stage": (
        ", AccessLogSetting: {Format: x}, CacheClusterEnabled: true, CanarySetting: {PercentTraffic: 5}, "
        "MethodSettings: [{ThrottlingRateLimit: 1}]"
    ),
    "second": (
        ", AccessLogSettings: {Format: x}, DefaultRouteSettings: {ThrottlingRateLimit: 1}, "
        "RouteSettings: {$default: {ThrottlingRateLimit: 1}}"
    ),
}


def test_properties_without_effect_are_told(build: Build) -> None:
    app = build(APIS % EVERYTHING)
    told = {(part.logical_id, part.place.rpartition(" > ")[2].rstrip(")")) for part in app.not_simulated}
    assert told == {
        ("Rest", "CloneFrom"),
        ("Rest", "DisableExecuteApiEndpoint"),
        ("Rest", "MinimumCompressionSize"),
        ("Rest", "Policy"),
        ("RestDeployment", "StageDescription"),
        ("RestStage", "AccessLogSetting"),
        ("RestStage", "CacheClusterEnabled"),
        ("RestStage", "CanarySetting"),
        ("RestStage", "MethodSettings"),
        ("RestStage", "TracingEnabled"),
        ("Http", "DisableExecuteApiEndpoint"),
        ("HttpStage", "AccessLogSettings"),
        ("HttpStage", "DefaultRouteSettings"),
        ("HttpStage", "RouteSettings"),
    }
    assert app.http_client("Rest").get("/").status_code == 200


def test_of_apis_without_them_nothing_is_told(build: Build) -> None:
    assert build(APIS % NOTHING).not_simulated == ()


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("ApiGateway::UsagePlan", "usage plans"),
        ("ApiGateway::ApiKey", "key"),
        ("ApiGateway::DomainName", "name"),
        ("ApiGateway::VpcLink", "VPC"),
        ("ApiGatewayV2::DomainName", "name"),
        ("ApiGatewayV2::VpcLink", "VPC"),
    ],
)
def test_resources_without_effect_are_told(build: Build, kind: str, word: str) -> None:
    [part] = build(f"X: {{Type: 'AWS::{kind}', Properties: {{DomainName: a.example}}}}").not_simulated
    assert (part.logical_id, word in part.why) == ("X", True)
