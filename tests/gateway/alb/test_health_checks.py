"""Health checks: what they ask (facts 2.4), and what they make of the answer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pytest_lambda import LambdaFunction, LambdaService, events
from pytest_lambda.gateway import LoadBalancer


def checked(answer: Any, **settings: Any) -> Any:
    with LambdaFunction(lambda event, context: answer) as function:
        return LoadBalancer(function, **settings).check_health()


def test_r_what_a_health_check_asks():
    event = checked({"statusCode": 200}, health_check={"path": "/health"}).exchange.event
    assert events.check(event) == []
    assert event["headers"] == {"user-agent": "ELB-HealthChecker/2.0"}
    assert (event["httpMethod"], event["path"], event["queryStringParameters"]) == ("GET", "/health", {})
    assert (event["body"], event["isBase64Encoded"]) == ("", False)


def test_r_what_a_health_check_asks_in_multi_value_mode():
    health = checked({"statusCode": 200}, multi_value_headers=True, health_check={"path": "/health?deep=1"})
    event = health.exchange.event
    assert events.check(event) == []
    assert event["multiValueHeaders"] == {"user-agent": ["ELB-HealthChecker/2.0"]}
    assert (event["path"], event["multiValueQueryStringParameters"]) == ("/health", {"deep": ["1"]})


@pytest.mark.parametrize(
    ("status", "matcher", "healthy"),
    [
        (200, None, True),
        (201, None, False),
        (201, "200-299", True),
        (204, "200,204", True),
        (203, "200, 204", False),
        (404, "200-499", True),
        (500, "200-499", False),
    ],
)
def test_d_codes(status, matcher, healthy):
    settings = {} if matcher is None else {"health_check": {"matcher": matcher}}
    health = checked({"statusCode": status}, **settings)
    assert (health.healthy, health.status) == (healthy, status)
    assert health.state == ("healthy" if healthy else "unhealthy")
    if not healthy:
        assert health.reason == "Target.ResponseCodeMismatch"
        assert health.description == f"Health checks failed with these codes: [{status}]"


def fails(event: object, context: object) -> None:
    raise LookupError("database")


@pytest.mark.parametrize("raises", [False, True])
def test_k_a_function_that_fails_is_unhealthy(raises):
    with LambdaFunction(fails) as function:
        health = LoadBalancer(function, raise_function_errors=raises).check_health()
    assert (health.state, health.status) == ("unhealthy", 502)
    assert health.exchange.refusal.rule == "ALB-function-error"
    assert health.exchange.result.error.type == "LookupError"


def test_k_an_answer_that_is_refused_is_unhealthy():
    health = checked("fine")
    assert (health.state, health.status, health.exchange.refusal.rule) == ("unhealthy", 502, "ALB-object")


def slow(event: object, context: object) -> dict[str, Any]:
    time.sleep(40)
    return {"statusCode": 200}


@pytest.mark.parametrize(("seconds", "state"), [(30, "unhealthy"), (60, "healthy")])
def test_d_a_target_has_so_long_to_answer(seconds, state):
    with LambdaService() as service:
        function = service.create_function("slow", handler=slow, timeout=100)
        health = LoadBalancer(function, health_check={"timeout_seconds": seconds}).check_health()
        service.run()
    assert health.state == state
    if state == "unhealthy":
        assert (health.reason, health.status) == ("Target.Timeout", None)


def test_a_door_has_a_client_too():
    with LambdaFunction(lambda event, context: {"statusCode": 200, "body": event["path"]}) as function:
        door = LoadBalancer(function)
        assert door.client().get("/pets").text == "/pets"
        assert door.check_health().healthy
