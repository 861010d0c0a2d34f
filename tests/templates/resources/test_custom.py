"""Custom resources of frameworks."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaService

from .conftest import Build

NOTIFICATIONS = """
Bucket: {Type: AWS::S3::Bucket}
Queue: {Type: AWS::SQS::Queue}
Topic: {Type: AWS::SNS::Topic}
Notifications:
  Type: Custom::S3BucketNotifications
  Properties:
    ServiceToken: arn:aws:lambda:us-east-1:123456789012:function:of-the-cdk
    BucketName: !Ref Bucket
    Managed: true
    NotificationConfiguration:
      LambdaFunctionConfigurations:
        - Events: ["s3:ObjectCreated:*"]
          LambdaFunctionArn: !GetAtt Fn.Arn
          Filter: {Key: {FilterRules: [{Name: suffix, Value: .png}, {Name: PREFIX, Value: in/}]}}
      QueueConfigurations:
        - {Events: ["s3:ObjectRemoved:*", "s3:ObjectRestore:*"], QueueArn: !GetAtt Queue.Arn}
      TopicConfigurations:
        - {Events: ["s3:ObjectTagging:*"], TopicArn: !Ref Topic}
"""


def test_notifications_of_the_cdk(build: Build, service: LambdaService) -> None:
    application = build(NOTIFICATIONS, functions=("Fn",))
    for key in "in/a.png", "in/a.txt", "out/a.png":
        application["Bucket"].put_object(key, b"")
    service.run()
    [result] = application["Fn"].invocations
    assert result.payload["Records"][0]["s3"]["object"]["key"] == "in/a.png"
    application["Bucket"].delete_object("out/a.png")
    service.run()
    told = application["Queue"].messages[-1].json["Records"][0]
    assert (told["eventName"], told["s3"]["object"]["key"]) == ("ObjectRemoved:Delete", "out/a.png")
    assert "Notifications" not in application.resources


def test_to_eventbridge(build: Build, service: LambdaService) -> None:
    build(
        """
        Bucket: {Type: AWS::S3::Bucket}
        Notifications:
          Type: Custom::S3BucketNotifications
          Properties: {BucketName: !Ref Bucket, NotificationConfiguration: {EventBridgeConfiguration: {}}}
        """
    )["Bucket"].put_object("a", b"")
    service.run()
    assert [event["detail-type"] for event in service.event_bus().events] == ["Object Created"]


def test_a_bucket_that_does_not_exist(build: Build) -> None:
    text = NOTIFICATIONS.replace("!Ref Bucket", "elsewhere")
    with pytest.raises(ConfigurationError, match=r"line \d+ .*BucketName\): there is no arn:aws:s3:::elsewhere"):
        build(text, functions=("Fn",))


def test_a_filter_of_another_kind(build: Build) -> None:
    with pytest.raises(ConfigurationError, match="filter rule name must be either prefix or suffix"):
        build(NOTIFICATIONS.replace("Name: suffix", "Name: size"), functions=("Fn",))


def test_what_has_no_effect_is_told(build: Build) -> None:
    application = build("Logs: {Type: Custom::LogRetention, Properties: {ServiceToken: x, LogGroupName: y}}")
    [part] = application.not_simulated
    assert (part.logical_id, part.why) == ("Logs", "logs are kept as long as the test runs.")
