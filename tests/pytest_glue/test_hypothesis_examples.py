"""Under Hypothesis each example starts cold; no health check, no deadline, no control exception is in the way."""

from __future__ import annotations

import importlib.util

import pytest

needs_asyncio = pytest.mark.skipif(not importlib.util.find_spec("pytest_asyncio"), reason="needs pytest-asyncio")
needs_anyio = pytest.mark.skipif(not importlib.util.find_spec("anyio"), reason="needs anyio")

HEAD = """
    from hypothesis import HealthCheck, Phase, assume, example, given, note, settings, strategies as st
    import pytest
"""


@pytest.fixture
def properties(project):
    project.configure()
    return project


def check(project, source: str, passed: int = 1, *arguments: str) -> pytest.RunResult:
    project.test(HEAD + source)
    return project.passes(passed, *arguments)


def test_each_example_starts_cold(properties):
    check(
        properties,
        """
    seen = []

    @given(n=st.integers())
    @settings(max_examples=20)
    @example(n=5)
    def test_it(lambda_function, n):
        result = lambda_function.invoke({"n": n})
        assert result.cold_start
        assert result.payload == {"event": {"n": n}, "calls": 1}
        assert lambda_function({})["calls"] == 2
        seen.append(n)

    def test_how_many():
        assert seen[0] == 5
        assert len(seen) > 10
    """,
        passed=2,
    )


def test_with_data_in_a_class_and_with_a_fixture_between(properties):
    check(
        properties,
        """
    @pytest.fixture(scope="module")
    def table():
        return {}

    class TestIt:
        @given(data=st.data())
        @settings(max_examples=5)
        def test_method(self, lambda_function, table, data):
            assert lambda_function({"n": data.draw(st.integers())})["calls"] == 1

    @given(st.integers())
    @settings(max_examples=5)
    def test_positional(lambda_function, n):
        assert lambda_function({"n": n})["calls"] == 1

    @pytest.mark.parametrize("x", [1, 2])
    @given(n=st.integers())
    @settings(max_examples=5)
    def test_parametrised(lambda_function, x, n):
        assert lambda_function({"n": n})["calls"] == 1
    """,
        passed=4,
    )


def test_unittest_method(properties):
    check(
        properties,
        """
    import unittest

    class OrdersTest(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def keep(self, lambda_function_factory):
            self.function = lambda_function_factory()

        @given(n=st.integers())
        @settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
        def test_it(self, n):
            self.assertEqual(self.function({})["calls"], 1)
    """,
    )


def test_functions_of_the_factory_and_warm_ones(properties):
    check(
        properties,
        """
    @pytest.fixture(scope="module")
    def warm(lambda_function_factory):
        return lambda_function_factory(start="warm")

    @pytest.fixture(scope="module")
    def cold(lambda_function_factory):
        return lambda_function_factory()

    calls = 0

    @given(n=st.integers())
    @settings(max_examples=5, database=None)
    def test_it(lambda_context, warm, cold, n):
        global calls
        calls += 1
        assert warm({})["calls"] == calls
        assert cold({})["calls"] == 1
    """,
    )


