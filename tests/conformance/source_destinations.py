"""What a case says about the records that its on-failure destination got."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .async_case import UnknownKey, known
from .async_expectations import fits
from .named_resources import Arrival
from .source_case import SourceCase
from .source_replay import Seen
from .source_streams import INFO

_CONTEXT = ("condition", "approximateInvokeCount", "functionArn", "requestId")
_INFO = (
    "batchSize", "shardId", "streamArn", "startSequenceNumber", "endSequenceNumber", "approximateArrivalOfFirstRecord",
    "approximateArrivalOfLastRecord", "timeWindowInfo",
)  # fmt: skip
_TOP = ("responseContext", "version", "timestamp", "payload", "requestContext", "deliveryError")
_OWN = frozenset({
    "records", "covers", "info_key", "not_before_s", "not_after_s", "at_s", "absent_keys", "has_keys", "key_order",
    "functionArn_suffix", "count", "request_id_of_invocation", "has_payload", "payload_is_string", "key_prefix",
})  # fmt: skip
_RESPONSE = ("statusCode", "executedVersion", "functionError")
_ORDER = ("requestContext", "responseContext", "version", "timestamp", *INFO, "payload")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
TOLERANCE_S = 1.0


def destination_mismatches(expected: Any, case: SourceCase, seen: Seen) -> Iterator[str]:
    """Where the records are not as expected: all of them, in order.

    Raises:
        UnknownKey: the case says something that is not understood.
    """
    for arrival in seen.arrivals:
        yield from law_breaches(case, arrival, seen)
    if isinstance(expected, Mapping):
        expected = [expected]
    if expected in (None, False) or expected == []:
        yield from (f"it got {json.dumps(each.record)}" for each in seen.arrivals)
        return
    if expected and all(isinstance(one, str) for one in expected):
        found = [key for keys in seen.covered for key in keys]
        if sorted(found) != sorted(expected):
            yield f"its records cover {found}, expected {expected}"
        return
    arrivals = list(seen.arrivals)
    while len(arrivals) > len(expected) and not seen.covered[len(arrivals) - 1] and case.esm.get("TumblingWindowInSeconds"):
        arrivals.pop()  # the end of a window that nobody recorded (C84, C86)
    if len(expected) != len(arrivals):
        yield f"it got {len(seen.arrivals)} records, of {seen.covered}, expected {len(expected)}"
        return
    for one, arrival, covered in zip(expected, arrivals, seen.covered, strict=False):
        known("a record of the destination", one, {*_CONTEXT, *_INFO, *_TOP, *_OWN})
        yield from _one(one, arrival, covered, seen)


def _one(expected: Mapping[str, Any], arrival: Arrival, covered: Sequence[str], seen: Seen) -> Iterator[str]:
    record = arrival.record
    info_key = next((name for name in record if name.endswith("BatchInfo")), None)
    info = record.get(info_key, {})
    for name in ("records", "covers"):
        if name in expected and list(covered) != list(expected[name]):
            yield f"it covers {covered}, expected {expected[name]}"
    if expected.get("info_key", info_key) != info_key:
        yield f"it has {info_key}, expected {expected['info_key']}"
    for names, part in ((_CONTEXT, record["requestContext"]), (_INFO, {**record, **info}), (_TOP, record)):
        for name in names:
            if name in expected:
                yield from _field(name, expected[name], part)
    passed = (arrival.at - seen.start).total_seconds()
    if passed < expected.get("not_before_s", passed) or passed > expected.get("not_after_s", passed):
        yield f"it came after {passed:g} s"
    if abs(passed - expected.get("at_s", passed)) > TOLERANCE_S:
        yield f"it came after {passed:g} s, expected {expected['at_s']}"
    yield from _shape(expected, arrival, info)
    if not record["requestContext"]["functionArn"].endswith(expected.get("functionArn_suffix", "")):
        yield f"its functionArn is {record['requestContext']['functionArn']}"


def _field(name: str, expected: Any, part: Mapping[str, Any]) -> Iterator[str]:
    """Null says that there is none, or null of Kafka; and inside an object that there is null (C72, C56)."""
    if expected is None:
        if part.get(name) is not None:
            yield f"{name} is {part[name]}, expected none"
    elif name not in part:
        yield f"{name} is missing, expected {expected}"
    elif not _equal(expected, part[name]):
        yield f"{name} is {part[name]}, expected {expected}"


def _equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return all(name in actual and _equal(value, actual[name]) for name, value in expected.items())
    return fits(expected, actual)


def _shape(expected: Mapping[str, Any], arrival: Arrival, info: Mapping[str, Any]) -> Iterator[str]:
    record = arrival.record
    everything = {**info, **record["requestContext"], **record}
    yield from (f"{name} is there" for name in expected.get("absent_keys", ()) if name in everything)
    yield from (f"{name} is missing" for name in expected.get("has_keys", ()) if name not in everything)
    if "key_order" in expected and list(record) != list(expected["key_order"]):
        yield f"its keys are {list(record)}, expected {expected['key_order']}"
    if "has_payload" in expected and expected["has_payload"] != ("payload" in record):
        yield f"has_payload is {not expected['has_payload']}"
    if "payload_is_string" in expected and expected["payload_is_string"] != isinstance(record.get("payload"), str):
        yield f"payload_is_string is {not expected['payload_is_string']}"
    if not str(arrival.envelope.get("key", "")).startswith(expected.get("key_prefix", "")):
        yield f"the key is {arrival.envelope.get('key')}, expected {expected['key_prefix']}…"
    for name in ("count", "request_id_of_invocation"):
        if name in expected:
            raise UnknownKey(f"{name} of a record of the destination")


def law_breaches(case: SourceCase, arrival: Arrival, seen: Seen) -> Iterator[str]:
    """What no record may be, whatever its case says (C70-C76, D9)."""
    record = arrival.record
    if case.kind not in ("kinesis", "dynamodb"):
        return
    name = "KinesisBatchInfo" if case.kind == "kinesis" else "DDBStreamBatchInfo"
    if name not in record:
        yield f"a record without {name}: {list(record)}"
        return
    if list(record) != [each for each in _ORDER if each in record]:
        yield f"the keys {list(record)} are not in AWS's order, or not AWS's"
    context = record["requestContext"]
    if list(context) != ["requestId", "functionArn", "condition", "approximateInvokeCount"]:
        yield f"the keys of requestContext are {list(context)}"
    if record["version"] != "1.0" or not _STAMP.fullmatch(record["timestamp"]):
        yield f"version {record['version']!r}, timestamp {record['timestamp']!r}"
    response = record.get("responseContext", dict.fromkeys(_RESPONSE))
    if not isinstance(response, Mapping) or tuple(response) != _RESPONSE:
        yield f"responseContext is {record['responseContext']}"
    if context["condition"] == "RecordAgeExceeded" and "responseContext" in record:
        yield "it has a responseContext, although the record was too old"
    if "payload" in record and "key" not in arrival.envelope:
        yield "it has a payload, which only objects in buckets have"
    info = record[name]
    size = len(seen.covered[seen.arrivals.index(arrival)])
    if "batchSize" in info and size > info["batchSize"]:
        yield f"batchSize is {info['batchSize']}, and it covers {size} records"
