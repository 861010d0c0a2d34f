"""What a REST API makes of answers: facts 3.1, row by row, with the evidence first in the name of each case."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pytest_lambda import AnswerRefused, LambdaFunction
from tests.gateway.rest_api.asked import answered, ask, raw

_INTERNAL = b'{"message": "Internal server error"}'

#: answer -> status and body
TAKEN: dict[str, tuple[Any, int, bytes]] = {
    "V a status alone": ({"statusCode": 200}, 200, b""),
    "V no status": ({"headers": {"test-header": "value"}}, 200, b""),
    "V a status in text": ({"statusCode": "201"}, 201, b""),
    "V headers null": ({"statusCode": 200, "headers": None}, 200, b""),
    "C an empty object": ({}, 200, b""),
    "V base64 without a binary media type": ({"body": "dGVzdA==", "isBase64Encoded": True}, 200, b"dGVzdA=="),
    "V base64 that is not said to be any": ({"statusCode": 200, "body": "dGVzdA=="}, 200, b"dGVzdA=="),
    "K text beyond ASCII": ({"body": "æ–€"}, 200, "æ–€".encode()),
    "K body null": ({"body": None, "isBase64Encoded": None, "multiValueHeaders": None}, 200, b""),
}


@pytest.mark.parametrize("case", TAKEN)
def test_answers_that_are_taken(case):
    answer, status, content = TAKEN[case]
    response = answered(answer)
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.content, exchange.refusal) == (status, content, None)
    assert exchange.route == "ANY /"
    assert exchange.result.payload == answer


#: answer -> the rule that it breaks
REFUSED: dict[str, tuple[Any, str]] = {
    "V a status that is no number": ({"statusCode": "test"}, "REST-status"),
    "V an unknown key": ({"statusCode": 200, "wrongValue": "value"}, "REST-unknown"),
    "V text": ("justAString", "REST-object"),
    "V a multi-value header that is no list": ({"multiValueHeaders": {"a": "value1"}}, "REST-multi"),
    "C null": (None, "REST-object"),
    "C a list": ([1], "REST-object"),
    "W body an object": ({"statusCode": 200, "body": {"a": 1}}, "REST-body"),
    "C a header with a number": ({"headers": {"a": 1}}, "REST-value"),
    "C a header with a list": ({"headers": {"a": ["1"]}}, "REST-value"),
    "C a header with null": ({"headers": {"a": None}}, "REST-value"),
    "C headers that are a list": ({"headers": []}, "REST-headers"),
    "not recorded: a status beyond HTTP": ({"statusCode": 600}, "REST-status"),
    "not recorded: a flag in text": ({"body": "", "isBase64Encoded": "true"}, "REST-flag"),
    "not recorded: a header's value with a line end": ({"headers": {"a": "1\r\nb: 2"}}, "REST-sendable"),
    "not recorded: a header's name with a space": ({"headers": {"a b": "1"}}, "REST-sendable"),
    "not recorded: a header's name beyond ASCII": ({"multiValueHeaders": {"æ": ["1"]}}, "REST-sendable"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_answers_that_are_refused(case):
    answer, rule = REFUSED[case]
    response = answered(answer)
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.content, exchange.refusal.rule) == (502, _INTERNAL, rule)
    assert response.headers["x-amzn-errortype"] == "InternalServerErrorException"
    assert response.headers["content-length"] == "36"  # recorded
    assert "x-amzn-trace-id" not in response.headers  # recorded
    assert exchange.result.payload == answer


@pytest.mark.parametrize("case", REFUSED)
def test_refused_answers_can_be_raised(case):
    answer, rule = REFUSED[case]
    with pytest.raises(AnswerRefused, match=rule):
        answered(answer, raise_function_errors=True)


def fail(event, context):
    raise LookupError("no such pet")


def test_v_a_function_that_raises():
    response = ask(fail)
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.content) == (502, _INTERNAL)
    assert exchange.refusal.rule == "REST-function-error"
    assert "LookupError: no such pet" in exchange.refusal.reason
    assert isinstance(exchange.result.exception, LookupError)


def test_a_function_that_raises_can_be_seen_to_raise():
    with pytest.raises(LookupError, match="no such pet"):
        ask(fail, raise_function_errors=True)


def test_v_an_answer_over_six_megabytes():
    response = answered({"body": "x" * 6_291_556})
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.content) == (502, _INTERNAL)
    assert exchange.refusal.rule == "REST-function-error"
    assert exchange.result.error.type == "Function.ResponseSizeTooLarge"


def test_an_answer_that_is_no_json():
    response = ask(lambda event, context: b"\xff")
    assert response.status_code == 502
    assert response.extensions["lambda"].refusal.rule == "ANSWER-json"


class TestHeaders:
    def test_v_content_type_is_json_if_the_function_says_none(self):
        assert raw(answered({"statusCode": 200}), "content-type") == [("Content-Type", "application/json")]

    def test_v_the_functions_own_content_type(self):
        response = answered({"headers": {"content-type": "text/html"}})
        assert raw(response, "content-type") == [("content-type", "text/html")]

    def test_v_true_is_sent_as_text(self):
        headers = answered({"headers": {"test-header": "value", "header-bool": True, "other": False}}).headers
        assert (headers["test-header"], headers["header-bool"], headers["other"]) == ("value", "true", "false")

    def test_v_a_header_for_each_value(self):
        response = answered({"multiValueHeaders": {"test-multi": ["value1", "value2"], "none": []}})
        assert raw(response, "test-multi") == [("test-multi", "value1"), ("test-multi", "value2")]
        assert "none" not in response.headers

    def test_v_both_maps_with_the_casing_of_the_multiple_one(self):
        answer = {"multiValueHeaders": {"tesT-Multi": ["value-multi"]}, "headers": {"test-multi": "value-solo"}}
        assert raw(answered(answer), "test-multi") == [("tesT-Multi", "value-multi"), ("tesT-Multi", "value-solo")]

    def test_c_the_same_value_in_both_maps_is_sent_once(self):
        answer = {"multiValueHeaders": {"a": ["1", "2"]}, "headers": {"A": "2"}}
        assert raw(answered(answer), "a") == [("a", "1"), ("a", "2")]

    def test_k_names_that_differ_in_case_are_sent_both(self):
        response = answered({"headers": {"set-cookie": "a=1", "Set-Cookie": "b=2"}})
        assert raw(response, "set-cookie") == [("set-cookie", "a=1"), ("Set-Cookie", "b=2")]

    def test_cookies(self):
        response = answered({"multiValueHeaders": {"Set-Cookie": ["a=1; Path=/", "b=2"]}})
        assert dict(response.cookies) == {"a": "1", "b": "2"}

    @pytest.mark.parametrize(
        "name",
        ["WWW-Authenticate", "Content-Length", "connection", "Date", "Server", "x-amzn-RequestId"],
        ids=lambda name: f"W {name}",
    )
    def test_headers_that_are_sent_under_another_name(self, name):
        response = answered({"headers": {name: "17"}})
        assert raw(response, f"x-amzn-remapped-{name}") == [(f"x-amzn-Remapped-{name}", "17")]
        assert "17" not in [value for _, value in raw(response, name)]
        assert [str(each) for each in response.extensions["lambda"].ignored] == [
            f"REST-remapped at headers.{name}: is sent as x-amzn-Remapped-{name}"
        ]

    def test_c_transfer_encoding_is_dropped(self):
        response = answered({"headers": {"Transfer-Encoding": "chunked"}, "body": "x"})
        assert "transfer-encoding" not in response.headers
        assert response.headers["content-length"] == "1"
        assert [each.rule for each in response.extensions["lambda"].ignored] == ["REST-dropped"]

    def test_v_what_the_gateway_adds(self):
        response = answered({"statusCode": 200})
        event = response.extensions["lambda"].event
        assert response.headers["x-amzn-requestid"] == event["requestContext"]["requestId"]
        assert response.extensions["lambda"].request_id == event["requestContext"]["requestId"]
        assert response.headers["x-amz-apigw-id"] == event["requestContext"]["extendedRequestId"]
        assert response.headers["x-amzn-trace-id"] == event["headers"]["X-Amzn-Trace-Id"]
        assert response.headers["date"].endswith(" GMT")
        assert raw(response, "x-amzn-requestid")[0][0] == "x-amzn-RequestId"

    def test_v_what_cloudfront_adds(self):
        headers = answered({"statusCode": 200}, endpoint_type="EDGE").headers
        assert headers["x-cache"] == "Miss from cloudfront"
        assert headers["via"].endswith(".cloudfront.net (CloudFront)")
        assert {"x-amz-cf-pop", "x-amz-cf-id"} <= headers.keys()
        assert answered("no object", endpoint_type="EDGE").headers["x-cache"] == "Error from cloudfront"


class TestBodilessness:
    def test_head_has_the_headers_alone(self):
        response = answered({"body": "hello"}, method="HEAD")
        assert (response.status_code, response.content, response.headers["content-length"]) == (200, b"", "5")

    @pytest.mark.parametrize("status", [204, 304])
    def test_statuses_without_a_body(self, status):
        response = answered({"statusCode": status, "body": "hello"})
        assert (response.status_code, response.content, response.headers.get("content-length")) == (status, b"", None)


PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/wIAAgkBAyMAlYwAAAAASUVORK5CYII=")
IMAGE = {"statusCode": 200, "body": base64.b64encode(PNG).decode(), "isBase64Encoded": True}

#: all recorded but the last two: binary media types, Accept, whether the answer is decoded
BINARY: list[tuple[list[str], str | None, bool]] = [
    ([], "image/png", False),
    (["image/png", "*/test"], "image/png", True),
    (["image/png", "*/test"], "image/jpg", False),
    (["image/png", "*/test"], "image/*", False),
    (["image/png", "*/test"], "*/test", False),
    (["image/png", "*/test"], "random/test", False),
    (["image/png", "*/test"], "*/*", False),
    (["image/png", "*/test"], "image/webp,image/png,*/*;q=0.8", False),
    (["image/png", "*/test"], "image/png,image/*,*/*;q=0.8", True),
    (["image/png", "application/*"], "application/whatever", True),
    (["image/png", "application/*"], "application/test", True),
    (["image/png", "application/*"], "application/*", True),
    (["image/png"], "application", False),
    (["image/png"], None, False),
    (["*/*"], "text/html,*/*", True),
    (["*/*"], None, True),
]


@pytest.mark.parametrize(("types", "accept", "decoded"), BINARY)
def test_answers_in_base64(types, accept, decoded):
    """[V]; that `*/*` is every type is documented, and that no Accept is enough for it not recorded."""
    with LambdaFunction(lambda event, context: IMAGE) as function:
        client = function.http_client("rest-api", binary_media_types=types)
        del client.headers["accept"]
        response = client.get("/", headers={} if accept is None else {"accept": accept})
    exchange = response.extensions["lambda"]
    assert exchange.event["headers"].get("accept") == accept
    assert response.content == (PNG if decoded else IMAGE["body"].encode())
    assert exchange.refusal is None
    assert [each.rule for each in exchange.ignored] == ([] if decoded else ["REST-binary"])


def test_the_first_of_several_accept_headers_counts():
    """Recorded for several media types in one header."""
    sent = {"headers": [("accept", "image/png"), ("accept", "text/html")]}
    assert answered(IMAGE, request=sent, binary_media_types=["image/png"]).content == PNG
    assert answered(IMAGE, request=sent, binary_media_types=["text/html"]).content != PNG


def test_v_the_content_type_of_the_answer_does_not_count():
    for kind in ("image/png", "application/json", "text/plain"):
        answer = {**IMAGE, "headers": {"Content-Type": kind}}
        response = answered(answer, request={"headers": {"accept": "image/jpg"}}, binary_media_types=["image/jpg"])
        assert response.content == PNG


def test_v_text_that_is_not_said_to_be_base64_is_not_decoded():
    answer = {**IMAGE, "isBase64Encoded": False}
    response = answered(answer, request={"headers": {"accept": "image/png"}}, binary_media_types=["image/png"])
    assert (response.content, response.extensions["lambda"].ignored) == (IMAGE["body"].encode(), ())


def test_v_base64_that_is_none():
    answer = {"body": "èé+à)(", "isBase64Encoded": True}
    response = answered(answer, request={"headers": {"accept": "image/png"}}, binary_media_types=["image/png"])
    assert (response.status_code, response.content) == (500, _INTERNAL)
    assert response.extensions["lambda"].refusal.rule == "REST-base64"
    ignored = answered(answer)
    assert (ignored.status_code, ignored.text) == (200, "èé+à)(")
