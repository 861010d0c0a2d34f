"""DynamoDB Streams for clients of botocore: they read what functions get, moto's own records being others."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.exchange import QuietDoor
from pytest_lambda.boto.storage.dynamodb_responses import answered, refused
from pytest_lambda.boto.storage.refusal import needs_moto
from pytest_lambda.boto.storage.table_requests import parameters_of
from pytest_lambda.boto.storage.tables import Tables
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.service.resources.dynamodb_record import DynamoDBRecord
from pytest_lambda.service.resources.dynamodb_shard import DynamoDBShard
from pytest_lambda.service.resources.dynamodb_stream import DynamoDBStream, first_number
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.service import LambdaService

#: API reference, GetRecords: at most so many records and bytes
_MOST_RECORDS, _MOST_BYTES = 1_000, 1_048_576
#: API reference, ListStreams and DescribeStream
_PAGE = 100
#: API reference, GetShardIterator: an iterator lives 15 minutes
_ITERATOR_SECONDS = 15 * 60
_NOT_FOUND = "ResourceNotFoundException"


class DynamoDBStreamsDoor(QuietDoor):
    """The streams of a service's tables; see `Door`.

    Args:
        service: whose streams they are.
        tables: of the service.
    """

    def __init__(self, service: LambdaService, tables: Tables) -> None:
        self._service = service
        self._tables = tables
        self._ids = service.world.ids_for("requests to DynamoDB Streams")

    def claims(self, operation: str, request: Any) -> bool:
        """All streams that the service knows, those of moto among them."""
        if operation not in _OPERATIONS or not mock.is_active():
            return False
        self._tables.settle()
        parameters = parameters_of(request)
        if operation == "ListStreams":
            return True
        arn = parameters.get("StreamArn") or str(parameters.get("ShardIterator", "")).partition("|")[0]
        return isinstance(self._service.resource(arn), DynamoDBStream)

    def respond(self, operation: str, request: Any) -> Any:
        """See `Door`."""
        self._tables.settle()
        perform = _OPERATIONS.get(operation)
        if perform is None:
            raise needs_moto(describe(request), "DynamoDB Streams", ", ".join(_OPERATIONS))
        try:
            body = perform(self, parameters_of(request))
        except RequestRefused as refusal:
            return refused(request, self._ids.uuid(), refusal)
        return answered(request, self._ids.uuid(), body)

    # ---- operations --------------------------------------------------------------------------------------------

    def _list(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        wanted = parameters.get("TableName")
        streams = [each for each in self._streams() if wanted in (None, each.name)]
        first = _after([each.arn for each in streams], parameters.get("ExclusiveStartStreamArn"))
        page = streams[first : first + (parameters.get("Limit") or _PAGE)]
        made: dict[str, Any] = {
            "Streams": [{"StreamArn": each.arn, "TableName": each.name, "StreamLabel": each.label} for each in page]
        }
        if first + len(page) < len(streams):
            made["LastEvaluatedStreamArn"] = page[-1].arn
        return made

    def _describe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        stream = self._stream(parameters["StreamArn"])
        table = self._service.resource(stream.arn.partition("/stream/")[0])
        first = _after([each.shard_id for each in stream.shards], parameters.get("ExclusiveStartShardId"))
        page = stream.shards[first : first + (parameters.get("Limit") or _PAGE)]
        enabled = isinstance(table, DynamoDBTable) and table.stream_arn == stream.arn
        made: dict[str, Any] = {
            "StreamArn": stream.arn,
            "StreamLabel": stream.label,
            "StreamStatus": "ENABLED" if enabled else "DISABLED",
            "StreamViewType": stream.stream_view_type,
            "TableName": stream.name,
            "Shards": [_shard(each) for each in page],
        }
        if isinstance(table, DynamoDBTable):
            names = zip(table.key_schema.names, ("HASH", "RANGE"), strict=False)
            made["KeySchema"] = [{"AttributeName": name, "KeyType": kind} for name, kind in names]
        if first + len(page) < len(stream.shards):
            made["LastEvaluatedShardId"] = page[-1].shard_id
        return {"StreamDescription": made}

    def _iterator(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        stream = self._stream(parameters["StreamArn"])
        shard = self._shard(stream, parameters["ShardId"])
        kind = parameters["ShardIteratorType"]
        try:
            number = int(parameters.get("SequenceNumber") or -1)
        except ValueError:
            number = -1
        if kind in ("TRIM_HORIZON", "LATEST"):
            position = shard.position_at(kind)
        elif number < 0:
            raise RequestRefused("ValidationException", "Invalid SequenceNumber")
        else:
            position = sum(each.number < number for each in (*shard.expired, *shard.records))
            if kind == "AFTER_SEQUENCE_NUMBER":
                position = sum(each.number <= number for each in (*shard.expired, *shard.records))
            if shard.trimmed(position) != position:
                raise RequestRefused("TrimmedDataAccessException", "The record was removed: it is older than 24 hours.")
        return {"ShardIterator": self._at(stream, shard, position)}

    def _records(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        stream, shard, position = self._place(str(parameters["ShardIterator"]))
        position = shard.trimmed(position)
        found: list[DynamoDBRecord] = []
        size = 0
        for record in shard.read(position, min(parameters.get("Limit") or _MOST_RECORDS, _MOST_RECORDS)):
            size += record.size
            if found and size > _MOST_BYTES:
                break
            found.append(record)
        position += len(found)
        made: dict[str, Any] = {"Records": [_record(each, stream) for each in found]}
        if not shard.closed or position < shard.end:
            made["NextShardIterator"] = self._at(stream, shard, position)
        return made

    # ---- within ------------------------------------------------------------------------------------------------

    def _streams(self) -> list[DynamoDBStream]:
        return [each for each in self._service.known_resources if isinstance(each, DynamoDBStream)]

    def _stream(self, arn: str) -> DynamoDBStream:
        found = self._service.resource(arn)
        if not isinstance(found, DynamoDBStream):
            known = ", ".join(each.arn for each in self._streams()) or "none"
            raise RequestRefused(
                _NOT_FOUND, f"Requested resource not found: Stream: {arn} not found (streams that are known: {known})"
            )
        return found

    def _shard(self, stream: DynamoDBStream, shard_id: str) -> DynamoDBShard:
        for each in stream.shards:
            if each.shard_id == shard_id:
                return each
        raise RequestRefused(_NOT_FOUND, f"Requested resource not found: Shard: {shard_id} not found")

    def _at(self, stream: DynamoDBStream, shard: DynamoDBShard, position: int) -> str:
        place = json.dumps([shard.shard_id, position, self._service.epoch()])
        return f"{stream.arn}|1|{b64encode(place.encode()).decode()}"

    def _place(self, iterator: str) -> tuple[DynamoDBStream, DynamoDBShard, int]:
        arn, _, coded = iterator.partition("|1|")
        try:
            shard_id, position, since = json.loads(b64decode(coded))
        except ValueError:
            raise RequestRefused("ValidationException", "Invalid ShardIterator") from None
        if self._service.epoch() - since > _ITERATOR_SECONDS:
            raise RequestRefused("ExpiredIteratorException", "Iterator expired.")
        stream = self._stream(arn)
        return stream, self._shard(stream, shard_id), position


_OPERATIONS: dict[str, Callable[[DynamoDBStreamsDoor, Mapping[str, Any]], dict[str, Any]]] = {
    "ListStreams": DynamoDBStreamsDoor._list,
    "DescribeStream": DynamoDBStreamsDoor._describe,
    "GetShardIterator": DynamoDBStreamsDoor._iterator,
    "GetRecords": DynamoDBStreamsDoor._records,
}


def _after(names: list[str], name: str | None) -> int:
    return 0 if name is None or name not in names else names.index(name) + 1


def _shard(shard: DynamoDBShard) -> dict[str, Any]:
    began_ms = int(shard.shard_id.split("-")[1])
    numbers = {"StartingSequenceNumber": str(first_number(began_ms * 1_000))}
    if shard.closed:
        last = (*shard.expired, *shard.records)[-1:]
        numbers["EndingSequenceNumber"] = last[0].sequence_number if last else numbers["StartingSequenceNumber"]
    made: dict[str, Any] = {"ShardId": shard.shard_id, "SequenceNumberRange": numbers}
    if shard.parents:
        made["ParentShardId"] = shard.parents[0]
    return made


def _record(record: DynamoDBRecord, stream: DynamoDBStream) -> dict[str, Any]:
    """As the API has it: it does not tell the stream's ARN, and begins the names in `userIdentity` with capitals."""
    made = record.event(stream.arn, stream.stream_view_type)
    del made["eventSourceARN"]
    if "userIdentity" in made:
        made["userIdentity"] = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
    return made
