"""Standard queues: what is sent, received, deleted, comes back, expires, and goes to the dead-letter queue."""

from __future__ import annotations

import hashlib
import pickle
from datetime import datetime, timezone

import botocore.session
import pytest

from pytest_lambda.errors import EventError, InvokeError
from pytest_lambda.events.building.message_attributes import attributes_of, md5_of
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import BEGIN, StandIn


@pytest.fixture
def queue(platform):
    return SqsQueue("orders", platform=platform)


def bodies(messages):
    return [message.body for message in messages]


def refused(code, call, *args, **keywords):
    with pytest.raises(RequestRefused) as caught:
        call(*args, **keywords)
    assert caught.value.code == code
    return caught.value.message


class TestIdentity:
    def test_arn_and_url_are_of_the_account_and_region(self):
        queue = SqsQueue("q", platform=StandIn(account="111122223333", region="cn-north-1"))

        assert queue.arn == "arn:aws-cn:sqs:cn-north-1:111122223333:q"
        assert queue.url == "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q"
        assert not queue.fifo

    def test_the_stand_in_is_a_platform(self):
        platform: Platform = StandIn()

        assert platform.epoch() == BEGIN

    def test_ids_depend_on_the_seed_only(self):
        first, same, other = (SqsQueue("q", platform=StandIn(seed=seed)).send("a") for seed in (1, 1, 2))

        assert first.message_id == same.message_id != other.message_id


class TestSend:
    def test_message_as_it_was_sent(self, queue):
        message = queue.send("hello")

        assert queue.messages == (message,)
        assert (message.body, message.state, message.receive_count) == ("hello", "visible", 0)
        assert message.md5_of_body == hashlib.md5(b"hello").hexdigest()
        assert message.md5_of_message_attributes is None
        assert message.receipt_handle is None
        assert message.sent_timestamp == datetime.fromtimestamp(BEGIN, timezone.utc)
        assert message.attributes["SentTimestamp"] == "1700000000000"

    def test_objects_are_sent_as_compact_json(self, queue):
        message = queue.send({"name": "Zoë", "ids": [1, 2]})

        assert message.body == '{"name":"Zoë","ids":[1,2]}'
        assert message.json == {"name": "Zoë", "ids": [1, 2]}

    def test_what_json_cannot_write_is_refused(self, queue):
        with pytest.raises(EventError, match="body of a message"):
            queue.send({1, 2})

    def test_message_attributes_of_python_values_and_of_boto3(self, queue):
        given = {"kind": "a", "count": 3, "raw": b"\0", "label": {"DataType": "Number.int", "StringValue": "4"}}

        message = queue.send("a", message_attributes=given)

        assert message.message_attributes == {
            "kind": {"StringValue": "a", "DataType": "String"},
            "count": {"StringValue": "3", "DataType": "Number"},
            "raw": {"BinaryValue": b"\0", "DataType": "Binary"},
            "label": {"StringValue": "4", "DataType": "Number.int"},
        }
        assert message.md5_of_message_attributes == md5_of(attributes_of(given))

    def test_messages_of_an_invocation_carry_its_trace_header(self, queue, platform):
        assert "AWSTraceHeader" not in queue.send("from the test").attributes
        platform.header = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=1:ab:1"

        assert queue.send("from a handler").attributes["AWSTraceHeader"] == platform.header

    @pytest.mark.parametrize(
        ("code", "text", "body", "keywords"),
        [
            ("MissingParameter", "must contain the parameter MessageBody", "", {}),
            ("InvalidMessageContents", "Invalid characters found", "a\x00b", {}),
            ("InvalidMessageContents", "Invalid characters found", "￿", {}),
            ("InvalidParameterValue", "Value 901 for parameter DelaySeconds is invalid", "a", {"delay_seconds": 901}),
            ("InvalidParameterValue", "Value -1 for parameter DelaySeconds", "a", {"delay_seconds": -1}),
            ("InvalidParameterValue", "not valid for this queue type", "a", {"message_deduplication_id": "x"}),
            ("InvalidParameterValue", "MessageGroupId can only include", "a", {"message_group_id": "a b"}),
            ("InvalidParameterValue", "'e' must contain a non-empty value of type 'String'", "a", {"message_attributes": {"e": ""}}),
            ("InvalidParameterValue", "Number of message attributes [11]", "a", {"message_attributes": dict.fromkeys("abcdefghijk", "v")}),
            ("InvalidParameterValue", "Can't cast", "a", {"message_attributes": {"n": {"DataType": "Number", "StringValue": "x"}}}),
            ("InvalidParameterValue", "Can't cast", "a", {"message_attributes": {"n": float("nan")}}),
            ("InvalidMessageContents", "Invalid characters found", "\ud800", {}),
            ("InvalidMessageContents", "Invalid characters found", "a", {"message_attributes": {"n": "\ud800"}}),
            ("InvalidMessageContents", "Invalid characters found", "a", {"message_attributes": {"n": "\x1b"}}),
        ],
    )  # fmt: skip
    def test_refusals(self, queue, code, text, body, keywords):
        assert text in refused(code, queue.send, body, **keywords)
        assert queue.messages == ()

    def test_size_counts_bytes_of_body_and_attributes(self, platform):
        queue = SqsQueue("small", platform=platform, maximum_message_size=1024)

        queue.send("é" * 512)
        queue.send("x" * 1012, message_attributes={"kind": "ab"})  # 4 + 6 + 2 bytes
        message = refused("InvalidParameterValue", queue.send, "x" * 1013, message_attributes={"kind": "ab"})

        assert message == "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."

    def test_a_refusal_is_an_error_of_the_service_that_pickles(self, queue):
        with pytest.raises(InvokeError) as caught:
            queue.send("")

        copy = pickle.loads(pickle.dumps(caught.value))
        assert (copy.code, str(copy)) == (caught.value.code, str(caught.value))


