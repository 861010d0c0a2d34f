"""Tumbling windows: records of one span of time are handed over with a state that goes from answer to answer."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.service.event_sources.streams.piece import Item

#: bytes of the state of a shard (C85)
STATE_BYTES = 1_048_576
#: how long the window of an idle shard stays open for late records: AWS's upper bound (C84)
LATE_US = 120_000_000


class TumblingWindow:
    """The windows of one shard, one at a time.

    Args:
        seconds: its length; windows are aligned to 1970 (C82).
        shard_id, event_source_arn: for the events.

    Attributes:
        seconds: see above.
        ends_early: whether the state became too large (C85).
    """

    __slots__ = ("_arn", "_length_us", "_shard_id", "_start_us", "_state", "ends_early", "seconds")

    def __init__(self, seconds: int, shard_id: str, event_source_arn: str) -> None:
        self.seconds = seconds
        self._length_us = seconds * 1_000_000
        self._shard_id = shard_id
        self._arn = event_source_arn
        self._start_us: int | None = None
        self._state: Any = {}
        self.ends_early = False

    @property
    def is_open(self) -> bool:
        """Whether records of a window were handed over and its last invocation has not been."""
        return self._start_us is not None

    @property
    def closes_us(self) -> int:
        """When it ends if nothing comes any more."""
        assert self._start_us is not None
        return self._start_us + self._length_us + LATE_US

    def same(self, one: Item, other: Item) -> bool:
        """Whether a later record belongs to the same window as an earlier one (C82)."""
        return self._start_of(other) <= self._start_of(one)

    def begin(self, first: Item) -> None:
        """A batch begins with this record."""
        if self._start_us is None:
            self._start_us = self._start_of(first)

    def is_over(self, following: Item | None, now_us: int, *, shard_is_over: bool) -> bool:
        """Whether its last invocation is due (C83-C85).

        Args:
            following: the next record, or None.
            now_us: microseconds since 1970.
            shard_is_over: whether no record will follow.
        """
        if self._start_us is None:
            return False
        if self.ends_early:
            return True
        if following is not None:
            return self._start_of(following) > self._start_us
        return shard_is_over or now_us >= self.closes_us

    def fields(self, *, final: bool) -> dict[str, Any]:
        """What the event has besides the records (C80)."""
        return {
            "window": self._span(),
            "state": self._state,
            "shardId": self._shard_id,
            "eventSourceARN": self._arn,
            "isFinalInvokeForWindow": final,
            "isWindowTerminatedEarly": self.ends_early,
        }

    def info(self) -> dict[str, Any]:
        """What the message of a destination says when the last invocation failed (C86)."""
        return {"window": self._span(), "isFinalInvokeForWindow": True, "isWindowTerminatedEarly": self.ends_early}

    def answered(self, answer: Any, answer_bytes: int) -> None:
        """Keep the state of an answer (C81); one that is too large ends the window (C85)."""
        if isinstance(answer, dict) and "state" in answer:
            self._state = answer["state"]
        self.ends_early = answer_bytes > STATE_BYTES and _size(self._state) > STATE_BYTES

    def close(self) -> None:
        """The last invocation is over; the state of its answer is not kept (C87)."""
        self._start_us = None
        self._state = {}
        self.ends_early = False

    def _start_of(self, item: Item) -> int:
        arrival_us = item.record.arrival_us
        return arrival_us - arrival_us % self._length_us

    def _span(self) -> dict[str, str]:
        assert self._start_us is not None
        start = self._start_us // 1_000_000
        return {"start": iso_seconds(start), "end": iso_seconds(start + self.seconds)}


def _size(state: Any) -> int:
    return len(json.dumps(state, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace"))
