"""The fixtures `lambda_clock` and `lambda_service`, and the options of virtual time."""

from __future__ import annotations

import pytest

APP = """
    import time

    class OrderError(Exception):
        pass

    store = {}

    def handler(event, context):
        time.sleep(event.get("sleep", 0))
        if event.get("fail"):
            raise OrderError("no")
        return context.get_remaining_time_in_millis()
"""


@pytest.fixture
def orders(project):
    project.configure(handler="orders.handler")
    project.write("orders.py", APP)
    return project


def test_hours_pass_in_a_test(orders):
    orders.test("""
        import datetime, time

        def test_it(lambda_clock):
            before = time.time(), datetime.datetime.now(), time.monotonic()
            lambda_clock.advance(hours=6)
            assert time.time() - before[0] == 6 * 3600
            assert datetime.datetime.now() - before[1] == datetime.timedelta(hours=6)
            assert time.monotonic() - before[2] == 6 * 3600
            time.sleep(60)
            assert lambda_clock.now().isoformat() == "2026-01-01T06:01:00+00:00"
    """)
    orders.passes(1)


def test_the_computers_time_is_back_after_the_test(orders):
    orders.test("""
        import datetime, time

        REAL = time.time, time.sleep, datetime.datetime

        def test_it(lambda_clock):
            assert (time.time, time.sleep, datetime.datetime) != REAL

        def test_after():
            assert (time.time, time.sleep, datetime.datetime) == REAL
    """)
    orders.passes(2)


def test_a_plain_function_beside_the_clock(orders):
    orders.test("""
        def test_it(lambda_function, lambda_clock):
            assert lambda_function({"sleep": 1}) == 2000
            result = lambda_function.invoke({"sleep": 5})
            assert result.timed_out and result.duration_ms == 3000
    """)
    orders.passes(1)


def test_a_plain_function_on_virtual_time(orders):
    orders.test("""
        import pytest

        @pytest.mark.aws_lambda(time="virtual", timeout=900)
        def test_it(lambda_function):
            assert lambda_function({"sleep": 600}) == 300_000
    """)
    orders.passes(1)


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("time", "slow", "time is 'slow': expected 'real' or 'virtual'."),
        ("schedule", "lifo", "schedule is 'lifo': expected 'fifo' or 'random'."),
    ],
)
def test_a_bad_choice(orders, option, value, expected):
    orders.test(f"""
        import pytest

        @pytest.mark.aws_lambda({option}={value!r})
        def test_it(lambda_service): ...
    """)
    result = orders.run()
    result.assert_outcomes(errors=1)
    assert expected in result.stdout.str()
    assert f"ERROR: {expected}" in orders.run(f"--lambda-{option}={value}").stderr.str()


@pytest.mark.parametrize("how", ["flag", "ini", "marker"])
def test_schedule_and_seed(orders, how):
    mark = "@pytest.mark.aws_lambda(schedule='random', seed='7')" if how == "marker" else ""
    if how == "ini":
        orders.configure("lambda_schedule = 'random'", "lambda_seed = '7'", handler="orders.handler")
    orders.test(f"""
        import pytest

        {mark}
        def test_it(lambda_clock):
            assert (lambda_clock.schedule, lambda_clock.seed) == ("random", "7")
    """)
    flags = ("--lambda-schedule=random", "--lambda-seed=7") if how == "flag" else ()
    orders.passes(1, *flags)


def test_the_service_takes_the_settings_in_force(orders):
    orders.configure(
        "lambda_environment = ['TABLE=t']", "lambda_timeout = 7", "lambda_region = 'eu-central-1'", handler="orders.handler"
    )
    orders.test("""
        import pytest

        @pytest.mark.aws_lambda(memory_size=256)
        def test_it(lambda_service):
            function = lambda_service.create_function(environment={"MORE": "m"}, timeout=9)
            configuration = function.configuration
            assert function.arn == "arn:aws:lambda:eu-central-1:123456789012:function:function"
            assert configuration.environment == {"TABLE": "t", "MORE": "m"}
            assert (configuration.timeout, configuration.memory_size) == (9, 256)
            assert lambda_service["function"] is function and "function" in lambda_service
            nested = lambda_service.create_function("nested", environment={"Variables": {"MORE": "n"}})
            assert nested.configuration.environment == {"TABLE": "t", "MORE": "n"}
            assert [each.name for each in lambda_service] == ["function", "nested"]

        def test_other(lambda_service):
            assert lambda_service.functions == ()
    """)
    orders.passes(2)


