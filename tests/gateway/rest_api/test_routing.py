"""Which resource a request reaches: facts 3.1, and what was recorded of the resource tree."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction
from tests.gateway.rest_api.asked import ask, echo

TOKEN = {"message": "Missing Authentication Token"}


def reached(method: str, path: str, routes: list[str]) -> str | None:
    return ask(echo, method, path, routes=routes).extensions["lambda"].route


#: routes, request -> route
TABLE: list[tuple[str, list[str], str, str | None]] = [
    ("V fixed before greedy", ["GET /{param+}", "GET /part1"], "GET /part1", "GET /part1"),
    (
        "V a child of a fixed part",
        ["GET /{param+}", "GET /part1", "GET /part1/hardcoded-value"],
        "GET /part1/hardcoded-value",
        "GET /part1/hardcoded-value",
    ),
    (
        "V a fixed part without this child gives way",
        ["GET /part1", "GET /{param+}", "GET /part1/hardcoded-value"],
        "GET /part1/random-value",
        "GET /{param+}",
    ),
    (
        "V a fixed part without this method gives way",
        ["POST /test", "ANY /test/any", "OPTIONS /{proxy+}"],
        "OPTIONS /test",
        "OPTIONS /{proxy+}",
    ),
    ("V its own method", ["POST /test", "OPTIONS /{proxy+}"], "POST /test", "POST /test"),
    ("V any method", ["ANY /test/any", "OPTIONS /{proxy+}"], "OPTIONS /test/any", "ANY /test/any"),
    ("D fixed before a variable", ["GET /pets/{id}", "GET /pets/mine"], "GET /pets/mine", "GET /pets/mine"),
    ("D a variable", ["GET /pets/{id}", "GET /pets/mine"], "GET /pets/7", "GET /pets/{id}"),
    ("D a method before ANY", ["ANY /pets", "GET /pets"], "GET /pets", "GET /pets"),
    ("D a variable is one part", ["GET /pets/{id}"], "GET /pets/7/toys", None),
    ("D a greedy variable is not empty", ["GET /pets/{proxy+}"], "GET /pets", None),
    ("D the root is not greedy", ["GET /{proxy+}"], "GET /", None),
    ("D the root", ["GET /"], "GET /", "GET /"),
    ("C a slash at the end does not count", ["GET /pets"], "GET /pets/", "GET /pets"),
    ("C not even that of the route", ["GET /pets/"], "GET /pets", "GET /pets/"),
    ("C no HEAD for GET", ["GET /pets"], "HEAD /pets", None),
    ("C ANY has HEAD", ["ANY /pets"], "HEAD /pets", "ANY /pets"),
    ("C ANY has seven methods", ["ANY /pets"], "TRACE /pets", None),
    ("K case counts", ["GET /pets"], "GET /Pets", None),
]


@pytest.mark.parametrize(("routes", "request_line", "route"), [each[1:] for each in TABLE], ids=[each[0] for each in TABLE])
def test_the_resource_tree(routes, request_line, route):
    assert reached(*request_line.split(" "), routes) == route


def test_the_order_of_the_table_does_not_count():
    routes = ["GET /a/b", "GET /a/{x}", "GET /{y+}"]
    for path, route in (("/a/b", routes[0]), ("/a/c", routes[1]), ("/b", routes[2])):
        assert reached("GET", path, routes) == reached("GET", path, routes[::-1]) == route


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/random-non-existing"), ("POST", "/existing"), ("OPTIONS", "/existing")]
)
def test_v_no_route_or_a_wrong_method(method, path):
    """A preflight is none of the gateway's business, unless a route has the method."""
    response = ask(echo, method, path, routes=["GET /existing"])
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.json()) == (403, TOKEN)
    assert response.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"
    assert response.headers["content-length"] == "42"
    assert (exchange.route, exchange.event, exchange.result) == (None, None, None)
    assert exchange.refusal.rule == "REST-no-route"
    assert {"x-amzn-requestid", "x-amz-apigw-id", "date"} <= response.headers.keys()


def test_a_preflight_reaches_the_function_where_there_is_a_route():
    response = ask(echo, "OPTIONS", "/pets", request={"headers": {"origin": "https://example.com"}})
    assert response.json()["httpMethod"] == "OPTIONS"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/", "/pets", "/production/pets", "/Prod/pets"])
