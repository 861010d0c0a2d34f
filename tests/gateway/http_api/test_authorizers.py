"""An HTTP API asks its authorizers, and hands on what they say; what they decide is tested with them."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, events
from pytest_lambda.gateway.authorizers import Authorized, AuthorizerCall, IamAuthorizer, LambdaAuthorizer
from pytest_lambda.gateway.door import Refused

from .asked import OK, refused

SITE = "https://example.com"
PREFLIGHT = {"Origin": SITE, "Access-Control-Request-Method": "GET"}
CORS = {"allow_origins": [SITE]}


class Lets:
    """Lets every request pass that has a key, and keeps what it was asked."""

    def __init__(self, context=None):
        self.context = context
        self.calls: list[AuthorizerCall] = []

    def authorize(self, call: AuthorizerCall) -> Authorized:
        self.calls.append(call)
        if call.request.header("x-key") is None:
            raise Refused("UNAUTHORIZED", "TEST-key", "there is no key")
        return Authorized(self.context)


class Refuses:
    def __init__(self, name, **more):
        self.name = name
        self.more = more

    def authorize(self, call):
        raise Refused(self.name, "TEST-refused", "because of the test", **self.more)


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: OK) as made:
        yield made


def of_authorizer(response):
    event = response.extensions["lambda"].event
    assert events.check(event) == []
    return event["requestContext"].get("authorizer")


KEY = {"X-Key": "k"}


def test_what_an_authorizer_is_asked(function):
    authorizer = Lets()
    client = function.http_client(
        "http-api", routes=["GET /pets/{id}"], stage="prod", stage_variables={"a": "b"}, authorizer=authorizer
    )
    response = client.get("/pets/1?q=1", headers=KEY)
    (call,) = authorizer.calls
    assert (call.route.key, call.path_parameters, call.stage) == ("GET /pets/{id}", {"id": "1"}, "prod")
    assert (call.stage_variables, call.http.path, call.request.path) == ({"a": "b"}, "/pets/1", "/prod/pets/1")
    assert call.api_id == response.extensions["lambda"].event["requestContext"]["apiId"]
    assert call.exchange is response.extensions["lambda"]
    assert call.event["requestContext"]["requestId"] == response.headers["apigw-requestid"]
    assert "authorizer" not in call.event["requestContext"]


@pytest.mark.parametrize("context", [{"lambda": {"user": "ada"}}, {"jwt": {"claims": {"sub": "ada"}, "scopes": None}}])
def test_what_a_function_gets_to_know(function, context):
    response = function.http_client("http-api", authorizer=Lets(context)).get("/", headers=KEY)
    assert of_authorizer(response) == context
    assert list(response.extensions["lambda"].event["requestContext"])[:4] == [
        "accountId",
        "apiId",
        "authorizer",
        "domainName",
    ]


def test_what_a_function_gets_to_know_in_format_1(function):
    client = function.http_client("http-api", authorizer=Lets({"user": "ada"}), payload_format="1.0")
    response = client.get("/", headers=KEY)
    assert of_authorizer(response) == {"user": "ada"}
    assert list(response.extensions["lambda"].event["requestContext"])[-1] == "authorizer"


def test_an_authorizer_may_say_nothing(function):
    response = function.http_client("http-api", authorizer=Lets()).get("/", headers=KEY)
    assert "authorizer" not in response.extensions["lambda"].event["requestContext"]


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("UNAUTHORIZED", 401, "Unauthorized"),
        ("ACCESS_DENIED", 403, "Forbidden"),
        ("EXPIRED_TOKEN", 403, "Forbidden"),
        ("INVALID_SIGNATURE", 403, "Forbidden"),
        ("MISSING_AUTHENTICATION_TOKEN", 403, "Forbidden"),
        ("AUTHORIZER_FAILURE", 500, "Internal Server Error"),
        ("AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal Server Error"),
    ],
)
def test_k_a_request_that_may_not_pass(function, name, status, message):
    response = function.http_client("http-api", authorizer=Refuses(name)).get("/")
    assert refused(response) == (status, {"message": message}, "TEST-refused")
    exchange = response.extensions["lambda"]
    assert (exchange.route, exchange.event, function.invocations) == ("$default", None, ())
    assert len(response.headers["apigw-requestid"]) == 16


def test_a_refusal_with_its_own_words(function):
    authorizer = Refuses("UNAUTHORIZED", message="No", headers=(("WWW-Authenticate", "Bearer"),))
    response = function.http_client("http-api", authorizer=authorizer).get("/")
    assert (response.json(), response.headers["www-authenticate"]) == ({"message": "No"}, "Bearer")


def test_a_refusal_that_http_apis_do_not_know(function):
    client = function.http_client("http-api", authorizer=Refuses("DENIED"))
    with pytest.raises(ConfigurationError, match="refused with 'DENIED': expected one of NOT_FOUND, "):
        client.get("/")


def test_a_route_has_its_own_authorizer(function):
    routes = {
        "GET /api": None,
        "GET /own": {"authorizer": Refuses("UNAUTHORIZED")},
        "GET /named": {"authorizer": "denies"},
        "GET /open": {"authorizer": "NONE"},
    }
    client = function.http_client(
        "http-api",
        routes=routes,
        authorizer=Refuses("AUTHORIZER_FAILURE"),
        authorizers={"denies": Refuses("ACCESS_DENIED")},
    )
    assert [client.get(path).status_code for path in ("/api", "/own", "/named", "/open")] == [500, 401, 403, 200]


def test_the_apis_authorizer_by_its_name(function):
    client = function.http_client("http-api", authorizer="lets", authorizers={"lets": Lets({"lambda": {}})})
    assert client.get("/").status_code == 401
    assert client.get("/", headers=KEY).status_code == 200


def test_what_nobody_may_reach_is_not_found_before_it_is_asked_for(function):
    authorizer = Lets()
    client = function.http_client("http-api", routes=["GET /pets"], authorizer=authorizer)
    assert client.get("/cats").status_code == 404
    assert authorizer.calls == []


@pytest.mark.parametrize("routes", [["$default"], ["ANY /{proxy+}"]], ids=["D $default", "N ANY"])
def test_a_route_for_all_methods_asks_for_preflights_too(function, routes):
    client = function.http_client("http-api", routes=routes, cors=CORS, authorizer=Lets())
    assert client.options("/pets", headers=PREFLIGHT).status_code == 401
    assert client.options("/pets", headers={**PREFLIGHT, **KEY}).status_code == 204


def test_d_a_route_without_authorizer_takes_the_preflights(function):
    routes = {"$default": None, "OPTIONS /{proxy+}": {"authorizer": "NONE"}}
    client = function.http_client("http-api", routes=routes, cors=CORS, authorizer=Lets())
    response = client.options("/pets", headers=PREFLIGHT)
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (204, SITE)
    assert response.extensions["lambda"].route == "OPTIONS /{proxy+}"
    assert function.invocations == ()


def test_d_a_preflight_for_a_route_of_another_method_is_not_asked_about(function):
    client = function.http_client("http-api", routes=["GET /pets"], cors=CORS, authorizer=Lets())
    assert client.options("/pets", headers=PREFLIGHT).status_code == 204


@pytest.mark.parametrize("payload_format", ["2.0", "1.0"])
def test_a_lambda_authorizer(function, payload_format):
    def decide(event, context):
        allowed = event["headers"]["authorization"] == "Bearer good"
        return {"isAuthorized": allowed, "context": {"id": event["requestContext"]["requestId"]}}

    with LambdaFunction(decide) as asked:
        authorizer = LambdaAuthorizer(asked, enable_simple_responses=True)
        client = function.http_client("http-api", authorizer=authorizer, payload_format=payload_format)
        response = client.get("/", headers={"Authorization": "Bearer good"})
        said = {"id": response.headers["apigw-requestid"]}
        assert of_authorizer(response) == ({"lambda": said} if payload_format == "2.0" else said)
        assert response.extensions["lambda"].authorizer is asked.invocations[-1]
        assert client.get("/", headers={"Authorization": "Bearer bad"}).status_code == 403
        assert client.get("/").status_code == 401
        assert len(asked.invocations) == 2


def test_errors_of_an_authorizer_are_raised_if_you_like(function):
    def broken(event, context):
        raise LookupError("no table")

    with LambdaFunction(broken) as asked:
        authorizer = LambdaAuthorizer(asked, enable_simple_responses=True)
        client = function.http_client("http-api", authorizer=authorizer, raise_function_errors=True)
        with pytest.raises(LookupError, match="no table"):
            client.get("/", headers={"Authorization": "Bearer good"})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"authorizer": "jwt"}, r"has the authorizer 'jwt', which is not among authorizers="),
        ({"authorizer": 1}, "authorizer is 1: expected one of pytest_lambda.gateway.authorizers"),
        ({"authorizers": ["jwt"]}, r"authorizers is \['jwt'\]: expected a mapping of names to authorizers"),
        ({"routes": {"GET /": {"authorizer": "jwt"}}, "authorizers": {"jwts": IamAuthorizer()}}, "Did you mean 'jwts'"),
    ],
)
def test_authorizers_that_are_none(function, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        function.http_client("http-api", **settings)
