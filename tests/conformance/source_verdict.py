"""What of a replayed case with an event source mapping is not as the case says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .async_case import UnknownKey, known
from .async_expectations import fits
from .source_case import SourceCase
from .source_constraints import invocation_mismatches
from .source_dispositions import DISPOSITIONS, REFUSALS, disposition_mismatches, refusal_mismatches
from .source_invocations import verdict_of
from .source_records import ABSENT, value_at
from .source_replay import Seen

_VERDICTS = ("complete_success", "complete_failure", "partial", "partial_failure", "unknown")


def mismatches(case: SourceCase, seen: Seen) -> list[str]:
    """What is wrong; of a disputed case, only whether messages were lost.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    known("final_disposition", case.final_disposition, DISPOSITIONS)
    found = [*seen.protests, *_books(seen)]
    if not case.asserted:
        return [*found, *_lost(case, seen)]
    if seen.refused is not None or any(name in case.final_disposition for name in REFUSALS):
        return [*found, *refusal_mismatches(case, seen)]
    if seen.unsettled is not None and not _open_ended(case):
        found.append(seen.unsettled)
    found += invocation_mismatches(case, seen)
    found += disposition_mismatches(case, seen)
    found += _metrics(case, seen)
    found += _verdict(case, seen)
    if case.text.get("order") not in (None, "any"):
        raise UnknownKey(f"order is {case.text['order']!r}: expected any.")
    for name in case.same_across_attempts:
        found += _same(name, seen)
    return found


def _books(seen: Seen) -> Iterator[str]:
    """What the mapping tells is what the handler saw."""
    for result in seen.unseen:
        yield f"the mapping tells of an invocation that the handler did not see: {result!r}"
    for number, each in enumerate(seen.invocations):
        if each.result is None:
            continue
        if each.result.outcome is None:
            yield f"invocation {number + 1} was not judged"
        elif [record.event for record in each.result.records] != each.records:
            yield f"the records of invocation {number + 1} are not those of its event"


def _lost(case: SourceCase, seen: Seen) -> Iterator[str]:
    """Messages that are in no place at all."""
    if seen.refused is not None or not seen.whereabouts.places:
        return
    somewhere = {key for keys in seen.whereabouts.places.values() for key in keys}
    somewhere |= {letter.key for letter in seen.whereabouts.dead_letters}
    duplicates = {message["key"] for message in case.messages if message.get("dedup") or message.get("op")}
    yield from (f"{key} is lost" for key in case.keys if key not in somewhere | duplicates)


def _open_ended(case: SourceCase) -> bool:
    """Whether the case tells only of some of the invocations, so that they may go on for ever."""
    expected = case.expected_invocations
    return expected is None or (isinstance(expected, Mapping) and not {"count", "max_count", "total_records"} & set(expected))


def _metrics(case: SourceCase, seen: Seen) -> Iterator[str]:
    for name, expected in case.metrics.items():
        if not fits(expected, seen.metrics[name]) and expected != seen.metrics[name]:
            yield f"the metric {name} is {seen.metrics[name]:g}, expected {expected}"


def _verdict(case: SourceCase, seen: Seen) -> Iterator[str]:
    """Of the first invocation."""
    expected = case.text.get("verdict")
    if expected is None:
        return
    if expected not in _VERDICTS:
        raise UnknownKey(f"verdict is {expected!r}: expected one of {', '.join(_VERDICTS)}.")
    if expected == "unknown":
        return
    found = verdict_of(seen.invocations[0]) if seen.invocations else "none: nothing was invoked"
    if found != ("partial" if expected == "partial_failure" else expected):
        yield f"the verdict is {found}, expected {expected}"


def _same(name: str, seen: Seen) -> Iterator[str]:
    """What all deliveries of one message have in common."""
    values: dict[str, list[Any]] = {}
    for invocation in seen.invocations:
        for key, record in zip(invocation.keys, invocation.records, strict=True):
            found = invocation.call.request_id if name == "request_id" else value_at(record, name)
            values.setdefault(key, []).append(found)
    for key, found in values.items():
        if any(each is ABSENT for each in found):
            yield f"{key} has no {name}"
        elif any(each != found[0] for each in found):
            yield f"the {name} of {key} is {found}"
    if not any(len(found) > 1 for found in values.values()):
        yield f"{name} cannot be the same across attempts: nothing was delivered twice"