def test_k_a_path_without_the_stage(path):
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api")
        assert str(client.base_url) == f"https://{client.base_url.host}/prod/"
        response = client.get(f"https://{client.base_url.host}{path}")
        assert not function.invocations
    assert (response.status_code, response.json()) == (403, {"message": "Forbidden"})
    assert response.headers["x-amzn-errortype"] == "ForbiddenException"
    assert response.extensions["lambda"].refusal.rule == "REST-stage"


def test_routes_have_functions_of_their_own():
    with LambdaFunction(echo) as function, LambdaFunction(lambda event, context: {"body": "other"}) as other:
        client = function.http_client("rest-api", routes={"GET /mine": None, "GET /other": other})
        assert client.get("/mine").json()["resource"] == "/mine"
        assert client.get("/other").text == "other"


def test_a_route_has_an_operation_name():
    event = ask(echo, path="/pets", routes={"GET /pets": {"operation_name": "ListPets"}}).json()
    assert event["requestContext"]["operationName"] == "ListPets"
    assert list(event["requestContext"])[:3] == ["resourceId", "resourcePath", "operationName"]


def test_an_openapi_document():
    document: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": "pets", "version": "1"},
        "x-amazon-apigateway-binary-media-types": ["image/png"],
        "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": {"statusCode": 418}},
        "x-amazon-apigateway-request-validators": {
            "both": {"validateRequestBody": True, "validateRequestParameters": True}
        },
        "x-amazon-apigateway-request-validator": "both",
        "paths": {
            "/pets/{id}": {
                "post": {
                    "operationId": "FeedPet",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                        {"name": "much", "in": "query", "required": True, "schema": {"type": "string"}},
                    ],
                    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "responses": {},
                }
            }
        },
    }
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api", openapi=document)
        event = client.post("/pets/7?much=1", json={}).json()
        assert (event["resource"], event["requestContext"]["operationName"]) == ("/pets/{id}", "FeedPet")
        assert client.post("/pets/7", json={}).json() == {"message": "Missing required request parameters: [much]"}
        assert client.post("/pets/7?much=1", json=[]).json() == {"message": "Invalid request body"}
        assert client.get("/pets/7").status_code == 418
        image = client.post("/pets/7?much=1", content=b"x", headers={"content-type": "image/png"}).json()
        assert image["isBase64Encoded"] is True
        document["paths"]["/pets/{id}"]["post"]["x-amazon-apigateway-integration"] = {"type": "aws_proxy", "httpMethod": "GET"}
        wrong = function.http_client("rest-api", openapi=document).post("/pets/7?much=1", json={})
        assert wrong.extensions["lambda"].refusal.rule == "REST-integration-method"
        own = function.http_client("rest-api", openapi=document, gateway_responses={}, binary_media_types=[])
        assert own.get("/pets/7").status_code == 403


SIBLING = r"A sibling \(\{id\}\) of this resource already has a variable path part -- only one is allowed"

#: routes -> what is said of them
BAD = {
    "two variables": (["GET /pets/{id}", "GET /pets/{name}/toys"], SIBLING),
    "a variable and a greedy one": (["GET /{id}", "ANY /{proxy+}"], SIBLING),
    "$default": (["$default"], r"\$default.*only HTTP APIs have: expected 'ANY /\{proxy\+\}'"),
    "a part that is none": (["GET /a b"], "'a b' is no path part"),
    "an empty part": (["GET /a//b"], "'' is no path part"),
    "a slash at the end": (["GET /a", "GET /a/"], "'GET /a' and 'GET /a/', which are one resource"),
    "twice": (["GET /a", "get /a"], "'GET /a' twice"),
    "no template": (["GET /a{id}"], "no parameter"),
    "empty": ([], "routes is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_tables_that_cannot_be(case):
    routes, message = BAD[case]
    with LambdaFunction(echo) as function, pytest.raises(ConfigurationError, match=message):
        function.http_client("rest-api", routes=routes)


def test_the_same_variable_may_be_there_twice():
    routes = ["GET /pets/{id}", "GET /pets/{id}/toys", "GET /toys/{name}"]
    assert reached("GET", "/pets/7/toys", routes) == "GET /pets/{id}/toys"
