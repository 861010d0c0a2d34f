"""HTTP APIs of templates: by routes, by a document, or with one function alone."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, NotSimulated

from .conftest import Build

API = """
Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
ToPets:
  Type: AWS::ApiGatewayV2::Integration
  Properties:
    ApiId: !Ref Api
    IntegrationType: AWS_PROXY
    IntegrationUri: !GetAtt Pets.Arn
    PayloadFormatVersion: "2.0"
ToToys:
  Type: AWS::ApiGatewayV2::Integration
  Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Toys.Arn}
GetPet:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: "GET /pets/{id}", Target: !Sub "integrations/${ToPets}"}
Others:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/${ToToys}"}
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true, StageVariables: {COLOUR: blue}}
"""


def guarded(kind: str, authorizer: str, **route: str) -> str:
    """A route POST /pets with an authorizer."""
    more = "".join(f"\n    {name}: {value}" for name, value in route.items())
    return f"""{API}
PostPet:
  Type: AWS::ApiGatewayV2::Route
  Properties:
    ApiId: !Ref Api
    RouteKey: POST /pets
    Target: !Sub "integrations/${{ToPets}}"
    AuthorizationType: {kind}
    AuthorizerId: !Ref Own{more}
Own:
  Type: AWS::ApiGatewayV2::Authorizer
  Properties:
    ApiId: !Ref Api
    Name: own
{authorizer}
"""


def test_requests_take_their_routes(build: Build) -> None:
    application = build(API)
    client = application.http_client()
    pet, other = client.get("/pets/7").json(), client.post("/anything").json()
    assert (pet["by"], other["by"]) == ("Pets", "Toys")
    assert (pet["event"]["routeKey"], pet["event"]["version"]) == ("GET /pets/{id}", "2.0")
    assert pet["event"]["stageVariables"] == {"COLOUR": "blue"}
    assert other["event"]["version"] == "1.0"  # an integration's own default
    assert pet["event"]["requestContext"]["apiId"] == application["Api"].host.partition(".")[0]


def test_one_function_behind_everything(build: Build) -> None:
    application = build("""
        Api:
          Type: AWS::ApiGatewayV2::Api
          Properties: {Name: quick, ProtocolType: HTTP, Target: !GetAtt Pets.Arn, CorsConfiguration: {AllowOrigins: ["*"]}}
    """)
    answer = application.http_client("Api").get("/any/path", headers={"origin": "https://a.example.com"})
    assert (answer.json()["by"], answer.headers["access-control-allow-origin"]) == ("Pets", "*")


def test_numbers_and_flags_may_be_text_as_parameters_are(build: Build) -> None:
    text = API.replace("ProtocolType: HTTP", 'ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ["https://a.example.com"], AllowCredentials: "true", MaxAge: "60"}')
    client = build(text.replace("PayloadFormatVersion", 'TimeoutInMillis: "2000"\n    PayloadFormatVersion')).http_client()
    asked = {"origin": "https://a.example.com", "access-control-request-method": "GET"}
    answer = client.options("/pets/7", headers=asked)
    assert (answer.headers["access-control-allow-credentials"], answer.headers["access-control-max-age"]) == ("true", "60")


def test_an_authorizer_with_simple_answers(build: Build) -> None:
    client = build(guarded("CUSTOM", """
    AuthorizerType: REQUEST
    AuthorizerPayloadFormatVersion: "2.0"
    EnableSimpleResponses: "true"
    AuthorizerResultTtlInSeconds: "0"
    IdentitySource: [$request.header.X-Key]
    AuthorizerUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Guard.Arn}/invocations"
""")).http_client()  # fmt: skip
    assert [client.post("/pets", headers=each).status_code for each in ({}, {"x-key": "bad"})] == [401, 403]
    event = client.post("/pets", headers={"x-key": "good"}).json()["event"]
    assert event["requestContext"]["authorizer"] == {"lambda": {"of": "Guard"}}


def test_tokens(build: Build) -> None:
    application = build(guarded("JWT", """
    AuthorizerType: JWT
    IdentitySource: [$request.header.Authorization]
    JwtConfiguration: {Issuer: https://issuer.example.com, Audience: [shop]}
""", AuthorizationScopes="[write]"))  # fmt: skip
    client = application.http_client()
    assert client.post("/pets").status_code == 401
    issuer = application.token_issuer("https://issuer.example.com")
    for scope, status in ("read", 403), ("read write", 200):
        token = issuer.token(aud="shop", scope=scope)
        assert client.post("/pets", headers={"authorization": f"Bearer {token}"}).status_code == status
    with pytest.raises(ConfigurationError, match=r"There is no issuer 'other' that an authorizer trusts\. Known: 'https"):
        application.token_issuer("other")


def test_signed_requests(build: Build) -> None:
    text = guarded("AWS_IAM", "    AuthorizerType: JWT").replace("    AuthorizerId: !Ref Own\n", "")
    assert build(text[: text.index("Own:")]).http_client().post("/pets").status_code == 403


def test_a_named_stage_and_another_one(build: Build) -> None:
    application = build(f"""{API}
Test: {{Type: AWS::ApiGatewayV2::Stage, Properties: {{ApiId: !Ref Api, StageName: test}}}}
""")
    event = application["Test"].client().get("/pets/1").json()["event"]
    assert (event["rawPath"], event["requestContext"]["stage"]) == ("/test/pets/1", "test")


def test_a_document(build: Build) -> None:
    application = build("""
        Api:
          Type: AWS::ApiGatewayV2::Api
          Properties:
            Body:
              openapi: 3.0.1
              paths:
                /toys:
                  get:
                    x-amazon-apigateway-integration: {$ref: "#/components/x-amazon-apigateway-integrations/toys"}
              components:
                x-amazon-apigateway-integrations:
                  toys:
                    type: aws_proxy
                    payloadFormatVersion: "2.0"
                    uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Toys.Arn}/invocations"
        Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default}}
    """)
    assert application.http_client().get("/toys").json()["by"] == "Toys"


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (API.replace("integrations/${ToPets}", "integrations/none"), ConfigurationError,
         r"Resources > GetPet > Properties\): Target is 'integrations/none'"),
        (API.replace("PayloadFormatVersion", "TimeoutInMillis: soon\n    PayloadFormatVersion"), ConfigurationError,
         r"line 9 .*TimeoutInMillis\): Value of property TimeoutInMillis must be of type Integer, not 'soon'"),
        (API.replace("!GetAtt Pets.Arn", "https://example.com"), ConfigurationError, "expected the ARN of a Lambda function"),
        ("Api: {Type: AWS::ApiGatewayV2::Api, Properties: {BodyS3Location: {Bucket: b, Key: k}}}", NotSimulated,
         r"line 2 .*BodyS3Location\): a document in a bucket is not read"),
        ("""
        Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Body: {openapi: 3.0.1, paths: {/a: {get: {}}}}}}
        Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default}}
        """, ConfigurationError, r"line 2 .*get\): No integration defined for method"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(build: Build, text: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        build(text)


def test_a_route_with_another_integration(build: Build) -> None:
    client = build(API.replace("IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Toys.Arn",
                               "IntegrationType: HTTP_PROXY, IntegrationUri: https://example.com")).http_client()  # fmt: skip
    assert client.get("/pets/1").status_code == 200
    with pytest.raises(NotSimulated, match="integrations of type 'HTTP_PROXY' are not simulated"):
        client.get("/other")
