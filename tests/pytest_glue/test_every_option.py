"""Each option as ini value, flag, marker keyword and argument, in every file format that pytest reads."""

from __future__ import annotations

import pytest

from pytest_lambda.pytest_glue.options import OPTIONS

#: name -> the value as text, the value as a marker has it, and what shows it on the function
VALUES = {
    "handler": ("app.variables", "app.variables", "configuration.handler"),
    "task_root": ("other", "other", "configuration.task_root.name"),
    "function_name": ("orders", "orders", "configuration.function_name"),
    "function_version": ("7", "7", "configuration.function_version"),
    "runtime": ("python3.11", "python3.11", "configuration.runtime"),
    "timeout": ("42", 42, "configuration.timeout"),
    "memory_size": ("256", 256, "configuration.memory_size"),
    "ephemeral_storage": ("1024", 1024, "configuration.ephemeral_storage"),
    "environment": ("TABLE=t=1", {"TABLE": "t=1"}, "configuration.environment"),
    "layers": ("layer", ["layer"], "configuration.layers[0].name"),
    "log_format": ("JSON", "JSON", "configuration.log_format"),
    "application_log_level": ("DEBUG", "DEBUG", "configuration.application_log_level"),
    "system_log_level": ("WARN", "WARN", "configuration.system_log_level"),
    "snap_start": ("PublishedVersions", "PublishedVersions", "configuration.snap_start"),
    "start": ("warm", "warm", "configuration.start"),
    "reexecute": ("yaml", ["yaml"], "configuration.reexecute"),
    "allow_aws": ("s3", ["s3"], "configuration.allow_aws"),
    "tmp_passthrough": ("/tmp/shared", ["/tmp/shared"], "configuration.tmp_passthrough[0].name"),
    "account": ("111122223333", "111122223333", "world.account"),
    "region": ("eu-central-1", "eu-central-1", "world.region"),
}
SHOWN = {"layers": "layer", "tmp_passthrough": "shared"}

#: options that make sense together with another one only
BESIDES = {"system_log_level": ("log_format", "JSON")}

TEST = """
    import pytest

    {mark}
    def test_it(lambda_function, lambda_function_factory):
        function = {function}
        shown = function.{where}
        assert (list(shown) if isinstance(shown, tuple) else shown) == {expected!r}
"""

#: those that say where others are written: see test_template_settings.py
OF_TEMPLATE = ["template", "resource", "template_parameters", "template_values"]
#: those of the test, not of a function: see test_simulation.py
OF_TEST = ["time", "schedule", "seed"]
NAMES = [option.name for option in OPTIONS if option.name not in (*OF_TEMPLATE, *OF_TEST)]


def test_values_for_all_options():
    assert [*VALUES, *OF_TEMPLATE, *OF_TEST] == [option.name for option in OPTIONS]


@pytest.fixture
def folders(project):
    project.write("other/app.py", "def handler(event, context): ...")
    project.write("layer/python/shared.py", "")
    return project


def check(project, name: str, *, mark: str = "", function: str = "lambda_function", arguments: tuple[str, ...] = ()):
    _, value, where = VALUES[name]
    expected = SHOWN.get(name, value)
    project.test(TEST.format(mark=mark, function=function, where=where, expected=expected))
    project.passes(1, *arguments)


def toml(value: object) -> str:
    return f'["{value}"]'


def beside(name: str) -> list[str]:
    return ["lambda_{} = '{}'".format(*BESIDES[name])] if name in BESIDES else []


def handler_for(name: str) -> str | None:
    return None if name == "handler" else "app.handler"


@pytest.mark.parametrize("name", NAMES)
def test_ini_option(folders, name):
    text, value, _ = VALUES[name]
    written = toml(text) if isinstance(value, (list, dict)) else f"'{text}'"
    folders.configure(f"lambda_{name} = {written}", *beside(name), handler=handler_for(name))
    check(folders, name)


@pytest.mark.parametrize("name", NAMES)
def test_flag(folders, name):
    folders.configure(*beside(name), handler=handler_for(name))
    check(folders, name, arguments=(f"--lambda-{name.replace('_', '-')}", VALUES[name][0]))


@pytest.mark.parametrize("name", NAMES)
def test_marker_keyword(folders, name):
    folders.configure(*beside(name), handler=handler_for(name))
    check(folders, name, mark=f"@pytest.mark.aws_lambda({name}={VALUES[name][1]!r})")


