"""`AWS::Serverless::SimpleTable`: a table with a partition key and nothing else."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft, drafted
from pytest_lambda.templates.sam.invalid import invalid_resource, required
from pytest_lambda.templates.sam.schema import ANY, MAP, TEXT_OR_MAP, Kind, Schema, present
from pytest_lambda.templates.sam.tags import tag_list
from pytest_lambda.templates.sam.work import Work
from pytest_lambda.templates.template import Resource

_SCHEMA = Schema(
    "AWS::Serverless::SimpleTable",
    {
        "PointInTimeRecoverySpecification": ANY,
        "PrimaryKey": Kind((dict,), (str, dict)),
        "ProvisionedThroughput": Kind((dict,), (int, dict)),
        "TableName": TEXT_OR_MAP,
        "Tags": MAP,
        "SSESpecification": MAP,
    },
)
_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


def simple_table(work: Work, resource: Resource) -> list[Draft]:
    """The table."""
    name, properties = resource.logical_id, work.properties[resource.logical_id]
    _SCHEMA.check(properties, lambda place, message: invalid_resource(place, name, message))
    made = drafted(resource, type="AWS::DynamoDB::Table")
    key, kind = _key(properties.get("PrimaryKey"), name)
    names = ("PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName")
    made.properties = {
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": kind}],
        "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        **{each: place for each, place in present(properties, names).items() if place.value},
    }
    if not properties.get("ProvisionedThroughput").value:
        made.properties["BillingMode"] = "PAY_PER_REQUEST"
    if properties.get("Tags").value:
        made.properties["Tags"] = tag_list(properties.get("Tags"))
    return [made]


def _key(place: Place, logical_id: str) -> tuple[Any, Any]:
    if not place.value:
        return "id", "S"
    key = required(place.get("Name"), logical_id, "PrimaryKey.Name")
    kind = required(place.get("Type"), logical_id, "PrimaryKey.Type")
    if not isinstance(kind.value, str) or kind.value not in _TYPES:
        raise invalid_resource(kind, logical_id, f"Invalid 'Type' \"{kind.value}\".")
    return key, kind.at(_TYPES[kind.value])
