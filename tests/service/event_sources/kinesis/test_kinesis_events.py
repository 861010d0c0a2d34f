"""What functions get of a stream, by real mappings (C90 to C94)."""

from __future__ import annotations

import base64
import json
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService, events
from tests.service.event_sources.kinesis.conftest import datas

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "25"))
BEGIN = 1_767_225_600.0  # 2026-01-01T00:00:00Z, when virtual time begins


class TestShape:
    def test_record_as_it_was_recorded(self, service, stream, read):
        service.advance(seconds=1.2345678)
        put = stream.put_record("r1", partition_key="p")
        _, reader = read(stream)
        service.run()

        assert reader.events == [
            {
                "Records": [
                    {
                        "kinesis": {
                            "kinesisSchemaVersion": "1.0",
                            "partitionKey": "p",
                            "sequenceNumber": put.sequence_number,
                            "data": base64.b64encode(b"r1").decode(),
                            "approximateArrivalTimestamp": BEGIN + 1.234,
                        },
                        "eventSource": "aws:kinesis",
                        "eventVersion": "1.0",
                        "eventID": f"shardId-000000000000:{put.sequence_number}",
                        "eventName": "aws:kinesis:record",
                        "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
                        "awsRegion": "us-east-1",
                        "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
                    }
                ]
            }
        ]

    def test_order_of_the_keys_is_that_of_the_builder(self, service, stream, read):
        stream.put_record("r1", partition_key="p")
        _, reader = read(stream)
        service.run()

        (record,) = reader.events[0]["Records"]
        (built,) = events.kinesis("r1")["Records"]
        assert list(record) == list(built)
        assert list(record["kinesis"]) == list(built["kinesis"])

    def test_arrival_is_a_float_even_at_a_whole_second(self, service, stream, read):
        stream.put_record("r1", partition_key="p")
        _, reader = read(stream)
        service.run()

        arrival = reader.events[0]["Records"][0]["kinesis"]["approximateArrivalTimestamp"]
        assert isinstance(arrival, float)
        assert arrival == BEGIN

    def test_role_is_that_of_the_function(self, service, stream):
        seen = []

        def handler(event, context):
            seen.append(event["Records"][0]["invokeIdentityArn"])

        role = "arn:aws:iam::123456789012:role/service-role/mine"
        function = service.create_function("f", handler=handler, role=role)
        function.create_event_source_mapping(stream, starting_position="TRIM_HORIZON")
        stream.put_record("a", partition_key="p")
        service.run()

        assert seen == [role]

    def test_region_and_partition(self, simulate):
        from pytest_lambda.world import World

        service = simulate(world=World(account="111122223333", region="cn-north-1"))
        stream = service.kinesis_stream("s")
        seen = []

        def handler(event, context):
            seen.append(event["Records"][0])

        service.create_function("f", handler=handler).create_event_source_mapping(stream, starting_position="TRIM_HORIZON")
        stream.put_record("a", partition_key="p")
        service.run()

        assert seen[0]["awsRegion"] == "cn-north-1"
        assert seen[0]["eventSourceARN"] == "arn:aws-cn:kinesis:cn-north-1:111122223333:stream/s"

    def test_encryption_is_told(self, service, read):
        stream = service.kinesis_stream("secret", encryption_type="KMS")
        stream.put_record("a", partition_key="p")
        _, reader = read(stream)
        service.run()

        assert reader.events[0]["Records"][0]["kinesis"]["encryptionType"] == "KMS"

    def test_bytes_of_any_kind_arrive(self, service, stream, read):
        data = bytes(range(256))
        stream.put_record(data, partition_key="p")
        mapping, reader = read(stream)
        service.run()

        assert base64.b64decode(reader.events[0]["Records"][0]["kinesis"]["data"]) == data
        assert mapping.invocations[0].records[0].body == data

    def test_records_of_an_invocation(self, service, stream, read):
        put = stream.put_record({"n": 1}, partition_key="käy")
        mapping, _ = read(stream)
        service.run()

        (invocation,) = mapping.invocations
        assert invocation.record_ids == (put.sequence_number,) or list(invocation.record_ids) == [put.sequence_number]
        (record,) = invocation.records
        assert (record.id, record.json, record.group) == (put.sequence_number, {"n": 1}, "käy")
        assert [found.id for found, _ in mapping.deliveries("käy")] == [put.sequence_number]


class TestAge:
    """C94."""

    def test_age_is_that_of_the_last_record(self, service, stream, read):
        stream.put_record("a", partition_key="p")
        service.advance(seconds=7)
        stream.put_record("b", partition_key="p")
        service.advance(seconds=3)
        read(stream)
        service.run()

        ages = service.metrics["IteratorAge"]
        assert ages.maximum(function="reader0") == pytest.approx(3000, abs=300)


