"""A persistence layer of Powertools' idempotency utility that outlives environments, as a table does."""

from __future__ import annotations

import copy
import datetime
from typing import Any, ClassVar

from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyItemNotFoundError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord


class InMemoryStore(BasePersistenceLayer):
    """Writes on the conditions of the utility's layer for DynamoDB."""

    records: ClassVar[dict[str, DataRecord]] = {}

    def _get_record(self, idempotency_key: str) -> DataRecord:
        try:
            return copy.copy(self.records[idempotency_key])
        except KeyError:
            raise IdempotencyItemNotFoundError from None

    def _put_record(self, data_record: DataRecord) -> None:
        known = self.records.get(data_record.idempotency_key)
        if known is not None and not _is_free(known):
            raise IdempotencyItemAlreadyExistsError(old_data_record=copy.copy(known))
        self.records[data_record.idempotency_key] = data_record

    def _update_record(self, data_record: DataRecord) -> None:
        self.records[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        self.records.pop(data_record.idempotency_key, None)


def _is_free(known: DataRecord) -> bool:
    until: Any = known.in_progress_expiry_timestamp
    if known.is_expired:
        return True
    return known.status == "INPROGRESS" and until is not None and until < datetime.datetime.now().timestamp() * 1000
