"""boto3's SQS client on the queues of a service."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError

from pytest_lambda import ClockError, LambdaService
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.service.resources.sqs_queue import SqsQueue

from ..conftest import Client

ARN = "arn:aws:sqs:us-east-1:123456789012:orders"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"


@pytest.fixture
def queue(service: LambdaService) -> SqsQueue:
    return service.sqs_queue("orders", visibility_timeout=30)


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def text_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Message"])


class TestSending:
    def test_a_message(self, sqs: Any, queue: SqsQueue) -> None:
        attributes = {
            "kind": {"DataType": "String", "StringValue": "order"},
            "raw": {"DataType": "Binary", "BinaryValue": b"\0\xff"},
        }
        answer = sqs.send_message(QueueUrl=queue.url, MessageBody="ü", MessageAttributes=attributes)
        [message] = queue.messages
        assert message.body == "ü"
        assert message.message_attributes == attributes
        assert answer["MessageId"] == message.message_id
        assert answer["MD5OfMessageBody"] == message.md5_of_body
        assert answer["MD5OfMessageAttributes"] == message.md5_of_message_attributes
        assert "SequenceNumber" not in answer

    def test_with_a_delay(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        sqs.send_message(QueueUrl=queue.url, MessageBody="a", DelaySeconds=7)
        assert "Messages" not in sqs.receive_message(QueueUrl=queue.url)
        service.advance(seconds=7)
        assert len(sqs.receive_message(QueueUrl=queue.url)["Messages"]) == 1

    def test_to_a_fifo_queue(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("orders.fifo", fifo_queue=True)
        sent = [
            sqs.send_message(QueueUrl=queue.url, MessageBody="a", MessageGroupId="g", MessageDeduplicationId=each)
            for each in ("1", "1", "2")
        ]
        assert sent[0]["MessageId"] == sent[1]["MessageId"] != sent[2]["MessageId"]
        assert sent[0]["SequenceNumber"] == sent[1]["SequenceNumber"] < sent[2]["SequenceNumber"]
        assert len(queue.messages) == 2

    def test_with_a_trace_header(self, sqs: Any, queue: SqsQueue) -> None:
        header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
        system = {"AWSTraceHeader": {"DataType": "String", "StringValue": header}}
        answer = sqs.send_message(QueueUrl=queue.url, MessageBody="a", MessageSystemAttributes=system)
        assert queue.messages[0].attributes["AWSTraceHeader"] == header
        assert len(answer["MD5OfMessageSystemAttributes"]) == 32

    def test_a_batch(self, sqs: Any, queue: SqsQueue) -> None:
        entries = [{"Id": str(each), "MessageBody": f"body {each}"} for each in range(3)]
        entries[1]["DelaySeconds"] = 901  # type is fine, value is not
        answer = sqs.send_message_batch(QueueUrl=queue.url, Entries=entries)
        assert [each["Id"] for each in answer["Successful"]] == ["0", "2"]
        assert [message.message_id for message in queue.messages] == [
            each["MessageId"] for each in answer["Successful"]
        ]
        [failed] = answer["Failed"]
        assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("1", "InvalidParameterValue", True)
        assert "DelaySeconds must be >= 0 and <= 900" in failed["Message"]

    def test_a_batch_with_what_utf8_cannot_write(self, sqs: Any, queue: SqsQueue) -> None:
        entries = [{"Id": "a", "MessageBody": "\ud800"}, {"Id": "b", "MessageBody": "b"}]
        answer = sqs.send_message_batch(QueueUrl=queue.url, Entries=entries)
        assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("a", "InvalidMessageContents")]
        assert [message.body for message in queue.messages] == ["b"]

    @pytest.mark.parametrize(
        ("entries", "code"),
        [
            ([], "EmptyBatchRequest"),
            ([{"Id": str(each), "MessageBody": "a"} for each in range(11)], "TooManyEntriesInBatchRequest"),
            ([{"Id": "a", "MessageBody": "a"}] * 2, "BatchEntryIdsNotDistinct"),
            ([{"Id": "a b", "MessageBody": "a"}], "InvalidBatchEntryId"),
            ([{"Id": str(each), "MessageBody": "a" * 600_000} for each in range(2)], "BatchRequestTooLong"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_batch_as_a_whole(self, sqs: Any, queue: SqsQueue, entries: list[Any], code: str) -> None:
        with pytest.raises(ClientError) as caught:
            sqs.send_message_batch(QueueUrl=queue.url, Entries=entries)
        assert code_of(caught) == f"AWS.SimpleQueueService.{code}"
        assert isinstance(caught.value, getattr(sqs.exceptions, code))
        assert queue.messages == ()

    def test_a_batch_that_is_too_long(self, sqs: Any, queue: SqsQueue) -> None:
        entries = [{"Id": str(each), "MessageBody": "a" * 600_000} for each in range(2)]
        with pytest.raises(ClientError, match=r"longer than 1048576 bytes\. You have sent 1200000 bytes\."):
            sqs.send_message_batch(QueueUrl=queue.url, Entries=entries)

    @pytest.mark.parametrize(
        ("parameters", "code"),
        [
            ({"MessageBody": "a" * 1_048_577}, "InvalidParameterValue"),
            ({"MessageBody": "\x01"}, "InvalidMessageContents"),
            ({"MessageBody": ""}, "MissingParameter"),
            ({"MessageBody": "a", "DelaySeconds": -1}, "InvalidParameterValue"),
            ({"MessageBody": "a", "MessageDeduplicationId": "1"}, "InvalidParameterValue"),
            (
                {
                    "MessageBody": "a",
                    "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "x"}},
                },
                "InvalidParameterValue",
            ),
        ],
        ids=["too long", "a character", "empty", "delay", "not FIFO", "no number"],
    )
    def test_what_is_refused(self, sqs: Any, queue: SqsQueue, parameters: dict[str, Any], code: str) -> None:
        with pytest.raises(ClientError) as caught:
            sqs.send_message(QueueUrl=queue.url, **parameters)
        assert code_of(caught) == code
        assert queue.messages == ()


class TestReceiving:
    def test_as_asked_for(self, sqs: Any, queue: SqsQueue) -> None:
        queue.send("a", message_attributes={"kind": "x", "kind.of": "y", "other": 3})
        [message] = sqs.receive_message(
            QueueUrl=queue.url, MessageAttributeNames=["kind.*"], AttributeNames=["SentTimestamp"]
        )["Messages"]
        assert set(message) == {
            "MessageId", "ReceiptHandle", "MD5OfBody", "Body", "Attributes", "MD5OfMessageAttributes",
            "MessageAttributes",
        }  # fmt: skip
        assert set(message["MessageAttributes"]) == {"kind", "kind.of"}
        assert set(message["Attributes"]) == {"SentTimestamp"}
        assert [each.message_id for each in queue.in_flight] == [message["MessageId"]]

    def test_without_anything_asked_for(self, sqs: Any, queue: SqsQueue) -> None:
        queue.send("a", message_attributes={"kind": "x"})
        [message] = sqs.receive_message(QueueUrl=queue.url)["Messages"]
        assert set(message) == {"MessageId", "ReceiptHandle", "MD5OfBody", "Body"}

    def test_everything(self, sqs: Any, queue: SqsQueue) -> None:
        queue.send("a", message_attributes={"kind": "x", "count": "y"})
        [message] = sqs.receive_message(
            QueueUrl=queue.url, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"]
        )["Messages"]
        assert set(message["MessageAttributes"]) == {"kind", "count"}
        assert message["Attributes"]["ApproximateReceiveCount"] == "1"
        assert message["MD5OfMessageAttributes"] == queue.in_flight[0].md5_of_message_attributes

    def test_ten_at_most(self, sqs: Any, queue: SqsQueue) -> None:
        for number in range(12):
            queue.send(str(number))
        got = sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)["Messages"]
        assert [each["Body"] for each in got] == [str(number) for number in range(10)]

    def test_the_visibility_timeout(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        queue.send("a")
        first = sqs.receive_message(QueueUrl=queue.url, VisibilityTimeout=5)["Messages"][0]
        service.advance(seconds=4)
        assert "Messages" not in sqs.receive_message(QueueUrl=queue.url)
        service.advance(seconds=1)
        again = sqs.receive_message(QueueUrl=queue.url, AttributeNames=["All"])["Messages"][0]
        assert again["MessageId"] == first["MessageId"]
        assert again["ReceiptHandle"] != first["ReceiptHandle"]
        assert again["Attributes"]["ApproximateReceiveCount"] == "2"

    @pytest.mark.parametrize(
        "parameters",
        [
            {"MaxNumberOfMessages": 11},
            {"MaxNumberOfMessages": 0},
            {"VisibilityTimeout": 43_201},
            {"WaitTimeSeconds": 21},
        ],
        ids=str,
    )
    def test_what_is_out_of_range(self, sqs: Any, queue: SqsQueue, parameters: dict[str, int]) -> None:
        with pytest.raises(ClientError) as caught:
            sqs.receive_message(QueueUrl=queue.url, **parameters)
        assert code_of(caught) == "InvalidParameterValue"
        assert next(iter(parameters)) in text_of(caught)

    def test_an_unknown_attribute(self, sqs: Any, queue: SqsQueue) -> None:
        with pytest.raises(sqs.exceptions.InvalidAttributeName, match="Unknown Attribute Colour"):
            sqs.receive_message(QueueUrl=queue.url, AttributeNames=["Colour"])


class TestLongPolling:
    def test_until_the_end(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        before = service.now()
        assert "Messages" not in sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)
        assert (service.now() - before).total_seconds() == 20

    def test_the_queues_own_time(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("patient", receive_message_wait_time_seconds=3)
        before = service.now()
        sqs.receive_message(QueueUrl=queue.url)
        sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=0)
        assert (service.now() - before).total_seconds() == 3

    def test_until_a_message_is_visible_again(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        queue.send("a")
        queue.receive(visibility_timeout=5)
        before = service.now()
        assert len(sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)["Messages"]) == 1
        assert (service.now() - before).total_seconds() == 5

    def test_until_a_group_is_free(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("orders.fifo", fifo_queue=True, content_based_deduplication=True)
        for body in "ab":
            queue.send(body, message_group_id="g")
        queue.receive(visibility_timeout=5)
        before = service.now()
        assert sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)["Messages"][0]["Body"] == "a"
        assert (service.now() - before).total_seconds() == 5

    def test_until_somebody_sends(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        service.create_function("send", handler=lambda event, context: queue.send("late") and None)
        service.schedule("rate(1 minute)", service["send"], by="rule")
        service.advance(seconds=50)
        [message] = sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)["Messages"]
        assert message["Body"] == "late"
        assert service.now().minute == 1

    def test_in_a_handler_others_go_on(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        def wait(event: Any, context: Any) -> Any:
            return [each["Body"] for each in sqs.receive_message(QueueUrl=URL, WaitTimeSeconds=20)["Messages"]]

        def send(event: Any, context: Any) -> None:
            import time

            time.sleep(5)
            sqs.send_message(QueueUrl=URL, MessageBody="from the other one")

        waiting = service.create_function("wait", handler=wait, timeout=60)
        service.create_function("send", handler=send, timeout=60)
        service.invoke("wait", {}, invocation_type="Event")
        service.invoke("send", {}, invocation_type="Event")
        service.run()
        assert waiting.invocations[0].payload == ["from the other one"]
        assert 5000 <= waiting.invocations[0].duration_ms < 6000

    def test_in_another_thread(self, sqs: Any, queue: SqsQueue) -> None:
        found: list[Any] = []

        def run() -> None:
            try:
                sqs.receive_message(QueueUrl=URL, WaitTimeSeconds=20)
            except ClockError as error:
                found.append(str(error))
            sqs.send_message(QueueUrl=URL, MessageBody="a")
            found.append(sqs.receive_message(QueueUrl=URL, WaitTimeSeconds=20)["Messages"][0]["Body"])

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        assert found[0].startswith("A thread waits for messages of orders: only the thread that virtual time began in")
        assert found[1] == "a"


class TestReceipts:
    def test_deleting(self, sqs: Any, queue: SqsQueue) -> None:
        queue.send("a")
        handle = sqs.receive_message(QueueUrl=queue.url)["Messages"][0]["ReceiptHandle"]
        sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=handle)
        assert [each.body for each in queue.deleted] == ["a"]
        sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=handle)  # once more is fine

    def test_a_handle_of_nobodys(self, sqs: Any, queue: SqsQueue) -> None:
        for do in (sqs.delete_message, lambda **given: sqs.change_message_visibility(VisibilityTimeout=1, **given)):
            with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid) as caught:
                do(QueueUrl=queue.url, ReceiptHandle="no such handle")
            assert code_of(caught) == "ReceiptHandleIsInvalid"

    def test_deleting_a_batch(self, sqs: Any, queue: SqsQueue) -> None:
        for body in "abc":
            queue.send(body)
        got = sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=2)["Messages"]
        entries = [{"Id": each["Body"], "ReceiptHandle": each["ReceiptHandle"]} for each in got]
        answer = sqs.delete_message_batch(QueueUrl=queue.url, Entries=[*entries, {"Id": "no", "ReceiptHandle": "no"}])
        assert answer["Successful"] == [{"Id": "a"}, {"Id": "b"}]
        assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("no", "ReceiptHandleIsInvalid")]
        assert [each.body for each in queue.deleted] == ["a", "b"]

    def test_changing_the_visibility(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        queue.send("a")
        handle = sqs.receive_message(QueueUrl=queue.url)["Messages"][0]["ReceiptHandle"]
        sqs.change_message_visibility(QueueUrl=queue.url, ReceiptHandle=handle, VisibilityTimeout=100)
        service.advance(seconds=99)
        assert queue.messages == ()
        sqs.change_message_visibility(QueueUrl=queue.url, ReceiptHandle=handle, VisibilityTimeout=0)
        assert len(queue.messages) == 1
        with pytest.raises(sqs.exceptions.MessageNotInflight) as caught:
            sqs.change_message_visibility(QueueUrl=queue.url, ReceiptHandle=handle, VisibilityTimeout=1)
        assert code_of(caught) == "AWS.SimpleQueueService.MessageNotInflight"

    def test_changing_the_visibility_of_a_batch(self, sqs: Any, queue: SqsQueue) -> None:
        queue.send("a")
        handle = sqs.receive_message(QueueUrl=queue.url)["Messages"][0]["ReceiptHandle"]
        entry = {"Id": "1", "ReceiptHandle": handle, "VisibilityTimeout": 0}
        answer = sqs.change_message_visibility_batch(
            QueueUrl=queue.url, Entries=[entry, {**entry, "Id": "2"}, {"Id": "3", "ReceiptHandle": handle}]
        )
        assert answer["Successful"] == [{"Id": "1"}]
        assert [each["Code"] for each in answer["Failed"]] == [
            "AWS.SimpleQueueService.MessageNotInflight",
            "MissingParameter",
        ]

    def test_of_a_fifo_queue_expires(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("orders.fifo", fifo_queue=True, content_based_deduplication=True)
        queue.send("a", message_group_id="g")
        handle = sqs.receive_message(QueueUrl=queue.url, VisibilityTimeout=1)["Messages"][0]["ReceiptHandle"]
        service.advance(seconds=1)
        with pytest.raises(ClientError, match=r"ReceiptHandle is invalid\. Reason: The receipt handle has expired"):
            sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=handle)


class TestQueues:
    def test_made_by_a_client(self, sqs: Any, service: LambdaService) -> None:
        dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        asked = {
            "VisibilityTimeout": "7",
            "DelaySeconds": "1",
            "ReceiveMessageWaitTimeSeconds": "2",
            "MessageRetentionPeriod": "60",
            "MaximumMessageSize": "1024",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "3"}),
            "Policy": '{"Version": "2012-10-17"}',
        }
        url = sqs.create_queue(QueueName="orders", Attributes=asked, tags={"team": "shop"})["QueueUrl"]
        queue = service.sqs_queue("orders")
        assert (url, queue.url) == (URL, URL)
        assert queue.dead_letter_queue is service.sqs_queue("dead")
        settings = queue.settings
        assert (settings.visibility_timeout, settings.delay_seconds, settings.max_receive_count) == (7, 1, 3)
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert json.loads(told.pop("RedrivePolicy")) == {"deadLetterTargetArn": arn, "maxReceiveCount": 3}
        assert {name: told[name] for name in asked if name in told} == {
            name: each for name, each in asked.items() if name != "RedrivePolicy"
        }
        assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "shop"}

    def test_a_fifo_queue(self, sqs: Any, service: LambdaService) -> None:
        attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        url = sqs.create_queue(QueueName="orders.fifo", Attributes=attributes)["QueueUrl"]
        assert service.sqs_queue("orders.fifo").fifo
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert attributes.items() <= told.items()
        assert (told["DeduplicationScope"], told["FifoThroughputLimit"]) == ("queue", "perQueue")

    def test_made_once_more(self, sqs: Any, queue: SqsQueue) -> None:
        for attributes in ({}, {"VisibilityTimeout": "30"}):
            assert sqs.create_queue(QueueName="orders", Attributes=attributes)["QueueUrl"] == queue.url
        with pytest.raises(sqs.exceptions.QueueNameExists) as caught:
            sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "31"})
        assert code_of(caught) == "QueueAlreadyExists"
        assert text_of(caught).endswith("a different value for attribute VisibilityTimeout")

    @pytest.mark.parametrize(
        ("name", "attributes", "code"),
        [
            ("a b", {}, "InvalidParameterValue"),
            ("a", {"Colour": "red"}, "InvalidAttributeName"),
            ("a", {"VisibilityTimeout": "x"}, "InvalidAttributeValue"),
            ("a", {"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
            ("a", {"RedrivePolicy": "no"}, "InvalidParameterValue"),
            ("a", {"RedrivePolicy": '{"maxReceiveCount": 1}'}, "InvalidParameterValue"),
            ("a", {"RedrivePolicy": '{"deadLetterTargetArn": "x", "maxReceiveCount": 1}'}, "InvalidParameterValue"),
        ],
    )
    def test_what_is_refused(self, sqs: Any, name: str, attributes: dict[str, str], code: str) -> None:
        with pytest.raises(ClientError) as caught:
            sqs.create_queue(QueueName=name, Attributes=attributes)
        assert code_of(caught) == code
        assert "QueueUrls" not in sqs.list_queues()

    def test_what_is_not_simulated(self, sqs: Any, queue: SqsQueue) -> None:
        with pytest.raises(OperationNotSimulated) as caught:
            sqs.add_permission(QueueUrl=queue.url, Label="a", AWSAccountIds=["1"], Actions=["*"])
        assert "sqs:AddPermission" in str(caught.value)
        assert "of sqs's operations the simulation serves CancelMessageMoveTask, Change" in str(caught.value)

    def test_attributes_that_change(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        service.advance(seconds=10)
        policy = json.dumps({"deadLetterTargetArn": service.sqs_queue("dead").arn, "maxReceiveCount": 2})
        sqs.set_queue_attributes(
            QueueUrl=queue.url, Attributes={"VisibilityTimeout": "9", "RedrivePolicy": policy, "Policy": "{}"}
        )
        assert (queue.settings.visibility_timeout, queue.dead_letter_queue) == (9, service.sqs_queue("dead"))
        told = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
        assert int(told["LastModifiedTimestamp"]) - int(told["CreatedTimestamp"]) == 10
        assert told["Policy"] == "{}"
        sqs.set_queue_attributes(QueueUrl=queue.url, Attributes={"VisibilityTimeout": "8"})
        assert queue.dead_letter_queue is service.sqs_queue("dead")
        sqs.set_queue_attributes(QueueUrl=queue.url, Attributes={"RedrivePolicy": ""})
        assert queue.dead_letter_queue is None
        told = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
        assert "RedrivePolicy" not in told

    def test_numbers_of_messages(self, sqs: Any, queue: SqsQueue) -> None:
        for delay in (0, 0, 5):
            queue.send("a", delay_seconds=delay)
        queue.receive()
        names = ["", "Delayed", "NotVisible"]
        told = sqs.get_queue_attributes(
            QueueUrl=queue.url, AttributeNames=[f"ApproximateNumberOfMessages{name}" for name in names]
        )["Attributes"]
        assert [told[f"ApproximateNumberOfMessages{name}"] for name in names] == ["1", "1", "1"]
        assert len(told) == 3

    def test_lists(self, sqs: Any, service: LambdaService) -> None:
        for name in ("a1", "b1", "a2", "a3"):
            service.sqs_queue(name)
        assert [url.rpartition("/")[2] for url in sqs.list_queues()["QueueUrls"]] == ["a1", "b1", "a2", "a3"]
        pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix="a", PaginationConfig={"PageSize": 2})
        assert [[url[-2:] for url in page["QueueUrls"]] for page in pages] == [["a1", "a2"], ["a3"]]

    def test_dead_letter_sources(self, sqs: Any, service: LambdaService) -> None:
        service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=1)
        found = sqs.list_dead_letter_source_queues(QueueUrl=service.sqs_queue("orders-dlq").url)
        assert found["queueUrls"] == [URL]
        assert sqs.list_dead_letter_source_queues(QueueUrl=URL)["queueUrls"] == []

    def test_deleted(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        queue.send("a")
        sqs.delete_queue(QueueUrl=queue.url)
        assert service.resource(ARN) is None
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            sqs.receive_message(QueueUrl=queue.url)
        sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "1"})
        assert "Messages" not in sqs.receive_message(QueueUrl=queue.url)

    def test_purged_once_a_minute(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        queue.send("a")
        sqs.purge_queue(QueueUrl=queue.url)
        assert queue.messages == ()
        service.advance(seconds=59)
        with pytest.raises(sqs.exceptions.PurgeQueueInProgress, match="on orders is allowed every 60 seconds"):
            sqs.purge_queue(QueueUrl=queue.url)
        service.advance(seconds=1)
        sqs.purge_queue(QueueUrl=queue.url)

    def test_tags(self, sqs: Any, queue: SqsQueue) -> None:
        assert "Tags" not in sqs.list_queue_tags(QueueUrl=queue.url)
        sqs.tag_queue(QueueUrl=queue.url, Tags={"a": "1", "b": "2"})
        sqs.untag_queue(QueueUrl=queue.url, TagKeys=["a", "c"])
        assert sqs.list_queue_tags(QueueUrl=queue.url)["Tags"] == {"b": "2"}

    def test_redrive(self, sqs: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=1, visibility_timeout=0)
        queue.send("a")
        queue.receive()
        queue.receive()
        dead = service.sqs_queue("orders-dlq")
        handle = sqs.start_message_move_task(SourceArn=dead.arn)["TaskHandle"]
        assert [each.body for each in queue.messages] == ["a"]
        [told] = sqs.list_message_move_tasks(SourceArn=dead.arn)["Results"]
        assert (told["Status"], told["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)
        with pytest.raises(ClientError, match="Only active tasks can be cancelled"):
            sqs.cancel_message_move_task(TaskHandle=handle)
        with pytest.raises(sqs.exceptions.ResourceNotFoundException):
            sqs.cancel_message_move_task(TaskHandle="no")
        with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
            sqs.start_message_move_task(SourceArn=queue.arn)


class TestUnknown:
    @pytest.mark.parametrize("url", [f"{URL}-typo", URL.replace("123456789012", "210987654321")])
    def test_names_what_is_known(self, sqs: Any, queue: SqsQueue, url: str) -> None:
        with pytest.raises(sqs.exceptions.QueueDoesNotExist) as caught:
            sqs.send_message(QueueUrl=url, MessageBody="a")
        assert code_of(caught) == "AWS.SimpleQueueService.NonExistentQueue"
        expected = "The specified queue does not exist. Queues of 123456789012 in us-east-1: orders."
        assert text_of(caught) == expected

    def test_by_name(self, sqs: Any, queue: SqsQueue) -> None:
        assert sqs.get_queue_url(QueueName="orders")["QueueUrl"] == URL
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            sqs.get_queue_url(QueueName="order")
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            sqs.get_queue_url(QueueName="orders", QueueOwnerAWSAccountId="210987654321")

    def test_in_another_region(self, queue: SqsQueue, client: Client) -> None:
        with pytest.raises(OperationNotSimulated, match="this one's is eu-central-1"):
            client("sqs", region_name="eu-central-1").send_message(QueueUrl=URL, MessageBody="a")


class TestResources:
    def test_of_boto3(self, service: LambdaService, queue: SqsQueue) -> None:
        import boto3

        sqs = boto3.resource("sqs")
        ours = sqs.get_queue_by_name(QueueName="orders")
        ours.send_message(MessageBody="a")
        [message] = ours.receive_messages()
        assert message.body == "a"
        message.change_visibility(VisibilityTimeout=0)
        [message] = ours.receive_messages()
        message.delete()
        assert ours.attributes["ApproximateNumberOfMessages"] == "0"
        assert [each.url for each in sqs.queues.all()] == [URL]
        assert len(queue.deleted) == 1


class TestFunctions:
    def test_a_chain(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        """What a test sends drives a function, whose own client sends on."""
        results = service.sqs_queue("results")

        def handler(event: Any, context: Any) -> None:
            for record in event["Records"]:
                sqs.send_message(QueueUrl=results.url, MessageBody=record["body"].upper())

        service.create_function("shout", handler=handler)
        service.create_event_source_mapping("shout", queue)
        sqs.send_message(QueueUrl=queue.url, MessageBody="a")
        service.run()
        assert [each.body for each in queue.deleted] == ["a"]
        [message] = sqs.receive_message(QueueUrl=results.url, AttributeNames=["All"])["Messages"]
        assert message["Body"] == "A"
        assert "Lineage=" in message["Attributes"]["AWSTraceHeader"]

    def test_a_handler_that_puts_off_its_message(self, sqs: Any, queue: SqsQueue, service: LambdaService) -> None:
        def handler(event: Any, context: Any) -> None:
            [record] = event["Records"]
            if record["attributes"]["ApproximateReceiveCount"] == "1":
                sqs.change_message_visibility(
                    QueueUrl=queue.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=600
                )
                raise ValueError("later")

        function = service.create_function("put-off", handler=handler)
        service.create_event_source_mapping("put-off", queue, batch_size=1)
        sqs.send_message(QueueUrl=queue.url, MessageBody="a")
        service.run()
        assert len(function.invocations) == 2
        assert (service.now().minute, len(queue.deleted)) == (10, 1)
