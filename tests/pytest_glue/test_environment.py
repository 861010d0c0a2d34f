"""`environment`: merged by key over the levels, None removes; a conflict with what the test sets gives a warning."""

from __future__ import annotations

import pytest


def test_merged_by_key(project):
    variables = [f"{name}=ini" for name in ("AA", "BB", "CC", "DD", "EE")]
    project.configure(f"lambda_environment = {variables}", handler="app.variables")
    project.test("""
        import pytest

        pytestmark = pytest.mark.aws_lambda(environment={"CC": "module", "DD": "module", "EE": "module"})

        @pytest.mark.aws_lambda(environment={"DD": "test", "EE": "test"})
        def test_it(lambda_function, lambda_function_factory):
            names = ["AA", "BB", "CC", "DD", "EE"]
            assert lambda_function(names) == {
                "AA": "ini", "BB": "flag", "CC": "module", "DD": "test", "EE": "test"
            }
            assert lambda_function_factory(environment={"EE": "call"})(names) == {
                "AA": "ini", "BB": "flag", "CC": "module", "DD": "test", "EE": "call"
            }
    """)
    project.passes(1, "--lambda-environment=BB=flag", "--lambda-environment=CC=flag")


@pytest.mark.parametrize("where", ["marker", "call"])
def test_none_removes(project, where):
    project.configure('lambda_environment = ["AA=ini", "BB=ini"]', handler="app.variables")
    mark = "@pytest.mark.aws_lambda(environment={'AA': None})" if where == "marker" else ""
    call = "environment={'AA': None}" if where == "call" else ""
    project.test(f"""
        import pytest

        {mark}
        def test_it(lambda_function_factory):
            function = lambda_function_factory({call})
            assert function.configuration.environment == {{"BB": "ini"}}
            assert function(["AA", "BB"]) == {{"AA": None, "BB": "ini"}}
    """)
    project.passes(1)


def test_none_hides_a_variable_of_the_host(project, monkeypatch):
    monkeypatch.setenv("FROM_SHELL", "secret")
    project.configure(handler="app.variables")
    project.test("""
        import pytest

        def test_seen(lambda_function):
            assert lambda_function(["FROM_SHELL"]) == {"FROM_SHELL": "secret"}

        @pytest.mark.aws_lambda(environment={"FROM_SHELL": None})
        def test_hidden(lambda_function):
            assert lambda_function(["FROM_SHELL"]) == {"FROM_SHELL": None}
            lambda_function.cold_start()
            assert lambda_function(["FROM_SHELL"]) == {"FROM_SHELL": None}
    """)
    project.passes(2)


def test_a_closer_level_gives_a_value_again(project):
    project.configure('lambda_environment = ["AA=ini"]', handler="app.variables")
    project.test("""
        import pytest

        pytestmark = pytest.mark.aws_lambda(environment={"AA": None})

        @pytest.mark.aws_lambda(environment={"AA": "test"})
        def test_it(lambda_function):
            assert lambda_function(["AA"]) == {"AA": "test"}
    """)
    project.passes(1)


def test_the_function_s_variables_are_not_the_test_s(project):
    project.configure(handler="app.variables")
    project.test("""
        import os
        import pytest

        @pytest.mark.aws_lambda(environment={"AA": "test"}, function_name="orders")
        def test_it(lambda_function):
            names = ["AA", "AWS_LAMBDA_FUNCTION_NAME"]
            assert lambda_function(names) == {"AA": "test", "AWS_LAMBDA_FUNCTION_NAME": "orders"}
            assert not os.environ.keys() & set(names)
    """)
    project.passes(1)


WARNING = (
    "*PytestWarning: The test sets the environment variable {name} to '{test}', but the environment of the function "
    "'function' (marker, command line or ini) has '{function}': the function sees '{function}'. Write "
    "@pytest.mark.aws_lambda(environment={{'{name}': '{test}'}}), or take the variable out*"
)