class TestSettings:
    @pytest.mark.parametrize(
        ("keywords", "parameter"),
        [
            ({"visibility_timeout": 43_201}, "VisibilityTimeout"),
            ({"visibility_timeout": -1}, "VisibilityTimeout"),
            ({"visibility_timeout": True}, "VisibilityTimeout"),
            ({"delay_seconds": 901}, "DelaySeconds"),
            ({"message_retention_period": 59}, "MessageRetentionPeriod"),
            ({"message_retention_period": 1_209_601}, "MessageRetentionPeriod"),
            ({"maximum_message_size": 1_023}, "MaximumMessageSize"),
            ({"maximum_message_size": 1_048_577}, "MaximumMessageSize"),
        ],
    )
    def test_out_of_range(self, platform, keywords, parameter):
        message = refused("InvalidAttributeValue", SqsQueue, "q", platform=platform, **keywords)

        assert message == f"Invalid value for the parameter {parameter}."

    @pytest.mark.parametrize(
        ("name", "fifo"),
        [("", False), ("a" * 81, False), ("a b", False), ("q.fifo", False), ("q", True), (".fifo", True)],
    )
    def test_names(self, platform, name, fifo):
        assert "1 to 80 in length" in refused(
            "InvalidParameterValue", SqsQueue, name, platform=platform, fifo_queue=fifo
        )

    def test_content_based_deduplication_is_of_fifo_queues(self, platform):
        refused("InvalidAttributeName", SqsQueue, "q", platform=platform, content_based_deduplication=True)

    @pytest.mark.parametrize(
        ("keywords", "text"),
        [
            ({"max_receive_count": 3}, "mandatory attribute: deadLetterTargetArn"),
            ({"dead_letter_queue": "standard"}, "mandatory attribute: maxReceiveCount"),
            (
                {"dead_letter_queue": "standard", "max_receive_count": 0},
                "valid values are from 1 to 1000 both inclusive",
            ),
            ({"dead_letter_queue": "standard", "max_receive_count": 1001}, "Invalid value for maxReceiveCount: 1001"),
            ({"dead_letter_queue": "fifo", "max_receive_count": 1}, "must be same type of queue as the source"),
        ],
    )
    def test_redrive_policy(self, platform, keywords, text):
        queues = {
            "standard": SqsQueue("dlq", platform=platform),
            "fifo": SqsQueue("dlq.fifo", platform=platform, fifo_queue=True),
        }
        if "dead_letter_queue" in keywords:
            keywords = {**keywords, "dead_letter_queue": queues[keywords["dead_letter_queue"]]}

        assert text in refused("InvalidParameterValue", SqsQueue, "q", platform=platform, **keywords)


