"""AWS::Logs."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from pytest_lambda import events
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build

LOGGED = """
Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /shop/orders, RetentionInDays: 7}}
Orders:
  Type: AWS::Lambda::Function
  Properties:
    Handler: index.handler
    Runtime: python3.11
    LoggingConfig: {LogGroup: !Ref Group}
    Code:
      ZipFile: |
        def handler(event, context):
            print("ERROR", event)
            print("fine")
Filter:
  Type: AWS::Logs::SubscriptionFilter
  Properties:
    FilterName: errors
    FilterPattern: ERROR
    LogGroupName: !Ref Group
    DestinationArn: !GetAtt Fn.Arn
"""


def contents(event: dict[str, Any]) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))


def test_what_functions_log_goes_to_a_function(build: Build, service: LambdaService) -> None:
    app = build(LOGGED, functions=("Fn",))
    app["Orders"].invoke("one")
    service.advance(seconds=5)
    app["Orders"].invoke("two")
    service.run()

    first, second = (each.payload for each in app["Fn"].invocations)
    for event in first, second:
        events.check(event)
    data = contents(second)
    assert [each["message"].strip() for each in data["logEvents"]] == ["ERROR two"]
    assert data["logEvents"][0]["timestamp"] == 1767225605000
    assert (data["logGroup"], data["subscriptionFilters"]) == ("/shop/orders", ["errors"])
    assert data["logStream"] in app["Group"].streams
    assert "ERROR one" in app["Group"].text
    assert app["Group"] is service.log_groups["/shop/orders"]
    assert app["Filter"].undelivered == ()
    assert app.not_simulated == ()


def test_nothing_is_sent_if_nothing_matches(build: Build, service: LambdaService) -> None:
    app = build(LOGGED.replace("FilterPattern: ERROR", "FilterPattern: '\"no such\"'"), functions=("Fn",))
    app["Orders"].invoke("one")
    service.run()

    assert app["Fn"].invocations == ()


def test_function_that_is_gone_gets_nothing(build: Build, service: LambdaService) -> None:
    app = build(LOGGED, functions=("Fn",))
    service.delete_function(app["Fn"])
    app["Orders"].invoke("one")
    service.run()

    [lost] = app["Filter"].undelivered
    assert lost.code == "ResourceNotFoundException"


def test_other_destinations_are_told(build: Build) -> None:
    app = build(LOGGED.replace("!GetAtt Fn.Arn", "arn:aws:kinesis:us-east-1:123456789012:stream/logs"))

    [part] = app.not_simulated
    assert part.logical_id == "Filter"
    assert "stream/logs: destinations are functions" in part.why


def test_log_group_has_two_filters_at_most(build: Build) -> None:
    resource = "{Type: AWS::Logs::SubscriptionFilter, Properties: {FilterPattern: '', LogGroupName: a, DestinationArn: "
    with pytest.raises(ConfigurationError, match=r"line 4 .*LogGroupName\): LimitExceededException"):
        build("\n".join(f"F{number}: {resource}!GetAtt Fn.Arn}}}}" for number in range(3)), functions=("Fn",))


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("SubscriptionFilter, Properties: {LogGroupName: a, FilterPattern: ''}}", "Property DestinationArn cannot be"),
        ("LogGroup, Properties: {LogGroup: a}}", "Did you mean 'LogGroup"),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"It: {{Type: AWS::Logs::{resource}")

    assert str(caught.value).startswith("template.yaml, line 2 (Resources > It > Properties")
