"""What S3 Object Lambda access points and S3 Batch Operations send: the builders, the rules, and what breaks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

_CHINA: dict[str, Any] = {"world": World("000000000001", "cn-north-1")}


@pytest.mark.parametrize(
    ("source", "parameters"),
    [
        ("s3_object_lambda", {}),
        ("s3_object_lambda", {"key": "a b/é+.txt", "headers": {"Range": "bytes=0-9"}, "payload": '{"a": 1}'}),
        ("s3_object_lambda", {"identity_type": "IAMUser", "time": "2020-02-29T12:00:00Z", **_CHINA}),
        ("s3_object_lambda", {"operation": "HeadObject", "query": {"versionId": "1"}}),
        ("s3_object_lambda", {"operation": "ListObjects", "query": {"prefix": "a b/"}}),
        ("s3_object_lambda", {"operation": "ListObjectsV2"}),
        ("s3_object_lambda", {"userIdentity": {"type": "IAMUser", "userName": "jane"}}),
        ("s3_batch", {}),
        ("s3_batch", {"key": "a b/é+.txt", "version_id": "jbo9_jhdPEyB4RrmOxWS0kU0EoNrU_oI", **_CHINA}),
        ("s3_batch", {"invocation_schema_version": "2.0"}),
        ("s3_batch", {"invocation_schema_version": "2.0", "user_arguments": {"k1": "v1"}, "bucket": "other"}),
    ],
)
def test_events_are_right(source: str, parameters: dict[str, Any]) -> None:
    assert_right(getattr(events, source)(**parameters), source)


def test_each_operation_has_its_context() -> None:
    contexts = {
        "GetObject": "getObjectContext",
        "HeadObject": "headObjectContext",
        "ListObjects": "listObjectsContext",
        "ListObjectsV2": "listObjectsV2Context",
    }
    for operation, name in contexts.items():
        event: Any = events.s3_object_lambda(operation=operation)
        assert list(event) == [
            "xAmzRequestId",
            name,
            "configuration",
            "userRequest",
            "userIdentity",
            "protocolVersion",
        ]
        assert ("outputToken" in event[name]) == (operation == "GetObject")


def test_keys_are_encoded() -> None:
    event = events.s3_object_lambda("a b/é+.txt")
    assert event["userRequest"]["url"].endswith(".amazonaws.com/a%20b/%C3%A9%2B.txt")
    assert events.s3_batch("a b/é+.txt")["tasks"][0]["s3Key"] == "a+b/%C3%A9%2B.txt"


def test_what_depends_on_a_field_follows_it() -> None:
    arn = "arn:aws:s3-object-lambda:eu-west-1:000000000001:accesspoint/mine"
    event = events.s3_object_lambda("k", configuration={"accessPointArn": arn})
    assert event["userRequest"]["url"] == "https://mine-000000000001.s3-object-lambda.eu-west-1.amazonaws.com/k"
    assert event["userRequest"]["headers"]["Host"] == "mine-000000000001.s3-object-lambda.eu-west-1.amazonaws.com"
    event = events.s3_object_lambda(userIdentity={"accountId": "000000000001"})
    assert event["userIdentity"]["arn"] == "arn:aws:sts::000000000001:assumed-role/reader/session"
    event = events.s3_object_lambda(time="2021-03-10T23:41:52Z")
    assert event["userIdentity"]["sessionContext"]["attributes"]["creationDate"] == "Wed Mar 10 23:41:52 UTC 2021"
    assert events.s3_batch(s3Key="k", bucket="b")["tasks"][0]["s3BucketArn"] == "arn:aws:s3:::b"


def test_the_same_call_gives_the_same_event() -> None:
    assert events.s3_object_lambda("a") == events.s3_object_lambda("a")
    assert events.s3_batch("a") != events.s3_batch("b")


@pytest.mark.parametrize(
    ("source", "rule", "path", "value"),
    [
        ("s3_object_lambda", "OL-arn", "configuration.accessPointArn", "arn:aws:s3:us-east-1:123456789012:accesspoint/a"),
        ("s3_object_lambda", "OL-arn", "configuration.supportingAccessPointArn", "arn:aws:s3:::bucket"),
        (
            "s3_object_lambda",
            "OL-arn",
            "configuration.supportingAccessPointArn",
            "arn:aws:s3:us-east-1:000000000001:accesspoint/a",
        ),
        ("s3_object_lambda", "OL-url", "userRequest.headers.Host", "example.com"),
        ("s3_object_lambda", "OL-url", "userRequest.url", "/other"),
        ("s3_object_lambda", "OL-url", "getObjectContext.inputS3Url", "reports/2026/summary.txt"),
        ("s3_object_lambda", "OL-identity", "userIdentity.accountId", "000000000001"),
        ("s3_object_lambda", "OL-shape", "headObjectContext", {"inputS3Url": "https://example.com/"}),
        ("s3_object_lambda", "OL-shape", "getObjectContext.outputToken", None),
        ("s3_object_lambda", "OL-shape", "userIdentity.sessionContext.attributes.mfaAuthenticated", False),
        ("s3_batch", "SB-task", "tasks", []),
        ("s3_batch", "SB-job", "job.id", "job"),
        ("s3_batch", "SB-shape", "job.userArguments", {}),
        ("s3_batch", "SB-shape", "invocationSchemaVersion", "2.0"),
    ],
)
def test_a_broken_event_is_found(source: str, rule: str, path: str, value: Any) -> None:
    event: Any = copy.deepcopy(getattr(events, source)())
    *parents, last = path.split(".")
    place = event
    for each in parents:
        place = place[each]
    place[last] = value
    assert rule in broken_rules(event, source)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("SB-bucket", {"s3BucketArn": "arn:aws:s3:us-east-1:0123456788:awsexamplebucket"}),  # a peer's sample has it
        ("SB-bucket", {"invocation_schema_version": "2.0", "s3Bucket": "arn:aws:s3:::b"}),
        ("SB-key", {"s3Key": "a b"}),
        ("SB-key", {"s3Key": "é"}),
        ("SB-shape", {"s3VersionId": events.ABSENT}),
    ],
)
def test_the_word_of_the_caller_stands(rule: str, changes: dict[str, Any]) -> None:
    assert broken_rules(events.s3_batch(**changes), "s3_batch") == {rule}


def test_a_role_without_a_session_is_found() -> None:
    event = events.s3_object_lambda(userIdentity={"sessionContext": events.ABSENT})
    assert broken_rules(event, "s3_object_lambda") == {"OL-identity"}


@pytest.mark.parametrize(
    ("source", "parameters", "message"),
    [
        ("s3_object_lambda", {"operation": "Get"}, "operation is 'Get': expected GetObject, .*Did you mean 'GetObject'"),
        ("s3_object_lambda", {"operation": "ListObjects", "key": "a"}, "asks for no object: expected query"),
        ("s3_object_lambda", {"identity_type": "User"}, "expected 'AssumedRole' or 'IAMUser'"),
        ("s3_object_lambda", {"access_point": "A"}, "'A' is no name of an access point"),
        ("s3_object_lambda", {"key": ""}, "S3 takes 1 to 1,024"),
        ("s3_object_lambda", {"headObjectContext": {}}, "no parameter or field 'headObjectContext'"),
        ("s3_batch", {"invocation_schema_version": "3.0"}, "expected '1.0' or '2.0'"),
        ("s3_batch", {"user_arguments": {}}, "Only schema 2.0 has user_arguments"),
        ("s3_batch", {"s3Bucket": "b"}, "no parameter or field 's3Bucket'. Did you mean 'bucket'"),
    ],
)
def test_mistakes_are_explained(source: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        getattr(events, source)(**parameters)
