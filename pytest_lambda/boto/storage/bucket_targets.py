"""Whom buckets of moto tell, in the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_lambda.boto.storage.bucket_requests import configured_by, filter_of, text, texts
from pytest_lambda.boto.storage.moto_buckets import Configured
from pytest_lambda.service.resources.endpoints import Checked, arn_of, checked_endpoint, is_function
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.s3_bucket import S3Bucket
from pytest_lambda.service.resources.s3_notifications import Notification, check_overlap, known_names
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from pytest_lambda.service.service import LambdaService


class Targets:
    """Functions, queues and topics that the notifications of buckets name.

    Args:
        service: that has them, or finds them in moto.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def of(
        self, configured: Sequence[tuple[str, Configured]], event_bridge: bool
    ) -> tuple[list[Notification], EventBus | None]:
        """What a configuration of moto is here."""
        found = [
            Notification(each.id, self._endpoint(each.arn), known_names(each.events), each.prefix, each.suffix)
            for _, each in configured
        ]
        return found, self._service.event_bus() if event_bridge else None

    def told(self, bucket: S3Bucket) -> list[tuple[str, Configured]]:
        """What the notifications of a bucket are in moto."""
        return [
            (
                _kind(each.endpoint),
                Configured(
                    each.identity,
                    arn_of(each.endpoint),
                    tuple(f"s3:{name}" for name in sorted(each.events)),
                    each.prefix,
                    each.suffix,
                ),
            )
            for each in bucket.notifications
        ]

    def problem(self, request: Any) -> RequestRefused | None:
        """Why S3 would not take the notifications of a request; None if it would.

        Source: Amazon S3 API reference, PutBucketNotificationConfiguration: the targets are looked at.
        """
        made: list[Notification] = []
        for arn, each in configured_by(request):
            try:
                if self._service.resource(arn) is None:
                    raise RequestRefused("InvalidArgument", f"there is no {arn}")
                checked = checked_endpoint(self._resolved(arn), "S3")
            except RequestRefused as refused:
                return RequestRefused(
                    "InvalidArgument",
                    f"Unable to validate the following destination configurations: {arn} ({refused.message})",
                )
            rules = filter_of(each)
            events = known_names(texts(each, "Event"))
            new = Notification(text(each, "Id"), checked, events, rules.get("prefix", ""), rules.get("suffix", ""))
            try:
                check_overlap(new, made)
            except RequestRefused as refused:
                return refused
            made.append(new)
        return None

    def _resolved(self, arn: str) -> Any:
        return arn if is_function(arn) else self._service.resource(arn)

    def _endpoint(self, arn: str) -> Checked:
        found = self._resolved(arn)
        # a text that is no function's leads to an entry in `undelivered`
        return arn if found is None or isinstance(found, str) else checked_endpoint(found, "S3")


def _kind(endpoint: Checked) -> str:
    if isinstance(endpoint, str):
        return "cloud_function"
    return "queue" if isinstance(endpoint, SqsQueue) else "topic"
