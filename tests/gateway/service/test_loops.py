"""Event loops and threads of all sorts: requests are answered or refused with an error, and never hang."""

from __future__ import annotations

import asyncio
import selectors
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import ClockError, LambdaService


def sleeper(event, context):
    seconds = float(event["queryStringParameters"]["seconds"])
    time.sleep(seconds)
    return {"statusCode": 200, "body": event["queryStringParameters"]["seconds"]}


@settings(max_examples=25)
@given(
    kind=st.sampled_from(["alb", "function-url", "http-api", "rest-api"]),
    durations=st.lists(st.sampled_from([0, 0.5, 1, 1.5, 2]), min_size=1, max_size=6),
    seed=st.integers(0, 99),
)
def test_each_gets_its_own_answer_when_it_is_ready(kind, durations, seed):
    with LambdaService(schedule="random", seed=seed) as service:
        client = service.create_function("pets", handler=sleeper, timeout=60).async_http_client(kind)
        began = service.clock.monotonic()

        async def ask(seconds):
            response = await client.get(f"/?seconds={seconds}")
            return response.text, service.clock.monotonic() - began

        async def main():
            return await asyncio.gather(*map(ask, durations))

        for seconds, (text, took) in zip(durations, asyncio.run(main()), strict=True):
            assert text == str(seconds)
            assert took == pytest.approx(seconds, abs=0.001)


def test_a_client_that_is_not_asynchronous_within_a_loop(service, deploy):
    client = deploy(sleeper).http_client("http-api")

    async def main():
        ticks = asyncio.create_task(asyncio.sleep(1))
        text = client.get("/?seconds=3").text
        await ticks
        return text

    assert asyncio.run(main()) == "3"


def test_no_loop_at_all(deploy):
    """What trio and others drive: the function runs to its end first."""
    coroutine = deploy(sleeper).async_http_client("http-api").get("/?seconds=3")
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    assert stopped.value.value.text == "3"


class OtherSelector(selectors.DefaultSelector):
    def select(self, timeout=None):
        return super().select(timeout)


def test_a_loop_that_waits_by_other_means(deploy):
    """It would not let time pass while it waits: the function runs to its end first."""
    client = deploy(sleeper).async_http_client("http-api")
    loop = asyncio.SelectorEventLoop(OtherSelector())
    try:
        assert loop.run_until_complete(client.get("/?seconds=3")).text == "3"
    finally:
        loop.close()


def ask(function, sort):
    if sort == "sync":
        return function.http_client("http-api").get("/?seconds=3")
    return asyncio.run(function.async_http_client("http-api").get("/?seconds=3"))


@pytest.mark.parametrize("sort", ["sync", "async"])
def test_another_thread(deploy, sort):
    """Virtual time lives in one thread: there is an error, not a wait without end."""
    function = deploy(sleeper)
    errors = []

    def asking():
        try:
            ask(function, sort)
        except ClockError as error:
            errors.append(str(error))

    thread = threading.Thread(target=asking)
    thread.start()
    thread.join()
    (message,) = errors
    assert "from another thread than the one that virtual time began in" in message


@pytest.mark.parametrize("sort", ["sync", "async"])
def test_a_service_that_is_over(sort):
    with LambdaService() as service:
        function = service.create_function("pets", handler=sleeper)
    with pytest.raises(ClockError, match="clock does not run"):
        ask(function, sort)


@pytest.mark.asyncio
async def test_pytest_asyncio(service, deploy):
    client = deploy(sleeper).async_http_client("rest-api")
    responses = await asyncio.gather(client.get("/?seconds=3"), client.get("/?seconds=40"))
    assert [response.status_code for response in responses] == [200, 504]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_anyio(service, deploy, anyio_backend):
    import anyio

    client = deploy(sleeper).async_http_client("rest-api")
    answers = {}

    async def ask(seconds):
        answers[seconds] = (await client.get(f"/?seconds={seconds}")).status_code

    before = service.clock.now()
    async with anyio.create_task_group() as group:
        for seconds in (3, 2, 40):
            group.start_soon(ask, seconds)
    assert answers == {2: 200, 3: 200, 40: 504}
    assert (service.clock.now() - before).total_seconds() == pytest.approx(29, abs=0.001)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_deadline_of_anyio(service, deploy, anyio_backend):
    import anyio

    function = deploy(sleeper)
    with anyio.move_on_after(5) as scope:
        await function.async_http_client("rest-api").get("/?seconds=10")
    assert scope.cancelled_caught
    assert function.invocations == ()
    service.run()
    assert len(function.invocations) == 1
