"""Requests of asynchronous tests: several at once, where virtual time lets functions of a service run side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import greenlet

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.waiting.selecting import kinds
from pytest_lambda.gateway.exchange import GatewayRequest, GatewayResponse

if TYPE_CHECKING:
    from pytest_lambda.gateway.door import Door

#: what ends a task or the whole process, and is no answer to a request
ENDS = (greenlet.GreenletExit, KeyboardInterrupt, SystemExit)


async def handled(door: Door, request: GatewayRequest) -> GatewayResponse:
    """The door's answer.

    On virtual time the request is a task of its own, and the event loop goes on meanwhile: its `select` lets time
    pass. Whoever stops waiting leaves the function running, as on AWS. Elsewhere, and in loops that wait by other
    means, the function runs to its end first.
    """
    __tracebackhide__ = True
    clock, loop = door.function.clock, asyncio._get_running_loop()
    if loop is None or not isinstance(clock, VirtualClock) or not _lets_time_pass(loop):
        return door.handle(request)
    if not clock.in_main_thread():
        return door.handle(request)  # raises an error that says so
    future: asyncio.Future[GatewayResponse] = loop.create_future()
    clock.spawn(lambda: _deliver(lambda: door.handle(request), future, loop), f"{request.method} {request.path}")
    return await future


def _lets_time_pass(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether a loop waits by one of the methods that know virtual time."""
    select = getattr(type(getattr(loop, "_selector", None)), "select", None)
    return any(select is vars(kind)["select"] for kind in kinds())


def _deliver(
    answer: Callable[[], GatewayResponse], future: asyncio.Future[GatewayResponse], loop: asyncio.AbstractEventLoop
) -> None:
    try:
        response = answer()
    except ENDS:
        raise
    except BaseException as error:
        if _is_over(future, loop):
            raise  # whoever lets time pass hears of it
        loop.call_soon_threadsafe(_set, future.set_exception, error, future)
    else:
        if not _is_over(future, loop):
            loop.call_soon_threadsafe(_set, future.set_result, response, future)


def _is_over(future: asyncio.Future[GatewayResponse], loop: asyncio.AbstractEventLoop) -> bool:
    """Whether nobody waits any more."""
    return future.done() or loop.is_closed()


def _set(setter: Callable[..., None], value: object, future: asyncio.Future[GatewayResponse]) -> None:
    if not future.done():
        setter(value)
