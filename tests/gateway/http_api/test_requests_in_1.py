"""Events in payload format 1.0, with the evidence as in `test_answers_in_2`."""

from __future__ import annotations

from pytest_lambda import LambdaFunction, events

from . import asked

FORMAT_1 = {"payload_format": "1.0"}


def event_of(method, path, **options):
    settings = {**FORMAT_1, **options.pop("settings", {})}
    event = asked.event_of(method, path, settings=settings, **options)
    assert events.check(event) == []
    return event


def test_r_the_keys():
    event = event_of("GET", "/")
    assert list(event) == [
        "version",
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    ]
    assert event["version"] == "1.0"


def test_r_what_is_empty_is_null():
    event = event_of("GET", "/")
    for name in (
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ):
        assert event[name] is None


def test_r_the_route():
    event = event_of("POST", "/users/123/orders", settings={"routes": ["POST /users/{userId}/orders"]})
    context = event["requestContext"]
    assert event["resource"] == context["resourcePath"] == "/users/{userId}/orders"
    assert context["resourceId"] == "POST /users/{userId}/orders"
    assert event["pathParameters"] == {"userId": "123"}
    assert (context["stage"], context["protocol"]) == ("$default", "HTTP/1.1")


def test_r_the_path_is_as_sent_and_that_of_the_context_decoded():
    event = event_of("POST", "/users/Ada%20Doe/%E2%98%95", settings={"routes": ["POST /users/{name}/{drink}"]})
    assert event["path"] == "/users/Ada%20Doe/%E2%98%95"
    assert event["requestContext"]["path"] == "/users/Ada Doe/☕"
    assert event["pathParameters"] == {"name": "Ada Doe", "drink": "☕"}


def test_r_of_a_query_the_last_value_and_all():
    event = event_of("POST", "/?q=Hello%20World&tag=C%23%20Programming&tag=.NET%20Core")
    assert event["queryStringParameters"] == {"q": "Hello World", "tag": ".NET Core"}
    assert event["multiValueQueryStringParameters"] == {"q": ["Hello World"], "tag": ["C# Programming", ".NET Core"]}


def test_r_headers_keep_their_names():
    event = event_of("POST", "/", headers={"X-Custom-Header": "value1", "Cookie": "session=abc123; theme=dark"})
    assert event["headers"]["X-Custom-Header"] == "value1"
    assert event["headers"]["Cookie"] == "session=abc123; theme=dark"
    assert event["headers"]["Content-Length"] == "0"
    assert (event["headers"]["X-Forwarded-Port"], event["headers"]["X-Forwarded-Proto"]) == ("443", "https")
    assert "cookies" not in event


def test_d_values_of_a_header_are_listed():
    event = event_of("GET", "/", headers=[("X-A", "1"), ("X-A", "2")])
    assert (event["headers"]["X-A"], event["multiValueHeaders"]["X-A"]) == ("2", ["1", "2"])


def test_r_bytes_are_base64():
    event = event_of("POST", "/", content=b"\1\2\3\4\5", headers={"Content-Type": "application/octet-stream"})
    assert (event["body"], event["isBase64Encoded"]) == ("AQIDBAU=", True)


def test_r_both_request_ids_are_the_responses():
    context = event_of("GET", "/")["requestContext"]
    assert context["requestId"] == context["extendedRequestId"]
    response = asked.answered({"statusCode": 200}, payload_format="1.0")
    given = response.extensions["lambda"].event["requestContext"]["requestId"]
    assert response.headers["apigw-requestid"] == given


def test_the_default_route():
    event = event_of("GET", "/a/b")
    assert (event["resource"], event["pathParameters"]) == ("$default", None)


def test_the_format_of_a_route():
    routes = {"GET /old": {"payload_format": "1.0"}, "$default": None}
    assert asked.event_of("GET", "/old", settings={"routes": routes})["version"] == "1.0"
    assert asked.event_of("GET", "/new", settings={"routes": routes})["version"] == "2.0"


def test_r_a_client_without_a_name():
    with LambdaFunction(lambda event, context: asked.OK) as function:
        client = function.http_client("http-api", **FORMAT_1)
        del client.headers["user-agent"]
        event = client.get("/").extensions["lambda"].event
    assert events.check(event) == []
    assert event["requestContext"]["identity"]["userAgent"] == ""
    assert "User-Agent" not in event["headers"]
