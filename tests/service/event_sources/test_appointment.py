"""One entry of the agenda at a time."""

from __future__ import annotations

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.service.event_sources.appointment import Appointment

SECOND = 1_000_000


@pytest.fixture
def clock(service: LambdaService) -> VirtualClock:
    return service.clock


def test_it_happens_once(service, clock):
    appointment, seen = Appointment(clock), []
    due_us = clock.scheduler.now_us + 5 * SECOND
    appointment.plan(due_us, lambda: seen.append((clock.scheduler.now_us, appointment.due_us)), "a poll")
    assert (appointment.due_us, appointment.label) == (due_us, "a poll")
    service.run()
    assert seen == [(due_us, None)]
    assert (appointment.due_us, appointment.label) == (None, None)


def test_another_moment_replaces_it(service, clock):
    appointment, seen = Appointment(clock), []
    for seconds in (5, 9, 3):
        appointment.plan(clock.scheduler.now_us + seconds * SECOND, lambda n=seconds: seen.append(n), "a poll")
    service.run()
    assert seen == [3]


def test_at_the_same_moment_it_keeps_its_place(service, clock):
    appointment, seen = Appointment(clock), []
    due_us = clock.scheduler.now_us + SECOND
    appointment.plan(due_us, lambda: seen.append("first"), "a poll")
    clock.at(due_us, lambda: seen.append("between"), "something else")
    appointment.plan(due_us, lambda: seen.append("second"), "another poll")
    assert (appointment.is_at(due_us), appointment.is_at(due_us + 1), appointment.label) == (True, False, "a poll")
    service.run()
    assert seen == ["first", "between"]
    assert not appointment.is_at(due_us)


def test_what_has_passed_means_now(service, clock):
    appointment, seen = Appointment(clock), []
    now_us = clock.scheduler.now_us
    for passed_us in (SECOND, 2 * SECOND, 0):
        appointment.plan(now_us - passed_us, lambda us=passed_us: seen.append(us), "a poll")
        assert appointment.due_us == now_us
    service.run()
    assert seen == [SECOND]


def test_it_can_be_taken_back_and_made_again(service, clock):
    appointment, seen = Appointment(clock), []
    later_us = clock.scheduler.now_us + SECOND
    appointment.cancel()
    appointment.plan(later_us, lambda: seen.append("taken back"), "a poll")
    appointment.cancel()
    appointment.plan(later_us, lambda: seen.append("given up"), "a poll")
    appointment.plan(None, lambda: seen.append("none"), "a poll")
    assert appointment.due_us is None
    service.run()
    assert seen == []
    appointment.plan(later_us, lambda: seen.append("again"), "a poll")
    service.run()
    assert seen == ["again"]


def test_nobody_waits_for_housekeeping(service, clock):
    appointment, seen = Appointment(clock), []
    appointment.plan(clock.scheduler.now_us + SECOND, lambda: seen.append("tidied"), "tidying", housekeeping=True)
    service.run()
    assert seen == []
    service.advance(seconds=1)
    assert seen == ["tidied"]


def test_a_task_may_wait(service, clock):
    appointment, seen = Appointment(clock), []

    def work() -> None:
        seen.append((clock.scheduler.in_task, appointment.due_us))
        appointment.plan(clock.scheduler.now_us + SECOND, lambda: seen.append(clock.scheduler.in_task), "the next")

    appointment.plan(clock.scheduler.now_us + SECOND, work, "a batch", task=True)
    service.run()
    assert seen == [(True, None), False]
