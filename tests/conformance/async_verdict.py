"""What of a replayed `async` case is not as the case says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .async_case import AsyncCase, Message, UnknownKey, known
from .async_expectations import dead_letter_mismatches, fits, law_breaches, record_mismatches
from .async_replay import Seen, statuses
from .invocation_expectations import invocation_mismatches
from .named_resources import Arrival

_SIDES = {"on_success": "OnSuccess", "on_failure": "OnFailure"}
_REFUSALS = ("config_error", "create_error")
#: times of the one record there is
_TIMES = ("not_after_s", "not_before_s", "at_s")
_ENVELOPES = {f"{side}_{what}": side for side in _SIDES for what in ("event", "message", "object", "attributes")}


def mismatches(case: AsyncCase, seen: Seen) -> list[str]:
    """What is wrong; of a disputed case, only whether events were lost.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    found = [f"{seen.open} events have not come to an end"] if seen.open else []
    if not case.asserted:
        return found
    disposition = case.final_disposition
    known("final_disposition", disposition, {*_SIDES, *_REFUSALS, *_TIMES, *_ENVELOPES, *_CHECKS})
    if any(name in disposition for name in _REFUSALS) or seen.refused is not None:
        return [*found, *_refusal(disposition, seen)]
    found += _answers(case, seen)
    found += invocation_mismatches(case, seen)
    for name, check in _CHECKS.items():
        if name in disposition:
            found += check(case, seen, disposition[name])
    found += _records(case, seen)
    for name, expected in case.metrics.items():
        if not fits(expected, seen.metrics[name]) and expected != seen.metrics[name]:
            found.append(f"the metric {name} is {seen.metrics[name]:g}, expected {expected}")
    return found


