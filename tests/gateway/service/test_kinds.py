"""Every kind of front door on a service: moments, ids, throttles, faults, timeouts."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from pytest_lambda import events

KINDS = ("alb", "function-url", "http-api", "rest-api")


def echo(event, context):
    time.sleep(2)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(event)}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def epoch_of(event):
    context = event["requestContext"]
    if "elb" in context:
        return int(event["headers"]["x-amzn-trace-id"].split("-")[1], 16)
    return int(context.get("timeEpoch") or context["requestTimeEpoch"]) / 1000


def test_events_have_their_virtual_moment(service, deploy, kind):
    client = deploy(echo).http_client(kind)
    moments = []
    for _ in range(2):
        began = int(service.clock.epoch())
        event = client.get("/pets").json()
        assert events.check(event) == []
        moments.append(epoch_of(event) - began)
        service.clock.advance(minutes=5)
    assert moments == [0, 0]


@pytest.mark.parametrize("kind", ["function-url", "http-api", "rest-api"])
def test_an_answer_has_the_id_of_its_event(deploy, kind):
    """Though time has moved on, and other requests have come meanwhile."""
    client = deploy(echo).async_http_client(kind)

    async def main():
        first = asyncio.create_task(client.get("/"))
        await asyncio.sleep(1)
        return await asyncio.gather(first, client.get("/"))

    responses = asyncio.run(main())
    for response in responses:
        context = response.json()["requestContext"]
        shown = response.headers.get("x-amzn-requestid") or response.headers["apigw-requestid"]
        assert shown == context["requestId"]
    assert len({response.json()["requestContext"]["requestId"] for response in responses}) == 2


@pytest.mark.parametrize(
    ("kind", "status"), [("alb", 502), ("function-url", 429), ("http-api", 503), ("rest-api", 500)]
)
@pytest.mark.parametrize("reserved", [0, 1])
def test_throttles(service, deploy, kind, status, reserved):
    """429 of function URLs is documented; what the others make of a throttle is not recorded."""
    function = deploy(echo)
    function.put_function_concurrency(reserved_concurrent_executions=reserved)
    client = function.async_http_client(kind)

    async def main():
        return await asyncio.gather(*[client.get("/") for _ in range(reserved + 1)])

    responses = asyncio.run(main())
    assert sorted(response.status_code for response in responses) == [*[200] * reserved, status]
    (refused,) = [response for response in responses if response.status_code == status]
    assert "Rate Exceeded" in refused.extensions["lambda"].refusal.reason
    assert refused.extensions["lambda"].result is None
    assert service.metrics["Throttles"].sum(function="pets") == 1


@pytest.mark.parametrize(
    ("kind", "status"), [("alb", 502), ("function-url", 502), ("http-api", 500), ("rest-api", 500)]
)
def test_errors_of_the_system(service, deploy, kind, status):
    client = deploy(echo).http_client(kind)
    service.inject_system_errors("pets", 1)
    assert [client.get("/").status_code for _ in range(2)] == [status, 200]


@pytest.mark.parametrize(
    ("kind", "waits", "status"),
    [("http-api", 30, 503), ("rest-api", 29, 504), ("alb", None, 200), ("function-url", None, 200)],
)
def test_how_long_each_waits(service, deploy, kind, waits, status):
    def handler(event, context):
        time.sleep(100)
        return {"statusCode": 200, "body": "late"}

    function = deploy(handler, timeout=120)
    before = service.clock.now()
    response = function.http_client(kind).get("/")
    assert response.status_code == status
    assert (service.clock.now() - before).total_seconds() == (waits or 100)
    assert len(function.invocations) == (0 if waits else 1)
    service.run()
    assert len(function.invocations) == 1


@pytest.mark.parametrize(
    ("kind", "status"), [("alb", 502), ("function-url", 502), ("http-api", 500), ("rest-api", 502)]
)
def test_a_function_that_is_cut(service, deploy, kind, status):
    response = deploy(echo, timeout=1).http_client(kind).get("/")
    assert response.status_code == status
    assert response.extensions["lambda"].result.timed_out


def test_side_by_side(service, deploy, kind):
    client = deploy(echo).async_http_client(kind)

    async def main():
        return await asyncio.gather(*[client.get(f"/pets/{number}") for number in range(4)])

    before = service.clock.now()
    found = [response.json() for response in asyncio.run(main())]
    assert (service.clock.now() - before).total_seconds() == 2
    assert [events.check(event) for event in found] == [[]] * 4
    assert [(event.get("path") or event["rawPath"]) for event in found] == [f"/pets/{number}" for number in range(4)]


@pytest.mark.parametrize("kind", ["alb", "function-url", "rest-api"])
def test_an_alias(deploy, kind):
    function = deploy(lambda event, context: {"statusCode": 200, "body": context.invoked_function_arn})
    function.publish_version()
    function.create_alias("live", function_version="1")
    response = function.http_client(kind, qualifier="live").get("/")
    assert response.text == f"{function.arn}:live"
    assert response.extensions["lambda"].result.executed_version == "1"


@pytest.mark.parametrize("kind", ["http-api", "rest-api"])
def test_an_alias_of_a_route(deploy, kind):
    function = deploy(lambda event, context: {"statusCode": 200, "body": context.invoked_function_arn})
    function.publish_version()
    function.create_alias("live", function_version="1")
    client = function.http_client(kind, routes={"GET /live": {"qualifier": "live"}, "GET /latest": None})
    assert client.get("/live").text == f"{function.arn}:live"
    assert client.get("/latest").text == function.arn
