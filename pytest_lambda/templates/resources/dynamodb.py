"""AWS::DynamoDB: tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, JSON, TAGS, TEXT, ListOf, has, of
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_KEY_SCHEMA = ListOf(has("AttributeName", "KeyType", AttributeName=TEXT, KeyType=TEXT))
_DEFINITIONS = ListOf(has("AttributeName", "AttributeType", AttributeName=TEXT, AttributeType=TEXT))
_TIME_TO_LIVE = has("Enabled", AttributeName=TEXT, Enabled=FLAG)

_TABLE = of(
    "AWS::DynamoDB::Table",
    {
        "AttributeDefinitions": _DEFINITIONS,
        "BillingMode": TEXT,
        "ContributorInsightsSpecification": ANYTHING,
        "DeletionProtectionEnabled": FLAG,
        "GlobalSecondaryIndexes": ANYTHING,
        "ImportSourceSpecification": ANYTHING,
        "KeySchema": _KEY_SCHEMA,
        "KinesisStreamSpecification": ANYTHING,
        "LocalSecondaryIndexes": ANYTHING,
        "OnDemandThroughput": ANYTHING,
        "PointInTimeRecoverySpecification": ANYTHING,
        "ProvisionedThroughput": ANYTHING,
        "ResourcePolicy": JSON,
        "SSESpecification": ANYTHING,
        "StreamSpecification": has("StreamViewType", ResourcePolicy=JSON, StreamViewType=TEXT),
        "TableClass": TEXT,
        "TableName": TEXT,
        "Tags": TAGS,
        "TimeToLiveSpecification": _TIME_TO_LIVE,
        "WarmThroughput": ANYTHING,
    },
    "KeySchema",
)

_GLOBAL_TABLE = of(
    "AWS::DynamoDB::GlobalTable",
    {
        "AttributeDefinitions": _DEFINITIONS,
        "BillingMode": TEXT,
        "GlobalSecondaryIndexes": ANYTHING,
        "GlobalTableSourceArn": TEXT,
        "GlobalTableWitnesses": ANYTHING,
        "KeySchema": _KEY_SCHEMA,
        "LocalSecondaryIndexes": ANYTHING,
        "MultiRegionConsistency": TEXT,
        "ReadOnDemandThroughputSettings": ANYTHING,
        "ReadProvisionedThroughputSettings": ANYTHING,
        "Replicas": ListOf(ANYTHING),
        "SSESpecification": ANYTHING,
        "StreamSpecification": has("StreamViewType", StreamViewType=TEXT),
        "TableName": TEXT,
        "TimeToLiveSpecification": _TIME_TO_LIVE,
        "WarmThroughput": ANYTHING,
        "WriteOnDemandThroughputSettings": ANYTHING,
        "WriteProvisionedThroughputSettings": ANYTHING,
    },
    "KeySchema",
    "AttributeDefinitions",
    "Replicas",
)

#: property -> what becomes of it
_LEFT_OUT = {
    "ImportSourceSpecification": "the table is empty",
    "KinesisStreamSpecification": "changes go to the table's own stream only",
}
#: for queries, which moto answers
_INDEXES = {
    "AttributeDefinitions": "attribute_definitions",
    "GlobalSecondaryIndexes": "global_secondary_indexes",
    "LocalSecondaryIndexes": "local_secondary_indexes",
}
_VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")


def _make(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    deployment.leave_out_of(subject, subject.place, given, _LEFT_OUT)
    settings = _keys(subject.place.get("KeySchema"), given)
    settings["stream_view_type"] = _view(subject, given)
    time_to_live = given.get("TimeToLiveSpecification", {})
    if time_to_live.get("Enabled"):
        if "AttributeName" not in time_to_live:
            raise subject.place.get("TimeToLiveSpecification").error("Property AttributeName cannot be empty.")
        settings["time_to_live_attribute"] = time_to_live["AttributeName"]
    for name, setting in _INDEXES.items():
        if name in given:
            settings[setting] = given[name]
    return deployment.service.dynamodb_table(subject.name, **settings)


def _view(subject: Subject, given: dict[str, Any]) -> str | None:
    if "StreamSpecification" not in given:
        return None
    view = given["StreamSpecification"]["StreamViewType"]
    if view not in _VIEWS:
        raise subject.place.get("StreamSpecification").error(
            f"1 validation error detected: Value '{view}' at 'streamSpecification.streamViewType' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{', '.join(_VIEWS)}]"
        )
    return str(view)


def _keys(place: Place, given: dict[str, Any]) -> dict[str, Any]:
    """The names and types of the key, after the checks that CreateTable makes first."""
    keys = [(each["KeyType"], each["AttributeName"]) for each in given["KeySchema"]]
    if [kind for kind, _ in keys] not in (["HASH"], ["HASH", "RANGE"]):
        raise place.error(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type, or there are others than one HASH "
            "and one RANGE after it."
        )
    types = {each["AttributeName"]: each["AttributeType"] for each in given.get("AttributeDefinitions", ())}
    settings: dict[str, Any] = {}
    for (_, name), setting in zip(keys, ("partition_key", "sort_key"), strict=False):
        if name not in types:
            raise place.error(
                "One or more parameter values were invalid: Some index key attributes are not defined in "
                f"AttributeDefinitions. Keys: [{', '.join(key for _, key in keys)}], AttributeDefinitions: "
                f"[{', '.join(types)}]"
            )
        settings[setting], settings[f"{setting}_type"] = name, types[name]
    return settings


_table_arn = arn_of("dynamodb", "table/{name}")


def _stream_arn(subject: Subject) -> str | None:
    if subject.value("StreamSpecification") is None:
        return None
    return f"{_table_arn(subject)}/stream/2026-01-01T00:00:00.000"


def _row(name: str, properties: Any, **more: Any) -> ResourceType:
    attributes = {"Arn": _table_arn, "StreamArn": made("stream_arn", _stream_arn), **more}
    hints = {"table/index name": "TableName"}
    return ResourceType(name, "TableName", attributes=attributes, properties=properties, make=_make, hints=hints)


ROWS = (
    _row("AWS::DynamoDB::Table", _TABLE),
    _row("AWS::DynamoDB::GlobalTable", _GLOBAL_TABLE, TableId=lambda subject: subject.uuid("table")),
)
