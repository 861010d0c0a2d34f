"""What a case says about the records of one invocation."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .async_expectations import fits

if TYPE_CHECKING:
    from .source_replay import Invocation

#: of a record, or of a part of it
FIELDS = (
    "eventName", "eventSource", "eventSourceARN", "eventVersion", "eventID", "awsRegion", "userIdentity",
    "invokeIdentityArn", "NewImage", "OldImage", "Keys", "StreamViewType", "SizeBytes", "SequenceNumber",
    "ApproximateCreationDateTime", "partitionKey", "kinesisSchemaVersion", "encryptionType", "sequenceNumber", "messageId",
    "md5OfBody", "md5OfMessageAttributes", "MessageGroupId", "MessageDeduplicationId", "AWSTraceHeader", "SenderId",
    "DeadLetterQueueSourceArn", "topic", "partition", "offset", "timestampType", "redelivered", "messageType",
)  # fmt: skip
#: parts of a record that have their own keys
_PARTS = ("attributes", "kinesis", "dynamodb", "basicProperties")
#: stands for a value that is not there
ABSENT = object()


def record_mismatches(expected: Mapping[str, Any], actual: Invocation) -> Iterator[str]:
    """Where the records are not as expected."""
    for name, value in expected.items():
        if name in RECORD_CHECKS:
            yield from RECORD_CHECKS[name](value, actual)
        elif is_test(name):
            field, _, test = name.partition("_")
            yield from RECORD_CHECKS[field]({test: value}, actual)


def is_test(name: str) -> bool:
    """Whether a name is that of a field with a test of its value, as in `eventSourceARN_suffix`."""
    field, _, test = name.partition("_")
    return field in FIELDS and test in ("suffix", "prefix", "contains", "matches", "starts_with", "ends_with", "min", "max")


def _counts(expected: Mapping[str, Any], actual: Invocation) -> Iterator[str]:
    found = dict(zip(actual.keys, (int(value_at(each, "ApproximateReceiveCount")) for each in actual.records), strict=True))
    for key, count in expected.items():
        if not fits(count, found.get(key)):
            yield f"the receive count of {key} is {found.get(key)}, expected {count}"


def _bodies(expected: Mapping[str, Any], actual: Invocation) -> Iterator[str]:
    found = dict(zip(actual.keys, (each.get("body") for each in actual.records), strict=True))
    for key, body in expected.items():
        if found.get(key) != body:
            yield f"the body of {key} is {found.get(key)!r}, expected {body!r}"


def _data(expected: Mapping[str, Any], actual: Invocation) -> Iterator[str]:
    found = {key: _decoded(record) for key, record in zip(actual.keys, actual.records, strict=True)}
    for key, data in expected.items():
        if found.get(key) != (data if isinstance(data, bytes) else str(data).encode()):
            yield f"the data of {key} is {found.get(key)!r}, expected {data!r}"


def _decoded(record: Mapping[str, Any]) -> bytes | None:
    data = next((value_at(record, name) for name in ("data", "value") if value_at(record, name) is not ABSENT), None)
    try:
        return None if data is None else base64.b64decode(data, validate=True)
    except binascii.Error:
        return None


def _base64(expected: bool, actual: Invocation) -> Iterator[str]:
    for key, record in zip(actual.keys, actual.records, strict=True):
        if (_decoded(record) is not None) != expected:
            yield f"data_is_base64 of {key} is {not expected}"


def _message_attributes(expected: Mapping[str, Any], actual: Invocation) -> Iterator[str]:
    """To the last key: what is absent matters (A83)."""
    for key, record in zip(actual.keys, actual.records, strict=True):
        wanted = expected.get(key, {}) if set(expected) & set(actual.keys) else expected
        if record["messageAttributes"] != wanted:
            yield f"the message attributes of {key} are {record['messageAttributes']}, expected {wanted}"


def _each(test: Callable[[Any, Mapping[str, Any]], str | None]) -> Callable[[Any, Invocation], Iterator[str]]:
    """A check of every record."""

    def check(expected: Any, actual: Invocation) -> Iterator[str]:
        for key, record in zip(actual.keys, actual.records, strict=True):
            text = test(expected, record)
            if text is not None:
                yield f"{key}: {text}"

    return check


def _present(expected: Sequence[str], record: Mapping[str, Any]) -> str | None:
    missing = [name for name in expected if value_at(record, name) is ABSENT]
    return f"{missing} missing" if missing else None


def _absent(expected: Sequence[str], record: Mapping[str, Any]) -> str | None:
    found = [name for name in expected if value_at(record, name) is not ABSENT]
    return f"{found} there" if found else None


def _keys_of(part: str | None) -> Callable[[Sequence[str], Mapping[str, Any]], str | None]:
    def test(expected: Sequence[str], record: Mapping[str, Any]) -> str | None:
        found = sorted(record if part is None else record.get(part, {}))
        return None if found == sorted(expected) else f"the keys of {part or 'the record'} are {found}"

    return test


def _is(name: str) -> Callable[[Any, Mapping[str, Any]], str | None]:
    def test(expected: Any, record: Mapping[str, Any]) -> str | None:
        found = value_at(record, name)
        if expected in ("absent", "null", "present"):
            states = {"absent": found is ABSENT, "null": found is None, "present": found not in (ABSENT, None)}
            return None if states[expected] else f"{name} is not {expected}"
        if found is ABSENT:
            return None if expected is None else f"{name} is missing"
        return None if fits(expected, found) else f"{name} is {found!r}, expected {expected!r}"

    return test


def _attributes(expected: Mapping[str, Any], record: Mapping[str, Any]) -> str | None:
    return None if fits(expected, record["attributes"]) else f"the attributes are {record['attributes']}, expected {expected}"


def _number(expected: Any, actual: Invocation) -> Iterator[str]:
    if not fits(expected, len(actual.records)):
        yield f"it has {len(actual.records)} records, expected {expected}"


def value_at(record: Mapping[str, Any], name: str) -> Any:
    """A value of the record, or of a part of it."""
    if name in record:
        return record[name]
    for part in _PARTS:
        inner = record.get(part)
        if isinstance(inner, Mapping) and name in inner:
            return inner[name]
    return ABSENT


RECORD_CHECKS: Mapping[str, Callable[[Any, Invocation], Iterator[str]]] = {
    "receive_counts": _counts,
    "bodies": _bodies,
    "data": _data,
    "data_is_base64": _base64,
    "message_attributes": _message_attributes,
    "records_count": _number,
    "attributes": _each(_attributes),
    "attributes_present": _each(_present),
    "attributes_absent": _each(_absent),
    "has": _each(_present),
    "lacks": _each(_absent),
    "record_keys": _each(_keys_of(None)),
    "kinesis_keys": _each(_keys_of("kinesis")),
    "dynamodb_keys": _each(_keys_of("dynamodb")),
    "attribute_keys": _each(_keys_of("attributes")),
    **{name: _each(_is(name)) for name in FIELDS},
}  # fmt: skip
