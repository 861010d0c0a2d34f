"""Mappings on streams: where they begin, what is refused, and in which order shards are read (C4 to C7, C24)."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceConflictException,
    ValidationException,
)

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "25"))
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)


class TestStartingPosition:
    """C4."""

    def put(self, service, stream):
        for text in ("first", "second"):
            stream.put_record(text, partition_key="p")
            service.advance(seconds=10)

    def test_latest_misses_what_was_there(self, service, stream, read):
        self.put(service, stream)
        _, reader = read(stream, starting_position="LATEST")
        service.run()
        assert reader.batches == []
        stream.put_record("third", partition_key="p")
        service.run()

        assert reader.batches == [["third"]]

    def test_trim_horizon_misses_nothing(self, service, stream, read):
        self.put(service, stream)
        _, reader = read(stream, starting_position="TRIM_HORIZON")
        service.run()

        assert reader.batches == [["first", "second"]]

    @pytest.mark.parametrize(("seconds", "found"), [(0, ["first", "second"]), (0.001, ["second"]), (10, ["second"])])
    def test_at_timestamp(self, service, stream, read, seconds, found):
        self.put(service, stream)
        at = BEGIN + timedelta(seconds=seconds)
        _, reader = read(stream, starting_position="AT_TIMESTAMP", starting_position_timestamp=at)
        service.run()

        assert reader.batches == [found]

    def test_trim_horizon_misses_what_has_expired(self, service, stream, read):
        stream.put_record("old", partition_key="p")
        service.advance(hours=24)
        stream.put_record("new", partition_key="p")
        _, reader = read(stream)
        service.run()

        assert reader.batches == [["new"]]

    def test_latest_reads_shards_that_come_later_from_their_beginning(self, service, stream, read):
        stream.put_record("before", partition_key="p")
        _, reader = read(stream, starting_position="LATEST")
        left, right = stream.split_shard(stream.shards[0])
        for number, shard in enumerate((left, right)):
            stream.put_record(f"after{number}", partition_key="p", explicit_hash_key=shard.starting_hash_key)
        service.run()

        assert sorted(reader.texts) == ["after0", "after1"]

    def test_missing_position_is_refused(self, stream, read):
        with pytest.raises(InvalidParameterValueException, match="null at 'startingPosition'"):
            read(stream, starting_position=None)

    def test_wrong_position_is_refused(self, stream, read):
        with pytest.raises(ValidationException, match="startingPosition"):
            read(stream, starting_position="FIRST")


class TestRefusals:
    @pytest.mark.parametrize("path", ["stream/none", "stream/clicks/consumer/none:1"], ids=["stream", "consumer"])
    def test_missing_stream(self, stream, read, path):
        """C5."""
        arn = f"arn:aws:kinesis:us-east-1:123456789012:{path}"
        with pytest.raises(InvalidParameterValueException) as caught:
            read(arn)

        assert str(caught.value) == f"Stream not found: {arn}"
        assert caught.value.status_code == 400

    def test_stream_by_its_arn(self, stream, read):
        mapping, _ = read(stream.arn)

        assert mapping.source is stream
        assert mapping.kind.name == "kinesis"

    def test_stream_is_looked_up_by_its_name(self, service, stream):
        assert service.kinesis_stream("clicks") is stream
        with pytest.raises(ConfigurationError, match="exists already"):
            service.kinesis_stream("clicks", shard_count=2)

    def test_same_stream_and_function_twice(self, service, stream, read):
        """C6."""
        mapping, _ = read(stream)
        with pytest.raises(ResourceConflictException) as caught:
            mapping.function.create_event_source_mapping(stream, starting_position="LATEST")

        assert caught.value.status_code == 409
        assert mapping.uuid in caught.value.message

    def test_two_functions_both_see_every_record(self, service, stream, read):
        """C6."""
        _, first = read(stream, batch_size=2)
        _, second = read(stream, batch_size=3)
        for number in range(6):
            stream.put_record(str(number), partition_key="p")
        service.run()

        assert first.texts == second.texts == list("012345")

    def test_fifo_destinations(self, service, stream, read):
        """C7."""
        queue = service.sqs_queue("q.fifo", fifo_queue=True)
        with pytest.raises((InvalidParameterValueException, ConfigurationError)):
            read(stream, on_failure=queue)

    @staticmethod
    def poison(event):
        raise RuntimeError("poison")

    def test_queue_as_destination(self, service, stream, read):
        """C7, C70, C71."""
        queue = service.sqs_queue("q")
        mapping, reader = read(stream, self.poison, on_failure=queue, maximum_retry_attempts=0)
        put = stream.put_record("a", partition_key="p")
        service.run()
        service.check_ledger()

        (message,) = queue.messages
        told = message.json
        assert list(told) == ["requestContext", "responseContext", "version", "timestamp", "KinesisBatchInfo"]
        assert told["requestContext"] == {
            "requestId": reader.request_ids[0],
            "functionArn": mapping.function.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 1,
        }
        assert list(told["KinesisBatchInfo"].items()) == [
            ("shardId", "shardId-000000000000"),
            ("startSequenceNumber", put.sequence_number),
            ("endSequenceNumber", put.sequence_number),
            ("approximateArrivalOfFirstRecord", "2026-01-01T00:00:00.000Z"),
            ("approximateArrivalOfLastRecord", "2026-01-01T00:00:00.000Z"),
            ("batchSize", 1),
            ("streamArn", stream.arn),
        ]

    def test_topic_as_destination(self, service, stream, read):
        """C7."""
        topic, queue = service.sns_topic("t"), service.sqs_queue("q")
        topic.subscribe(queue)
        read(stream, self.poison, on_failure=topic, maximum_retry_attempts=0)
        stream.put_record("a", partition_key="p")
        service.run()
        service.check_ledger()

        assert "KinesisBatchInfo" in queue.messages[0].json["Message"]

    def test_bucket_as_destination(self, service, stream, read):
        """C74, C75."""
        bucket = service.s3_bucket("failures")
        mapping, reader = read(stream, self.poison, on_failure=bucket, maximum_retry_attempts=0)
        stream.put_record("a", partition_key="p")
        service.run()
        service.check_ledger()

        (found,) = bucket.objects.values()
        assert found.key.startswith(f"aws/lambda/{mapping.uuid}/shardId-000000000000/2026/01/01/2026-01-01T00.00.00-")
        assert json.loads(json.loads(found.body)["payload"]) == reader.events[0]

    def test_unknown_and_foreign_settings(self, stream, read):
        with pytest.raises(ConfigurationError):
            read(stream, batchsize=1)
        with pytest.raises((InvalidParameterValueException, ConfigurationError)):
            read(stream, maximum_concurrency=2)


class TestReshards:
    """C24."""

    def topology(self, service, read, **settings):
        stream = service.kinesis_stream("s")

        def answer(event):
            time.sleep(2)

        mapping, reader = read(stream, answer, batch_size=1, **settings)
        spans = {}
        stream.put_record("p1", partition_key="p")
        stream.put_record("p2", partition_key="p")
        left, right = stream.split_shard(stream.shards[0])
        stream.put_record("l", partition_key="x", explicit_hash_key=left.starting_hash_key)
        stream.put_record("r", partition_key="x", explicit_hash_key=right.starting_hash_key)
        stream.merge_shards(left, right)
        stream.put_record("m", partition_key="x")
        service.run()
        for batch, begun, ended in zip(reader.batches, reader.begun, reader.ended, strict=True):
            spans[batch[0]] = (begun, ended)
        return mapping, reader, spans

    def test_parents_are_finished_before_children_begin(self, service, read):
        _, _, spans = self.topology(service, read)

        assert sorted(spans) == ["l", "m", "p1", "p2", "r"]
        assert spans["p1"][1] <= spans["p2"][0]
        for child in "lr":
            assert spans["p2"][1] <= spans[child][0]
            assert spans[child][1] <= spans["m"][0]

    def test_children_run_side_by_side(self, service, read):
        mapping, _, spans = self.topology(service, read)

        assert spans["l"][0] < spans["r"][1]
        assert spans["r"][0] < spans["l"][1]
        assert len(mapping.function.environments) == 2

    def test_event_ids_carry_each_shards_id(self, service, read):
        _, reader, _ = self.topology(service, read)

        shards = {event["Records"][0]["eventID"].split(":")[0] for event in reader.events}
        assert shards == {f"shardId-{number:012}" for number in range(4)}

    def test_poison_in_the_parent_holds_up_the_children(self, service, read):
        stream = service.kinesis_stream("s")
        begun = []

        def answer(event):
            begun.append(event["Records"][0]["eventID"].split(":")[0][-1])
            if begun[-1] == "0" and begun.count("0") <= 2:
                raise RuntimeError("not yet")

        read(stream, answer)
        stream.put_record("a", partition_key="p")
        stream.split_shard(stream.shards[0])
        stream.put_record("b", partition_key="p")
        service.run()

        assert begun == ["0", "0", "0", begun[-1]]
        assert begun[-1] in "12"

    def test_split_while_the_parent_is_being_processed(self, service, read):
        stream = service.kinesis_stream("s")

        def answer(event):
            time.sleep(5)

        _, reader = read(stream, answer)
        stream.put_record("a", partition_key="p")
        service.advance(seconds=1)
        stream.split_shard(stream.shards[0])
        stream.put_record("b", partition_key="p")
        service.run()

        assert reader.batches == [["a"], ["b"]]
        assert reader.begun[1] >= reader.ended[0]


class TestOtherShards:
    def test_poison_stalls_its_shard_only(self, service, read):
        """C25."""
        stream = service.kinesis_stream("s", shard_count=2)

        def answer(event):
            if event["Records"][0]["eventID"].startswith("shardId-000000000000"):
                raise RuntimeError("poison")

        _, reader = read(stream, answer, batch_size=1, maximum_record_age_in_seconds=60)
        low, high = stream.shards
        stream.put_record("poison", partition_key="x", explicit_hash_key=low.starting_hash_key)
        for number in range(3):
            stream.put_record(f"good{number}", partition_key="x", explicit_hash_key=high.starting_hash_key)
        service.run()
        service.check_ledger()

        good = [(batch[0], at) for batch, at in zip(reader.batches, reader.begun, strict=True) if batch[0] != "poison"]
        assert [text for text, _ in good] == ["good0", "good1", "good2"]
        assert good[-1][1] - reader.begun[0] < 1
        assert reader.batches.count(["poison"]) > 1

    def test_poison_with_defaults_blocks_until_it_expires(self, service, read):
        """C25: 24 hours of retention."""
        stream = service.kinesis_stream("s")

        def answer(event):
            raise RuntimeError("poison")

        _, reader = read(stream, answer)
        stream.put_record("poison", partition_key="p")
        service.run()
        service.check_ledger()

        assert 12 * 3600 < reader.begun[-1] - reader.begun[0] <= 24 * 3600


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "split", "merge", "wait"]), st.integers(0, 30)), max_size=25
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(actions=ACTIONS, size=st.integers(1, 4), factor=st.integers(1, 3), poison=st.integers(0, 30))
def test_order_per_key_along_the_lineage(actions, size, factor, poison):
    """Whatever is put, split and merged in between, each record is processed once, in order per partition key."""
    with LambdaService() as service:
        stream = service.kinesis_stream("s", shard_count=2)
        seen, failed = [], set()

        def handler(event, context):
            time.sleep(0.5)
            for record in event["Records"]:
                number = record["kinesis"]["partitionKey"], record["kinesis"]["sequenceNumber"]
                if int(number[1]) % 31 == poison and number not in failed:
                    failed.add(number)
                    raise RuntimeError("once")
            seen.extend((r["kinesis"]["partitionKey"], r["kinesis"]["sequenceNumber"]) for r in event["Records"])

        function = service.create_function("f", handler=handler)
        function.create_event_source_mapping(
            stream, starting_position="TRIM_HORIZON", batch_size=size, parallelization_factor=factor
        )
        put = {}
        for action, number in actions:
            if action == "put":
                key = "abcdef"[number % 6]
                put.setdefault(key, []).append(stream.put_record(str(number), partition_key=key).sequence_number)
            elif action == "split" and len(stream.open_shards) < 6:
                stream.split_shard(stream.open_shards[number % len(stream.open_shards)])
            elif action == "merge" and len(stream.open_shards) > 1:
                at = number % (len(stream.open_shards) - 1)
                stream.merge_shards(*stream.open_shards[at : at + 2])
            elif action == "wait":
                service.advance(seconds=number / 10)
        service.run()
        service.check_ledger()

        found = {}
        for key, number in seen:
            found.setdefault(key, []).append(number)
        assert found == put
