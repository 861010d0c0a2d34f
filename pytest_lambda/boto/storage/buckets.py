"""Buckets that are in the service and in moto, with the same objects in both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timezone
from threading import local
from typing import Any

from pytest_lambda.boto.storage import moto_s3_events
from pytest_lambda.boto.storage.bucket_targets import Targets
from pytest_lambda.boto.storage.moto_buckets import MotoBuckets, Version
from pytest_lambda.boto.storage.twins import Twins
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.resources.s3_bucket import S3Bucket, S3Object
from pytest_lambda.service.resources.s3_happening import Happening
from pytest_lambda.service.resources.s3_notifications import MARKED, REMOVED
from pytest_lambda.service.service import LambdaService

_DAY = 86_400


class Pair:
    """A bucket of the service that is in moto, too; its `Keeper`.

    Args:
        bucket: of the service.
        own: whether the service made it; else moto did.
        buckets: that it belongs to.
    """

    def __init__(self, bucket: S3Bucket, buckets: Buckets, *, own: bool) -> None:
        self.bucket = bucket
        self.own = own
        self._buckets = buckets
        #: the notifications of both sides when they were the same
        self.here: Any = None
        self.there: Any = None

    def put(self, made: S3Object) -> str | None:
        """See `Keeper`."""
        return self._buckets.put(self, made)

    def delete(self, key: str) -> str | None:
        """See `Keeper`."""
        return self._buckets.delete(self, key)


@dataclass(frozen=True, slots=True)
class Before:
    """What there was under a key before a request.

    Args:
        versions: oldest first.
        acl: of the latest one.
    """

    versions: tuple[Version, ...]
    acl: str


class Buckets(Twins[S3Bucket, Pair]):
    """Keeps the buckets of a service and those of moto the same.

    Args:
        service: whose account and region it is.
    """

    def __init__(self, service: LambdaService) -> None:
        self._moto = MotoBuckets(service.world)
        super().__init__(service, self._moto, S3Bucket)
        self._targets = Targets(service)
        self._requests = local()

    def known(self, name: str) -> bool:
        """Whether what happens in a bucket of moto is told."""
        return name in self._pairs

    # ---- which buckets -----------------------------------------------------------------------------------------

    def settle(self) -> None:
        """See `Twins`; the notifications are the same, too."""
        super().settle()
        for pair in self._pairs.values():
            self._configure(pair)

    def adopt(self, name: str) -> S3Bucket | None:
        """The bucket of moto of that name; None if there is none."""
        if not self._same_mock() or name not in self._moto.names():
            return None
        if name in self._pairs:
            return self._pairs[name].bucket
        bucket = S3Bucket(name, platform=self._service, versioning=self._moto.has_versions(name))
        pair = self._join(bucket, own=False)
        for key in self._moto.keys(name):
            bucket.state(key, self._moto.latest(name, key))
        self._service.add_resource(bucket)
        self._configure(pair)
        return bucket

    def foreign(self, arn: str) -> Any:
        """The bucket of moto with an ARN; None if there is none. See `LambdaService.foreign`."""
        prefix = f"arn:{self._service.world.partition}:s3:::"
        return self.adopt(arn.removeprefix(prefix)) if arn.startswith(prefix) else None

    def end(self) -> None:
        """See `Twins`; moto tells of changes itself again."""
        super().end()
        moto_s3_events.leave(self)

    # ---- what happens ------------------------------------------------------------------------------------------

    def before(self, name: str, key: str) -> Before:
        """What there is under a key before a request."""
        versions = self._moto.versions(name, key)
        return Before(versions, _acl(versions[-1]) if versions else "")

    def changed(self, name: str, key: str, event_name: str, version_id: str | None, before: Before) -> None:
        """A request has done something to an object.

        Args:
            name: of the bucket.
            key: of the object.
            event_name: what, as in records.
            version_id: that the request names.
            before: what there was.
        """
        versions = self._moto.versions(name, key)
        named = [each for each in versions if version_id in (None, each.id)][-1:]
        if not named or named[0].marker:
            return
        if event_name == "ObjectAcl:Put" and version_id is None and _acl(named[0]) == before.acl:
            return  # Amazon S3 User Guide, Supported event types: a request that changes nothing is not told
        self._tell(self._pairs[name], event_name, named[0])

    def deleted(self, name: str, key: str, before: Before) -> None:
        """A request has deleted an object, a version or a delete marker, or has put a delete marker."""
        pair = self._pairs[name]
        after = self._moto.versions(name, key)
        status = self._moto.versioning(name)
        pair.bucket.state(key, self._moto.latest(name, key))
        left, known = {id(each.entity) for each in after}, {id(each.entity) for each in before.versions}
        if status == "Suspended" and before.versions and not after:
            self._happened(pair, Happening(MARKED, key, version_id="null"))
            return
        for each in before.versions:
            if id(each.entity) not in left:
                self._happened(pair, Happening(REMOVED, key, version_id=each.id))
        for each in after:
            if each.marker and id(each.entity) not in known:
                self._happened(pair, Happening(MARKED, key, version_id=each.id))

    def configured(self, name: str) -> None:
        """A request has changed the notifications: those who will get them get a test event."""
        pair = self._pairs.get(name)
        if pair is not None:
            self._configure(pair)
            pair.bucket.test(each.endpoint for each in pair.bucket.notifications)

    def heard(self, account: str, bucket: Any, event_name: str | None, key: Any) -> bool:
        """See `Listener`: requests that did not come from a client of botocore are told at once."""
        pair = self._pairs.get(bucket.name)
        if (account, bucket.region_name) != (self._service.world.account, self._service.world.region):
            return False
        if event_name is None:
            return True
        if pair is None or not self._same_mock():
            return False
        name = event_name.removeprefix("s3:")
        seen = self._seen()
        if name == "ObjectRestore:Completed" or (name.startswith("ObjectCreated:") and not seen):
            self._tell(pair, name, _version_of(self._moto.versions(pair.bucket.name, key.name), key))
        elif name == REMOVED and not seen:
            pair.bucket.state(key.name, None)
            self._happened(pair, Happening(REMOVED, key.name))
        return True

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """In this thread moto answers a request that is looked at anyway: what it says of it is not heard."""
        before = self._seen()
        self._requests.seen = True
        try:
            yield
        finally:
            self._requests.seen = before

    def _seen(self) -> bool:
        return getattr(self._requests, "seen", False)

    # ---- as `Keeper` -------------------------------------------------------------------------------------------

    def put(self, pair: Pair, made: S3Object) -> str | None:
        """The service puts an object."""
        if not self._lasts(pair):
            return None
        with self.quietly():
            self._moto.put(pair.bucket.name, made)
        return self._moto.versions(pair.bucket.name, made.key)[-1].id if self._has_versions(pair) else None

    def delete(self, pair: Pair, key: str) -> str | None:
        """The service deletes an object."""
        if not self._lasts(pair):
            return None
        with self.quietly():
            self._moto.delete(pair.bucket.name, key)
        latest = self._moto.versions(pair.bucket.name, key)[-1:]
        return latest[0].id if latest and latest[0].marker else None

    # ---- within ------------------------------------------------------------------------------------------------

    def problem(self, request: Any) -> Any:
        """Why S3 would not take the notifications of a request; None if it would."""
        return self._targets.problem(request)

    def _has_versions(self, pair: Pair) -> bool:
        return self._moto.has_versions(pair.bucket.name)

    def _lasts(self, pair: Pair) -> bool:
        return self._same_mock() and self._pairs.get(pair.bucket.name) is pair

    def _tell(self, pair: Pair, event_name: str, version: Version) -> None:
        entity = version.entity
        name = pair.bucket.name
        pair.bucket.state(entity.name, self._moto.latest(name, entity.name))
        expiry = None
        if event_name == "ObjectRestore:Completed":
            # S3 rounds up to the next midnight
            expiry = float(-(-_epoch(entity._expiry) // _DAY) * _DAY)
        self._happened(
            pair,
            Happening(
                event_name,
                entity.name,
                entity.size,
                entity.etag.strip('"'),
                version.id if self._has_versions(pair) else None,
                storage_class=str(entity.storage_class or "STANDARD"),
                expiry=expiry,
            ),
        )

    def _happened(self, pair: Pair, happening: Happening) -> None:
        self._configure(pair)
        pair.bucket.happened(happening, trace_header=self._service.trace_header())

    def _same_mock(self) -> bool:
        active = super()._same_mock()
        if active:
            moto_s3_events.listen(self)
        return active

    def _join(self, bucket: S3Bucket, *, own: bool) -> Pair:
        pair = Pair(bucket, self, own=own)
        bucket.keeper = pair
        self._pairs[bucket.name] = pair
        return pair

    def _part(self, pair: Pair, *, forget: bool = False) -> None:
        del self._pairs[pair.bucket.name]
        pair.bucket.keeper = None
        if forget:
            self._service.forget_resource(pair.bucket)

    def _leave(self, name: str, pair: Pair) -> None:
        if pair.own:
            with self.quietly():
                self._moto.delete_bucket(name)

    def _tells(self, name: str) -> bool:
        return self._moto.configuration(name) is not None

    def _make_twin(self, bucket: S3Bucket) -> None:
        if self._moto.has(bucket.name):
            raise ConfigurationError(
                f"The service has a bucket {bucket.name!r} of its own, and so has moto: make it in one place only, "
                "with lambda_service.s3_bucket() or with create_bucket()."
            )
        with self.quietly():
            self._moto.make(bucket.name, versioning=bucket.versioning)
            for made in bucket.objects.values():
                self._moto.put(bucket.name, made)
        pair = self._join(bucket, own=True)
        self._configure(pair)

    def _configure(self, pair: Pair) -> None:
        """Let both sides have the same notifications: those that were changed last."""
        bucket, name = pair.bucket, pair.bucket.name
        there = self._moto.configuration(name)
        if there is not pair.there:
            found, bus = self._targets.of(self._moto.notifications(name), self._moto.tells_event_bridge(name))
            bucket.put_notification_configuration(found, bus)
        elif (bucket.notifications, bucket.event_bus) != pair.here and (
            pair.here or bucket.notifications or bucket.event_bus
        ):
            with self.quietly():
                self._moto.configure(name, self._targets.told(bucket), event_bridge=bucket.event_bus is not None)
        pair.there = self._moto.configuration(name)
        pair.here = bucket.notifications, bucket.event_bus


def _acl(version: Version) -> str:
    return repr(getattr(version.entity, "acl", None))


def _version_of(versions: tuple[Version, ...], entity: Any) -> Version:
    return next((each for each in versions if each.entity is entity), Version(None, False, entity))


def _epoch(moment: Any) -> int:
    return int(moment.timestamp() if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc).timestamp())
