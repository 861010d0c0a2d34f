"""The handler that a case describes."""

from __future__ import annotations

import builtins
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from .async_case import RESENDING, UnknownKey

Handler = Callable[[Any, Any], Any]


def scripted_handler(
    script: Mapping[str, Any], *, duration_s: float, key_of: Callable[[str], str], again: Callable[[Any], None]
) -> Handler:
    """A handler.

    Args:
        script: `handler` of the case.
        duration_s: how long each invocation takes.
        key_of: the key of the message behind a request id.
        again: sends an event to the function itself.
    """
    ran = 0

    def handler(event: Any, context: Any) -> Any:
        nonlocal ran
        ran += 1
        if duration_s:
            time.sleep(duration_s)
        if script["mode"] == "poison":
            return _poisoned(script, key_of(context.aws_request_id))
        if script["mode"] in RESENDING:
            if ran < script.get("stop_after", sys.maxsize):
                again(event)
            return None
        return play(_step(script, ran))

    return handler


def _step(script: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    steps = script.get("steps") or ()
    if script["mode"] == "none" or not steps:
        raise AssertionError("The handler was called, and the case says that it never is.")
    if number <= len(steps):
        step: Mapping[str, Any] = steps[number - 1]
        return step
    if not script.get("last_repeats", True):
        raise AssertionError(f"The handler was called {number} times, and the case has {len(steps)} steps.")
    last: Mapping[str, Any] = steps[-1]
    return last


def play(step: Mapping[str, Any]) -> Any:
    """Do what one step of a script says, and return what it answers."""
    if "sleep_s" in step:
        time.sleep(step["sleep_s"])
    if "exit" in step:
        sys.exit(step["exit"])
    if "raise" in step:
        raise _exception(step["raise"])(step.get("message", "as the case says"))
    if "raw_response" in step:
        return step["raw_response"].encode()
    if "return_size_bytes" in step:
        return "x" * (step["return_size_bytes"] - 2)
    return step.get("return")


def _poisoned(script: Mapping[str, Any], key: str) -> None:
    if key not in script["poison"]:
        return
    if script.get("style", "raise") != "raise":
        raise UnknownKey(f"handler.style is {script['style']!r}: an asynchronous event is no batch to report about.")
    raise RuntimeError(f"{key} is poison")


def _exception(name: str) -> type[BaseException]:
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return found
    return type(name, (Exception,), {})
