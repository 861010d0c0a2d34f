"""Call argument > closest marker > outer marker > command line > ini > default."""

from __future__ import annotations

import pytest

LEVELS = ("ini", "flag", "module", "class", "function", "parameter", "call")

TEST = """
    import pytest

    pytestmark = [{module}]

    class TestIt:
        pytestmark = [{class_}]

        @pytest.mark.parametrize("x", [pytest.param(1, marks=[{parameter}])])
        {function}
        def test_it(self, lambda_function, lambda_function_factory, x):
            function = {call}
            assert function.configuration.timeout == {expected}
"""


def mark(level: str, levels: set[str]) -> str:
    return f"pytest.mark.aws_lambda(timeout={timeout(level)})" if level in levels else ""


def timeout(level: str) -> int:
    return 100 + LEVELS.index(level)


def run(project, levels: set[str], expected: int) -> None:
    project.configure(*([f"lambda_timeout = {timeout('ini')}"] if "ini" in levels else []))
    function = mark("function", levels)
    call = f"lambda_function_factory(timeout={timeout('call')})" if "call" in levels else "lambda_function"
    project.test(
        TEST.format(
            module=mark("module", levels),
            class_=mark("class", levels),
            parameter=mark("parameter", levels),
            function=f"@{function}" if function else "",
            call=call,
            expected=expected,
        )
    )
    project.passes(1, *([f"--lambda-timeout={timeout('flag')}"] if "flag" in levels else []))


@pytest.mark.parametrize("level", LEVELS)
def test_level_alone(project, level):
    run(project, {level}, expected=timeout(level))


@pytest.mark.parametrize("level", LEVELS)
def test_level_over_all_outer_ones(project, level):
    run(project, set(LEVELS[: LEVELS.index(level) + 1]), expected=timeout(level))


def test_default(project):
    run(project, set(), expected=3)


def test_closest_of_two_decorators(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=5)
        @pytest.mark.aws_lambda(timeout=6, memory_size=256)
        @pytest.mark.aws_lambda(memory_size=512)
        def test_it(lambda_function):
            assert lambda_function.configuration.timeout == 6
            assert lambda_function.configuration.memory_size == 512
    """)
    project.passes(1)


def test_settings_that_a_level_leaves_out_come_from_the_next(project):
    project.configure("lambda_memory_size = 256", "lambda_timeout = 5")
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=7)
        def test_it(lambda_function, lambda_function_factory):
            function = lambda_function_factory(function_name="other")
            assert function.configuration.handler == "app.handler"
            assert function.configuration.memory_size == 512
            assert function.configuration.timeout == 7
            assert function.configuration.function_name == "other"
    """)
    project.passes(1, "--lambda-memory-size", "512")


def test_parameters_with_marks_of_their_own(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=5)
        @pytest.mark.parametrize("expected", [
            pytest.param(7, marks=pytest.mark.aws_lambda(timeout=7)),
            pytest.param(8, marks=pytest.mark.aws_lambda(timeout=8)),
            5,
        ])
        def test_it(lambda_function, expected):
            assert lambda_function.configuration.timeout == expected
    """)
    project.passes(3)


def test_override_of_an_ini_option(project):
    project.configure("lambda_timeout = 5")
    project.test("""
        def test_it(lambda_function):
            assert lambda_function.configuration.timeout == 9
            assert lambda_function.configuration.memory_size == 256
    """)
    project.passes(1, "-o", "lambda_timeout=9", "-o", "lambda_memory_size=256")
