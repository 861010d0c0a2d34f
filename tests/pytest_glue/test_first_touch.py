"""When a function is initialised in a test; all about module state itself is tested without pytest."""

from __future__ import annotations

import pytest

READS = """
    import os

    TABLE = os.environ.get("TABLE")

    def handler(event, context):
        return TABLE
"""


@pytest.fixture
def reading(project):
    project.configure()
    project.write("app.py", READS)
    return project


IN_THE_BODY = """
    import app

    def test_it(lambda_function, monkeypatch):
        monkeypatch.setenv("TABLE", "in the body")
        assert lambda_function({}) == app.TABLE == "in the body"
"""

BY_NAME = """
    import pytest
    from app import TABLE, handler

    @pytest.fixture(autouse=True)
    def variable(monkeypatch):
        monkeypatch.setenv("TABLE", "in a fixture")

    def test_it(lambda_function, monkeypatch):
        assert TABLE == "in a fixture"
        monkeypatch.setenv("TABLE", "in the body")
        assert lambda_function({}) == "in a fixture"
"""


def test_the_first_invocation_or_use_of_the_module(reading):
    reading.test(IN_THE_BODY)
    reading.passes(1)


def test_the_start_of_the_body_where_names_are_imported(reading):
    reading.test(BY_NAME)
    reading.passes(1)


@pytest.mark.parametrize("first", ["test_a.py", "test_z.py"])
def test_names_that_another_test_module_imports_do_not_count(reading, first):
    reading.test(IN_THE_BODY, "test_m.py")
    reading.test(BY_NAME, first)
    reading.passes(2)


def test_names_that_a_conftest_or_a_helper_imports_count(reading):
    reading.write("helper.py", "from app import handler\n")
    reading.test("""
        import helper

        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("TABLE", "in the body")
            assert lambda_function({}) is None
            assert helper.handler({}, None) is None
    """)
    reading.configure('lambda_task_root = "src"')
    reading.write("src/app.py", READS)
    (reading.path / "app.py").unlink()
    reading.passes(1)


def test_names_of_a_test_module_that_the_test_uses_count(reading):
    reading.test(BY_NAME + """
    def table():
        return TABLE
    """, "test_base.py")
    reading.test("""
        from test_base import table, variable

        def test_it(lambda_function):
            assert table() == "in a fixture"
    """)
    reading.passes(2)


def test_what_the_init_writes_is_captured(reading):
    reading.write("app.py", READS + "    print('from the init')\n")
    reading.test(BY_NAME.replace('assert TABLE ==', 'assert False ==').replace("import pytest", "import pytest\n    import app"))
    result = reading.run("-q")
    result.assert_outcomes(failed=1)
    assert result.stdout.lines[0].startswith("F")
    assert "from the init" not in result.stdout.lines[0]
    result.stdout.fnmatch_lines(["*- Captured stdout call -*", "from the init"])


def test_an_init_that_fails_at_the_start_of_the_body(reading):
    reading.write("app.py", READS.replace('environ.get("TABLE")', 'environ["TABLE"]'))
    reading.configure('lambda_environment = ["TABLE=t1"]')
    reading.test("""
        import pytest
        from app import TABLE

        @pytest.mark.aws_lambda(environment={"TABLE": None})
        def test_it(lambda_function): pass

        def test_after(lambda_function):
            assert lambda_function({}) == TABLE == "t1"
    """)
    result = reading.run()
    result.assert_outcomes(failed=1, passed=1)
    # On 3.10 the traceback goes on into `os`, which is frozen later on.
    result.stdout.fnmatch_lines_random(["E *KeyError: 'TABLE'", "app.py:4: *"])
    assert "pytest_glue" not in result.stdout.str()
