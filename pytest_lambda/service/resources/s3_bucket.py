"""An S3 bucket."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from pytest_lambda.events.builders.s3 import s3_test_event
from pytest_lambda.events.builders.s3_objects import checked_key, new_version_id, sequencer_of
from pytest_lambda.events.building.contents import data, json_text
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.deliveries import Deliveries
from pytest_lambda.service.resources.endpoints import (
    Checked,
    Endpoint,
    Undelivered,
    arn_of,
    checked_endpoint,
    hand_over,
    world_of,
)
from pytest_lambda.service.resources.moments import microseconds, moment
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.s3_happening import Happening
from pytest_lambda.service.resources.s3_notifications import (
    CREATED,
    MARKED,
    REMOVED,
    Notification,
    check_overlap,
    checked_names,
)
from pytest_lambda.world import Ids

if TYPE_CHECKING:
    from pytest_lambda.service.resources.event_bus import EventBus

#: of what buckets publish to topics
_SUBJECT = "Amazon S3 Notification"

_NAME = re.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class S3Object:
    """An object of a bucket.

    Attributes:
        key: its name.
        body: its content.
        etag: the MD5 of the content, in hexadecimal digits.
        metadata: of the user's own.
        last_modified: when it was put, in UTC.
        version_id: None if the bucket had no versions then.
    """

    key: str
    body: bytes
    etag: str
    metadata: Mapping[str, str] = field(compare=False)
    last_modified: datetime
    version_id: str | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.body)

    @property
    def text(self) -> str:
        """The content as UTF-8 text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The content, decoded."""
        return json.loads(self.body)


class Keeper(Protocol):
    """Who keeps the same objects elsewhere, and gives versions their ids."""

    def put(self, made: S3Object) -> str | None:
        """An object is put: the id of its version, if it is one."""
        ...

    def delete(self, key: str) -> str | None:
        """An object is deleted: the id of the delete marker, if one was put."""
        ...


class S3Bucket(Deliveries):
    """A bucket.

    Args:
        name: 3 to 63 lower-case letters, digits, `-` and `.`.
        platform: what the bucket is part of.
        versioning: whether each change makes another version; only the latest one can be read.

    Attributes:
        name, arn: of the bucket.
        versioning: see above.
        keeper: who keeps the same objects, if somebody does.

    Raises:
        RequestRefused: S3 would refuse the name.
    """

    def __init__(self, name: str, *, platform: Platform, versioning: bool = False) -> None:
        super().__init__()
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise RequestRefused(
                "InvalidBucketName",
                "The specified bucket is not valid.",
                f"name is {name!r}: expected 3 to 63 lower-case letters, digits, - and dots.",
            )
        self.name = name
        self.arn: str = f"arn:{platform.world.partition}:s3:::{name}"
        self.versioning = versioning
        self.keeper: Keeper | None = None
        self._platform = platform
        self._objects: dict[str, S3Object] = {}
        self._notifications: list[Notification] = []
        self._event_bus: EventBus | None = None
        self._changes = 0
        self._tests = 0
        #: when the last one was, and how many others were at that moment
        self._at, self._at_once = 0.0, 0
        self._undelivered: list[Undelivered] = []

    def __repr__(self) -> str:
        return f"<S3Bucket {self.name}: {len(self._objects)} objects>"

    @property
    def objects(self) -> Mapping[str, S3Object]:
        """The objects by their keys."""
        return MappingProxyType(self._objects)

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """Notifications that could not be handed over."""
        return tuple(self._undelivered)

    def put_object(self, key: str, body: object = b"", *, metadata: Mapping[str, str] | None = None) -> S3Object:
        """Put an object in place of what was there.

        Args:
            key: 1 to 1,024 bytes.
            body: bytes, text, or an object for compact JSON.
            metadata: of the user's own.

        Raises:
            EventError: the key or the body is of a kind that cannot be put.
        """
        return self._put(key, body, metadata, self._platform.trace_header())

    def get_object(self, key: str) -> S3Object:
        """The object of a key.

        Raises:
            RequestRefused: there is none: `NoSuchKey`.
        """
        if key not in self._objects:
            raise RequestRefused(
                "NoSuchKey", "The specified key does not exist.", f"The bucket {self.name} has no object {key!r}."
            )
        return self._objects[key]

    def delete_object(self, key: str) -> None:
        """Delete an object; if there is none, nothing happens, or with versions there is a delete marker."""
        gone = self._objects.pop(key, None)
        marker = None if self.keeper is None else self.keeper.delete(key)
        if self.keeper is None:  # or no longer
            marker = self._new_version()
        if marker is not None:
            self.happened(Happening(MARKED, key, version_id=marker), trace_header=self._platform.trace_header())
        elif gone is not None:
            self.happened(Happening(REMOVED, key), trace_header=self._platform.trace_header())

    def state(self, key: str, latest: S3Object | None) -> None:
        """What is in the bucket under a key, where somebody else has changed it. Nobody is told.

        Args:
            key: of the object.
            latest: None if there is none any more.
        """
        if latest is None:
            self._objects.pop(key, None)
        else:
            self._objects[key] = latest

    def ids_for(self, *parts: object) -> Ids:
        """A source of ids that belong to this bucket, for what the Lambda service puts."""
        return self._platform.world.ids_for(self.arn, *parts)

    def notify(
        self,
        endpoint: Endpoint,
        *,
        events: Iterable[str] = ("s3:ObjectCreated:*",),
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        """Let a function, a queue or a topic know what happens from now on.

        A queue or a topic that was not told of anything so far gets S3's test event at once; see `test`.

        Args:
            endpoint: a function, its ARN, a queue, or a topic.
            events: `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, `s3:ObjectRemoved:*` and so on. Those of tags, access
                control lists, copies, uploads in parts and restores come from buckets that are in moto, too.
            prefix: what keys begin with.
            suffix: what keys end with.

        Raises:
            RequestRefused: S3 would refuse that.
            NotSimulated: the target or an event is of another kind.
        """
        checked = checked_endpoint(endpoint, "S3", self._platform)
        number = len(self._notifications)
        identity = self._platform.world.ids_for("notification", self.arn, number).uuid()
        made = Notification(identity, checked, checked_names(events), prefix, suffix)
        check_overlap(made, self._notifications)
        known = {arn_of(each.endpoint) for each in self._notifications}
        self._notifications.append(made)
        if arn_of(checked) not in known:
            self.test([checked])

    def test(self, endpoints: Iterable[Checked]) -> None:
        """Send the test event, `s3:TestEvent`, which queues and topics get when notifications are configured.

        Args:
            endpoints: of the notifications; each gets it once, functions do not.

        Source: Amazon S3 User Guide, Event message structure.
        """
        for endpoint in {arn_of(each): each for each in endpoints}.values():
            if not isinstance(endpoint, str):
                self._tests += 1
                world = world_of(self._platform.world, "test event", self.arn, self._tests)
                event = s3_test_event(bucket=self.name, time=self._platform.epoch(), world=world)
                self.tell(endpoint, {**event}, trace_header=self._platform.trace_header())

    def put_notification_configuration(self, notifications: Sequence[Notification], bus: EventBus | None) -> None:
        """Tell others than before what happens from now on.

        Args:
            notifications: all of them.
            bus: the account's default bus, if EventBridge is to be told.
        """
        self._notifications = list(notifications)
        self._event_bus = bus

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """Who is told what; EventBridge is not among them."""
        return tuple(self._notifications)

    @property
    def event_bus(self) -> EventBus | None:
        """The bus that is told of everything, if one is."""
        return self._event_bus

    def notify_event_bridge(self, bus: EventBus) -> None:
        """Put an event on the account's default bus for whatever happens from now on.

        Args:
            bus: what `event_bus()` returned.

        Source: Amazon S3 User Guide, Using EventBridge.
        """
        self._event_bus = bus

    def deliver(self, record: object, *, key: str, trace_header: str | None = None) -> S3Object:
        """What the Lambda service puts: the record of a destination (E29).

        Args:
            record: an object for compact JSON.
            key: of the new object.
            trace_header: of the invocation behind it.

        Raises:
            DeliveryRefused: the bucket does not take it.
        """
        self.check_delivery(f"The bucket {self.name}")
        try:
            return self._put(key, record, None, trace_header)
        except RequestRefused as refused:
            raise DeliveryRefused(refused.code, refused.message, refused.hint) from refused

    def _put(self, key: str, body: object, metadata: Mapping[str, str] | None, trace_header: str | None) -> S3Object:
        content = data(body, "the body of an object")
        made = S3Object(
            checked_key(key),
            content,
            hashlib.md5(content, usedforsecurity=False).hexdigest(),
            MappingProxyType(dict(metadata or {})),
            moment(microseconds(self._platform.epoch())),
        )
        version = None if self.keeper is None else self.keeper.put(made)
        if self.keeper is None:  # or no longer
            version = self._new_version()
        if version is not None:
            made = replace(made, version_id=version)
        self._objects[key] = made
        self.happened(Happening(CREATED, key, made.size, made.etag, version), trace_header=trace_header)
        return made

    def happened(self, happening: Happening, *, trace_header: str | None) -> None:
        """Tell whoever wants to know.

        Args:
            happening: what has happened.
            trace_header: of the invocation behind it.
        """
        self._changes += 1
        epoch = self._platform.epoch()
        happening = replace(happening, sequencer=self._sequencer(epoch))
        self._tell_event_bridge(happening, epoch, trace_header)
        for notification in self._notifications:
            if not notification.wants(happening.event_name, happening.key):
                continue
            world = world_of(self._platform.world, self.arn, self._changes)
            event = happening.record(self.name, notification.identity, epoch, world)
            self.tell(notification.endpoint, event, trace_header=trace_header)

    def tell(self, endpoint: Checked, event: Mapping[str, Any], *, trace_header: str | None = None) -> None:
        """Hand an event over; what cannot be is `undelivered`.

        Args:
            endpoint: a queue, a topic, or the ARN of a function.
            event: of S3.
            trace_header: of the invocation behind it.
        """
        payload = json_text(event, "the event")
        lost = hand_over(self._platform, endpoint, payload, source="s3", trace_header=trace_header, subject=_SUBJECT)
        if lost is not None:
            self._undelivered.append(lost)

    def _sequencer(self, epoch: float) -> str:
        """Sorts behind those before, also at the same moment."""
        self._at, self._at_once = epoch, self._at_once + 1 if epoch == self._at else 0
        return sequencer_of(epoch, self._at_once, self._platform.world.ids_for("sequencer", self.arn, self._changes))

    def _new_version(self) -> str | None:
        if not self.versioning:
            return None
        return new_version_id(self._platform.world.ids_for("version", self.arn, self._changes))

    def _tell_event_bridge(self, happening: Happening, epoch: float, trace_header: str | None) -> None:
        if self._event_bus is None:
            return
        event = happening.detail(self.name, epoch, world_of(self._platform.world, self.arn, self._changes))
        if event is not None:
            self._event_bus.deliver(
                event["detail"],
                source="aws.s3",
                detail_type=event["detail-type"],
                resources=event["resources"],
                trace_header=trace_header,
            )
