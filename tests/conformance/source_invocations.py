"""What a case says about the invocations by a mapping, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .async_case import known
from .async_expectations import fits
from .source_case import SourceCase
from .source_records import RECORD_CHECKS, is_test, record_mismatches
from .source_replay import Invocation, Seen

#: AWS's own recordings are to the second
TOLERANCE_S = 1.0


def list_mismatches(expected: Sequence[Mapping[str, Any]], case: SourceCase, seen: Seen) -> Iterator[str]:
    """Where they are not as expected.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    for one in expected:
        known("an expected invocation", {name: one[name] for name in one if not is_test(name)}, {*_EACH, *RECORD_CHECKS})
    shown = ", ".join(f"{each.keys} at {each.started:g}" for each in seen.invocations)
    actual = list(seen.invocations)
    while len(actual) > len(expected) and _closes_late(actual[-1]):
        actual.pop()  # whoever recorded a case did not wait for it (C84)
    if len(expected) != len(actual):
        yield f"{len(actual)} invocations ({shown}), expected {len(expected)}"
        return
    if case.text.get("order") == "any":
        actual = _in_expected_order(expected, actual)
    for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
        keys, wanted = other.keys, one.get("records")
        if len(wanted or ()) < one.get("records_count", 0):
            keys = list(dict.fromkeys(keys))  # of an aggregate, whose records are one message (C92)
        free = not case.ordered or case.text.get("order") == "any"
        if wanted is not None and (sorted(keys) != sorted(wanted) if free else keys != list(wanted)):
            yield f"invocation {number + 1} has {keys}, expected {wanted} (all: {shown})"
        for name, check in _EACH.items():
            if one.get(name) is not None or name in _NULL_MEANS_ABSENT & set(one):
                yield from (f"invocation {number + 1}: {text}" for text in check(one[name], other, seen))
        yield from (f"invocation {number + 1}: {text}" for text in record_mismatches(one, other))
    yield from _letters(expected, actual)


def _closes_late(invocation: Invocation) -> bool:
    """Whether it ends the window of a shard to which nothing came any more."""
    event = invocation.call.event
    return not invocation.records and bool(event.get("isFinalInvokeForWindow")) and not event["isWindowTerminatedEarly"]


def _in_expected_order(expected: Sequence[Mapping[str, Any]], actual: list[Invocation]) -> list[Invocation]:
    """Those with the same records beside each other, as far as there are such."""
    left = list(actual)
    chosen: list[Invocation | None] = []
    for one in expected:
        same = [each for each in left if sorted(each.keys) == sorted(one.get("records") or each.keys)]
        chosen.append(same[0] if same else None)
        if same:
            left.remove(same[0])
    return [each or left.pop(0) for each in chosen]


def _letters(expected: Sequence[Mapping[str, Any]], actual: Sequence[Invocation]) -> Iterator[str]:
    """Equal letters, and only these, are equal ids."""
    pairs = {
        (one["request_id"], other.call.request_id)
        for one, other in zip(expected, actual, strict=True)
        if one.get("request_id") is not None
    }
    for side in (0, 1):
        if len({pair[side] for pair in pairs}) != len(pairs):
            yield f"the request ids are {[each.call.request_id for each in actual]}"
            return


