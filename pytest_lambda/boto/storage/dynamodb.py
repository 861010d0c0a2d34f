"""DynamoDB for clients of botocore."""

from __future__ import annotations

from threading import RLock
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.storage.table_answers import TableAnswers
from pytest_lambda.boto.storage.table_requests import OF_TABLES, STATEMENTS, may_write, parameters_of, written
from pytest_lambda.boto.storage.tables import Tables
from pytest_lambda.service.service import LambdaService


class DynamoDBDoor:
    """The tables of a service; see `Door`. While a mock of moto's is active they are the same as moto's.

    Args:
        service: whose tables they are.
        tables: of the service.
    """

    def __init__(self, service: LambdaService, tables: Tables) -> None:
        self._service = service
        self._tables = tables
        self._answers = TableAnswers(service, tables)
        #: clients may be used in several threads; moto answers one after the other, as each write has its record
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
        """What may change a table that the service has; before moto answers it gets what the service has."""
        if not mock.is_active():
            return False
        parameters = parameters_of(request)
        with self._lock:
            self._tables.settle()
            if operation in STATEMENTS:
                return self._tables.known() and may_write(operation, parameters)
            return any(self._tables.known(name) for name, _ in written(operation, parameters))

    def observe(self, operation: str, request: Any, response: Any) -> None:
        """See `Door`: tables of moto are others now."""
        if not mock.is_active() or operation not in OF_TABLES:
            return
        with self._lock:
            self._tables.settle()
            self._tables.refresh()
            for label, exact in self._tables.relabeled(parameters_of(request).get("TableName")).items():
                mock.rewrite(response, f'{label}"', f'{exact}"')

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`: moto's answer, after which what has changed there changes here; without a mock the service's."""
        with self._lock:
            self._tables.settle()
            if mock.is_active():
                return self._through_moto(operation, request)
            return self._answers.answer(operation, request)

    def _through_moto(self, operation: str, request: Any) -> Any:
        parameters = parameters_of(request)
        items = list(written(operation, parameters))
        for name, keyed in items:
            self._tables.expect(name, keyed)
        done = False
        try:
            response = mock.answer(request)
            done = response is not None and response.status_code < 300
            return response
        finally:  # also if moto fails
            if operation in STATEMENTS:
                self._tables.anything_changed()
            else:
                for name, keyed in items:
                    (self._tables.changed if done else self._tables.nothing_changed)(name, keyed)
