"""Requests to functions of a service, on its virtual time."""

from __future__ import annotations

import json
import time

import pytest

from pytest_lambda import LambdaFunction, LambdaService
from pytest_lambda.gateway.integration import Integration

effects = []


def sleeper(event, context):
    seconds = float(event["queryStringParameters"]["seconds"])
    time.sleep(seconds)
    effects.append(seconds)
    return {"statusCode": 200, "body": "slept"}


@pytest.fixture(autouse=True)
def no_effects_yet():
    effects.clear()


def test_a_request_takes_virtual_time(service, deploy):
    before = service.clock.now()
    response = deploy(sleeper).http_client("http-api").get("/?seconds=20")
    assert (response.status_code, response.text) == (200, "slept")
    assert (service.clock.now() - before).total_seconds() == 20


def test_the_event_has_the_virtual_moment(service, deploy):
    client = deploy(lambda event, context: event["requestContext"]["timeEpoch"]).http_client("http-api")
    assert client.get("/").json() == service.clock.epoch() * 1000
    service.clock.advance(hours=1)
    assert client.get("/").json() == service.clock.epoch() * 1000


def test_the_gateway_waits_no_longer_and_the_function_runs_on(service, deploy):
    function = deploy(sleeper)
    before = service.clock.now()
    response = function.http_client("http-api").get("/?seconds=40")
    assert (response.status_code, response.json()) == (503, {"message": "Service Unavailable"})
    assert response.extensions["lambda"].refusal.rule == "HTTP-timeout"
    assert (service.clock.now() - before).total_seconds() == 30
    assert (effects, function.invocations) == ([], ())
    service.run()
    assert (service.clock.now() - before).total_seconds() >= 40
    assert effects == [40]
    assert function.invocations[-1].payload == {"statusCode": 200, "body": "slept"}


@pytest.mark.parametrize(("seconds", "status"), [(29.999999, 200), (30, 503)])
def test_the_last_moment(deploy, seconds, status):
    assert deploy(sleeper).http_client("http-api").get(f"/?seconds={seconds}").status_code == status


@pytest.mark.parametrize("kind", ["http-api", "rest-api"])
def test_a_timeout_is_no_error_of_the_function(deploy, kind):
    """It has not failed: there is nothing to raise."""
    response = deploy(sleeper).http_client(kind, raise_function_errors=True).get("/?seconds=40")
    assert response.status_code in (503, 504)
    assert response.extensions["lambda"].refusal.rule.endswith("-timeout")


def test_a_function_that_cannot_take_so_long_is_not_waited_for(service, deploy):
    function = deploy(sleeper, timeout=5)
    response = function.http_client("http-api").get("/?seconds=40")
    assert response.status_code == 500
    assert response.extensions["lambda"].result.timed_out


def failing(event, context):
    time.sleep(40)
    raise ValueError("late")


def test_a_function_that_fails_too_late(service, deploy):
    function = deploy(failing)
    assert function.http_client("http-api").get("/").status_code == 503
    service.run()
    assert function.invocations[-1].error.type == "ValueError"


def test_plain_functions_run_to_their_end_first():
    """Without a service there is nobody for whom the function could run on."""
    with LambdaService():  # time is virtual, but the function is not the service's
        function = LambdaFunction(sleeper, timeout=60)
        response = function.http_client("http-api").get("/?seconds=40")
    assert response.status_code == 503
    assert effects == [40]
    assert response.extensions["lambda"].result.payload == {"statusCode": 200, "body": "slept"}


def test_cold_starts(service, deploy):
    function = deploy(lambda event, context: "ok")
    client = function.http_client("http-api")
    starts = [client.get("/").extensions["lambda"].result.cold_start for _ in range(2)]
    function.update_function_code()
    starts.append(client.get("/").extensions["lambda"].result.cold_start)
    assert starts == [True, False, True]


def test_metrics(service, deploy):
    function = deploy(failing, timeout=41)
    client = function.http_client("http-api")
    client.get("/")
    service.run()
    assert service.metrics["Invocations"].sum(function="pets") == 1
    assert service.metrics["Errors"].sum(function="pets") == 1


def test_an_alias(service, deploy):
    function = deploy(lambda event, context: context.function_version)
    function.publish_version()
    function.create_alias("live", function_version="1")
    assert Integration(function, qualifier="live").invoke({}).payload == "1"
    assert Integration(function, qualifier="live", timeout_in_millis=29_000).invoke({}).payload == "1"
    assert Integration(function).invoke({}).payload == "$LATEST"


def test_a_plain_function_has_no_aliases():
    function = LambdaFunction(lambda event, context: context.function_version)
    assert Integration(function, qualifier="live").invoke({}).payload == "$LATEST"


def test_a_client_within_a_handler(service, deploy):
    inner = deploy(sleeper, name="inner")

    def outer_handler(event, context):
        began = time.time()
        response = inner.http_client("http-api").get("/?seconds=7")
        return {"statusCode": response.status_code, "body": json.dumps([response.text, time.time() - began])}

    response = deploy(outer_handler, name="outer").http_client("http-api").get("/")
    assert response.json() == ["slept", 7.0]


def test_a_client_within_a_handler_that_waits_too_long(service, deploy):
    inner = deploy(sleeper, name="inner", timeout=120)

    def outer_handler(event, context):
        return inner.http_client("http-api").get("/?seconds=100").status_code

    outer = deploy(outer_handler, name="outer")
    before = service.clock.now()
    assert outer.http_client("http-api").get("/").extensions["lambda"].refusal.rule == "HTTP-timeout"
    assert (service.clock.now() - before).total_seconds() == 30
    service.run()
    assert outer.invocations[-1].payload == 503
    assert effects == [100]
