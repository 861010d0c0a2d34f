"""Resources by ARN, URL and name, wherever one is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.errors import InvalidParameterValueException, NotSimulated

ARN = "arn:aws:sqs:us-east-1:123456789012:orders"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


@pytest.mark.parametrize("text", [ARN, URL, "orders"])
class TestQueue:
    def test_as_a_source(self, service: LambdaService, text: str) -> None:
        queue = service.sqs_queue("orders")
        service.create_function("f", handler=lambda event, context: None)
        assert service.create_event_source_mapping("f", text).source is queue

    def test_as_a_dead_letter_queue(self, service: LambdaService, text: str) -> None:
        queue = service.sqs_queue("orders")
        assert service.sqs_queue("a", dead_letter_queue=text, max_receive_count=1).dead_letter_queue is queue
        with pytest.raises(ConfigurationError, match="There is no queue"):
            service.sqs_queue("b", dead_letter_queue=f"{text}-typo", max_receive_count=1)

    def test_that_there_is_not(self, service: LambdaService, text: str) -> None:
        service.create_function("f", handler=lambda event, context: None)
        with pytest.raises(InvalidParameterValueException, match="NonExistentQueue|Unrecognized event source"):
            service.create_event_source_mapping("f", text)


def test_a_fifo_queue_by_its_name_alone(service: LambdaService) -> None:
    assert service.sqs_queue("a.fifo", fifo_queue=True) is service.sqs_queue("a.fifo")
    assert service.sns_topic("t.fifo", fifo_topic=True) is service.sns_topic("t.fifo")


def test_streams_and_tables_by_name(service: LambdaService) -> None:
    stream, table = service.kinesis_stream("clicks"), service.dynamodb_table("users")
    assert service.resource_named("clicks") is stream
    assert service.resource_named("users") is table
    service.create_function("f", handler=lambda event, context: None)
    assert service.create_event_source_mapping("f", "clicks", starting_position="LATEST").source is stream


def test_a_name_of_two(service: LambdaService) -> None:
    service.sqs_queue("orders")
    service.kinesis_stream("orders")
    with pytest.raises(ConfigurationError, match=r"'orders' is the name of arn:aws:sqs:.* and arn:aws:kinesis:.*: give"):
        service.resource_named("orders")


def test_a_url_of_another_account(service: LambdaService) -> None:
    service.sqs_queue("orders")
    assert service.resource_named(URL.replace("123456789012", "210987654321")) is None


def test_topics_and_schedules_send_to_arns(service: LambdaService) -> None:
    queue, topic = service.sqs_queue("orders"), service.sns_topic("news")
    topic.subscribe(ARN, raw_message_delivery=True)
    topic.publish("a")
    service.schedule("rate(1 minute)", ARN, input={"b": 1}, by="rule")
    service.schedule("rate(1 minute)", topic.arn, input='"c"', by="rule")
    service.advance(minutes=1)
    assert sorted(each.body for each in queue.messages) == ['"c"', "a", '{"b":1}']
    with pytest.raises(NotSimulated, match="not to arn:aws:sqs:us-east-1:123456789012:gone"):
        topic.subscribe("arn:aws:sqs:us-east-1:123456789012:gone")


@pytest.mark.parametrize("name", ["orders", URL])
def test_whatever_takes_an_arn_takes_a_name(service: LambdaService, name: str) -> None:
    queue, topic = service.sqs_queue("orders"), service.sns_topic("news")
    function = service.create_function("f", handler=lambda event, context: 1 / 0, dead_letter_queue=name)
    function.put_function_event_invoke_config(maximum_retry_attempts=0, on_failure=name)
    assert function.get_function_event_invoke_config().on_failure.arn == queue.arn
    function.invoke({}, invocation_type="Event")
    topic.subscribe(name, raw_message_delivery=True)
    service.event_bus().rule({"source": ["shop"]}).add_target("news")
    service.event_bus().put_event({}, source="shop", detail_type="Sold")
    service.s3_bucket("photos").notify(name, events=["s3:ObjectCreated:*"])
    service.s3_bucket("photos").put_object("a.png", b"")
    stream = service.kinesis_stream("clicks")
    mapping = function.create_event_source_mapping(
        "clicks", starting_position="TRIM_HORIZON", on_failure=name, maximum_retry_attempts=0
    )
    stream.put_record("x", partition_key="p")
    service.run()
    assert mapping.describe()["DestinationConfig"] == {"OnFailure": {"Destination": queue.arn}}
    bodies = [message.json for message in queue.messages]
    assert {} in bodies  # the dead letter
    assert {"Records", "source", "requestPayload", "KinesisBatchInfo"} <= {key for body in bodies for key in body}


def test_names_of_topics_buses_and_buckets(service: LambdaService) -> None:
    topic, bus, bucket = service.sns_topic("news"), service.event_bus("shop"), service.s3_bucket("photos")
    assert [service.resource_named(each.name) for each in (topic, bus, bucket)] == [topic, bus, bucket]
    assert service.resource("nothing") is None


def test_names_of_functions(service: LambdaService) -> None:
    function = service.create_function("f", handler=lambda event, context: None)
    assert service.resource("f") is service.resource(function.arn) is function
    assert service.resource("arn:aws:lambda:us-east-1:123456789012:layer:f:1") is None
    service.sns_topic("news").subscribe("f")
    service.sns_topic("news").publish("a")
    service.run()
    assert len(function.invocations) == 1


class TestNamesOfTwo:
    @pytest.fixture(autouse=True)
    def two(self, service: LambdaService) -> None:
        service.sqs_queue("orders")
        service.create_function("f", handler=lambda event, context: None)

    @pytest.mark.parametrize(
        ("make", "arn"),
        [
            (lambda service: service.sns_topic("orders"), "arn:aws:sns:us-east-1:123456789012:orders"),
            (lambda service: service.event_bus("orders"), "arn:aws:events:us-east-1:123456789012:event-bus/orders"),
            (lambda service: service.s3_bucket("orders"), "arn:aws:s3:::orders"),
            (
                lambda service: service.create_function("orders", handler=lambda event, context: None),
                "arn:aws:lambda:us-east-1:123456789012:function:orders",
            ),
        ],
        ids=["topic", "bus", "bucket", "function"],
    )
    def test_to_whom_something_is_sent(
        self, service: LambdaService, make: Callable[[LambdaService], object], arn: str
    ) -> None:
        make(service)
        stream, function = service.kinesis_stream("clicks"), service["f"]
        for use in (
            lambda: service.resource("orders"),
            lambda: service.resource_named("orders"),
            lambda: service.event_bus().rule({"source": ["shop"]}).add_target("orders"),
            lambda: service.s3_bucket("photos").notify("orders"),
            lambda: service.sns_topic("news").subscribe("orders"),
            lambda: service.schedule("rate(1 minute)", "orders"),
            lambda: function.put_function_event_invoke_config(on_failure="orders"),
            lambda: function.update_function_configuration(dead_letter_queue="orders"),
            lambda: service.create_function("g", handler=lambda event, context: None, dead_letter_queue="orders"),
            lambda: function.create_event_source_mapping(stream, starting_position="LATEST", on_failure="orders"),
        ):
            with pytest.raises(ConfigurationError, match=f"'orders' is the name of {ARN} and {arn}: give the ARN"):
                use()

    def test_what_nobody_reads_is_no_source(self, service: LambdaService) -> None:
        service.sns_topic("orders")
        assert service["f"].create_event_source_mapping("orders").source is service.resource(ARN)

    def test_what_nothing_is_sent_to_is_no_destination(self, service: LambdaService) -> None:
        stream = service.kinesis_stream("orders")
        service.dynamodb_table("orders")
        service.s3_bucket("photos").notify("orders")
        service["f"].create_event_source_mapping(stream, starting_position="LATEST", on_failure="orders")
        [test] = service.resource(ARN).messages
        assert test.json["Event"] == "s3:TestEvent"

    def test_the_dead_letter_queue_of_a_queue_is_a_queue(self, service: LambdaService) -> None:
        service.kinesis_stream("orders")
        service.sns_topic("orders")
        made = service.sqs_queue("a", dead_letter_queue="orders", max_receive_count=1)
        assert made.dead_letter_queue is service.resource(ARN)
