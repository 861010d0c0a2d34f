"""Settings of kinds are options where a command line can carry them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from pytest_lambda.cli.door_options import add_door_options, door_settings
from pytest_lambda.gateway.kinds import door_class, kinds
from pytest_lambda.gateway.routes.openapi.document import OpenApiGiven


class Gate:
    """A door.

    Args:
        function: that is invoked.
        stage: its name,
            100% free.
        label, size: one text for two.

    Raises:
        ConfigurationError: never.
    """

    def __init__(
        self,
        function: Any,
        *,
        stage: str = "prod",
        label: str | None = None,
        size: int | None = None,
        strict: bool = False,
        origins: Sequence[str] | None = None,
        types: Iterable[str] = (),
        pair: tuple[str, ...] = (),
        variables: Mapping[str, str] | None = None,
        cors: Mapping[str, Any] | None = None,
        answers: Mapping[str, Mapping[str, Any]] | None = None,
        openapi: OpenApiGiven | None = None,
        timeout: int | None = None,
        rules: Any = (),
        functions: Mapping[str, object] | None = None,
        authorizer: Any = None,
        routes: Any = None,
        raise_function_errors: bool = False,
    ):
        self.function = function


@pytest.fixture
def parser():
    made = argparse.ArgumentParser()
    made.add_argument("--timeout", type=int)
    add_door_options(made, "gate", Gate)
    return made


def test_values(parser):
    found = parser.parse_args([
        "--stage", "dev", "--label", "1", "--size", "3", "--strict", "--origins", "a", "--origins", "b", "--types", "x",
        "--pair", "p", "--variables", "A=1", "--variables", "B=x=y", "--cors", '{"allow_origins": ["*"]}',
        "--answers", '{"DEFAULT_4XX": {"status_code": 400}}', "--openapi", "api.yaml", "--timeout", "7",
    ])  # fmt: skip
    assert door_settings(found) == {
        "stage": "dev",
        "label": "1",
        "size": 3,
        "strict": True,
        "origins": ["a", "b"],
        "types": ["x"],
        "pair": ["p"],
        "variables": {"A": "1", "B": "x=y"},
        "cors": {"allow_origins": ["*"]},
        "answers": {"DEFAULT_4XX": {"status_code": 400}},
        "openapi": "api.yaml",
    }


def test_what_is_not_given_is_no_setting(parser):
    assert door_settings(parser.parse_args([])) == {}
    assert door_settings(parser.parse_args(["--no-strict"])) == {"strict": False}


@pytest.mark.parametrize("name", ["rules", "functions", "authorizer", "routes", "raise-function-errors"])
def test_what_needs_python_is_no_option(parser, name, capsys):
    with pytest.raises(SystemExit):
        parser.parse_args([f"--{name}", "1"])
    assert f"unrecognized arguments: --{name}" in capsys.readouterr().err


def test_help_is_the_class_s(parser):
    text = " ".join(parser.format_help().split())
    assert "--stage TEXT its name, 100% free. " in text
    assert "--label TEXT one text for two. --size NUMBER one text for two. " in text
    assert "ConfigurationError" not in text


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_options_with_help(kind):
    parser = argparse.ArgumentParser()
    add_door_options(parser, kind, door_class(kind))
    actions = [each for each in parser._actions if each.dest.startswith("door_")]
    assert "--source-ip" in parser.format_help()
    assert [each.dest for each in actions if not each.help] == []
