"""The tumbling window of a stream's events: what stands beside the records (2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.overrides import Absent, Fields
from pytest_lambda.events.building.scene import Scene

#: TumblingWindowInSeconds of an event source mapping is at most this
LONGEST = 900


@dataclass(frozen=True, slots=True)
class Window:
    """What a caller says about a window."""

    seconds: int
    state: Mapping[str, Any] | Absent | None
    is_final: bool
    is_terminated_early: bool

    def __post_init__(self) -> None:
        if not (isinstance(self.seconds, int) and 1 <= self.seconds <= LONGEST):
            raise EventError(f"window_seconds is {self.seconds!r}: expected whole seconds from 1 to {LONGEST}.")
        if not (self.state is None or isinstance(self.state, (Mapping, Absent))):
            raise EventError(
                f"state is {self.state!r}: expected an object, what the invocation before returned as its state."
            )


def windowed(scene: Scene, fields: Fields, window: Window, shard_id: str, stream_arn: str) -> dict[str, Any]:
    """The fields beside the records, of the window in which the scene takes place."""
    begin = int(scene.epoch) // window.seconds * window.seconds
    times = fields.at("window")
    state = window.state if isinstance(window.state, Absent) else dict(window.state or {})
    start = times("start", iso_seconds(begin))
    end = times("end", iso_seconds(begin + window.seconds))
    return {
        "window": times.done({"start": start, "end": end}),
        "state": state,
        "shardId": fields("shardId", shard_id),
        "eventSourceARN": fields("eventSourceARN", stream_arn),
        "isFinalInvokeForWindow": fields("isFinalInvokeForWindow", window.is_final),
        "isWindowTerminatedEarly": fields("isWindowTerminatedEarly", window.is_terminated_early),
    }
