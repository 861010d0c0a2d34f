"""The documents of a template's APIs are read by the gateway."""

from __future__ import annotations

from pathlib import Path

from pytest_lambda.gateway.routes.openapi.document import ApiDocument, document_of
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.world import World
from tests.templates.written import Named, template

FUNCTION = "Handler: app.handler, Runtime: python3.12, CodeUri: src/"


def document(text: str, api: str, *, folder: Path | None = None) -> ApiDocument:
    made = template("Transform: AWS::Serverless-2016-10-31\n" + text, folder=folder)
    evaluator = Evaluator(made, World(), identities=Named())
    return document_of(evaluator.resolve(made.resources[api].properties.get("Body")))


def routes(document: ApiDocument) -> dict[str, Route]:
    return {f"{route.method} {route.path}": route for route in document.routes}


def test_document_of_a_rest_api() -> None:
    made = document(
        f"""
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      {FUNCTION.replace(", ", chr(10) + "      ")}
      Events:
        List: {{Type: Api, Properties: {{Path: /orders, Method: get, RestApiId: !Ref Shop, TimeoutInMillis: 5000}}}}
        Open: {{Type: Api, Properties: {{Path: /open, Method: any, RestApiId: !Ref Shop, Auth: {{Authorizer: NONE}}}}}}
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Cors: "'*'"
      BinaryMediaTypes: [image~1png]
      GatewayResponses: {{DEFAULT_4XX: {{StatusCode: 499}}}}
      Auth:
        DefaultAuthorizer: Pool
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers: {{Pool: {{UserPoolArn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/p"}}}}
""",
        "Shop",
    )

    found = routes(made)
    assert sorted(found) == ["ANY /open", "GET /orders", "OPTIONS /open", "OPTIONS /orders"]
    assert (found["GET /orders"].authorizer, found["ANY /open"].authorizer) == ("Pool", "NONE")
    assert found["GET /orders"].timeout_in_millis == 5000
    assert made.authorizers == {"Pool": "cognito_user_pools"}
    assert made.binary_media_types == ("image/png",)
    assert made.gateway_responses["DEFAULT_4XX"]["status_code"] == "499"


def test_document_of_an_http_api() -> None:
    made = document(
        f"""
Globals:
  Function: {{{FUNCTION}}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        One: {{Type: HttpApi, Properties: {{Path: "/orders/{{id}}", Method: get, ApiId: !Ref Web}}}}
        Old: {{Type: HttpApi, Properties: {{Path: /old, Method: get, ApiId: !Ref Web, PayloadFormatVersion: "1.0"}}}}
        Open: {{Type: HttpApi, Properties: {{Path: /open, Method: post, ApiId: !Ref Web, Auth: {{Authorizer: NONE}}}}}}
        Rest: {{Type: HttpApi, Properties: {{ApiId: !Ref Web}}}}
  Web:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {{AllowOrigins: [https://a.example], MaxAge: 5}}
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers:
          Jwt:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {{issuer: https://issuer.example, audience: [a]}}
            AuthorizationScopes: [read]
""",
        "Web",
    )

    found = routes(made)
    assert sorted(found) == ["ANY $default", "GET /old", "GET /orders/{id}", "POST /open"]
    assert (found["GET /orders/{id}"].authorizer, found["POST /open"].authorizer) == ("Jwt", "NONE")
    assert found["GET /orders/{id}"].authorization_scopes == ("read",)
    assert (found["GET /old"].payload_format, found["GET /orders/{id}"].payload_format) == ("1.0", "2.0")
    assert made.cors == {"allow_origins": ["https://a.example"], "max_age": 5}


def test_path_whose_function_is_not_there_is_no_route() -> None:
    text = f"""
Globals:
  Function: {{{FUNCTION}}}
Conditions:
  Wanted: !Equals [a, a]
  Other: !Equals [a, b]
Resources:
  Here:
    Type: AWS::Serverless::Function
    Condition: Wanted
    Properties: {{Events: {{Get: {{Type: Api, Properties: {{Path: /here, Method: get}}}}}}}}
  There:
    Type: AWS::Serverless::Function
    Condition: Other
    Properties: {{Events: {{Get: {{Type: Api, Properties: {{Path: /there, Method: get}}}}}}}}
"""

    assert list(routes(document(text, "ServerlessRestApi"))) == ["GET /here"]


def test_document_in_a_file_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        'swagger: "2.0"\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}, responses: {}}}}\n'
    )
    text = "Resources: {Shop: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: api.yaml}}}"

    made = document(text, "Shop", folder=tmp_path)

    assert (made.name, list(routes(made))) == ("api.yaml", ["GET /a"])