class TestReceive:
    def test_a_received_message_is_in_flight_until_its_timeout(self, queue, platform):
        queue.send("a")

        (message,) = queue.receive()

        assert (queue.messages, bodies(queue.in_flight)) == ((), ["a"])
        assert queue.receive() == ()
        platform.pass_time(29.999999)
        assert queue.receive() == ()
        platform.pass_time(0.000001)
        assert message.state == "visible"
        (again,) = queue.receive()
        assert again.message_id == message.message_id
        assert again.receipt_handle != message.receipt_handle
        assert again.receive_count == 2

    def test_attributes_of_a_receipt(self, queue, platform):
        queue.send("a")
        platform.pass_time(1.5)
        queue.receive()
        platform.pass_time(30)

        (message,) = queue.receive()

        sender = message.attributes["SenderId"]
        assert sender.startswith("AIDA")
        assert message.attributes == {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1700000000000",
            "SenderId": sender,
            "ApproximateFirstReceiveTimestamp": "1700000001500",
        }

    def test_oldest_first_and_at_most_ten(self, queue, platform):
        for number in range(12):
            queue.send(str(number))

        assert bodies(queue.receive(10)) == [str(number) for number in range(10)]
        assert bodies(queue.receive(10)) == ["10", "11"]
        platform.pass_time(30)
        assert bodies(queue.receive(1)) == ["0"]

    @pytest.mark.parametrize("number", [0, 11])
    def test_number_out_of_range(self, queue, number):
        message = refused("InvalidParameterValue", queue.receive, number)

        assert message == (
            f"Value {number} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."
        )

    def test_own_timeout_and_none_at_all(self, queue, platform):
        queue.send("a")
        queue.receive(visibility_timeout=5)
        platform.pass_time(5)
        assert bodies(queue.receive(10, visibility_timeout=0)) == ["a"]
        assert bodies(queue.messages) == ["a"]
        assert bodies(queue.receive(10)) == ["a"]
        refused("InvalidParameterValue", queue.receive, 1, 43_201)

    def test_delay(self, platform):
        queue = SqsQueue("slow", platform=platform, delay_seconds=10)
        late, soon = queue.send("late"), queue.send("soon", delay_seconds=0)

        assert (late.state, soon.state) == ("delayed", "visible")
        assert bodies(queue.messages) == ["late", "soon"]
        assert bodies(queue.receive(10)) == ["soon"]
        platform.pass_time(10)
        assert (late.state, bodies(queue.receive(10))) == ("visible", ["late"])

    def test_numbers_are_normalised_for_receivers(self, queue):
        """A84."""
        queue.send("a", message_attributes={"n": {"DataType": "Number", "StringValue": "0012.3400"}, "s": "0012.3400"})

        (message,) = queue.receive()

        values = {name: each["StringValue"] for name, each in message.message_attributes.items()}
        assert values == {"n": "12.34", "s": "0012.3400"}
        expected = attributes_of({"n": {"DataType": "Number", "StringValue": "12.34"}, "s": "0012.3400"})
        assert message.md5_of_message_attributes == md5_of(expected)

    @pytest.mark.parametrize(("sent", "seen"), [("1e3", "1000"), ("-0.0", "0"), ("1E-2", "0.01"), ("007", "7")])
    def test_normalised_numbers(self, queue, sent, seen):
        queue.send("a", message_attributes={"n": {"DataType": "Number", "StringValue": sent}})

        assert queue.receive()[0].message_attributes["n"]["StringValue"] == seen

    def test_visible_again_in_the_order_of_sending(self, queue, platform):
        queue.send("a")
        queue.receive()
        platform.pass_time(10)
        queue.send("b")
        platform.pass_time(20)

        assert bodies(queue.receive(2)) == ["a", "b"]


