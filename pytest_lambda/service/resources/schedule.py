"""What invokes a function by the clock: rules of EventBridge and schedules of EventBridge Scheduler."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_lambda.clock.agenda import Entry
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.builders.eventbridge import scheduled_event
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.endpoints import Endpoint, Undelivered, checked_endpoint, hand_over, world_of
from pytest_lambda.service.resources.moments import moment
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.schedule_expression import (
    ExpressionRefused,
    Next,
    check_length,
    interval_us,
    next_by_cron,
    once,
    zone_of,
)
from pytest_lambda.service.resources.target_input import checked_input

if TYPE_CHECKING:
    from pytest_lambda.clock.virtual import VirtualClock

#: which of AWS's two services it is
By: TypeAlias = Literal["rule", "scheduler"]

_NAME = re.compile(r"[.A-Za-z0-9_-]{1,64}")
_CONTEXT = re.compile("<aws[.]scheduler[.](schedule-arn|scheduled-time|execution-id|attempt-number)>")


class Schedule:
    """A schedule; made by `LambdaService.schedule`.

    A rule with a rate fires first when the interval is over, EventBridge Scheduler at once: AWS says so of the latter,
    and of the former that it begins when it is created. AWS fires within the minute, here it is the first second.

    Args:
        expression: `rate(...)`, `cron(...)`, or, for the scheduler, `at(...)`.
        target: a function, its ARN, or a queue.
        platform: what it is part of.
        clock: virtual time.
        name: 1 to 64 letters, digits, `.`, `-` and `_`.
        by: `rule` of EventBridge, in UTC, or `scheduler`.
        input: what the target gets in place of the event: an object for JSON, or JSON text.
        zone: the name of a time zone, for the scheduler.
        enabled: whether it fires.
        forget: is told the ARN when it is deleted.

    Attributes:
        expression, name, by: see above.
        arn: of the rule or schedule.

    Raises:
        RequestRefused: AWS would refuse it.
        NotSimulated: no source says what AWS makes of the expression.
        ConfigurationError: a rule in a time zone; or a moment that is past.
    """

    def __init__(
        self,
        expression: str,
        target: Endpoint,
        *,
        platform: Platform,
        clock: VirtualClock,
        name: str,
        by: By,
        input: object = None,
        zone: str | None = None,
        enabled: bool = True,
        forget: Callable[[str], object] = str,
    ) -> None:
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise RequestRefused(
                "ValidationException",
                f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must "
                r"satisfy regular expression pattern: [\.\-_A-Za-z0-9]+",
                f"name is {name!r}: expected 1 to 64 letters, digits, ., - and _.",
            )
        self.expression = expression
        self.name = name
        self.by = by
        world = platform.world
        place = "events", f"rule/{name}"
        if by == "scheduler":
            place = "scheduler", f"schedule/default/{name}"
        self.arn = f"arn:{world.partition}:{place[0]}:{world.region}:{world.account}:{place[1]}"
        self._endpoint = checked_endpoint(target, "A schedule", platform)
        self._platform = platform
        self._forget = forget
        self._clock = clock
        self._input = None if input is None else checked_input(input)
        self._next = self._timing(zone)
        self._begun_us: int | None = None
        self._entry: Entry | None = None
        self._fired: list[int] = []
        self._undelivered: list[Undelivered] = []
        if enabled:
            self.enable()

    def __repr__(self) -> str:
        return f"<Schedule {self.name}: {self.expression}, {self.state.lower()}>"

    @property
    def state(self) -> str:
        """`ENABLED` or `DISABLED`."""
        return "DISABLED" if self._begun_us is None else "ENABLED"

    @property
    def next_at(self) -> datetime | None:
        """When it fires next, in UTC; None if it does not."""
        due = self._entry
        return None if due is None or due.action is None else moment(due.due_us)

    @property
    def fired_at(self) -> tuple[datetime, ...]:
        """When it fired, in UTC."""
        return tuple(moment(at_us) for at_us in self._fired)

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What could not be handed over to the target."""
        return tuple(self._undelivered)

    def enable(self) -> None:
        """Fire from now on; a rate begins anew. Enabling twice changes nothing."""
        if self._begun_us is None:
            self._begun_us = self._clock.moment_in(0)
            # the scheduler's rate fires at once: EventBridge Scheduler User Guide, rate-based schedules
            self._plan(self._begun_us - (1 if self.by == "scheduler" else 0))

    def disable(self) -> None:
        """Fire no more, until it is enabled."""
        self._begun_us = None
        if self._entry is not None:
            self._clock.scheduler.cancel(self._entry)
            self._entry = None

    def delete(self) -> None:
        """Fire never again; its name is free."""
        self.disable()
        self._next = _never
        self._forget(self.arn)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _plan(self, after_us: int) -> None:
        due_us = self._next(after_us)
        if due_us is not None:
            # What recurs for ever is nothing that run() could wait for.
            self._entry = self._clock.at(due_us, self._fire, f"the schedule {self.name}", housekeeping=True)

    def _fire(self) -> None:
        now_us = self._clock.scheduler.now_us
        self._fired.append(now_us)
        lost = hand_over(self._platform, self._endpoint, self._payload(), source="eventbridge", trace_header=None)
        if lost is not None:
            self._undelivered.append(lost)
        self._plan(now_us)

    def _payload(self) -> str:
        if self._input is not None:
            return self._in_context(self._input) if self.by == "scheduler" else self._input
        fields: dict[str, Any] = {}
        if self.by == "scheduler":
            # EventBridge Scheduler's own default; its detail is text
            fields = {"source": "aws.scheduler", "resources": [self.arn], "detail": "{}"}
        world = world_of(self._platform.world, self.arn, len(self._fired))
        return json_text(scheduled_event(self.name, time=self._platform.epoch(), world=world, **fields), "the event")

    def _in_context(self, text: str) -> str:
        """EventBridge Scheduler User Guide, "Adding context attributes": keywords in the input stand for facts."""
        now_us = self._clock.scheduler.now_us
        known = {
            "schedule-arn": self.arn,
            "scheduled-time": f"{moment(now_us):%Y-%m-%dT%H:%M:%SZ}",
            "execution-id": self._platform.world.ids_for(self.arn, "execution", now_us).hexadecimal(16),
            "attempt-number": "1",
        }
        return _CONTEXT.sub(lambda found: known[found[1]], text)

    def _timing(self, zone: str | None) -> Next:
        try:
            expression = check_length(self.expression)
            local = timezone.utc if zone is None else zone_of(zone)
            rate_us = interval_us(expression, strict=self.by == "rule")
            if rate_us is not None:
                return self._by_rate(rate_us)
            by_cron = next_by_cron(expression, local)
            if by_cron is not None:
                return by_cron
            at_us = once(expression, local) if self.by == "scheduler" else None
        except ExpressionRefused as refused:
            raise self._refused(str(refused)) from None
        if at_us is None:
            raise self._refused(
                "expected rate(...) or cron(...)" + (" or at(...)." if self.by == "scheduler" else ", of a rule.")
            )
        now_us = self._clock.moment_in(0)
        if at_us < now_us:
            raise ConfigurationError(f"{expression} is past: it is {moment(now_us)}.")
        return lambda after_us: at_us if at_us > after_us else None

    def _by_rate(self, rate_us: int) -> Next:
        def following(after_us: int) -> int:
            begun_us = self._begun_us or 0
            return begun_us + ((after_us - begun_us) // rate_us + 1) * rate_us

        return following

    def _refused(self, why: str) -> RequestRefused:
        message = "Parameter ScheduleExpression is not valid."
        if self.by == "scheduler":
            message = f"Invalid Schedule Expression {self.expression}."
        return RequestRefused("ValidationException", message, f"{self.expression}: {why}")


def kind_of_schedule(expression: object, zone: str | None, by: str | None) -> By:
    """Which service has such a schedule.

    Raises:
        ConfigurationError: `by` is none of them; or a rule in a time zone.
    """
    if by not in (None, "rule", "scheduler"):
        raise ConfigurationError(f"by is {by!r}: expected rule or scheduler.")
    if by == "rule" and zone is not None:
        raise ConfigurationError("Rules of EventBridge are in UTC: leave timezone out, or give by='scheduler'.")
    if by is None:
        return "scheduler" if zone is not None or str(expression).startswith("at(") else "rule"
    return "rule" if by == "rule" else "scheduler"


def _never(after_us: int) -> int | None:
    return None