def _refusal(disposition: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    expected = next((disposition[name] for name in _REFUSALS if name in disposition), None)
    if expected is None:
        yield f"the configuration was refused: {seen.refused!r}"
        return
    if seen.refused is None:
        yield f"the configuration was taken, expected {expected}"
        return
    yield from error_mismatches(expected, seen.refused)


def error_mismatches(expected: Mapping[str, Any], error: Exception) -> Iterator[str]:
    """Where what AWS says is not as the case says."""
    known("an error", expected, {"code", "message", "http"})
    text = str(getattr(error, "message", error))
    shown = {
        "code": getattr(error, "code", type(error).__name__),
        "message": text.partition("\n")[0] if isinstance(expected.get("message"), str) else text,
        "http": getattr(error, "status_code", 400),
    }
    if not fits(expected, shown):
        yield f"the error is {shown}, expected {expected}"


def _answers(case: AsyncCase, seen: Seen) -> Iterator[str]:
    refused = [each for each in seen.answers if isinstance(each, Exception)]
    if "invoke_error" not in case.final_disposition:
        yield from (f"a request was refused: {each!r}" for each in refused)
        for message, answer in zip(case.messages, seen.answers, strict=True):
            if message.invoke_type == "Event" and answer not in refused and answer.payload is not None:  # E1
                yield f"the answer to {message.key} tells an outcome"
    if case.invoke_status is not None and set(statuses(seen.answers)) != {case.invoke_status}:
        yield f"the statuses are {statuses(seen.answers)}, expected {case.invoke_status}"


def _invoke_error(case: AsyncCase, seen: Seen, expected: Any) -> Iterator[str]:
    refused = [each for each in seen.answers if isinstance(each, Exception)]
    if not refused:
        yield f"no request was refused, expected {expected}"
    for each in refused:
        yield from error_mismatches(expected, each)


# ---- records -------------------------------------------------------------------------------------------------


def _records(case: AsyncCase, seen: Seen) -> Iterator[str]:
    disposition = case.final_disposition
    for arrivals in seen.arrivals.values():
        for arrival in arrivals:
            yield from law_breaches(arrival.record)
            yield from _of_its_request(case, seen, arrival)
    for name, side in _SIDES.items():
        if name in disposition:
            yield from _side(name, disposition[name], seen.arrivals.get(side, []), case, seen)
    for name, expected in disposition.items():
        if name in _ENVELOPES:
            yield from _envelope(name, expected, seen.arrivals.get(_SIDES[_ENVELOPES[name]], []), case, seen)
    yield from _times(disposition, seen)
    if len(case.messages) == 1:
        yield from _no_other_end(disposition, seen)


def _of_its_request(case: AsyncCase, seen: Seen, arrival: Arrival) -> Iterator[str]:
    key = seen.keys.get(arrival.record["requestContext"]["requestId"])
    if key is None:
        yield f"a record has an unknown requestId: {arrival.record['requestContext']}"
    elif arrival.record["requestPayload"] != _message(case, key).payload:
        yield f"requestPayload is {json.dumps(arrival.record['requestPayload'])} of {key}"


def _side(name: str, expected: Any, arrivals: list[Arrival], case: AsyncCase, seen: Seen) -> Iterator[str]:
    if expected in (None, False) or expected == []:
        yield from (f"{name} got a record: {json.dumps(each.record)}" for each in arrivals)
        return
    if isinstance(expected, list) and len(expected) != len(arrivals):
        yield f"{name} got {len(arrivals)} records, expected {len(expected)}"
        return
    if not arrivals:
        yield f"{name} got no record"
        return
    each_expected = expected if isinstance(expected, list) else [expected] * len(arrivals)
    for one, arrival in zip(each_expected, arrivals, strict=True):
        if one is True:
            continue
        if isinstance(one, str):  # the key of a message
            if seen.keys[arrival.record["requestContext"]["requestId"]] != one:
                yield f"{name} got another record than that of {one}"
            continue
        own = {key: value for key, value in one.items() if key not in ("count", "key", *_TIMES)}
        yield from (f"{name}: {text}" for text in record_mismatches(own, arrival.record, _names(seen, arrival)))
        yield from (f"{name}: {text}" for text in _when(one, arrival, seen))
        if "key" in one and seen.keys[arrival.record["requestContext"]["requestId"]] != one["key"]:
            yield f"{name} got another record than that of {one['key']}"
        if "count" in one and len(arrivals) != one["count"]:
            yield f"{name} got {len(arrivals)} records, expected {one['count']}"


def _envelope(name: str, expected: Mapping[str, Any], arrivals: list[Arrival], case: AsyncCase, seen: Seen) -> Iterator[str]:
    if not arrivals:
        yield f"{name}: nothing arrived"
    for arrival in arrivals:
        for key, value in expected.items():
            if key.endswith("_is_record"):
                actual = arrival.envelope.get(key.removesuffix("_is_record"))
                if (actual == arrival.record) != value:
                    yield f"{name}: {key} is {not value}"
            elif key in ("key_pattern", "key_matches"):
                if not fits({"matches": value}, arrival.envelope["key"]):
                    yield f"{name}: the key is {arrival.envelope['key']}, expected {value}"
            elif key == "key_prefix":
                if not arrival.envelope["key"].startswith(value):
                    yield f"{name}: the key is {arrival.envelope['key']}, expected {value}…"
            elif key == "has_attributes":
                missing = set(value) - set(arrival.envelope["attributes"])
                if missing:
                    yield f"{name}: {missing} are missing"
            elif key in arrival.envelope:
                if not fits(value, arrival.envelope[key], _names(seen, arrival)):
                    yield f"{name}: {key} is {arrival.envelope[key]!r}, expected {value!r}"
            else:
                raise UnknownKey(f"{key} of {name}: the replay knows {', '.join(arrival.envelope)}.")


def _names(seen: Seen, arrival: Arrival) -> dict[str, str]:
    request_id = arrival.record["requestContext"]["requestId"]
    names = {"<function arn>": seen.function_arn, "<request id>": request_id}
    names.update({f"<{kind} arn>": arrival.arn for kind in ("bus", "queue", "topic", "bucket", "destination")})
    return names


def _times(disposition: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    given = {name: disposition[name] for name in _TIMES if name in disposition}
    for arrivals in seen.arrivals.values():
        for arrival in arrivals:
            yield from _when(given, arrival, seen)


def _when(expected: Mapping[str, Any], arrival: Arrival, seen: Seen) -> Iterator[str]:
    passed = (arrival.at - seen.start).total_seconds()
    if passed > expected.get("not_after_s", passed) or passed < expected.get("not_before_s", passed):
        yield f"the record came after {passed:g} s"
    if abs(passed - expected.get("at_s", passed)) > 1:
        yield f"the record came after {passed:g} s, expected {expected['at_s']}"


def _no_other_end(disposition: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    """One event ends in one way: what the case does not name did not happen."""
    named = {side for side in _SIDES if any(name.startswith(side) for name in disposition)}
    for name in _SIDES.keys() - named:
        if named and seen.arrivals.get(_SIDES[name]):
            yield f"{name} got a record, too"
    if "on_success" in named and "dlq" not in disposition and seen.dead_letters:
        yield "the event is in the dead-letter queue as well"


# ---- dead letters and keys -----------------------------------------------------------------------------------


def _dead_letters(case: AsyncCase, seen: Seen, expected: Any) -> Iterator[str]:
    bodies = [body for body, _ in seen.dead_letters]
    if expected in (None, False) or expected == []:
        yield from (f"a dead letter: {body}" for body in bodies)
    elif isinstance(expected, Mapping):
        if len(bodies) != 1:
            yield f"{len(bodies)} dead letters, expected one"
        for body, attributes in seen.dead_letters:
            request_id = attributes["RequestID"]["StringValue"]
            names = {"<request id>": request_id, "<function arn>": seen.function_arn}
            if request_id not in seen.keys:
                yield f"a dead letter has the unknown RequestID {request_id}"
            yield from dead_letter_mismatches(expected, body, attributes, names)
    elif isinstance(expected, list):
        keys = [seen.keys[attributes["RequestID"]["StringValue"]] for _, attributes in seen.dead_letters]
        if sorted(keys) != sorted(expected):
            yield f"dead letters of {keys}, expected {expected}"
    elif expected is True or expected in ("all", "last message"):
        wanted = len(case.messages) if expected == "all" else 1
        if len(bodies) != wanted:
            yield f"{len(bodies)} dead letters, expected {wanted}"
    else:
        raise UnknownKey(f"final_disposition.dlq is {expected!r}: expected an object, a list of keys, or true.")


def _ended(good: bool) -> Callable[[AsyncCase, Seen, Any], Iterator[str]]:
    """`succeeded` and `dropped`: the events that ended well, or without leaving anything."""

    def check(case: AsyncCase, seen: Seen, expected: Any) -> Iterator[str]:
        keys = [message.key for message in case.messages] if expected == "all" else expected
        last = {seen.keys[each.request_id]: each for each in seen.invocations}
        for key in keys:
            result = last.get(key)
            if good != (result is not None and result.function_error is None):
                yield f"{key} ended with {result!r}"
            if not good and key in _left(seen):
                yield f"something is left of {key}"

    return check


def _left(seen: Seen) -> set[str]:
    records = [each.record["requestContext"]["requestId"] for arrivals in seen.arrivals.values() for each in arrivals]
    letters = [attributes["RequestID"]["StringValue"] for _, attributes in seen.dead_letters]
    return {seen.keys[request_id] for request_id in (*records, *letters) if request_id in seen.keys}


def _message(case: AsyncCase, key: str) -> Message:
    return next(message for message in case.messages if message.key == key)


_CHECKS: Mapping[str, Callable[[AsyncCase, Seen, Any], Iterator[str]]] = {
    "dlq": _dead_letters,
    "invoke_error": _invoke_error,
    "succeeded": _ended(True),
    "dropped": _ended(False),
}
