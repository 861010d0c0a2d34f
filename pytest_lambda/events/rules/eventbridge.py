"""The rules of EventBridge's events: of any source, of a schedule, of S3 (facts 2.6, 2.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.s3_event_names import DETAILS, EMPTY_ETAG
from pytest_lambda.events.judging.formats import arn_parts, is_iso_seconds, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.eventbridge import EventBridgeEvent, S3EventBridgeEvent, ScheduledEvent

_S3_TYPES = {detail.detail_type for detail in DETAILS.values()}
_ETAG = re.compile("[0-9a-f]{32}(-[1-9][0-9]{0,4})?")
_SEQUENCER = re.compile("[0-9A-Fa-f]{16,18}")
#: fields of `detail` that only some types have, and whether all events of the type have them
_ONLY = {
    "reason": {"Object Created": True, "Object Deleted": True},
    "deletion-type": {"Object Deleted": True},
    "restore-expiry-time": {"Object Restore Completed": True},
    "source-storage-class": {"Object Restore Initiated": False, "Object Restore Completed": True},
    "destination-storage-class": {"Object Storage Class Changed": True},
    "destination-access-tier": {"Object Access Tier Changed": True},
}


def _is_scheduled(event: Mapping[str, Any]) -> bool:
    return bool(event["source"] == "aws.events" and event["detail-type"] == "Scheduled Event")


def _is_s3(event: Mapping[str, Any]) -> bool:
    # what CloudTrail reports of S3 has the same source
    return bool(event["source"] == "aws.s3" and event["detail-type"] in _S3_TYPES)


def _is_other(event: Mapping[str, Any]) -> bool:
    return "detail-type" in event and "detail" in event and not _is_scheduled(event) and not _is_s3(event)


book = Rulebook("eventbridge", EventBridgeEvent, _is_other, shape_rule="E-shape")
scheduled_book = Rulebook("scheduled_event", ScheduledEvent, _is_scheduled, shape_rule="E-shape")
s3_book = Rulebook("s3_eventbridge", S3EventBridgeEvent, _is_s3, shape_rule="E-shape")
BOOKS = (book, scheduled_book, s3_book)


def _uuid(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["id"]):
        yield "id", f"is {event['id']!r}, expected a UUID"


def _account(event: Any) -> Iterator[Finding]:
    if not (len(event["account"]) == 12 and event["account"].isdecimal()):
        yield "account", f"is {event['account']!r}, expected 12 digits"


def _time(event: Any) -> Iterator[Finding]:
    if not is_iso_seconds(event["time"]):
        yield "time", f"is {event['time']!r}, expected a time such as '2026-01-31T12:00:00Z'"


def _arn(event: Any) -> Iterator[Finding]:
    for number, resource in enumerate(event["resources"]):
        arn = arn_parts(resource)
        if arn is None:
            continue
        if arn.region and arn.region != event["region"]:
            yield f"resources[{number}]", f"is {resource!r}, but the event's region is {event['region']!r}"
        if arn.account.isdecimal() and arn.account != event["account"]:
            yield f"resources[{number}]", f"is {resource!r}, but the event's account is {event['account']!r}"


def _named(event: Any) -> Iterator[Finding]:
    for name in ("source", "detail-type", "region"):
        if not event[name]:
            yield name, "is empty"


for each in BOOKS:
    each.rule("E-uuid", "`id` is a UUID.")(_uuid)
    each.rule("E-account", "`account` has 12 digits.")(_account)
    each.rule("E-time", "`time` is ISO with whole seconds and `Z`.")(_time)
    each.rule("E-arn", "ARNs in `resources` are of the event's region and account.")(_arn)
    each.rule("E-named", "`source`, `detail-type` and `region` are not empty.")(_named)


@scheduled_book.rule("E-schedule", "A schedule's event has one resource, the ARN of its rule.")
def _schedule(event: Any) -> Iterator[Finding]:
    resources = event["resources"]
    arn = arn_parts(resources[0]) if len(resources) == 1 else None
    if arn is None or arn.service != "events" or not arn.resource.startswith("rule/"):
        yield "resources", f"is {resources!r}, expected one ARN of a rule"


@scheduled_book.rule("E-type", "A schedule's event is of `aws.events` and a `Scheduled Event`.")
def _type(event: Any) -> Iterator[Finding]:
    for name, wanted in (("source", "aws.events"), ("detail-type", "Scheduled Event")):
        if event[name] != wanted:
            yield name, f"is {event[name]!r}, expected {wanted!r}"


@s3_book.rule("E-s3-bucket", "The one resource is the bucket's ARN: `arn:<partition>:s3:::<name>`.")
def _bucket(event: Any) -> Iterator[Finding]:
    name, resources = event["detail"]["bucket"]["name"], event["resources"]
    if len(resources) != 1 or re.fullmatch(r"arn:aws[a-z-]*:s3:::" + re.escape(name), resources[0]) is None:
        yield "resources", f"is {resources!r}, expected ['arn:<partition>:s3:::{name}']"


@s3_book.rule("E-s3-type", "`source` is `aws.s3`, and `detail-type` one that S3 has.")
def _s3_type(event: Any) -> Iterator[Finding]:
    if event["source"] != "aws.s3":
        yield "source", f"is {event['source']!r}, expected 'aws.s3'"
    if event["detail-type"] not in _S3_TYPES:
        yield "detail-type", f"is {event['detail-type']!r}, expected one of {', '.join(sorted(_S3_TYPES))}"


@s3_book.rule("E-s3-detail", "`detail` has the fields that belong to its type, and no others.")
def _detail(event: Any) -> Iterator[Finding]:
    kind, detail = event["detail-type"], event["detail"]
    for name, types in _ONLY.items():
        if types.get(kind) and name not in detail:
            yield f"detail.{name}", f"is missing: events of {kind!r} have it"
        if name in detail and kind not in types:
            yield f"detail.{name}", f"is there, but events of {kind!r} do not have it"


@s3_book.rule("E-s3-object", "The object has size, etag and sequencer as the type of event says.")
def _object(event: Any) -> Iterator[Finding]:
    kind, there = event["detail-type"], event["detail"]["object"]
    if kind == "Object Created":
        for name in ("size", "etag", "sequencer"):
            if name not in there:
                yield f"detail.object.{name}", f"is missing: events of {kind!r} have it"
    if kind == "Object Deleted" and "size" in there:
        yield "detail.object.size", "is there, but an object that is deleted has none"
    if event["detail"].get("deletion-type") == "Delete Marker Created" and "version-id" not in there:
        yield "detail.object.version-id", "is missing: delete markers only exist in buckets with versions"
    if "etag" in there and not _ETAG.fullmatch(there["etag"]):
        yield (
            "detail.object.etag",
            f"is {there['etag']!r}, expected 32 hexadecimal digits, perhaps with '-' and a number",
        )
    elif there.get("etag") == EMPTY_ETAG and there.get("size", 0) != 0:
        yield "detail.object.etag", f"is the MD5 of nothing, but size is {there['size']}"
    if "sequencer" in there and not _SEQUENCER.fullmatch(there["sequencer"]):
        yield "detail.object.sequencer", f"is {there['sequencer']!r}, expected 16 to 18 hexadecimal digits"
