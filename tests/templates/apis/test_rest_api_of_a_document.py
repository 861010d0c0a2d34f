"""REST APIs whose document stands in the template, as SAM's do."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, NotSimulated

from .conftest import Build

API = """
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Body:
      swagger: "2.0"
      paths:
        /pets:
          get:
            x-amazon-apigateway-integration:
              type: aws_proxy
              httpMethod: POST
              uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pets.Arn}/invocations"
          post:
            security: [{own: []}]
            x-amazon-apigateway-integration:
              type: aws_proxy
              httpMethod: POST
              uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Toys.Arn}/invocations"
      securityDefinitions:
        own:
          type: apiKey
          name: X-Key
          in: header
          x-amazon-apigateway-authtype: custom
          x-amazon-apigateway-authorizer:
            type: token
            authorizerUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Guard.Arn}/invocations"
    BinaryMediaTypes: [image~1png]
Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: prod}}
"""


def test_operations_have_the_functions_of_the_template(build: Build) -> None:
    client = build(API).http_client()
    assert client.get("/pets").json()["by"] == "Pets"
    assert client.post("/pets").status_code == 401
    assert client.post("/pets", headers={"x-key": "good"}).json()["by"] == "Toys"


def test_it_is_edge_optimized_unless_told_otherwise(build: Build) -> None:
    assert "x-cache" in build(API).http_client().get("/pets").headers


def test_binary_types_of_the_api(build: Build) -> None:
    event = build(API).http_client().request("GET", "/pets", content=b"\x89", headers={"content-type": "image/png"}).json()
    assert (event["event"]["isBase64Encoded"], event["event"]["body"]) == (True, "iQ==")


def test_a_function_of_another_stack(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"template.yaml, line \d+ .*uri\): Function not found: other"):
        build(API.replace("${Toys.Arn}", "arn:aws:lambda:us-east-1:123456789012:function:other"))


def test_an_authorizer_of_an_unknown_type(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"line \d+ .*own\): there is no authorizer of type 'magic'\. Expected"):
        build(API.replace("type: token", "type: magic"))


def test_a_document_in_a_bucket(build: Build) -> None:
    with pytest.raises(NotSimulated, match=r"line 2 .*BodyS3Location\): a document in a bucket is not read: expected Body"):
        build("Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: a, Key: b}}}")
