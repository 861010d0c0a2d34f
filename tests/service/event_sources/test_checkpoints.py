"""How far a stream was read, asked of the stream."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaService


def fails_at_bad(event: Any, context: Any) -> None:
    for record in event["Records"]:
        if record["kinesis"]["partitionKey"] == "bad":
            raise ValueError


def test_of_a_stream(service: LambdaService) -> None:
    stream = service.kinesis_stream("orders", retention_period_hours=24)
    function = service.create_function("orders", handler=fails_at_bad)
    mapping = function.create_event_source_mapping(stream, batch_size=1, starting_position="TRIM_HORIZON")
    good = stream.put_record("1", partition_key="good")
    stream.put_record("2", partition_key="bad")
    service.advance(minutes=1)
    [shard] = stream.shards
    assert stream.checkpoint(shard) == stream.checkpoint(shard.shard_id) == good.sequence_number
    assert mapping.checkpoint(shard.shard_id) == good.sequence_number


def test_of_a_table(service: LambdaService) -> None:
    table = service.dynamodb_table("orders")
    function = service.create_function("orders", handler=lambda event, context: None)
    function.create_event_source_mapping(table, starting_position="TRIM_HORIZON")
    record = table.put_item({"id": "1"})
    service.run()
    assert record is not None
    assert table.stream.checkpoint(table.stream.shards[0]) == record.sequence_number


@pytest.mark.parametrize(("mappings", "says"), [(0, "no mapping reads orders"), (2, "several mappings read orders")])
def test_whose(service: LambdaService, mappings: int, says: str) -> None:
    stream = service.kinesis_stream("orders")
    for number in range(mappings):
        function = service.create_function(f"reader-{number}", handler=lambda event, context: None)
        function.create_event_source_mapping(stream, starting_position="LATEST")
    with pytest.raises(ConfigurationError, match=says):
        stream.checkpoint(stream.shards[0])
