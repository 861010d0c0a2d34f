"""Without a handler the error names what looks like one and where to name it."""

from __future__ import annotations

import pytest

from pytest_lambda.pytest_glue.candidates import handler_candidates

TEST = """
    def test_it(lambda_function):
        pass
"""


def test_candidates_below_the_task_root(project):
    project.configure('lambda_task_root = "src"', handler=None)
    project.write("src/orders/intake.py", "def handler(event, context): ...\n\ndef other(a, b): ...")
    project.write("src/orders/__init__.py", "def lambda_handler(event, context): ...")
    project.write("src/report.py", "def run(event, context): ...\n\ndef _private(event, context): ...")
    project.test(TEST)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*test_it.py::test_it uses lambda_function, but no handler is configured. "
            "Found under the task root */src:",
            "*  orders.intake.handler",
            "*  orders.lambda_handler",
            "*  report.run",
            '*Name one in pyproject.toml, [[]tool.pytest.ini_options[]]: lambda_handler = "orders.intake.handler"',
            '*or on the test: @pytest.mark.aws_lambda(handler="orders.intake.handler")',
        ],
        consecutive=True,
    )


def test_no_candidates(project):
    project.configure('lambda_task_root = "src"', handler=None)
    (project.path / "src").mkdir()
    project.test(TEST)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*but no handler is configured. No candidate was found under */src.", '*lambda_handler = "app.handler"']
    )


def test_factory(project):
    project.test("""
        def test_it(lambda_function_factory):
            lambda_function_factory()
    """)
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*test_it.py::test_it makes a function, but no handler is configured. *", "*  app.handler"]
    )


def test_fixture_of_wider_scope(project):
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def orders(lambda_function_factory):
            return lambda_function_factory()

        def test_it(orders): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The fixture 'orders' makes a function, but no handler is configured. *"])


@pytest.mark.parametrize(
    ("file", "content", "shown"),
    [
        ("pytest.ini", "[pytest]\n", "pytest.ini, [pytest]: lambda_handler = app.handler"),
        ("setup.cfg", "[tool:pytest]\n", "setup.cfg, [tool:pytest]: lambda_handler = app.handler"),
        ("tox.ini", "[pytest]\n", "tox.ini, [pytest]: lambda_handler = app.handler"),
        pytest.param(
            "pyproject.toml",
            "[tool.pytest]\n",
            'pyproject.toml, [tool.pytest]: lambda_handler = "app.handler"',
            marks=pytest.mark.skipif(pytest.version_tuple < (9,), reason="new in pytest 9"),
        ),
        (None, "", 'pyproject.toml, [tool.pytest.ini_options]: lambda_handler = "app.handler"'),
    ],
)
def test_the_project_s_own_file_is_named(project, file, content, shown):
    if file is not None:
        project.write(file, content)
    project.test(TEST)
    result = project.run()
    result.assert_outcomes(errors=1)
    assert f"Name one in {shown}" in result.stdout.str()


def test_a_missing_task_root_is_told_first(project):
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(task_root="nowhere")
        def test_it(lambda_function): pass
    """)
    text = project.run().stdout.str()
    assert "task_root is" in text
    assert "no handler is configured" not in text


def test_a_context_needs_no_handler(project):
    project.test("""
        def test_it(lambda_context):
            assert lambda_context.function_name == "function"
    """)
    project.passes(1)


def test_what_is_no_candidate(tmp_path):
    skipped = ("tests/helper.py", ".hidden/app.py", "node_modules/x/app.py", "test_app.py", "conftest.py", "setup.py")
    for name in skipped:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("def handler(event, context): ...")
    (tmp_path / "env" / "lib").mkdir(parents=True)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / "env" / "lib" / "app.py").write_text("def handler(event, context): ...")
    (tmp_path / "broken.py").write_text("def handler(event, context: ...")
    (tmp_path / "app.py").write_text("def one(event): ...\nclass K:\n    def handler(event, context): ...")
    assert handler_candidates(tmp_path) == []


def test_candidates_are_few_and_the_likeliest_first(tmp_path):
    for number in range(9):
        (tmp_path / f"a{number}.py").write_text("def work(event, context): ...")
    (tmp_path / "z.py").write_text("def handler(event, context): ...")
    assert handler_candidates(tmp_path) == ["z.handler", "a0.work", "a1.work", "a2.work", "a3.work"]
