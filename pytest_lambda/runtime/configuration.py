"""The configuration of a function: AWS's parameters in snake_case, checked as AWS checks them."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypedDict

from pytest_lambda import limits
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.runtime.tmp.current import outside

Handler = Callable[[Any, Any], Any]


class Settings(TypedDict, total=False):
    """The settings of a function, as keyword arguments; `FunctionConfiguration` describes them."""

    function_name: str
    function_version: str
    runtime: str
    timeout: int
    memory_size: int
    environment: Mapping[str, str]
    ephemeral_storage: int
    layers: Sequence[str | Path]
    log_format: str
    application_log_level: str | None
    system_log_level: str | None
    snap_start: str
    task_root: str | Path
    start: str
    reexecute: Sequence[str]
    allow_aws: bool | Sequence[str]
    tmp_passthrough: Sequence[str | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionConfiguration:
    """Everything that decides how a function runs.

    Args:
        handler: `"module.function"` below the task root, or a callable.
        function_name: 1-64 letters, digits, `-` and `_`.
        function_version: `$LATEST` or a number.
        runtime: `python3.10` … `python3.14`; default: the interpreter's own version.
        timeout: whole seconds, 1-900, default 3.
        memory_size: MB, 128-10,240, default 128.
        environment: variables of the function; at most 4 KB.
        ephemeral_storage: MB of `/tmp`, 512-10,240, default 512.
        layers: up to five folders, each laid out as under `/opt`.
        log_format: `Text` or `JSON`.
        application_log_level: `TRACE` … `FATAL`, as in AWS's LoggingConfig.
        system_log_level: `DEBUG`, `INFO` or `WARN`, for the platform's lines in JSON format.
        snap_start: `None` or `PublishedVersions`.
        task_root: the folder that stands for `/var/task`.
        start: `cold` throws the environment away at the end of a test, `warm` keeps it.
        reexecute: third-party packages that a cold start executes again.
        allow_aws: True, or names of AWS services that the handler may really call.
        tmp_passthrough: folders below `/tmp` that are not redirected.

    Raises:
        InvalidParameterValueException: AWS would refuse the value.
        ConfigurationError: the setting is ours and the value makes no sense.
    """

    handler: str | Handler
    function_name: str = "function"
    function_version: str = "$LATEST"
    runtime: str = field(default_factory=lambda: own_runtime())
    timeout: int = limits.DEFAULT_TIMEOUT_SECONDS
    memory_size: int = limits.DEFAULT_MEMORY_MB
    environment: Mapping[str, str] = field(default_factory=dict)
    ephemeral_storage: int = limits.DEFAULT_EPHEMERAL_STORAGE_MB
    layers: Sequence[str | Path] = ()
    log_format: str = "Text"
    application_log_level: str | None = None
    system_log_level: str | None = None
    snap_start: str = "None"
    task_root: Path = field(default_factory=Path.cwd)
    start: str = "cold"
    reexecute: Sequence[str] = ()
    allow_aws: bool | Sequence[str] = False
    tmp_passthrough: Sequence[str | Path] = ()

    def __post_init__(self) -> None:
        _check_handler(self.handler)
        _whole("timeout", self.timeout, limits.TIMEOUT_SECONDS, "seconds")
        _whole("memory_size", self.memory_size, limits.MEMORY_MB, "MB")
        _whole("ephemeral_storage", self.ephemeral_storage, limits.EPHEMERAL_STORAGE_MB, "MB")
        _pattern("function_name", self.function_name, limits.FUNCTION_NAME_PATTERN)
        _pattern("function_version", self.function_version, limits.VERSION_PATTERN)
        _one_of("runtime", self.runtime, limits.RUNTIMES)
        _one_of("log_format", self.log_format, limits.LOG_FORMATS)
        _one_of("application_log_level", self.application_log_level, (None, *limits.APPLICATION_LOG_LEVELS))
        _one_of("system_log_level", self.system_log_level, (None, *limits.SYSTEM_LOG_LEVELS))
        _one_of("snap_start", self.snap_start, limits.SNAP_START_APPLY_ON)
        _one_of("start", self.start, ("cold", "warm"))
        _check_log_levels(self)
        object.__setattr__(self, "environment", check_environment(self.environment))
        object.__setattr__(self, "task_root", _folder("task_root", self.task_root))
        object.__setattr__(self, "layers", tuple(_folder("layers", layer) for layer in self.layers))
        object.__setattr__(self, "tmp_passthrough", tuple(Path(path) for path in self.tmp_passthrough))
        if len(self.layers) > limits.MAXIMUM_LAYERS:
            raise InvalidParameterValueException("Cannot reference more than 5 layers.")  # G44

    @property
    def minor(self) -> int:
        """The target runtime's minor version: 12 for `python3.12`."""
        return int(self.runtime.rpartition(".")[2])

    @property
    def snap_started(self) -> bool:
        """SnapStart works on published versions only (G8)."""
        return self.snap_start == "PublishedVersions" and not self.function_version.startswith("$LATEST")

    @property
    def handler_name(self) -> str:
        """The handler setting as `_HANDLER` has it."""
        if isinstance(self.handler, str):
            return self.handler
        name = getattr(self.handler, "__name__", type(self.handler).__name__)
        return f"{getattr(self.handler, '__module__', '__main__')}.{name}"


