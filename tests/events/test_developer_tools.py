"""Events of CodeCommit, CodePipeline and AWS Config: the builders, the rules, the strategies."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from pytest_lambda import EventError, World, events, strategies

from .judging import assert_right, broken_rules

_CHINA = World("000000000001", "cn-north-1")


def _broken(event: Any, path: str, value: Any) -> Any:
    event = copy.deepcopy(event)
    *names, last = path.split("/")
    inner = event
    for name in names:
        inner = inner[int(name) if name.isdecimal() else name]
    inner[int(last) if last.isdecimal() else last] = value
    return event


@pytest.mark.parametrize(
    ("refs", "parameters"),
    [
        ((), {}),
        (("main", "refs/tags/v1"), {"change": "created", "custom_data": "x"}),
        (("a",), {"world": _CHINA, "commit": "0" * 40, "change": "deleted"}),
        (("a",), {"customData": events.ABSENT, "awsRegion": "eu-west-1"}),
    ],
)
def test_codecommit(refs: tuple[str, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.codecommit(*refs, **parameters), "codecommit")


def test_references_of_codecommit() -> None:
    record = events.codecommit("main", "refs/tags/v1", change="created")["Records"][0]
    first, second = record["codecommit"]["references"]
    assert (first["ref"], second["ref"], first["created"]) == ("refs/heads/main", "refs/tags/v1", True)
    assert record["customData"] is None


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("CC-arn", "Records/0/awsRegion", "eu-west-1"),
        ("CC-reference", "Records/0/codecommit/references/0/ref", "main"),
        ("CC-reference", "Records/0/codecommit/references/0/commit", "5e493c6f3067653f3d04eca608b4901eb227078"),
        ("CC-time", "Records/0/eventTime", "2026-01-31T12:00:00.000Z"),
        ("CC-uuid", "Records/0/eventId", "1"),
        ("CC-shape", "Records/0/eventPartNumber", "1"),
    ],
)
def test_a_broken_event_of_codecommit_is_found(rule: str, path: str, value: Any) -> None:
    assert rule in broken_rules(_broken(events.codecommit(), path, value), "codecommit")


@pytest.mark.parametrize(
    ("parameters", "values"),
    [
        ((), {}),
        (("text",), {"input_artifacts": ("a", "b"), "output_artifacts": ("c",)}),
        (({"a": 1},), {"continuation_token": "t", "world": _CHINA}),
        ((), {"data": {"encryptionKey": {"id": "arn:aws:kms:us-east-1:123456789012:key/1", "type": "KMS"}}}),
    ],
)
def test_codepipeline(parameters: tuple[object, ...], values: dict[str, Any]) -> None:
    assert_right(events.codepipeline(*parameters, **values), "codepipeline")


def test_parameters_of_codepipeline() -> None:
    configuration = events.codepipeline({"a": 1})["CodePipeline.job"]["data"]["actionConfiguration"]["configuration"]
    assert configuration == {"FunctionName": "orders", "UserParameters": '{"a":1}'}
    job = events.codepipeline()["CodePipeline.job"]
    assert job["data"]["actionConfiguration"]["configuration"] == {"FunctionName": "orders"}
    assert "continuationToken" not in job["data"]


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("CP-uuid", "CodePipeline.job/id", "1"),
        ("CP-account", "CodePipeline.job/accountId", "111"),
        ("CP-artifacts", "CodePipeline.job/data/inputArtifacts/0/name", ""),
        ("CP-artifacts", "CodePipeline.job/data/inputArtifacts/0/location/s3Location/objectKey", ""),
        ("CP-shape", "CodePipeline.job/data/continuationToken", None),
    ],
)
def test_a_broken_event_of_codepipeline_is_found(rule: str, path: str, value: Any) -> None:
    assert rule in broken_rules(_broken(events.codepipeline(), path, value), "codepipeline")


@pytest.mark.parametrize(
    ("items", "parameters"),
    [
        ((), {}),
        (({"resourceId": "mine", "tags": {"a": "b"}},), {"rule_parameters": {"a": "b"}}),
        ((), {"message_type": "ScheduledNotification"}),
        ((), {"world": _CHINA, "evaluationMode": "DETECTIVE", "configRuleId": "config-rule-1"}),
    ],
)
def test_config_rule(items: tuple[Any, ...], parameters: dict[str, Any]) -> None:
    assert_right(events.config_rule(*items, **parameters), "config_rule")


def test_what_config_invokes_with() -> None:
    event = events.config_rule({"resourceId": "mine"}, accountId="000000000001")
    item = json.loads(event["invokingEvent"])["configurationItem"]
    assert (item["resourceId"], item["resourceType"], item["awsAccountId"]) == (
        "mine",
        "AWS::S3::Bucket",
        "000000000001",
    )
    assert event["configRuleArn"].split(":")[4] == "000000000001"


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("CR-json", "invokingEvent", "{"),
        ("CR-json", "ruleParameters", "[]"),
        ("CR-message", "invokingEvent", "{}"),
        ("CR-message", "invokingEvent", '{"messageType": "ConfigurationItemChangeNotification"}'),
        ("CR-arn", "configRuleId", "other"),
        ("CR-role", "executionRoleArn", "arn:aws:iam::123456789012:user/x"),
        ("CR-shape", "eventLeftScope", "false"),
    ],
)
def test_a_broken_event_of_config_is_found(rule: str, path: str, value: Any) -> None:
    assert rule in broken_rules(_broken(events.config_rule(), path, value), "config_rule")


@settings(max_examples=200)
@given(event=strategies.codecommit_events())
def test_every_example_of_codecommit_is_right(event: Any) -> None:
    assert_right(event, "codecommit")


@settings(max_examples=200)
@given(event=strategies.codepipeline_events())
def test_every_example_of_codepipeline_is_right(event: Any) -> None:
    assert_right(event, "codepipeline")


@settings(max_examples=200)
@given(event=strategies.config_rule_events())
def test_every_example_of_config_is_right(event: Any) -> None:
    assert_right(event, "config_rule")


@pytest.mark.parametrize(
    ("builder", "parameters", "message"),
    [
        ("codecommit", {"change": "new"}, "change is 'new': expected 'created', 'deleted' or None"),
        ("codecommit", {"repo": "x"}, "Did you mean 'repository'"),
        ("codepipeline", {"user_parameters": {1}}, "user_parameters is .1.: expected text, bytes, or an object"),
        ("codepipeline", {"data": {"x": 1}}, "no field 'x' in data"),
        ("config_rule", {"message_type": "x"}, "message_type is 'x': expected 'ConfigurationItemChangeNotification'"),
        ("config_rule", {"message_type": "ScheduledNotification", "configuration_item": {}}, "is about none"),
        ("config_rule", {"configuration_item": {"a": {1}}}, "configuration_item is .*: expected text, bytes"),
    ],
)
def test_mistakes_are_explained(builder: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, builder)(**parameters)
