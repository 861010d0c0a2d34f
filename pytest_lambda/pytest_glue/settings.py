"""Which value of a setting is in force: call > closest marker > outer marker > flag > ini > template > default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.host_variables import REGION_VARIABLES, region_of
from pytest_lambda.pytest_glue.options import (
    NAMES,
    OF_TEMPLATE,
    OF_TEST,
    TEMPLATE_ENVIRONMENT,
    UNDECIDED,
    from_command_line,
    from_ini,
)
from pytest_lambda.runtime.configuration import FunctionConfiguration, configured, unknown_setting
from pytest_lambda.world import DEFAULT_ACCOUNT, World

#: stands for the handler where a configuration is checked that has none
_NO_HANDLER = "no.handler"
#: number of the last level that is not of a test: ini, then command line
_OF_THE_RUN = 1
_CHOICES = {"time": ("real", "virtual"), "schedule": ("fifo", "random")}


def settings_for(
    config: pytest.Config,
    node: pytest.Item | pytest.Collector | None,
    call: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """All settings in force, `environment` merged by key over the levels.

    A variable that the closest level sets to None is in `environment` with that value.

    Args:
        config: of the run.
        node: whose markers count: a test, its module or class; None for the session.
        call: keyword arguments of `lambda_function_factory`.

    Raises:
        ConfigurationError: an unknown keyword or a positional argument; a template that cannot be read.
    """
    levels = [*levels_of(config, node), _checked_call(call or {})]
    merged: dict[str, Any] = {}
    environment: dict[str, Any] = {}
    for level in levels:
        environment.update(_environment(level.get("environment")))
        merged.update({name: value for name, value in level.items() if value is not None})
    merged["environment"] = environment
    if not merged.keys().isdisjoint(OF_TEMPLATE):
        _add_described(config, levels, merged, node)
    # Relative to the root folder of the run, never to the current directory.
    merged["task_root"] = config.rootpath / merged.get("task_root", "")
    merged["layers"] = tuple(config.rootpath / layer for layer in merged.get("layers", ()))
    return merged


def levels_of(config: pytest.Config, node: pytest.Item | pytest.Collector | None) -> list[dict[str, Any]]:
    """What ini, command line and markers say, the closest last.

    Raises:
        ConfigurationError: an unknown keyword or a positional argument of a marker.
    """
    return [from_ini(config), from_command_line(config), *_markers(node)]


def _add_described(
    config: pytest.Config,
    levels: Sequence[Mapping[str, Any]],
    merged: dict[str, Any],
    node: pytest.Item | pytest.Collector | None,
) -> None:
    """Add what a template says: everything that is given as well wins."""
    from pytest_lambda.pytest_glue.template_settings import described, template_given

    given = template_given(config, levels)
    if given is None:
        return
    world = world_for(merged, seed_of(merged, node))
    found = described(config, given, world)
    variables = found.pop("environment", {})
    if given.level <= _OF_THE_RUN:
        merged[TEMPLATE_ENVIRONMENT] = variables
    merged["environment"] = {**variables, **merged["environment"]}
    for name, value in found.items():
        merged.setdefault(name, value)


def seed_of(settings: Mapping[str, Any], node: pytest.Item | pytest.Collector | None) -> str:
    """The seed of ids and names: the test's name, and the one that is given."""
    if node is None or (settings.get("start") == "warm" and settings.get("template")):
        return "session"  # a function that stays warm for several tests sees the same names of resources in all of them
    given = settings.get("seed")
    return node.nodeid if given is None else f"{node.nodeid} {given}"


def world_for(settings: Mapping[str, Any], seed: str) -> World:
    """Account and region out of the settings."""
    region = region_of(settings, settings["environment"])
    return World(settings.get("account") or DEFAULT_ACCOUNT, region, seed)


def function_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as `LambdaFunction` takes them, without handler."""
    ours = ("handler", "account", "region", "environment", TEMPLATE_ENVIRONMENT, UNDECIDED, *OF_TEMPLATE, *OF_TEST)
    # The region variables are reserved on AWS (G43). Here they say where the function is, and the runtime sets them.
    environment = {
        name: value
        for name, value in settings["environment"].items()
        if value is not None and name not in REGION_VARIABLES
    }
    return {**{name: value for name, value in settings.items() if name not in ours}, "environment": environment}


def service_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a function in a service, handler included."""
    found = function_settings(settings)
    return {**found, **{name: settings[name] for name in ("handler",) if settings.get(name) is not None}}


def removed_variables(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables that the function must not see, not even from the host."""
    return tuple(name for name, value in settings["environment"].items() if value is None)


def checked(settings: Mapping[str, Any]) -> FunctionConfiguration:
    """The configuration that the settings make; there may be no handler yet.

    Raises:
        ConfigurationError: a setting makes no sense, or AWS would refuse it.
    """
    world_for(settings, "")
    for name, allowed in _CHOICES.items():
        if settings.get(name, allowed[0]) not in allowed:
            expected = " or ".join(map(repr, allowed))
            raise ConfigurationError(f"{name} is {settings[name]!r}: expected {expected}.")
    return configured(settings.get("handler", _NO_HANDLER), function_settings(settings))


def _markers(node: pytest.Item | pytest.Collector | None) -> Iterable[dict[str, Any]]:
    if node is None:
        return []
    marks = list(node.iter_markers("aws_lambda"))
    # pytest puts the marks of a parameter behind those of the test function, though they are closer.
    parameters = getattr(getattr(node, "callspec", None), "marks", ())
    marks.sort(key=lambda mark: not any(mark is each for each in parameters))
    return [_checked_mark(mark, node) for mark in reversed(marks)]


def _checked_mark(mark: pytest.Mark, node: pytest.Item | pytest.Collector) -> dict[str, Any]:
    if mark.args:
        raise ConfigurationError(
            f"@pytest.mark.aws_lambda of {node.nodeid} has the positional argument {mark.args[0]!r}: "
            f"write it as a keyword, aws_lambda(handler={mark.args[0]!r})."
        )
    for name in mark.kwargs:
        if name not in NAMES:
            raise unknown_setting(name, NAMES, f"@pytest.mark.aws_lambda of {node.nodeid}")
    return dict(mark.kwargs)


def _checked_call(call: Mapping[str, Any]) -> dict[str, Any]:
    known = [name for name in NAMES if name not in OF_TEST]
    for name in call:
        if name in OF_TEST:
            raise ConfigurationError(
                f"{name} is a setting of a test, not of a function: give it to the marker aws_lambda or as an option."
            )
        if name not in known:
            raise unknown_setting(name, known, "lambda_function_factory")
    return dict(call)


def _environment(given: Any) -> Mapping[str, Any]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return given
    raise ConfigurationError(
        f"environment is a {type(given).__name__}: expected a dict of names to strings, None removes a name."
    )
