"""Mappings on topics: events, batches, order, positions, settings."""

from __future__ import annotations

import time

import pytest

from pytest_lambda import ConfigurationError, InvalidParameterValueException, NotSimulated
from pytest_lambda.events import msk

from .conftest import PROVISIONED

ACCESS = [{"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka"}]


@pytest.fixture
def own_cluster(service):
    return service.kafka_cluster("own", bootstrap_servers=["kafka.example.com:9092", "more.example.com:9092"])


def test_event_of_msk(service, topic, read):  # M1
    topic.send({"id": 1}, key="k", headers={"trace": b"\x00\xff"})
    topic.send(None, key=b"gone")
    mapping, reader = read(topic)
    service.run()
    (event,) = reader.events
    cluster = topic.cluster
    record = {"topic": "orders", "partition": 0, "timestamp": 1_767_225_600_000, "timestampType": "CREATE_TIME"}
    assert event == {
        "eventSource": "aws:kafka",
        "eventSourceArn": cluster.arn,
        "bootstrapServers": ",".join(cluster.bootstrap_servers),
        "records": {
            "orders-0": [
                {**record, "offset": 0, "key": "aw==", "value": "eyJpZCI6MX0=", "headers": [{"trace": [0, -1]}]},
                {**record, "offset": 1, "key": "Z29uZQ==", "headers": []},
            ]
        },
    }
    assert mapping.event_source_arn == cluster.arn


def test_the_shape_is_that_of_the_builder(service, topic, read):
    topic.send("a", key="k", headers={"h": "v"})
    _, reader = read(topic)
    service.run()
    built = msk("a", key="k", headers={"h": "v"})
    (event,) = reader.events
    assert list(event) == list(built)
    assert list(event["records"]["orders-0"][0]) == list(built["records"]["orders-0"][0])


def test_event_of_a_self_managed_cluster(service, own_cluster, read):  # M1
    topic = service.kafka_topic("orders", cluster=own_cluster)
    topic.send("a")
    mapping, reader = read(topic, source_access_configurations=ACCESS)
    service.run()
    (event,) = reader.events
    assert event["eventSource"] == "SelfManagedKafka"
    assert "eventSourceArn" not in event
    assert event["bootstrapServers"] == "kafka.example.com:9092,more.example.com:9092"
    described = mapping.describe()
    assert "EventSourceArn" not in described
    assert described["SelfManagedEventSource"] == {
        "Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka.example.com:9092", "more.example.com:9092"]}
    }
    assert described["Topics"] == ["orders"]


def test_a_self_managed_cluster_needs_access(service, own_cluster, read):
    topic = service.kafka_topic("orders", cluster=own_cluster)
    with pytest.raises(InvalidParameterValueException, match="Required 'sourceAccessConfigurations'"):
        read(topic)


def test_batches_are_gathered_for_half_a_second(service, topic, read):  # M2
    _, reader = read(topic)
    began = service.epoch()
    for number in range(3):
        topic.send(str(number))
    service.run()
    assert reader.batches == [["0", "1", "2"]]
    assert reader.begun == [pytest.approx(began + 0.5)]


def test_a_full_batch_does_not_wait(service, topic, read):  # M2
    _, reader = read(topic, batch_size=2, maximum_batching_window_in_seconds=300)
    began = service.epoch()
    for number in range(4):
        topic.send(str(number))
    service.run()
    assert reader.batches == [["0", "1"], ["2", "3"]]
    assert reader.begun[0] == began


def test_a_hundred_records_by_default(service, topic, read):  # M2
    for number in range(101):
        topic.send(str(number))
    _, reader = read(topic)
    service.run()
    assert [len(batch) for batch in reader.batches] == [100, 1]


