"""Asynchronous clients: requests run side by side on virtual time, and none hangs."""

from __future__ import annotations

import asyncio
import json
import time

import httpx
import pytest

from pytest_lambda import LambdaFunction

order = []


def sleeper(event, context):
    seconds = float(event["queryStringParameters"]["seconds"])
    time.sleep(seconds)
    order.append(seconds)
    return {"statusCode": 200, "body": f"{seconds:g}"}


async def nap(seconds):
    await asyncio.sleep(seconds)
    return "napped"


def loop_of_its_own(event, context):
    return asyncio.run(nap(float(event["queryStringParameters"]["seconds"])))


@pytest.fixture(autouse=True)
def nothing_yet():
    order.clear()


def test_one_request(service, deploy):
    async def main():
        async with deploy(sleeper).async_http_client("http-api") as client:
            assert isinstance(client, httpx.AsyncClient)
            return await client.get("/?seconds=20")

    before = service.clock.now()
    assert asyncio.run(main()).text == "20"
    assert (service.clock.now() - before).total_seconds() == 20


def test_requests_run_side_by_side(service, deploy):
    client = deploy(sleeper).async_http_client("http-api")

    async def main():
        return await asyncio.gather(*[client.get(f"/?seconds={seconds}") for seconds in (20, 10, 15)])

    before = service.clock.now()
    assert [response.text for response in asyncio.run(main())] == ["20", "10", "15"]
    assert (service.clock.now() - before).total_seconds() == 20
    assert order == [10, 15, 20]


def test_beside_other_work_of_the_test(service, deploy):
    client = deploy(sleeper).async_http_client("http-api")

    async def main():
        request = asyncio.create_task(client.get("/?seconds=20"))
        await asyncio.sleep(5)
        assert not request.done()
        await asyncio.sleep(16)
        assert request.done()
        return (await request).text

    assert asyncio.run(main()) == "20"


def test_each_has_an_environment_ids_and_an_answer_of_its_own(service, deploy):
    def handler(event, context):
        time.sleep(1)
        return {"statusCode": 200, "body": event["requestContext"]["requestId"]}

    function = deploy(handler)
    client = function.async_http_client("http-api")

    async def main():
        return await asyncio.gather(*[client.get("/") for _ in range(5)])

    responses = asyncio.run(main())
    exchanges = [response.extensions["lambda"] for response in responses]
    assert len({response.text for response in responses}) == 5
    assert all(exchange.result.cold_start for exchange in exchanges)
    assert len(function.environments) == 5
    assert [exchange.event["requestContext"]["requestId"] for exchange in exchanges] == [
        response.text for response in responses
    ]


def test_reserved_concurrency(service, deploy):
    function = deploy(sleeper)
    function.put_function_concurrency(reserved_concurrent_executions=2)
    client = function.async_http_client("http-api")

    async def main():
        return await asyncio.gather(*[client.get("/?seconds=3") for _ in range(3)])

    assert sorted(response.status_code for response in asyncio.run(main())) == [200, 200, 503]
    assert service.metrics["Throttles"].sum(function="pets") == 1


def test_the_gateway_gives_up_on_one_of_them(service, deploy):
    client = deploy(sleeper).async_http_client("http-api")

    async def main():
        return await asyncio.gather(*[client.get(f"/?seconds={seconds}") for seconds in (40, 29, 30)])

    assert [response.status_code for response in asyncio.run(main())] == [503, 200, 503]
    assert order[0] == 29
    service.run()
    assert order == [29, 30, 40]


def test_who_stops_waiting_leaves_the_function_running(service, deploy):
    client = deploy(sleeper).async_http_client("http-api")

    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.get("/?seconds=20"), timeout=5)
        return service.clock.monotonic()

    assert asyncio.run(main()) == pytest.approx(5, abs=0.001)
    assert order == []
    service.run()
    assert order == [20]


def test_a_loop_that_is_closed_before_the_answer(service, deploy):
    client = deploy(sleeper).async_http_client("http-api")

    async def main():
        client_task = asyncio.ensure_future(client.get("/?seconds=20"))
        await asyncio.sleep(1)
        return client_task

    assert asyncio.run(main()).cancelled()
    service.run()
    assert order == [20]


def test_a_handler_with_a_loop_of_its_own(service, deploy):
    client = deploy(loop_of_its_own).async_http_client("http-api")

    async def main():
        answers = await asyncio.gather(*[client.get(f"/?seconds={seconds}") for seconds in (3, 2)])
        assert asyncio.get_running_loop().is_running()
        assert asyncio.current_task() is not None
        return [response.text for response in answers]

    before = service.clock.now()
    assert asyncio.run(main()) == ["napped", "napped"]
    assert (service.clock.now() - before).total_seconds() == pytest.approx(3, abs=0.001)


def test_an_asynchronous_client_within_a_handler(service, deploy):
    inner = deploy(sleeper, name="inner")

    async def ask():
        async with inner.async_http_client("http-api") as client:
            responses = await asyncio.gather(client.get("/?seconds=4"), client.get("/?seconds=6"))
        return [response.text for response in responses]

    def handler(event, context):
        return asyncio.run(ask())

    before = service.clock.now()
    assert deploy(handler, name="outer").http_client("http-api").get("/").json() == ["4", "6"]
    assert (service.clock.now() - before).total_seconds() == pytest.approx(6, abs=0.001)


@pytest.mark.parametrize("seconds", [0, 3])
def test_plain_functions(seconds):
    """They run one after the other: nobody moves time for them."""
    function = LambdaFunction(loop_of_its_own)

    async def main():
        async with function.async_http_client("http-api") as client:
            return await asyncio.gather(*[client.get(f"/?seconds={seconds / 1000}") for _ in range(3)])

    assert [response.text for response in asyncio.run(main())] == ["napped"] * 3
    assert len(function.invocations) == 3


def test_a_body_that_comes_in_parts(service, deploy):
    async def parts():
        for part in (b"ab", b"cd"):
            await asyncio.sleep(1)
            yield part

    async def main():
        client = deploy(lambda event, context: event["body"]).async_http_client("http-api")
        return await client.post("/", content=parts(), headers={"Content-Type": "text/plain"})

    assert asyncio.run(main()).text == "abcd"


def test_errors_of_the_function(service, deploy):
    def handler(event, context):
        time.sleep(1)
        raise ValueError("no pets")

    function = deploy(handler)

    async def main():
        client = function.async_http_client("http-api", raise_function_errors=True)
        return await asyncio.gather(client.get("/"), client.get("/"), return_exceptions=True)

    errors = asyncio.run(main())
    assert [(type(error).__name__, str(error)) for error in errors] == [("ValueError", "no pets")] * 2
    assert json.loads(function.invocations[-1].payload_bytes)["errorType"] == "ValueError"
