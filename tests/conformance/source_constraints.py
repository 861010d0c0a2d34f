"""What a case says about the invocations by a mapping, all together: numbers, order, overlap."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from .async_case import known
from .async_expectations import fits
from .source_case import SourceCase
from .source_invocations import EachCheck, began_at, began_not_after, began_not_before, list_mismatches
from .source_replay import Invocation, Seen

_AllCheck = Callable[[Any, SourceCase, Seen], Iterator[str]]


def invocation_mismatches(case: SourceCase, seen: Seen) -> Iterator[str]:
    """What is not as expected.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    expected = case.expected_invocations
    if isinstance(expected, Mapping):
        known("expected_invocations", expected, _ALL)
        for name, check in _ALL.items():
            if name in expected:
                yield from check(expected[name], case, seen)
    elif expected is not None:
        yield from list_mismatches(expected, case, seen)
    yield from _no_more(case, seen)


def _count(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    number = len(seen.invocations)
    if not fits(expected, number):
        yield f"{number} invocations, expected {expected}"


def _min_count(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    if len(seen.invocations) < expected:
        yield f"{len(seen.invocations)} invocations, expected at least {expected}"


def _max_count(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    if len(seen.invocations) > expected:
        yield f"{len(seen.invocations)} invocations, expected at most {expected}"


def _total(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    number = sum(len(each.keys) for each in seen.invocations)
    if not fits(expected, number):
        yield f"{number} records were delivered in all, expected {expected}"


def _most_records(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    most = max((len(each.keys) for each in seen.invocations), default=0)
    if most > expected:
        yield f"an invocation has {most} records, expected at most {expected}"


def _least_records(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    least = min((len(each.keys) for each in seen.invocations), default=0)
    if least < expected:
        yield f"an invocation has {least} records, expected at least {expected}"


def _batch_sizes(expected: Sequence[int], case: SourceCase, seen: Seen) -> Iterator[str]:
    found = [len(each.keys) for each in seen.invocations]
    if found != list(expected):
        yield f"the batches have {found} records, expected {expected}"


def _union(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    wanted = set(case.keys) if expected == "all" else set(expected)
    found = {key for each in seen.invocations for key in each.keys}
    if found != wanted:
        yield f"{sorted(found)} were delivered, expected {sorted(wanted)}"


def _order(expected: Sequence[Sequence[str]], case: SourceCase, seen: Seen) -> Iterator[str]:
    """Each before the next one, when they were delivered first."""
    delivered = [key for each in seen.invocations for key in each.keys]
    for chain in expected:
        yield from (f"{key} was never delivered" for key in chain if key not in delivered)
        for first, second in pairwise(key for key in chain if key in delivered):
            if delivered.index(first) > delivered.index(second):
                yield f"{second} was delivered before {first}"
            before = [each for each in seen.invocations if first in each.keys]
            after = [each for each in seen.invocations if second in each.keys]
            if case.ordered and before[0] is not after[0] and _overlap(before[0], after[0]):
                yield f"{second} was delivered while {first} was being processed"


def _per_key(expected: Mapping[str, Any], case: SourceCase, seen: Seen) -> Iterator[str]:
    found = Counter(key for each in seen.invocations for key in each.keys)
    for key, times in expected.items():
        if not fits(times, found[key]):
            yield f"{key} was delivered {found[key]} times, expected {times}"


def _all_equal(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    batches = {tuple(each.keys) for each in seen.invocations}
    if expected and (len(batches) > 1 or (isinstance(expected, list) and batches != {tuple(expected)})):
        yield f"the batches are {sorted(batches)}, expected {expected} alone"


def _may_overlap(expected: Sequence[Sequence[str]], case: SourceCase, seen: Seen) -> Iterator[str]:
    """They may, and need not; but they are there."""
    found = {key for each in seen.invocations for key in each.keys}
    yield from (f"{key} was never delivered" for pair in expected for key in pair if key not in found)


def _must_overlap(expected: Sequence[Sequence[str]], case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from (f"{first} and {second} did not overlap" for first, second in expected if not _together(first, second, seen))


def _must_not_overlap(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    if isinstance(expected, bool):
        if expected and _most_at_once(seen) > 1:
            yield f"{_most_at_once(seen)} invocations overlapped"
        return
    yield from (f"{first} and {second} overlapped" for first, second in expected if _together(first, second, seen))


def _together(first: str, second: str, seen: Seen) -> bool:
    return any(
        _overlap(one, other)
        for one in seen.invocations
        for other in seen.invocations
        if one is not other and first in one.keys and second in other.keys
    )


def _overlap(one: Invocation, other: Invocation) -> bool:
    forever = float("inf")
    one_ended, other_ended = (forever if each.ended is None else each.ended for each in (one, other))
    return max(one.started, other.started) < min(one_ended, other_ended)


def _concurrency(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    if _most_at_once(seen) > expected:
        yield f"{_most_at_once(seen)} invocations ran at the same time, expected {expected} at most"


def _min_concurrency(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    if _most_at_once(seen) < expected:
        yield f"{_most_at_once(seen)} invocations ran at the same time, expected at least {expected}"


def _most_at_once(seen: Seen) -> int:
    turns = [(each.started, 1) for each in seen.invocations]
    turns += [(each.ended, -1) for each in seen.invocations if each.ended is not None]
    running = most = 0
    for _, change in sorted(turns):  # an end before a beginning at the same moment
        running += change
        most = max(most, running)
    return most


def _payload_bytes(expected: int, case: SourceCase, seen: Seen) -> Iterator[str]:
    for number, each in enumerate(seen.invocations):
        size = len(json.dumps(each.call.event, separators=(",", ":"), ensure_ascii=False).encode())
        if size > expected:
            yield f"invocation {number + 1} has an event of {size:,} bytes, expected {expected:,} at most"


def _limits(at: int, check_one: EachCheck) -> _AllCheck:
    def check(expected: float, case: SourceCase, seen: Seen) -> Iterator[str]:
        if not seen.invocations:
            yield "nothing was invoked"
        else:
            yield from check_one(expected, seen.invocations[at], seen)

    return check


def _starts_with(expected: Sequence[Mapping[str, Any]], case: SourceCase, seen: Seen) -> Iterator[str]:
    """The first ones are these."""
    yield from list_mismatches(expected, case, replace(seen, invocations=seen.invocations[: len(expected)]))


def _one_environment(expected: bool, case: SourceCase, seen: Seen) -> Iterator[str]:
    number = len({id(each.result.environment) for each in seen.invocations if each.result is not None})
    if expected != (number == 1):
        yield f"they ran in {number} environments"


def _request_ids(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    number = len({each.call.request_id for each in seen.invocations})
    if not fits(expected, number):
        yield f"{number} request ids, expected {expected}"


def _one_request_id(expected: bool, case: SourceCase, seen: Seen) -> Iterator[str]:
    if expected != (len({each.call.request_id for each in seen.invocations}) == 1):
        yield f"same_request_id is {not expected}"


_ALL: Mapping[str, _AllCheck] = {
    "count": _count,
    "min_count": _min_count,
    "max_count": _max_count,
    "total_records": _total,
    "max_records_per_invocation": _most_records,
    "min_records_per_invocation": _least_records,
    "batch_sizes": _batch_sizes,
    "union": _union,
    "order_constraints": _order,
    "per_key_counts": _per_key,
    "all_records_equal": _all_equal,
    "may_overlap": _may_overlap,
    "must_overlap": _must_overlap,
    "no_overlap": _must_not_overlap,
    "must_not_overlap": _must_not_overlap,
    "max_concurrency_seen": _concurrency,
    "min_concurrency_seen": _min_concurrency,
    "max_payload_bytes": _payload_bytes,
    "starts_with": _starts_with,
    "first_at_s": _limits(0, began_at),
    "last_at_s": _limits(-1, began_at),
    "first_not_before_s": _limits(0, began_not_before),
    "last_not_before_s": _limits(-1, began_not_before),
    "last_not_after_s": _limits(-1, began_not_after),
    "same_environment": _one_environment,
    "same_request_id": _one_request_id,
    "distinct_request_ids": _request_ids,
}
_MOST = {"no_second_invocation": 1, "no_third_invocation": 2, "no_fourth_invocation": 3}


def _no_more(case: SourceCase, seen: Seen) -> Iterator[str]:
    for name, most in _MOST.items():
        if case.text.get(name) and len(seen.invocations) > most:
            yield f"{len(seen.invocations)} invocations: {name}"
