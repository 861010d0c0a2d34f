"""Authorizers whose functions belong to a service: they take virtual time, and Lambda may refuse to run them."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.gateway.authorizers import LambdaAuthorizer, RequestAuthorizer, TokenAuthorizer

from .asked import authorizer_of, policy, raising, refused

TOKEN = {"Authorization": "t"}


@pytest.fixture
def service():
    with LambdaService() as made:
        yield made


@pytest.fixture
def function(service):
    return service.create_function("pets", handler=lambda event, context: {"statusCode": 200})


def sleeping(seconds, answer):
    def handler(event, context):
        time.sleep(seconds)
        return answer

    return handler


@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_an_authorizer_takes_virtual_time(service, function, kind):
    asked = service.create_function("authorize", handler=sleeping(2, policy()), timeout=10)
    client = function.http_client("rest-api", authorizer=kind(asked))
    before = service.clock.now()
    response = client.get("", headers=TOKEN)
    assert authorizer_of(response) == {"principalId": "ada", "integrationLatency": 2000}
    assert (service.clock.now() - before).total_seconds() == 2
    assert authorizer_of(client.get("", headers=TOKEN))["integrationLatency"] == 0
    assert (service.clock.now() - before).total_seconds() == 2


def test_an_authorizer_that_times_out_is_500(service, function):
    asked = service.create_function("authorize", handler=sleeping(20, policy()), timeout=10)
    response = function.http_client("rest-api", authorizer=TokenAuthorizer(asked)).get("", headers=TOKEN)
    assert refused(response) == (500, {"message": None}, "AUTH-function-error")
    assert response.extensions["lambda"].authorizer.timed_out


@pytest.mark.parametrize(
    ("kind", "authorizer", "body"),
    [
        ("rest-api", TokenAuthorizer, {"message": None}),
        ("http-api", LambdaAuthorizer, {"message": "Internal Server Error"}),
    ],
)
def test_an_authorizer_that_is_throttled_is_500(service, function, kind, authorizer, body):
    asked = service.create_function("authorize", handler=sleeping(0, policy()))
    asked.put_function_concurrency(reserved_concurrent_executions=0)
    client = function.http_client(kind, authorizer=authorizer(asked), raise_function_errors=True)
    response = client.get("", headers=TOKEN)
    assert refused(response) == (500, body, "AUTH-invoke")
    assert response.extensions["lambda"].authorizer is None


def test_authorizer_and_function_may_be_one(service):
    def handler(event, context):
        return policy() if "authorizationToken" in event else {"statusCode": 202}

    function = service.create_function("both", handler=handler)
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(function))
    assert client.get("", headers=TOKEN).status_code == 202
    assert len(function.invocations) == 2


def test_the_fault_is_told_apart_from_that_of_the_function(service, function):
    def handler(event, context):
        return raising("boom")(event)

    asked = service.create_function("authorize", handler=handler)
    exchange = (
        function.http_client("rest-api", authorizer=TokenAuthorizer(asked)).get("", headers=TOKEN).extensions["lambda"]
    )
    assert exchange.authorizer.error.message == "boom"
    assert (exchange.result, function.invocations) == (None, ())
    assert exchange.refusal.reason == "the authorizer failed: Exception: boom"
