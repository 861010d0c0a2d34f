"""What a load balancer answers by itself, why, and what is raised in its place."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pytest_lambda import AnswerRefused, FunctionTimeout, LambdaFunction, LambdaService

PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def fails(event: object, context: object) -> None:
    raise LookupError("no such pet")


def well(event: object, context: object) -> dict[str, Any]:
    return {"statusCode": 200}


def asked(handler: Any, **settings: Any) -> Any:
    with LambdaFunction(handler) as function:
        return function.http_client("alb", **settings).get("/")


REFUSED: dict[str, tuple[Any, str]] = {
    "K null": (None, "ALB-object"),
    "K text": ("hello", "ALB-object"),
    "K a list": ([{"statusCode": 200}], "ALB-object"),
    "W no status": ({"body": "hello"}, "ALB-status"),
    "W a status that is none": ({"statusCode": "OK"}, "ALB-status"),
    "K a status out of range": ({"statusCode": 999}, "ALB-status"),
    "K a description that is no text": ({"statusCode": 200, "statusDescription": 200}, "ALB-description"),
    "D a description on two lines": ({"statusCode": 200, "statusDescription": "200 O\r\nK"}, "ALB-description"),
    "K headers in a list": ({"statusCode": 200, "headers": [["a", "b"]]}, "ALB-headers"),
    "K a number in a header": ({"statusCode": 200, "headers": {"X-A": 1}}, "ALB-headers"),
    "D a header's name with a blank": ({"statusCode": 200, "headers": {"X A": "1"}}, "ALB-sendable"),
    "D a header's name that is no ASCII": ({"statusCode": 200, "headers": {"X-Ä": "1"}}, "ALB-sendable"),
    "D a header on two lines": ({"statusCode": 200, "headers": {"X-A": "1\r\nX-B: 2"}}, "ALB-sendable"),
    "K a body that is no text": ({"statusCode": 200, "body": {"a": 1}}, "ALB-body"),
    "K a flag that is text": ({"statusCode": 200, "isBase64Encoded": "true"}, "ALB-body"),
    "K a body that is no base64": ({"statusCode": 200, "body": "%", "isBase64Encoded": True}, "ALB-body"),
    "D more than 1 MB": ({"statusCode": 200, "body": "x" * 1_048_577}, "ALB-size"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_answers_that_make_a_502(case):
    answer, rule = REFUSED[case]
    response = asked(lambda event, context: answer)
    assert (response.status_code, response.text) == (502, PAGE.format("502 Bad Gateway"))
    assert (response.headers["content-type"], response.headers["server"]) == ("text/html", "awselb/2.0")
    assert response.headers["content-length"] == "122"  # as in answers in the wild
    exchange = response.extensions["lambda"]
    assert exchange.refusal.rule == rule
    assert exchange.result.ok


@pytest.mark.parametrize("case", REFUSED)
def test_answers_that_are_refused_can_be_raised(case):
    answer, rule = REFUSED[case]
    with pytest.raises(AnswerRefused, match=f"^{rule}: ") as caught:
        asked(lambda event, context: answer, raise_function_errors=True)
    assert caught.value.result.ok


def test_d_an_exception_makes_a_502():
    response = asked(fails)
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule) == (502, "ALB-function-error")
    assert exchange.refusal.reason == "the function failed with LookupError: no such pet"
    assert exchange.result.error.type == "LookupError"


def test_an_exception_can_be_raised():
    with pytest.raises(LookupError, match="no such pet"):
        asked(fails, raise_function_errors=True)


def slow(event: object, context: object) -> dict[str, Any]:
    time.sleep(5)
    return {"statusCode": 200}


def test_d_a_timeout_of_the_function_makes_a_502():
    with LambdaService() as service:
        client = service.create_function("slow", handler=slow, timeout=2).http_client("alb")
        response = client.get("/")
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule, exchange.result.timed_out) == (502, "ALB-function-error", True)


def test_a_timeout_of_the_function_can_be_raised():
    with LambdaService() as service:
        function = service.create_function("slow", handler=slow, timeout=2)
        with pytest.raises(FunctionTimeout):
            function.http_client("alb", raise_function_errors=True).get("/")


def test_d_a_load_balancer_waits_as_long_as_the_function_takes():
    def patient(event: object, context: object) -> dict[str, Any]:
        time.sleep(600)
        return {"statusCode": 200}

    with LambdaService() as service:
        response = service.create_function("patient", handler=patient, timeout=900).http_client("alb").get("/")
    assert response.status_code == 200


def test_d_throttling_makes_a_502():
    with LambdaService() as service:
        function = service.create_function("pets", handler=well)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        # not a failure of the function: this does not raise
        response = function.http_client("alb", raise_function_errors=True).get("/")
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule, exchange.result) == (502, "ALB-invoke", None)
    assert "TooManyRequestsException" in exchange.refusal.reason


def test_k_an_alias_that_is_not_there_makes_a_502():
    with LambdaService() as service:
        function = service.create_function("pets", handler=well)
        response = function.http_client("alb", qualifier="live").get("/")
    assert (response.status_code, response.extensions["lambda"].refusal.rule) == (502, "ALB-invoke")


def test_an_alias():
    with LambdaService() as service:
        function = service.create_function("pets", handler=well)
        function.create_alias("live", function_version=function.publish_version().version)
        response = function.http_client("alb", qualifier="live").get("/")
    assert (response.status_code, response.extensions["lambda"].result.executed_version) == (200, "1")


REQUESTS: dict[str, tuple[dict[str, Any], int, str]] = {
    "D a WebSocket": ({"headers": {"Upgrade": "websocket", "Connection": "Upgrade"}}, 400, "ALB-websocket"),
    "D a body of more than 1 MB": ({"method": "POST", "content": b"x" * 1_048_577}, 413, "ALB-request-size"),
    "D TRACE": ({"method": "TRACE"}, 405, "ALB-method"),
    "D a long request line": ({"url": f"/{'x' * 16_384}"}, 400, "ALB-head-size"),
    "D a long header": ({"headers": {"X-A": "x" * 16_384}}, 400, "ALB-head-size"),
    "D long headers": ({"headers": {f"X-{number}": "x" * 14_000 for number in range(5)}}, 400, "ALB-head-size"),
    "D many forwarders": ({"headers": {"X-Forwarded-For": ",".join(["192.0.2.1"] * 31)}}, 463, "ALB-forwarded-for"),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_requests_that_are_not_handed_on(case):
    request, status, rule = REQUESTS[case]
    with LambdaFunction(well) as function:
        client = function.http_client("alb", raise_function_errors=True)
        response = client.request(**{"method": "GET", "url": "/", **request})
        assert function.invocations == ()
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule, exchange.event) == (status, rule, None)
    assert response.text == PAGE.format(f"{status} {response.reason_phrase}")


def test_k_a_body_of_1_mb_is_handed_on():
    with LambdaFunction(well) as function:
        assert function.http_client("alb").post("/", content=b"x" * 1_048_576).status_code == 200


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 400)])
def test_k_a_head_of_16_kb_is_handed_on(more, status):
    path = "/" + "x" * (16_384 - len("GET / HTTP/1.1") + more)
    header = "x" * (16_384 - len("X-A: ") + more)
    with LambdaFunction(well) as function:
        client = function.http_client("alb")
        assert client.get(path).status_code == status
        assert client.get("/", headers={"X-A": header}).status_code == status


def test_d_30_forwarders_are_handed_on():
    with LambdaFunction(well) as function:
        response = function.http_client("alb").get("/", headers={"X-Forwarded-For": ",".join(["192.0.2.1"] * 30)})
    assert response.status_code == 200


def test_head_gets_no_page():
    with LambdaFunction(fails) as function:
        response = function.http_client("alb").head("/")
    assert (response.status_code, response.content, response.headers["content-length"]) == (502, b"", "122")