class TestDelete:
    def test_deleted(self, queue):
        sent = queue.send("a")
        (message,) = queue.receive()

        queue.delete(message.receipt_handle)

        assert queue.deleted == (sent,)
        assert (queue.messages, queue.in_flight, sent.state) == ((), (), "deleted")
        queue.delete(message.receipt_handle)  # SQS has no objection

    def test_after_its_timeout_but_before_the_next_receipt(self, queue, platform):
        queue.send("a")
        (message,) = queue.receive()
        platform.pass_time(31)

        queue.delete(message.receipt_handle)

        assert (bodies(queue.deleted), queue.receive()) == (["a"], ())

    def test_an_outdated_handle_does_nothing(self, queue, platform):
        queue.send("a")
        (old,) = queue.receive()
        platform.pass_time(30)
        queue.receive()

        queue.delete(old.receipt_handle)

        assert bodies(queue.in_flight) == ["a"]

    @pytest.mark.parametrize("handle", ["", "nonsense", "AQEBAAAA", "AQEB" + "A" * 48, "é"])
    def test_foreign_handles(self, queue, handle):
        queue.send("a")

        assert refused("ReceiptHandleIsInvalid", queue.delete, handle) == "The input receipt handle is invalid."

    def test_the_handle_of_another_queue(self, queue, platform):
        other = SqsQueue("other", platform=platform)
        queue.send("a")
        other.send("a")

        refused("ReceiptHandleIsInvalid", queue.delete, other.receive()[0].receipt_handle)

    def test_purge(self, queue):
        queue.send("a")
        queue.send("b", delay_seconds=5)
        queue.send("c")
        queue.receive()

        queue.purge()

        assert (queue.messages, queue.in_flight, bodies(queue.deleted)) == ((), (), ["a", "b", "c"])
        assert queue.deleted[1].history[-1].event == "purged"

    def test_deleted_ones_are_oldest_first_whatever_was_deleted_first(self, queue):
        queue.send("a")
        queue.send("b")
        first, second = queue.receive(2)

        queue.delete(second.receipt_handle)
        queue.delete(first.receipt_handle)

        assert bodies(queue.deleted) == ["a", "b"]


class TestChangeVisibility:
    def test_longer_and_shorter(self, queue, platform):
        queue.send("a")
        (message,) = queue.receive()
        queue.change_visibility(message.receipt_handle, 100)
        platform.pass_time(99)
        assert message.state == "in_flight"
        queue.change_visibility(message.receipt_handle, 0)
        assert message.state == "visible"
        assert bodies(queue.receive()) == ["a"]

    def test_not_in_flight(self, queue, platform):
        queue.send("a")
        (message,) = queue.receive()
        platform.pass_time(30)
        refused("MessageNotInflight", queue.change_visibility, message.receipt_handle, 10)

    def test_deleted_or_received_again(self, queue, platform):
        queue.send("a")
        (old,) = queue.receive()
        platform.pass_time(30)
        (message,) = queue.receive()
        text = "not available for visibility timeout change"
        assert text in refused("InvalidParameterValue", queue.change_visibility, old.receipt_handle, 10)
        queue.delete(message.receipt_handle)
        assert text in refused("InvalidParameterValue", queue.change_visibility, message.receipt_handle, 10)

    def test_twelve_hours_in_all(self, queue, platform):
        queue.send("a")
        (message,) = queue.receive(visibility_timeout=43_200)
        platform.pass_time(1)
        queue.change_visibility(message.receipt_handle, 43_199)

        text = refused("InvalidParameterValue", queue.change_visibility, message.receipt_handle, 43_200)

        assert "beyond the limit [43200 seconds]" in text
        refused("InvalidParameterValue", queue.change_visibility, message.receipt_handle, 43_201)


class TestExpiry:
    def test_waiting_delayed_and_in_flight_messages_expire(self, platform):
        queue = SqsQueue("brief", platform=platform, message_retention_period=60, visibility_timeout=100)
        sent = [queue.send("a"), queue.send("b"), queue.send("c", delay_seconds=900)]
        (message,) = queue.receive()
        platform.pass_time(60)

        assert bodies(queue.expired) == ["a", "b", "c"]
        assert {each.state for each in sent} == {"expired"}
        assert (queue.messages, queue.in_flight, queue.receive(10)) == ((), (), ())
        queue.delete(message.receipt_handle)
        assert queue.deleted == ()
        assert sent[0].history[-1] == (BEGIN + 60, "expired")

    def test_not_when_deleted_before(self, platform):
        queue = SqsQueue("brief", platform=platform, message_retention_period=60)
        queue.send("a")
        queue.delete(queue.receive()[0].receipt_handle)
        platform.pass_time(100)

        assert (bodies(queue.deleted), queue.expired) == (["a"], ())


