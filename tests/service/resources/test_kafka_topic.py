"""Topics of Kafka."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.errors import EventError
from pytest_lambda.service.resources.kafka_partitioner import murmur2, partition_of
from pytest_lambda.service.resources.refusals import RequestRefused


@pytest.mark.parametrize(
    ("content", "hashed"),
    [  # Kafka: UtilsTest.testMurmur2
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_murmur2(content, hashed):
    assert murmur2(content) == hashed % (1 << 32)


@pytest.mark.parametrize(("key", "partitions", "partition"), [(b"21", 7, 1173551340 % 7), (b"abc", 7, 479470107 % 7)])
def test_a_hash_below_zero_has_its_sign_taken_away(key, partitions, partition):  # Kafka: Utils.toPositive
    assert partition_of(key, partitions) == partition


@given(st.binary(max_size=30), st.integers(1, 50))
def test_keys_have_one_partition(key, partitions):
    found = partition_of(key, partitions)
    assert 0 <= found < partitions
    assert found == partition_of(bytes(key), partitions)


def test_keys_decide_on_the_partition(service):
    topic = service.kafka_topic("orders", partitions=3)
    sent = [topic.send(str(number), key=f"key{number % 5}") for number in range(20)]
    for record in sent:
        assert record.partition == partition_of(record.key, 3)
    assert len({record.partition for record in sent}) > 1


def test_records_without_a_key_go_round(service):
    topic = service.kafka_topic("orders", partitions=3)
    assert [topic.send("a").partition for _ in range(5)] == [0, 1, 2, 0, 1]


def test_a_partition_that_is_said(service):
    topic = service.kafka_topic("orders", partitions=3)
    assert topic.send("a", key="k", partition=2).partition == 2
    assert topic.send("a").partition == 0


@pytest.mark.parametrize("partition", [3, -1, True, "0"])
def test_partitions_that_are_not_there(service, partition):
    topic = service.kafka_topic("orders", partitions=3)
    with pytest.raises(RequestRefused, match="does not host") as caught:
        topic.send("a", partition=partition)
    assert caught.value.code == "UNKNOWN_TOPIC_OR_PARTITION"


def test_offsets_count_within_a_partition(service):
    topic = service.kafka_topic("orders", partitions=2)
    assert [topic.send("a", partition=number).offset for number in (0, 1, 0, 0)] == [0, 0, 1, 2]
    assert topic.end_offsets == {"orders-0": 3, "orders-1": 1}
    assert [(record.partition, record.offset) for record in topic.records] == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_what_is_sent(service):
    topic = service.kafka_topic("orders")
    record = topic.send({"a": 1}, key={"k": 2}, headers=[("h", b"\x00"), ("h", "x")])
    assert (record.value, record.key, record.headers) == (b'{"a":1}', b'{"k":2}', (("h", b"\x00"), ("h", b"x")))
    assert record.json == {"a": 1}
    assert record.text == '{"a":1}'
    assert record.event()["headers"] == [{"h": [0]}, {"h": [120]}]
    tombstone = topic.send(None, key="k")
    assert (tombstone.value, tombstone.text, tombstone.json) == (None, None, None)


def test_timestamps(service):
    topic = service.kafka_topic("orders")
    at = datetime(2020, 1, 1, tzinfo=timezone.utc)
    assert topic.send("a").timestamp == service.now()
    assert topic.send("a", timestamp=at).timestamp == at
    assert topic.send("a", timestamp=1.5).timestamp_ms == 1_500


@pytest.mark.parametrize("timestamp", [datetime(2020, 1, 1), "2020", True])
def test_timestamps_that_are_none(service, timestamp):
    with pytest.raises(ConfigurationError, match="timestamp is"):
        service.kafka_topic("orders").send("a", timestamp=timestamp)


@pytest.mark.parametrize("headers", [["h"], [("h", "x", "y")], {1: "x"}])
def test_headers_that_are_none(service, headers):
    with pytest.raises(ConfigurationError, match="headers is"):
        service.kafka_topic("orders").send("a", headers=headers)


def test_what_cannot_be_sent(service):
    with pytest.raises(EventError, match="the value of a record"):
        service.kafka_topic("orders").send(object())


def test_too_large(service):
    topic = service.kafka_topic("orders")
    topic.send("x" * 1_048_000)
    with pytest.raises(RequestRefused, match="larger than the max message size") as caught:
        topic.send("x" * 1_048_000, headers={"h": "x" * 1_000})
    assert caught.value.code == "MESSAGE_TOO_LARGE"
    assert len(topic.records) == 1


def test_retention(service):
    topic = service.kafka_topic("orders", retention_hours=2)
    topic.send("a", timestamp=0)
    service.advance(hours=1)
    topic.send("b")
    assert [record.text for record in topic.records] == ["a", "b"]
    service.advance(hours=1)
    assert [record.text for record in topic.records] == ["b"]
    assert topic.partitions[0].beginning_offset == 1
    assert topic.send("c").offset == 2


def test_more_partitions(service):
    topic = service.kafka_topic("orders")
    topic.create_partitions(3)
    assert [partition.name for partition in topic.partitions] == ["orders-0", "orders-1", "orders-2"]
    with pytest.raises(RequestRefused, match="currently has 3"):
        topic.create_partitions(3)


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "x" * 250, None])
def test_names_that_are_none(service, name):
    with pytest.raises(RequestRefused, match="invalid"):
        service.kafka_topic(name)


@pytest.mark.parametrize("setting", ["partitions", "retention_hours", "max_message_bytes"])
@pytest.mark.parametrize("value", [0, True, "1"])
def test_numbers_that_are_none(service, setting, value):
    with pytest.raises(ConfigurationError, match=f"{setting} is"):
        service.kafka_topic("orders", **{setting: value})


# ---- clusters ------------------------------------------------------------------------------------------------------


def test_a_cluster_of_msk(service):
    topic = service.kafka_topic("orders", cluster="shop")
    cluster = service.kafka_cluster("shop")
    assert topic.cluster is cluster
    assert cluster.topics == (topic,)
    assert cluster.arn.startswith("arn:aws:kafka:us-east-1:123456789012:cluster/shop/")
    assert topic.arn.startswith("arn:aws:kafka:us-east-1:123456789012:topic/shop/")
    assert topic.arn.endswith("/orders")
    assert all(server.endswith(".kafka.us-east-1.amazonaws.com:9092") for server in cluster.bootstrap_servers)
    assert not cluster.self_managed


def test_the_same_name_is_the_same_cluster_in_each_service(service):
    with LambdaService() as other:
        assert other.kafka_cluster("shop").arn == service.kafka_cluster("shop").arn


def test_a_self_managed_cluster(service):
    cluster = service.kafka_cluster("own", bootstrap_servers=["kafka.example.com:9092"])
    topic = service.kafka_topic("orders", cluster=cluster)
    assert cluster.self_managed
    assert topic.arn == "kafka://kafka.example.com:9092/orders"


def test_topics_are_looked_up_by_their_names(service):
    topic = service.kafka_topic("orders", partitions=2)
    assert service.kafka_topic("orders") is topic
    assert service.kafka_topic("orders", cluster="other") is not topic
    with pytest.raises(ConfigurationError, match="exists already"):
        service.kafka_topic("orders", partitions=3)


@pytest.mark.parametrize("servers", [[], "kafka.example.com:9092", ["kafka.example.com"], ["http://kafka:9092"], [1]])
def test_servers_that_are_none(service, servers):
    with pytest.raises(ConfigurationError, match="bootstrap_servers is"):
        service.kafka_cluster("own", bootstrap_servers=servers)


@pytest.mark.parametrize("name", ["", "a b", "-a", "x" * 65, 1])
def test_cluster_names_that_are_none(service, name):
    with pytest.raises(ConfigurationError, match="The cluster's name is"):
        service.kafka_cluster(name)


def test_reprs(service):
    topic = service.kafka_topic("orders")
    record = topic.send("x" * 100)
    assert repr(topic) == "<KafkaTopic orders: 1 partitions>"
    assert repr(topic.partitions[0]) == "<KafkaPartition orders-0: 1 records>"
    assert repr(topic.cluster) == "<KafkaCluster cluster: orders>"
    assert repr(record).startswith("<KafkaRecord orders-0 offset 0: b'xxx")
    assert repr(record).endswith("…>")
