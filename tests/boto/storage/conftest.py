"""Services that clients of boto3 reach, and tables and buckets of moto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_lambda import LambdaService, events, serve_boto3

from ..conftest import Client

Seen = list[dict[str, Any]]


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service, serve_boto3(service):
        yield service


@pytest.fixture
def mocked() -> Iterator[None]:
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        yield


@pytest.fixture
def dynamodb(client: Client) -> Any:
    return client("dynamodb")


@pytest.fixture
def s3(client: Client) -> Any:
    return client("s3")


@pytest.fixture
def seen(service: LambdaService) -> Seen:
    """The records that the function `seeing` gets; each of its events is as AWS makes them."""
    records: Seen = []

    def handler(event: Any, context: Any) -> None:
        assert events.check(event) == []
        records.extend(event["Records"])

    service.create_function("seeing", handler=handler)
    return records


def make_table(
    dynamodb: Any, name: str = "orders", *, view: str | None = "NEW_AND_OLD_IMAGES", sort: bool = False
) -> Any:
    """Make a table as a test of the user's would: `id` is its partition key, `line` its sort key."""
    attributes = [("id", "S", "HASH"), ("line", "N", "RANGE")][: 2 if sort else 1]
    stream = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": view}} if view else {}
    return dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": type_} for each, type_, _ in attributes],
        KeySchema=[{"AttributeName": each, "KeyType": kind} for each, _, kind in attributes],
        **stream,
    )["TableDescription"]
