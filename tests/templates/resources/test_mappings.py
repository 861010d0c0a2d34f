"""AWS::Lambda::EventSourceMapping, on every kind of source."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build


def mapping(properties: str) -> str:
    return f"""
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: !Ref Fn
            {properties}
    """


def test_all_settings_of_a_queue(build: Build) -> None:
    app = build(
        """
        Queue: {Type: AWS::SQS::Queue}
        """
        + mapping("""EventSourceArn: !GetAtt Queue.Arn
            BatchSize: 20
            MaximumBatchingWindowInSeconds: 5
            Enabled: "false"
            FilterCriteria: {Filters: [{Pattern: '{"body": {"kind": ["order"]}}'}]}
            FunctionResponseTypes: [ReportBatchItemFailures]
            MetricsConfig: {Metrics: [EventCount]}
            ScalingConfig: {MaximumConcurrency: 4}
            KmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/1
            Tags: [{Key: team, Value: shop}]"""),
        functions=("Fn",),
        more="Outputs: {Id: {Value: !Ref Mapping}}",
    )

    made = app["Mapping"]
    settings = made.settings
    assert app.outputs == {"Id": made.uuid}
    assert made.source is app["Queue"]
    assert (settings.batch_size, settings.maximum_batching_window_in_seconds, settings.enabled) == (20, 5, False)
    assert json.loads(settings.filter_patterns[0]) == {"body": {"kind": ["order"]}}
    assert settings.reports_failures
    assert settings.metrics == ("EventCount",)
    assert settings.maximum_concurrency == 4
    assert settings.kms_key_arn == "arn:aws:kms:us-east-1:123456789012:key/1"
    assert settings.other["tags"] == {"team": "shop"}


def test_all_settings_of_a_stream(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 2}}
        Failed: {Type: AWS::SQS::Queue}
        """
        + mapping("""EventSourceArn: !GetAtt Stream.Arn
            StartingPosition: AT_TIMESTAMP
            StartingPositionTimestamp: 1767225600
            BisectBatchOnFunctionError: true
            DestinationConfig: {OnFailure: {Destination: !GetAtt Failed.Arn}}
            MaximumRecordAgeInSeconds: 600
            MaximumRetryAttempts: 1
            ParallelizationFactor: 3
            TumblingWindowInSeconds: 0"""),
        functions=("Fn",),
    )

    settings = app["Mapping"].settings
    assert settings.starting_position == "AT_TIMESTAMP"
    assert settings.starting_position_timestamp is not None
    assert settings.bisect_batch_on_function_error
    assert settings.on_failure is not None
    assert settings.on_failure.arn == app["Failed"].arn
    assert (settings.maximum_record_age_in_seconds, settings.maximum_retry_attempts) == (600, 1)
    assert settings.parallelization_factor == 3
    app["Stream"].put_record({"id": 1}, partition_key="1")
    service.run()
    assert len(app["Fn"].invocations) == 1


def test_a_consumer_of_a_stream(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Stream: {Type: AWS::Kinesis::Stream}
        Reader: {Type: AWS::Kinesis::StreamConsumer, Properties: {ConsumerName: reader, StreamARN: !GetAtt Stream.Arn}}
        """
        + mapping("""EventSourceArn: !Ref Reader
            StartingPosition: TRIM_HORIZON"""),
        functions=("Fn",),
    )
    app["Stream"].put_record("a", partition_key="1")
    service.run()

    assert app["Fn"].invocations[0].payload["Records"][0]["eventSourceARN"] == app["Reader"].arn


def test_the_stream_of_a_table(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
            KeySchema: [{AttributeName: id, KeyType: HASH}]
            StreamSpecification: {StreamViewType: NEW_IMAGE}
        """
        + mapping("""EventSourceArn: !GetAtt Table.StreamArn
            StartingPosition: LATEST"""),
        functions=("Fn",),
    )
    app["Table"].put_item({"id": "1", "total": 3})
    service.run()

    [record] = app["Fn"].invocations[0].payload["Records"]
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "1"}, "total": {"N": "3"}}


