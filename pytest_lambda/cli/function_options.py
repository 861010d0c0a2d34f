"""Options that describe a function."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pytest_lambda.cli.pairs import Pairs
from pytest_lambda.runtime.configuration import configured
from pytest_lambda.world import DEFAULT_ACCOUNT, DEFAULT_REGION, World

#: settings of `FunctionConfiguration` that are options
_SETTINGS = (
    "allow_aws",
    "application_log_level",
    "environment",
    "ephemeral_storage",
    "function_name",
    "layers",
    "log_format",
    "memory_size",
    "reexecute",
    "runtime",
    "task_root",
    "timeout",
)
#: stands for all services
_ALL = "all"


def add_function_options(parser: argparse.ArgumentParser) -> None:
    """The handler, and an option for each setting that matters outside tests."""
    parser.add_argument("handler", metavar="HANDLER", help="module.function below the task root: app.handler")
    options = parser.add_argument_group("function")
    options.add_argument("--task-root", metavar="FOLDER", help="that is deployed as the function's code (default: .)")
    options.add_argument("--timeout", type=int, metavar="SECONDS", help="1-900 (default: 3, as on AWS)")
    options.add_argument("--memory-size", type=int, metavar="MB", help="128-10240 (default: 128)")
    options.add_argument("--environment", action=Pairs, metavar="NAME=value", help="a variable; repeatable")
    options.add_argument("--function-name", metavar="NAME", help="(default: function)")
    options.add_argument("--runtime", metavar="python3.NN", help="(default: that of this Python)")
    options.add_argument("--layers", action="append", metavar="FOLDER", help="laid out as under /opt; repeatable")
    options.add_argument("--ephemeral-storage", type=int, metavar="MB", help="of /tmp, 512-10240 (default: 512)")
    options.add_argument("--log-format", metavar="Text|JSON", help="(default: Text)")
    options.add_argument("--application-log-level", metavar="LEVEL", help="TRACE … FATAL")
    options.add_argument(
        "--allow-aws",
        action="append",
        metavar="SERVICE",
        help=f"that the function may really call, as whoever runs this; {_ALL!r} for all; repeatable",
    )
    options.add_argument(
        "--reexecute", action="append", metavar="PACKAGE", help="that a cold start executes again; repeatable"
    )
    options.add_argument("--region", default=DEFAULT_REGION, help="(default: %(default)s)")
    options.add_argument("--account", default=DEFAULT_ACCOUNT, help="(default: %(default)s)")


def function_settings(found: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, as `LambdaFunction` takes them."""
    given = {name: value for name in _SETTINGS if (value := getattr(found, name)) is not None}
    if _ALL in given.get("allow_aws", ()):
        given["allow_aws"] = True
    seed = given.get("function_name", "function")
    return {**given, "world": World(found.account, found.region, seed)}


def watched_folders(found: argparse.Namespace) -> frozenset[Path]:
    """The folders that the function's code is in.

    Raises:
        ConfigurationError: one of them is missing.
    """
    configuration = configured(found.handler, {
        "task_root": found.task_root, "layers": found.layers,
    })  # fmt: skip
    return frozenset({configuration.task_root, *map(Path, configuration.layers)})
