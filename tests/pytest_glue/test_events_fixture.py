"""`lambda_events`: builders in the world of the test, and event files."""

from __future__ import annotations

import pytest

from .conftest import Project


def test_builders_have_the_account_and_region_of_the_test(project: Project) -> None:
    project.configure('lambda_region = "eu-central-1"')
    project.test("""
        import pytest
        from pytest_lambda import World

        def test_region(lambda_events):
            record, = lambda_events.sqs("a")["Records"]
            assert record["eventSourceARN"] == "arn:aws:sqs:eu-central-1:123456789012:orders"
            assert lambda_events.check(lambda_events.sqs("a")) == []

        @pytest.mark.aws_lambda(account="111122223333", region="cn-north-1")
        def test_marker(lambda_events):
            assert lambda_events.sqs()["Records"][0]["eventSourceARN"].startswith("arn:aws-cn:sqs:cn-north-1:111122223333:")

        def test_world_of_ones_own(lambda_events):
            event = lambda_events.sqs("a", world=World(region="eu-west-1"))
            assert event["Records"][0]["awsRegion"] == "eu-west-1"
    """)
    project.run().assert_outcomes(passed=3)


def test_each_test_has_ids_of_its_own_and_always_the_same(project: Project) -> None:
    project.test("""
        seen = []

        def test_one(lambda_events):
            assert lambda_events.sqs("a") == lambda_events.sqs("a")
            seen.append(lambda_events.sqs("a")["Records"][0]["messageId"])

        def test_other(lambda_events):
            seen.append(lambda_events.sqs("a")["Records"][0]["messageId"])
            assert seen[0] != seen[1]
            print("ids", *seen)
    """)
    runs = [project.run("-s") for _ in range(2)]
    printed = [[line for line in run.outlines if "ids " in line] for run in runs]
    assert printed[0]
    assert printed[0] == printed[1]


def test_frozen_time_is_followed(project: Project) -> None:
    project.test("""
        import freezegun, time_machine

        def test_it(lambda_events):
            sent = lambda: lambda_events.sqs("a")["Records"][0]["attributes"]["SentTimestamp"]
            before = sent()
            with freezegun.freeze_time("2001-02-03") as frozen:
                assert sent() == "981158400000"
                frozen.tick(60)
                assert sent() == "981158460000"
            with time_machine.travel("2001-02-03T00:00:00Z", tick=False) as traveller:
                assert sent() == "981158400000"
                traveller.shift(60)
                assert sent() == "981158460000"
            assert sent() == before
    """)
    project.run_apart().assert_outcomes(passed=1)


def test_with_given(project: Project) -> None:
    project.test("""
        from hypothesis import given, strategies as st

        @given(body=st.integers())
        def test_it(lambda_events, lambda_function, body):
            event = lambda_events.sqs(body)
            assert lambda_function(event)["event"] == event
    """)
    project.configure()
    project.run().assert_outcomes(passed=1)


def test_files_are_loaded_from_the_test_s_folder_or_the_root(project: Project) -> None:
    project.write("events/order.json", '{"where": "root"}')
    project.write("tests/events/order.json", '{"where": "tests"}')
    project.write("events/broken.json", '{"a": }')
    project.write(
        "tests/test_load.py",
        """
        import pytest
        from pytest_lambda import EventError

        def test_it(lambda_events):
            assert lambda_events.load("events/order.json") == {"where": "tests"}
            with pytest.raises(EventError, match=r"no event file 'events/odrer.json' in .* has order.json"):
                lambda_events.load("events/odrer.json")
            with pytest.raises(EventError, match=r"broken.json is not JSON: Expecting value: line 1 column 7"):
                lambda_events.load("events/broken.json")
        """,
    )
    project.run().assert_outcomes(passed=1)


def test_a_test_for_each_event_file(project: Project) -> None:
    project.write("events/a.json", '{"id": "a"}')
    project.write("events/b.json", '{"id": "b"}')
    project.test("""
        import pytest

        @pytest.mark.aws_lambda_events("events/*.json")
        def test_it(event):
            assert event["id"] in "ab"

        @pytest.mark.aws_lambda_events("events/a.json", argname="order")
        class TestIt:
            def test_other_name(self, order):
                assert order == {"id": "a"}
    """)
    result = project.run("-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*::test_it?events/a? PASSED*", "*::test_it?events/b? PASSED*"])


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ('("evnts/*.json")', "No event file matches 'evnts/\\*.json' in "),
        ("()", "expected one pattern or more"),
        ('("events/*.json", name="x")', "at most the keyword argname"),
        ('("events/*.json", argname="order")', "but no argument 'order' that gets the event"),
    ],
)
def test_mistakes_with_the_marker(project: Project, mark: str, message: str) -> None:
    project.write("events/a.json", "{}")
    project.test(f"""
        import pytest

        @pytest.mark.aws_lambda_events{mark}
        def test_it(event): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.re_match_lines([f".*{message}"])


def test_a_wider_fixture_is_told_what_to_use(project: Project) -> None:
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def orders(lambda_events):
            return lambda_events.sqs("a")

        def test_it(orders): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*'orders'*module scope*'lambda_events'*Use the builders of pytest_lambda.events*"])


def test_an_unknown_builder(project: Project) -> None:
    project.test("""
        import pytest

        def test_it(lambda_events):
            with pytest.raises(AttributeError, match="lambda_events has no builder 'sqz'"):
                lambda_events.sqz()
            assert {"load", "sqs", "check"} <= set(dir(lambda_events))
    """)
    project.run().assert_outcomes(passed=1)
