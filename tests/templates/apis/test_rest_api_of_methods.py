"""REST APIs that a template builds of resources and methods, as the CDK and the Serverless Framework do."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, NotSimulated

from .conftest import Build

URI = "!Sub 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Arn}/invocations'"

API = f"""
Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: shop, EndpointConfiguration: {{Types: [REGIONAL]}}}}}}
PetsPath:
  Type: AWS::ApiGateway::Resource
  Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: pets}}
PetPath:
  Type: AWS::ApiGateway::Resource
  Properties: {{RestApiId: !Ref Api, ParentId: !Ref PetsPath, PathPart: "{{id}}"}}
Root:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !GetAtt Api.RootResourceId
    HttpMethod: ANY
    AuthorizationType: NONE
    Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: {URI % "Pets"}}}
GetPet:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref PetPath
    HttpMethod: GET
    OperationName: GetPet
    AuthorizationType: NONE
    Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: {URI % "Toys"}}}
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: {{RestApiId: !Ref Api, StageName: live, DeploymentId: !Ref Deployment, Variables: {{COLOUR: blue}}}}
Deployment: {{Type: AWS::ApiGateway::Deployment, DependsOn: [Root, GetPet], Properties: {{RestApiId: !Ref Api}}}}
"""


def method(name: str, **properties: str) -> str:
    """The method POST of /pets with further properties."""
    lines = "".join(f"\n    {key}: {value}" for key, value in properties.items())
    return f"""
{name}:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref PetsPath
    HttpMethod: POST
    Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: {URI % "Pets"}}}{lines}
"""


def test_requests_take_their_routes(build: Build) -> None:
    application = build(API)
    client = application.http_client("Api")
    root, pet = client.get("/").json(), client.get("/pets/7").json()
    assert (root["by"], pet["by"]) == ("Pets", "Toys")
    context = pet["event"]["requestContext"]
    assert (context["resourcePath"], context["operationName"], context["stage"]) == ("/pets/{id}", "GetPet", "live")
    assert pet["event"]["pathParameters"] == {"id": "7"}
    assert pet["event"]["stageVariables"] == {"COLOUR": "blue"}
    assert client.get("/pets").status_code == 403
    assert context["apiId"] == application["Api"].host.partition(".")[0]


def test_the_url_of_the_template_is_that_of_the_door(build: Build) -> None:
    output = "!Sub 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live'"
    queue = f"Queue: {{Type: AWS::SQS::Queue, Properties: {{Tags: [{{Key: url, Value: {output}}}]}}}}\n"
    application = build(queue + API)
    assert application["Api"].base_url.startswith("https://")
    assert application.http_client("Api").get(f"{application['Api'].base_url}/pets/1").status_code == 200


def test_an_authorizer_with_a_function(build: Build) -> None:
    guarded = method("PostPet", AuthorizationType="CUSTOM", AuthorizerId="!Ref Own")
    application = build(f"""{API}{guarded}
Own:
  Type: AWS::ApiGateway::Authorizer
  Properties:
    RestApiId: !Ref Api
    Name: own
    Type: TOKEN
    IdentitySource: method.request.header.X-Key
    AuthorizerUri: {URI % "Guard"}
""")
    client = application.http_client("Api")
    assert client.post("/pets").status_code == 401
    assert client.post("/pets", headers={"x-key": "bad"}).status_code == 403
    passed = client.post("/pets", headers={"x-key": "good"}).json()["event"]["requestContext"]["authorizer"]
    assert (passed["principalId"], passed["of"]) == ("ada", "Guard")


def test_a_user_pool(build: Build) -> None:
    guarded = method("PostPet", AuthorizationType="COGNITO_USER_POOLS", AuthorizerId="!Ref Own")
    application = build(f"""{API}{guarded}
Users: {{Type: AWS::Cognito::UserPool}}
Own:
  Type: AWS::ApiGateway::Authorizer
  Properties:
    RestApiId: !Ref Api
    Name: own
    Type: COGNITO_USER_POOLS
    IdentitySource: method.request.header.Authorization
    ProviderARNs: [!GetAtt Users.Arn]
""")
    client = application.http_client("Api")
    assert client.post("/pets", headers={"authorization": "nobody"}).status_code == 401
    token = application.token_issuer().token(sub="ada", token_use="id", aud="client")
    claims = client.post("/pets", headers={"authorization": token}).json()["event"]["requestContext"]["authorizer"]
    assert claims["claims"]["sub"] == "ada"


def test_signed_requests(build: Build) -> None:
    client = build(f"{API}{method('PostPet', AuthorizationType='AWS_IAM')}").http_client("Api")
    assert client.post("/pets").status_code == 403


def test_a_validator_and_a_model(build: Build) -> None:
    checked = method(
        "PostPet", RequestValidatorId="!Ref Checks", RequestModels="{application/json: !Ref Pet}",
        RequestParameters="{method.request.querystring.page: true}",
    )  # fmt: skip
    application = build(f"""{API}{checked}
