"""The options: one table for ini names, flags and marker keywords; and the variables that the run began with.

Imported with the plugin, so it stays light.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

_VARIABLES = pytest.StashKey[Mapping[str, str]]()


@dataclass(frozen=True)
class Option:
    """One setting.

    Args:
        name: `lambda_<name>` in ini, `--lambda-<name>` on the command line; the marker's keyword, but for `REPORT`.
        kind: `text`, `path`, `number`, `lines` (a list), `services` (a list, or true) or `variables` (NAME=value
            lines).
        help: what stands in `pytest --help`.
    """

    name: str
    kind: str
    help: str

    @property
    def ini(self) -> str:
        """Its name in a configuration file."""
        return f"lambda_{self.name}"

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--lambda-" + self.name.replace("_", "-")


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
    Option("allow_aws", "services", "AWS services that handlers may really call, or true for all"),
    Option("tmp_passthrough", "lines", "folders below /tmp that are not redirected"),
    Option("account", "text", "AWS account id; default: 123456789012"),
    Option("region", "text", "AWS region; default: AWS_REGION in lambda_environment, else us-east-1"),
    Option("template", "text", "template with the function: of SAM or CloudFormation, serverless.yml or cdk.out"),
    Option("resource", "text", "logical id of the function in the template; default: the only one that it has"),
    Option("template_parameters", "variables", "parameters of the template as NAME=value lines; levels are merged"),
    Option("template_values", "variables", "what cannot be known here as KEY=value lines: Cluster.Endpoint.Address=db"),
    Option("time", "text", "real, or virtual for lambda_function on virtual time; default: real"),
    Option("schedule", "text", "order of what happens at one moment of virtual time: fifo or random; default: fifo"),
    Option("seed", "text", "of the random order, of ids and of weights in lambda_service; default: 0"),
)
NAMES = tuple(option.name for option in OPTIONS)
#: of the run of tests: no marker has it
REPORT = Option("report", "path", "write a page that shows what the functions did; in ini from the root folder")
_ALL = (*OPTIONS, REPORT)
#: settings of a test, not of a function
OF_TEST = ("time", "schedule", "seed")
#: settings that say where a function's others are written
OF_TEMPLATE = ("template", "resource", "template_parameters", "template_values")
#: among the settings: the variables of a template, if ini or command line name it
TEMPLATE_ENVIRONMENT = "template_environment"
#: among the settings: the error for who needs to know which function of a template is meant
UNDECIDED = "undecided"

_LISTS = ("lines", "services", "variables")


def add_options(parser: pytest.Parser) -> None:
    """Declare the options to pytest."""
    group = parser.getgroup("aws-lambda", "AWS Lambda functions (pytest-aws-lambda)")
    # Numbers in [tool.pytest] are TOML numbers, which pytest takes for options of type int only (8.4).
    number: Any = "int" if pytest.version_tuple >= (8, 4) else "string"
    for option in _ALL:
        several = {"action": "append"} if option.kind in _LISTS else {}
        metavar = {"number": "N", "path": "PATH", "variables": "NAME=VALUE"}.get(option.kind, "VALUE")
        group.addoption(
            option.flag, dest=option.ini, default=None, metavar=metavar, help=option.help, **several
        )
        ini_type: Any = "linelist" if option.kind in _LISTS else number if option.kind == "number" else "string"
        parser.addini(option.ini, option.help, type=ini_type, default=None)


def any_option_given(config: pytest.Config) -> bool:
    """Whether the project says anything about Lambda functions: in ini or on the command line."""
    return bool(_flags(config)) or any(name.startswith("lambda_") for name in _ini_names(config))


def check_ini_names(config: pytest.Config) -> None:
    """Refuse a misspelled ini option.

    Raises:
        pytest.UsageError: with the nearest known name.
    """
    for name in _ini_names(config):
        if name.startswith("lambda_") and not _declared(config, name):
            raise _unknown(name, [option.ini for option in _ALL], "The pytest configuration")


def check_flag_names(given: Sequence[str]) -> None:
    """Refuse a misspelled flag.

    Args:
        given: arguments that pytest does not know.

    Raises:
        pytest.UsageError: with the nearest known flag.
    """
    for argument in given:
        if argument.startswith("--lambda-"):
            raise _unknown(argument.partition("=")[0], [option.flag for option in _ALL], "The command line")


def from_command_line(config: pytest.Config) -> dict[str, Any]:
    """The settings given as flags.

    Raises:
        pytest.UsageError: a value that is not of the option's kind.
    """
    given = _flags(config)
    return {option.name: _value(option, option.flag, given[option.ini]) for option in OPTIONS if option.ini in given}


def from_ini(config: pytest.Config) -> dict[str, Any]:
    """The settings given in the ini file or with `-o`.

    Raises:
        pytest.UsageError: a value that is not of the option's kind.
    """
    given = _ini_names(config)
    return {option.name: _ini_value(config, option) for option in OPTIONS if option.ini in given}


def _flags(config: pytest.Config) -> dict[str, Any]:
    found: dict[str, Any] = {}
    # Before conftests are loaded, the flags are in the preliminary namespace only.
    for namespace in (getattr(config, "known_args_namespace", None), config.option):
        values = {option.ini: getattr(namespace, option.ini, None) for option in OPTIONS}
        found.update((name, value) for name, value in values.items() if value is not None)
    return found


def _ini_names(config: pytest.Config) -> Collection[str]:
    # The names as written, misspelled ones too; the public attribute is deprecated since pytest 9, where
    # those given with `-o` are among them.
    written: Mapping[str, Any] | None = getattr(config, "_inicfg", None)
    overrides = getattr(getattr(config, "known_args_namespace", None), "override_ini", None) or ()
    return {*(config.inicfg if written is None else written), *(each.partition("=")[0] for each in overrides)}


def _declared(config: pytest.Config, name: str) -> bool:
    # By us, by another plugin or by a conftest. A bad value is not the question here.
    try:
        config.getini(name)
    except (ValueError, TypeError, pytest.UsageError) as error:
        return not str(error).startswith("unknown configuration value")
    return True


def _unknown(name: str, known: Sequence[str], where: str) -> pytest.UsageError:
    from pytest_lambda.runtime.configuration import unknown_setting

    return pytest.UsageError(str(unknown_setting(name, known, where)))


def _ini_value(config: pytest.Config, option: Option) -> Any:
    try:
        value = config.getini(option.ini)
    except (ValueError, TypeError, pytest.UsageError) as error:
        kind = "a whole number" if option.kind == "number" else "a list" if option.kind in _LISTS else "a text"
        raise pytest.UsageError(f"{option.ini} in the pytest configuration: expected {kind}. {error}") from None
    return _value(option, option.ini, value)


def _value(option: Option, shown: str, value: Any) -> Any:
    if option.kind == "number":
        try:
            return int(value)
        except ValueError:
            raise pytest.UsageError(f"{shown} is {value!r}: expected a whole number.") from None
    if option.kind == "variables":
        return dict(_variable(shown, line) for line in value)
    if option.kind == "services" and [entry.lower() for entry in value] in (["true"], ["false"]):
        return value[0].lower() == "true"
    return value


def _variable(shown: str, line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals:
        raise pytest.UsageError(f"{shown} has the line {line!r}: expected NAME=value.")
    return name.strip(), value.strip()


def note_variables(config: pytest.Config) -> None:
    """Note the environment variables, once: what differs later was set by test code."""
    config.stash.setdefault(_VARIABLES, dict(os.environ))


def started_with(config: pytest.Config) -> Mapping[str, str]:
    """The variables that the run was started with."""
    return config.stash[_VARIABLES]
