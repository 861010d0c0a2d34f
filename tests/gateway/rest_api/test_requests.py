"""The events that a REST API makes: facts 2.1, row by row, with the evidence in the names of the tests."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest

from pytest_lambda import LambdaFunction, World, events
from tests.gateway.rest_api.asked import answered, ask, echo, seen

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def test_v_all_twelve_keys_are_there_and_what_is_empty_is_null():
    event = seen()
    assert list(event) == [
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
    empty = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body")
    assert [event[name] for name in empty] == [None] * 5
    assert event["isBase64Encoded"] is False


def test_v_the_context():
    event = seen("POST", "/a")
    assert list(event["requestContext"]) == [
        "resourceId",
        "resourcePath",
        "httpMethod",
        "extendedRequestId",
        "requestTime",
        "path",
        "accountId",
        "protocol",
        "stage",
        "domainPrefix",
        "requestTimeEpoch",
        "requestId",
        "identity",
        "domainName",
        "deploymentId",
        "apiId",
    ]
    context = event["requestContext"]
    assert (context["stage"], context["protocol"], context["httpMethod"]) == ("prod", "HTTP/1.1", "POST")
    assert len(context["identity"]) == 12
    assert [name for name, value in context["identity"].items() if value] == ["sourceIp", "userAgent"]


#: path after the stage -> path, {proxy}, path of the context
PATHS = {
    "without a slash at the end": ("/proxy-value", "/proxy-value", "proxy-value", "/prod/proxy-value"),
    "with a slash at the end": ("/proxy-value/", "/proxy-value/", "proxy-value", "/prod/proxy-value/"),
    "with two slashes inside": ("/proxy-value//b", "/proxy-value//b", "proxy-value//b", "/prod/proxy-value//b"),
    "with two slashes after the stage": ("//proxy-value", "/proxy-value", "proxy-value", "/prod//proxy-value"),
    "with escapes": (
        "/api/test%2Balias@gmail.com/plus/test+alias@gmail.com",
        "/api/test%2Balias@gmail.com/plus/test+alias@gmail.com",
        "api/test%2Balias@gmail.com/plus/test+alias@gmail.com",
        "/prod/api/test%2Balias@gmail.com/plus/test+alias@gmail.com",
    ),
}


@pytest.mark.parametrize("case", PATHS)
def test_v_paths(case):
    sent, path, proxy, inner = PATHS[case]
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api")
        event = client.get(f"{str(client.base_url).rstrip('/')}{sent}").json()
    assert (event["path"], event["pathParameters"], event["requestContext"]["path"]) == (path, {"proxy": proxy}, inner)
    assert (event["resource"], event["requestContext"]["resourcePath"]) == ("/{proxy+}", "/{proxy+}")
    assert events.check(event) == []


def test_v_a_slash_before_the_stage():
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api")
        event = client.get(f"https://{client.base_url.host}//prod/proxy-value").json()
    assert (event["path"], event["requestContext"]["path"]) == ("/proxy-value", "/prod/proxy-value")


def test_v_a_fixed_resource_after_two_slashes():
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api", routes=["GET /hardcoded"])
        event = client.get(f"https://{client.base_url.host}/prod//hardcoded").json()
    assert (event["path"], event["requestContext"]["path"]) == ("/hardcoded", "/prod//hardcoded")
    assert (event["resource"], event["pathParameters"]) == ("/hardcoded", None)


@pytest.mark.parametrize("path", ["", "/"])
def test_the_root(path):
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api")
        event = client.get(f"https://{client.base_url.host}/prod{path}").json()
    assert (event["resource"], event["path"], event["requestContext"]["path"]) == ("/", "/", "/prod/")
    assert events.check(event) == []


def test_v_query_the_last_value_wins():
    event = seen(path="/?category=electronics&price=20&category=books")
    assert event["queryStringParameters"] == {"category": "books", "price": "20"}
    assert event["multiValueQueryStringParameters"] == {"category": ["electronics", "books"], "price": ["20"]}


def test_v_query_is_decoded():
    query = "email=test%2Balias@gmail.com&plus=test+alias@gmail.com&url=https%3A%2F%2Fa%2F&empty="
    assert seen(path=f"/?{query}")["queryStringParameters"] == {
        "email": "test+alias@gmail.com",
        "plus": "test alias@gmail.com",
        "url": "https://a/",
        "empty": "",
    }


def test_v_headers_keep_their_casing_but_for_two():
    sent = [("tEsT-HEADeR", "aValUE"), ("authorization", "random-value"), ("user-agent", "me/1")]
    event = seen(request={"headers": sent})
    assert event["headers"]["tEsT-HEADeR"] == "aValUE"
    assert event["headers"]["Authorization"] == "random-value"
    assert event["headers"]["User-Agent"] == "me/1"
    assert event["requestContext"]["identity"]["userAgent"] == "me/1"
    assert not {"authorization", "user-agent"} & event["headers"].keys()


def test_v_of_a_repeated_header_the_last_value():
    event = seen(request={"headers": [("X-A", "1"), ("X-A", "2")]})
    assert (event["headers"]["X-A"], event["multiValueHeaders"]["X-A"]) == ("2", ["1", "2"])


@pytest.mark.parametrize(
    "name",
    [
        "Connection", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer",
        "Upgrade", "WWW-Authenticate",
    ],
)
def test_v_headers_that_are_dropped(name):
    event = seen(request={"headers": {name: "1"}})
    assert name.lower() not in [each.lower() for each in event["headers"]]


def test_d_a_signature_is_dropped():
    signature = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/execute-api/aws4_request, Signature=0"
    assert "Authorization" not in seen(request={"headers": {"authorization": signature}})["headers"]


def test_v_content_length_and_transfer_encoding_are_dropped():
    event = seen("POST", request={"content": iter([b"a", b"b"])})
    assert event["body"] == "ab"
    assert not {"content-length", "transfer-encoding"} & {each.lower() for each in event["headers"]}


@pytest.mark.parametrize(
    "name",
    [
        "Accept", "Accept-Charset", "Accept-Encoding", "Age", "Authorization", "Content-Encoding", "Content-Type",
        "Date", "Pragma", "Range", "Referer", "Via", "Warn", "Cookie",
    ],
)
def test_v_headers_that_are_handed_on(name):
    assert seen(request={"headers": {name: "1"}})["headers"][name] == "1"


def test_v_what_a_regional_gateway_adds():
    headers = seen()["headers"]
    assert headers["Host"].endswith(".execute-api.us-east-1.amazonaws.com")
    assert (headers["X-Forwarded-Port"], headers["X-Forwarded-Proto"]) == ("443", "https")
    assert headers["X-Forwarded-For"] == "203.0.113.7"
    assert headers["X-Amzn-Trace-Id"].startswith("Root=1-")
    assert not [name for name in headers if name.startswith("CloudFront")]


def test_v_what_cloudfront_adds():
    headers = seen(endpoint_type="EDGE")["headers"]
    assert headers["X-Forwarded-For"].startswith("203.0.113.7, ")
    assert len([name for name in headers if name.startswith("CloudFront-")]) == 7
    assert {"Via", "X-Amz-Cf-Id"} <= headers.keys()


def test_addresses():
    event = seen(source_ip="198.51.100.9", request={"headers": {"X-Forwarded-For": "10.0.0.1"}})
    assert event["requestContext"]["identity"]["sourceIp"] == "198.51.100.9"
    assert event["headers"]["X-Forwarded-For"] == "10.0.0.1, 198.51.100.9"


def test_cookies_are_a_header():
    assert seen(request={"headers": {"cookie": "a=1; b=2"}})["headers"]["cookie"] == "a=1; b=2"


class TestBodies:
    def test_text(self):
        event = seen("POST", request={"json": {"a": "æ"}})
        assert (event["body"], event["isBase64Encoded"]) == ('{"a":"æ"}', False)

    def test_none(self):
        assert seen("POST", request={"content": b""})["body"] is None

    @pytest.mark.parametrize(
        ("types", "kind"),
        [
            (["image/png"], "image/png"),
            (["image/*"], "image/png"),
            (["*/*"], "application/json"),
            (["multipart/form-data"], "multipart/form-data; boundary=x"),
        ],
    )
    def test_d_binary_media_types(self, types, kind):
        request = {"content": b"abc", "headers": {"content-type": kind}}
        event = seen("POST", request=request, binary_media_types=types)
        assert (event["body"], event["isBase64Encoded"]) == ("YWJj", True)

    @pytest.mark.parametrize("types", [[], ["image/png"], ["*/test"]])
    def test_d_other_media_types(self, types):
        request = {"content": b"abc", "headers": {"content-type": "application/test"}}
        event = seen("POST", request=request, binary_media_types=types)
        assert (event["body"], event["isBase64Encoded"]) == ("abc", False)

    def test_c_bytes_that_are_no_text(self):
        event = seen("POST", request={"content": PNG})
        assert (base64.b64decode(event["body"]), event["isBase64Encoded"]) == (PNG, True)


def test_stage_and_its_variables():
    event = seen(path="/a", stage="dev_2", stage_variables={"table": "pets-dev"})
    assert event["stageVariables"] == {"table": "pets-dev"}
    assert (event["requestContext"]["stage"], event["requestContext"]["path"]) == ("dev_2", "/dev_2/a")


def test_a_handler_cannot_change_the_stage_variables_of_later_requests():
    def spoil(event: Any, context: object) -> dict[str, Any]:
        event["stageVariables"]["table"] = "spoilt"
        return {}

    with LambdaFunction(spoil) as function:
        client = function.http_client("rest-api", stage_variables={"table": "pets"})
        exchanges = [client.get("/").extensions["lambda"] for _ in range(2)]
    assert exchanges[1].event["stageVariables"] == {"table": "pets"}


class TestCustomDomains:
    def test_c_the_path_has_the_base_path_and_no_stage(self):
        event = seen(path="/pets/7", domain_name="api.example.com", base_path="v1", routes=["GET /pets/{id}"])
        assert (event["path"], event["pathParameters"]) == ("/v1/pets/7", {"id": "7"})
        context = event["requestContext"]
        assert (context["path"], context["stage"], context["resourcePath"]) == ("/v1/pets/7", "prod", "/pets/{id}")
        assert (context["domainName"], context["domainPrefix"]) == ("api.example.com", "api")
        assert context["apiId"] != "api"
        assert event["headers"]["Host"] == "api.example.com"

    def test_without_a_base_path(self):
        event = seen(path="/pets/7", domain_name="api.example.com")
        assert (event["path"], event["pathParameters"]) == ("/pets/7", {"proxy": "pets/7"})

    def test_k_another_base_path(self):
        response = ask(echo, path="https://api.example.com/v2/pets", domain_name="api.example.com", base_path="v1")
        assert (response.status_code, response.json()) == (403, {"message": "Forbidden"})
        assert response.extensions["lambda"].refusal.rule == "REST-stage"


def test_ids_are_of_the_world():
    with LambdaFunction(echo, world=World(account="111122223333", region="eu-central-1", seed=7)) as function:
        first, second = [function.http_client("rest-api").get("/").json() for _ in range(2)]
    with LambdaFunction(echo, world=World(seed=8)) as function:
        other = function.http_client("rest-api").get("/").json()
    context = first["requestContext"]
    assert context["accountId"] == "111122223333"
    assert context["domainName"] == f"{context['apiId']}.execute-api.eu-central-1.amazonaws.com"
    for name in ("apiId", "deploymentId", "resourceId"):
        assert context[name] == second["requestContext"][name] != other["requestContext"][name]


def test_each_request_has_ids_of_its_own_and_each_resource():
    with LambdaFunction(echo) as function:
        client = function.http_client("rest-api", api_id="abc123")
        first, second = client.get("/").json(), client.get("/a").json()
    for name in ("requestId", "extendedRequestId", "resourceId"):
        assert first["requestContext"][name] != second["requestContext"][name]
    assert first["requestContext"]["apiId"] == "abc123"


def test_d_the_method_can_be_overridden_by_a_header():
    request = {"headers": {"X-HTTP-Method-Override": "patch"}}
    event = seen("POST", "/a", request=request, routes=["PATCH /a"])
    assert event["httpMethod"] == "PATCH"
    assert "X-HTTP-Method-Override" not in event["headers"]
    assert seen("POST", request={"headers": {"X-HTTP-Method-Override": "none"}})["httpMethod"] == "POST"


def test_all_of_unicode_in_a_path():
    event = seen(path=f"/{quote('æ/ü')}")
    assert event["pathParameters"] == {"proxy": "%C3%A6/%C3%BC"}


def test_the_event_is_what_the_function_got():
    response = ask(echo, path="/a?b=1")
    assert response.extensions["lambda"].event == response.json()
    assert answered({}).extensions["lambda"].kind == "rest-api"
