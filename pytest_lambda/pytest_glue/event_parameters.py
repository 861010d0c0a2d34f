"""`@pytest.mark.aws_lambda_events("events/*.json")`: one test for each event file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.event_files import matching, parse


def parametrize(metafunc: pytest.Metafunc, marker: str) -> None:
    """Give a test its event files.

    Raises:
        ConfigurationError: the marker is not used as it is meant, or nothing matches.
    """
    __tracebackhide__ = True
    by_argument: dict[str, list[str]] = {}
    for mark in metafunc.definition.iter_markers(marker):
        name, patterns = _read(mark, metafunc.definition.nodeid)
        known = by_argument.setdefault(name, [])
        known += [pattern for pattern in patterns if pattern not in known]
    folders = (metafunc.definition.path.parent, metafunc.config.rootpath)
    for name, patterns in by_argument.items():
        _parametrize(metafunc, marker, name, matching(patterns, folders))


def _parametrize(
    metafunc: pytest.Metafunc, marker: str, name: str, files: Sequence[tuple[str, Path]]
) -> None:
    __tracebackhide__ = True
    if name not in metafunc.fixturenames:
        raise ConfigurationError(
            f"{metafunc.definition.nodeid} has @pytest.mark.{marker}, but no argument {name!r} that gets the event. "
            f'Add it, or name another: {marker}("events/*.json", argname="...").'
        )
    metafunc.parametrize(name, [pytest.param(parse(path), id=_id(shown)) for shown, path in files])


def _read(mark: pytest.Mark, test: str) -> tuple[str, Sequence[str]]:
    __tracebackhide__ = True
    keywords: dict[str, Any] = {"argname": "event", **mark.kwargs}
    name = keywords.pop("argname")
    if keywords or not mark.args or not all(isinstance(each, str) for each in (*mark.args, name)):
        raise ConfigurationError(
            f"{test} has @pytest.mark.{mark.name}{mark.args}{mark.kwargs or ''}: expected one pattern or more, such "
            f'as {mark.name}("events/*.json"), and at most the keyword argname.'
        )
    return name, mark.args


def _id(shown: str) -> str:
    return shown.removesuffix(".json")
