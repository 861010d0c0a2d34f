"""What the tables of a service answer clients themselves, when no mock of moto's does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from pytest_lambda.boto.storage.dynamodb_responses import answered, refused
from pytest_lambda.boto.storage.refusal import TooMuchError, needs_moto
from pytest_lambda.boto.storage.table_queries import partition_of, sorted_by
from pytest_lambda.boto.storage.table_requests import parameters_of, table_named
from pytest_lambda.boto.storage.tables import Tables
from pytest_lambda.errors import EventError
from pytest_lambda.events.building.attribute_values import size_of
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.dynamodb_values import VALIDATION, Image
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.service import LambdaService

_Answer: TypeAlias = "dict[str, Any]"
_COMMON = frozenset({"TableName", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"})
#: API reference, Query and Scan: a page has at most 1 MB
_PAGE_BYTES = 1_048_576
#: API reference, BatchWriteItem and BatchGetItem
_MOST_WRITES, _MOST_READS = 25, 100


class TableAnswers:
    """The operations that need no expressions.

    Args:
        service: whose tables they are.
        tables: of the service.
    """

    def __init__(self, service: LambdaService, tables: Tables) -> None:
        self._service = service
        self._tables = tables
        self._ids = service.world.ids_for("requests to DynamoDB")

    def answer(self, operation: str, request: Any) -> Any:
        """A response of botocore's.

        Raises:
            OperationNotSimulated: only moto can answer.
        """
        parameters = parameters_of(request)
        allowed, perform = _OPERATIONS.get(operation, (frozenset(), None))
        try:
            if perform is None or not _COMMON | allowed >= parameters.keys() or _counts(parameters):
                self._check_names(parameters)
                raise TooMuchError
            body = perform(self, parameters)
        except TooMuchError:
            raise needs_moto(describe(request), "DynamoDB", _SERVED) from None
        except RequestRefused as refusal:
            return refused(request, self._ids.uuid(), refusal)
        except EventError as error:
            return refused(request, self._ids.uuid(), RequestRefused(VALIDATION, str(error)))
        return answered(request, self._ids.uuid(), body)

    # ---- operations --------------------------------------------------------------------------------------------

    def _get(self, parameters: Mapping[str, Any]) -> _Answer:
        image = self._table(parameters).image_of(parameters["Key"])
        return {} if image is None else {"Item": image}

    def _put(self, parameters: Mapping[str, Any]) -> _Answer:
        table, item = self._table(parameters), parameters["Item"]
        old = table.image_of(table.key_schema.keys_of(table.key_schema.image(item)))
        table.put_item(item)
        return _returned(parameters, old)

    def _delete(self, parameters: Mapping[str, Any]) -> _Answer:
        table, key = self._table(parameters), parameters["Key"]
        old = table.image_of(key)
        table.delete_item(key)
        return _returned(parameters, old)

    def _batch_write(self, parameters: Mapping[str, Any]) -> _Answer:
        actions: list[Callable[[], object]] = []
        seen: set[tuple[str, object]] = set()
        for name, requests in parameters["RequestItems"].items():
            table = self._table({"TableName": name})
            for each in requests:
                item = (each.get("PutRequest") or {}).get("Item")
                if item is None:
                    key = table.key_schema.key(each["DeleteRequest"]["Key"])
                    actions.append(partial(table.delete_item, key))
                else:
                    key = table.key_schema.keys_of(table.key_schema.image(item))
                    actions.append(partial(table.put_item, item))
                if (table.name, table.key_schema.identity(key)) in seen:
                    raise RequestRefused(VALIDATION, "Provided list of item keys contains duplicates")
                seen.add((table.name, table.key_schema.identity(key)))
        if len(actions) > _MOST_WRITES:
            raise RequestRefused(VALIDATION, "Too many items requested for the BatchWriteItem call")
        for act in actions:
            act()
        return {"UnprocessedItems": {}}

    def _batch_get(self, parameters: Mapping[str, Any]) -> _Answer:
        found: dict[str, list[Image]] = {}
        count = size = 0
        for name, asked in parameters["RequestItems"].items():
            if asked.keys() - {"Keys", "ConsistentRead"}:
                raise TooMuchError
            table = self._table({"TableName": name})
            images = [image for key in asked["Keys"] if (image := table.image_of(key)) is not None]
            found[name] = images
            count += len(asked["Keys"])
            size += _bytes(images)
        if count > _MOST_READS:
            raise RequestRefused(VALIDATION, "Too many items requested for the BatchGetItem call")
        if size > 16 * _PAGE_BYTES:
            raise TooMuchError
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, parameters: Mapping[str, Any]) -> _Answer:
        table = self._table(parameters)
        value = partition_of(parameters, table.key_schema.names[0])
        if value is None:
            raise TooMuchError
        images = [image for image in table.images if image[table.key_schema.names[0]] == value]
        return _page(sorted_by(images, table.key_schema.names, forward=parameters.get("ScanIndexForward", True)))

    def _scan(self, parameters: Mapping[str, Any]) -> _Answer:
        return _page(list(self._table(parameters).images))

    def _describe(self, parameters: Mapping[str, Any]) -> _Answer:
        table = self._table(parameters, "Requested resource not found: Table: {name} not found")
        types = table.key_schema.types
        if len(types) < len(table.key_schema.names):
            raise TooMuchError
        made: _Answer = {
            "TableName": table.name,
            "TableArn": table.arn,
            "TableStatus": "ACTIVE",
            "ItemCount": len(table),
            "TableSizeBytes": _bytes(table.images),
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": type_} for name, type_ in types.items()],
            "KeySchema": [
                {"AttributeName": name, "KeyType": kind}
                for name, kind in zip(table.key_schema.names, ("HASH", "RANGE"), strict=False)
            ],
        }
        if table.stream_arn is not None:
            made |= {
                "LatestStreamArn": table.stream_arn,
                "LatestStreamLabel": table.stream.label,
                "StreamSpecification": {"StreamEnabled": True, "StreamViewType": table.stream.stream_view_type},
            }
        return {"Table": made}

    def _list(self, parameters: Mapping[str, Any]) -> _Answer:
        return {"TableNames": sorted(self._tables.own)}

    # ---- within ------------------------------------------------------------------------------------------------

    def _table(self, parameters: Mapping[str, Any], message: str = "Requested resource not found") -> DynamoDBTable:
        world = self._service.world
        name = table_named(parameters["TableName"], world.region, world.account)
        table = self._tables.own.get(name or "")
        if table is None:
            known = ", ".join(sorted(self._tables.own)) or "none"
            raise RequestRefused(
                "ResourceNotFoundException",
                f"{message.format(name=parameters['TableName'])} (tables that are known: {known})",
            )
        return table

    def _check_names(self, parameters: Mapping[str, Any]) -> None:
        """An unknown table is refused as AWS does, whatever is asked of it."""
        if "TableName" in parameters and not ("KeySchema" in parameters or "AttributeDefinitions" in parameters):
            self._table(parameters)


_WRITE = frozenset({"ReturnValues"})
_OPERATIONS: dict[str, tuple[frozenset[str], Callable[[TableAnswers, Mapping[str, Any]], _Answer]]] = {
    "GetItem": (frozenset({"Key", "ConsistentRead"}), TableAnswers._get),
    "PutItem": (_WRITE | {"Item"}, TableAnswers._put),
    "DeleteItem": (_WRITE | {"Key"}, TableAnswers._delete),
    "BatchWriteItem": (frozenset({"RequestItems"}), TableAnswers._batch_write),
    "BatchGetItem": (frozenset({"RequestItems"}), TableAnswers._batch_get),
    "Query": (
        frozenset(
            {
                "KeyConditionExpression",
                "ExpressionAttributeNames",
                "ExpressionAttributeValues",
                "ConsistentRead",
                "ScanIndexForward",
            }
        ),
        TableAnswers._query,
    ),
    "Scan": (frozenset({"ConsistentRead"}), TableAnswers._scan),
    "DescribeTable": (frozenset(), TableAnswers._describe),
    "ListTables": (frozenset(), TableAnswers._list),
}
_SERVED = (
    "get_item, put_item and delete_item without expressions, batch_write_item, batch_get_item, a query of a partition, "
    "a scan without a filter, describe_table and list_tables, of tables that the service has made"
)


def _returned(parameters: Mapping[str, Any], old: Image | None) -> _Answer:
    return {"Attributes": old} if parameters.get("ReturnValues") == "ALL_OLD" and old is not None else {}


def _page(images: list[Image]) -> _Answer:
    if _bytes(images) > _PAGE_BYTES:
        raise TooMuchError
    return {"Items": images, "Count": len(images), "ScannedCount": len(images)}


def _bytes(images: Any) -> int:
    return sum(map(size_of, images))


def _counts(parameters: Mapping[str, Any]) -> bool:
    """Whether the consumed capacity is asked for."""
    return any(parameters.get(name, "NONE") != "NONE" for name in _COMMON - {"TableName"})
