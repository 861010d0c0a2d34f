"""Strategies for events of Kafka."""

from __future__ import annotations

from hypothesis import find, given, settings

from pytest_lambda import strategies
from pytest_lambda.events.shapes.kafka import MskEvent, SelfManagedKafkaEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.msk_events())
def test_every_example_of_msk_is_right(event: MskEvent) -> None:
    assert_right(event, "msk")


@settings(max_examples=EXAMPLES)
@given(event=strategies.self_managed_kafka_events())
def test_every_example_of_a_cluster_of_ones_own_is_right(event: SelfManagedKafkaEvent) -> None:
    assert_right(event, "self_managed_kafka")


@given(event=strategies.msk_events(values="x", keys="k", headers={}, topic="t", min_size=2, max_size=3))
def test_parameters(event: MskEvent) -> None:
    for name, records in event["records"].items():
        assert name.startswith("t-")
        assert 2 <= len(records) <= 3
        assert {(record["key"], record["value"]) for record in records} == {("aw==", "eA==")}


def test_it_shrinks_to_a_small_event() -> None:
    event = find(strategies.msk_events(), lambda event: True)
    assert list(event["records"]) == ["orders-0"]
    assert [(record["value"], record["headers"]) for record in event["records"]["orders-0"]] == [("", [])]


def test_several_partitions_are_found() -> None:
    find(strategies.self_managed_kafka_events(), lambda event: len(event["records"]) > 1)
