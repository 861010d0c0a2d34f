"""Sources, mappings, functions and destinations that lead into each other."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

import pytest

REPORT = ["ReportBatchItemFailures"]


def bodies(event: Any) -> list[str]:
    return [record["body"] for record in event["Records"]]


@pytest.fixture
def collect(service):
    """`collect("f")` gives a function that keeps the bodies it gets, and these."""

    def make(name: str, seconds: float = 0, fails: tuple[str, ...] = (), **settings: Any) -> tuple[Any, list[str]]:
        got: list[str] = []

        def handler(event, context):
            got.extend(bodies(event))
            if seconds:
                time.sleep(seconds)
            if any(body in fails for body in bodies(event)):
                raise RuntimeError("no")

        return service.create_function(name, handler=handler, **{"timeout": 20, **settings}), got

    return make


def end(service: Any) -> None:
    service.run()
    service.check_ledger()


class TestOneQueue:
    @pytest.mark.parametrize("schedule", ["fifo", "random"])
    def test_two_functions_share_its_messages(self, simulate, schedule):
        service = simulate(schedule=schedule, seed=3)
        queue = service.sqs_queue("orders")
        got: dict[str, list[str]] = {"one": [], "two": []}

        def make(name):
            def handler(event, context):
                got[name] += bodies(event)
                time.sleep(1)

            return service.create_function(name, handler=handler)

        mappings = [make(name).create_event_source_mapping(queue, batch_size=1) for name in got]
        for number in range(40):
            queue.send(str(number))
        end(service)

        assert sorted(got["one"] + got["two"], key=int) == [str(number) for number in range(40)]
        assert got["one"]
        assert got["two"]
        assert len(queue.deleted) == 40
        assert sum(len(mapping.invocations) for mapping in mappings) == 40

    def test_of_two_functions_one_is_throttled(self, service, collect):
        """Its messages come to the other one when their visibility timeout is over."""
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=20)
        (stopped, nothing), (working, got) = collect("stopped"), collect("working")
        stopped.put_function_concurrency(reserved_concurrent_executions=0)
        for function in (stopped, working):
            function.create_event_source_mapping(queue, batch_size=1)
        for number in range(20):
            queue.send(str(number))
        service.advance(minutes=20)
        service.check_ledger()

        assert nothing == []
        assert set(got) | {message.body for message in queue.dead_letter_queue.messages} == set(map(str, range(20)))
        assert len(queue.deleted) == len(got)

    def test_two_functions_keep_the_order_of_a_group(self, service):
        """B2: a group is in one hand at a time, whosever it is."""
        queue = service.sqs_queue("orders.fifo", fifo_queue=True)
        seen: list[str] = []
        running = Counter[str]()
        broken: list[str] = []

        def make(name):
            def handler(event, context):
                groups = {record["attributes"]["MessageGroupId"] for record in event["Records"]}
                broken.extend(group for group in groups if running[group])
                running.update(groups)
                seen.extend(bodies(event))
                time.sleep(1)
                running.subtract(groups)

            return service.create_function(name, handler=handler)

        for name in ("one", "two"):
            make(name).create_event_source_mapping(queue, batch_size=1)
        for number in range(10):
            for group in "ab":
                queue.send(f"{group}{number}", message_group_id=group, message_deduplication_id=f"{group}{number}")
        end(service)

        assert broken == []
        for group in "ab":
            assert [body for body in seen if body[0] == group] == [f"{group}{number}" for number in range(10)]

    def test_one_mapping_goes_while_it_works(self, service, collect):
        queue = service.sqs_queue("orders")
        (one, first), (two, second) = collect("one", seconds=5), collect("two")
        gone = one.create_event_source_mapping(queue, batch_size=1)
        queue.send("a")
        service.advance(seconds=1)
        gone.delete()
        two.create_event_source_mapping(queue)
        queue.send("b")
        end(service)

        assert (first, second) == (["a"], ["b"])
        assert len(queue.deleted) == 2


class TestHandlersThatKnowTheirQueue:
    """What a handler does to its messages by their receipt handles."""

    @pytest.mark.parametrize("fifo", [False, True])
    def test_it_deletes_them(self, service, fifo):
        """They do not come again, however the invocation ends; and the timeline says so."""
        own = {"message_group_id": "g", "message_deduplication_id": "1"} if fifo else {}
        queue = service.sqs_queue("orders.fifo" if fifo else "orders", fifo_queue=fifo)

        def handler(event, context):
            for record in event["Records"]:
                queue.delete(record["receiptHandle"])
            if event["Records"][0]["body"] == "bad":
                raise RuntimeError("no")

        function = service.create_function("f", handler=handler)
        mapping = function.create_event_source_mapping(queue)
        queue.send("good", **own)
        end(service)
        queue.send("bad", **{**own, **({"message_deduplication_id": "2"} if fifo else {})})
        end(service)

        assert len(mapping.invocations) == 2
        assert [message.body for message in queue.deleted] == ["good", "bad"]
        assert "1 message not deleted: gone before that" in service.timeline()
        assert "visible again before that" not in service.timeline()

    def test_it_shortens_their_wait(self, service):
        """As handlers do that want an early retry of what failed."""
        queue = service.sqs_queue("orders", visibility_timeout=300, dead_letter_queue=True, max_receive_count=3)

        def handler(event, context):
            for record in event["Records"]:
                count = int(record["attributes"]["ApproximateReceiveCount"])
                queue.change_visibility(record["receiptHandle"], 10 * count)
            raise RuntimeError("no")

        function = service.create_function("f", handler=handler)
        mapping = function.create_event_source_mapping(queue)
        queue.send("bad")
        end(service)

        begun = [one.start_epoch for one in mapping.invocations]
        assert [each - begun[0] for each in begun] == [0, 10, 30]
        assert len(queue.dead_letter_queue.messages) == 1

    def test_it_shortens_their_wait_too_much(self, service):
        """Visible again while the invocation runs: delivered twice, and the first receipt deletes nothing."""
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=5)
        seconds = [5.0, 0.0]

        def handler(event, context):
            queue.change_visibility(event["Records"][0]["receiptHandle"], 2)
            time.sleep(seconds.pop(0))

        function = service.create_function("f", handler=handler, timeout=20)
        mapping = function.create_event_source_mapping(queue)
        message = queue.send("x")
        end(service)

        assert message.state == "deleted"
        assert len(mapping.invocations) == 2
        assert "1 message not deleted: gone before that" in service.timeline()


def test_one_function_with_two_sources_shares_its_concurrency(service):
    """B3, F7: what is throttled of either comes later; of a stream it spends no retry (C32)."""
    queue, stream = service.sqs_queue("orders", visibility_timeout=60), service.kinesis_stream("clicks")
    seen: list[str] = []

    def handler(event, context):
        seen.append(event["Records"][0]["eventSource"])
        time.sleep(5)

    function = service.create_function("f", handler=handler, timeout=20)
    function.put_function_concurrency(reserved_concurrent_executions=1)
    on_queue = function.create_event_source_mapping(queue, batch_size=1)
    on_stream = function.create_event_source_mapping(
        stream, batch_size=1, starting_position="TRIM_HORIZON", maximum_retry_attempts=0
    )
    for number in range(4):
        queue.send(str(number))
        stream.put_record(str(number), partition_key="a")
    end(service)

    assert Counter(seen) == {"aws:sqs": 4, "aws:kinesis": 4}
    assert len(queue.deleted) == 4
    assert on_stream.poller.account(stream.shards[0].shard_id).succeeded == 4
    spans = sorted((one.start_epoch, one.end_epoch) for one in function.invocations)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))
    assert len(on_queue.invocations) + len(on_stream.invocations) == len(function.invocations) == 8


class TestChains:
    def test_from_a_topic_through_a_queue(self, service, collect):
        topic, queue = service.sns_topic("news"), service.sqs_queue("orders")
        raw = service.sqs_queue("raw")
        topic.subscribe(queue)
        topic.subscribe(raw, raw_message_delivery=True)
        (one, got), (two, plain) = collect("one"), collect("two")
        one.create_event_source_mapping(queue)
        two.create_event_source_mapping(raw)
        topic.publish({"order": 1})
        end(service)

        assert [json.loads(json.loads(body)["Message"]) for body in got] == [{"order": 1}]
        assert [json.loads(body) for body in plain] == [{"order": 1}]

    def test_from_a_bucket_through_a_queue(self, service, collect):
        bucket, queue = service.s3_bucket("uploads"), service.sqs_queue("orders")
        bucket.notify(queue, suffix=".png")
        function, got = collect("thumbnails")
        function.create_event_source_mapping(queue)
        bucket.put_object("a.png", b"1")
        bucket.put_object("a.txt", b"1")
        end(service)

        events = [json.loads(body) for body in got]
        assert [event["Records"][0]["s3"]["object"]["key"] for event in events if "Records" in event] == ["a.png"]

    def test_a_destination_of_failures_is_a_source(self, service, collect):
        """E25: three attempts, and the mapping of the destination gets the record."""
        failed = service.sqs_queue("failed")

        def handler(event, context):
            raise ValueError("no")

        function = service.create_function("asynchronous", handler=handler)
        function.put_function_event_invoke_config(on_failure=failed)
        alarms, got = collect("alarms")
        alarms.create_event_source_mapping(failed)
        service.invoke("asynchronous", {"order": 1}, invocation_type="Event")
        end(service)

        [record] = [json.loads(body) for body in got]
        assert record["requestContext"]["condition"] == "RetriesExhausted"
        assert record["requestPayload"] == {"order": 1}
        assert len(failed.deleted) == 1

    def test_the_destination_of_a_stream_is_a_source(self, service, collect):
        stream, failed = service.kinesis_stream("clicks"), service.sqs_queue("failed")

        def handler(event, context):
            raise ValueError("no")

        service.create_function("reader", handler=handler).create_event_source_mapping(
            stream, starting_position="TRIM_HORIZON", maximum_retry_attempts=1, on_failure=failed
        )
        alarms, got = collect("alarms")
        alarms.create_event_source_mapping(failed)
        record = stream.put_record("x", partition_key="a")
        end(service)

        [message] = [json.loads(body) for body in got]
        assert message["KinesisBatchInfo"]["startSequenceNumber"] == record.sequence_number

    @pytest.mark.parametrize("fifo", [False, True])
    def test_a_dead_letter_queue_is_a_source(self, service, collect, fifo):
        """A33: with the same id, and a count that goes on."""
        suffix, kind = (".fifo", {"fifo_queue": True}) if fifo else ("", {})
        dead = service.sqs_queue(f"dead{suffix}", visibility_timeout=40, **kind)
        queue = service.sqs_queue(f"orders{suffix}", dead_letter_queue=dead, max_receive_count=2, **kind)
        worker, tried = collect("worker", fails=("bad",))
        seen = []
        undertaker = service.create_function("undertaker", handler=lambda event, context: seen.extend(event["Records"]))
        worker.create_event_source_mapping(queue, batch_size=1)
        undertaker.create_event_source_mapping(dead)
        own = {"message_group_id": "g", "message_deduplication_id": "1"} if fifo else {}
        message = queue.send("bad", **own)
        end(service)

        assert tried == ["bad", "bad"]
        [record] = seen
        assert record["messageId"] == message.message_id
        assert record["attributes"]["ApproximateReceiveCount"] == "3"
        assert message.state == "dead_letter"
        assert len(dead.deleted) == 1

    def test_a_change_leads_to_a_message_and_that_to_a_change(self, service):
        """From a table through a queue back into another table, all in one run."""
        orders, bills = service.dynamodb_table("orders"), service.dynamodb_table("bills")
        queue = service.sqs_queue("to-bill")

        def on_change(event, context):
            for record in event["Records"]:
                queue.send(record["dynamodb"]["NewImage"]["id"]["S"])

        def on_message(event, context):
            for body in bodies(event):
                bills.put_item({"id": body})

        done = []
        service.create_function("changes", handler=on_change).create_event_source_mapping(
            orders, starting_position="TRIM_HORIZON"
        )
        service.create_function("billing", handler=on_message).create_event_source_mapping(queue)
        service.create_function("done", handler=lambda event, context: done.extend(event["Records"])).create_event_source_mapping(
            bills, starting_position="LATEST"
        )
        for number in range(5):
            orders.put_item({"id": str(number)})
        end(service)

        assert [item["id"] for item in bills.items] == list("01234")
        assert len(done) == 5


class TestRecursion:
    def test_a_handler_that_sends_to_its_own_queue_is_stopped(self, service):
        """G7, A39: 16 executions; then its invoke fails, and the message climbs to the dead-letter queue."""
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=3)

        def handler(event, context):
            queue.send("again")

        function = service.create_function("f", handler=handler)
        function.create_event_source_mapping(queue)
        queue.send("begin")
        end(service)

        assert len(function.invocations) == 16
        assert [message.body for message in queue.dead_letter_queue.messages] == ["again"]
        assert queue.dead_letter_queue.messages[0].receive_count == 3
        assert service.metrics["RecursiveInvocationsDropped"].sum(function="f") == 3

    def test_it_may_be_allowed(self, service):
        queue = service.sqs_queue("orders")
        left = [40]

        def handler(event, context):
            left[0] -= 1
            if left[0]:
                queue.send("again")

        function = service.create_function("f", handler=handler)
        function.put_function_recursion_config(recursive_loop="Allow")
        function.create_event_source_mapping(queue)
        queue.send("begin")
        end(service)

        assert len(function.invocations) == 40

    def test_two_functions_that_send_to_each_other(self, service):
        one, two = (service.sqs_queue(name, dead_letter_queue=True, max_receive_count=1) for name in ("one", "two"))

        def to(queue):
            return lambda event, context: queue.send("again") and None

        ping = service.create_function("ping", handler=to(two))
        pong = service.create_function("pong", handler=to(one))
        ping.create_event_source_mapping(one)
        pong.create_event_source_mapping(two)
        one.send("begin")
        end(service)

        assert (len(ping.invocations), len(pong.invocations)) == (16, 16)
        assert len(one.dead_letter_queue.messages) == 1

    def test_a_message_of_the_test_begins_anew(self, service):
        """Messages that no function sent are no loop, however many there are."""
        queue = service.sqs_queue("orders")
        function = service.create_function("f", handler=lambda event, context: None)
        function.create_event_source_mapping(queue, batch_size=1)
        for _ in range(40):
            queue.send("x")
            service.run()
        service.check_ledger()

        assert len(function.invocations) == 40


VERSION = """
    import os

    def handler(event, context):
        print("ran", context.function_version, context.invoked_function_arn, os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"])
"""


def ran(function: Any) -> list[list[str]]:
    logs = "\n".join(one.logs.function_text for one in function.invocations)
    return [line.split()[1:] for line in logs.splitlines() if line.startswith("ran")]


class TestQualifiers:
    @pytest.fixture
    def published(self, service, deploy):
        function = deploy(service, VERSION, timeout=30)
        function.publish_version()
        function.update_function_configuration(memory_size=256)
        function.publish_version()
        return function

    @pytest.mark.parametrize("kind", ["sqs", "kinesis"])
    def test_a_weighted_alias(self, service, published, kind):
        """F18: drawn for each invocation; F19: the ARN is the alias's."""
        published.create_alias("live", function_version="1", routing_config={"2": 0.5})
        if kind == "sqs":
            source, own = service.sqs_queue("orders"), {}
        else:
            source, own = service.kinesis_stream("orders"), {"starting_position": "TRIM_HORIZON"}
        mapping = service.create_event_source_mapping("orders", source, qualifier="live", batch_size=1, **own)
        for number in range(40):
            if kind == "sqs":
                source.send(str(number))
            else:
                source.put_record(str(number), partition_key="a")
        end(service)

        versions = Counter(one.executed_version for one in mapping.invocations)
        assert set(versions) == {"1", "2"}
        assert min(versions.values()) >= 8
        assert {arn for _, arn, _ in ran(published)} == {f"{published.arn}:live"}

    def test_a_retry_of_a_stream_may_run_another_version(self, service, deploy):
        function = deploy(service, "def handler(event, context):\n    raise ValueError(context.function_version)\n")
        function.publish_version()
        function.update_function_configuration(memory_size=256)
        function.publish_version()
        function.create_alias("live", function_version="1", routing_config={"2": 0.5})
        stream = service.kinesis_stream("clicks")
        mapping = service.create_event_source_mapping(
            "orders", stream, qualifier="live", starting_position="TRIM_HORIZON", maximum_retry_attempts=20
        )
        stream.put_record("x", partition_key="a")
        end(service)

        assert len(mapping.invocations) == 21
        assert {one.executed_version for one in mapping.invocations} == {"1", "2"}

    def test_a_version_stays_as_it_was(self, service, published):
        queue = service.sqs_queue("orders")
        service.create_event_source_mapping("orders:1", queue)
        published.update_function_configuration(memory_size=512)
        queue.send("x")
        end(service)

        assert [version for version, _, _ in ran(published)] == ["1"]

    def test_an_alias_moves_while_messages_wait(self, service, published):
        published.create_alias("live", function_version="1")
        queue = service.sqs_queue("orders")
        mapping = service.create_event_source_mapping("orders", queue, qualifier="live")
        queue.send("x")
        service.run()
        queue.send("y", delay_seconds=10)
        published.update_alias("live", function_version="2")
        end(service)

        assert [one.executed_version for one in mapping.invocations] == ["1", "2"]

    def test_provisioned_concurrency_serves_a_queue(self, service, published):
        """F13: as long as there are such environments; what is more runs on demand."""
        published.create_alias("live", function_version="1")
        published.put_provisioned_concurrency_config(qualifier="live", provisioned_concurrent_executions=2)
        service.run()
        queue = service.sqs_queue("orders")
        mapping = service.create_event_source_mapping("orders", queue, qualifier="live", batch_size=1)
        for _ in range(2):
            queue.send("x")
        end(service)

        assert [kind for _, _, kind in ran(published)] == ["provisioned-concurrency"] * 2
        assert [one.cold_start for one in mapping.invocations] == [False, False]

    def test_a_version_that_goes_leaves_the_messages(self, service, published):
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=2)
        service.create_event_source_mapping("orders:1", queue)
        service.delete_function("orders", qualifier="1")
        queue.send("x")
        end(service)

        assert published.invocations == ()
        assert len(queue.dead_letter_queue.messages) == 1


def test_many_at_once(service):
    """All kinds of sources of one function in one run; each record once."""
    got: list[str] = []

    def handler(event, context):
        time.sleep(0.2)
        for record in event["Records"]:
            got.append(record["eventSource"])

    function = service.create_function("f", handler=handler)
    queue, fifo = service.sqs_queue("q"), service.sqs_queue("q.fifo", fifo_queue=True)
    stream, table = service.kinesis_stream("kin"), service.dynamodb_table("tab")
    for source in (queue, fifo):
        function.create_event_source_mapping(source)
    for source in (stream, table):
        function.create_event_source_mapping(source, starting_position="TRIM_HORIZON")
    for number in range(12):
        queue.send(str(number))
        fifo.send(str(number), message_group_id=str(number % 3), message_deduplication_id=str(number))
        stream.put_record(str(number), partition_key=str(number))
        table.put_item({"id": str(number)})
    end(service)

    assert Counter(got) == {"aws:sqs": 24, "aws:kinesis": 12, "aws:dynamodb": 12}
