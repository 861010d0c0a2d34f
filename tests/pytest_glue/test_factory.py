"""`lambda_function_factory`: functions beside the test's own, and functions that outlive a test."""

from __future__ import annotations

import tempfile


def test_several_functions_side_by_side(project):
    project.configure()
    project.write("other.py", "def handler(event, context):\n    return context.function_name\n")
    project.test("""
        def test_it(lambda_function, lambda_function_factory):
            other = lambda_function_factory("other.handler", function_name="other")
            assert lambda_function({})["calls"] == 1
            assert other({}) == "other"
            assert lambda_function({})["calls"] == 2
    """)
    project.passes(1)


def test_a_callable_is_a_handler(project):
    project.test("""
        def test_it(lambda_function_factory):
            def handler(event, context):
                return event["n"] + 1
            assert lambda_function_factory(handler)({"n": 1}) == 2
    """)
    project.passes(1)


def test_a_callable_in_a_marker(project):
    project.test("""
        import pytest
        import app

        calls = []

        def handler(event, context):
            calls.append(event)
            return len(calls)

        @pytest.mark.aws_lambda(handler=handler)
        def test_of_the_test_module(lambda_function):
            assert lambda_function({}) == 1
            lambda_function.cold_start()
            assert lambda_function({}) == 2  # its code is the test's own, and stays as it is

        @pytest.mark.aws_lambda(handler=app.handler)
        def test_of_the_application(lambda_function):
            assert lambda_function({})["calls"] == 1
            lambda_function.cold_start()
            assert lambda_function({})["calls"] == app.calls == 1

        @pytest.mark.aws_lambda(handler=lambda event, context: event["n"])
        def test_lambda(lambda_function):
            assert lambda_function({"n": 1}) == 1
    """)
    project.passes(3)


def test_the_type_checker_and_isinstance_agree(project):
    project.configure()
    project.test("""
        from pytest_lambda import LambdaFunction

        def test_it(lambda_function: LambdaFunction, lambda_function_factory):
            assert isinstance(lambda_function, LambdaFunction)
            assert isinstance(lambda_function_factory(), LambdaFunction)
    """)
    project.passes(1)


def test_warm_function_of_a_module(project):
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def heavy(lambda_function_factory):
            function = lambda_function_factory("app.handler", start="warm")
            yield function
            assert function({})["calls"] == 4  # still there while the fixture is undone

        def test_first(heavy):
            assert heavy.invoke({}).cold_start

        def test_second(heavy):
            assert heavy({})["calls"] == 2
            assert heavy({})["calls"] == 3
    """)
    project.passes(2)


def test_cold_function_of_a_module(project):
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def function(lambda_function_factory):
            return lambda_function_factory("app.handler")

        def test_first(function):
            assert function({})["calls"] == 1
            assert function({})["calls"] == 2

        def test_second(function):
            assert function({})["calls"] == 1
    """)
    project.passes(2)


def test_a_function_lives_as_long_as_its_fixture(project):
    project.test("""
        import pytest

        made = []

        @pytest.fixture(scope="class")
        def heavy(lambda_function_factory):
            made.append(lambda_function_factory("app.handler", start="warm"))
            return made[-1]

        class TestOne:
            def test_it(self, heavy):
                assert heavy({})["calls"] == 1

            def test_again(self, heavy):
                assert heavy({})["calls"] == 2

        class TestTwo:
            def test_it(self, heavy):
                assert made[0].environments == ()
                assert made[1] is heavy
                assert heavy({})["calls"] == 1
    """)
    project.passes(3)


def test_functions_of_a_test_are_closed_with_it(project):
    project.configure()
    project.test("""
        made = []

        def test_first(lambda_function_factory):
            made.append(lambda_function_factory(start="warm"))
            made[0]({})
            assert len(made[0].environments) == 1

        def test_second():
            assert made[0].environments == ()
    """)
    project.passes(2)


def test_markers_of_the_first_test_do_not_count_for_a_module(project):
    project.test("""
        import pytest

        pytestmark = pytest.mark.aws_lambda(memory_size=256)

        @pytest.fixture(scope="module")
        def function(lambda_function_factory):
            return lambda_function_factory("app.handler")

        @pytest.mark.aws_lambda(timeout=9, memory_size=512)
        def test_first(function):
            assert function.configuration.timeout == 3
            assert function.configuration.memory_size == 256
    """)
    project.passes(1)