def began_at(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
    if isinstance(expected, Mapping):
        if not fits(expected, actual.started):
            yield f"it began after {actual.started:g} s, expected {expected}"
    elif abs(actual.started - expected) > TOLERANCE_S:
        yield f"it began after {actual.started:g} s, expected {expected}"


def began_not_before(expected: float, actual: Invocation, seen: Seen) -> Iterator[str]:
    if actual.started < expected:
        yield f"it began after {actual.started:g} s, not before {expected}"


def began_not_after(expected: float, actual: Invocation, seen: Seen) -> Iterator[str]:
    if actual.started > expected:
        yield f"it began after {actual.started:g} s, not after {expected}"


def _ends_at(expected: float, actual: Invocation, seen: Seen) -> Iterator[str]:
    if actual.ended is None or abs(actual.ended - expected) > TOLERANCE_S:
        yield f"it ended after {actual.ended} s, expected {expected}"


def _outcome(expected: str, actual: Invocation, seen: Seen) -> Iterator[str]:
    result = actual.result
    if result is None:
        found = "running"
    elif result.timed_out:
        found = "timeout"
    else:
        found = "success" if result.function_error is None else "error"
    if found != expected:
        yield f"its outcome is {found}, expected {expected}"


def _verdict(expected: str, actual: Invocation, seen: Seen) -> Iterator[str]:
    found = verdict_of(actual)
    if found != expected:
        yield f"the verdict is {found}, expected {expected}"


def verdict_of(invocation: Invocation) -> str:
    """A judgement by the name that cases use."""
    outcome = None if invocation.result is None else invocation.result.outcome
    if outcome is None:
        return "none"
    return "partial" if outcome.verdict == "partial failure" else outcome.verdict.replace(" ", "_")


def _new_handle(expected: bool, actual: Invocation, seen: Seen) -> Iterator[str]:
    before = _earlier(actual, seen)
    handles = {record["receiptHandle"] for each in before for record in each.records}
    if not {key for each in before for key in each.keys} & set(actual.keys):
        yield "none of its messages was received before"
    if expected == bool(handles & {record["receiptHandle"] for record in actual.records}):
        yield f"new_receipt_handle is {not expected}"


def _earlier(actual: Invocation, seen: Seen) -> list[Invocation]:
    return seen.invocations[: next(at for at, each in enumerate(seen.invocations) if each is actual)]


def _state(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
    found = actual.call.event.get("state")
    if isinstance(expected, str):  # in words, as "the oversized state": the one that was answered before
        before = _earlier(actual, seen)
        expected = before[-1].call.answer["state"] if before else None
    if found != expected:
        yield f"the state is {json.dumps(found)[:200]}, expected {json.dumps(expected)[:200]}"


def _flag(name: str) -> Callable[[Any, Invocation, Seen], Iterator[str]]:
    def check(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
        found = actual.call.event.get(name)
        if found != expected:
            yield f"{name} is {found!r}, expected {expected!r}"

    return check


def _of_result(name: str) -> Callable[[Any, Invocation, Seen], Iterator[str]]:
    def check(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
        found = getattr(actual.result, name, None)
        if not fits(expected, found):
            yield f"{name} is {found!r}, expected {expected!r}"

    return check


def _arn_suffix(expected: str, actual: Invocation, seen: Seen) -> Iterator[str]:
    if not actual.call.arn.endswith(expected):
        yield f"it was invoked as {actual.call.arn}"


def _event_keys(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
    if sorted(actual.call.event) != sorted(expected):
        yield f"the event has {sorted(actual.call.event)}, expected {sorted(expected)}"


def _nothing(expected: Any, actual: Invocation, seen: Seen) -> Iterator[str]:
    """Compared elsewhere."""
    yield from ()


#: what is expected, of which invocation, among which
EachCheck = Callable[[Any, Invocation, Seen], Iterator[str]]
#: of these, null says that there is nothing
_NULL_MEANS_ABSENT = frozenset({"payload", "state_in", "window"})
_EACH: Mapping[str, EachCheck] = {
    "records": _nothing,
    "request_id": _nothing,
    "at_s": began_at,
    "not_before_s": began_not_before,
    "not_after_s": began_not_after,
    "ends_at_s": _ends_at,
    "outcome": _outcome,
    "verdict": _verdict,
    "new_receipt_handle": _new_handle,
    "state_in": _state,
    "final": _flag("isFinalInvokeForWindow"),
    "terminated_early": _flag("isWindowTerminatedEarly"),
    "window": _flag("window"),
    "shard_id": _flag("shardId"),
    "event_keys": _event_keys,
    "function_error": _of_result("function_error"),
    "executed_version": _of_result("executed_version"),
    "cold_start": _of_result("cold_start"),
    "payload": _of_result("payload"),
    "invoked_function_arn_suffix": _arn_suffix,
}
