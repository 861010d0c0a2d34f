"""Which items a request to DynamoDB may have changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.boto.request import body_of

#: statements of PartiQL: which items they are about is not read, but looked up
STATEMENTS = frozenset({"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})
#: what may change a table itself
OF_TABLES = frozenset(
    {
        "CreateTable",
        "DeleteTable",
        "UpdateTable",
        "UpdateTimeToLive",
        "RestoreTableFromBackup",
        "RestoreTableToPointInTime",
        "ImportTable",
    }
)
_TABLE_IN_ARN = re.compile(r"arn:[^:]+:dynamodb:(?P<region>[^:]*):(?P<account>\d*):table/(?P<name>[^/]+)")
_SELECT = re.compile(r"\s*select\b", re.IGNORECASE)


def parameters_of(request: Any) -> dict[str, Any]:
    """The parameters of a request; none if the body is not of DynamoDB."""
    try:
        found = json.loads(body_of(request) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def table_named(name: object, region: str, account: str) -> str | None:
    """The name of a table that a request names, which may be an ARN; None if that is of elsewhere."""
    if not isinstance(name, str):
        return None
    found = _TABLE_IN_ARN.match(name)
    if found is None:
        return name
    return found["name"] if (found["region"], found["account"]) == (region, account) else None


def written(operation: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """The items that a request writes: the table as it is named, and what has the key, the item itself perhaps.

    Args:
        operation: of the API.
        parameters: of the request.
    """
    if operation == "PutItem":
        yield parameters.get("TableName"), parameters.get("Item") or {}
    elif operation in ("UpdateItem", "DeleteItem"):
        yield parameters.get("TableName"), parameters.get("Key") or {}
    elif operation == "BatchWriteItem":
        for table, requests in (parameters.get("RequestItems") or {}).items():
            for each in requests:
                put, delete = each.get("PutRequest") or {}, each.get("DeleteRequest") or {}
                yield table, put.get("Item") or delete.get("Key") or {}
    elif operation == "TransactWriteItems":
        for each in parameters.get("TransactItems") or ():
            for action in each.values():
                yield action.get("TableName"), action.get("Item") or action.get("Key") or {}


def may_write(operation: str, parameters: Mapping[str, Any]) -> bool:
    """Whether statements of PartiQL are more than queries."""
    key = "TransactStatements" if operation == "ExecuteTransaction" else "Statements"
    statements = parameters.get(key) or [parameters]
    return not all(_SELECT.match(str(each.get("Statement", ""))) for each in statements)
