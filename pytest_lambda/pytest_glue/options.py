"""The options: one table for ini names, flags and marker keywords. Imported with the plugin, so it stays light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Option:
    """One setting of a function.

    Args:
        name: the marker's keyword; `lambda_<name>` in ini, `--lambda-<name>` on the command line.
        kind: `text`, `number`, `lines` (a list) or `variables` (NAME=value lines).
    """

    name: str
    kind: str
    help: str


OPTIONS = (
    Option("handler", "text", "the handler, say app.handler"),
    Option("task_root", "text", "folder that stands for /var/task; default: the root folder of the run"),
    Option("function_name", "text", "name of the function; default: function"),
    Option("function_version", "text", "$LATEST or a number; default: $LATEST"),
    Option("runtime", "text", "python3.10 ... python3.14; default: the interpreter's own version"),
    Option("timeout", "number", "seconds, 1-900; default: 3"),
    Option("memory_size", "number", "MB, 128-10240; default: 128"),
    Option("ephemeral_storage", "number", "MB of /tmp, 512-10240; default: 512"),
    Option("environment", "variables", "variables of the function as NAME=value lines; levels are merged"),
    Option("layers", "lines", "folders laid out as under /opt"),
    Option("log_format", "text", "Text or JSON; default: Text"),
    Option("application_log_level", "text", "TRACE, DEBUG, INFO, WARN, ERROR or FATAL"),
    Option("system_log_level", "text", "DEBUG, INFO or WARN"),
    Option("snap_start", "text", "None or PublishedVersions; default: None"),
    Option("start", "text", "cold (each test starts cold) or warm; default: cold"),
    Option("reexecute", "lines", "third-party packages that a cold start executes again"),
    Option("allow_aws", "lines", "AWS services that handlers may really call, or true for all"),
    Option("tmp_passthrough", "lines", "folders below /tmp that are not redirected"),
    Option("account", "text", "AWS account id; default: 123456789012"),
    Option("region", "text", "AWS region; default: AWS_REGION in lambda_environment, else us-east-1"),
)
NAMES = tuple(option.name for option in OPTIONS)


def add_options(parser: pytest.Parser) -> None:
    """Declare the options to pytest."""
    group = parser.getgroup("aws-lambda", "AWS Lambda functions (pytest-aws-lambda)")
    # Numbers in [tool.pytest] are TOML numbers, which pytest takes for options of type int only (8.4).
    number = "int" if pytest.version_tuple >= (8, 4) else "string"
    ini_types = {"text": "string", "number": number, "lines": "linelist", "variables": "linelist"}
    for option in OPTIONS:
        flag = "--lambda-" + option.name.replace("_", "-")
        several = {"action": "append"} if option.kind in ("lines", "variables") else {}
        metavar = {"number": "N", "variables": "NAME=VALUE"}.get(option.kind, "VALUE")
        group.addoption(flag, dest=f"lambda_{option.name}", default=None, metavar=metavar, help=option.help, **several)
        parser.addini(f"lambda_{option.name}", option.help, type=ini_types[option.kind], default=None)  # type: ignore[arg-type]


def any_option_given(config: pytest.Config) -> bool:
    """Whether the project says anything about Lambda functions: in ini or on the command line."""
    if any(name.startswith("lambda_") for name in _ini_names(config)):
        return True
    given = getattr(config, "known_args_namespace", None) or config.option
    return any(getattr(given, f"lambda_{name}", None) is not None for name in NAMES)


def check_names(config: pytest.Config) -> None:
    """Refuse a misspelled ini option.

    Raises:
        pytest.UsageError: with the nearest known name.
    """
    known = [f"lambda_{name}" for name in NAMES]
    unknown = [name for name in _ini_names(config) if name.startswith("lambda_") and name not in known]
    if unknown:
        from pytest_lambda.runtime.configuration import unknown_setting

        raise pytest.UsageError(str(unknown_setting(unknown[0], known, "The pytest configuration")))


def from_command_line(config: pytest.Config) -> dict[str, Any]:
    """The settings given as flags."""
    values = {name: getattr(config.option, f"lambda_{name}", None) for name in NAMES}
    return _parsed({name: value for name, value in values.items() if value is not None}, "--lambda-")


def from_ini(config: pytest.Config) -> dict[str, Any]:
    """The settings given in the ini file."""
    given = _ini_names(config)
    values = {name: config.getini(f"lambda_{name}") for name in NAMES if f"lambda_{name}" in given}
    return _parsed(values, "lambda_")


def _ini_names(config: pytest.Config) -> Iterable[str]:
    # The names as written, misspelled ones too; the public attribute is deprecated since pytest 9.
    written: Mapping[str, Any] | None = getattr(config, "_inicfg", None)
    return config.inicfg if written is None else written


def _parsed(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    kinds = {option.name: option.kind for option in OPTIONS}
    return {name: _value(prefix + name, kinds[name], value) for name, value in values.items()}


def _value(shown: str, kind: str, value: Any) -> Any:
    if kind == "number":
        try:
            return int(value)
        except ValueError:
            raise pytest.UsageError(f"{shown} is {value!r}: expected a whole number.") from None
    if kind == "variables":
        return dict(_variable(shown, line) for line in value)
    if shown.endswith("allow_aws") and [entry.lower() for entry in value] in (["true"], ["false"]):
        return value[0].lower() == "true"
    return value


def _variable(shown: str, line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals:
        raise pytest.UsageError(f"{shown} has the line {line!r}: expected NAME=value.")
    return name.strip(), value.strip()
