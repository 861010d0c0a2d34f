"""Unknown names are refused with the nearest known one; values of the wrong kind with what was expected."""

from __future__ import annotations

import pytest

USES = """
    import pytest

    {mark}
    def test_it(lambda_function, lambda_function_factory):
        {body}
"""


def refused(result: pytest.RunResult, *lines: str) -> None:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(list(lines))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lambda_memory = 256", "lambda_memory_size"),
        ("lambda_timeuot = 5", "lambda_timeout"),
        ('lambda_env = ["A1=b"]', "lambda_environment"),
        ('lambda_log_level = "INFO"', "lambda_*log_level"),
        ('lambda_reprot = "report.html"', "lambda_report"),
    ],
)
def test_ini_option(project, written, meant):
    project.configure(written)
    name = written.partition(" ")[0]
    refused(
        project.run(), f"*The pytest configuration got an unknown setting '{name}'. Did you mean '{meant}'[?] Known: *"
    )


def test_option_on_the_command_line(project):
    project.configure()
    refused(project.run("-o", "lambda_memory=256"), "*unknown setting 'lambda_memory'. Did you mean*_size'?*")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("--lambda-memory", "256"), "--lambda-memory-size"),
        (("--lambda-memory=256",), "--lambda-memory-size"),
        (("--lambda-reprot=report.html",), "--lambda-report"),
    ],
)
def test_flag(project, arguments, meant):
    project.configure()
    name = arguments[0].partition("=")[0]
    refused(
        project.run(*arguments), f"*The command line got an unknown setting '{name}'. Did you mean '{meant}'[?] Known: *"
    )


def test_flag_in_addopts(project):
    project.configure('addopts = "--lambda-memory=256"')
    refused(project.run(), "*unknown setting '--lambda-memory'. Did you mean '--lambda-memory-size'?*")


def test_marker_keyword(project):
    project.configure()
    project.test(USES.format(mark="@pytest.mark.aws_lambda(memory=256)", body="pass"))
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ConfigurationError: @pytest.mark.aws_lambda of test_it.py::test_it got an unknown setting 'memory'. "
            "Did you mean 'memory_size'?*",
        ]
    )


def test_marker_with_a_positional_argument(project):
    project.configure()
    project.test(USES.format(mark="@pytest.mark.aws_lambda('app.handler')", body="pass"))
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*aws_lambda of test_it.py::test_it has the positional argument 'app.handler': write it as a keyword, "
            "aws_lambda(handler='app.handler').",
        ]
    )


def test_argument_of_the_factory(project):
    project.configure()
    project.test(USES.format(mark="", body="lambda_function_factory('app.handler', memory=256)"))
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*lambda_function_factory got an unknown setting 'memory'. Did you mean 'memory_size'?*"]
    )


def test_options_of_others_are_theirs(project):
    project.configure('lambda_endpoint = "http://localhost:4566"')
    project.write(
        "conftest.py",
        """
        def pytest_addoption(parser):
            parser.addini("lambda_endpoint", "not ours", default="")
            parser.addoption("--lambda-stage")
        """,
    )
    project.test("""
        def test_it(lambda_function, pytestconfig):
            assert pytestconfig.getini("lambda_endpoint") == "http://localhost:4566"
            assert pytestconfig.getoption("--lambda-stage") == "dev"
    """)
    project.passes(1, "--lambda-stage=dev")


def test_a_misspelling_is_refused_even_if_no_test_uses_a_function(project):
    project.configure("lambda_memory = 256")
    project.test("def test_it(): pass")
    refused(project.run(), "*unknown setting 'lambda_memory'*")


@pytest.mark.parametrize("value", ["'soon'", "2.5", "true"])
def test_number_in_pyproject(project, value):
    project.configure(f"lambda_timeout = {value}")
    refused(project.run(), "*lambda_timeout*expected a whole number*")


def test_number_on_the_command_line(project):
    project.configure()
    refused(project.run("--lambda-timeout", "soon"), "*--lambda-timeout is 'soon': expected a whole number.*")


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="pytest reads native TOML since version 9")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lambda_timeout = '5'", "*'lambda_timeout' expects an int*"),
        ("lambda_environment = 'A1=b'", "*'lambda_environment' expects a list*"),
        ("lambda_handler = 5", "*'lambda_handler' expects a string*"),
    ],
)
def test_kinds_in_native_toml(project, line, expected):
    project.write("pyproject.toml", f"[tool.pytest]\n{line}")
    refused(project.run(), expected)


def test_line_without_a_value(project):
    project.configure('lambda_environment = ["TABLE"]')
    refused(project.run(), "*lambda_environment has the line 'TABLE': expected NAME=value.*")


def test_environment_of_a_marker_is_a_dict(project):
    project.configure()
    project.test(USES.format(mark="@pytest.mark.aws_lambda(environment=['TABLE=t'])", body="pass"))
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*environment is a list: expected a dict of names to strings, None removes a name.*"])
