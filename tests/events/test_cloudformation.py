"""Events of CloudFormation custom resources."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules

SOURCE = "cloudformation_custom_resource"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"request_type": "Update"},
        {"request_type": "Delete", "physical_resource_id": "a b"},
        {"request_type": "Update", "resource_properties": {"A": [1, {"B": True}]}, "old_resource_properties": {}},
        {"resource_type": "AWS::CloudFormation::CustomResource", "logical_resource_id": "X", "stack_name": "s"},
        {"world": World("000000000001", "cn-north-1"), "time": "2020-02-29T12:00:00Z"},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.cloudformation_custom_resource(**parameters), SOURCE)


def test_the_order_of_keys_is_that_of_recordings() -> None:
    assert list(events.cloudformation_custom_resource(request_type="Update")) == [
        "RequestType",
        "ServiceToken",
        "ResponseURL",
        "StackId",
        "RequestId",
        "LogicalResourceId",
        "PhysicalResourceId",
        "ResourceType",
        "ResourceProperties",
        "OldResourceProperties",
    ]


def test_requests_for_a_resource_are_about_the_same_one() -> None:
    create = events.cloudformation_custom_resource()
    update = events.cloudformation_custom_resource(request_type="Update")
    delete = events.cloudformation_custom_resource(request_type="Delete")
    assert create["StackId"] == update["StackId"] == delete["StackId"]
    assert update["PhysicalResourceId"] == delete["PhysicalResourceId"]
    assert len({create["RequestId"], update["RequestId"], delete["RequestId"]}) == 3
    assert "PhysicalResourceId" not in create
    assert "OldResourceProperties" not in delete
    assert update["OldResourceProperties"] != update["ResourceProperties"]


def test_scalars_become_text() -> None:
    given = {"A": 1, "B": True, "C": [False, 2.5], "D": {"E": 0}}
    made = events.cloudformation_custom_resource(resource_properties=given)["ResourceProperties"]
    assert made.pop("ServiceToken")
    assert made == {"A": "1", "B": "true", "C": ["false", "2.5"], "D": {"E": "0"}}


def test_what_depends_on_a_field_follows_it() -> None:
    event = events.cloudformation_custom_resource(
        StackId="arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1", ServiceToken="t", RequestId="r"
    )
    assert event["ResourceProperties"]["ServiceToken"] == "t"
    assert event["ResponseURL"].startswith(
        "https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/"
        "arn%3Aaws%3Acloudformation%3Aeu-west-1%3A123456789012%3Astack/s/1%7CMyResource%7Cr?"
    )


def test_the_word_of_the_caller_stands() -> None:
    event = events.cloudformation_custom_resource(
        ResponseURL="http://localhost:1", ResourceProperties={"ServiceTimeout": 5, "Name": events.ABSENT}
    )
    assert event["ResponseURL"] == "http://localhost:1"
    assert event["ResourceProperties"] == {"ServiceToken": event["ServiceToken"], "ServiceTimeout": 5}
    assert broken_rules(event, SOURCE) == {"CF-url", "CF-text"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("CF-physical", {"PhysicalResourceId": "p"}),
        ("CF-physical", {"RequestType": "Delete"}),
        ("CF-old", {"OldResourceProperties": {}}),
        ("CF-old", {"RequestType": "Update"}),
        ("CF-stack", {"StackId": "arn:aws:cloudformation:us-west-2:EXAMPLE/stack-name/guid"}),
        ("CF-stack", {"ServiceToken": "arn:aws:lambda:us-east-1:xxx:function:xxxx"}),
        ("CF-stack", {"ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:f"}),
        ("CF-url", {"ResponseURL": "http://pre-signed-S3-url-for-response"}),
        ("CF-url", {"ResponseURL": "https://["}),
        ("CF-url", {"StackId": "arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1"}),
        ("CF-type", {"ResourceType": "Custom:Host"}),
        ("CF-text", {"ResourceProperties": {"List": [1]}}),
        ("CF-shape", {"RequestType": "CREATE"}),
        ("CF-shape", {"ServiceTimeout": "1"}),
        ("CF-shape", {"PhysicalResourceId": None}),
    ],
)
def test_a_broken_event_is_found(rule: str, changes: dict[str, Any]) -> None:
    event: Any = {**copy.deepcopy(events.cloudformation_custom_resource()), **changes}
    assert rule in broken_rules(event, SOURCE)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"request_type": "create"}, "expected 'Create', 'Update' or 'Delete'"),
        ({"physical_resource_id": "p"}, "the function names the resource in its answer"),
        ({"old_resource_properties": {}}, "only an 'Update' has them"),
        ({"resource_type": "MyResource"}, "expected 'Custom::' and letters"),
        ({"resource_type": "Custom::" + "x" * 53}, "at most 60"),
        ({"resource_properties": []}, r"resource_properties is \[\]: expected a dictionary"),
        ({"resource_properties": {"A": [None]}}, r"resource_properties.A\[0\] is None: expected text"),
        ({"ResponseUrl": "x"}, "Did you mean 'ResponseURL'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.cloudformation_custom_resource(**parameters)
