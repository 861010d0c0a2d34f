"""AWS::S3."""

from __future__ import annotations

import re

import pytest

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build


def test_bucket_tells_functions_queues_and_topics(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Queue: {Type: AWS::SQS::Queue}
        Topic: {Type: AWS::SNS::Topic}
        Bucket:
          Type: AWS::S3::Bucket
          Properties:
            BucketName: uploads
            VersioningConfiguration: {Status: Suspended}
            NotificationConfiguration:
              LambdaConfigurations:
                - Event: s3:ObjectCreated:*
                  Function: !GetAtt Fn.Arn
                  Filter: {S3Key: {Rules: [{Name: Prefix, Value: in/}, {Name: suffix, Value: .png}]}}
              QueueConfigurations:
                - {Event: "s3:ObjectRemoved:*", Queue: !GetAtt Queue.Arn}
              TopicConfigurations:
                - Event: s3:ObjectCreated:Put
                  Topic: !Ref Topic
                  Filter: {S3Key: {Rules: [{Name: prefix, Value: out/}]}}
        """,
        functions=("Fn",),
    )
    bucket = app["Bucket"]
    for key in ("in/a.png", "in/a.txt", "out/b"):
        bucket.put_object(key, "x")
    bucket.delete_object("out/b")
    service.run()

    assert bucket is service.s3_bucket("uploads")
    keys = [each.payload["Records"][0]["s3"]["object"]["key"] for each in app["Fn"].invocations]
    assert keys == ["in/a.png"]
    (test, deleted), (same, put) = ([message.json for message in app[each].messages] for each in ("Queue", "Topic"))
    assert test["Event"] == same["Event"] == "s3:TestEvent"
    assert deleted["Records"][0]["eventName"] == "ObjectRemoved:Delete"
    assert put["Records"][0]["s3"]["object"]["key"] == "out/b"


def test_bucket_tells_event_bridge(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Bucket:
          Type: AWS::S3::Bucket
          Properties: {NotificationConfiguration: {EventBridgeConfiguration: {}}}
        Silent:
          Type: AWS::S3::Bucket
          Properties: {NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: false}}}
        Rule:
          Type: AWS::Events::Rule
          Properties:
            EventPattern: {source: [aws.s3], detail: {bucket: {name: [!Ref Bucket]}}}
            Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]
        """,
        functions=("Fn",),
    )
    app["Bucket"].put_object("a b", "hello")
    app["Silent"].put_object("c")
    app["Bucket"].delete_object("a b")
    service.run()

    created, deleted = (each.payload for each in app["Fn"].invocations)
    assert (created["detail-type"], deleted["detail-type"]) == ("Object Created", "Object Deleted")
    assert created["detail"]["object"]["key"] == "a b"
    assert created["detail"]["object"]["size"] == 5
    assert created["resources"] == [app["Bucket"].arn]
    assert len(service.event_bus().events) == 2


def test_bucket_policies_are_known(build: Build) -> None:
    app = build("""
        Bucket: {Type: AWS::S3::Bucket}
        Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Statement: []}}}
    """)

    assert app.not_simulated == ()
    assert "Policy" not in app


def told(notification: str) -> str:
    return f"S3::Bucket, Properties: {{NotificationConfiguration: {{LambdaConfigurations: [{notification}]}}}}}}"


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("S3::Bucket, Properties: {BucketName: A}}", r"BucketName\): .*The specified bucket is not valid"),
        ("S3::Bucket, Properties: {BucketNam: a}}", "Did you mean 'BucketName'"),
        (told("{Event: 's3:ObjectCreated:*'}"), "Property Function cannot be empty: The notification"),
        (told("{Event: 's3:Object', Function: !GetAtt Fn.Arn}"), "The event 's3:Object' is not supported"),
        (
            told(
                "{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn, Filter: {S3Key: {Rules: [{Name: infix, "
                "Value: a}]}}}"
            ),
            "filter rule name must be either prefix or suffix",
        ),
        (
            told(
                "{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}, "
                "{Event: 's3:ObjectCreated:Put', Function: !GetAtt Fn.Arn}"
            ),
            "Configuration is ambiguously defined",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises((ConfigurationError, NotSimulated), match=message) as caught:
        build(f"It: {{Type: AWS::{resource}", functions=("Fn",))

    assert re.match(r"template.yaml, line 2 \(Resources > It > Properties", str(caught.value))
