"""AWS::SNS."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build

QUEUE = "Queue: {Type: AWS::SQS::Queue}\n"


def test_topic_sends_to_its_inline_subscriptions(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Queue: {Type: AWS::SQS::Queue}
        Topic:
          Type: AWS::SNS::Topic
          Properties:
            TopicName: orders
            DisplayName: Orders
            Subscription:
              - {Protocol: sqs, Endpoint: !GetAtt Queue.Arn}
              - {Protocol: lambda, Endpoint: !GetAtt Fn.Arn}
              - {Protocol: email, Endpoint: ann@example.com}
        """,
        functions=("Fn",),
    )
    app["Topic"].publish("hello")
    service.run()

    assert app["Topic"] is service.sns_topic("orders")
    assert app["Queue"].messages[0].json["Message"] == "hello"
    assert app["Fn"].invocations[0].payload["Records"][0]["Sns"]["Message"] == "hello"
    [part] = app.not_simulated
    assert part.why == "nothing is delivered by email: topics send to functions, queues."
    assert "line 11 (Resources > Topic > Properties > Subscription > 2)" in part.place


def test_subscription_filters_and_may_be_raw(build: Build, service: LambdaService) -> None:
    app = build("""
        Queue: {Type: AWS::SQS::Queue}
        Other: {Type: AWS::SQS::Queue}
        Topic: {Type: AWS::SNS::Topic}
        ByAttribute:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !Ref Topic
            Protocol: sqs
            Endpoint: !GetAtt Queue.Arn
            RawMessageDelivery: true
            FilterPolicy: {kind: [order]}
        ByBody:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !GetAtt Topic.TopicArn
            Protocol: sqs
            Endpoint: !GetAtt Other.Arn
            FilterPolicyScope: MessageBody
            FilterPolicy: '{"kind": ["refund"]}'
    """)
    app["Topic"].publish("an order", message_attributes={"kind": "order"})
    app["Topic"].publish({"kind": "refund"})
    service.run()

    assert [message.body for message in app["Queue"].messages] == ["an order"]
    assert app["Other"].messages[0].json["Message"] == '{"kind":"refund"}'
    assert app["ByAttribute"].arn.startswith(app["Topic"].arn)


def test_dead_letter_queue_of_a_subscription_is_told(build: Build) -> None:
    app = build("""
        Queue: {Type: AWS::SQS::Queue}
        Topic: {Type: AWS::SNS::Topic}
        Subscription:
          Type: AWS::SNS::Subscription
          Properties:
            TopicArn: !Ref Topic
            Protocol: sqs
            Endpoint: !GetAtt Queue.Arn
            RedrivePolicy: {deadLetterTargetArn: !GetAtt Queue.Arn}
    """)

    [part] = app.not_simulated
    assert part.why.startswith("RedrivePolicy: what cannot be delivered stays in the topic's `undelivered`")
    assert "line 10" in part.place


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("Topic, Properties: {TopicNam: a}}", "Did you mean 'TopicName'"),
        ("Topic, Properties: {TopicName: a b}}", r"TopicName\): .*Invalid parameter: Topic Name"),
        ("Topic, Properties: {Subscription: [{Protocol: sqs}]}}", "Property Endpoint cannot be empty"),
        ("Subscription, Properties: {Protocol: sqs}}", "Property TopicArn cannot be empty"),
        (
            "Subscription, Properties: {Protocol: sqs, TopicArn: 'arn:aws:sns:us-east-1:123456789012:gone'}}",
            r"TopicArn\): there is no arn:aws:sns:us-east-1:123456789012:gone.*sns_topic\(\)",
        ),
        (
            "Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: 'arn:aws:sqs:us-east-1:123456789012:x'}]}}",
            r"there is no arn:aws:sqs:us-east-1:123456789012:x.*sqs_queue\(\)",
        ),
        (
            "Subscription, Properties: {Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, "
            "RawMessageDelivery: true}}",
            "raw message delivery",
        ),
        (
            "Subscription, Properties: {Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, "
            "FilterPolicy: {a: {}}}}",
            "FilterPolicy",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"Topic: {{Type: AWS::SNS::Topic}}\nIt: {{Type: AWS::SNS::{resource}", functions=("Fn",))

    assert str(caught.value).startswith("template.yaml, line 3 (Resources > It > Properties")
