"""What has happened to an object of a bucket, as S3 tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.events.builders.s3 import s3
from pytest_lambda.events.builders.s3_eventbridge import s3_eventbridge
from pytest_lambda.events.building.notations import iso_milliseconds, iso_seconds
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.building.s3_event_names import DETAILS, KINDS
from pytest_lambda.world import World


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of one object.

    Attributes:
        event_name: `ObjectCreated:Put` and so on, as in records.
        key: of the object.
        size: in bytes; None where there is no content.
        etag: in hexadecimal digits, for an upload in parts with their number behind it; None as `size`.
        version_id: None if the bucket has no versions, or has them suspended.
        sequencer: sorts the changes of an object.
        storage_class: of an object that is restored.
        expiry: until when it is restored, in seconds since 1970.
    """

    event_name: str
    key: str
    size: int | None = None
    etag: str | None = None
    version_id: str | None = None
    sequencer: str | None = None
    storage_class: str = "GLACIER"
    expiry: float | None = None

    def record(self, bucket: str, configuration_id: str, epoch: float, world: World) -> dict[str, Any]:
        """The event for functions, queues and topics.

        Args:
            bucket: its name.
            configuration_id: of the notification.
            epoch: when it happened, in seconds since 1970.
            world: with ids of its own for what happened.
        """
        entity = self._fields(KINDS[self.event_name].object_fields, "eTag", "versionId")
        event = s3(
            self.key,
            bucket=bucket,
            event_name=self.event_name,
            size=self.size,
            version_id=self.version_id,
            time=epoch,
            world=world,
            s3={"configurationId": configuration_id, "object": entity},
            **self._restored(),
        )
        return {**event}

    def detail(self, bucket: str, epoch: float, world: World) -> dict[str, Any] | None:
        """The event for EventBridge, which is not told of everything; see `record`."""
        found = DETAILS.get(self.event_name)
        if found is None:
            return None
        event = s3_eventbridge(
            self.key,
            bucket=bucket,
            event_name=self.event_name,
            size=self.size,
            version_id=self.version_id,
            time=epoch,
            world=world,
            detail={"object": self._fields(found.object_fields, "etag", "version-id"), **self._archive(found.more)},
        )
        return {**event}

    def _restored(self) -> dict[str, Any]:
        if self.expiry is None:
            return {}
        said = {
            "lifecycleRestorationExpiryTime": iso_milliseconds(self.expiry),
            "lifecycleRestoreStorageClass": self.storage_class,
        }
        return {"glacierEventData": {"restoreEventData": said}}

    def _archive(self, there: Mapping[str, str]) -> dict[str, str]:
        said = {"source-storage-class": self.storage_class}
        if self.expiry is not None:
            said["restore-expiry-time"] = iso_seconds(self.expiry)
        return {name: value for name, value in said.items() if name in there}

    def _fields(self, there: frozenset[str], etag: str, version: str) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if etag in there and self.etag is not None:
            fields[etag] = self.etag
        if "sequencer" in there and self.sequencer is not None:
            fields["sequencer"] = self.sequencer
        if self.version_id is None:
            fields[version] = ABSENT
        return fields
