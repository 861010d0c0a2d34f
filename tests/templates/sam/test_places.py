"""What is made of a template stays where it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.template import Template
from tests.templates.written import template

TEXT = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Timeout: 10
    Environment:
      Variables:
        GENERAL: a
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: src/
      MemorySize: 512
      Environment:
        Variables:
          OWN: !Ref Queue
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt Queue.Arn
      EventInvokeConfig:
        DestinationConfig:
          OnFailure:
            Type: SNS
      FunctionUrlConfig:
        AuthType: NONE
      Events:
        Work:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Bucket
            Events:
              - s3:ObjectCreated:*
        List:
          Type: Api
          Properties:
            Path: /orders
            Method: get
        Daily:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
  Queue:
    Type: AWS::SQS::Queue
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: pictures
Outputs:
  Topic:
    Value: !Ref Orders.DestinationTopic
"""

LINES = [
    ("Orders", "Timeout", 5),
    ("Orders", "Runtime", 4),
    ("Orders", "Handler", 13),
    ("Orders", "Code", 14),
    ("Orders", "MemorySize", 15),
    ("Orders", "Environment Variables GENERAL", 8),
    ("Orders", "Environment Variables OWN", 18),
    ("Orders", "DeadLetterConfig TargetArn", 21),
    ("Orders", "Role", 12),
    ("OrdersRole", "AssumeRolePolicyDocument", 12),
    ("OrdersEventInvokeConfig", "DestinationConfig OnFailure", 24),
    ("OrdersEventInvokeConfigOnFailureTopic", "", 24),
    ("OrdersUrl", "AuthType", 27),
    ("OrdersWork", "BatchSize", 33),
    ("OrdersWork", "EventSourceArn", 32),
    ("OrdersWork", "FunctionName", 31),
    ("OrdersUploadPermission", "Principal", 36),
    ("Bucket", "BucketName", 54),
    ("Bucket", "NotificationConfiguration LambdaConfigurations 0 Event", 39),
    ("ServerlessRestApi", "Body paths /orders get", 40),
    ("ServerlessRestApiProdStage", "StageName", 40),
    ("OrdersDaily", "ScheduleExpression", 48),
    ("OrdersDaily", "Targets 0 Arn", 47),
]


@pytest.fixture(scope="module")
def made() -> Template:
    return template(TEXT)


def line(place: Place) -> int | None:
    return place.document.line_of(place.steps)


def inside(place: Place, steps: str) -> Place:
    for step in steps.split():
        place = list(place.each())[int(step)] if step.isdigit() else place.get(step)
    return place


@pytest.mark.parametrize(("resource", "steps", "expected"), LINES, ids=[f"{r}-{s}" for r, s, _ in LINES])
def test_value_is_at_the_line_that_it_comes_from(made: Template, resource: str, steps: str, expected: int) -> None:
    assert line(inside(made.resources[resource].properties, steps)) == expected


def test_message_about_a_global_property_names_it(made: Template) -> None:
    error = made.resources["Orders"].properties.get("Timeout").error("too long.")

    assert str(error) == "t.yaml, line 5 (Globals > Function > Timeout): too long."


def test_reference_to_what_is_made_keeps_its_place(made: Template) -> None:
    value = made.outputs["Topic"].get("Value")

    assert plain(value) == {"Ref": "OrdersEventInvokeConfigOnFailureTopic"}
    assert line(value) == 57


def test_template_as_written_is_not_changed() -> None:
    root = template(TEXT.replace("Transform: AWS::Serverless-2016-10-31\n", "")).root
    before = plain(root)

    template(TEXT)

    assert plain(root) == before


def test_code_beside_the_template_stays_a_path() -> None:
    made = template(TEXT, folder=Path("/project"))

    assert made.resources["Orders"].properties.get("Code").value == "src/"
    assert made.folder == Path("/project")


def test_template_is_plain_cloudformation_afterwards(made: Template) -> None:
    assert [each.type for each in made.resources.values() if "Serverless" in each.type] == []
    assert (made.transforms, made.globals.value) == ((), None)
