"""The rules of S3's notifications (facts 2.6)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.s3_event_names import EMPTY_ETAG, KINDS
from pytest_lambda.events.judging.formats import is_iso_milliseconds
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.s3 import S3Event, S3TestEvent

_ETAG = re.compile("[0-9a-f]{32}(-[1-9][0-9]{0,4})?")
_SEQUENCER = re.compile("[0-9A-F]{16,18}")
_VERSION = re.compile(r"2\.(\d+)")
_EXTRAS = {kind.extra for kind in KINDS.values() if kind.extra is not None}


def _recognises(event: Mapping[str, Any]) -> bool:
    return bool(event["Records"][0]["eventSource"] == "aws:s3")


book = Rulebook("s3", S3Event, _recognises, shape_rule="S-shape")
test_book = Rulebook("s3_test_event", S3TestEvent, lambda event: event["Event"] == "s3:TestEvent", shape_rule="S-shape")
BOOKS = (book, test_book)


@book.record_rule("S-name", "`eventName` is one of S3's, without the prefix `s3:`.")
def _name(record: Any) -> Iterator[Finding]:
    name = record["eventName"]
    if name.startswith("s3:"):
        yield "eventName", f"is {name!r}; S3 sends it without the prefix 's3:'"
    elif name not in KINDS:
        yield "eventName", f"is {name!r}, which S3 does not have.{nearest(name, KINDS)}"


@book.record_rule("S-version", "`eventVersion` is 2.x, and not older than the kind of event.")
def _version(record: Any) -> Iterator[Finding]:
    found = _VERSION.fullmatch(record["eventVersion"])
    kind = KINDS.get(record["eventName"])
    # 2.0 was once sent for what is 2.1 today
    least = kind.version if kind is not None and kind.version != "2.1" else "2.0"
    if found is None or int(found[1]) < int(least[2:]):
        yield "eventVersion", f"is {record['eventVersion']!r}, expected {least!r} or a later 2.x"


@book.record_rule("S-object", "`s3.object` has the fields that belong to the event's name, and no others.")
def _object(record: Any) -> Iterator[Finding]:
    kind = KINDS.get(record["eventName"])
    if kind is None:
        return
    there = record["s3"]["object"]
    wanted = kind.object_fields if kind.recorded else frozenset[str]()
    for name in sorted(wanted - there.keys()):
        yield f"s3.object.{name}", f"is missing: events of {record['eventName']} have it"
    for name in sorted(kind.never & there.keys()):
        yield f"s3.object.{name}", f"is there, but events of {record['eventName']} do not have it"
    if kind.versioned and "versionId" not in there:
        yield "s3.object.versionId", f"is missing: {record['eventName']} only happens in buckets with versions"


@book.record_rule("S-extra", "What belongs to one kind of event is there, and is nowhere else.")
def _extra(record: Any) -> Iterator[Finding]:
    kind = KINDS.get(record["eventName"])
    if kind is None:
        return
    if kind.extra is not None and kind.extra not in record:
        yield kind.extra, f"is missing: events of {record['eventName']} have it"
    for name in sorted((_EXTRAS & record.keys()) - {kind.extra}):
        yield name, f"is there, but events of {record['eventName']} do not have it"


@book.record_rule("S-key", "The key is in form encoding: a space is `+`, a `+` is `%2B`, `/` stays.")
def _key(record: Any) -> Iterator[Finding]:
    key = record["s3"]["object"]["key"]
    expected = quote_plus(unquote_plus(key), "/*")
    # whether S3 encodes `*` and `~` is not known
    if key.replace("%2A", "*").replace("%7E", "~") != expected:
        yield "s3.object.key", f"is {key!r}, expected {expected!r}"
    elif not 1 <= len(unquote_plus(key).encode()) <= 1024:
        yield "s3.object.key", "has not 1 to 1,024 bytes"


@book.record_rule(
    "S-etag", "The eTag is an MD5, of multipart uploads with the number of parts; that of nothing means size 0."
)
def _etag(record: Any) -> Iterator[Finding]:
    there = record["s3"]["object"]
    etag = there.get("eTag")
    if etag is None:
        return
    kind = KINDS.get(record["eventName"])
    found = _ETAG.fullmatch(etag)
    if found is None:
        yield "s3.object.eTag", f"is {etag!r}, expected 32 hexadecimal digits, perhaps with '-' and a number of parts"
    elif kind is not None and kind.multipart is not None and kind.multipart != bool(found[1]):
        wanted = "ends with '-' and the number of parts" if kind.multipart else "has no number of parts"
        yield "s3.object.eTag", f"is {etag!r}; that of {record['eventName']} {wanted}"
    elif etag == EMPTY_ETAG and there.get("size", 0) != 0:
        yield "s3.object.eTag", f"is the MD5 of nothing, but size is {there['size']}"


@book.record_rule("S-size", "The size is not negative.")
def _size(record: Any) -> Iterator[Finding]:
    if record["s3"]["object"].get("size", 0) < 0:
        yield "s3.object.size", f"is {record['s3']['object']['size']}"


@book.record_rule("S-arn", "The bucket's ARN names the bucket: `arn:<partition>:s3:::<name>`.")
def _arn(record: Any) -> Iterator[Finding]:
    bucket = record["s3"]["bucket"]
    parts = bucket["arn"].split(":")
    if len(parts) != 6 or not parts[1].startswith("aws") or parts[2:5] != ["s3", "", ""] or parts[5] != bucket["name"]:
        yield "s3.bucket.arn", f"is {bucket['arn']!r}, expected 'arn:<partition>:s3:::{bucket['name']}'"


@book.record_rule("S-time", "`eventTime` is ISO with milliseconds and `Z`.")
def _time(record: Any) -> Iterator[Finding]:
    if not is_iso_milliseconds(record["eventTime"]):
        yield "eventTime", f"is {record['eventTime']!r}, expected a time such as '2026-01-31T12:00:00.000Z'"


@book.record_rule("S-sequencer", "A sequencer is 16 to 18 upper-case hexadecimal digits.")
def _sequencer(record: Any) -> Iterator[Finding]:
    sequencer = record["s3"]["object"].get("sequencer")
    if sequencer is not None and not _SEQUENCER.fullmatch(sequencer):
        yield "s3.object.sequencer", f"is {sequencer!r}, expected 16 to 18 upper-case hexadecimal digits"


@book.record_rule("S-source-ip", "The source is one IP address, or a service of AWS.")
def _source(record: Any) -> Iterator[Finding]:
    source = record["requestParameters"]["sourceIPAddress"]
    if source.endswith((".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu")):
        return
    try:
        ipaddress.ip_address(source)
    except ValueError:
        yield (
            "requestParameters.sourceIPAddress",
            f"is {source!r}, expected an IP address or a service such as 's3.amazonaws.com'",
        )


@book.rule("S-batch", "There is a record.")
def _batch(event: Any) -> Iterator[Finding]:
    if not event["Records"]:
        yield "Records", "is empty: S3 does not send a notification of nothing"


@test_book.rule("S-time", "`Time` is ISO with milliseconds and `Z`.")
def _test_time(event: Any) -> Iterator[Finding]:
    if not is_iso_milliseconds(event["Time"]):
        yield "Time", f"is {event['Time']!r}, expected a time such as '2026-01-31T12:00:00.000Z'"
