"""Mappings on streams of tables: what they are made on, what is refused, and what a function gets (D1-D13)."""

from __future__ import annotations

import re
import time

import pytest

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, ResourceConflictException
from tests.service.event_sources.dynamodb.conftest import failures


class TestSources:
    def test_a_table_stands_for_its_stream(self, service, table, read):
        mapping, reader = read(table)
        table.put_item({"id": 1})
        service.run()

        assert mapping.source is table.stream
        assert mapping.event_source_arn == mapping.describe()["EventSourceArn"] == table.stream_arn
        assert reader.batches == [["1"]]

    @pytest.mark.parametrize("of", ["stream", "stream_arn"])
    def test_so_do_its_stream_and_the_arn_of_it(self, service, table, read, of):
        mapping, reader = read(getattr(table, of))
        table.put_item({"id": 1})
        service.run()

        assert mapping.source is table.stream
        assert reader.batches == [["1"]]

    def test_the_arn_of_the_table_is_none_of_a_source(self, table, read):
        with pytest.raises(InvalidParameterValueException, match="Unrecognized event source"):
            read(table.arn)

    def test_table_without_stream(self, service, read):
        table = service.dynamodb_table("plain", stream_view_type=None)

        with pytest.raises(ConfigurationError, match="table plain has no stream"):
            read(table)

    def test_table_of_that_name(self, service, table):
        assert service.dynamodb_table("orders") is table
        assert service.resource(table.arn) is table
        assert service.resource(table.stream_arn) is table.stream
        with pytest.raises(ConfigurationError, match="exists already"):
            service.dynamodb_table("orders", partition_key="pk")

    def test_mappings_are_found_by_the_table(self, service, table, read):
        mapping, _ = read(table)

        assert service.list_event_source_mappings(event_source_arn=table) == (mapping,)
        assert service.list_event_source_mappings(event_source_arn=table.stream_arn) == (mapping,)


class TestRefusals:
    def test_at_timestamp(self, table, read):
        """D1."""
        with pytest.raises(InvalidParameterValueException) as caught:
            read(table, starting_position="AT_TIMESTAMP", starting_position_timestamp=1_767_225_600)

        assert str(caught.value).startswith(f"Unsupported starting position for arn type: {table.stream_arn}")
        assert caught.value.status_code == 400
        with pytest.raises(InvalidParameterValueException, match="Unsupported starting position for arn type"):
            read(table, starting_position="AT_TIMESTAMP")

    @pytest.mark.parametrize("label", ["2026-01-01T00:00:00.001", "2015-05-11T21:21:33.291"])
    def test_missing_stream(self, table, read, label):
        """D13."""
        arn = f"{table.arn}/stream/{label}"
        with pytest.raises(InvalidParameterValueException) as caught:
            read(arn)

        assert str(caught.value) == f"Stream not found: {arn}"
        assert caught.value.status_code == 400

    def test_the_same_stream_twice(self, table, read):
        """D13."""
        mapping, _ = read(table)
        for source in (table, table.stream, table.stream_arn):
            with pytest.raises(ResourceConflictException) as caught:
                mapping.function.create_event_source_mapping(source, starting_position="LATEST")
            assert caught.value.status_code == 409
            assert mapping.uuid in caught.value.message

    def test_starting_position_is_needed(self, table, read):
        with pytest.raises(InvalidParameterValueException, match="null at 'startingPosition'"):
            read(table, starting_position=None)

    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [
            ("batch_size", 1, 10_000),
            ("maximum_record_age_in_seconds", 60, 604_800),
            ("maximum_retry_attempts", -1, 10_000),
            ("parallelization_factor", 1, 10),
            ("tumbling_window_in_seconds", 0, 900),
            ("maximum_batching_window_in_seconds", 0, 300),
        ],
    )
    def test_limits_are_those_of_kinesis(self, table, read, name, low, high):
        """D11."""
        for outside in (low - 2, high + 1):
            with pytest.raises(InvalidParameterValueException):
                read(table, **{name: outside})
        more = {"maximum_batching_window_in_seconds": 1} if name == "batch_size" else {}
        for inside in (low, high):
            mapping, _ = read(table, **{name: inside, **more})
            assert getattr(mapping.settings, name) == inside

    def test_defaults(self, table, read):
        """D11."""
        settings = read(table)[0].settings

        assert (settings.batch_size, settings.maximum_retry_attempts) == (100, -1)
        assert settings.maximum_record_age_in_seconds == -1


