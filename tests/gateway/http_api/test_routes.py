"""Which route a request takes: AWS's page "Create routes for HTTP APIs in API Gateway"."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, LambdaService, events
from pytest_lambda.gateway.authorizers import Authorized
from pytest_lambda.gateway.http_api.route_table import RouteTable
from pytest_lambda.gateway.routes.route import routes_of

from .asked import OK, answered, event_of, refused

DOCUMENT = {
    "openapi": "3.0.1",
    "info": {"title": "pets", "version": "1"},
    "paths": {"/pets": {"get": {"operationId": "listPets", "responses": {}}}},
}
PAGE = ["$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1"]


@pytest.mark.parametrize(
    ("routes", "method", "path", "key"),
    [
        pytest.param(PAGE, "GET", "/pets/dog/1", "GET /pets/dog/1", id="D literal"),
        pytest.param(PAGE, "GET", "/pets/dog/2", "GET /pets/dog/{id}", id="D parameter"),
        pytest.param(PAGE, "GET", "/pets/cat/1", "GET /pets/{proxy+}", id="D greedy"),
        pytest.param(PAGE, "POST", "/test/5", "ANY /{proxy+}", id="D any method"),
        pytest.param(PAGE, "POST", "/pets/dog/1", "ANY /{proxy+}", id="D other method"),
        pytest.param(PAGE, "GET", "/", "$default", id="N greedy needs a segment"),
        pytest.param(["ANY /pets", "GET /pets"], "GET", "/pets", "GET /pets", id="D method before ANY"),
        pytest.param(["ANY /pets", "GET /pets"], "PUT", "/pets", "ANY /pets", id="D methods that are not defined"),
        pytest.param(["ANY /pets", "GET /{proxy+}"], "GET", "/pets", "ANY /pets", id="D path before method"),
        pytest.param(
            ["GET /pets/dog/{proxy+}", "GET /{a}/{b}/{c}"],
            "GET",
            "/pets/dog/1",
            "GET /{a}/{b}/{c}",
            id="D full before greedy",
        ),
        pytest.param(
            ["GET /a/{proxy+}", "GET /a/b/{proxy+}"], "GET", "/a/b/c", "GET /a/b/{proxy+}", id="D longer greedy"
        ),
        pytest.param(["GET /{a}/b", "GET /a/{b}"], "GET", "/a/b", "GET /a/{b}", id="N first literal"),
        pytest.param(
            ["OPTIONS /{proxy+}", "$default"], "OPTIONS", "/x", "OPTIONS /{proxy+}", id="D options before default"
        ),
        pytest.param(["GET /pets"], "GET", "/p%65ts", "GET /pets", id="N decoded"),
        pytest.param(["GET /pets"], "GET", "/pets/", "GET /pets", id="N slash at the end"),
    ],
)
@pytest.mark.parametrize("turn", [1, -1], ids=["", "reversed"])
def test_the_most_specific_route(routes, method, path, key, turn):
    response = answered(OK, method=method, path=path, routes=routes[::turn])
    assert response.extensions["lambda"].route == key
    assert response.extensions["lambda"].event["routeKey"] == key


@pytest.mark.parametrize(
    ("routes", "method", "path"),
    [
        (["GET /pets"], "GET", "/cats"),
        (["GET /pets"], "POST", "/pets"),
        (["GET /pets"], "HEAD", "/pets"),
        (["GET /pets"], "GET", "/Pets"),
        (["GET /pets/{id}"], "GET", "/pets"),
        (["GET /pets/{id}"], "GET", "/pets/1/2"),
        (["GET /pets/{id}"], "GET", "/pets//"),
        (["ANY /pets/{proxy+}"], "GET", "/pets"),
    ],
)
def test_k_without_a_route_nothing_is_found(routes, method, path):
    response = answered(OK, method=method, path=path, routes=routes)
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule) == (404, "HTTP-no-route")
    assert (exchange.route, exchange.event, exchange.result) == (None, None, None)
    assert len(response.headers["apigw-requestid"]) == 16


def test_k_the_body_of_not_found():
    response = answered(OK, path="/cats", routes=["GET /pets"])
    assert refused(response) == (404, {"message": "Not Found"}, "HTTP-no-route")
    assert response.extensions["lambda"].refusal.reason == "no route takes GET /cats"


def test_without_routes_everything_takes_the_default_one():
    assert event_of("DELETE", "/any/thing")["routeKey"] == "$default"


def test_parameters_in_several_places():
    event = event_of("GET", "/users/7/orders/a/b/c", settings={"routes": ["GET /users/{id}/orders/{rest+}"]})
    assert event["pathParameters"] == {"id": "7", "rest": "a/b/c"}


def test_each_route_may_have_a_function():
    with LambdaFunction(lambda event, context: "pets") as pets, LambdaFunction(lambda event, context: "else") as other:
        client = other.http_client("http-api", routes={"GET /pets": pets, "$default": None})
        assert [client.get(path).text for path in ("/pets", "/cats")] == ["pets", "else"]
    assert len(pets.invocations) == len(other.invocations) == 1


@pytest.mark.parametrize("routes", [["GET /pets/{id}", "GET /pets/{name}"], ["ANY /{a+}", "ANY /{b+}"]])
def test_routes_that_take_the_same_requests(routes):
    with pytest.raises(ConfigurationError, match="which take the same requests: expected one of them"):
        RouteTable(routes_of(routes))


def test_a_document():
    document = {
        "openapi": "3.0.1",
        "info": {"title": "pets", "version": "1"},
        "paths": {
            "/pets/{id}": {"get": {"operationId": "pet", "responses": {}}},
            "/$default": {"x-amazon-apigateway-any-method": {"isDefaultRoute": True, "responses": {}}},
        },
        "x-amazon-apigateway-cors": {"allowOrigins": ["https://example.com"]},
    }
    with LambdaFunction(lambda event, context: event["routeKey"]) as function:
        client = function.http_client("http-api", openapi=document)
        assert client.get("/pets/1").text == "GET /pets/{id}"
        assert client.get("/cats").text == "$default"
        headers = client.get("/pets/1", headers={"Origin": "https://example.com"}).headers
        assert headers["access-control-allow-origin"] == "https://example.com"


def test_a_setting_counts_more_than_the_document():
    document = {**DOCUMENT, "x-amazon-apigateway-cors": {"allowOrigins": ["https://example.com"]}}
    cors = {"allow_origins": ["https://other.example"]}
    headers = {"Origin": "https://other.example"}
    response = answered(OK, path="/pets", headers=headers, openapi=document, cors=cors)
    assert response.headers["access-control-allow-origin"] == "https://other.example"


def test_authorizers_of_a_document():
    scheme = {
        "type": "oauth2",
        "x-amazon-apigateway-authorizer": {"type": "jwt", "jwtConfiguration": {"issuer": "https://example.com"}},
    }
    operation = {"security": [{"pool": ["pets.read"]}], "responses": {}}
    document = {**DOCUMENT, "components": {"securitySchemes": {"pool": scheme}}, "paths": {"/pets": {"get": operation}}}
    with LambdaFunction(lambda event, context: OK) as function:
        with pytest.raises(ConfigurationError, match="the document has the authorizer 'pool'"):
            function.http_client("http-api", openapi=document)
        asked = Notes()
        function.http_client("http-api", openapi=document, authorizers={"pool": asked}).get("/pets")
    assert asked.scopes == [("pets.read",)]


class Notes:
    """Lets every request pass."""

    def __init__(self):
        self.scopes = []

    def authorize(self, call):
        self.scopes.append(call.route.authorization_scopes)
        return Authorized(None)


def test_functions_of_a_document():
    with LambdaFunction(lambda event, context: "pets") as pets, LambdaFunction(lambda event, context: "api") as api:
        client = api.http_client("http-api", openapi=DOCUMENT, functions={"listPets": pets})
        assert client.get("/pets").text == "pets"


def test_r_a_greedy_variable_has_no_slash_at_its_beginning():
    event = event_of("GET", "/%2Fa//b/", settings={"routes": ["ANY /{proxy+}"]})
    assert event["rawPath"] == "//a//b/"
    assert event["pathParameters"] == {"proxy": "a//b"}
    assert events.check(event) == []


def test_an_alias_of_the_function():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: context.invoked_function_arn)
        function.publish_version()
        function.create_alias("live", function_version="1")
        client = function.http_client("http-api", qualifier="live")
        assert client.get("/").text.endswith(":function:pets:live")
