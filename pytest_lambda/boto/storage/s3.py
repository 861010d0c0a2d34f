"""S3 for clients of botocore."""

from __future__ import annotations

from threading import RLock
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.storage.bucket_answers import BucketAnswers
from pytest_lambda.boto.storage.bucket_requests import (
    CHANGES,
    CONFIGURATION,
    DELETIONS,
    OF_BUCKETS,
    deleted_by,
    target_of,
)
from pytest_lambda.boto.storage.buckets import Buckets
from pytest_lambda.service.service import LambdaService


class S3Door:
    """The buckets of a service; see `Door`. While a mock of moto's is active they are the same as moto's.

    Args:
        service: whose buckets they are.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._buckets = Buckets(service)
        self._answers = BucketAnswers(service, self._buckets)
        #: clients may be used in several threads; moto answers one after the other, as each change is told
        self._lock = RLock()

    def open(self) -> None:
        """See `Door`."""
        self._service.foreign.append(self._buckets.foreign)
        self._service.on_resource.append(self._buckets.made)
        self._buckets.settle()

    def close(self) -> None:
        """See `Door`."""
        self._service.foreign.remove(self._buckets.foreign)
        self._service.on_resource.remove(self._buckets.made)
        self._buckets.end()

    def claims(self, operation: str, request: Any) -> bool:
        """What may happen to objects of buckets that the service has, and notifications.

        Before moto answers it gets what the service has.
        """
        if not mock.is_active():
            return False
        with self._lock:
            self._buckets.settle()
            return operation == CONFIGURATION or any(
                self._buckets.known(each.bucket) for each in _touched(operation, request)
            )

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See `Door`: buckets of moto may be others now."""
        if mock.is_active() and operation in OF_BUCKETS:
            with self._lock:
                self._buckets.settle()

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`: moto's answer, after which is told what has happened in moto; without a mock ours."""
        with self._lock:
            self._buckets.settle()
            if not mock.is_active():
                return self._answers.answer(operation, request)
            problem = self._buckets.problem(request) if operation == CONFIGURATION else None
            if problem is not None:
                return self._answers.refuse(request, problem)
            return self._through_moto(operation, request)

    def _through_moto(self, operation: str, request: Any) -> Any:
        touched = _touched(operation, request)
        before = {(name, key): self._buckets.before(name, key) for name, key, _ in touched}
        with self._buckets.quietly():
            response = mock.answer(request)
        if response is None or response.status_code >= 300:
            return response
        if operation == CONFIGURATION:
            self._buckets.settle()
            self._buckets.configured(target_of(request).bucket)
        elif operation in DELETIONS:
            for (name, key), state in before.items():
                self._buckets.deleted(name, key, state)
        else:
            for name, key, version_id in touched:
                self._buckets.changed(name, key, CHANGES[operation], version_id, before[name, key])
        return response


def _touched(operation: str, request: Any) -> list[Any]:
    if operation in DELETIONS:
        return list(deleted_by(operation, request))
    return [target_of(request)] if operation in CHANGES else []
