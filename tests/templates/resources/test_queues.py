"""AWS::SQS."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build

REDRIVEN = """
Orders:
  Type: AWS::SQS::Queue
  Properties:
    QueueName: orders
    VisibilityTimeout: "40"
    DelaySeconds: 1
    MessageRetentionPeriod: 120
    MaximumMessageSize: 2048
    RedrivePolicy: {deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 2}
Letters:
  Type: AWS::SQS::Queue
"""


def test_queue_has_the_attributes_of_the_template(build: Build, service: LambdaService) -> None:
    app = build(REDRIVEN)

    settings = app["Orders"].settings
    assert app["Orders"] is service.sqs_queue("orders")
    assert app["Orders"].dead_letter_queue is app["Letters"]
    assert settings.max_receive_count == 2
    assert (settings.visibility_timeout, settings.delay_seconds) == (40, 1)
    assert (settings.message_retention_period, settings.maximum_message_size) == (120, 2048)


def test_redrive_policy_may_be_text(build: Build) -> None:
    app = build("""
        Orders:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy: !Sub '{"deadLetterTargetArn": "${Letters.Arn}", "maxReceiveCount": "3"}'
        Letters: {Type: AWS::SQS::Queue}
    """)

    assert app["Orders"].dead_letter_queue is app["Letters"]
    assert app["Orders"].settings.max_receive_count == 3


def test_name_of_a_fifo_queue_ends_as_aws_wants_it(build: Build) -> None:
    app = build("""
        Queue:
          Type: AWS::SQS::Queue
          Properties:
            FifoQueue: true
            ContentBasedDeduplication: true
            DeduplicationScope: messageGroup
            FifoThroughputLimit: perMessageGroupId
        Standard:
          Type: AWS::SQS::Queue
          Properties: {FifoQueue: false}
    """)

    assert app["Queue"].fifo
    assert app["Queue"].settings.deduplication_scope == "messageGroup"
    assert app["Queue"].settings.fifo_throughput_limit == "perMessageGroupId"
    assert app["Queue"].settings.content_based_deduplication
    assert app["Queue"].name.startswith("stack-Queue-")
    assert app["Queue"].name.endswith(".fifo")
    assert not app["Standard"].fifo
    assert not app["Standard"].name.endswith(".fifo")


def test_message_that_fails_goes_to_the_dead_letter_queue(build: Build, service: LambdaService) -> None:
    app = build("""
        Orders:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy: {deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 2}
        Letters: {Type: AWS::SQS::Queue}
        Fn:
          Type: AWS::Lambda::Function
          Properties:
            Handler: index.handler
            Runtime: python3.11
            Code: {ZipFile: "def handler(event, context): raise ValueError(event['Records'][0]['body'])"}
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1}
    """)

    app["Orders"].send("bad")
    service.run()

    assert [message.body for message in app["Letters"].messages] == ["bad"]
    assert len(app["Fn"].invocations) == 2


@pytest.mark.parametrize(
    ("properties", "line", "message"),
    [
        ("{VisibiltyTimeout: 3}", 5, "Encountered unsupported property VisibiltyTimeout. Did you mean 'Visibility"),
        ("{VisibilityTimeout: soon}", 5, "Value of property VisibilityTimeout must be of type Integer, not 'soon'"),
        ("{FifoQueue: perhaps}", 5, "Value of property FifoQueue must be of type Boolean"),
        ("{QueueName: [a]}", 5, "Value of property QueueName must be of type String"),
        ("{Tags: {a: b}}", 5, "Value of property Tags must be of type List"),
        ("{Tags: [{Key: a}]}", 5, "Property Value cannot be empty"),
        ("{VisibilityTimeout: 50000}", 5, "Invalid value for the parameter VisibilityTimeout."),
        ("{QueueName: a b}", 5, "Can only include alphanumeric characters, hyphens, or underscores"),
        ("{RedrivePolicy: {maxReceiveCount: 2}}", 5, "Redrive policy does not contain mandatory attribute"),
        ("{RedrivePolicy: nonsense}", 5, "this text is no JSON"),
        ("{RedrivePolicy: '[1]'}", 5, "expected a JSON object"),
        (
            "{RedrivePolicy: {maxReceiveCount: 2, deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:gone'}}",
            5,
            "there is no arn:aws:sqs:us-east-1:123456789012:gone",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(
    build: Build, properties: str, line: int, message: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build(f"""
            First: {{Type: AWS::SQS::Queue}}
            Queue:
              Type: AWS::SQS::Queue
              Properties: {properties}
        """)

    assert str(caught.value).startswith(f"template.yaml, line {line} (Resources > Queue > Properties")
    assert message in str(caught.value)


def test_an_attribute_that_is_misspelt(build: Build) -> None:
    with pytest.raises(
        ConfigurationError, match=r"the attribute Ar of AWS::SQS::Queue is not known\. Did you mean 'Arn'\?"
    ):
        build("Queue: {Type: AWS::SQS::Queue}", more="Outputs: {Queue: {Value: !GetAtt Queue.Ar}}")


def test_two_queues_of_one_name_are_refused(build: Build) -> None:
    with pytest.raises(ConfigurationError, match="identifier 'orders' already exists: it is First") as caught:
        build("""
            First: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
            Second: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
        """)

    assert "line 3 (Resources > Second > Properties)" in str(caught.value)