def test_names_imported_from_the_function(orders):
    orders.test("""
        import pytest
        from orders import OrderError, store

        def test_it(lambda_service, monkeypatch):
            monkeypatch.setitem(store, "a", 1)
            function = lambda_service.create_function("orders")
            for _ in range(2):
                function.invoke({"sleep": 1, "fail": True}, invocation_type="Event")
            lambda_service.advance(seconds=5)
            assert len(function.environments) == 2
            for result in function.invocations:
                with pytest.raises(OrderError):
                    result.raise_for_error()
    """)
    orders.passes(1)


def test_each_example_begins_anew(orders):
    orders.test("""
        from hypothesis import given, strategies as st

        @given(number=st.integers(0, 5))
        def test_it(lambda_service, number):
            assert lambda_service.now().isoformat() == "2026-01-01T00:00:00+00:00"
            function = lambda_service.create_function("orders")
            lambda_service.advance(hours=6)
            for _ in range(number):
                function.invoke({}, invocation_type="Event")
            lambda_service.run()
            assert len(function.invocations) == number
    """)
    orders.passes(1)


def test_what_a_fixture_has_made_stays_from_example_to_example(orders):
    orders.test("""
        import pytest
        from hypothesis import HealthCheck, given, settings, strategies as st

        @pytest.fixture
        def function(lambda_service):
            return lambda_service.create_function("orders")

        @given(number=st.integers(0, 5))
        @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
        def test_it(lambda_service, function, number):
            assert function.invoke({}).cold_start
            assert lambda_service["orders"] is function
    """)
    orders.passes(1)


@pytest.mark.parametrize("fixture", ["lambda_clock", "lambda_service"])
def test_a_wider_fixture_is_refused(orders, fixture):
    orders.test(f"""
        import pytest

        @pytest.fixture(scope="module")
        def wide({fixture}):
            return {fixture}

        def test_it(wide): ...
    """)
    result = orders.run()
    result.assert_outcomes(errors=1)
    text = result.stdout.str()
    assert f"has module scope and uses '{fixture}', which stands for the one test that runs." in text
    assert "function scope" in text


def test_the_report_of_a_failing_test(orders):
    orders.test("""
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            function.invoke({"sleep": 1}, invocation_type="Event")
            function.invoke({"sleep": 60}, invocation_type="Event")
            lambda_service.advance(seconds=2)
            assert False
    """)
    result = orders.run("--lambda-schedule=random", "--lambda-seed=11")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*Lambda log of orders*",
        "*Lambda simulation*",
        "again with --lambda-schedule=random --lambda-seed=11",
        "virtual time 2026-01-01T00:00:02.000000Z",
        "<Ledger 2 accepted: 1 in flight, 1 succeeded>",
        "waiting: time.sleep()",
    ])


def test_the_report_shows_what_happened_when(orders):
    orders.test("""
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            for _ in range(50):
                function.invoke({"fail": True}, invocation_type="Event")
            lambda_service.run()
            assert False
    """)
    result = orders.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*Lambda simulation*",
        "timeline:",
        "(110 earlier entries are not shown)",
        "from 2026-01-01T00:03:00.*",
        "      +0.000 s  orders, event *: given up, RetriesExhausted: discarded by AWS*",
    ])
    assert len([line for line in result.stdout.lines if " s  orders, event " in line]) == 40


def test_a_report_without_a_timeline(orders):
    orders.test("""
        def test_it(lambda_service):
            lambda_service.create_function("orders")({})
            assert False
    """)
    assert "timeline:" not in orders.run().stdout.lines


def test_an_event_that_is_lost_fails_the_test(orders):
    orders.test("""
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            accepted = function.invoke({}, invocation_type="Event")
            lambda_service.queue._queued.clear()
    """)
    result = orders.run()
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert "The ledger does not balance: 1 events were accepted, 1 are accounted for." in text
    assert "was last queued" in text


