"""What a case says about the invocations: each of them in a list, or all of them in an object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_lambda import InvocationResult

from .async_case import AsyncCase, known
from .async_replay import Seen

_EACH = frozenset({
    "records", "at_s", "not_before_s", "not_after_s", "ends_at_s", "request_id", "outcome", "executed_version",
    "invoked_function_arn_suffix", "cold_start", "payload",
})  # fmt: skip
_ALL = frozenset({
    "count", "min_count", "max_count", "total_records", "union", "order_constraints", "per_key_counts",
    "all_records_equal", "may_overlap", "max_concurrency_seen", "max_records_per_invocation",
})  # fmt: skip
#: the facts give whole seconds, and the second gap of retries was measured as 114 s once (E3)
TOLERANCE_S = 1.0


def invocation_mismatches(case: AsyncCase, seen: Seen) -> Iterator[str]:
    """What is not as expected.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    expected = case.expected_invocations
    if isinstance(expected, Mapping):
        known("expected_invocations", expected, _ALL)
        yield from _all(expected, seen)
    elif expected is not None:
        yield from _list(expected, seen)
    for name in case.same_across_attempts:
        yield from _same(name, seen)


def _list(expected: Sequence[Mapping[str, Any]], seen: Seen) -> Iterator[str]:
    if len(expected) != len(seen.invocations):
        moments = [f"{_keys(seen)[at]} at {_passed(seen, each.start_time):g}" for at, each in enumerate(seen.invocations)]
        yield f"{len(seen.invocations)} invocations ({', '.join(moments)}), expected {len(expected)}"
        return
    for number, (one, actual) in enumerate(zip(expected, seen.invocations, strict=True)):
        known("an expected invocation", one, _EACH)
        arn = seen.called_arns[number]
        yield from (f"invocation {number + 1}: {text}" for text in _one(one, actual, arn, seen))
    yield from _letters(expected, seen)


def _one(expected: Mapping[str, Any], actual: InvocationResult, arn: str, seen: Seen) -> Iterator[str]:
    started, ended = _passed(seen, actual.start_time), _passed(seen, actual.end_time)
    shown = {
        "records": [seen.keys[actual.request_id]],
        "outcome": _outcome(actual),
        "executed_version": actual.executed_version,
        "cold_start": actual.cold_start,
        "payload": actual.payload,
    }
    for name, value in shown.items():
        if expected.get(name) is not None and expected[name] != value:
            yield f"{name} is {value!r}, expected {expected[name]!r}"
    for name, moment in (("at_s", started), ("ends_at_s", ended)):
        if expected.get(name) is not None and abs(moment - expected[name]) > TOLERANCE_S:
            yield f"{name} is {moment:g}, expected {expected[name]}"
    if started < (expected.get("not_before_s") or 0):
        yield f"it began after {started:g} s, not before {expected['not_before_s']}"
    if expected.get("not_after_s") is not None and started > expected["not_after_s"]:
        yield f"it began after {started:g} s, not after {expected['not_after_s']}"
    if not arn.endswith(expected.get("invoked_function_arn_suffix") or ""):
        yield f"it was invoked as {arn}"


def _letters(expected: Sequence[Mapping[str, Any]], seen: Seen) -> Iterator[str]:
    """Equal letters, and only these, are equal ids."""
    pairs = {
        (one["request_id"], actual.request_id)
        for one, actual in zip(expected, seen.invocations, strict=True)
        if one.get("request_id") is not None
    }
    for side in (0, 1):
        if len({pair[side] for pair in pairs}) != len(pairs):
            yield f"the request ids are {[each.request_id for each in seen.invocations]}"
            return


def _all(expected: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    keys = _keys(seen)
    number = len(keys)
    if not expected.get("min_count", 0) <= number <= expected.get("max_count", number):
        yield f"{number} invocations, expected {expected}"
    for name in ("count", "total_records"):
        if expected.get(name, number) != number:
            yield f"{number} invocations, expected {expected[name]}"
    if expected.get("max_records_per_invocation", 1) < 1:
        yield "an invocation has one record"
    if "union" in expected:
        wanted = set(seen.keys.values()) if expected["union"] == "all" else set(expected["union"])
        if set(keys) != wanted:
            yield f"{sorted(set(keys))} were invoked, expected {sorted(wanted)}"
    for first, second in expected.get("order_constraints", ()):
        if first in keys and second in keys and keys.index(first) > keys.index(second):
            yield f"{second} was invoked before {first}"
    for key, times in expected.get("per_key_counts", {}).items():
        if Counter(keys)[key] != times:
            yield f"{key} was invoked {Counter(keys)[key]} times, expected {times}"
    if expected.get("all_records_equal") and len(set(keys)) > 1:
        yield f"{sorted(set(keys))} were invoked, expected one of them alone"
    if "max_concurrency_seen" in expected and _most_at_once(seen) > expected["max_concurrency_seen"]:
        yield f"{_most_at_once(seen)} ran at the same time, expected {expected['max_concurrency_seen']}"


def _same(name: str, seen: Seen) -> Iterator[str]:
    known("same_across_attempts", {name: None}, {"request_id", "payload", "invoked_function_arn"})
    if name == "request_id" and len({each.request_id for each in seen.invocations}) > len(set(_keys(seen))):
        yield "the attempts have several request ids"
    if name == "invoked_function_arn" and len(set(seen.called_arns)) > 1:
        yield f"the attempts were made as {set(seen.called_arns)}"


def _most_at_once(seen: Seen) -> int:
    turns = [(each.end_time, -1) for each in seen.invocations] + [(each.start_time, 1) for each in seen.invocations]
    running = most = 0
    for _, change in sorted(turns):
        running += change
        most = max(most, running)
    return most


def _outcome(actual: InvocationResult) -> str:
    if actual.timed_out:
        return "timeout"
    return "success" if actual.function_error is None else "error"


def _keys(seen: Seen) -> list[str]:
    return [seen.keys[each.request_id] for each in seen.invocations]


def _passed(seen: Seen, moment: Any) -> float:
    return float((moment - seen.start).total_seconds())