def test_order_within_a_partition_and_none_between_them(service, read):  # M5
    topic = service.kafka_topic("orders", partitions=2)
    for number in range(6):
        topic.send(f"a{number}", partition=0)
        topic.send(f"b{number}", partition=1)
    failed = []

    def answer(event):
        if "orders-0" in event["records"] and len(failed) < 2:
            failed.append(event)
            raise RuntimeError("no")
        time.sleep(1)

    mapping, reader = read(topic, answer, batch_size=2)
    service.run()
    for letter, attempts in (("a", 5), ("b", 3)):
        batches = [batch for batch in reader.batches if batch[0][0] == letter]
        assert len(batches) == attempts
        kept = batches[2:] if letter == "a" else batches
        assert [value for batch in kept for value in batch] == [f"{letter}{number}" for number in range(6)]
    assert all(len(event["records"]) == 1 for event in reader.events)
    assert {name: mapping.committed(name) for name in ("orders-0", "orders-1")} == topic.end_offsets


def test_partitions_are_read_at_the_same_time(service, read):  # M5
    topic = service.kafka_topic("orders", partitions=3)
    for number in range(3):
        topic.send("a", partition=number)
    _, reader = read(topic, lambda event: time.sleep(10))
    service.run()
    assert len(set(reader.begun)) == 1


def test_positions(service, topic, read):  # M2
    topic.send("before")
    service.advance(seconds=10)
    at = service.now()
    topic.send("old timestamp", timestamp=1_000_000_000)
    topic.send("then")
    readers = {
        "TRIM_HORIZON": read(topic, starting_position="TRIM_HORIZON")[1],
        "LATEST": read(topic, starting_position="LATEST")[1],
        "AT_TIMESTAMP": read(topic, starting_position="AT_TIMESTAMP", starting_position_timestamp=at)[1],
        "default": read(topic)[1],
    }
    topic.send("after")
    service.run()
    told = ["before", "old timestamp", "then", "after"]
    assert {name: [v for batch in reader.batches for v in batch] for name, reader in readers.items()} == {
        "TRIM_HORIZON": told,
        "LATEST": ["after"],
        "AT_TIMESTAMP": ["then", "after"],
        "default": told,
    }


def test_new_partitions_are_read_from_their_beginning(service, topic, read):
    mapping, reader = read(topic, starting_position="LATEST")
    service.run()
    topic.create_partitions(2)
    topic.send("a", partition=1)
    service.run()
    assert reader.batches == [["a"]]
    assert mapping.committed("orders-1") == 1


def test_filters(service, topic, read):  # A98
    mapping, reader = read(topic, filter_criteria=[{"value": {"total": [{"numeric": [">", 10]}]}}])
    for total in (5, 50, 7):
        topic.send({"total": total})
    service.run()
    assert reader.batches == [['{"total":50}']]
    assert mapping.committed("orders-0") == 3


def test_disabled_and_enabled(service, topic, read):
    mapping, reader = read(topic)
    topic.send("a")
    service.run()
    mapping.disable()
    topic.send("b")
    service.run()
    assert reader.batches == [["a"]]
    assert mapping.committed("orders-0") == 1
    mapping.enable()
    service.run()
    assert reader.batches == [["a"], ["b"]]


def test_committed_of_what_is_no_topic(service, topic, read):
    mapping, _ = read(topic)
    with pytest.raises(ConfigurationError, match="orders has no partition 'orders-1'. It has orders-0"):
        mapping.committed("orders-1")
    topic.create_partitions(2)
    assert mapping.committed("orders-1") == 0
    queue = service.sqs_queue("queue", visibility_timeout=60)
    with pytest.raises(ConfigurationError, match="queue is no topic of Kafka"):
        read(queue)[0].committed("orders-0")


def test_offset_lag(service, topic, read):  # H7
    for number in range(5):
        topic.send(str(number))
    read(topic, batch_size=2)
    service.run()
    lag = service.metrics["OffsetLag"]
    assert (lag.maximum(), lag.minimum(), lag.sample_count()) == (3, 0, 3)
    assert service.metrics["IteratorAge"].sample_count() == 0


# ---- what names the source -----------------------------------------------------------------------------------------


def test_by_the_cluster_and_the_name_of_the_topic(service, topic, read):
    for source in (topic.cluster, topic.cluster.arn):
        mapping, _ = read(source, topics=["orders"])
        assert mapping.source is topic
    assert [each.source for each in service.list_event_source_mappings(None, topic.cluster.arn)] == [topic, topic]


