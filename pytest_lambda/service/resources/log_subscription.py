"""Subscription filters of CloudWatch Logs: what functions log goes to another function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.builders.cloudwatch_logs import cloudwatch_logs
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.runtime.logs import LogEvent
from pytest_lambda.service.log_patterns import matcher
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.endpoints import Endpoint, Undelivered, checked_endpoint, hand_over


class LogSubscription:
    """Sends the events of a log group that match a pattern to a function; `LogGroup.subscribe` takes it.

    AWS gathers events for a few seconds, here each invocation's go at once.

    Args:
        name: of the filter.
        log_group: the group's name.
        target: a function, or its ARN.
        pattern: see `LogGroup.filter`; the empty one matches every event.
        platform: what the function is part of.

    Attributes:
        name, log_group, pattern: see above.

    Raises:
        NotSimulated: the pattern is not simulated, or the target is no function.

    Source: CloudWatch Logs User Guide, Log group-level subscription filters.
    """

    __slots__ = ("_endpoint", "_matches", "_platform", "_sent", "_undelivered", "log_group", "name", "pattern")

    def __init__(self, name: str, log_group: str, target: Endpoint, *, pattern: str = "", platform: Platform) -> None:
        endpoint = checked_endpoint(target, "CloudWatch Logs")
        if not isinstance(endpoint, str):
            raise NotSimulated(f"CloudWatch Logs sends to functions of this service only, not to {endpoint!r}.")
        self.name = name
        self.log_group = log_group
        self.pattern = pattern
        self._endpoint = endpoint
        self._matches = matcher(pattern)
        self._platform = platform
        self._sent = 0
        self._undelivered: list[Undelivered] = []

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """What could not be handed over to the function."""
        return tuple(self._undelivered)

    def __call__(self, stream: str, events: Sequence[LogEvent]) -> None:
        """Some events have been written into a stream of the group."""
        matching = [event for event in events if event.text and self._matches(event.text)]
        if not matching:
            return
        made = cloudwatch_logs(
            records=[self._record(event) for event in matching],
            log_group=self.log_group,
            log_stream=stream,
            subscription_filter=self.name,
            time=self._platform.epoch(),
            world=self._platform.world,
        )
        payload = json_text(made, "the event")
        lost = hand_over(self._platform, self._endpoint, payload, source="logs", trace_header=None)
        if lost is not None:
            self._undelivered.append(lost)

    def _record(self, event: LogEvent) -> dict[str, Any]:
        """L-idtime: ids begin with the time."""
        self._sent += 1
        ids = self._platform.world.ids_for("log event", self.log_group, self._sent)
        timestamp = milliseconds(event.time)
        return {
            "id": f"{timestamp << 144 | int(ids.hexadecimal(36), 16):056d}",
            "timestamp": timestamp,
            "message": event.text,
        }

    def __repr__(self) -> str:
        return f"<LogSubscription {self.name} of {self.log_group}>"
