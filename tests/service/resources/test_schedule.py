"""Schedules: when they fire, what they send, and what AWS refuses."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.resources.refusals import RequestRefused


@pytest.fixture
def fired(service):
    return []


@pytest.fixture
def function(service, fired):
    return service.create_function("job", handler=lambda event, context: fired.append((service.now(), event)))


def times(fired):
    return [f"{at:%m-%d %H:%M:%S}" for at, _ in fired]


def test_a_rate_of_a_rule_fires_after_the_interval(service, function, fired):
    schedule = service.schedule("rate(5 minutes)", function)
    service.advance(minutes=16)

    assert times(fired) == ["01-01 00:05:00", "01-01 00:10:00", "01-01 00:15:00"]
    assert [each.minute for each in schedule.fired_at] == [5, 10, 15]
    assert schedule.next_at == datetime(2026, 1, 1, 0, 20, tzinfo=timezone.utc)


def test_a_rate_of_the_scheduler_fires_at_once(service, function, fired):
    service.schedule("rate(1 day)", function, by="scheduler")
    service.advance(days=1)

    assert times(fired) == ["01-01 00:00:00", "01-02 00:00:00"]


def test_run_does_not_wait_for_schedules(service, function, fired):
    service.schedule("rate(1 minute)", function)
    service.schedule("at(2026-01-01T00:00:30)", function)
    service.run()
    assert (fired, service.now().minute) == ([], 0)

    service.advance(minutes=1)
    assert len(fired) == 2


def test_cron_is_in_utc(service, function, fired):
    schedule = service.schedule("cron(15 10 ? * 6L *)", function)
    service.advance(days=60)

    assert times(fired) == ["01-30 10:15:00", "02-27 10:15:00"]
    assert schedule.by == "rule"


@pytest.mark.parametrize(
    ("expression", "last"),
    [("cron(0 12 1 1 ? 2026)", "01-01 12:00:00"), ("cron(0 12 1 1 ? 2025)", None), ("cron(0 0 31 2 ? *)", None)],
    ids=["over", "past", "never"],
)
def test_cron_comes_to_an_end(service, function, fired, expression, last):
    schedule = service.schedule(expression, function)
    service.advance(days=3)

    assert times(fired) == ([] if last is None else [last])
    assert schedule.next_at is None
    assert repr(schedule) == f"<Schedule schedule-1: {expression}, enabled>"


def test_local_times_that_are_left_out_every_year(simulate):
    """The last Sunday of March at half past two: in Berlin there never is such a time."""
    service = simulate(start=datetime(2026, 3, 1, tzinfo=timezone.utc))
    function = service.create_function("job", handler=lambda event, context: None)
    schedule = service.schedule("cron(30 2 ? 3 1L 2026-2030)", function, timezone="Europe/Berlin")
    assert schedule.next_at is None


def test_a_moment_fires_once(service, function, fired):
    schedule = service.schedule("at(2026-01-01T06:30:15)", function)
    assert schedule.by == "scheduler"
    service.advance(days=2)

    assert times(fired) == ["01-01 06:30:15"]
    assert schedule.next_at is None


def test_time_zones(service, function, fired):
    service.schedule("cron(30 9 * * ? *)", function, timezone="Asia/Kolkata")
    service.schedule("at(2026-01-01T09:00:00)", function, timezone="Europe/Berlin")
    service.advance(hours=24)

    assert times(fired) == ["01-01 04:00:00", "01-01 08:00:00"]


def test_daylight_saving_time(simulate):
    """A time that is left out is skipped, and one that comes twice counts once."""
    service = simulate(start=datetime(2026, 3, 28, tzinfo=timezone.utc))
    function = service.create_function("job", handler=lambda event, context: None)
    schedule = service.schedule("cron(30 2 * * ? *)", function, timezone="Europe/Berlin")
    service.advance(days=3)
    assert [f"{at:%d %H:%M}" for at in schedule.fired_at] == ["28 01:30", "30 00:30"]  # not on the 29th

    service.advance(datetime(2026, 10, 24, tzinfo=timezone.utc) - service.now())
    before = len(schedule.fired_at)
    service.advance(days=3)
    assert [f"{at:%d %H:%M}" for at in schedule.fired_at[before:]] == ["24 00:30", "25 00:30", "26 01:30"]


def test_the_event_of_a_rule(service, function, fired):
    schedule = service.schedule("rate(1 hour)", function, name="hourly")
    service.advance(hours=2)

    (_, first), (_, second) = fired
    assert list(events.check(first, "scheduled_event")) == []
    assert (first["source"], first["detail-type"], first["detail"]) == ("aws.events", "Scheduled Event", {})
    assert (first["time"], first["resources"]) == ("2026-01-01T01:00:00Z", [schedule.arn])
    assert schedule.arn == "arn:aws:events:us-east-1:123456789012:rule/hourly"
    assert first["id"] != second["id"]


def test_the_event_of_the_scheduler(service, function, fired):
    schedule = service.schedule("at(2026-01-01T01:00:00)", function, name="once")
    service.advance(hours=2)

    [(_, event)] = fired
    assert (event["source"], event["detail-type"], event["detail"]) == ("aws.scheduler", "Scheduled Event", "{}")
    assert event["resources"] == [schedule.arn]
    assert schedule.arn == "arn:aws:scheduler:us-east-1:123456789012:schedule/default/once"


@pytest.mark.parametrize("given", [{"job": 1}, '{"job":1}'], ids=["object", "text"])
def test_an_input_of_its_own(service, function, fired, given):
    service.schedule("rate(1 hour)", function, input=given)
    service.advance(hours=1)

    assert [event for _, event in fired] == [{"job": 1}]


def test_the_input_of_the_scheduler_names_its_context(service, function, fired):
    given = {
        "at": "<aws.scheduler.scheduled-time>",
        "by": "<aws.scheduler.schedule-arn>",
        "id": "<aws.scheduler.execution-id>",
        "attempt": "<aws.scheduler.attempt-number>",
        "other": "<aws.scheduler.name>",
    }
    schedule = service.schedule("cron(30 9 * * ? *)", function, input=given, by="scheduler")
    service.advance(days=2)

    contents = [each for _, each in fired]
    assert [each["at"] for each in contents] == ["2026-01-01T09:30:00Z", "2026-01-02T09:30:00Z"]
    assert contents[0]["by"] == schedule.arn
    assert contents[0]["id"] != contents[1]["id"]
    assert (contents[0]["attempt"], contents[0]["other"]) == ("1", "<aws.scheduler.name>")


def test_a_rule_has_no_such_context(service, function, fired):
    service.schedule("rate(1 day)", function, input={"at": "<aws.scheduler.scheduled-time>"})
    service.advance(days=1)

    assert fired[0][1] == {"at": "<aws.scheduler.scheduled-time>"}


def test_queues_are_targets_too(service):
    queue = service.sqs_queue("jobs")
    service.schedule("rate(1 hour)", queue, input={"job": 1})
    service.advance(hours=2)

    assert [message.json for message in queue.messages] == [{"job": 1}] * 2


def test_disable_enable_delete(service, function, fired):
    schedule = service.schedule("rate(10 minutes)", function, enabled=False)
    service.advance(minutes=30)
    assert (schedule.state, schedule.next_at, fired) == ("DISABLED", None, [])

    schedule.enable()
    schedule.enable()
    service.advance(minutes=10)
    schedule.disable()
    service.advance(minutes=7)
    schedule.enable()
    service.advance(minutes=10)
    assert times(fired) == ["01-01 00:40:00", "01-01 00:57:00"]

    schedule.delete()
    schedule.enable()
    service.advance(hours=1)
    assert len(fired) == 2


def test_failures_are_those_of_asynchronous_invocations(service):
    function = service.create_function("job", handler=lambda event, context: 1 / 0)
    service.schedule("rate(1 hour)", function)
    service.advance(hours=1, minutes=5)

    assert len(function.invocations) == 3
    service.check_ledger()


def test_a_target_that_is_gone(service, function):
    schedule = service.schedule("rate(1 hour)", function)
    service.delete_function("job")
    service.advance(hours=1)

    [lost] = schedule.undelivered
    assert (lost.code, lost.endpoint_arn) == ("ResourceNotFoundException", function.arn)


def test_names(service, function):
    first = service.schedule("rate(1 hour)", function)
    second = service.schedule("rate(1 hour)", function)
    assert (first.name, second.name) == ("schedule-1", "schedule-2")
    assert service.resource(second.arn) is second
    with pytest.raises(ConfigurationError, match="exists already"):
        service.schedule("rate(1 hour)", function, name="schedule-2")
    first.delete()
    assert service.schedule("rate(1 hour)", function).name == "schedule-1"
    with pytest.raises(RequestRefused, match="failed to satisfy constraint"):
        service.schedule("rate(1 hour)", function, name="every hour")


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minutes)", "rate(5 minute)", "rate(1 hours)", "rate(0 minutes)", "rate(-1 minutes)", "rate(1.5 hours)",
        "rate(5 seconds)", "rate(5minutes)", "rate 5 minutes", "cron(0 10 * * *)", "cron(0 10 * * * *)", "", "daily",
        "0 10 * * ? *", "cron(0 10 * * ? *", "rate(5 minutes) ", "x" * 257,
    ],
)  # fmt: skip
def test_expressions_that_a_rule_does_not_take(service, function, expression):
    with pytest.raises(RequestRefused) as caught:
        service.schedule(expression, function)
    assert (caught.value.code, caught.value.message) == (
        "ValidationException", "Parameter ScheduleExpression is not valid.",
    )  # fmt: skip
    assert service.schedule("rate(1 hour)", function).name == "schedule-1"


@pytest.mark.parametrize("expression", ["at(2026-02-30T00:00:00)", "at(2026-02-03)", "at(2026-02-03T00:00:00Z)", "at()"])
def test_moments_that_the_scheduler_does_not_take(service, function, expression):
    with pytest.raises(RequestRefused) as caught:
        service.schedule(expression, function)
    assert caught.value.message == f"Invalid Schedule Expression {expression}."


def test_rules_have_no_moments(service, function):
    with pytest.raises(RequestRefused, match="Parameter ScheduleExpression is not valid"):
        service.schedule("at(2026-02-03T00:00:00)", function, by="rule")


def test_a_moment_that_the_time_zone_leaves_out(service, function):
    with pytest.raises(RequestRefused, match="no such local time"):
        service.schedule("at(2026-03-29T02:30:00)", function, timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("expression", "given", "message"),
    [
        ("at(2025-12-31T00:00:00)", {}, "is past"),
        ("rate(1 hour)", {"timezone": "Mars/Olympus"}, "expected a name such as"),
        ("rate(1 hour)", {"timezone": "Europe/Berlin", "by": "rule"}, "in UTC"),
        ("rate(1 hour)", {"by": "cloudwatch"}, "expected rule or scheduler"),
        (5, {}, "as text"),
    ],
    ids=["past", "zone", "rule", "by", "number"],
)
def test_what_cannot_be(service, function, expression, given, message):
    with pytest.raises(ConfigurationError, match=message):
        service.schedule(expression, function, **given)


def test_inputs_are_json(service, function):
    with pytest.raises(RequestRefused, match="JSON syntax error"):
        service.schedule("rate(1 hour)", function, input="{job")


def test_expressions_that_no_source_confirms(service, function):
    with pytest.raises(NotSimulated):
        service.schedule("cron(0 22-2 * * ? *)", function)