def test_a_failing_example_is_reported_with_its_log(properties):
    properties.test(
        HEAD
        + """
    @given(n=st.integers())
    @settings(database=None)
    def test_it(lambda_function, n):
        print("example", n)
        lambda_function({})
        assert lambda_function({"n": n})["event"]["n"] < 100
    """
    )
    result = properties.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_it(*", "*n=100,*", "*- Lambda log of function -*", "REPORT RequestId: *"])
    text = result.stdout.str()
    assert text.count("\nexample ") > 2
    assert text.count("\nREPORT RequestId: ") == 2  # of the last example, which is the smallest that fails


def test_control_exceptions_inside_a_handler_are_hypothesis_s(properties):
    properties.write(
        "app.py",
        """
        draw = None
        def handler(event, context):
            return draw(event)
        """,
    )
    check(
        properties,
        """
    import app

    @given(data=st.data())
    @settings(max_examples=20)
    def test_it(lambda_function, data):
        def draw(event):
            n = data.draw(st.integers())
            assume(n % 2)
            return n
        app.draw = draw
        assert lambda_function({}) % 2
    """,
    )


SLOW = """
    import time

    time.sleep({seconds})

    def handler(event, context):
        return 1
"""


def test_the_deadline_does_not_count_cold_starts(properties):
    properties.write("app.py", SLOW.format(seconds=0.6))
    check(
        properties,
        """
    @given(n=st.integers())
    @settings(deadline=1000, phases=[Phase.explicit])
    @example(n=1)
    def test_it(lambda_function, n):
        assert lambda_function({}) == 1
        lambda_function.cold_start()
        assert lambda_function({}) == 1
    """,
    )


def test_the_deadline_counts_invocations(properties):
    properties.write("app.py", SLOW.format(seconds=0).replace("return 1", "time.sleep(0.2)"))
    properties.test(
        HEAD
        + """
    @given(n=st.integers())
    @settings(deadline=50, phases=[Phase.explicit])
    @example(n=1)
    def test_it(lambda_function, n):
        lambda_function({})
    """
    )
    result = properties.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*DeadlineExceeded*"])


def test_a_timeout_in_an_example(properties):
    properties.write("app.py", SLOW.format(seconds=0).replace("return 1", "time.sleep(9 if event['n'] > 3 else 0)"))
    properties.test(
        HEAD
        + """
    from pytest_lambda import FunctionTimeout

    @pytest.mark.aws_lambda(timeout=1)
    @given(n=st.integers(0, 4))
    @settings(max_examples=3, deadline=None, database=None)
    @example(n=4)
    def test_it(lambda_function, n):
        if n > 3:
            with pytest.raises(FunctionTimeout):
                lambda_function({"n": n})
        else:
            lambda_function({"n": n})
    """
    )
    properties.run().assert_outcomes(passed=1)


def test_state_machine(properties):
    check(
        properties,
        """
    from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
    from pytest_lambda import LambdaFunction

    class Calls(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.function = LambdaFunction("app.handler", task_root=".")
            self.calls = 0

        @rule(n=st.integers())
        def call(self, n):
            self.calls += 1
            assert self.function({"n": n}) == {"event": {"n": n}, "calls": self.calls}

        @rule()
        def cold_start(self):
            self.function.cold_start()
            self.calls = 0

        @invariant()
        def at_most_one_environment(self):
            assert len(self.function.environments) <= 1

        def teardown(self):
            self.function.close()

    TestCalls = Calls.TestCase
    TestCalls.settings = settings(max_examples=5, stateful_step_count=5)
    """,
    )


def test_state_machine_with_a_function_of_the_module(properties):
    check(
        properties,
        """
    from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

    def test_it(lambda_function):
        class Calls(RuleBasedStateMachine):
            calls = 0

            def __init__(self):
                super().__init__()
                lambda_function.cold_start()

            @rule()
            def call(self):
                self.calls += 1
                assert lambda_function({})["calls"] == self.calls

        run_state_machine_as_test(Calls, settings=settings(max_examples=5, stateful_step_count=5))
    """,
    )


@needs_asyncio
def test_asynchronous_property_under_pytest_asyncio(properties):
    check(
        properties,
        """
    @pytest.mark.asyncio
    @given(n=st.integers())
    @settings(max_examples=5)
    async def test_it(lambda_function, n):
        assert lambda_function({"n": n})["calls"] == 1
        assert lambda_function({"n": n})["calls"] == 2
    """,
    )


@needs_anyio
def test_asynchronous_property_under_anyio(properties):
    check(
        properties,
        """
    @pytest.fixture(scope="session")
    def anyio_backend():
        return "asyncio"

    @pytest.mark.anyio
    @given(n=st.integers())
    @settings(max_examples=5)
    async def test_it(lambda_function, anyio_backend, n):
        assert lambda_function({"n": n})["calls"] == 1
        assert lambda_function({"n": n})["calls"] == 2
    """,
    )


def test_without_ours_hypothesis_is_left_alone(properties):
    check(
        properties,
        """
    def test_ours(lambda_function): pass

    @given(n=st.integers())
    @settings(max_examples=5)
    def test_it(n):
        assert test_it.hypothesis.inner_test.__name__ == "test_it"
        assert not hasattr(test_it.hypothesis.inner_test, "__wrapped__")
    """,
        passed=2,
    )
