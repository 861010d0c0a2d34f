"""Resources of moto that the service takes over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.backends import get_backend

from pytest_lambda import LambdaService
from pytest_lambda.boto.service_api import serve_boto3
from pytest_lambda.errors import NotSimulated

from ..conftest import Client
from .conftest import Collect

ACCOUNT = "123456789012"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:news"
ENTRY = {"Source": "shop", "DetailType": "Order", "Detail": '{"id": 1}'}
STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/clicks"


@pytest.fixture
def mock() -> Iterator[None]:
    """Begins before the service."""
    with mock_aws():
        yield


@pytest.fixture
def service(mock: None) -> Iterator[LambdaService]:
    with LambdaService() as service, serve_boto3(service):
        yield service


@pytest.fixture
def sqs(mock: None, checked: Client) -> Any:
    return checked("sqs")


def redrive(arn: str, count: int) -> str:
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": count})


def arn_of(sqs: Any, url: str) -> str:
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(told["Attributes"]["QueueArn"])


def bodies(messages: Any) -> list[str]:
    return [each.body for each in messages]


class TestWhoAnswers:
    def test_moto_what_nobody_named(self, sqs: Any, service: LambdaService) -> None:
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="a")
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        assert message["Body"] == "a"
        assert service.known_resources == ()
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            sqs.get_queue_url(QueueName="gone")

    def test_the_service_what_it_has(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("orders")
        assert sqs.create_queue(QueueName="orders")["QueueUrl"] == queue.url
        sqs.send_message(QueueUrl=queue.url, MessageBody="a")
        assert bodies(queue.messages) == ["a"]
        assert get_backend("sqs")[ACCOUNT]["us-east-1"].queues == {}

    def test_lists_are_of_both(self, sqs: Any, service: LambdaService, checked: Client) -> None:
        service.sqs_queue("ours")
        sqs.create_queue(QueueName="theirs")
        sqs.create_queue(QueueName="orders")
        service.sqs_queue("orders")
        urls = sqs.list_queues()["QueueUrls"]
        assert sorted(url.rpartition("/")[2] for url in urls) == ["orders", "ours", "theirs"]
        sns, kinesis, events = (checked(name) for name in ("sns", "kinesis", "events"))
        sns.create_topic(Name="theirs")
        service.sns_topic("ours")
        assert {each["TopicArn"].rpartition(":")[2] for each in sns.list_topics()["Topics"]} == {"ours", "theirs"}
        kinesis.create_stream(StreamName="theirs", ShardCount=1)
        service.kinesis_stream("ours")
        assert kinesis.list_streams()["StreamNames"] == ["ours", "theirs"]
        events.create_event_bus(Name="theirs")
        service.event_bus("ours")
        names = {each["Name"] for each in events.list_event_buses()["EventBuses"]}
        assert names == {"default", "ours", "theirs"}

    def test_other_regions_are_motos(self, service: LambdaService, checked: Client) -> None:
        there = checked("sqs", region_name="eu-central-1")
        url = there.create_queue(QueueName="orders")["QueueUrl"]
        service.sqs_queue("orders")
        there.send_message(QueueUrl=url, MessageBody="a")
        assert len(there.receive_message(QueueUrl=url)["Messages"]) == 1
        assert service.sqs_queue("orders").messages == ()
        assert service.resource("arn:aws:sqs:eu-central-1:123456789012:orders") is None

    def test_arns_of_something_else_are_motos_to_refuse(self, service: LambdaService, client: Client) -> None:
        for arn in (QUEUE, STREAM):
            with pytest.raises(ClientError):
                client("sns").publish(TopicArn=arn, Message="m")
            with pytest.raises(ClientError):
                client("events").put_rule(Name="orders", EventBusName=arn, EventPattern='{"source": ["shop"]}')

    def test_identity_stays_motos(self, service: LambdaService, checked: Client) -> None:
        assert checked("sts").get_caller_identity()["Account"] == ACCOUNT


class TestQueues:
    def test_a_mapping_names_it(self, sqs: Any, service: LambdaService, collect: Collect) -> None:
        dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
        attributes = {
            "VisibilityTimeout": "7",
            "ReceiveMessageWaitTimeSeconds": "2",
            "RedrivePolicy": redrive(arn_of(sqs, dead), 3),
            "Policy": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}',
        }
        url = sqs.create_queue(QueueName="orders", Attributes=attributes, tags={"a": "1"})["QueueUrl"]
        function = collect()
        service.create_event_source_mapping(function, QUEUE)
        queue = service.sqs_queue("orders")
        assert (queue.arn, queue.url) == (QUEUE, url)
        assert (queue.settings.visibility_timeout, queue.settings.max_receive_count) == (7, 3)
        assert queue.settings.receive_message_wait_time_seconds == 2
        assert queue.dead_letter_queue is service.sqs_queue("dead")
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert json.loads(told["Policy"]) == json.loads(attributes["Policy"])
        assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "1"}

        sqs.send_message(QueueUrl=url, MessageBody="a")
        service.run()
        assert [each["body"] for event in function.seen for each in event["Records"]] == ["a"]
        assert bodies(queue.deleted) == ["a"]

    @pytest.mark.parametrize("named_by", ["dead_letter_config", "destination", "redrive", "name"])
    def test_others_name_it(self, sqs: Any, service: LambdaService, named_by: str) -> None:
        sqs.create_queue(QueueName="orders")
        if named_by == "redrive":
            service.sqs_queue("source", dead_letter_queue=service.resource(QUEUE), max_receive_count=1)
        elif named_by == "name":
            service.sqs_queue("orders")
        else:
            function = service.create_function("fail", handler=lambda event, context: 1 / 0)
            if named_by == "destination":
                function.put_function_event_invoke_config(on_failure=QUEUE, maximum_retry_attempts=0)
            else:
                function.update_function_configuration(dead_letter_config={"TargetArn": QUEUE})
            service.invoke("fail", {}, invocation_type="Event")
            service.run()
            assert len(sqs.receive_message(QueueUrl=service.resource(QUEUE).url)["Messages"]) == 1
        assert service.known_resource(QUEUE) is not None

    def test_messages_move_over_as_they_are(self, sqs: Any, service: LambdaService) -> None:
        url = sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
        attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
        for body, given in (("read", {}), ("waits", {"MessageAttributes": attributes}), ("late", {"DelaySeconds": 60})):
            sqs.send_message(QueueUrl=url, MessageBody=body, **given)
        service.advance(seconds=5)
        [read] = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
        service.advance(seconds=5)

        queue = service.sqs_queue("orders")
        assert bodies(queue.in_flight) == ["read"]
        assert [(each.body, each.state) for each in queue.messages] == [("waits", "visible"), ("late", "delayed")]
        assert queue.in_flight[0].message_id == read["MessageId"]
        assert queue.in_flight[0].attributes == read["Attributes"]
        assert queue.messages[0].message_attributes == attributes
        service.advance(seconds=24)
        assert bodies(queue.in_flight) == ["read"]
        service.advance(seconds=1)
        [again] = [each for each in queue.receive(10) if each.body == "read"]
        assert (again.message_id, again.receive_count) == (read["MessageId"], 2)
        service.advance(seconds=25)
        assert "late" in bodies(queue.receive(10))

    def test_motos_receipts_still_hold(self, sqs: Any, service: LambdaService) -> None:
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        for body in "ab":
            sqs.send_message(QueueUrl=url, MessageBody=body)
        first, second = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=2)["Messages"]
        queue = service.sqs_queue("orders")
        sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"], VisibilityTimeout=0)
        assert (bodies(queue.deleted), bodies(queue.messages)) == (["a"], ["b"])

    def test_of_type_fifo(self, sqs: Any, service: LambdaService) -> None:
        attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        url = sqs.create_queue(QueueName="orders.fifo", Attributes=attributes)["QueueUrl"]
        for body in "aba":
            sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
        queue = service.sqs_queue("orders.fifo")
        assert queue.fifo
        sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="g")  # a duplicate still
        sqs.send_message(QueueUrl=url, MessageBody="c", MessageGroupId="g")
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])["Messages"]
        assert [each["Body"] for each in got] == ["a", "b", "c"]
        numbers = [each["Attributes"]["SequenceNumber"] for each in got]
        assert numbers == sorted(numbers)

    def test_with_deduplication_in_groups(self, sqs: Any, service: LambdaService) -> None:
        attributes = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}
        attributes |= {"FifoThroughputLimit": "perMessageGroupId", "ContentBasedDeduplication": "true"}
        url = sqs.create_queue(QueueName="orders.fifo", Attributes=attributes)["QueueUrl"]
        queue = service.resource(f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders.fifo")
        for group in "aba":
            sqs.send_message(QueueUrl=url, MessageBody="same", MessageGroupId=group)
        assert [each.body for each in queue.messages] == ["same", "same"]
        assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"].items() >= attributes.items()

    def test_has_settings_of_its_own(self, sqs: Any, service: LambdaService) -> None:
        from pytest_lambda import ConfigurationError

        sqs.create_queue(QueueName="orders")
        with pytest.raises(ConfigurationError, match="exists already: look it up by its name alone"):
            service.sqs_queue("orders", visibility_timeout=9)

    def test_what_moto_sends_there_comes_here(self, sqs: Any, service: LambdaService) -> None:
        sqs.create_queue(QueueName="orders")
        queue = service.sqs_queue("orders")
        get_backend("sqs")[ACCOUNT]["us-east-1"].send_message("orders", "from moto")
        assert bodies(queue.messages) == ["from moto"]

    def test_deleted_it_is_gone_everywhere(self, sqs: Any, service: LambdaService) -> None:
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        service.sqs_queue("orders")
        sqs.delete_queue(QueueUrl=url)
        with pytest.raises(ClientError):
            sqs.get_queue_url(QueueName="orders")
        assert "QueueUrls" not in sqs.list_queues()

    def test_filled_before_virtual_time_began(self, checked: Client) -> None:
        with mock_aws():
            sqs = checked("sqs")
            url = sqs.create_queue(QueueName="orders")["QueueUrl"]
            for body in "ab":
                sqs.send_message(QueueUrl=url, MessageBody=body)
            sqs.receive_message(QueueUrl=url)
            with LambdaService() as service, serve_boto3(service):
                queue = service.sqs_queue("orders")
                assert (bodies(queue.in_flight), bodies(queue.messages)) == (["a"], ["b"])
                assert queue.messages[0].sent_timestamp == service.now()
                service.advance(seconds=30)
                assert len(queue.messages) == 2


class TestTopics:
    @pytest.fixture
    def sns(self, mock: None, checked: Client) -> Any:
        return checked("sns")

    def test_a_function_subscribes(self, sns: Any, service: LambdaService, collect: Collect) -> None:
        arn = sns.create_topic(Name="news", Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
        function = collect()
        made = sns.subscribe(
            TopicArn=arn, Protocol="lambda", Endpoint=function.arn, Attributes={"FilterPolicy": '{"kind": ["a"]}'}
        )
        for kind in "ab":
            attributes = {"kind": {"DataType": "String", "StringValue": kind}}
            sns.publish(TopicArn=arn, Message=kind, MessageAttributes=attributes)
        service.run()
        assert [event["Records"][0]["Sns"]["Message"] for event in function.seen] == ["a"]
        assert function.seen[0]["Records"][0]["EventSubscriptionArn"] == made["SubscriptionArn"]
        assert sns.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
        told = sns.get_subscription_attributes(SubscriptionArn=made["SubscriptionArn"])["Attributes"]
        assert json.loads(told["FilterPolicy"]) == {"kind": ["a"]}

    def test_a_function_that_comes_later(self, sns: Any, service: LambdaService, collect: Collect) -> None:
        arn = sns.create_topic(Name="news")["TopicArn"]
        sns.subscribe(
            TopicArn=arn, Protocol="lambda", Endpoint=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:collect"
        )
        assert service.known_resource(TOPIC) is None
        function = collect()
        sns.publish(TopicArn=arn, Message="m")
        service.run()
        assert len(function.seen) == 1

    def test_queues_of_moto_come_with_it(
        self, sns: Any, sqs: Any, service: LambdaService, collect: Collect
    ) -> None:
        arn = sns.create_topic(Name="news")["TopicArn"]
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=QUEUE, Attributes={"RawMessageDelivery": "true"})
        sns.publish(TopicArn=arn, Message="before")
        function = collect()
        service.create_event_source_mapping(function, QUEUE)
        sns.publish(TopicArn=arn, Message="after")
        service.run()
        assert service.known_resource(TOPIC) is not None
        records = [record for event in function.seen for record in event["Records"]]
        assert [record["body"] for record in records] == ["before", "after"]
        assert sqs.receive_message(QueueUrl=url).get("Messages") is None

    def test_other_subscriptions_stay_motos(self, sns: Any, service: LambdaService, collect: Collect) -> None:
        arn = sns.create_topic(Name="news")["TopicArn"]
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint="a@example.org")
        sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=collect().arn)
        listed = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        assert {each["Protocol"] for each in listed} == {"email", "lambda"}
        assert len(sns.list_subscriptions()["Subscriptions"]) == 2
        sns.publish(TopicArn=arn, Message="m")

    def test_a_destination_publishes(self, sns: Any, sqs: Any, service: LambdaService) -> None:
        arn = sns.create_topic(Name="news")["TopicArn"]
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=QUEUE)
        function = service.create_function("work", handler=lambda event, context: 1)
        function.put_function_event_invoke_config(on_success=arn)
        service.invoke("work", {}, invocation_type="Event")
        service.run()
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        record = json.loads(json.loads(message["Body"])["Message"])
        assert record["responsePayload"] == 1


class TestBuses:
    @pytest.fixture
    def events(self, mock: None, checked: Client) -> Any:
        return checked("events")

    def test_a_rule_with_a_function(self, events: Any, sqs: Any, service: LambdaService, collect: Collect) -> None:
        sqs.create_queue(QueueName="orders")
        function = collect()
        events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
        targets = [{"Id": "f", "Arn": function.arn}, {"Id": "q", "Arn": QUEUE, "InputPath": "$.detail"}]
        events.put_targets(Rule="orders", Targets=targets)
        events.put_events(Entries=[ENTRY])
        service.run()
        assert [event["detail"] for event in function.seen] == [{"id": 1}]
        assert [each.json for each in service.sqs_queue("orders").messages] == [{"id": 1}]
        assert events.describe_rule(Name="orders")["State"] == "ENABLED"
        assert len(events.list_targets_by_rule(Rule="orders")["Targets"]) == 2

    def test_rules_for_others_stay_motos(
        self, events: Any, service: LambdaService, collect: Collect, checked: Client
    ) -> None:
        logs = checked("logs")
        logs.create_log_group(logGroupName="/events/all")
        group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/events/all"
        events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
        events.put_targets(Rule="orders", Targets=[{"Id": "f", "Arn": collect().arn}, {"Id": "l", "Arn": group}])
        events.put_events(Entries=[ENTRY])
        written = get_backend("logs")[ACCOUNT]["us-east-1"].groups["/events/all"].streams
        assert sum(len(each.events) for each in written.values()) == 1
        assert {each["Id"] for each in events.list_targets_by_rule(Rule="orders")["Targets"]} == {"f", "l"}

    def test_a_bus_of_its_own(self, events: Any, service: LambdaService, collect: Collect) -> None:
        events.create_event_bus(Name="shop")
        function = collect()
        events.put_rule(Name="orders", EventBusName="shop", EventPattern='{"source": ["shop"]}')
        events.put_targets(Rule="orders", EventBusName="shop", Targets=[{"Id": "f", "Arn": function.arn}])
        events.put_events(Entries=[{**ENTRY, "EventBusName": "shop"}, ENTRY])
        service.run()
        assert len(function.seen) == 1
        assert len(service.event_bus("shop").events) == 1

    def test_a_schedule(self, events: Any, service: LambdaService, collect: Collect) -> None:
        function = collect()
        events.put_rule(Name="tick", ScheduleExpression="rate(5 minutes)")
        events.put_targets(Rule="tick", Targets=[{"Id": "f", "Arn": function.arn}])
        service.advance(minutes=10)
        assert len(function.seen) == 2

    def test_nobody_of_ours(self, events: Any, sqs: Any, service: LambdaService) -> None:
        sqs.create_queue(QueueName="orders")
        events.put_rule(Name="orders", EventPattern='{"source": ["other"]}')
        events.put_targets(Rule="orders", Targets=[{"Id": "q", "Arn": QUEUE}])
        assert "EventId" in events.put_events(Entries=[ENTRY])["Entries"][0]
        assert service.known_resources == ()


class TestStreams:
    @pytest.fixture
    def kinesis(self, mock: None, checked: Client) -> Any:
        return checked("kinesis")

    def test_a_mapping_names_it(self, kinesis: Any, service: LambdaService, collect: Collect) -> None:
        kinesis.create_stream(StreamName="clicks", ShardCount=3)
        for number in range(3):
            kinesis.put_record(StreamName="clicks", Data=f"old {number}", PartitionKey=str(number))
        service.advance(seconds=10)
        function = collect()
        service.create_event_source_mapping(function, STREAM, starting_position="TRIM_HORIZON")
        kinesis.put_records(StreamName="clicks", Records=[{"Data": b"new", "PartitionKey": "0"}])
        service.advance(seconds=10)
        stream = service.kinesis_stream("clicks")
        assert len(stream.shards) == 3
        assert sorted(each.text for each in stream.records) == ["new", "old 0", "old 1", "old 2"]
        assert stream.records[0].approximate_arrival_timestamp.timestamp() == service.now().timestamp() - 20
        assert sum(len(event["Records"]) for event in function.seen) == 4

    def test_iterators_of_motos_have_expired(self, kinesis: Any, service: LambdaService) -> None:
        kinesis.create_stream(StreamName="clicks", ShardCount=1)
        asked = {"StreamName": "clicks", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON"}
        old = kinesis.get_shard_iterator(**asked)["ShardIterator"]
        kinesis.put_record(StreamName="clicks", Data=b"a", PartitionKey="k")
        service.kinesis_stream("clicks")
        with pytest.raises(kinesis.exceptions.ExpiredIteratorException, match="Get another one"):
            kinesis.get_records(ShardIterator=old)
        new = kinesis.get_shard_iterator(**asked)["ShardIterator"]
        assert [each["Data"] for each in kinesis.get_records(ShardIterator=new)["Records"]] == [b"a"]

    def test_a_consumer(self, kinesis: Any, service: LambdaService, collect: Collect) -> None:
        kinesis.create_stream(StreamName="clicks", ShardCount=1)
        made = kinesis.register_stream_consumer(StreamARN=STREAM, ConsumerName="c")["Consumer"]
        function = collect()
        service.create_event_source_mapping(function, made["ConsumerARN"], starting_position="TRIM_HORIZON")
        kinesis.put_record(StreamName="clicks", Data=b"a", PartitionKey="k")
        service.advance(seconds=10)
        assert len(function.seen) == 1

    def test_pages_of_shards(self, kinesis: Any, service: LambdaService) -> None:
        service.kinesis_stream("clicks", shard_count=3)
        first = kinesis.list_shards(StreamName="clicks", MaxResults=1)
        rest = kinesis.list_shards(NextToken=first["NextToken"])  # names no stream
        assert [each["ShardId"][-1] for each in (*first["Shards"], *rest["Shards"])] == ["0", "1", "2"]

    def test_that_was_split(self, kinesis: Any, service: LambdaService) -> None:
        kinesis.create_stream(StreamName="clicks", ShardCount=1)
        kinesis.split_shard(StreamName="clicks", ShardToSplit="shardId-000000000000", NewStartingHashKey="1000")
        with pytest.raises(NotSimulated, match="was split or merged before"):
            service.resource(STREAM)


class TestIsolation:
    def test_a_mock_after_the_service(self, checked: Client, collect: Collect) -> None:
        with LambdaService() as service, serve_boto3(service), mock_aws():
            sqs = checked("sqs")
            url = sqs.create_queue(QueueName="orders")["QueueUrl"]
            function = service.create_function("f", handler=lambda event, context: None)
            service.create_event_source_mapping(function, QUEUE)
            sqs.send_message(QueueUrl=url, MessageBody="a")
            service.run()
            assert len(function.invocations) == 1

    def test_another_mock_begins_anew(self, checked: Client) -> None:
        with LambdaService() as service, serve_boto3(service):
            sqs = checked("sqs")
            with mock_aws():
                url = sqs.create_queue(QueueName="orders")["QueueUrl"]
                first = service.sqs_queue("orders")
                sqs.send_message(QueueUrl=url, MessageBody="old")
            with mock_aws():
                sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "3"})
                assert "Messages" not in sqs.receive_message(QueueUrl=url)
                second = service.sqs_queue("orders")
            assert first is not second
            assert second.settings.visibility_timeout == 3
            assert bodies(first.messages) == ["old"]

    def test_another_service_begins_anew(self, mock: None, checked: Client) -> None:
        sqs = checked("sqs")
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]
        for _ in range(2):
            with LambdaService() as service, serve_boto3(service):
                queue = service.sqs_queue("orders")
                sqs.send_message(QueueUrl=url, MessageBody="a")
                assert len(queue.messages) == 1
        sqs.send_message(QueueUrl=url, MessageBody="for moto")
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        assert message["Body"] == "for moto"
        theirs = get_backend("sqs")[ACCOUNT]["us-east-1"].queues["orders"]
        assert "add_message" not in vars(theirs)

    def test_decorators(self, checked: Client) -> None:
        @mock_aws
        def one(name: str) -> list[str]:
            with LambdaService() as service, serve_boto3(service):
                sqs = checked("sqs")
                sqs.create_queue(QueueName=name)
                service.sqs_queue(name)
                return [url.rpartition("/")[2] for url in sqs.list_queues()["QueueUrls"]]

        @mock_aws
        class Tests:
            def test(self) -> list[str]:
                return one("c")

        assert (one("a"), one("b"), Tests().test()) == (["a"], ["b"], ["c"])


def test_a_destination_names_a_queue_of_moto_by_its_name_alone() -> None:
    with mock_aws(), LambdaService() as service, serve_boto3(service):
        url = boto3.client("sqs").create_queue(QueueName="failed")["QueueUrl"]
        function = service.create_function("f", handler=lambda event, context: 1 / 0)
        function.put_function_event_invoke_config(maximum_retry_attempts=0, on_failure="failed")
        function.invoke({}, invocation_type="Event")
        service.run()
        [message] = boto3.client("sqs").receive_message(QueueUrl=url)["Messages"]
        assert json.loads(message["Body"])["requestContext"]["condition"] == "RetriesExhausted"