def configured(handler: str | Handler, settings: Mapping[str, Any]) -> FunctionConfiguration:
    """A configuration from keyword arguments; None stands for a setting that was not given.

    Raises:
        ConfigurationError: an unknown setting, with the nearest known one, or a bad value.
    """
    known = setting_names()
    for name in settings:
        if name not in known:
            raise unknown_setting(name, [each for each in known if each != "handler"], "LambdaFunction")
    given = {name: value for name, value in settings.items() if value is not None}
    return FunctionConfiguration(handler=handler, **given)


def setting_names() -> tuple[str, ...]:
    """The names of all settings."""
    return tuple(setting.name for setting in fields(FunctionConfiguration))


def own_runtime() -> str:
    """The runtime of the interpreter at work: `python3.NN`."""
    return f"python3.{sys.version_info.minor}"


def unknown_setting(name: str, known: Sequence[str], where: str) -> ConfigurationError:
    """The error for a misspelled setting, naming the nearest known one."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    starts = [candidate for candidate in known if candidate.startswith(name)]
    nearest = (starts or near)[:1]
    hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
    return ConfigurationError(f"{where} got an unknown setting {name!r}.{hint} Known: {', '.join(sorted(known))}.")


def _check_handler(handler: object) -> None:
    if isinstance(handler, str) or callable(handler):
        return
    raise ConfigurationError(
        f"handler is {handler!r}: expected a string such as 'app.handler' or a callable handler(event, context)."
    )


def _whole(name: str, value: object, bounds: tuple[int, int], unit: str) -> None:
    low, high = bounds
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return
    raise InvalidParameterValueException(
        f"{name} is {value!r}: AWS takes a whole number of {unit} from {low:,} to {high:,}."
    )


def _pattern(name: str, value: object, pattern: str) -> None:
    if isinstance(value, str) and re.fullmatch(pattern, value):
        return
    raise InvalidParameterValueException(f"{name} is {value!r}: AWS takes a string that matches {pattern}.")


def _one_of(name: str, value: object, allowed: Sequence[str | None]) -> None:
    if value in allowed:
        return
    names = ", ".join(repr(each) for each in allowed)
    raise InvalidParameterValueException(f"{name} is {value!r}: expected one of {names}.")


def _check_log_levels(configuration: FunctionConfiguration) -> None:
    # Lambda API reference, LoggingConfig. The application's level works in text as well (R197).
    if configuration.system_log_level is not None and configuration.log_format != "JSON":
        raise InvalidParameterValueException(
            f"system_log_level is {configuration.system_log_level!r} but log_format is "
            f"{configuration.log_format!r}: AWS takes it with 'JSON' only."
        )


def check_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables as a dict, after AWS's checks of names, types and size (G42, G43)."""
    for name, value in variables.items():
        _check_variable(name, value)
    size = sum(len(name.encode()) + len(value.encode()) for name, value in variables.items())
    if size > limits.ENVIRONMENT_BYTES:
        raise InvalidParameterValueException(
            f"Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided exceeded the 4KB limit. They have {size:,} bytes, names and values together; at most "
            f"{limits.ENVIRONMENT_BYTES:,} are allowed."
        )
    return dict(variables)


def _check_variable(name: object, value: object) -> None:
    if not isinstance(name, str) or not re.fullmatch(limits.VARIABLE_NAME_PATTERN, name):
        raise InvalidParameterValueException(
            f"environment has a variable named {name!r}: AWS takes names of at least two letters, digits and "
            f"underscores that start with a letter."
        ) if name not in limits.RESERVED_VARIABLES else _reserved(str(name))
    if name in limits.RESERVED_VARIABLES:
        raise _reserved(name)
    if not isinstance(value, str):
        raise InvalidParameterValueException(
            f"environment variable {name} is {value!r} ({type(value).__name__}): values are strings, "
            f"write {str(value)!r}."
        )


def _reserved(name: str) -> InvalidParameterValueException:
    return InvalidParameterValueException(
        "Lambda was unable to configure your environment variables because the environment variables you have "
        f"provided contains reserved keys that are currently not supported for modification. Reserved keys used "
        f"in this request: {name}"
    )


def _folder(name: str, path: str | Path) -> Path:
    with outside():  # a function may be made by another one while that runs
        folder = Path(path).resolve()
        if folder.is_dir():
            return folder
    raise ConfigurationError(
        f"{name} is {str(path)!r}, which is {'not a folder' if folder.exists() else 'missing'} "
        f"(looked at {folder}): name the folder that is deployed as the function's code."
    )
