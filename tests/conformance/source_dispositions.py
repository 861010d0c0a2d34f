"""What a case says about where its messages are in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .async_case import UnknownKey
from .async_expectations import fits
from .async_verdict import error_mismatches
from .source_case import SourceCase
from .source_destinations import destination_mismatches
from .source_replay import Seen

#: AWS's times are to the second, and a message comes to a dead-letter queue when somebody receives
TOLERANCE_S = 1.0
REFUSALS = ("create_error", "config_error")
_Check = Callable[[Any, SourceCase, Seen], Iterator[str]]


def refusal_mismatches(case: SourceCase, seen: Seen) -> Iterator[str]:
    """Whether what is to be refused was, and nothing else."""
    expected = next((case.final_disposition[name] for name in REFUSALS if name in case.final_disposition), None)
    if expected is None:
        yield f"it was refused: {seen.refused!r}"
    elif seen.refused is None:
        yield f"it was not refused, expected {expected}"
    else:
        yield from error_mismatches(expected, seen.refused)


def disposition_mismatches(case: SourceCase, seen: Seen) -> Iterator[str]:
    """Where messages are not where they are expected."""
    for name, expected in case.final_disposition.items():
        yield from (f"{name}: {text}" for text in DISPOSITIONS[name](expected, case, seen))
    yield from _nowhere_else(case, seen)
    keeps = case.text.get("dlq_keeps") or ()
    for letter in seen.whereabouts.dead_letters:
        for name in keeps:
            if name not in letter.sent:
                raise UnknownKey(f"dlq_keeps has {name!r}: the replay knows {', '.join(sorted(letter.sent))}.")
            if letter.sent[name] != letter.kept[name]:
                yield f"{letter.key} has the {name} {letter.kept[name]!r} as a dead letter, {letter.sent[name]!r} before"
    if keeps and not seen.whereabouts.dead_letters:
        yield "dlq_keeps: there is no dead letter"


def wanted(expected: Any, case: SourceCase) -> list[str]:
    """Keys: those in a list, one alone, or all."""
    if expected == "all":
        return case.keys
    if isinstance(expected, str):
        return [expected]
    if not isinstance(expected, Sequence):
        raise UnknownKey(f"{expected!r}: expected a list of keys, or all.")
    unknown = set(expected) - set(case.keys)
    if unknown:
        raise UnknownKey(f"{sorted(unknown)}: no messages of the case.")
    return list(expected)


def _delivered(seen: Seen) -> Counter[str]:
    return Counter(key for each in seen.invocations for key in each.keys)


def _in_place(*places: str) -> _Check:
    """Exactly these messages are there, all copies of them, and nothing else."""

    def check(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
        if expected is None:
            return
        there = {key for place in places for key in seen.whereabouts.places.get(place, ())}
        elsewhere = {
            key: place
            for place, keys in seen.whereabouts.places.items()
            for key in keys
            if place not in places and key in there
        }
        if not set(places) & set(seen.whereabouts.places):
            raise UnknownKey(f"a source of the kind {case.kind} has no place for {places[0]}.")
        keys = set(wanted(expected, case)) - (_duplicates(case, seen) if expected == "all" else set())
        if there != keys:
            yield f"{sorted(there)}, expected {sorted(keys)}"
        yield from (f"{key} is {elsewhere[key]}, too" for key in sorted(set(elsewhere) & keys))

    return check


def _duplicates(case: SourceCase, seen: Seen) -> set[str]:
    """Messages that the source took for others that it has already."""
    known = {key for keys in seen.whereabouts.places.values() for key in keys}
    known |= {letter.key for letter in seen.whereabouts.dead_letters}
    return {message["key"] for message in case.messages if message.get("dedup") is not None} - known


def _dead_letters(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    letters = seen.whereabouts.dead_letters
    found = sorted(letter.key for letter in letters)
    if expected == "last message":
        if [letter.identity for letter in letters] != [seen.whereabouts.last]:
            yield f"{len(letters)} messages, expected the last one that was sent"
    elif expected in (None, False):
        yield from (f"{key} is there" for key in found)
    elif expected is True:
        if not found:
            yield "nothing is there"
    elif found != sorted(wanted(expected, case)):
        yield f"{found}, expected {sorted(wanted(expected, case))}"


def _dead_letter_times(fits: Callable[[float, float], bool]) -> _Check:
    def check(expected: float, case: SourceCase, seen: Seen) -> Iterator[str]:
        if not seen.whereabouts.dead_letters:
            yield "there is no dead letter"
        for letter in seen.whereabouts.dead_letters:
            passed = letter.epoch - seen.start.timestamp()
            if not fits(passed, expected):
                yield f"{letter.key} came after {passed:g} s, expected {expected}"

    return check


def _checkpointed(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """The iterator is past these, and they did not end badly."""
    keys = wanted(expected, case)
    if expected == "all":  # that left a record (D6)
        there = {key for keys in seen.whereabouts.places.values() for key in keys}
        keys = [key for key in keys if key in there]
    ahead = set(keys) - set(seen.whereabouts.places.get("passed", ()))
    if ahead:
        yield f"the iterator has not passed {sorted(ahead)}"
    at_destination = {key for keys in seen.covered for key in keys}
    for key in sorted(set(keys) & at_destination):
        yield f"{key} is at the destination"
    for key in keys:
        if key not in at_destination and _ended_badly(key, seen):
            yield f"{key} failed in its last invocation"
    done = {key for key in _delivered(seen) if not _ended_badly(key, seen)}
    if done - set(keys):
        yield f"{sorted(done - set(keys))} are done, too"


def _ended_badly(key: str, seen: Seen) -> bool:
    """Whether the last invocation that had it did not get it done."""
    last = next((each for each in reversed(seen.invocations) if key in each.keys), None)
    if last is None:
        return False
    outcome = None if last.result is None else last.result.outcome
    return outcome is None or not outcome.records[last.keys.index(key)].succeeded


def _dropped(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """Gone, without a record anywhere, and never done."""
    keys = wanted(expected, case)
    ahead = set(keys) - set(seen.whereabouts.places.get("passed", keys))
    if ahead:
        yield f"the iterator has not passed {sorted(ahead)}"
    kept = {key for covered in seen.covered for key in covered} | {each.key for each in seen.whereabouts.dead_letters}
    for place in ("in_queue", "in_flight"):
        kept |= set(seen.whereabouts.places.get(place, ()))
    yield from (f"something is left of {key}" for key in keys if key in kept)
    yield from (f"{key} was processed" for key in keys if _delivered(seen)[key] and not _ended_badly(key, seen))


def _filtered(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    keys = wanted(expected, case)
    yield from _not_delivered(expected, case, seen)
    gone = {key for place in ("deleted", "passed", "filtered") for key in seen.whereabouts.places.get(place, ())}
    yield from (f"{key} is still in the source" for key in keys if key not in gone)


def _not_delivered(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from (f"{key} was delivered" for key in wanted(expected, case) if _delivered(seen)[key])


def _was_delivered(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from (f"{key} was not delivered" for key in wanted(expected, case) if not _delivered(seen)[key])


def _pending(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """Still to be done."""
    places = seen.whereabouts.places
    waiting = {key for place in ("in_queue", "in_flight", "ahead") for key in places.get(place, ())}
    yield from (f"{key} is not waiting" for key in wanted(expected, case) if key not in waiting)


def _blocked(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """Not past these, whether they were tried or wait behind what is."""
    passed = set(seen.whereabouts.places["passed"])
    yield from (f"the iterator has passed {key}" for key in wanted(expected, case) if key in passed)


def _retried(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from (f"{key} was not retried" for key in wanted(expected, case) if _delivered(seen)[key] < 2)


def _not_retried(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from (f"{key} was retried" for key in wanted(expected, case) if _delivered(seen)[key] > 1)


def _next_window(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    if seen.next_window_state != expected:
        yield f"it is {str(seen.next_window_state)[:200]}, expected {expected}"


def _covers(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """In however many records of the destination (C46)."""
    found = sorted(key for covered in seen.covered for key in covered)
    if found != sorted(wanted(expected, case)):
        yield f"{found}, expected {sorted(wanted(expected, case))}"


def _empty(expected: bool, case: SourceCase, seen: Seen) -> Iterator[str]:
    places = seen.whereabouts.places
    left = [key for place in ("in_queue", "in_flight") for key in places.get(place, ())]
    if expected == bool(left):
        yield f"{left} are in the queue"


def _action_error(expected: Mapping[str, Any], case: SourceCase, seen: Seen) -> Iterator[str]:
    if not seen.action_errors:
        yield f"no action was refused, expected {expected}"
    for error in seen.action_errors:
        yield from error_mismatches(expected, error)


def _described(expected: Mapping[str, Any], case: SourceCase, seen: Seen) -> Iterator[str]:
    for name, value in expected.items():
        if not fits(value, seen.description.get(name)):
            yield f"{name} is {seen.description.get(name)!r}, expected {value!r}"


def _last_result(expected: str, case: SourceCase, seen: Seen) -> Iterator[str]:
    if not fits(expected, seen.last_processing_result):
        yield f"it is {seen.last_processing_result!r}, expected {expected!r}"


def _compared_elsewhere(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    yield from ()


DISPOSITIONS: Mapping[str, _Check] = {
    "deleted": _in_place("deleted"),
    "in_queue": _in_place("in_queue", "in_flight"),
    "remaining": _in_place("in_queue", "in_flight"),
    "in_flight": _in_place("in_flight"),
    "acknowledged": _in_place("deleted"),
    "lost": _in_place("lost"),
    "expired": _in_place("expired"),
    "queue_empty": _empty,
    "dlq": _dead_letters,
    "broker_dlq": _dead_letters,
    "dlq_not_before_s": _dead_letter_times(lambda passed, limit: passed >= limit),
    "dlq_not_after_s": _dead_letter_times(lambda passed, limit: passed <= limit),
    "dlq_at_s": _dead_letter_times(lambda passed, at: abs(passed - at) <= TOLERANCE_S),
    "checkpointed": _checkpointed,
    "committed": _checkpointed,
    "destination": destination_mismatches,
    "destination_covers": _covers,
    "dropped": _dropped,
    "filtered": _filtered,
    "not_delivered": _not_delivered,
    "delivered": _was_delivered,
    "pending": _pending,
    "blocked": _blocked,
    "retried_includes": _retried,
    "retried_excludes": _not_retried,
    "not_retried": _not_retried,
    "next_window_state": _next_window,
    "action_error": _action_error,
    "update_error": _action_error,
    "create_response": _described,
    "last_processing_result": _last_result,
    "create_error": _compared_elsewhere,
    "config_error": _compared_elsewhere,
}


_AT_DESTINATION = frozenset({"destination", "destination_covers"})


def _nowhere_else(case: SourceCase, seen: Seen) -> Iterator[str]:
    """Messages end in one way: what a case with other ends does not name did not happen."""
    disposition = case.final_disposition
    if {"deleted", "checkpointed", "dropped", "committed"} & set(disposition) and not _AT_DESTINATION & set(disposition):
        yield from (f"the destination got a record of {keys}" for keys in seen.covered)
    if "deleted" in disposition and not {"dlq", "dlq_not_before_s", "dlq_at_s"} & set(disposition):
        yield from (f"{letter.key} is a dead letter" for letter in seen.whereabouts.dead_letters)
