"""What a case does to its mapping, its source and its function while messages are on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda import ConfigurationError, ServiceException

from . import async_actions
from .async_case import known
from .source_case import check_handler
from .source_whereabouts import snake

if TYPE_CHECKING:
    from .source_replay import Run


def perform(run: Run, action: Mapping[str, Any]) -> None:
    """Do one; what AWS refuses is kept if the case expects that.

    Raises:
        UnknownKey: the replay does not know it, or something that it says.
    """
    given = {name: value for name, value in action.items() if name not in ("at_s", "action")}
    name = snake(action["action"])
    try:
        if name in _ACTIONS:
            _ACTIONS[name](run, given)
        elif not run.source.perform(name, given):
            async_actions.perform(run, action)
    except (ConfigurationError, ServiceException) as refused:
        if not {"action_error", "update_error"} & set(run.case.final_disposition):
            raise
        run.seen.action_errors.append(refused)


def _update(run: Run, given: Mapping[str, Any]) -> None:
    run.service.update_event_source_mapping(run.mapping.uuid, **run.parameters(given))


def _enable(run: Run, given: Mapping[str, Any]) -> None:
    known("the action enable", given, ())
    run.service.update_event_source_mapping(run.mapping.uuid, enabled=True)


def _disable(run: Run, given: Mapping[str, Any]) -> None:
    known("the action disable", given, ())
    run.service.update_event_source_mapping(run.mapping.uuid, enabled=False)


def _delete(run: Run, given: Mapping[str, Any]) -> None:
    known("the action delete", given, ())
    run.service.delete_event_source_mapping(run.mapping.uuid)


def _create(run: Run, given: Mapping[str, Any]) -> None:
    run.create_mapping(**given)


def _change_handler(run: Run, given: Mapping[str, Any]) -> None:
    known("the action handler", given, {"handler"})
    check_handler(given["handler"])
    run.script.change(given["handler"])


def _system_errors(run: Run, given: Mapping[str, Any]) -> None:
    known("the action system_errors", given, {"times"})
    run.service.inject_system_errors(run.function, given.get("times", 1))


def _send(run: Run, given: Mapping[str, Any]) -> None:
    run.source.send(given)


_ACTIONS: Mapping[str, Callable[[Run, Mapping[str, Any]], None]] = {
    "update": _update,
    "update_event_source_mapping": _update,
    "enable": _enable,
    "disable": _disable,
    "delete": _delete,
    "delete_event_source_mapping": _delete,
    "create": _create,
    "create_event_source_mapping": _create,
    "handler": _change_handler,
    "send": _send,
    "system_errors": _system_errors,
}
