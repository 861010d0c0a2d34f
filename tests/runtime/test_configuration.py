"""Settings: what AWS takes, what it refuses, and in which words."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError, InvalidParameterValueException, LambdaFunction
from pytest_lambda.runtime.configuration import (
    FunctionConfiguration,
    configured,
    own_runtime,
    setting_names,
    unknown_setting,
)

pytestmark = pytest.mark.usefixtures("leak_census")


def refused(**settings: Any) -> str:
    with pytest.raises(InvalidParameterValueException) as info:
        configured("app.handler", settings)
    assert isinstance(info.value, ConfigurationError)
    assert info.value.code == "InvalidParameterValueException"
    return str(info.value)


def test_defaults_are_those_of_aws() -> None:
    configuration = configured("app.handler", {})
    assert configuration.timeout == 3  # R133
    assert configuration.memory_size == 128
    assert configuration.ephemeral_storage == 512
    assert configuration.function_version == "$LATEST"
    assert configuration.log_format == "Text"
    assert configuration.application_log_level is None
    assert configuration.snap_start == "None"
    assert configuration.environment == {}
    assert configuration.layers == ()
    assert configuration.start == "cold"
    assert configuration.runtime == f"python3.{sys.version_info.minor}" == own_runtime()
    assert configuration.minor == sys.version_info.minor
    assert configuration.allow_aws is False


def test_none_stands_for_a_setting_that_was_not_given() -> None:
    names = [name for name in setting_names() if name != "handler"]
    assert configured("app.handler", dict.fromkeys(names)) == configured("app.handler", {})


NUMBERS = [
    ("timeout", 1, 900, "seconds"),
    ("memory_size", 128, 10_240, "MB"),
    ("ephemeral_storage", 512, 10_240, "MB"),
]


@pytest.mark.parametrize(("name", "low", "high", "unit"), NUMBERS)
def test_whole_numbers_at_their_bounds(name: str, low: int, high: int, unit: str) -> None:
    for value in (low, high):
        assert getattr(configured("app.handler", {name: value}), name) == value
    for value in (low - 1, high + 1, 0, -1, float(low), str(low), True, [low], float("nan")):
        assert refused(**{name: value}) == (
            f"{name} is {value!r}: AWS takes a whole number of {unit} from {low:,} to {high:,}."
        )


@given(st.integers())
def test_any_integer_is_taken_or_refused_by_its_bounds(number: int) -> None:
    try:
        taken = configured("app.handler", {"timeout": number}).timeout == number
    except InvalidParameterValueException:
        taken = False
    assert taken == (1 <= number <= 900)


@pytest.mark.parametrize("name", ["f", "my-function_1", "A" * 64, "0"])
def test_function_names(name: str) -> None:
    assert configured("app.handler", {"function_name": name}).function_name == name


@pytest.mark.parametrize("name", ["", "A" * 65, "a b", "a.b", "ä", "name\n", "a/b", 7])
def test_bad_function_names(name: object) -> None:
    text = refused(function_name=name)
    assert text == f"function_name is {name!r}: AWS takes a string that matches [a-zA-Z0-9-_]{{1,64}}."


@pytest.mark.parametrize("version", ["$LATEST", "1", "42", "$LATEST.PUBLISHED"])
def test_versions(version: str) -> None:
    assert configured("app.handler", {"function_version": version}).function_version == version


@pytest.mark.parametrize("version", ["", "latest", "prod", "1.0", 1, "$LATEST "])
def test_bad_versions(version: object) -> None:
    assert refused(function_version=version).startswith(f"function_version is {version!r}: AWS takes a string that")


CHOICES = [
    ("runtime", ["python3.10", "python3.14"], ["python3.9", "python3.15", "3.13", "nodejs20.x", "Python3.13"]),
    ("log_format", ["Text", "JSON"], ["text", "json", "XML"]),
    ("application_log_level", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], ["WARNING", "info", "CRITICAL"]),
    ("snap_start", ["None", "PublishedVersions"], ["On", "publishedversions", True]),
    ("start", ["cold", "warm"], ["hot", "Cold"]),
]


@pytest.mark.parametrize(("name", "good", "bad"), CHOICES)
def test_choices(name: str, good: list[str], bad: list[object]) -> None:
    for value in good:
        assert getattr(configured("app.handler", {name: value}), name) == value
    for value in bad:
        text = refused(**{name: value})
        assert text.startswith(f"{name} is {value!r}: expected one of ")
        assert all(repr(choice) in text for choice in good)


def test_system_log_level_needs_json() -> None:
    assert configured("app.handler", {"log_format": "JSON", "system_log_level": "WARN"}).system_log_level == "WARN"
    assert refused(system_log_level="WARN") == (
        "system_log_level is 'WARN' but log_format is 'Text': AWS takes it with 'JSON' only."
    )
    assert refused(log_format="JSON", system_log_level="ERROR").startswith(
        "system_log_level is 'ERROR': expected one of "
    )


# --- environment variables


@pytest.mark.parametrize("name", ["TABLE", "a1", "A_B_9", "Zz"])
def test_variable_names(name: str) -> None:
    assert configured("app.handler", {"environment": {name: ""}}).environment == {name: ""}


@pytest.mark.parametrize("name", ["", "A", "1A", "_A", "A-B", "A B", "Ä1", "A=B", "AB\n"])
def test_bad_variable_names(name: str) -> None:
    assert refused(environment={name: "x"}) == (
        f"environment has a variable named {name!r}: AWS takes names of at least two letters, digits and "
        "underscores that start with a letter."
    )


def test_a_variable_name_that_is_no_string() -> None:
    assert refused(environment={5: "x"}).startswith("environment has a variable named 5: ")


@pytest.mark.parametrize(
    "name",
    ["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_ACCESS_KEY_ID",
     "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API",
     "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_INITIALIZATION_TYPE"],
)  # fmt: skip
def test_reserved_variables(name: str) -> None:
    assert refused(environment={name: "x"}) == (
        "Lambda was unable to configure your environment variables because the environment variables you have "
        "provided contains reserved keys that are currently not supported for modification. Reserved keys used in "
        f"this request: {name}"
    )


@pytest.mark.parametrize("name", ["PATH", "TZ", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH", "AWS_XRAY_CONTEXT_MISSING"])
def test_variables_of_the_runtime_that_may_be_set(name: str) -> None:
    assert configured("app.handler", {"environment": {name: "x"}}).environment == {name: "x"}


@pytest.mark.parametrize(("value", "quoted"), [(5, "'5'"), (None, "'None'"), (True, "'True'"), (b"x", "\"b'x'\"")])
def test_values_that_are_no_strings(value: object, quoted: str) -> None:
    assert refused(environment={"TABLE": value}) == (
        f"environment variable TABLE is {value!r} ({type(value).__name__}): values are strings, write {quoted}."
    )


def test_four_kilobytes_of_variables() -> None:
    assert configured("app.handler", {"environment": {"AB": "x" * 4_094}})
    text = refused(environment={"AB": "x" * 4_095})
    assert text.startswith(
        "Lambda was unable to configure your environment variables because the environment variables you have "
        "provided exceeded the 4KB limit."
    )
    assert "4,097 bytes" in text
    refused(environment={"AB": "ä" * 2_048})  # counted in bytes


def test_the_configuration_keeps_its_own_copy_of_the_variables() -> None:
    given = {"TABLE": "one"}
    configuration = configured("app.handler", {"environment": given})
    given["TABLE"] = "two"
    assert configuration.environment == {"TABLE": "one"}


# --- folders


def test_a_task_root_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path)
    assert configured("app.handler", {"task_root": "src"}).task_root == tmp_path / "src"


def test_a_missing_task_root(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as info:
        configured("app.handler", {"task_root": tmp_path / "gone"})
    assert str(info.value) == (
        f"task_root is {str(tmp_path / 'gone')!r}, which is missing (looked at {tmp_path / 'gone'}): name the folder "
        "that is deployed as the function's code."
    )


def test_a_task_root_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    with pytest.raises(ConfigurationError, match="which is not a folder"):
        configured("app.handler", {"task_root": tmp_path / "app.py"})


def test_layers(tmp_path: Path) -> None:
    assert configured("app.handler", {"layers": [str(tmp_path)] * 5}).layers == (tmp_path,) * 5
    assert refused(layers=[tmp_path] * 6) == "Cannot reference more than 5 layers."
    with pytest.raises(ConfigurationError, match="^layers is .*, which is missing"):
        configured("app.handler", {"layers": [tmp_path / "gone"]})


# --- handler


@pytest.mark.parametrize("handler", [None, 5, b"app.handler", ["app.handler"]])
def test_a_handler_that_is_neither_text_nor_callable(handler: Any) -> None:
    with pytest.raises(ConfigurationError) as info:
        LambdaFunction(handler)
    assert str(info.value) == (
        f"handler is {handler!r}: expected a string such as 'app.handler' or a callable handler(event, context)."
    )


class CallableHandler:
    def __call__(self, event: object, context: object) -> object:
        return event


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("app.handler", "app.handler"),
        (refused, f"{__name__}.refused"),
        (CallableHandler(), f"{__name__}.CallableHandler"),
        (functools.partial(refused), "functools.partial"),
    ],
)
def test_handler_name(handler: Any, name: str) -> None:
    assert FunctionConfiguration(handler=handler).handler_name == name


# --- unknown settings


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("memory", "memory_size"), ("enviroment", "environment"), ("time_out", "timeout"), ("name", None),
     ("TIMEOUT", None), ("xyz", None), ("log", "log_format")],
)  # fmt: skip
def test_an_unknown_setting_names_the_nearest(given: str, nearest: str | None) -> None:
    with pytest.raises(ConfigurationError) as info:
        LambdaFunction("app.handler", **{given: 1})
    text = str(info.value)
    assert text.startswith(f"LambdaFunction got an unknown setting {given!r}.")
    if nearest is not None:
        assert f"Did you mean {nearest!r}?" in text
    assert "Known: allow_aws, application_log_level, environment," in text
    assert "handler," not in text


def test_the_error_for_an_unknown_setting_says_where() -> None:
    text = str(unknown_setting("memory", ["memory_size", "timeout"], "The marker aws_lambda"))
    assert text == (
        "The marker aws_lambda got an unknown setting 'memory'. Did you mean 'memory_size'? Known: memory_size, timeout."
    )


@pytest.mark.parametrize(
    ("snap_start", "version", "snapped"),
    [("None", "1", False), ("PublishedVersions", "$LATEST", False), ("PublishedVersions", "1", True)],
)
def test_snap_start_works_on_published_versions_only(snap_start: str, version: str, snapped: bool) -> None:
    configuration = configured("app.handler", {"snap_start": snap_start, "function_version": version})
    assert configuration.snap_started is snapped


def test_a_configuration_is_frozen() -> None:
    configuration = configured("app.handler", {})
    with pytest.raises(AttributeError):
        configuration.timeout = 5