def test_malformed_metrics_are_reported(orders):
    orders.write("orders.py", """
        def handler(event, context):
            print('{"_aws": {"Timestamp": "yesterday", "CloudWatchMetrics": []}}')
    """)
    orders.test("""
        def test_it(lambda_service):
            lambda_service.create_function("orders")({})
    """)
    result = orders.run("-W", "default")
    result.assert_outcomes(passed=1, warnings=1)
    assert "MalformedMetrics" in result.stdout.str()


def test_durations_are_real(orders):
    orders.test("""
        def test_it(lambda_clock):
            lambda_clock.advance(days=1)
    """)
    result = orders.run("--durations=0", "-vv")
    result.assert_outcomes(passed=1)
    assert not [line for line in result.stdout.lines if " call " in line and float(line.split("s")[0]) > 3600]


def test_a_setting_of_the_test_is_none_of_a_function(orders):
    orders.test("""
        import pytest
        from pytest_lambda import ConfigurationError

        def test_it(lambda_function_factory, lambda_service):
            with pytest.raises(ConfigurationError, match="seed is a setting of a test, not of a function"):
                lambda_function_factory("orders.handler", seed="1")
            with pytest.raises(ConfigurationError, match="seed is a setting of a test, not of a function"):
                lambda_service.create_function("orders", seed="1")
    """)
    orders.passes(1)


def test_boto3_reaches_the_service(orders):
    orders.write("caller.py", """
        import json
        import boto3

        client = boto3.client("lambda")

        def handler(event, context):
            answer = client.invoke(FunctionName="orders", Payload=json.dumps(event))
            client.invoke(FunctionName="orders", Payload=json.dumps(event), InvocationType="Event")
            return json.load(answer["Payload"])
    """)
    orders.test("""
        import boto3
        import pytest

        def test_it(lambda_service):
            lambda_service.create_function("orders")
            caller = lambda_service.create_function("caller", handler="caller.handler", timeout=60)
            assert caller({"sleep": 1}) == 2000
            lambda_service.run()
            assert len(lambda_service["orders"].invocations) == 2
            client = boto3.client("lambda", region_name="us-east-1")
            with pytest.raises(client.exceptions.ResourceNotFoundException):
                client.invoke(FunctionName="unknown")
    """)
    orders.passes(1)


def test_boto3_reaches_a_service_that_nobody_has_touched(orders):
    orders.test("""
        import boto3
        import pytest

        def test_it(lambda_service):
            client = boto3.client("lambda", region_name="us-east-1")
            with pytest.raises(client.exceptions.ResourceNotFoundException):
                client.invoke(FunctionName="unknown")
    """)
    orders.passes(1)


def test_moments_read_well(orders):
    orders.test("""
        def test_it(lambda_service):
            result = lambda_service.create_function("orders").invoke({"sleep": 0.5})
            assert repr(result.end_time) == (
                "datetime.datetime(2026, 1, 1, 0, 0, 0, 500000, tzinfo=datetime.timezone.utc)"
            )
            assert result.duration_ms == 500
    """)
    orders.passes(1)


def test_the_service_is_configured_by_a_marker(orders):
    orders.test("""
        from datetime import datetime
        import pytest
        from pytest_lambda import Limits

        pytestmark = pytest.mark.aws_lambda_service(account=200, environment_idle_seconds=60)

        @pytest.mark.aws_lambda_service(
            environment_idle_seconds=5, duplicate_rate=1, start=datetime(2030, 1, 1), settling=Limits(invocations=5)
        )
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            assert lambda_service.now().year == 2030
            assert lambda_service.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] == 200
            function.invoke({}, invocation_type="Event")
            lambda_service.run()
            assert len(function.invocations) == 2
            lambda_service.advance(seconds=6)
            assert function.environments == ()
    """)
    orders.passes(1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("idle=5", "has an unknown"),
        ("10", "has the positional argument 10: all are keywords."),
        ("seed=1", "unknown setting 'seed'"),
        ("account=-1", "-1"),
    ],
)
def test_a_bad_marker_of_the_service(orders, arguments, expected):
    orders.test(f"""
        import pytest

        @pytest.mark.aws_lambda_service({arguments})
        def test_it(lambda_service): ...

        def test_after(lambda_service): ...
    """)
    result = orders.run()
    result.assert_outcomes(errors=1, passed=1)
    assert expected.replace("has an unknown", "unknown setting 'idle'") in result.stdout.str()
