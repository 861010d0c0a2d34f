"""`S3`: notifications of a bucket of the template."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.sam.drafts import Draft
from pytest_lambda.templates.sam.events.event import Event
from pytest_lambda.templates.sam.intrinsics import ref, when
from pytest_lambda.templates.sam.invalid import invalid_resource, of_kind
from pytest_lambda.templates.sam.schema import TEXT, TEXT_OR_LIST, Kind, Schema

_SCHEMA = Schema(
    "S3", {"Bucket": TEXT, "Events": TEXT_OR_LIST, "Filter": Kind((dict,), (str, dict))}, ("Bucket", "Events")
)


def notification(event: Event) -> list[Draft]:
    """The permission; and the bucket's configuration, which waits for it."""
    event.check(_SCHEMA)
    name = _bucket(event)
    permission = event.permission("s3.amazonaws.com", SourceAccount=ref("AWS::AccountId"))
    bucket = event.work.to_change(name)
    _wait(bucket, permission, event)
    _add(bucket, event)
    return [permission]


def _bucket(event: Event) -> str:
    bucket = event.get("Bucket")
    name = bucket.value.get("Ref") if isinstance(bucket.value, dict) and "Ref" in bucket.value else None
    if name is not None and not isinstance(name, str):
        raise event.refusal(bucket, "'Ref' value in S3 events is not a valid string.")
    if name is None or name not in event.work.template.resources:
        raise event.refusal(bucket, "S3 events must reference an S3 bucket in the same template.")
    return name


def _wait(bucket: Draft, permission: Draft, event: Event) -> None:
    if event.target.condition is None:
        bucket.depends_on += [permission.logical_id] if permission.logical_id not in bucket.depends_on else []
        return
    # A resource that there may not be cannot be named in DependsOn: SAM's tag refers to it instead.
    tags = bucket.properties.get("Tags")
    if isinstance(tags, Place):
        of_kind(tags, "list", bucket.logical_id, "Tags")
        tags = list(tags.each())
    key = f"sam:ConditionalDependsOn:{permission.logical_id}"
    value = when(event.target.condition, ref(permission.logical_id), "no dependency")
    bucket.properties["Tags"] = [*(tags or []), {"Key": key, "Value": value}]


def _add(bucket: Draft, event: Event) -> None:
    config = _mapping(bucket, "NotificationConfiguration", bucket.properties)
    known = config.get("LambdaConfigurations")
    if isinstance(known, Place):
        if known.value is not None and not isinstance(known.value, list):
            raise invalid_resource(known, bucket.logical_id, "Invalid type for LambdaConfigurations. Must be a list.")
        known = list(known.each())
    entries: list[Any] = known or []
    for kind in _kinds(event.get("Events")):
        entry = _entry(event, kind)
        if plain(entry) not in [plain(each) for each in entries]:
            entries.append(entry)
    config["LambdaConfigurations"] = entries


def _mapping(bucket: Draft, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    found = properties.get(name)
    if isinstance(found, Place):
        if found.value is not None:
            of_kind(found, "map", bucket.logical_id, name)
        found = dict(found.items())
    properties[name] = found or {}
    made: dict[str, Any] = properties[name]
    return made


def _kinds(events: Place) -> list[Place]:
    return [events] if isinstance(events.value, str) else list(events.each())


def _entry(event: Event, kind: Place) -> Any:
    entry: dict[str, Any] = {"Function": event.target.arn, "Event": kind}
    if event.get("Filter").value is not None:
        entry["Filter"] = event.get("Filter")
    condition = event.target.condition
    return event.place.at(when(condition, entry) if condition is not None else entry)
