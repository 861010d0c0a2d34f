"""DynamoDB for clients of botocore."""

from __future__ import annotations

from threading import RLock
from typing import Any

from pytest_lambda.boto.storage import mock
from pytest_lambda.boto.storage.table_answers import TableAnswers
from pytest_lambda.boto.storage.table_requests import OF_TABLES, STATEMENTS, may_write, parameters_of, written
from pytest_lambda.boto.storage.tables import Tables
from pytest_lambda.service.service import LambdaService


class DynamoDBDoor:
    """The tables of a service; see `Door`. While a mock of moto's is active they are the same as moto's.

    Args:
        service: whose tables they are.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._tables = Tables(service)
        self._answers = TableAnswers(service, self._tables)
        #: clients may be used in several threads
        self._lock = RLock()

    def open(self) -> None:
        """See `Door`."""
        self._service.foreign.append(self._tables.foreign)
        self._service.on_resource.append(self._tables.made)
        self._tables.settle()

    def close(self) -> None:
        """See `Door`."""
        self._service.foreign.remove(self._tables.foreign)
        self._service.on_resource.remove(self._tables.made)
        self._tables.end()

    def claims(self, operation: str, request: Any) -> bool:
        """Nothing is the service's alone; but before moto answers it gets what the service has."""
        if mock.is_active():
            with self._lock:
                self._tables.settle()
                for name, keyed in written(operation, parameters_of(request)):
                    self._tables.expect(name, keyed)
        return False

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See `Door`: what has changed in moto changes in the service."""
        if not mock.is_active():
            return
        parameters = parameters_of(request)
        with self._lock:
            self._tables.settle()
            if operation in OF_TABLES:
                self._tables.refresh()
                for label, exact in self._tables.relabeled(parameters.get("TableName")).items():
                    mock.rewrite(response, f'{label}"', f'{exact}"')
            elif operation in STATEMENTS:
                if may_write(operation, parameters):
                    self._tables.anything_changed()
            else:
                notice = self._tables.changed if response.status_code < 300 else self._tables.nothing_changed
                for name, keyed in written(operation, parameters):
                    notice(name, keyed)

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`: without a mock."""
        with self._lock:
            self._tables.settle()
            return self._answers.answer(operation, request)
