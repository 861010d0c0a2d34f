"""What a batch holds, when it is handed over, and where reading begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from pytest_lambda.errors import ConfigurationError
from tests.service.event_sources.streams.conftest import Scene, raising

Make = Callable[..., Scene]


def test_a_backlog_comes_in_batches(scene: Make) -> None:
    """C21."""
    one = scene()
    one.put(*(str(number) for number in range(30)))
    one.map(batch_size=10)
    assert [len(each) for each in one.run()] == [10, 10, 10]


def test_the_window_begins_anew_when_an_invocation_ends(scene: Make) -> None:
    """C22, C23."""
    one = scene()
    one.map(batch_size=2, maximum_batching_window_in_seconds=5)
    one.put(*"12345")
    assert one.run() == [["1", "2"], ["3", "4"], ["5"]]
    assert one.at == [0, 0, 5]


def test_the_window_begins_with_the_first_record(scene: Make) -> None:
    """C22."""
    one = scene()
    one.map(batch_size=10, maximum_batching_window_in_seconds=5)
    one.advance(100)
    one.put("1")
    one.advance(4)
    one.put("2")
    one.run()
    assert (one.seen, one.at) == ([["1", "2"]], [105])


def test_a_second_batch_waits_for_the_first(scene: Make) -> None:
    """C20."""
    one = scene()
    one.map(_sleeping, batch_size=1)
    one.put("1", "2")
    one.run()
    assert one.at == [0, 5]


def test_shards_run_side_by_side(scene: Make) -> None:
    """C20."""
    one = scene(2)
    one.map(_sleeping, batch_size=1)
    one.put("1")
    one.put("2", shard=1)
    one.run()
    assert one.at == [0, 0]


def _sleeping(data: list[str], event: object) -> None:
    import time

    time.sleep(5)


def test_records_of_one_partition_key_stay_in_order(scene: Make) -> None:
    """C20: two invocations at a time, one for each key."""
    one = scene()
    one.map(_sleeping, batch_size=1, parallelization_factor=2)
    for number in range(3):
        one.put(f"a{number}", key="A")
        one.put(f"b{number}", key="B")
    one.run()
    assert [each for (each,) in one.seen if each[0] == "a"] == ["a0", "a1", "a2"]
    assert [each for (each,) in one.seen if each[0] == "b"] == ["b0", "b1", "b2"]
    assert one.at == [0, 0, 5, 5, 10, 10]


def test_the_checkpoint_is_the_lowest_record_that_is_not_done(scene: Make) -> None:
    one = scene()
    one.map(raising("a1"), batch_size=1, parallelization_factor=2)
    one.put("a0", "a1", key="A")
    one.put("b0", "b1", key="B")
    one.advance(10)
    assert ["b1"] in one.seen
    assert one.done_to() == "a0"


def test_a_stuck_key_does_not_let_the_others_run_away(scene: Make) -> None:
    one = scene()
    one.map(raising("bad"), batch_size=1_000, parallelization_factor=2)
    one.put("bad", key="A")
    one.advance(1)
    one.put(*map(str, range(30_000)), key="B")
    one.advance(1)
    assert one.account().succeeded == 19_999, "what GetRecords gives for each of two invocations"


def test_another_parallelization_factor_keeps_order(scene: Make) -> None:
    one = scene()
    one.map(_sleeping, batch_size=1, parallelization_factor=1)
    for number in range(3):
        one.put(f"a{number}", key="A")
        one.put(f"b{number}", key="B")
    one.advance(7)
    one.mapping.update(parallelization_factor=2)
    one.run()
    assert one.seen == [["a0"], ["b0"], ["a1"], ["b1"], ["a2"], ["b2"]]
    assert one.at == [0, 5, 10, 10, 15, 15]


def test_latest_begins_with_what_comes_then(scene: Make) -> None:
    """C4."""
    one = scene()
    one.put("before")
    one.map(starting_position="LATEST")
    one.put("after")
    assert one.run() == [["after"]]


def test_a_moment_to_begin_at(scene: Make) -> None:
    one = scene()
    one.put("1")
    one.service.advance(seconds=10)
    one.put("2")
    start = datetime.fromtimestamp(one.began, timezone.utc) + timedelta(seconds=5)
    one.map(starting_position="AT_TIMESTAMP", starting_position_timestamp=start)
    assert one.run() == [["2"]]


def test_parents_are_finished_before_their_children(scene: Make) -> None:
    """C24."""
    one = scene()
    one.map(_sleeping, batch_size=1)
    one.put("p1", "p2")
    one.stream.reshard(0, children=2)
    one.put("left", shard=1)
    one.put("right", shard=2)
    one.stream.reshard(1, 2)
    one.put("merged", shard=3)
    one.run()
    assert (one.seen[:2], sorted(one.seen[2:4]), one.seen[4]) == ([["p1"], ["p2"]], [["left"], ["right"]], ["merged"])
    assert one.at == [0, 5, 10, 10, 15]
    assert [one.done_to(shard) for shard in range(4)] == ["p2", "left", "right", "merged"]


def test_a_poison_parent_holds_its_children_back(scene: Make) -> None:
    """C24, C25."""
    one = scene(retention_us=3_600_000_000)
    one.map(raising("bad"))
    one.put("bad")
    one.stream.reshard(0, children=2)
    one.put("left", shard=1)
    one.advance(3_500)
    assert ["left"] not in one.seen
    one.put("later", shard=1)
    one.run()
    assert one.seen[-1] == ["later"]


def test_empty_shards_in_between_let_nothing_pass(scene: Make) -> None:
    """C24: a grandchild waits for its grandparents."""
    one = scene()
    one.map(_sleeping, batch_size=1)
    one.put("p1", "p2")
    one.stream.reshard(0, children=2)
    one.stream.reshard(1, 2)
    one.put("merged", shard=3)
    assert one.run() == [["p1"], ["p2"], ["merged"]]
    assert one.at == [0, 5, 10]


def test_children_are_read_from_their_beginning_with_latest_too(scene: Make) -> None:
    """C24."""
    one = scene()
    one.map(starting_position="LATEST")
    one.stream.reshard(0, children=2)
    one.put("left", shard=1)
    assert one.run() == [["left"]]


def test_filtered_records_move_the_checkpoint(scene: Make) -> None:
    """A96, A98."""
    one = scene()
    patterns = {"Filters": [{"Pattern": '{"data": {"k": ["v"]}}'}]}
    one.map(batch_size=2, filter_criteria=patterns, metrics_config={"Metrics": ["EventCount"]})
    hit, miss = '{"k": "v"}', '{"k": "w"}'
    one.put(miss, hit, "no JSON", hit, hit, miss)
    assert [len(each) for each in one.run()] == [2, 1]
    assert (one.account().succeeded, one.account().filtered) == (3, 3)
    assert one.done_to() == miss


def test_a_batch_does_not_wait_for_its_window_when_nothing_more_is_read(scene: Make) -> None:
    """As many records as GetRecords gives were filtered, and its first one holds the checkpoint back."""
    one = scene()
    patterns = {"Filters": [{"Pattern": '{"partitionKey": ["q"]}'}]}
    one.map(batch_size=100, maximum_batching_window_in_seconds=300, filter_criteria=patterns)
    one.put("1", key="q")
    one.put(*map(str, range(12_000)), key="p")
    one.put("2", key="q")
    assert one.run() == [["1"], ["2"]]
    assert one.at == [0, 300]
    assert one.account().filtered == 12_000


def test_nothing_is_read_ahead_of_a_batch_that_runs(scene: Make) -> None:
    """Other filters hold for all that was not handed over."""
    one = scene()
    one.map(_sleeping, batch_size=1)
    one.put("1")
    one.advance(1)
    one.put("2")
    one.advance(1)
    one.mapping.update(filter_criteria={"Filters": [{"Pattern": '{"partitionKey": ["q"]}'}]})
    one.put("3", key="q")
    assert one.run() == [["1"], ["3"]]
    assert one.account().filtered == 1


def test_parts_of_an_aggregate_stay_together(scene: Make) -> None:
    """C92, C93: they have one sequence number."""
    one = scene()
    one.map(batch_size=3)
    one.put("1", "a|b|c", "2")
    assert one.run() == [["1"], ["a", "b", "c"], ["2"]]


def test_the_age_of_the_last_record_is_measured(scene: Make) -> None:
    """C94."""
    one = scene()
    one.put("1")
    one.service.advance(seconds=20)
    one.put("2")
    one.service.advance(seconds=7)
    one.map()
    one.run()
    age = one.service.metrics["IteratorAge"]
    assert (age.maximum(function="worker"), age.sample_count(function="worker")) == (7_000, 1)


def test_two_mappings_see_every_record(scene: Make) -> None:
    """C6."""
    one = scene()
    one.map()
    seen = []
    other = one.service.create_function("other", handler=lambda event, context: seen.append(len(event["Records"])))
    one.service.create_event_source_mapping(other, one.stream, starting_position="TRIM_HORIZON")
    one.put("1", "2")
    assert one.run() == [["1", "2"]]
    assert seen == [2]


def test_checkpoints_of_what_is_no_shard(scene: Make) -> None:
    one = scene()
    one.map()
    with pytest.raises(ConfigurationError, match="orders has no shard 'x' that this mapping has read. Known: shardId-0"):
        one.mapping.checkpoint("x")


def test_a_mapping_that_is_deleted_reads_no_more(scene: Make) -> None:
    one = scene()
    one.map(raising("1"))
    one.put("1")
    one.advance(1)
    number = len(one.seen)
    one.mapping.delete()
    one.put("2")
    one.service.run()
    assert len(one.seen) == number


def test_a_handler_that_puts_into_its_own_stream(scene: Make) -> None:
    one = scene()

    def answer(data: list[str], event: object) -> None:
        if data[-1] != "3":
            one.put(str(int(data[-1]) + 1))

    one.map(answer)
    one.put("0")
    assert one.run() == [["0"], ["1"], ["2"], ["3"]]