class TestDeadLetterQueue:
    @pytest.fixture
    def dead(self, platform):
        return SqsQueue("dead", platform=platform)

    def test_moved_at_the_receipt_that_would_be_one_too_many(self, platform, dead):
        """A32, A33."""
        queue = SqsQueue("orders", platform=platform, dead_letter_queue=dead, max_receive_count=2)
        sent = queue.send("bad", message_attributes={"n": 1})
        for _ in range(2):
            assert bodies(queue.receive()) == ["bad"]
            platform.pass_time(30)
        assert dead.messages == ()

        assert queue.receive() == ()

        (moved,) = dead.messages
        assert (sent.state, queue.dead_lettered) == ("dead_letter", (sent,))
        assert (moved.message_id, moved.body) == (sent.message_id, "bad")
        assert moved.sent_timestamp == sent.sent_timestamp
        assert moved.message_attributes == sent.message_attributes
        assert moved.attributes["DeadLetterQueueSourceArn"] == queue.arn
        assert [event for _, event in moved.history] == [
            "sent", "received", "visible", "received", "visible", "dead_letter",
        ]  # fmt: skip

    def test_the_receive_count_goes_on(self, platform, dead):
        """A33: one receipt, and the first one in the dead-letter queue shows 2."""
        queue = SqsQueue("orders", platform=platform, dead_letter_queue=dead, max_receive_count=1)
        queue.send("bad")
        queue.receive(visibility_timeout=0)
        queue.receive()

        (message,) = dead.receive()

        assert message.attributes["ApproximateReceiveCount"] == "2"
        dead.delete(message.receipt_handle)
        assert bodies(dead.deleted) == ["bad"]

    def test_others_are_received_in_its_place(self, platform, dead):
        queue = SqsQueue("orders", platform=platform, dead_letter_queue=dead, max_receive_count=1)
        queue.send("bad")
        queue.receive(visibility_timeout=0)
        queue.send("good")

        assert bodies(queue.receive()) == ["good"]
        assert bodies(dead.messages) == ["bad"]

    def test_it_expires_by_the_time_of_sending(self, platform):
        dead = SqsQueue("dead", platform=platform, message_retention_period=60)
        queue = SqsQueue("orders", platform=platform, dead_letter_queue=dead, max_receive_count=1)
        queue.send("bad")
        queue.receive()
        platform.pass_time(50)
        queue.receive()
        assert bodies(dead.messages) == ["bad"]
        platform.pass_time(10)
        assert bodies(dead.expired) == ["bad"]

    def test_a_chain_of_dead_letter_queues(self, platform, dead):
        middle = SqsQueue("middle", platform=platform, dead_letter_queue=dead, max_receive_count=1)
        queue = SqsQueue("orders", platform=platform, dead_letter_queue=middle, max_receive_count=3)
        queue.send("bad")
        for each in (queue, queue, queue, queue, middle, middle):
            each.receive(visibility_timeout=0)

        assert bodies(dead.messages) == ["bad"]
        assert dead.messages[0].receive_count == 4


class TestHistory:
    def test_times_are_those_of_the_events_not_of_the_look(self, queue, platform):
        message = queue.send("a", delay_seconds=10)
        platform.pass_time(20)
        queue.receive()
        platform.pass_time(1000)

        assert message.history == (
            (BEGIN, "sent"), (BEGIN + 10, "visible"), (BEGIN + 20, "received"), (BEGIN + 50, "visible"),
        )  # fmt: skip


class TestDeliver:
    def test_as_a_service_sends_it(self, queue, platform):
        platform.header = "Root=1-of-the-invocation-that-runs"

        message = queue.deliver({"a": 1}, attributes={"RequestID": "x"}, trace_header="Root=1-of-the-delivery")

        assert message.json == {"a": 1}
        assert message.attributes["AWSTraceHeader"] == "Root=1-of-the-delivery"
        assert message.message_attributes["RequestID"]["StringValue"] == "x"

    def test_refused_as_long_as_the_test_wants_it(self, queue):
        queue.refuse_deliveries("KmsAccessDenied")
        with pytest.raises(DeliveryRefused) as caught:
            queue.deliver("a")
        assert caught.value.code == "KmsAccessDenied"
        queue.send("my own")
        queue.accept_deliveries()
        queue.deliver("a")

        assert bodies(queue.messages) == ["my own", "a"]

    def test_too_large(self, queue):
        with pytest.raises(DeliveryRefused, match="shorter than 1048576 bytes"):
            queue.deliver("a" * 1_048_577)
        queue.deliver("a" * 1_048_576)


class TestParametersAreThoseOfTheApi:
    """botocore's model of SQS knows the names that the keywords stand for."""

    @pytest.fixture
    def model(self):
        return botocore.session.Session().get_service_model("sqs")

    @pytest.mark.parametrize("name", ["DelaySeconds", "MessageGroupId", "MessageDeduplicationId", "MessageAttributes"])
    def test_of_send(self, model, name):
        assert name in model.operation_model("SendMessage").input_shape.members

    def test_attributes_of_receipts(self, model, queue):
        queue.send("a")
        names = model.shape_for("MessageSystemAttributeName").enum

        assert set(queue.receive()[0].attributes) <= set(names)
