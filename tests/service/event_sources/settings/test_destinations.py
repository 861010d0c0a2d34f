"""On-failure destinations."""

from __future__ import annotations

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, NotSimulated
from tests.service.event_sources.settings.conftest import Settings, Source, answers_nothing

KINDS = ("kinesis", "dynamodb")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", ["sqs_queue", "sns_topic", "s3_bucket"])
def test_kinds_that_are_taken(settings: Settings, service: LambdaService, kind: str, make: str) -> None:  # C7
    resource = getattr(service, make)("failed")
    for given in (resource, resource.arn):
        found = settings(kind, on_failure=given).on_failure
        assert found is not None
        assert (found.arn, found.resource) == (resource.arn, resource)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("arn", ["sqs:us-east-1:123456789012:failed.fifo", "sns:us-east-1:123456789012:failed.fifo"])
def test_fifo_is_refused(settings: Settings, service: LambdaService, kind: str, arn: str) -> None:  # C7
    service.sqs_queue("failed.fifo", fifo_queue=True)
    with pytest.raises(InvalidParameterValueException, match=f"{arn} is FIFO: AWS takes a standard queue"):
        settings(kind, on_failure=f"arn:aws:{arn}")


def test_a_function_and_a_bus_are_refused(settings: Settings, service: LambdaService) -> None:  # C7
    for resource in (service.create_function("other", handler=answers_nothing), service.event_bus("events")):
        with pytest.raises(InvalidParameterValueException, match="is none of these: AWS takes a standard queue"):
            settings("kinesis", on_failure=resource)


def test_one_that_does_not_exist(settings: Settings) -> None:
    with pytest.raises(InvalidParameterValueException, match="does not exist: create it in this service first"):
        settings("kinesis", on_failure="arn:aws:sqs:us-east-1:123456789012:gone")


PROVISIONED = {"minimum_pollers": 1, "maximum_pollers": 1}


def test_a_topic_of_kafka_that_does_not_exist(settings: Settings) -> None:
    with pytest.raises(InvalidParameterValueException, match="kafka://gone does not exist"):
        settings("kafka", on_failure="kafka://gone", **PROVISIONED)


@pytest.mark.parametrize("arn", ["kafka://failed", "arn:aws:kafka:us-east-1:123456789012:topic/cluster/uuid/failed"])
def test_a_topic_of_kafka(settings: Settings, service: LambdaService, arn: str) -> None:
    topic = Source("failed", arn)
    service.add_resource(topic)
    for given in (topic, arn):
        found = settings("kafka", on_failure=given, **PROVISIONED).on_failure
        assert found is not None
        assert (found.kind, found.arn, found.resource) == ("kafka", arn, topic)


@pytest.mark.parametrize("kind", ["kinesis", "dynamodb"])
def test_a_topic_of_kafka_for_other_streams(settings: Settings, kind: str) -> None:  # C7
    with pytest.raises(NotSimulated, match="only mappings on Kafka have that here"):
        settings(kind, on_failure="kafka://failed")


def test_something_else(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="on_failure is 5 .*: expected a simulated resource"):
        settings("kinesis", on_failure=5)
