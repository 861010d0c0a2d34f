"""S3 for clients of botocore."""

from __future__ import annotations

from threading import RLock, local
from typing import Any

from pytest_lambda.boto.storage import mock
from pytest_lambda.boto.storage.bucket_answers import BucketAnswers
from pytest_lambda.boto.storage.bucket_requests import CHANGES, CONFIGURATION, DELETIONS, deleted_by, target_of
from pytest_lambda.boto.storage.buckets import Before, Buckets
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
        #: clients may be used in several threads
        self._lock = RLock()
        #: what there was before the request of a thread
        self._noted = local()

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
        """Notifications that AWS would not take are; moto, which answers all else, gets what the service has."""
        if not mock.is_active():
            return False
        with self._lock:
            self._buckets.settle()
            if operation == CONFIGURATION and self._buckets.problem(request) is not None:
                return True
            self._buckets.sees(True)
            self._noted.before = {
                (name, key): self._buckets.before(name, key) for name, key, _ in _touched(operation, request)
            }
        return False

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See `Door`: what has changed in moto is told."""
        if not mock.is_active():
            return
        with self._lock:
            self._buckets.sees(False)
            before: dict[tuple[str, str], Before] = self._noted.__dict__.pop("before", {})
            self._buckets.settle()
            if response.status_code >= 300:
                return
            if operation == CONFIGURATION:
                self._buckets.configured(target_of(request).bucket)
                return
            told = set()
            for name, key, version_id in _touched(operation, request):
                if not self._buckets.known(name) or (name, key) in told or (name, key) not in before:
                    continue
                if operation in DELETIONS:
                    told.add((name, key))
                    self._buckets.deleted(name, key, before[name, key])
                else:
                    self._buckets.changed(name, key, CHANGES[operation], version_id, before[name, key])

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`: without a mock, or in place of moto."""
        with self._lock:
            self._buckets.settle()
            problem = self._buckets.problem(request) if operation == CONFIGURATION else None
            if problem is not None:
                return self._answers.refuse(request, problem)
            return self._answers.answer(operation, request)


def _touched(operation: str, request: Any) -> list[Any]:
    if operation in DELETIONS:
        return list(deleted_by(operation, request))
    return [target_of(request)] if operation in CHANGES else []