def test_by_the_servers_of_a_self_managed_cluster(service, own_cluster, read):
    service.kafka_topic("orders")
    topic = service.kafka_topic("orders", cluster=own_cluster)
    endpoints = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["kafka.example.com:9092"]}}
    mapping, _ = read(None, topics=["orders"], self_managed_event_source=endpoints, source_access_configurations=ACCESS)
    assert mapping.source is topic


@pytest.mark.parametrize("topics", [["others"], None])
def test_a_topic_that_is_not_there(topic, read, topics):
    with pytest.raises(InvalidParameterValueException, match="topic"):
        read(topic.cluster.arn, topics=topics)


def test_a_cluster_that_is_not_there(read):
    with pytest.raises(InvalidParameterValueException, match="make it with kafka_topic"):
        read("arn:aws:kafka:us-east-1:123456789012:cluster/gone/1", topics=["orders"])


def test_another_topic_than_the_source(topic, read):
    with pytest.raises(InvalidParameterValueException, match="the source is the topic orders"):
        read(topic, topics=["others"])


def test_the_same_topic_twice(service, topic, read):  # A10
    mapping, _ = read(topic)
    with pytest.raises(Exception, match=r'topics \("orders"\) already exists'):
        mapping.function.create_event_source_mapping(topic)


# ---- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("maximum_retry_attempts", 3),
        ("maximum_record_age_in_seconds", 60),
        ("bisect_batch_on_function_error", True),
        ("function_response_types", ["ReportBatchItemFailures"]),
    ],
)
def test_controls_need_provisioned_mode(topic, read, setting, value):  # M3
    with pytest.raises(InvalidParameterValueException, match=f"{setting} of a Kafka mapping needs provisioned mode"):
        read(topic, **{setting: value})
    mapping, _ = read(topic, **{setting: value}, **PROVISIONED)
    assert mapping.settings.provisioned


def test_a_destination_needs_provisioned_mode(service, topic, read):  # M3
    queue = service.sqs_queue("failed")
    with pytest.raises(InvalidParameterValueException, match="on_failure of a Kafka mapping needs provisioned mode"):
        read(topic, on_failure=queue)


def test_share_groups_are_not_simulated(service, own_cluster, read):  # M6
    topic = service.kafka_topic("orders", cluster=own_cluster)
    given = {"source_access_configurations": ACCESS}
    with pytest.raises(NotSimulated, match="share groups"):
        read(topic, self_managed_kafka_event_source_config={"ConsumptionMode": "Queue"}, **given)
    read(topic, self_managed_kafka_event_source_config={"ConsumptionMode": "Stream"}, **given)


def test_schema_registries_are_not_simulated(topic, read):
    config = {"SchemaRegistryConfig": {"SchemaRegistryURI": "https://registry.example.com"}}
    with pytest.raises(NotSimulated, match="SchemaRegistryConfig"):
        read(topic, amazon_managed_kafka_event_source_config=config)


def test_consumer_groups(service, topic, read):
    def group(name):
        return {"amazon_managed_kafka_event_source_config": {"ConsumerGroupId": name}}

    read(topic, **group("one"))
    read(topic, **group("two"))
    read(service.kafka_topic("others"), **group("one"))
    with pytest.raises(NotSimulated, match="one has a mapping on orders already"):
        read(topic, **group("one"))


def test_functions_that_may_run_for_fifteen_minutes(service, topic):
    """Source: Developer Guide: fourteen are the most."""
    for seconds in (841, 840):
        function = service.create_function(f"f{seconds}", handler=lambda event, context: None, timeout=seconds)
        if seconds == 840:
            assert function.create_event_source_mapping(topic).state == "Enabled"
            continue
        with pytest.raises(NotSimulated, match="timeout of 841 seconds"):
            function.create_event_source_mapping(topic)


def test_the_consumer_of_another_kind_of_cluster(topic, read):
    with pytest.raises(InvalidParameterValueException, match="takes AmazonManagedKafkaEventSourceConfig"):
        read(topic, self_managed_kafka_event_source_config={"ConsumerGroupId": "group"})
