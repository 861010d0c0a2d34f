"""What happens to the function while its events are queued: the `actions` of a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .async_case import UnknownKey, known

if TYPE_CHECKING:
    from .async_replay import Run

NAME = "the-function"


def perform(run: Run, action: Mapping[str, Any]) -> None:
    """Do one.

    Raises:
        UnknownKey: the replay does not know it, or something that it says.
    """
    given = {name: value for name, value in action.items() if name not in ("at_s", "action")}
    act = _ACTIONS.get(_snake(action["action"]))
    if act is None:
        raise UnknownKey(f"action {action['action']!r}: the replay knows {', '.join(sorted(_ACTIONS))}.")
    act(run, given)


def _delete_function(run: Run, given: Mapping[str, Any]) -> None:
    known("the action delete_function", given, {"Qualifier"})
    run.service.delete_function(NAME, qualifier=given.get("Qualifier"))


def _put_function_concurrency(run: Run, given: Mapping[str, Any]) -> None:
    known("the action put_function_concurrency", given, {"ReservedConcurrentExecutions", "reserved_concurrency"})
    run.function.put_function_concurrency(reserved_concurrent_executions=next(iter(given.values())))


def _delete_function_concurrency(run: Run, given: Mapping[str, Any]) -> None:
    known("the action delete_function_concurrency", given, ())
    run.function.delete_function_concurrency()


def _put_function_event_invoke_config(run: Run, given: Mapping[str, Any]) -> None:
    run.configure(given)


def _update_function_event_invoke_config(run: Run, given: Mapping[str, Any]) -> None:
    changes = run.resources.resolved(given)
    run.function.update_function_event_invoke_config(qualifier=run.case.qualifier, **changes)


def _delete_function_event_invoke_config(run: Run, given: Mapping[str, Any]) -> None:
    known("the action delete_function_event_invoke_config", given, ())
    run.function.delete_function_event_invoke_config(qualifier=run.case.qualifier)


def _update_function_code(run: Run, given: Mapping[str, Any]) -> None:
    known("the action update_function_code", given, {"handler"})
    if "handler" in given:
        run.function.update_function_code(handler=run.with_handler(given["handler"]))
    else:
        run.function.update_function_code()


def _update_function_configuration(run: Run, given: Mapping[str, Any]) -> None:
    known("the action update_function_configuration", given, {"Timeout", "MemorySize", "Description"})
    run.function.update_function_configuration(**{_snake(name): value for name, value in given.items()})


def _publish_version(run: Run, given: Mapping[str, Any]) -> None:
    known("the action publish_version", given, ())
    run.function.publish_version()


def _update_alias(run: Run, given: Mapping[str, Any]) -> None:
    known("the action update_alias", given, {"Name", "FunctionVersion"})
    run.function.update_alias(given["Name"], function_version=given["FunctionVersion"])


def _delete_alias(run: Run, given: Mapping[str, Any]) -> None:
    known("the action delete_alias", given, {"Name"})
    run.function.delete_alias(given["Name"])


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_ACTIONS: Mapping[str, Callable[[Run, Mapping[str, Any]], None]] = {
    "delete_function": _delete_function,
    "put_function_concurrency": _put_function_concurrency,
    "delete_function_concurrency": _delete_function_concurrency,
    "put_function_event_invoke_config": _put_function_event_invoke_config,
    "update_function_event_invoke_config": _update_function_event_invoke_config,
    "delete_function_event_invoke_config": _delete_function_event_invoke_config,
    "update_function_code": _update_function_code,
    "update_function_configuration": _update_function_configuration,
    "publish_version": _publish_version,
    "update_alias": _update_alias,
    "delete_alias": _delete_alias,
    "delete": _delete_function,
    "update_code": _update_function_code,
    "set_reserved_concurrency": _put_function_concurrency,
}