class TestEvents:
    def test_insert_modify_remove(self, service, table, read):
        """D2, D4, D5."""
        _, reader = read(table)
        service.advance(milliseconds=2500)
        table.put_item({"id": "1"})
        table.put_item({"id": "1", "a": "x"})
        table.delete_item("1")
        service.run()

        (event,) = reader.events
        inserted, modified, removed = event["Records"]
        assert [record["eventName"] for record in event["Records"]] == ["INSERT", "MODIFY", "REMOVE"]
        assert inserted["dynamodb"]["NewImage"] == modified["dynamodb"]["OldImage"] == {"id": {"S": "1"}}
        assert (
            modified["dynamodb"]["NewImage"] == removed["dynamodb"]["OldImage"] == {"id": {"S": "1"}, "a": {"S": "x"}}
        )
        assert "OldImage" not in inserted["dynamodb"]
        assert "NewImage" not in removed["dynamodb"]
        for record in event["Records"]:
            assert record["eventSourceARN"] == table.stream_arn
            assert (record["eventVersion"], record["eventSource"]) == ("1.1", "aws:dynamodb")
            assert re.fullmatch("[0-9a-f]{32}", record["eventID"])
            created = record["dynamodb"]["ApproximateCreationDateTime"]
            assert created == 1_767_225_602
            assert isinstance(created, float)
            assert "userIdentity" not in record

    def test_binary_values_are_base64(self, service, table, read):
        """D3."""
        _, reader = read(table)
        table.put_item({"id": b"\0\1", "set": {b"b", b"a"}, "n": 10**30})
        service.run()

        assert reader.records[0]["dynamodb"]["NewImage"] == {
            "id": {"B": "AAE="},
            "set": {"BS": ["YQ==", "Yg=="]},
            "n": {"N": "1000000000000000000000000000000"},
        }

    def test_an_identical_write_invokes_nobody(self, service, table, read):
        """D6."""
        mapping, reader = read(table, batch_size=1)
        for _ in range(3):
            table.put_item({"id": 1, "a": 1})
            service.run()

        assert len(mapping.invocations) == 1
        assert reader.changes == [("INSERT", "1")]

    def test_time_to_live_is_told_when_it_is_over(self, service, read):
        """D2."""
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        _, reader = read(table)
        table.put_item({"id": 1, "over": int(service.epoch()) + 3600})
        service.run()
        assert reader.changes == [("INSERT", "1")]

        service.advance(seconds=3599)
        assert len(table) == 1
        service.advance(seconds=2)

        assert reader.changes == [("INSERT", "1"), ("REMOVE", "1")]
        assert reader.times[-1] == 1_767_225_600 + 3600
        removed = reader.records[-1]
        assert removed["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
        assert removed["dynamodb"]["ApproximateCreationDateTime"] == 1_767_225_600 + 3600
        assert len(table) == 0
        service.check_ledger()

    def test_the_end_of_many_items_takes_one_entry_each_moment(self, service, read):
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        _, reader = read(table)
        begin = int(service.epoch())
        for number in range(20):
            table.put_item({"id": number, "over": begin + 100 - number})
        table.update_item(5, remove="over")
        table.update_item(6, set={"over": begin + 1000})
        service.advance(seconds=200)

        assert [key for name, key in reader.changes if name == "REMOVE"] == [
            str(number) for number in reversed(range(20)) if number not in (5, 6)
        ]
        service.advance(seconds=1000)
        assert [item["id"] for item in table.items] == [5]

    def test_what_is_over_when_it_is_put_goes_as_soon_as_time_is_let_pass(self, service, read):
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        _, reader = read(table)
        table.put_item({"id": 1, "over": int(service.epoch()) - 5})
        assert len(table) == 1
        service.advance(seconds=1)

        assert reader.changes == [("INSERT", "1"), ("REMOVE", "1")]

    @pytest.mark.parametrize(
        ("view", "images"),
        [
            ("KEYS_ONLY", [set(), set(), set()]),
            ("NEW_IMAGE", [{"NewImage"}, {"NewImage"}, set()]),
            ("OLD_IMAGE", [set(), {"OldImage"}, {"OldImage"}]),
            ("NEW_AND_OLD_IMAGES", [{"NewImage"}, {"NewImage", "OldImage"}, {"OldImage"}]),
        ],
    )
    def test_views(self, service, read, view, images):
        """D5."""
        table = service.dynamodb_table("viewed", stream_view_type=view)
        _, reader = read(table)
        table.put_item({"id": 1})
        table.put_item({"id": 1, "a": 1})
        table.delete_item(1)
        service.run()

        changes = [record["dynamodb"] for record in reader.records]
        assert [{"NewImage", "OldImage"} & change.keys() for change in changes] == images

    def test_items_that_a_handler_writes(self, service, table):
        """A handler may write to the table whose stream it reads, until nothing changes any more."""

        def handler(event, context):
            for record in event["Records"]:
                key = record["dynamodb"]["Keys"]["id"]["N"]
                if int(key) < 5:
                    table.put_item({"id": {"N": str(int(key) + 1)}})

        function = service.create_function("chain", handler=handler)
        function.create_event_source_mapping(table, starting_position="LATEST")
        table.put_item({"id": 1})
        service.run()

        assert [item["id"] for item in table.items] == [1, 2, 3, 4, 5]
        service.check_ledger()


class TestReading:
    def test_latest_misses_what_was_there(self, service, table, read):
        table.put_item({"id": 1})
        _, reader = read(table, starting_position="LATEST")
        service.run()
        table.put_item({"id": 2})
        service.run()

        assert reader.batches == [["2"]]

    def test_two_functions_see_everything(self, service, table, read):
        _, first = read(table, batch_size=1)
        _, second = read(table)
        for number in range(3):
            table.put_item({"id": number})
        service.run()

        assert first.batches == [["0"], ["1"], ["2"]]
        assert second.batches == [["0", "1", "2"]]

    def test_trim_horizon_misses_what_is_older_than_24_hours(self, service, table, read):
        """D10."""
        table.put_item({"id": "old"})
        service.advance(hours=24)
        table.put_item({"id": "new"})
        _, reader = read(table)
        service.run()

        assert reader.batches == [["new"]]

    def test_retries_end_when_the_record_is_gone(self, service, table, read, poison):
        """D10: with AWS's defaults a poison record blocks its shard for 24 hours."""
        table.put_item({"id": 1})
        service.advance(hours=23, minutes=50)
        mapping, reader = read(table, poison("1"))
        service.advance(minutes=9)
        assert {tuple(batch) for batch in reader.batches} == {("1",)}
        table.put_item({"id": 2})
        service.advance(hours=1)

        assert reader.batches[-1] == ["2"]
        assert mapping.invocations[-1].outcome.verdict == "complete success"
        service.check_ledger()

    def test_disabled_mappings_go_on_from_the_checkpoint(self, service, table, read):
        mapping, reader = read(table)
        table.put_item({"id": 1})
        service.run()
        mapping.disable()
        table.put_item({"id": 2})
        service.run()
        assert reader.batches == [["1"]]
        mapping.enable()
        service.run()

        assert reader.batches == [["1"], ["2"]]
        assert mapping.checkpoint(table.stream.shards[0].shard_id) == table.stream.records[-1].sequence_number

    def test_a_shard_is_finished_before_the_one_that_follows(self, service, table, read):
        """C24."""
        _, reader = read(table, batch_size=2, maximum_batching_window_in_seconds=5)
        for number in range(3):
            table.put_item({"id": number})
        table.stream.roll_over()
        for number in range(3, 6):
            table.put_item({"id": number})
        service.run()

        assert reader.batches == [["0", "1"], ["2"], ["3", "4"], ["5"]]
        service.check_ledger()

    def test_shards_are_read_side_by_side(self, service, read):
        table = service.dynamodb_table("wide", shards=2)
        _, reader = read(table, lambda event: time.sleep(10))
        for number in range(10):
            table.put_item({"id": number})
        service.run()

        assert len(reader.batches) == 2
        assert reader.times[0] == reader.times[1]

    def test_order_of_each_item_with_parallelization(self, service, table, read):
        """C20, for the item: partition key and sort key."""
        _, reader = read(table, batch_size=3, parallelization_factor=4)
        for turn in range(6):
            for number in range(8):
                table.put_item({"id": number, "turn": turn})
        service.run()

        turns = {}
        for record in reader.records:
            image = record["dynamodb"]["NewImage"]
            turns.setdefault(image["id"]["N"], []).append(int(image["turn"]["N"]))
        assert set(map(tuple, turns.values())) == {tuple(range(6))}
        service.check_ledger()

    def test_groups_are_keys(self, service, table, read):
        mapping, _ = read(table, batch_size=1)
        for item in ({"id": 1}, {"id": 2}, {"id": 1, "a": 1}):
            table.put_item(item)
        service.run()

        assert [record.body["Keys"] for record, _ in mapping.deliveries(group="1")] == [{"id": {"N": "1"}}] * 2


class TestFailures:
    def test_sequence_numbers_name_records(self, service, table, read):
        """D7, C63."""
        answered = []

        def answer(event):
            answered.append(event)
            return failures(event["Records"][1]) if len(answered) == 1 else None

        mapping, reader = read(table, answer, function_response_types=["ReportBatchItemFailures"])
        for number in range(4):
            table.put_item({"id": number})
        service.run()

        assert reader.batches == [["0", "1", "2", "3"], ["1", "2", "3"]]
        outcome = mapping.invocations[0].outcome
        assert outcome.verdict == "partial failure"
        assert outcome.checkpoint == table.stream.records[1].sequence_number

    def test_what_a_destination_gets(self, service, table, read, poison):
        """D9."""
        queue = service.sqs_queue("failed")
        mapping, reader = read(table, poison("1", "2"), on_failure=queue, maximum_retry_attempts=1)
        service.advance(milliseconds=5678)
        table.put_item({"id": 1})
        service.advance(milliseconds=100)
        table.delete_item(1)
        service.run()
        service.check_ledger()

        first, second = (message.json for message in queue.messages)
        (shard,) = table.stream.shards
        assert list(first) == ["requestContext", "responseContext", "version", "timestamp", "DDBStreamBatchInfo"]
        assert first["requestContext"] == {
            "requestId": reader.request_ids[0],
            "functionArn": mapping.function.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 2,
        }
        assert first["responseContext"] == {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        }
        number = table.stream.records[0].sequence_number
        assert first["DDBStreamBatchInfo"] == {
            "shardId": shard.shard_id,
            "startSequenceNumber": number,
            "endSequenceNumber": number,
            "approximateArrivalOfFirstRecord": "2026-01-01T00:00:05Z",
            "approximateArrivalOfLastRecord": "2026-01-01T00:00:05Z",
            "batchSize": 1,
            "streamArn": table.stream_arn,
        }
        assert first["timestamp"] == "2026-01-01T00:00:05.878Z"
        assert second["DDBStreamBatchInfo"]["startSequenceNumber"] == table.stream.records[1].sequence_number

    def test_a_destination_that_refuses(self, service, table, read, poison):
        """C76."""
        queue = service.sqs_queue("failed")
        queue.refuse_deliveries()
        mapping, reader = read(
            table, poison("1"), on_failure=queue, maximum_retry_attempts=1, batch_size=3, metrics=["EventCount"]
        )
        for number in (1, 2, 3):
            table.put_item({"id": number})
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2", "3"]] * 2
        assert queue.messages == ()
        assert service.metrics["DroppedEventCount"].sum(EventSourceMappingUUID=mapping.uuid) == 3
        assert service.metrics["DestinationDeliveryFailures"].sum(function=mapping.function.name) == 1

    def test_stale_records(self, service, table, read):
        """C34, C35."""
        queue = service.sqs_queue("failed")
        table.put_item({"id": "old"})
        service.advance(seconds=80)
        for number in range(3):
            table.put_item({"id": str(number)})
        _, reader = read(table, on_failure=queue, maximum_record_age_in_seconds=60)
        service.run()

        (message,) = queue.messages
        assert reader.batches == [["0", "1", "2"]]
        assert message.json["requestContext"]["condition"] == "RecordAgeExceeded"
        assert "responseContext" not in message.json
        assert message.json["DDBStreamBatchInfo"]["batchSize"] == 1
        service.check_ledger()

    def test_throttles_use_up_no_retries(self, service, table, read):
        """D12."""
        mapping, reader = read(table, maximum_retry_attempts=0)
        mapping.function.put_function_concurrency(reserved_concurrent_executions=0)
        table.put_item({"id": 1})
        service.advance(minutes=10)
        assert reader.batches == []
        mapping.function.delete_function_concurrency()
        service.run()

        assert reader.batches == [["1"]]
        service.check_ledger()

    @pytest.mark.parametrize(
        ("answer", "times"),
        [
            ({"batchItemFailures": []}, 1),
            ({"batchItemFailures": None}, 1),
            ({}, 1),
            (None, 1),
            ([], 1),
            ({"batchItemFailures": [{"itemIdentifier": ""}]}, 3),
            ({"batchItemFailures": [{"itemIdentifier": None}]}, 3),
            ({"batchItemFailures": [{"itemIdentifier": 123}]}, 3),
            ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, 3),
            ({"batchItemFailures": [{"foo": 123}]}, 3),
            ({"batchItemFailures": [{"foo": None}]}, 3),
        ],
        ids=lambda value: repr(value),
    )
    def test_answers(self, service, table, read, answer, times):
        """D8: C50-C61."""
        queue = service.sqs_queue("failed")
        mapping, reader = read(
            table,
            lambda event: answer,
            batch_size=1,
            maximum_retry_attempts=2,
            function_response_types=["ReportBatchItemFailures"],
            on_failure=queue,
        )
        table.put_item({"id": 1})
        service.run()
        service.check_ledger()

        assert len(reader.batches) == times
        assert len(set(reader.request_ids)) == 1  # C29
        assert len(queue.messages) == (times > 1)
        if queue.messages:
            told = queue.messages[0].json
            assert told["requestContext"]["approximateInvokeCount"] == 3
            assert told["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None}
        assert all(invocation.outcome.source == "dynamodb" for invocation in mapping.invocations)


class TestTimeToLiveInAHandler:
    def test_an_item_ends_while_a_handler_waits(self, service, read):
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        looks = []

        def handler(event, context):
            if event["Records"][0]["eventName"] == "INSERT":
                table.update_item("a", set={"over": int(time.time()) + 5})
                looks.append(len(table))
                time.sleep(10)
                looks.append(len(table))

        function = service.create_function("f", handler=handler, timeout=60)
        mapping = function.create_event_source_mapping(table, starting_position="TRIM_HORIZON")
        table.put_item({"id": "a"})
        service.run()
        service.check_ledger()

        assert looks == [1, 0]
        names = [[record.event["eventName"] for record in one.records] for one in mapping.invocations]
        assert names == [["INSERT"], ["MODIFY", "REMOVE"]]

    def test_a_removal_has_the_time_at_which_it_was_due(self, read, service):
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        _, reader = read(table)
        table.put_item({"id": "a", "over": int(service.epoch()) + 5})
        service.advance(hours=2)

        assert [name for name, _ in reader.changes] == ["INSERT", "REMOVE"]
        begin = 1_767_225_600_000_000
        assert [record.arrival_us for record in table.stream.records] == [begin, begin + 5_000_000]