@pytest.mark.parametrize("name", NAMES)
def test_argument_of_the_factory(folders, name):
    folders.configure(*beside(name))
    check(folders, name, function=f"lambda_function_factory({name}={VALUES[name][1]!r})")


LISTS = {
    "lambda_environment": ["TABLE=t1", "BUCKET=b=1 "],
    "lambda_reexecute": ["yaml", "numpy"],
}

LIST_TEST = """
    def test_it(lambda_function):
        configuration = lambda_function.configuration
        assert configuration.environment == {"TABLE": "t1", "BUCKET": "b=1"}
        assert list(configuration.reexecute) == ["yaml", "numpy"]
        assert configuration.timeout == 42
"""


@pytest.mark.parametrize("file", ["pytest.ini", "tox.ini", "setup.cfg"])
def test_lists_and_numbers_in_ini_files(project, file):
    lists = "".join(f"{name} =\n    " + "\n    ".join(values) + "\n" for name, values in LISTS.items())
    section = "[tool:pytest]" if file == "setup.cfg" else "[pytest]"
    project.write(file, f"{section}\nlambda_handler = app.handler\nlambda_timeout = 42\n{lists}")
    project.test(LIST_TEST)
    project.passes(1)


def test_lists_and_numbers_in_pyproject(project):
    project.configure(*(f"{name} = {values}" for name, values in LISTS.items()), "lambda_timeout = 42")
    project.test(LIST_TEST)
    project.passes(1)


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="pytest reads native TOML since version 9")
@pytest.mark.parametrize(("file", "section"), [("pyproject.toml", "tool.pytest"), ("pytest.toml", "pytest")])
def test_lists_and_numbers_in_native_toml(project, file, section):
    lists = "\n".join(f"{name} = {values}" for name, values in LISTS.items())
    project.write(file, f'[{section}]\nlambda_handler = "app.handler"\nlambda_timeout = 42\n{lists}\n')
    project.test(LIST_TEST)
    project.passes(1)


def test_repeated_flags_are_lists(project):
    project.configure()
    project.test(LIST_TEST)
    variables = ("--lambda-environment=TABLE=t1", "--lambda-environment", "BUCKET=b=1")
    project.passes(1, *variables, "--lambda-reexecute=yaml", "--lambda-reexecute=numpy", "--lambda-timeout=42")


@pytest.mark.parametrize(("written", "expected"), [("true", True), ("True", True), ("false", False)])
def test_all_of_aws_may_be_allowed(project, written, expected):
    project.configure(f'lambda_allow_aws = ["{written}"]')
    project.test(f"""
        def test_it(lambda_function):
            assert lambda_function.configuration.allow_aws is {expected}
    """)
    project.passes(1)


def test_help_names_every_option(project):
    result = project.run("--help")
    text = result.stdout.str()
    for option in OPTIONS:
        assert option.flag in text
        assert option.ini in text
    result.stdout.fnmatch_lines(["AWS Lambda functions (pytest-aws-lambda):"])


def test_markers(project):
    result = project.run("--markers")
    [line] = [line for line in result.stdout.lines if line.startswith("@pytest.mark.aws_lambda(")]
    assert line.startswith("@pytest.mark.aws_lambda(handler, task_root, function_name, ")
    assert "configure the Lambda function that the test uses" in line
    assert all(f" {name}" in line or f"({name}" in line for name in NAMES)


def test_marker_is_known_to_strict_markers(project):
    project.configure('addopts = "--strict-markers --strict-config"')
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=9)
        def test_it(lambda_function):
            assert lambda_function.configuration.timeout == 9
    """)
    project.passes(1)


def test_fixtures_read_well(project):
    lines = project.run("--fixtures").stdout.lines
    first = {line.split()[0]: lines[number + 1].strip() for number, line in enumerate(lines) if "plugin.py:" in line}
    assert first["lambda_context"] == "A Lambda context object as AWS passes it to a handler, fresh for each test."
    assert first["lambda_function"] == (
        "The Lambda function under test, configured by marker, command line and ini; each test starts cold."
    )
    assert first["lambda_function_factory"] == (
        'Makes further functions: `lambda_function_factory("app.handler", timeout=5)`.'
    )


def test_fixtures_have_more_to_say(project):
    text = project.run("--fixtures", "-v").stdout.str()
    assert "Call it for a variant: `lambda_context(remaining_time_in_millis=9_000" in text
    assert "`lambda_function.invoke(event)` returns what the Invoke API returns." in text
    assert 'Fixtures of any scope may use it. `start="warm"` keeps the environment from test to test.' in text
