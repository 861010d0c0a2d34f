"""Sizes and times: facts 3.1, "Amazon API Gateway quotas"."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, LambdaService, TooManyRequestsException
from tests.gateway.rest_api.asked import ask, echo


def sleeper(event, context):
    time.sleep(float(event["queryStringParameters"]["seconds"]))
    return {"statusCode": 200, "body": "slept"}


@pytest.fixture
def service():
    with LambdaService() as made:
        yield made


@pytest.fixture
def sleeping(service):
    return service.create_function("sleeper", handler=sleeper, timeout=900)


def test_w_a_request_over_ten_megabytes():
    response = ask(echo, "POST", request={"content": b"x" * 10_485_761})
    assert (response.status_code, response.text) == (413, "HTTP content length exceeded 10485760 bytes.")
    assert response.headers["content-type"] == "text/plain"
    assert "x-amzn-errortype" not in response.headers
    assert response.extensions["lambda"].refusal.rule == "REST-size"


@pytest.mark.parametrize("size", [6_291_456, 10_485_760])
def test_w_an_event_over_six_megabytes(size):
    response = ask(echo, "POST", request={"content": b"x" * size})
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.json()) == (413, {"message": "Request Too Long"})
    assert (exchange.event, exchange.result, exchange.refusal.rule) == (None, None, "REST-event-size")


def test_w_the_gateway_waits_29_seconds_and_the_function_runs_on(service, sleeping):
    before = service.clock.now()
    response = sleeping.http_client("rest-api").get("/?seconds=40")
    assert (response.status_code, response.content) == (504, b'{"message": "Endpoint request timed out"}')
    assert response.headers["x-amzn-errortype"] == "InternalServerErrorException"
    assert response.extensions["lambda"].refusal.rule == "REST-timeout"
    assert (service.clock.now() - before).total_seconds() == 29
    assert sleeping.invocations == ()
    service.run()
    assert sleeping.invocations[-1].payload == {"statusCode": 200, "body": "slept"}


def test_v_a_function_that_takes_longer_than_its_own_timeout(service):
    function = service.create_function("sleeper", handler=sleeper, timeout=1)
    response = function.http_client("rest-api").get("/?seconds=2")
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.content) == (502, b'{"message": "Internal server error"}')
    assert (exchange.refusal.rule, exchange.result.error.type) == ("REST-function-error", "Sandbox.Timedout")


@pytest.mark.parametrize(("seconds", "status"), [(28.999, 200), (29, 504)])
def test_v_the_last_moment(sleeping, seconds, status):
    assert sleeping.http_client("rest-api").get(f"/?seconds={seconds}").status_code == status


def test_w_a_regional_api_may_wait_longer(sleeping):
    client = sleeping.http_client("rest-api", timeout_in_millis=100_000)
    assert client.get("/?seconds=99").status_code == 200
    assert client.get("/?seconds=101").status_code == 504


def test_a_route_may_wait_less(sleeping):
    client = sleeping.http_client("rest-api", routes={"GET /quick": {"timeout_in_millis": 50}, "GET /": None})
    assert client.get("/quick?seconds=1").status_code == 504
    assert client.get("/?seconds=1").status_code == 200


def test_on_real_time_the_answer_that_came_late_is_there():
    with LambdaFunction(sleeper, timeout=60) as function:
        response = function.http_client("rest-api", timeout_in_millis=50).get("/?seconds=0.06")
    exchange = response.extensions["lambda"]
    assert (response.status_code, exchange.refusal.rule) == (504, "REST-timeout")
    assert exchange.result.payload == {"statusCode": 200, "body": "slept"}


def test_v_an_integration_that_is_not_called_with_post():
    response = ask(echo, routes={"GET /": {"integration_http_method": "GET"}})
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})
    assert (exchange.event, exchange.refusal.rule) == (None, "REST-integration-method")
    assert ask(echo, routes={"GET /": {"integration_http_method": "POST"}}).status_code == 200


def test_throttles_are_errors(service, sleeping):
    """That they make a 500 is not recorded."""
    sleeping.put_function_concurrency(reserved_concurrent_executions=0)
    response = sleeping.http_client("rest-api").get("/?seconds=1")
    exchange = response.extensions["lambda"]
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})
    assert (exchange.event, exchange.refusal.rule) == (None, "REST-invoke")
    assert TooManyRequestsException.code in exchange.refusal.reason


def test_aliases(service):
    function = service.create_function("pets", handler=lambda event, context: {"body": context.function_version})
    version = function.publish_version()
    function.create_alias("live", function_version=version.version)
    assert function.http_client("rest-api").get("/").text == "$LATEST"
    assert function.http_client("rest-api", qualifier="live").get("/").text == "1"
    routes = {"GET /new": {"qualifier": "$LATEST"}, "GET /": None}
    client = function.http_client("rest-api", qualifier="live", routes=routes)
    assert (client.get("/new").text, client.get("/").text) == ("$LATEST", "1")


def test_the_qualifier_is_that_of_the_apis_own_function(service):
    def version(event, context):
        return {"body": context.function_version}

    function = service.create_function("pets", handler=version)
    other = service.create_function("toys", handler=version)
    number = function.publish_version().version
    client = function.http_client("rest-api", qualifier=number, routes={"GET /pets": None, "GET /toys": other})
    assert (client.get("/pets").text, client.get("/toys").text) == (number, "$LATEST")


@pytest.mark.parametrize(
    ("endpoint_type", "given"),
    [("REGIONAL", 49), ("REGIONAL", 900_001), ("EDGE", 29_001), ("REGIONAL", 1.5), ("REGIONAL", True)],
)
def test_timeouts_that_cannot_be(endpoint_type, given):
    routes = {"GET /": {"timeout_in_millis": given}}
    with LambdaFunction(echo) as function:
        with pytest.raises(ConfigurationError, match=rf"^timeout_in_millis is {given!r}: expected 50 to 29,000"):
            function.http_client("rest-api", endpoint_type=endpoint_type, timeout_in_millis=given)
        with pytest.raises(ConfigurationError, match=r"^Route 'GET /': timeout_in_millis is"):
            function.http_client("rest-api", endpoint_type=endpoint_type, routes=routes)
