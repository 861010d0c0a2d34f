"""The S3 buckets of moto, in one account and region.

Read are, of `moto.s3.models`: the backend's `buckets`, and of a bucket `name`, `region_name`, `versioning_status`,
`notification_configuration` and `keys.getlist()`; of an object `name`, `value`, `size`, `etag`, `version_id`,
`metadata`, `last_modified`, `acl`, `storage_class` and `_expiry`. All else is asked for in requests, as a client would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from pytest_lambda.boto import mock
from pytest_lambda.boto.storage.moto_resources import MotoResources
from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.service.resources.s3_bucket import S3Object
from pytest_lambda.world import World

_META = "x-amz-meta-"
_KINDS = (("queue", "Queue"), ("topic", "Topic"), ("cloud_function", "CloudFunction"))
_NO_VERSION = ("null", "None", "")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object, or a delete marker.

    Args:
        id: of the version; None for the one that there is without versions.
        marker: whether it is a delete marker.
        entity: moto's object.
    """

    id: str | None
    marker: bool
    entity: Any


@dataclass(frozen=True, slots=True)
class Configured:
    """One notification of a bucket.

    Args:
        id: of the configuration.
        arn: of the target.
        events: names with `s3:` before them.
        prefix, suffix: of keys.
    """

    id: str
    arn: str
    events: tuple[str, ...]
    prefix: str
    suffix: str


class MotoBuckets(MotoResources):
    """The buckets of one account and region in the mock that is active.

    Args:
        world: says which.
    """

    def __init__(self, world: World) -> None:
        super().__init__("s3", world, everywhere=True, kept="buckets of S3")

    def names(self) -> list[str]:
        """Of all buckets of the region."""
        with self._known():
            return [each.name for each in self.generation().buckets.values() if each.region_name == self._world.region]

    def has(self, name: str) -> bool:
        """Whether there is such a bucket, in whatever region."""
        with self._known():
            return name in self.generation().buckets

    def has_versions(self, name: str) -> bool:
        """Whether each change makes another version now."""
        return self.versioning(name) == "Enabled"

    def versioning(self, name: str) -> str | None:
        """`Enabled`, `Suspended`, or None."""
        with self._known():
            status: str | None = self.generation().buckets[name].versioning_status
            return status

    def versions(self, name: str, key: str) -> tuple[Version, ...]:
        """All that there is under a key, oldest first."""
        with self._known():
            bucket = self.generation().buckets.get(name)
            found = [] if bucket is None else bucket.keys.getlist(key, [])
            return tuple(_version(each) for each in found)

    def keys(self, name: str) -> list[str]:
        """Of all objects."""
        with self._known():
            return list(self.generation().buckets[name].keys)

    def latest(self, name: str, key: str) -> S3Object | None:
        """What a client gets for a key."""
        versions = self.versions(name, key)
        if not versions or versions[-1].marker:
            return None
        with self._known():
            entity = versions[-1].entity
            given = {str(header).lower(): str(value) for header, value in entity.metadata.items()}
            own = {header.removeprefix(_META): value for header, value in given.items() if header.startswith(_META)}
            return S3Object(
                key,
                entity.value,
                entity.etag.strip('"'),
                MappingProxyType(own),
                _aware(entity.last_modified),
                versions[-1].id if self.has_versions(name) else None,
            )

    def configuration(self, name: str) -> Any:
        """What is another object after each change of the notifications; None if there are none."""
        with self._known():
            return self.generation().buckets[name].notification_configuration

    def notifications(self, name: str) -> list[tuple[str, Configured]]:
        """The notifications, each with the kind of its target: `queue`, `topic` or `cloud_function`."""
        found = self.configuration(name)
        if found is None:
            return []
        with self._known():
            return [(kind, _configured(each)) for kind, _ in _KINDS for each in getattr(found, kind)]

    def tells_event_bridge(self, name: str) -> bool:
        """Whether EventBridge is told of everything."""
        with self._known():
            return getattr(self.configuration(name), "event_bridge", None) is not None

    def make(self, name: str, *, versioning: bool) -> None:
        """Make a bucket."""
        region = self._world.region
        body = b""
        if region != "us-east-1":
            made = Element("CreateBucketConfiguration", xmlns=_NAMESPACE)
            SubElement(made, "LocationConstraint").text = region
            body = tostring(made)
        self._ask("PUT", name, body=body)
        if versioning:
            made = Element("VersioningConfiguration", xmlns=_NAMESPACE)
            SubElement(made, "Status").text = "Enabled"
            self._ask("PUT", name, query="versioning", body=tostring(made))

    def configure(self, name: str, notifications: Sequence[tuple[str, Configured]], *, event_bridge: bool) -> None:
        """Replace the notifications."""
        made = Element("NotificationConfiguration", xmlns=_NAMESPACE)
        names = dict(_KINDS)
        for kind, each in notifications:
            one = SubElement(made, f"{names[kind]}Configuration")
            SubElement(one, "Id").text = each.id
            SubElement(one, names[kind]).text = each.arn
            for event in each.events:
                SubElement(one, "Event").text = event
            if each.prefix or each.suffix:
                _add_filter(SubElement(SubElement(one, "Filter"), "S3Key"), each)
        if event_bridge:
            SubElement(made, "EventBridgeConfiguration")
        self._ask("PUT", name, query="notification", body=tostring(made))

    def put(self, name: str, made: S3Object) -> None:
        """Put an object."""
        headers = {f"{_META}{header}": value for header, value in made.metadata.items()}
        self._ask("PUT", name, made.key, body=made.body, headers=headers)

    def delete(self, name: str, key: str, version_id: str | None = None) -> None:
        """Delete an object, or one version of it."""
        query = "" if version_id is None else f"versionId={quote(version_id)}"
        self._ask("DELETE", name, key, query=query, fine=(200, 204, 404))

    def delete_bucket(self, name: str) -> None:
        """Delete a bucket with all that is in it."""
        for key in self.keys(name):
            for version in reversed(self.versions(name, key)):
                self.delete(name, key, version.id)
        self._ask("DELETE", name, fine=(200, 204))

    def _ask(
        self,
        method: str,
        bucket: str,
        key: str = "",
        *,
        query: str = "",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        fine: tuple[int, ...] = (200,),
    ) -> None:
        region = self._world.region
        url = f"https://s3.{region}.{self._world.dns_suffix}/{bucket}" + (f"/{quote(key, safe='/~')}" if key else "")
        status, answer = mock.ask(
            method,
            f"{url}?{query}" if query else url,
            region=region,
            service="s3",
            account=self._world.account,
            headers={**(headers or {}), "Content-Length": str(len(body))},
            body=body,
        )
        if status not in fine:
            raise PytestLambdaError(f"moto refuses {method} {url} of the service with {status}: {answer.decode()}")


_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def _add_filter(key: Element, configured: Configured) -> None:
    for name, value in (("prefix", configured.prefix), ("suffix", configured.suffix)):
        if value:
            rule = SubElement(key, "FilterRule")
            SubElement(rule, "Name").text = name
            SubElement(rule, "Value").text = value


def _version(entity: Any) -> Version:
    said = str(entity.version_id)
    return Version(None if said in _NO_VERSION else said, type(entity).__name__ == "FakeDeleteMarker", entity)


def _configured(given: Any) -> Configured:
    rules = (given.filters or {}).get("S3Key", {}).get("FilterRule", ())
    filters = {rule["Name"].lower(): rule["Value"] or "" for rule in rules}
    return Configured(given.id, given.arn, tuple(given.events), filters.get("prefix", ""), filters.get("suffix", ""))


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment
