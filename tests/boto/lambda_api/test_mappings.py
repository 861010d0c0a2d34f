"""Event source mappings through boto3: a service answers, botocore's model has looked at the parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError, ParamValidationError

from pytest_lambda import LambdaService
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.boto.service_api import serve_boto3
from tests.service.event_sources.recorded_kind import RecordedKind, source

from ..conftest import Client

UNKNOWN = "b4f0f2b2-8c9b-4b5e-9d42-000000000000"
BEGAN = datetime(2026, 1, 1, tzinfo=timezone.utc)


def answers_nothing(event: Any, context: Any) -> None: ...


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService(start=BEGAN) as service, serve_boto3(service):
        service.create_function("orders", handler=answers_nothing)
        yield service


@pytest.fixture
def api(service: LambdaService, client: Client) -> Any:
    return client()


def status(answer: dict[str, Any]) -> int:
    code: int = answer.pop("ResponseMetadata")["HTTPStatusCode"]
    return code


def test_the_life_of_a_mapping(service: LambdaService, api: Any) -> None:
    queue = service.sqs_queue("queue")
    created = api.create_event_source_mapping(
        FunctionName="orders",
        EventSourceArn=queue.arn,
        BatchSize=5,
        FilterCriteria={"Filters": [{"Pattern": '{"body": {"a": [1]}}'}]},
        ScalingConfig={"MaximumConcurrency": 2},
    )
    (mapping,) = service.event_source_mappings
    assert mapping.settings.batch_size == 5
    assert mapping.settings.maximum_concurrency == 2
    assert status(created) == 202
    assert created == mapping.describe("Creating")
    assert created["LastModified"] == BEGAN

    found = api.get_event_source_mapping(UUID=mapping.uuid)
    assert status(found) == 200
    assert found == {**created, "State": "Enabled"}

    updated = api.update_event_source_mapping(UUID=mapping.uuid, Enabled=False, FilterCriteria={})
    assert (status(updated), updated["State"]) == (202, "Disabling")
    assert "FilterCriteria" not in updated
    assert mapping.state == "Disabled"

    deleted = api.delete_event_source_mapping(UUID=mapping.uuid)
    assert (status(deleted), deleted["State"]) == (202, "Deleting")
    assert service.event_source_mappings == ()


def test_a_mapping_that_is_made_disabled(service: LambdaService, api: Any) -> None:  # A6
    queue = service.sqs_queue("queue")
    created = api.create_event_source_mapping(FunctionName="orders", EventSourceArn=queue.arn, Enabled=False)
    assert created["State"] == "Disabled"


def test_members_with_odd_names_and_moments(service: LambdaService, api: Any) -> None:
    service.mappings.kinds.add(RecordedKind("documentdb"))
    key = "arn:aws:kms:us-east-1:123456789012:key/a"
    service.add_resource(source("documentdb"))
    created = api.create_event_source_mapping(
        FunctionName="orders",
        EventSourceArn=source("documentdb").arn,
        StartingPosition="AT_TIMESTAMP",
        StartingPositionTimestamp=BEGAN,
        KMSKeyArn=key,
        DocumentDBEventSourceConfig={"DatabaseName": "db"},
    )
    assert created["StartingPositionTimestamp"] == BEGAN
    assert created["KMSKeyArn"] == key
    assert created["DocumentDBEventSourceConfig"] == {"DatabaseName": "db"}


def refused(call: Any, **parameters: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_refusals(service: LambdaService, api: Any) -> None:  # A2, A10, A12
    arn = service.sqs_queue("queue").arn
    create = api.create_event_source_mapping
    invalid = "InvalidParameterValueException"
    assert refused(create, FunctionName="orders") == (invalid, "Unrecognized event source.", 400)
    assert refused(create, FunctionName="nobody", EventSourceArn=arn) == (invalid, "Function does not exist", 400)
    assert refused(create, FunctionName="orders", EventSourceArn=arn, BatchSize=11) == (
        invalid,
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
        400,
    )
    filters = {"Filters": [{"Pattern": '"simple string"'}]}
    assert refused(create, FunctionName="orders", EventSourceArn=arn, FilterCriteria=filters) == (
        invalid,
        "Invalid filter pattern definition.",  # A100: what is wrong with it is ours
        400,
    )
    made = create(FunctionName="orders", EventSourceArn=arn)
    code, text, number = refused(create, FunctionName="orders", EventSourceArn=arn)
    assert (code, number) == ("ResourceConflictException", 409)
    assert made["UUID"] in text


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_an_unknown_uuid(service: LambdaService, api: Any, operation: str) -> None:  # A12
    found = refused(getattr(api, f"{operation}_event_source_mapping"), UUID=UNKNOWN)
    assert found == ("ResourceNotFoundException", "The resource you requested does not exist.", 404)


def test_the_clients_own_exceptions(service: LambdaService, api: Any) -> None:
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.get_event_source_mapping(UUID=UNKNOWN)
    service.mappings.transition_seconds = 30
    made = api.create_event_source_mapping(FunctionName="orders", EventSourceArn=service.sqs_queue("queue").arn)
    with pytest.raises(api.exceptions.ResourceInUseException, match="because it is in use"):
        api.delete_event_source_mapping(UUID=made["UUID"])


def test_botocore_looks_at_the_types(service: LambdaService, api: Any) -> None:
    with pytest.raises(ParamValidationError, match="BatchSize"):
        api.create_event_source_mapping(FunctionName="orders", BatchSize="ten")


def test_values_out_of_range_reach_the_service(service: LambdaService, api: Any) -> None:
    arn = service.sqs_queue("queue").arn
    found = refused(api.create_event_source_mapping, FunctionName="orders", EventSourceArn=arn, ParallelizationFactor=11)
    assert found[0] in ("ValidationException", "InvalidParameterValueException")
    assert service.event_source_mappings == ()


def test_list(service: LambdaService, api: Any) -> None:
    queues = [service.sqs_queue(f"queue{number}") for number in range(5)]
    service.create_function("other", handler=answers_nothing)
    for queue in queues:
        api.create_event_source_mapping(FunctionName="orders", EventSourceArn=queue.arn)
    api.create_event_source_mapping(FunctionName="other", EventSourceArn=queues[0].arn)
    everything = api.list_event_source_mappings()
    assert status(everything) == 200
    assert everything == {"EventSourceMappings": [mapping.describe() for mapping in service.event_source_mappings]}
    of_first = api.list_event_source_mappings(EventSourceArn=queues[0].arn)["EventSourceMappings"]
    assert [each["FunctionArn"].rpartition(":")[2] for each in of_first] == ["orders", "other"]
    assert api.list_event_source_mappings(FunctionName="nobody")["EventSourceMappings"] == []


def test_pages(service: LambdaService, api: Any) -> None:
    for number in range(5):
        api.create_event_source_mapping(FunctionName="orders", EventSourceArn=service.sqs_queue(f"q{number}").arn)
    pages = list(api.get_paginator("list_event_source_mappings").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["EventSourceMappings"]) for page in pages] == [2, 2, 1]


def test_from_within_a_handler(service: LambdaService, client: Client) -> None:
    queue = service.sqs_queue("queue")
    made = client()

    def handler(event: Any, context: Any) -> str:
        uuid: str = made.create_event_source_mapping(FunctionName="orders", EventSourceArn=queue.arn)["UUID"]
        return uuid

    uuid = service.create_function("maker", handler=handler)({})
    assert service.get_event_source_mapping(uuid).source is queue


def test_a_region_that_is_not_simulated(service: LambdaService, client: Client) -> None:
    with pytest.raises(OperationNotSimulated, match="eu-west-1"):
        client(region_name="eu-west-1").list_event_source_mappings()


def test_what_is_sent_is_json(service: LambdaService) -> None:
    from pytest_lambda.boto.operations import OperationAnswer

    assert json.loads(OperationAnswer(200, {"at": BEGAN, "n": [1]}).as_json()) == {"at": BEGAN.timestamp(), "n": [1]}
    with pytest.raises(TypeError, match="is no moment"):
        OperationAnswer(200, {"at": object()}).as_json()
