"""AWS::Kinesis and AWS::DynamoDB."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build


def test_stream_has_the_settings_of_the_template(build: Build, service: LambdaService) -> None:
    app = build("""
        Stream:
          Type: AWS::Kinesis::Stream
          Properties:
            Name: clicks
            ShardCount: 3
            RetentionPeriodHours: 48
            MaxRecordSizeInKiB: 2048
            StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}
    """)

    settings = app["Stream"].settings
    assert app["Stream"] is service.kinesis_stream("clicks")
    assert (settings.shard_count, settings.retention_period_hours) == (3, 48)
    assert (settings.max_record_size_in_kib, settings.encryption_type) == (2048, "KMS")


def test_stream_on_demand_begins_with_four_shards(build: Build) -> None:
    app = build("Stream: {Type: AWS::Kinesis::Stream, Properties: {StreamModeDetails: {StreamMode: ON_DEMAND}}}")

    assert len(app["Stream"].open_shards) == 4


def test_consumer_is_registered_with_its_stream(build: Build) -> None:
    app = build(
        """
        Stream: {Type: AWS::Kinesis::Stream}
        Reader: {Type: AWS::Kinesis::StreamConsumer, Properties: {ConsumerName: reader, StreamARN: !GetAtt Stream.Arn}}
        """,
        more="""
        Outputs:
          Arn: {Value: !Ref Reader}
          Created: {Value: !GetAtt Reader.ConsumerCreationTimestamp}
        """,
    )

    assert app["Stream"].consumers == (app["Reader"],)
    assert app.outputs == {"Arn": app["Reader"].arn, "Created": "1767225600"}


TABLE = """
        Table:
          Type: AWS::DynamoDB::{kind}
          Properties:
            TableName: orders
            AttributeDefinitions:
              - {{AttributeName: customer, AttributeType: S}}
              - {{AttributeName: number, AttributeType: N}}
            KeySchema:
              - {{AttributeName: customer, KeyType: HASH}}
              - {{AttributeName: number, KeyType: RANGE}}
            BillingMode: PAY_PER_REQUEST
            TimeToLiveSpecification: {{AttributeName: expires, Enabled: true}}
            {more}
"""


@pytest.mark.parametrize(("kind", "more"), [("Table", ""), ("GlobalTable", "Replicas: [{Region: us-east-1}]")])
def test_table_has_the_key_and_the_time_to_live_of_the_template(
    build: Build, service: LambdaService, kind: str, more: str
) -> None:
    app = build(TABLE.format(kind=kind, more=more))

    table = app["Table"]
    assert table is service.dynamodb_table("orders")
    assert table.key_schema.names == ("customer", "number")
    assert table.stream_arn is None
    table.put_item({"customer": "ann", "number": 1, "expires": 1767225600 + 60})
    service.advance(minutes=5)
    assert table.items == ()


def test_time_to_live_may_be_switched_off(build: Build, service: LambdaService) -> None:
    app = build("""
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
            KeySchema: [{AttributeName: id, KeyType: HASH}]
            StreamSpecification: {StreamViewType: OLD_IMAGE}
            TimeToLiveSpecification: {AttributeName: expires, Enabled: false}
    """, more="Outputs: {Stream: {Value: !GetAtt Table.StreamArn}}")  # fmt: skip
    app["Table"].put_item({"id": "1", "expires": 1767225600 + 60})
    service.advance(minutes=5)

    assert len(app["Table"]) == 1
    assert app.outputs == {"Stream": app["Table"].stream_arn}


def test_type_of_a_key_is_that_of_the_definition(build: Build) -> None:
    app = build(TABLE.format(kind="Table", more=""))

    with pytest.raises(Exception, match="Type mismatch for key number expected: N actual: S"):
        app["Table"].put_item({"customer": "ann", "number": "1"})


KEYED = "AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]"


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("Kinesis::Stream, Properties: {ShardCount: 0}}", r"ShardCount\): .*greater than or equal to 1"),
        ("Kinesis::Stream, Properties: {RetentionPeriodHours: 1}}", r"RetentionPeriodHours\): .*Minimum allowed"),
        ("Kinesis::Stream, Properties: {Name: a b}}", "must satisfy regular expression"),
        (
            "Kinesis::Stream, Properties: {ShardCount: 2, StreamModeDetails: {StreamMode: ON_DEMAND}}}",
            "ShardCount cannot be specified when StreamMode is ON_DEMAND",
        ),
        ("Kinesis::StreamConsumer, Properties: {ConsumerName: a}}", "Property StreamARN cannot be empty"),
        (
            "Kinesis::StreamConsumer, Properties: {ConsumerName: a, StreamARN: 'arn:x'}}",
            r"StreamARN\): there is no arn:x.*kinesis_stream\(\)",
        ),
        ("DynamoDB::Table, Properties: {}}", "Property KeySchema cannot be empty"),
        (
            "DynamoDB::Table, Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}}",
            r"KeySchema\): One or more parameter values were invalid: Some index key attributes are not defined in "
            r"AttributeDefinitions. Keys: \[id\], AttributeDefinitions: \[\]",
        ),
        (
            "DynamoDB::Table, Properties: {KeySchema: [{AttributeName: id, KeyType: RANGE}]}}",
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (f"DynamoDB::Table, Properties: {{TableName: a, {KEYED}}}}}", r"TableName\): .*Invalid table/index name"),
        (
            f"DynamoDB::Table, Properties: {{StreamSpecification: {{StreamViewType: ALL}}, {KEYED}}}}}",
            r"StreamSpecification\): 1 validation error detected: Value 'ALL' at 'streamSpecification.streamViewType'",
        ),
        (
            f"DynamoDB::Table, Properties: {{TimeToLiveSpecification: {{Enabled: true}}, {KEYED}}}}}",
            r"TimeToLiveSpecification\): Property AttributeName cannot be empty",
        ),
        (f"DynamoDB::GlobalTable, Properties: {{{KEYED}}}}}", "Property Replicas cannot be empty"),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"It: {{Type: AWS::{resource}")

    assert str(caught.value).startswith("template.yaml, line 2 (Resources > It > Properties")