def test_topics_of_a_cluster(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Cluster:
          Type: AWS::MSK::ServerlessCluster
          Properties: {ClusterName: shop, ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}, VpcConfigs: []}
        """
        + mapping("""EventSourceArn: !Ref Cluster
            Topics: [orders]
            StartingPosition: TRIM_HORIZON
            AmazonManagedKafkaEventSourceConfig: {ConsumerGroupId: shop}
            ProvisionedPollerConfig: {MinimumPollers: 1, MaximumPollers: 2}"""),
        functions=("Fn",),
    )
    service.kafka_topic("orders", cluster=app["Cluster"]).send("hello")
    service.run()

    assert list(app["Fn"].invocations[0].payload["records"]) == ["orders-0"]
    assert app["Cluster"] is service.kafka_cluster("shop")


def test_topics_of_a_self_managed_cluster(build: Build, service: LambdaService) -> None:
    app = build(
        mapping("""SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: ["kafka.example.com:9092"]}}
            SelfManagedKafkaEventSourceConfig: {ConsumerGroupId: shop}
            SourceAccessConfigurations: [{Type: SASL_SCRAM_512_AUTH, URI: "arn:aws:secretsmanager:x"}]
            Topics: [orders]
            StartingPosition: TRIM_HORIZON"""),
        functions=("Fn",),
    )
    app["Mapping"].source.send("hello")
    service.run()

    assert app["Fn"].invocations[0].payload["bootstrapServers"] == "kafka.example.com:9092"
    assert app["Mapping"].source is service.resource("kafka://kafka.example.com:9092").topic("orders")


@pytest.mark.parametrize(("engine", "field"), [("ACTIVEMQ", "messages"), ("RabbitMQ", "rmqMessagesByQueue")])
def test_queues_of_a_broker(build: Build, service: LambdaService, engine: str, field: str) -> None:
    app = build(
        f"""
        Broker:
          Type: AWS::AmazonMQ::Broker
          Properties:
            BrokerName: shop
            DeploymentMode: SINGLE_INSTANCE
            EngineType: {engine}
            HostInstanceType: mq.t3.micro
            PubliclyAccessible: false
        """
        + mapping("""EventSourceArn: !GetAtt Broker.Arn
            Queues: [orders]
            SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: "arn:aws:secretsmanager:x"}]"""),
        functions=("Fn",),
    )
    app["Mapping"].source.send("hello")
    service.run()

    assert field in app["Fn"].invocations[0].payload


def test_virtual_host_of_a_broker(build: Build) -> None:
    app = build(
        """
        Broker:
          Type: AWS::AmazonMQ::Broker
          Properties: {BrokerName: shop, DeploymentMode: SINGLE_INSTANCE, EngineType: RABBITMQ,
                       HostInstanceType: mq.t3.micro, PubliclyAccessible: false}
        """
        + mapping("""EventSourceArn: !GetAtt Broker.Arn
            Queues: [orders]
            SourceAccessConfigurations: [{Type: VIRTUAL_HOST, URI: shop}]"""),
        functions=("Fn",),
    )

    assert app["Mapping"].source.place == "orders::shop"


def test_collections_of_documentdb(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Cluster: {Type: AWS::DocDB::DBCluster, Properties: {DBClusterIdentifier: shop}}
        """
        + mapping("""EventSourceArn: !Sub arn:aws:rds:${AWS::Region}:${AWS::AccountId}:cluster:${Cluster}
            StartingPosition: LATEST
            DocumentDBEventSourceConfig: {DatabaseName: shop, CollectionName: orders, FullDocument: UpdateLookup}"""),
        functions=("Fn",),
    )
    app["Mapping"].source.insert({"_id": 1})
    service.run()

    assert app["Fn"].invocations[0].payload["eventSource"] == "aws:docdb"


@pytest.mark.parametrize(
    ("properties", "where", "message"),
    [
        ("BatchSize: 10001", " > BatchSize", "failed to satisfy constraint"),
        ("BatchSize: many", " > BatchSize", "must be of type Integer"),
        ("BatchSise: 3", " > BatchSise", "Did you mean 'BatchSize'"),
        ("StartingPosition: LATEST", " > StartingPosition", "StartingPosition"),
        ("FilterCriteria: {Filters: [{Pattern: '{'}]}", " > FilterCriteria", "Invalid filter pattern definition"),
        ("ScalingConfig: {MaximumConcurrency: 1}", " > ScalingConfig", "scalingConfig.maximumConcurrency"),
    ],
)
def test_wrong_settings_are_refused_at_their_place(build: Build, properties: str, where: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build(
            f"""
            Queue: {{Type: AWS::SQS::Queue}}
            Mapping:
              Type: AWS::Lambda::EventSourceMapping
              Properties:
                FunctionName: !Ref Fn
                EventSourceArn: !GetAtt Queue.Arn
                {properties}
            """,
            functions=("Fn",),
        )

    assert str(caught.value).startswith(f"template.yaml, line 8 (Resources > Mapping > Properties{where}")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("EventSourceArn: arn:aws:sqs:us-east-1:123456789012:gone", r"EventSourceArn\): .*The specified queue does not"),
        ("BatchSize: 3", "Unrecognized event source"),
        ("SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: [a.example:1]}}", "There is no"),
    ],
)
def test_sources_that_are_not_there_are_refused(build: Build, properties: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(mapping(properties), functions=("Fn",))

    assert "(Resources > Mapping > Properties" in str(caught.value)


def test_function_that_is_not_there_is_refused(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"line 5 .*FunctionName\): Function not found: gone"):
        build("""
            Mapping:
              Type: AWS::Lambda::EventSourceMapping
              Properties:
                FunctionName: gone
                EventSourceArn: arn:aws:sqs:us-east-1:123456789012:queue
        """)


def test_broker_of_an_unknown_engine_is_refused(build: Build) -> None:
    with pytest.raises(ConfigurationError, match=r"line 4 .*EngineType\): EngineType is 'KAFKA': expected ACTIVEMQ"):
        build("""
            Broker:
              Type: AWS::AmazonMQ::Broker
              Properties: {BrokerName: a, DeploymentMode: b, EngineType: KAFKA, HostInstanceType: c,
                           PubliclyAccessible: false}
        """)
