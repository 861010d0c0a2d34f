"""A top-level `import app` works while tests are collected, and a variable that is missing there is explained."""

from __future__ import annotations

import sys

import pytest

READS = """
    import os

    TABLE = os.environ["TABLE"]

    def handler(event, context):
        return TABLE
"""


def test_imports_from_the_task_root(project):
    project.configure('lambda_task_root = "src"', handler="orders.app.handler")
    project.write("src/orders/app.py", "def handler(event, context): return 'orders'")
    project.write("conftest.py", "import orders.app")
    project.test("""
        from orders import app

        def test_it(lambda_function):
            assert lambda_function({}) == "orders"
            assert app.handler({}, None) == "orders"
            from orders.app import handler
    """)
    before = list(sys.path)
    project.passes(1)
    assert sys.path == before


def test_imports_from_layers(project):
    project.configure('lambda_layers = ["layers/shared"]')
    project.write("layers/shared/python/shared.py", "NAME = 'shared'")
    project.test("""
        import shared

        def test_it(lambda_function): pass
    """)
    project.passes(1)


def test_the_task_root_comes_first_as_on_aws(project):
    project.configure('lambda_task_root = "src"')
    project.write("src/app.py", "def handler(event, context): return 'src'")
    (project.path / "app.py").unlink()
    project.write("other/app.py", "raise AssertionError")
    project.test("""
        import app

        def test_it(lambda_function):
            assert app.handler({}, None) == lambda_function({}) == "src"
    """)
    project.pytester.syspathinsert(project.path / "other")
    project.passes(1)


def test_a_variable_that_is_there(project):
    project.configure('lambda_environment = ["TABLE=t1"]')
    project.write("app.py", READS)
    project.test("""
        import app

        def test_it(lambda_function):
            assert lambda_function({}) == "t1"
    """)
    project.passes(1)


EXPLAINED = (
    "The environment variable TABLE is missing while tests are collected: {reads} reads it{imports}. Markers and "
    "fixtures are not in force at that time. Give the variable a value in pyproject.toml, "
    "[[]tool.pytest.ini_options[]]:"
)


def test_a_missing_variable(project):
    project.configure()
    project.write("app.py", READS)
    project.test("""
        import pytest
        import app

        @pytest.mark.aws_lambda(environment={"TABLE": "t1"})
        def test_it(lambda_function): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*- pytest-aws-lambda -*",
            EXPLAINED.format(reads="*/app.py:4", imports=", and */test_it.py:3 imports that"),
            '  lambda_environment = [["]TABLE=value"]'.replace('[["]', '[[]"').replace('"]', '"[]]'),
        ],
        consecutive=True,
    )


def test_a_missing_variable_with_captured_sections_off(project):
    project.configure()
    project.write("app.py", READS)
    project.test("import app")
    project.run("--show-capture=no").stdout.fnmatch_lines(["The environment variable TABLE is missing *"])


def test_a_missing_variable_that_the_test_module_reads(project):
    project.write("pytest.ini", "[pytest]\nlambda_handler = app.handler\n")
    project.test("import os\nTABLE = os.environ['TABLE']\n")
    result = project.run()
    result.stdout.fnmatch_lines(
        [
            "The environment variable TABLE is missing while tests are collected: */test_it.py:2 reads it. *"
            "in pytest.ini, [[]pytest[]]:",
            "  lambda_environment =",
            "      TABLE=value",
        ],
        consecutive=True,
    )


def test_a_missing_variable_far_from_the_test_module(project):
    project.configure()
    project.write("app.py", "import settings\n")
    project.write("settings.py", READS)
    project.test("import app\n")
    project.run().stdout.fnmatch_lines(
        [EXPLAINED.format(reads="*/settings.py:4", imports=", and */test_it.py:1 imports that")]
    )


def test_a_missing_variable_in_a_project_of_markers(project):
    project.write("app.py", READS)
    project.test("""
        import app

        def test_it(lambda_function): pass
    """)
    project.run().stdout.fnmatch_lines(["The environment variable TABLE is missing *"])


def test_a_missing_variable_that_is_none_of_ours(project):
    project.write("app.py", READS)
    project.test("import app\n")
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.no_fnmatch_line("*pytest-aws-lambda -*")


def test_another_key_error(project):
    project.configure()
    project.test("import app\n{}['TABLE']\n")
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.no_fnmatch_line("*The environment variable*")


@pytest.mark.parametrize("folder", ["", "tests/"])
def test_a_missing_variable_of_a_conftest(project, folder):
    project.configure()
    project.write("app.py", READS)
    conftest = project.write(f"{folder}conftest.py", "\nimport app\n")
    project.test("def test_it(): pass", f"{folder}test_it.py")
    result = project.run()
    text = result.stdout.str() + result.stderr.str()
    assert "The environment variable TABLE is missing while tests are collected: " in text
    assert f"{conftest}:2 imports that" in text
    assert 'lambda_environment = ["TABLE=value"]' in text
    assert "KeyError: 'TABLE'" in text


def test_a_broken_conftest_is_pytest_s_business(project):
    project.configure()
    project.write("conftest.py", "1 / 0\n")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*ZeroDivisionError*"])
    result.stderr.no_fnmatch_line("*pytest-aws-lambda*")


def test_help_works_with_a_broken_conftest(project):
    project.configure()
    project.write("conftest.py", "1 / 0\n")
    assert project.run("--help").ret == 0
