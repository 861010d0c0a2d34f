"""Strategies of events together with our fixtures, as users write them."""

from __future__ import annotations

import pytest

from .conftest import Project

HEAD = """
    import json
    import pytest
    from hypothesis import Phase, example, given, settings, strategies as st
    from pytest_lambda import events, strategies
"""

APP = """
    seen = []

    def handler(event, context):
        seen.append(1)
        bodies = [record["body"] for record in event["Records"]]
        if any("é" in body for body in bodies):
            raise ValueError("cannot take é")
        return {"calls": len(seen), "bodies": bodies}
"""


@pytest.fixture
def orders(project: Project) -> Project:
    project.configure()
    project.write("app.py", APP)
    return project


def test_no_health_check_is_to_be_silenced(orders: Project) -> None:
    orders.test(
        HEAD
        + """
    @settings(max_examples=30)
    @example(event=events.sqs("first"))
    @given(event=strategies.sqs_events(bodies=st.text("ab", min_size=1)))
    def test_it(lambda_function, lambda_context, lambda_events, event):
        assert lambda_function(event)["calls"] == 1
        assert lambda_events.check(event) == []

    @settings(phases=[Phase.explicit])
    @example(event=events.sqs("only"))
    @given(event=strategies.sqs_events())
    def test_phases(lambda_function, event):
        assert lambda_function(event) == {"calls": 1, "bodies": ["only"]}

    @pytest.mark.aws_lambda(start="warm")
    @settings(max_examples=10)
    @given(event=strategies.sqs_events(bodies=st.just("a")))
    def test_warm(lambda_function, event):
        lambda_function(event)
    """
    )
    orders.passes(3)


def test_a_failing_example_comes_back_and_is_small(orders: Project) -> None:
    orders.test(
        HEAD
        + """
    @given(event=strategies.sqs_events(bodies=st.text("aé", min_size=1), message_attributes=st.just({})))
    def test_it(lambda_function, event):
        print("tried", json.dumps(event))
        lambda_function(event)
    """
    )
    runs = [orders.run("-s", "-p", "no:cacheprovider"), orders.run("-s", "-p", "no:cacheprovider")]
    last = []
    for run in runs:
        run.assert_outcomes(failed=1)
        run.stdout.fnmatch_lines(["*ValueError: cannot take é*"])
        last.append([line for line in run.outlines if "tried" in line][-1])
    assert last[0] == last[1]
    assert last[0].count('"messageId"') == 1
    assert '"body": "\\u00e9"' in last[0]


def test_a_state_machine_owns_a_function(orders: Project) -> None:
    orders.test(
        HEAD
        + """
    from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
    from pytest_lambda import LambdaFunction

    class Orders(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.function = LambdaFunction("app.handler", task_root=".")
            self.calls = 0

        @rule(event=strategies.sqs_events(bodies=st.just("a"), max_size=2))
        def invoke(self, event):
            self.calls += 1
            assert self.function(event)["calls"] == self.calls

        @rule()
        def cold_start(self):
            self.function.cold_start()
            self.calls = 0

        def teardown(self):
            self.function.close()

    TestOrders = Orders.TestCase
    TestOrders.settings = settings(max_examples=10, stateful_step_count=8)
    """
    )
    orders.passes(1)


def test_under_xdist(orders: Project) -> None:
    pytest.importorskip("xdist")
    orders.test(
        HEAD
        + """
    @pytest.mark.parametrize("number", range(4))
    @settings(max_examples=10)
    @given(event=strategies.sqs_events(bodies=st.just("a")))
    def test_it(lambda_function, number, event):
        assert lambda_function(event)["calls"] == 1
    """
    )
    # without the health check of slow generation: it looks at the computer's clock
    orders.run_apart("-n", "2", "--hypothesis-profile=ci").assert_outcomes(passed=4)
