"""boto3's SNS client on the topics of a service."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError

from pytest_lambda import LambdaService
from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.sns_topic import SnsTopic

from ..conftest import Client
from .conftest import Collect


@pytest.fixture
def sns(service: LambdaService, checked: Client) -> Any:
    return checked("sns")


@pytest.fixture
def topic(service: LambdaService) -> SnsTopic:
    return service.sns_topic("news")


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


class TestPublishing:
    def test_to_a_function_and_a_queue(
        self, sns: Any, topic: SnsTopic, service: LambdaService, collect: Collect
    ) -> None:
        function, queue = collect(), service.sqs_queue("inbox")
        for protocol, endpoint in (("lambda", function.arn), ("sqs", queue.arn)):
            sns.subscribe(TopicArn=topic.arn, Protocol=protocol, Endpoint=endpoint)
        attributes = {
            "kind": {"DataType": "String", "StringValue": "a<b>&"},
            "raw": {"DataType": "Binary", "BinaryValue": b"\0"},
        }
        answer = sns.publish(TopicArn=topic.arn, Message="hé & <o>", Subject="s", MessageAttributes=attributes)
        service.run()

        [message] = topic.messages
        assert (message.message, message.subject) == ("hé & <o>", "s")
        assert message.message_attributes == attributes
        assert message.message_id == answer["MessageId"]
        [event] = function.seen
        assert event["Records"][0]["Sns"]["Message"] == "hé & <o>"
        assert event["Records"][0]["Sns"]["MessageAttributes"]["raw"] == {"Type": "Binary", "Value": "AA=="}
        assert json.loads(queue.messages[0].body)["MessageId"] == message.message_id

    def test_a_text_for_each_protocol(
        self, sns: Any, topic: SnsTopic, service: LambdaService, collect: Collect
    ) -> None:
        function, queue = collect(), service.sqs_queue("inbox")
        topic.subscribe(function)
        topic.subscribe(queue, raw_message_delivery=True)
        texts = {"default": "d", "sqs": "for queues", "email": "x"}
        sns.publish(TopicArn=topic.arn, Message=json.dumps(texts), MessageStructure="json")
        service.run()
        assert function.seen[0]["Records"][0]["Sns"]["Message"] == "d"
        assert queue.messages[0].body == "for queues"
        assert topic.messages[0].message == "d"

    @pytest.mark.parametrize(("text", "what"), [("no", "failed to parse"), ("{}", "No default entry")])
    def test_a_structure_that_is_none(self, sns: Any, topic: SnsTopic, text: str, what: str) -> None:
        with pytest.raises(sns.exceptions.InvalidParameterException, match=what):
            sns.publish(TopicArn=topic.arn, Message=text, MessageStructure="json")

    def test_a_batch(self, sns: Any, topic: SnsTopic) -> None:
        entries = [{"Id": "a", "Message": "1"}, {"Id": "b", "Message": ""}, {"Id": "c", "Message": "2"}]
        answer = sns.publish_batch(TopicArn=topic.arn, PublishBatchRequestEntries=entries)
        assert [each["Id"] for each in answer["Successful"]] == ["a", "c"]
        assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("b", "InvalidParameter")]
        assert [each.message for each in topic.messages] == ["1", "2"]

    @pytest.mark.parametrize(
        ("ids", "code"),
        [
            ([], "EmptyBatchRequest"),
            (list("abcdefghijk"), "TooManyEntriesInBatchRequest"),
            (["a", "a"], "BatchEntryIdsNotDistinct"),
            (["a b"], "InvalidBatchEntryId"),
        ],
        ids=["empty", "eleven", "twice", "blank"],
    )
    def test_a_batch_as_a_whole(self, sns: Any, topic: SnsTopic, ids: list[str], code: str) -> None:
        entries = [{"Id": each, "Message": "m"} for each in ids]
        with pytest.raises(ClientError) as caught:
            sns.publish_batch(TopicArn=topic.arn, PublishBatchRequestEntries=entries)
        assert code_of(caught) == code
        assert isinstance(caught.value, getattr(sns.exceptions, f"{code}Exception"))

    @pytest.mark.parametrize("most", [None, 300_000])
    def test_a_batch_as_large_as_a_message(self, sns: Any, service: LambdaService, most: int | None) -> None:
        topic = service.sns_topic("news", **({} if most is None else {"maximum_message_size": most}))
        attributes = {"kind": {"DataType": "String", "StringValue": "é"}}  # 12 bytes
        fitting = (262_144 if most is None else most) - 12 - 100_000
        given = {"Id": "b", "Message": "b" * 99_998 + "é", "MessageAttributes": attributes}
        sns.publish_batch(
            TopicArn=topic.arn, PublishBatchRequestEntries=[{"Id": "a", "Message": "a" * fitting}, given]
        )
        assert len(topic.messages) == 2
        with pytest.raises(sns.exceptions.BatchRequestTooLongException, match="more than the limit"):
            sns.publish_batch(
                TopicArn=topic.arn, PublishBatchRequestEntries=[{"Id": "a", "Message": "a" * (fitting + 1)}, given]
            )
        assert len(topic.messages) == 2

    def test_to_nobody(self, sns: Any, topic: SnsTopic) -> None:
        with pytest.raises(sns.exceptions.NotFoundException) as caught:
            sns.publish(TopicArn=f"{topic.arn}-typo", Message="m")
        response = caught.value.response
        assert response["Error"]["Message"] == (
            "Topic does not exist. Topics of 123456789012 in us-east-1: news."
        )
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 404

    def test_from_a_handler_hops_are_counted(self, sns: Any, topic: SnsTopic, service: LambdaService) -> None:
        def handler(event: Any, context: Any) -> None:
            sns.publish(TopicArn=topic.arn, Message="again")

        function = service.create_function("loop", handler=handler)
        topic.subscribe(function)
        sns.publish(TopicArn=topic.arn, Message="first")
        service.run()
        assert len(function.invocations) == 16  # G7


class TestTopics:
    def test_made_by_a_client(self, sns: Any, service: LambdaService) -> None:
        arn = sns.create_topic(
            Name="news", Attributes={"DisplayName": "News"}, Tags=[{"Key": "a", "Value": "1"}]
        )["TopicArn"]
        assert service.sns_topic("news").arn == arn
        assert sns.create_topic(Name="news")["TopicArn"] == arn
        sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue="{}")
        told = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
        assert (told["DisplayName"], told["Policy"], told["Owner"]) == ("News", "{}", "123456789012")
        sns.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
        sns.untag_resource(ResourceArn=arn, TagKeys=["a"])
        assert sns.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]

    def test_lists_and_deletes(self, sns: Any, service: LambdaService) -> None:
        arns = [service.sns_topic(name).arn for name in "ab"]
        assert [each["TopicArn"] for each in sns.list_topics()["Topics"]] == arns
        for _ in range(2):
            sns.delete_topic(TopicArn=arns[0])
        assert [each["TopicArn"] for each in sns.list_topics()["Topics"]] == arns[1:]
        assert service.resource(arns[0]) is None

    def test_of_boto3_resources(self, service: LambdaService, topic: SnsTopic) -> None:
        import boto3

        boto3.resource("sns").Topic(topic.arn).publish(Message="m")
        assert [each.message for each in topic.messages] == ["m"]

    def test_a_name_that_is_none(self, sns: Any) -> None:
        with pytest.raises(sns.exceptions.InvalidParameterException, match="Topic Name"):
            sns.create_topic(Name="a b")


class TestSubscriptions:
    def test_with_attributes(self, sns: Any, topic: SnsTopic, service: LambdaService) -> None:
        queue = service.sqs_queue("inbox")
        asked = {"RawMessageDelivery": "true", "FilterPolicy": '{"kind": ["a"]}'}
        arn = sns.subscribe(
            TopicArn=topic.arn, Protocol="sqs", Endpoint=queue.arn, Attributes=asked, ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        for kind in "ab":
            attributes = {"kind": {"DataType": "String", "StringValue": kind}}
            sns.publish(TopicArn=topic.arn, Message=kind, MessageAttributes=attributes)
        assert [each.body for each in queue.messages] == ["a"]

        told = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
        assert {**asked, "Protocol": "sqs", "Endpoint": queue.arn, "TopicArn": topic.arn}.items() <= told.items()
        for name, value in (("RawMessageDelivery", "false"), ("FilterPolicy", "")):
            sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=value)
        sns.publish(TopicArn=topic.arn, Message="c")
        assert json.loads(queue.messages[1].body)["Message"] == "c"

        [listed] = sns.list_subscriptions_by_topic(TopicArn=topic.arn)["Subscriptions"]
        assert listed["SubscriptionArn"] == arn
        assert sns.list_subscriptions()["Subscriptions"] == [listed]
        sns.unsubscribe(SubscriptionArn=arn)
        assert topic.subscriptions == ()
        with pytest.raises(sns.exceptions.NotFoundException, match="Subscription does not exist"):
            sns.get_subscription_attributes(SubscriptionArn=arn)

    def test_once_more(self, sns: Any, topic: SnsTopic, collect: Collect) -> None:
        given = {"TopicArn": topic.arn, "Protocol": "lambda", "Endpoint": collect().arn}
        assert sns.subscribe(**given)["SubscriptionArn"] == sns.subscribe(**given)["SubscriptionArn"]
        with pytest.raises(ClientError, match="already exists with different attributes"):
            sns.subscribe(**given, Attributes={"FilterPolicy": '{"a": ["b"]}'})
        assert len(topic.subscriptions) == 1

    @pytest.mark.parametrize(
        ("given", "what"),
        [
            ({"Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:123456789012:gone"}, "SQS endpoint ARN"),
            ({"Protocol": "sqs", "Endpoint": "inbox"}, "SQS endpoint ARN"),
            ({"Protocol": "lambda", "Endpoint": "no"}, "Lambda endpoint ARN"),
            ({"Protocol": "sqs", "Attributes": {"Colour": "red"}}, "AttributeName"),
            ({"Protocol": "sqs", "Attributes": {"RawMessageDelivery": "x"}}, "Must be true or false"),
            ({"Protocol": "sqs", "Attributes": {"FilterPolicy": "no"}}, "FilterPolicy"),
            ({"Protocol": "lambda", "Attributes": {"RawMessageDelivery": "true"}}, "does not support raw message"),
        ],
    )
    def test_what_is_refused(
        self, sns: Any, topic: SnsTopic, service: LambdaService, collect: Collect, given: dict[str, Any], what: str
    ) -> None:
        queue = service.sqs_queue("inbox")
        endpoint = collect().arn if given["Protocol"] == "lambda" else queue.arn
        with pytest.raises(sns.exceptions.InvalidParameterException, match=what):
            sns.subscribe(**{"TopicArn": topic.arn, "Endpoint": endpoint, **given})
        assert topic.subscriptions == ()

    @pytest.mark.parametrize(
        "given",
        [
            {"Protocol": "email", "Endpoint": "a@example.org"},
            {"Protocol": "sqs", "Attributes": {"RedrivePolicy": "{}"}},
        ],
        ids=["email", "dead letters"],
    )
    def test_what_is_not_simulated(
        self, sns: Any, topic: SnsTopic, service: LambdaService, given: dict[str, Any]
    ) -> None:
        with pytest.raises(NotSimulated):
            sns.subscribe(**{"TopicArn": topic.arn, "Endpoint": service.sqs_queue("inbox").arn, **given})
