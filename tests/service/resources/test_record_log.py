"""Records that are kept for a time, against a plain list of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.record_log import RecordLog


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    arrival_us: int


class Log(RecordLog[Record]):
    """One that is put into, on a clock of its own."""

    def __init__(self) -> None:
        super().__init__(lambda: self.now_us - self.kept_us)
        self.now_us = 0
        self.kept_us = 10

    def put(self) -> Record:
        self._records.append(Record(self.now_us))
        return self._records[-1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(1, 20)), max_size=30), st.data())
def test_what_has_expired_stays_so(steps: list[tuple[int, int, int]], data: st.DataObject) -> None:
    """However the time for which records are kept changes."""
    log, all_records, gone = Log(), [], 0
    for passes, number, kept_us in steps:
        log.now_us += passes
        log.kept_us = kept_us
        all_records += [log.put() for _ in range(number)]
        gone = max(gone, sum(record.arrival_us <= log.now_us - kept_us for record in all_records))
        assert (log.expired, log.records) == (tuple(all_records[:gone]), tuple(all_records[gone:]))
        position, limit = data.draw(st.integers(0, len(all_records))), data.draw(st.integers(0, 5))
        first = max(position, gone)
        assert log.trimmed(position) == first
        assert log.read(position, limit) == all_records[first : first + limit]


def test_where_reading_begins() -> None:
    log = Log()
    assert {log.position_at(position) for position in ("TRIM_HORIZON", "LATEST")} == {0}
    for log.now_us in (1, 3, 3, 7, 12):
        log.put()
    assert (log.position_at("TRIM_HORIZON"), log.position_at("LATEST")) == (1, 5)
    assert [log.position_at("AT_TIMESTAMP", at_us) for at_us in (0, 1, 3, 4, 12, 13)] == [1, 1, 1, 3, 4, 5]


@pytest.mark.parametrize("given", [("AT_TIMESTAMP",), ("AT_TIMESTAMP", None), ("NEWEST", 3)])
def test_where_it_does_not(given: tuple[object, ...]) -> None:
    with pytest.raises(ConfigurationError, match="expected TRIM_HORIZON, LATEST, or AT_TIMESTAMP with a timestamp"):
        Log().position_at(*given)