def test_a_maker_of_wider_scope_makes_functions_for_the_test(project):
    project.test("""
        import pytest

        @pytest.fixture(scope="session")
        def make(lambda_function_factory):
            return lambda **settings: lambda_function_factory("app.handler", **settings)

        @pytest.mark.aws_lambda(timeout=9)
        def test_first(make):
            assert make().configuration.timeout == 9

        def test_second(make):
            assert make().configuration.timeout == 3
    """)
    project.passes(2)


def test_the_test_s_own_function_can_stay_warm(project):
    project.configure("lambda_start = 'warm'")
    project.test("""
        import pytest

        def test_first(lambda_function):
            assert lambda_function({})["calls"] == 1

        def test_second(lambda_function):
            assert lambda_function({})["calls"] == 2

        @pytest.mark.aws_lambda(memory_size=256)
        def test_another_function(lambda_function):
            assert lambda_function({})["calls"] == 1

        @pytest.mark.aws_lambda(start="cold")
        def test_cold(lambda_function):
            assert lambda_function({})["calls"] == 1

        def test_third(lambda_function):
            assert lambda_function({})["calls"] == 3
    """)
    project.passes(5)


def test_request_ids_are_the_same_in_each_run(project):
    project.configure()
    project.test("""
        def test_it(lambda_function, lambda_function_factory):
            ids = [lambda_function.invoke({}).request_id, lambda_function_factory().invoke({}).request_id]
            assert len(set(ids)) == 2
            with open("ids", "a") as file:
                print(*ids, file=file)
    """)
    project.passes(1)
    project.passes(1)
    first, second = (project.path / "ids").read_text().splitlines()
    assert first == second


def test_folders_of_pytest_are_no_tmp_of_the_function(project, monkeypatch):
    project.configure()
    project.write(
        "app.py",
        """
        def handler(event, context):
            with open(event["path"], "w") as file:
                file.write("by the function")
            return open("/tmp/own", "w").name
        """,
    )
    project.test("""
        import os

        def test_it(lambda_function, tmp_path):
            assert lambda_function({"path": str(tmp_path / "f")}) == "/tmp/own"
            assert (tmp_path / "f").read_text() == "by the function"
            assert not os.path.exists("/tmp/own")
            assert (lambda_function.tmp / "own").exists()

        def test_given_later(lambda_function, tmp_path_factory):
            folder = tmp_path_factory.mktemp("other")
            lambda_function({"path": str(folder / "f")})
            assert (folder / "f").exists()
    """)
    project.passes(2)
    project.run_as_users_do().assert_outcomes(passed=2)
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", str(project.path))
    project.run_as_users_do().assert_outcomes(passed=2)
    with tempfile.TemporaryDirectory() as elsewhere:
        project.passes(2, f"--basetemp={elsewhere}/base")


def test_use_in_a_hook(project):
    project.configure()
    project.write(
        "conftest.py",
        """
        import pytest

        kept = []

        @pytest.fixture
        def keep(lambda_function_factory):
            kept.append(lambda_function_factory)

        def pytest_sessionfinish():
            print("calls:", kept[0]()({})["calls"])
        """,
    )
    project.test("def test_it(keep): pass")
    project.passes(1, "-s").stdout.fnmatch_lines(["*calls: 1"])


def test_modules_of_a_function_that_outlives_a_test(project):
    project.configure(handler=None)
    project.test("""
        import pytest
        import app
        from app import handler

        @pytest.fixture(scope="module", params=["cold", "warm"])
        def function(request, lambda_function_factory):
            return lambda_function_factory("app.handler", start=request.param)

        def test_first(function):
            assert app.calls == 0
            assert function({})["calls"] == app.calls == 1
            assert function({})["calls"] == app.calls == 2

        def test_second(function, monkeypatch):
            warm = function.configuration.start == "warm"
            assert function({})["calls"] == (3 if warm else 1)
            monkeypatch.setattr(app, "calls", 40)
            assert function({})["calls"] == app.calls == 41

        def test_without_it():
            assert app.calls == 0
    """)
    project.passes(5)
