"""asyncio on virtual time: in test code, in asynchronous tests, in handlers."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest

from pytest_lambda.clock.virtual import VirtualClock
from tests.clock.conftest import Deploy


async def waits() -> list[object]:
    began = time.time()
    found: list[object] = []
    await asyncio.sleep(3600)
    found.append(time.time() - began)
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 5.3)
    except asyncio.TimeoutError:
        found.append("timeout")
    found.append(await asyncio.wait_for(asyncio.to_thread(lambda: sum(range(1_000_000))), 5))
    found.append(await asyncio.gather(nap(3), nap(1), nap(2)))
    found.append(round(time.time() - began))
    return found


async def nap(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


EXPECTED = [pytest.approx(3600), "timeout", 499_999_500_000, [3, 1, 2], 3608]


def test_in_test_code(clock: VirtualClock) -> None:
    assert asyncio.run(waits()) == EXPECTED
    assert clock.monotonic() == pytest.approx(3608.3)


@pytest.mark.asyncio
async def test_in_an_asynchronous_test(clock: VirtualClock) -> None:
    assert await waits() == EXPECTED
    assert clock.monotonic() == pytest.approx(3608.3)


@pytest.mark.asyncio
async def test_an_invocation_in_an_asynchronous_test(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy("import asyncio\ndef handler(event, context): return asyncio.run(asyncio.sleep(event, 'slept'))")
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(clock.monotonic())
            await asyncio.sleep(1)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    result = function.invoke(2)
    assert (result.payload, result.duration_ms) == ("slept", pytest.approx(2000, abs=0.01))
    await asyncio.sleep(1)
    ticking.cancel()
    assert ticks[0] == 0
    assert clock.monotonic() == pytest.approx(3)


def test_the_loop_does_not_spin(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = 0
    once = asyncio.BaseEventLoop._run_once

    def counted(self: object) -> None:
        nonlocal rounds
        rounds += 1
        once(self)

    monkeypatch.setattr(asyncio.BaseEventLoop, "_run_once", counted)

    async def naps() -> None:
        for number in range(1, 200):
            await asyncio.sleep(number / 7)

    asyncio.run(naps())
    assert rounds < 450


HANDLER = """
import asyncio, time
async def work():
    await asyncio.sleep(1)
    try:
        await asyncio.wait_for(asyncio.sleep(30), 2)
    except asyncio.TimeoutError:
        pass
    def blocking():
        time.sleep(3)
        return "from a thread"
    return await asyncio.wait_for(asyncio.to_thread(blocking), 10)
def handler(event, context):
    return asyncio.run(work())
"""


def test_in_a_handler(deploy: Deploy) -> None:
    function = deploy(HANDLER, timeout=10)
    for _ in range(2):
        result = function.invoke({})
        assert result.payload == "from a thread"
        assert result.duration_ms == pytest.approx(6000, abs=0.1)


def test_two_handlers_with_loops_interleave(clock: VirtualClock, deploy: Deploy) -> None:
    functions = [deploy(HANDLER, timeout=10) for _ in range(2)]
    found: list[object] = []
    for function in functions:
        clock.spawn(lambda function=function: found.append(function.invoke({}).payload), "work")
    clock.run()
    assert found == ["from a thread"] * 2
    assert clock.monotonic() == pytest.approx(6, abs=0.001)


def test_a_loop_that_sleeps_past_the_timeout(clock: VirtualClock, deploy: Deploy) -> None:
    function = deploy("import asyncio\ndef handler(event, context): asyncio.run(asyncio.sleep(event))", timeout=3)
    result = function.invoke(60)
    assert (result.timed_out, result.duration_ms, clock.monotonic()) == (True, 3000, 3)
    assert function.invoke(1).ok


async def talk() -> list[bytes]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await asyncio.sleep(2)
            writer.write(line.upper())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    answers = []
    for line in (b"one\n", b"two\n"):
        writer.write(line)
        answers.append(await asyncio.wait_for(reader.readline(), 10))
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    return answers


def test_real_sockets(clock: VirtualClock) -> None:
    assert asyncio.run(talk()) == [b"ONE\n", b"TWO\n"]
    assert 4 <= clock.monotonic() < 4.1


def test_a_peer_in_real_time(clock: VirtualClock) -> None:
    here, there = socket.socketpair()
    here.setblocking(False)
    echo = threading.Thread(target=lambda: there.sendall(there.recv(10)[::-1]))
    echo.start()

    async def ask() -> bytes:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(here, b"abc")
        return await asyncio.wait_for(loop.sock_recv(here, 10), 5)

    assert asyncio.run(ask()) == b"cba"
    assert clock.monotonic() < 5
    echo.join()
    here.close()
    there.close()


def test_a_loop_in_a_thread(clock: VirtualClock) -> None:
    found: list[float] = []

    def work() -> None:
        found.append(asyncio.run(nap(20)))
        found.append(clock.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [20, pytest.approx(20, abs=0.001)]
