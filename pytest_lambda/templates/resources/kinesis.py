"""AWS::Kinesis: data streams and their consumers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.forms import ANYTHING, JSON, TAGS, TEXT, TEXTS, WHOLE, has, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of, given, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

#: property -> attribute of `LambdaService.kinesis_stream`
_ATTRIBUTES = {
    "MaxRecordSizeInKiB": "max_record_size_in_kib",
    "RetentionPeriodHours": "retention_period_hours",
    "ShardCount": "shard_count",
}
#: Kinesis Developer Guide, on-demand mode: a new stream has four shards
_ON_DEMAND_SHARDS = 4

_STREAM = of(
    "AWS::Kinesis::Stream",
    {
        "DesiredShardLevelMetrics": TEXTS,
        "MaxRecordSizeInKiB": WHOLE,
        "Name": TEXT,
        "RetentionPeriodHours": WHOLE,
        "ShardCount": WHOLE,
        "StreamEncryption": has("EncryptionType", "KeyId", EncryptionType=TEXT, KeyId=TEXT),
        "StreamModeDetails": has("StreamMode", StreamMode=TEXT),
        "Tags": TAGS,
        "WarmThroughputMiBps": WHOLE,
        "WarmThroughputObject": ANYTHING,
    },
)
_CONSUMER = {"ConsumerName": TEXT, "StreamARN": TEXT}


def _make_stream(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    settings = {attribute: given[name] for name, attribute in _ATTRIBUTES.items() if name in given}
    on_demand = given.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND"
    if on_demand and "ShardCount" in given:
        raise subject.place.get("ShardCount").error(
            "ShardCount cannot be specified when StreamMode is ON_DEMAND: leave one of the two out."
        )
    if on_demand:
        settings["shard_count"] = _ON_DEMAND_SHARDS
    if "StreamEncryption" in given:
        settings["encryption_type"] = given["StreamEncryption"]["EncryptionType"]
    return deployment.service.kinesis_stream(subject.name, **settings)


def _make_consumer(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    stream = deployment.needed(subject.place.get("StreamARN"), given["StreamARN"], "kinesis_stream")
    return stream.register_stream_consumer(given["ConsumerName"])


def _consumer_arn(subject: Subject) -> str:
    return f"{subject.text('StreamARN')}/consumer/{subject.text('ConsumerName')}:0"


def _created(subject: Subject) -> str:
    return "0" if subject.made is None else str(int(subject.made.consumer_creation_timestamp.timestamp()))


ROWS = (
    ResourceType(
        "AWS::Kinesis::Stream",
        "Name",
        attributes={"Arn": arn_of("kinesis", "stream/{name}")},
        properties=_STREAM,
        make=_make_stream,
        hints={"retention period": "RetentionPeriodHours"},
        naming=Naming(128),
    ),
    ResourceType(
        "AWS::Kinesis::StreamConsumer",
        ref=made("arn", _consumer_arn),
        attributes={
            "ConsumerARN": made("arn", _consumer_arn),
            "ConsumerCreationTimestamp": _created,
            "ConsumerName": given("ConsumerName"),
            "ConsumerStatus": lambda subject: "ACTIVE",
            "StreamARN": given("StreamARN"),
        },
        properties=of("AWS::Kinesis::StreamConsumer", _CONSUMER, *_CONSUMER),
        make=_make_consumer,
    ),
    ResourceType(
        "AWS::Kinesis::ResourcePolicy",
        properties=of("AWS::Kinesis::ResourcePolicy", {"ResourceArn": TEXT, "ResourcePolicy": JSON}, "ResourceArn"),
        ref=given("ResourceArn"),
    ),
)
