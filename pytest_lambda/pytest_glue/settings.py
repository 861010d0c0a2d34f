"""Which value of a setting is in force: call argument > closest marker > outer marker > flag > ini > default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.candidates import handler_candidates
from pytest_lambda.pytest_glue.options import NAMES, from_command_line, from_ini
from pytest_lambda.runtime.configuration import unknown_setting
from pytest_lambda.world import DEFAULT_ACCOUNT, DEFAULT_REGION, World


def settings_for(
    config: pytest.Config, item: pytest.Item | None, call: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All settings in force, `environment` merged by key over the levels.

    Raises:
        ConfigurationError: a marker has an unknown keyword or a positional argument.
    """
    levels = [from_ini(config), from_command_line(config), *_markers(item), dict(call or {})]
    merged: dict[str, Any] = {}
    environment: dict[str, str | None] = {}
    for level in levels:
        environment.update(_environment(level.pop("environment", None)))
        merged.update({name: value for name, value in level.items() if value is not None})
    # None removes a variable that an outer level has set.
    merged["environment"] = {name: value for name, value in environment.items() if value is not None}
    merged["task_root"] = _task_root(config, merged.get("task_root"))
    return merged


def world_for(settings: dict[str, Any], seed: str) -> World:
    """Account and region out of the settings, which lose these two."""
    region = settings.pop("region", None)
    environment = settings["environment"]
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        region = region or environment.get(name)
    # Reserved on AWS (G43): they say which region the function is in, and are then set by the runtime.
    settings["environment"] = {
        name: value for name, value in environment.items() if name not in ("AWS_REGION", "AWS_DEFAULT_REGION")
    }
    return World(settings.pop("account", None) or DEFAULT_ACCOUNT, region or DEFAULT_REGION, seed)


def no_handler(settings: Mapping[str, Any], place: str) -> ConfigurationError:
    """The error for a test whose function has no handler."""
    root: Path = settings["task_root"]
    found = handler_candidates(root)
    listed = "".join(f"\n  {name}" for name in found)
    known = f"Found under the task root {root}:{listed}" if found else f"No candidate was found under {root}."
    example = found[0] if found else "app.handler"
    return ConfigurationError(
        f"{place} uses lambda_function, but no handler is configured. {known}\n"
        f'Name one in pyproject.toml, [tool.pytest.ini_options]: lambda_handler = "{example}"\n'
        f'or on the test: @pytest.mark.aws_lambda(handler="{example}")'
    )


def _markers(item: pytest.Item | None) -> Iterable[dict[str, Any]]:
    if item is None:
        return []
    closest_first = [_checked(mark, item) for mark in item.iter_markers("aws_lambda")]
    return reversed(closest_first)


def _checked(mark: pytest.Mark, item: pytest.Item) -> dict[str, Any]:
    if mark.args:
        raise ConfigurationError(
            f"@pytest.mark.aws_lambda of {item.nodeid} has the positional argument {mark.args[0]!r}: "
            f"write it as a keyword, aws_lambda(handler={mark.args[0]!r})."
        )
    for name in mark.kwargs:
        if name not in NAMES:
            raise unknown_setting(name, NAMES, f"@pytest.mark.aws_lambda of {item.nodeid}")
    return dict(mark.kwargs)


def _environment(given: Any) -> Mapping[str, str | None]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return given
    raise ConfigurationError(
        f"environment is a {type(given).__name__}: expected a dict of names to strings, None removes a name."
    )


def _task_root(config: pytest.Config, given: str | Path | None) -> Path:
    # Relative to the root folder of the run, never to the current directory.
    return config.rootpath / given if given is not None else config.rootpath