class TestConsumers:
    """C91, C92."""

    def test_arn_of_the_event_is_that_of_the_consumer(self, service, stream, read):
        consumer = stream.register_stream_consumer("mine")
        stream.put_record("a", partition_key="p")
        mapping, reader = read(consumer)
        service.run()

        assert reader.events[0]["Records"][0]["eventSourceARN"] == consumer.arn == mapping.event_source_arn
        assert re.fullmatch(r"arn:aws:kinesis:us-east-1:\d{12}:stream/clicks/consumer/mine:\d+", consumer.arn)

    def test_consumer_is_found_by_its_arn(self, service, stream, read):
        consumer = stream.register_stream_consumer("mine")
        mapping, _ = read(consumer.arn)

        assert mapping.source is consumer

    def test_stream_and_consumer_are_two_sources(self, service, stream):
        seen = []

        def handler(event, context):
            seen.append(event["Records"][0]["eventSourceARN"])

        function = service.create_function("f", handler=handler)
        consumer = stream.register_stream_consumer("mine")
        for source in (stream, consumer):
            function.create_event_source_mapping(source, starting_position="TRIM_HORIZON")
        stream.put_record("a", partition_key="p")
        service.run()

        assert sorted(seen) == sorted([stream.arn, consumer.arn])

    def test_aggregate_is_one_opaque_record_of_the_stream(self, service, stream, read):
        put = stream.put_aggregated_record(["a", "b", "c"], partition_key="p")
        _, reader = read(stream)
        service.run()

        (record,) = reader.events[0]["Records"]
        assert base64.b64decode(record["kinesis"]["data"]) == put.data
        assert put.data[:4] == bytes.fromhex("f3899ac2")

    def test_consumer_gets_what_is_in_it_under_one_number(self, service, stream, read):
        put = stream.put_aggregated_record(
            ["a", {"data": "b", "partition_key": "q"}, "c"], partition_key="p"
        )
        _, reader = read(stream.register_stream_consumer("mine"))
        service.run()

        records = reader.events[0]["Records"]
        assert datas(reader.events[0]) == ["a", "b", "c"]
        assert [record["kinesis"]["partitionKey"] for record in records] == ["p", "q", "p"]
        assert {record["kinesis"]["sequenceNumber"] for record in records} == {put.sequence_number}
        assert {record["eventID"] for record in records} == {put.event_id}

    @pytest.mark.parametrize("fan_out", [False, True], ids=["polling", "fan-out"])
    def test_malformed_aggregate_is_handed_on_as_it_is(self, service, stream, read, fan_out):
        whole = stream.put_aggregated_record(["a", "b"], partition_key="p").data
        malformed = whole[:-1] + bytes([whole[-1] ^ 1])
        put = stream.put_record(malformed, partition_key="p")
        source = stream.register_stream_consumer("mine") if fan_out else stream
        mapping, _ = read(source)
        service.run()

        bodies = [record.event["kinesis"]["data"] for record, _ in mapping.deliveries() if record.id == put.sequence_number]
        assert [base64.b64decode(body) for body in bodies] == [malformed]

    def test_answer_cannot_single_out_one_of_an_aggregate(self, service, stream, read):
        """C93: all of them come again."""
        first = stream.put_aggregated_record(["a", "b"], partition_key="p")
        answers = iter([{"batchItemFailures": [{"itemIdentifier": first.sequence_number}]}, None])
        _, reader = read(
            stream.register_stream_consumer("mine"),
            lambda event: next(answers),
            function_response_types=["ReportBatchItemFailures"],
            maximum_retry_attempts=1,
        )
        service.run()

        assert reader.batches == [["a", "b"], ["a", "b"]]
        assert len(set(reader.request_ids)) == 1

    def test_aggregate_later_in_the_batch_is_where_it_goes_on(self, service, stream, read):
        stream.put_record("x", partition_key="p")
        second = stream.put_aggregated_record(["a", "b"], partition_key="p")
        stream.put_record("y", partition_key="p")
        answers = iter([{"batchItemFailures": [{"itemIdentifier": second.sequence_number}]}, None])
        _, reader = read(
            stream.register_stream_consumer("mine"),
            lambda event: next(answers),
            function_response_types=["ReportBatchItemFailures"],
        )
        service.run()

        assert reader.batches == [["x", "a", "b", "y"], ["a", "b", "y"]]

    def test_bisecting_does_not_tear_an_aggregate(self, service, stream, read):
        stream.put_aggregated_record(["a", "b", "c"], partition_key="p")
        stream.put_record("poison", partition_key="p")

        def answer(event):
            if "poison" in datas(event):
                raise RuntimeError("poison")

        _, reader = read(
            stream.register_stream_consumer("mine"),
            answer,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=0,
        )
        service.run()

        assert reader.batches == [["a", "b", "c", "poison"], ["a", "b", "c"], ["poison"]]
        service.check_ledger()


PARTS = st.lists(st.binary(max_size=20), min_size=1, max_size=4)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    puts=st.lists(st.tuples(PARTS, st.booleans(), st.sampled_from("abc")), min_size=1, max_size=8),
    size=st.integers(1, 5),
)
def test_consumers_get_all_parts_in_order(puts, size):
    """Whatever is aggregated, however it is cut into batches."""
    with LambdaService() as service:
        stream = service.kinesis_stream("s", shard_count=2)
        function = service.create_function("f", handler=lambda event, context: None)
        mapping = function.create_event_source_mapping(
            stream.register_stream_consumer("c"), starting_position="TRIM_HORIZON", batch_size=size
        )
        expected = {}
        for parts, together, key in puts:
            expected.setdefault(key, []).extend(parts)
            if together:
                stream.put_aggregated_record(parts, partition_key=key)
            else:
                for part in parts:
                    stream.put_record(part, partition_key=key)
        service.run()
        service.check_ledger()

        found = {}
        for record, _ in mapping.deliveries():
            found.setdefault(record.group, []).append(base64.b64decode(record.event["kinesis"]["data"]))
        assert found == expected
        assert json.dumps(mapping.invocations[0].records[0].event)