#: ways to set TABLE to 'mine' around an invocation
WAYS = {
    "fixture before": """
        @pytest.fixture
        def early(monkeypatch): monkeypatch.setenv("TABLE", "mine")

        def test_it(early, lambda_function): check(lambda_function)
    """,
    "fixture after": """
        @pytest.fixture
        def late(lambda_function, monkeypatch): monkeypatch.setenv("TABLE", "mine")

        def test_it(lambda_function, late): check(lambda_function)
    """,
    "body": """
        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("TABLE", "mine")
            check(lambda_function)
    """,
    "after the first invocation": """
        def test_it(lambda_function, monkeypatch):
            check(lambda_function)
            monkeypatch.setenv("TABLE", "mine")
            check(lambda_function)
    """,
    "decorator": """
        @mock.patch.dict(os.environ, {"TABLE": "mine"})
        def test_it(lambda_function): check(lambda_function)
    """,
    "with block": """
        def test_it(lambda_function):
            with mock.patch.dict(os.environ, {"TABLE": "mine"}):
                check(lambda_function)
    """,
    "fixture of the session": """
        @pytest.fixture(scope="session", autouse=True)
        def early():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TABLE", "mine")
                yield

        def test_it(lambda_function): check(lambda_function)
    """,
}

HEAD = """
        import os
        from unittest import mock
        import pytest

        def check(function):
            assert function(["TABLE"]) == {"TABLE": "ours"}
            assert function(["TABLE"]) == {"TABLE": "ours"}
"""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("level", ["ini", "marker"])
def test_conflict(project, way, level):
    project.configure(
        *(['lambda_environment = ["TABLE=ours"]'] if level == "ini" else []), handler="app.variables"
    )
    mark = "        pytestmark = pytest.mark.aws_lambda(environment={'TABLE': 'ours'})\n" if level == "marker" else ""
    project.test(HEAD + mark + WAYS[way])
    result = project.run()
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines([WARNING.format(name="TABLE", test="mine", function="ours")])


def test_no_conflict(project, monkeypatch):
    monkeypatch.setenv("FROM_SHELL", "shell")
    project.configure('lambda_environment = ["TABLE=ini"]', handler="app.variables")
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(environment={"FROM_SHELL": "ours", "TABLE": "marker", "SAME": "same"})
        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("SAME", "same")
            monkeypatch.setenv("OTHER", "other")
            names = ["FROM_SHELL", "TABLE", "SAME", "OTHER"]
            assert lambda_function(names) == {
                "FROM_SHELL": "ours", "TABLE": "marker", "SAME": "same", "OTHER": "other"
            }
    """)
    project.run().assert_outcomes(passed=1, warnings=0)


def test_conflict_of_two_variables_and_two_functions(project):
    project.configure('lambda_environment = ["TABLE=ours", "BUCKET=ours"]', handler="app.variables")
    project.test("""
        def test_it(lambda_function, lambda_function_factory, monkeypatch):
            monkeypatch.setenv("TABLE", "mine")
            monkeypatch.setenv("BUCKET", "mine")
            lambda_function([])
            lambda_function_factory(function_name="other")([])
    """)
    project.run().assert_outcomes(passed=1, warnings=2)


def test_conflict_as_an_error_does_not_hide_a_failure(project):
    project.configure('lambda_environment = ["TABLE=ours"]', 'filterwarnings = ["error"]', handler="app.variables")
    project.test("""
        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("TABLE", "mine")
            assert lambda_function(["TABLE"]) == {"TABLE": "mine"}
    """)
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["FAILED test_it.py::test_it - AssertionError: assert {'TABLE': 'ours'} == *"])


def test_conflict_as_an_error(project):
    project.configure('lambda_environment = ["TABLE=ours"]', 'filterwarnings = ["error"]', handler="app.variables")
    project.test("""
        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("TABLE", "mine")
            lambda_function([])

        def test_after(lambda_function):
            assert lambda_function(["TABLE"]) == {"TABLE": "ours"}
    """)
    result = project.run()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines([WARNING.format(name="TABLE", test="mine", function="ours")])