Checks:
  Type: AWS::ApiGateway::RequestValidator
  Properties: {{RestApiId: !Ref Api, ValidateRequestBody: true, ValidateRequestParameters: true}}
Pet:
  Type: AWS::ApiGateway::Model
  Properties:
    RestApiId: !Ref Api
    ContentType: application/json
    Schema: {{type: object, required: [name]}}
BadBody:
  Type: AWS::ApiGateway::GatewayResponse
  Properties:
    RestApiId: !Ref Api
    ResponseType: BAD_REQUEST_BODY
    StatusCode: "422"
""")
    client = application.http_client("Api")
    assert client.post("/pets", json={"name": "x"}).status_code == 400
    assert client.post("/pets?page=1", json={}).status_code == 422
    assert client.post("/pets?page=1", json={"name": "x"}).status_code == 200


def test_numbers_and_flags_may_be_text_as_parameters_are(build: Build) -> None:
    text = API.replace("Integration: {Type: AWS_PROXY,", 'Integration: {TimeoutInMillis: "2000", Type: AWS_PROXY,')
    checked = method(
        "PostPet", ApiKeyRequired='"false"', RequestValidatorId="!Ref Checks",
        RequestParameters='{method.request.querystring.page: "true", method.request.querystring.size: "false"}',
    )  # fmt: skip
    client = build(f"""{text}{checked}
Checks:
  Type: AWS::ApiGateway::RequestValidator
  Properties: {{RestApiId: !Ref Api, ValidateRequestBody: "false", ValidateRequestParameters: "true"}}
""").http_client("Api")
    assert client.get("/pets/7").status_code == 200
    assert [client.post(path).status_code for path in ("/pets", "/pets?page=1")] == [400, 200]


def test_a_model_that_is_no_json(build: Build) -> None:
    text = API + method("PostPet", RequestModels="{application/json: !Ref Pet}")
    with pytest.raises(ConfigurationError, match=r"line \d+ .*Pet > Properties > Schema\): this text is no JSON"):
        build(f"""{text}
Pet: {{Type: AWS::ApiGateway::Model, Properties: {{RestApiId: !Ref Api, ContentType: application/json, Schema: "{{"}}}}
""")


def test_a_mock_for_cors(build: Build) -> None:
    client = build(f"""{API}
Options:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref PetsPath
    HttpMethod: OPTIONS
    AuthorizationType: NONE
    Integration:
      Type: MOCK
      RequestTemplates: {{application/json: '{{"statusCode": 204}}'}}
      IntegrationResponses:
        - StatusCode: "204"
          ResponseParameters: {{method.response.header.Access-Control-Allow-Origin: "'*'"}}
""").http_client("Api")
    answer = client.options("/pets")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")


def test_api_keys_are_not_simulated(build: Build) -> None:
    client = build(f"{API}{method('PostPet', ApiKeyRequired='true')}").http_client("Api")
    with pytest.raises(NotSimulated, match="API keys"):
        client.post("/pets")


def test_each_stage_has_a_door(build: Build) -> None:
    application = build(f"""{API}
Test:
  Type: AWS::ApiGateway::Stage
  Properties: {{RestApiId: !Ref Api, StageName: test, DeploymentId: !Ref Deployment}}
""")
    assert application["Api"].base_url.endswith("/live")
    assert application["Test"].base_url.endswith("/test")
    with pytest.raises(ConfigurationError, match="has these doors for HTTP: Api, Test; which one is not said"):
        application.http_client()


def test_an_api_without_a_stage_is_told(build: Build) -> None:
    text = API[: API.index("Stage:\n")] + "Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api}}"
    application = build(text)
    [part] = [each for each in application.not_simulated if each.logical_id == "Api"]
    assert part.why == "the API has no stage, so that no request reaches it."
    with pytest.raises(ConfigurationError, match="has these doors for HTTP: none"):
        application.http_client()


def test_the_stage_of_a_deployment(build: Build) -> None:
    text = API[: API.index("Stage:\n")]
    application = build(f"""{text}
Deployment: {{Type: AWS::ApiGateway::Deployment, Properties: {{RestApiId: !Ref Api, StageName: only}}}}
""")
    assert application.http_client().get("/pets/1").json()["event"]["requestContext"]["stage"] == "only"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (URI % "Toys", "arn:aws:lambda:us-east-1:123456789012:function:gone", r"line \d+ .*uri\): Function not found: gone"),
        (URI % "Toys", "arn:aws:s3:::x", r"expected the ARN of a Lambda function"),
        ("ResourceId: !Ref PetPath", "ResourceId: other", r"line \d+ .*ResourceId\): there is no resource 'other'"),
    ],
)
def test_mistakes_are_told_with_their_line(build: Build, before: str, after: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        build(API.replace(before, after))


def test_private_apis_are_not_simulated(build: Build) -> None:
    with pytest.raises(NotSimulated, match="PRIVATE"):
        build(API.replace("[REGIONAL]", "[PRIVATE]"))
