"""What holds for any answer."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_lambda.batches.judging import Disputed, judge
from pytest_lambda.batches.outcome import BatchOutcome
from tests.batches.judging.batches import BATCHES, STREAMS

EXAMPLES = min(int(os.environ.get("STRATEGY_EXAMPLES", "50")), 1000)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
identifiers = (
    st.sampled_from(["m1", "m2", "m3", "1", "2", "3", "", "handle-m1", {"partition": "t-0", "offset": 0}])
    | st.fixed_dictionaries({"partition": st.sampled_from(["t-0", "t-1", 0]), "offset": st.integers(0, 2) | scalars})
    | anything
)
items = st.fixed_dictionaries({"itemIdentifier": identifiers}, optional={"why": anything}) | anything
answers = (
    st.fixed_dictionaries({"batchItemFailures": st.lists(items, max_size=4) | anything}, optional={"state": anything})
    | st.dictionaries(st.sampled_from(["batchItemFailures", "batchItemfailures", "state"]) | st.text(), anything)
    | anything
)
disputes = st.builds(
    Disputed,
    **{name: st.sampled_from(["success", "failure"]) for name in (
        "item_without_identifier", "unknown_sequence_number", "scalar_answer", "other_answer", "odd_failures"
    )},
    **{name: st.sampled_from(["failure", "partial"]) for name in ("mixed_identifiers", "repeated_identifier")},
    later_offsets=st.sampled_from(["done", "again"]),
)  # fmt: skip


def assert_sound(outcome: BatchOutcome, source: str) -> None:
    records = list(BATCHES[source])
    assert [each.record for each in outcome.records] == records
    assert [*outcome.done_records] == [each.record for each in outcome.succeeded]
    assert [*outcome.failed_records] == [each.record for each in outcome.failed]
    assert len(outcome.succeeded) + len(outcome.failed) == len(records)
    assert (outcome.verdict == "complete success") == (not outcome.failed)
    assert (outcome.verdict == "complete failure") == (not outcome.succeeded)
    assert outcome.reason
    assert outcome.rule
    assert outcome.unconfirmed == any(
        "no recording" in each.reason or "disputed" in each.reason for each in outcome.records
    )
    if outcome.checkpoint is not None:
        assert source in STREAMS
        assert outcome.failed[0].id == outcome.checkpoint
        assert [each.succeeded for each in outcome.records] == sorted(
            (e.succeeded for e in outcome.records), reverse=True
        )
    elif source in STREAMS:
        assert outcome.verdict != "partial failure"
    assert str(outcome).startswith(outcome.verdict)


@pytest.mark.parametrize("source", BATCHES)
@settings(max_examples=EXAMPLES)
@given(answer=answers, reports=st.booleans(), fifo=st.booleans(), windowed=st.booleans(), disputed=disputes)
@example(
    answer={"batchItemFailures": [{"itemIdentifier": "m1"}]},
    reports=False,
    fifo=True,
    windowed=False,
    disputed=Disputed(),
)
def test_any_answer(source: str, answer: Any, reports: bool, fifo: bool, windowed: bool, disputed: Disputed) -> None:
    arguments: dict[str, Any] = {
        "function_error": None,
        "reports_failures": reports,
        "fifo": fifo,
        "window": windowed and source in STREAMS,
        "disputed": disputed,
    }
    given_answer = judge(source, BATCHES[source], answer=answer, **arguments)
    assert_sound(given_answer, source)
    written = judge(source, BATCHES[source], payload_bytes=json.dumps(answer).encode(), **arguments)
    assert str(written) == str(given_answer)
    failed = judge(source, BATCHES[source], answer=answer, **{**arguments, "function_error": "Unhandled"})
    assert_sound(failed, source)
    assert failed.verdict == "complete failure"


@pytest.mark.parametrize("source", BATCHES)
@settings(max_examples=EXAMPLES)
@given(
    payload=st.binary() | st.text().map(str.encode), reports=st.booleans(), error=st.sampled_from([None, "Unhandled"])
)
def test_any_bytes(source: str, payload: bytes, reports: bool, error: str | None) -> None:
    outcome = judge(source, BATCHES[source], payload_bytes=payload, function_error=error, reports_failures=reports)
    assert_sound(outcome, source)
