"""What the CDK has synthesized, with assets and a layer."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def reports(deployed: Callable[..., Application]) -> Application:
    return deployed("reports_cdk/cdk.out")


def named(reports: Application, construct: str) -> object:
    """The CDK adds eight characters to the names of constructs."""
    [found] = [name for name in reports.resources if name.startswith(construct) and len(name) == len(construct) + 8]
    return reports[found]


def measure(reports: Application, *data: str) -> None:
    stream = named(reports, "Measurements").name
    boto3.client("kinesis").put_records(
        StreamName=stream, Records=[{"Data": each.encode(), "PartitionKey": "one"} for each in data]
    )


def test_from_the_stream_to_the_report(reports: Application, lambda_service: LambdaService) -> None:
    day = f"{lambda_service.now():%Y-%m-%d}"
    values = [json.dumps({"sensor": "roof", "at": f"{day}T00:00:00Z", "value": value}) for value in (1.5, 3, 4.5)]
    measure(reports, *values)
    lambda_service.run()
    client = reports.http_client()
    answer = client.put(f"/reports/roof/{day}")
    assert (answer.status_code, answer.json()) == (201, {"max": "4.5", "mean": "3.0", "min": "1.5"})
    bucket = boto3.resource("s3").Bucket(named(reports, "Reports").name)
    assert [each.key for each in bucket.objects.all()] == [f"roof/{day}.json"]
    lambda_service.run()
    [announced] = [m for m in named(reports, "Announced").messages if "Records" in m.json]
    assert announced.json["Records"][0]["s3"]["object"]["key"] == f"roof/{day}.json"
    assert client.put("/reports/cellar/2026-01-01").status_code == 404


def test_what_is_no_measurement_comes_to_the_queue(reports: Application, lambda_service: LambdaService) -> None:
    good = json.dumps({"sensor": "roof", "at": "2026-01-01T00:00:00Z", "value": 1})
    measure(reports, good, "broken", good)
    lambda_service.run()
    [message] = named(reports, "Broken").messages
    assert message.json["KinesisBatchInfo"]["batchSize"] == 1
    days = boto3.resource("dynamodb").Table(named(reports, "Days").name)
    assert days.get_item(Key={"sensor": "roof", "day": "2026-01-01"})["Item"]["measured"] == [1, 1]
