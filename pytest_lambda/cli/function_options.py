"""Options that describe a function."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pytest_lambda.cli.command import Watched
from pytest_lambda.cli.pairs import Pairs
from pytest_lambda.cli.template_options import add_template_options, files_of_template, opened_template
from pytest_lambda.cli.world_options import add_world_options, world_of
from pytest_lambda.errors import ConfigurationError, PytestLambdaError
from pytest_lambda.runtime.configuration import configured
from pytest_lambda.world import World

#: settings of `FunctionConfiguration` that are options
_SETTINGS = (
    "allow_aws",
    "application_log_level",
    "environment",
    "ephemeral_storage",
    "function_name",
    "handler",
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
    parser.add_argument(
        "handler", metavar="HANDLER", nargs="?", help="module.function below the task root: app.handler"
    )
    template = parser.add_argument_group("template")
    template.add_argument(
        "--template", metavar="FILE", help="of SAM or CloudFormation, serverless.yml or cdk.out: with the settings"
    )
    template.add_argument("--resource", metavar="ID", help="of the function in the template (default: the only one)")
    add_template_options(template)
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
    add_world_options(options)


def check_function(found: argparse.Namespace) -> None:
    """Refuse what makes no sense before anything is read.

    Raises:
        ConfigurationError: no function is named, or a template's options are given without one.
    """
    if found.template is None:
        for option in ("resource", "template_parameters", "template_values"):
            if getattr(found, option):
                name = option.replace("_", "-")
                raise ConfigurationError(f"--{name} belongs to a template: give --template as well.")
        if found.handler is None:
            raise ConfigurationError("No function is named: expected HANDLER, or --template and --resource.")


def function_settings(found: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, as `LambdaFunction` takes them, `handler` among them; else those of the template.

    Raises:
        ConfigurationError: no function is named, or the template has none like it.
    """
    check_function(found)
    given = {name: value for name in _SETTINGS if (value := getattr(found, name)) is not None}
    if _ALL in given.get("allow_aws", ()):
        given["allow_aws"] = True
    world = world_of(found, given.get("function_name", "function"))
    described = {} if found.template is None else _described(found, world)
    environment = {**described.get("environment", {}), **given.get("environment", {})}
    return {**described, **given, "environment": environment, "world": world}


def _described(found: argparse.Namespace, world: World) -> dict[str, Any]:
    template = opened_template(found, found.template, world)
    return template.settings(template.chosen(found.resource, found.handler, naming="--resource ID"))


def watched_function(found: argparse.Namespace) -> Watched:
    """The files of a function and of its template.

    Raises:
        ConfigurationError: it is not known which they are.
    """
    check_function(found)
    if found.template is None:
        return Watched(folders=_folders(found.task_root, found.layers))
    files = files_of_template(found.template)
    try:
        template = opened_template(found, found.template, world_of(found))
        sources = template.sources_of(template.chosen(found.resource, found.handler))
    except PytestLambdaError:
        if not Path(found.template).exists():
            raise
        return Watched(files)  # the run says what is wrong
    given = _folders(found.task_root, found.layers) if found.task_root or found.layers else frozenset()
    return Watched(files, sources | given)


def _folders(task_root: object, layers: object) -> frozenset[Path]:
    code = configured("a.b", {"task_root": task_root, "layers": layers})
    return frozenset({code.task_root, *map(Path, code.layers)})
