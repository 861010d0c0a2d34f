"""Which settings a mapping of a broker takes, and how the API shows it (M7)."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException


def test_describe(service, receiver):
    queue = service.rabbitmq_queue("orders", "/shop")
    access = [{"Type": "VIRTUAL_HOST", "URI": "/shop"}]
    shown = receiver.receive(queue, source_access_configurations=access).describe()

    assert shown["EventSourceArn"] == queue.arn
    assert shown["EventSourceArn"].startswith("arn:aws:mq:us-east-1:123456789012:broker:rabbitmq:b-")
    assert (shown["Queues"], shown["BatchSize"]) == (["orders"], 100)
    assert shown["SourceAccessConfigurations"] == access
    assert "MaximumRetryAttempts" not in shown
    assert "FunctionResponseTypes" not in shown


@pytest.mark.parametrize(
    "given",
    [
        {"function_response_types": ["ReportBatchItemFailures"]},
        {"maximum_retry_attempts": 2},
        {"bisect_batch_on_function_error": True},
        {"starting_position": "LATEST"},
        {"maximum_concurrency": 5},
    ],
    ids=["answers", "retries", "bisect", "position", "concurrency"],
)
def test_what_a_mapping_of_a_broker_does_not_have(service, receiver, given):
    with pytest.raises(InvalidParameterValueException):
        receiver.receive(service.activemq_queue("orders"), **given)
    assert service.event_source_mappings == ()


def test_the_queue_of_a_mapping_is_named_once(service, receiver):
    queue = service.activemq_queue("orders")
    with pytest.raises(ConfigurationError, match="and the event source is the queue orders"):
        receiver.receive(queue, queues=["other"])
    assert receiver.receive(queue, queues=["orders"]).settings.queues == ("orders",)


def test_by_the_arn_of_the_broker(service, receiver):
    queue = service.rabbitmq_queue("orders", "/shop")
    service.rabbitmq_queue("orders")
    mapping = receiver.receive(
        queue.arn, queues=["orders"], source_access_configurations=[{"Type": "VIRTUAL_HOST", "URI": "/shop"}]
    )
    assert mapping.source is queue
    active = service.activemq_queue("orders")
    assert receiver.receive(active.arn, queues=["orders"]).source is active
    assert service.list_event_source_mappings(event_source_arn=queue.arn) == (mapping,)


@pytest.mark.parametrize(
    ("queues", "message"),
    [(None, "Queues"), (["missing"], "missing")],
    ids=["no name", "unknown"],
)
def test_a_broker_alone_is_no_source(service, receiver, queues, message):
    queue = service.activemq_queue("orders")
    with pytest.raises(InvalidParameterValueException, match=message):
        receiver.receive(queue.arn, **({} if queues is None else {"queues": queues}))


def test_a_broker_that_does_not_exist(service, receiver):
    with pytest.raises(InvalidParameterValueException, match="does not exist"):
        receiver.receive("arn:aws:mq:us-east-1:123456789012:broker:gone:b-1", queues=["orders"])
