"""Events of Amazon Connect's flows."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events

from .judging import assert_right, broken_rules


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"channel": "CHAT"},
        {"channel": "TASK", "initiation_method": "FLOW"},
        {"channel": "EMAIL", "customer": "a@example.com"},
        {"queue": "BasicQueue", "media_streaming": True, "parameters": {"a": {"b": 1}}, "attributes": {"c": "d"}},
        {"customer": None, "Tags": {"a": "b"}, "SegmentAttributes": {"connect:Subtype": {"ValueString": "x"}}},
        {"world": World("000000000001", "cn-north-1"), "queue": "q"},
    ],
)
def test_events_are_right(parameters: dict[str, Any]) -> None:
    assert_right(events.connect(**parameters), "connect")


def test_the_order_of_keys_is_that_of_recordings() -> None:
    event = events.connect()
    assert list(event) == ["Details", "Name"]
    assert list(event["Details"]["ContactData"]) == [
        "Attributes",
        "Channel",
        "ContactId",
        "CustomerEndpoint",
        "Description",
        "InitialContactId",
        "InitiationMethod",
        "InstanceARN",
        "LanguageCode",
        "MediaStreams",
        "Name",
        "PreviousContactId",
        "Queue",
        "References",
        "SystemEndpoint",
    ]


def test_null_is_where_nothing_is() -> None:
    contact = events.connect(channel="CHAT")["Details"]["ContactData"]
    assert (contact["CustomerEndpoint"], contact["SystemEndpoint"], contact["Queue"]) == (None, None, None)
    assert contact["MediaStreams"] == {"Customer": {"Audio": None}}
    assert contact["InitiationMethod"] == "API"


def test_what_depends_on_a_field_follows_it() -> None:
    instance = "arn:aws:connect:eu-west-1:123456789012:instance/i"
    contact = events.connect(queue="q", InstanceARN=instance, ContactId="c")["Details"]["ContactData"]
    assert contact["Queue"] is not None
    assert contact["Queue"]["ARN"].startswith(f"{instance}/queue/")
    assert (contact["InitialContactId"], contact["PreviousContactId"]) == ("c", "c")


def test_the_word_of_the_caller_stands() -> None:
    event = events.connect(queue="q", Queue={"ARN": "x"}, InitialContactId=None, LanguageCode=events.ABSENT)
    contact = event["Details"]["ContactData"]
    assert contact["Queue"] == {
        "ARN": "x",
        "Name": "q",
        "OutboundCallerId": {"Address": "+12065550199", "Type": "TELEPHONE_NUMBER"},
    }
    assert "LanguageCode" not in contact
    assert broken_rules(event, "connect") == {"CN-instance"}


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("CN-instance", "InstanceARN", ""),
        ("CN-instance", "Queue", {"ARN": "", "Name": "PrimaryPhoneQueue"}),
        ("CN-id", "ContactId", "ASDAcxcasDFSSDFs"),
        ("CN-number", "SystemEndpoint", {"Type": "TELEPHONE_NUMBER", "Address": "01234567"}),
        ("CN-method", "InitiationMethod", "INBOUND/OUTBOUND/TRANSFER/CALLBACK"),
        ("CN-shape", "Channel", "Voice"),
        ("CN-shape", "Attributes", None),
    ],
)
def test_a_broken_event_is_found(rule: str, name: str, value: Any) -> None:
    event: Any = copy.deepcopy(events.connect())
    event["Details"]["ContactData"][name] = value
    assert rule in broken_rules(event, "connect")


def test_the_name_is_fixed() -> None:
    assert broken_rules({**events.connect(), "Name": "ContactFlowExecution"}, "connect") == {"CN-shape"}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"channel": "Voice"}, "channel is 'Voice': expected 'VOICE'"),
        ({"initiation_method": "CALL"}, "initiation_method is 'CALL': expected 'INBOUND'"),
        ({"parameters": {"a": {1}}}, "parameters is .*JSON can write"),
        ({"Chanel": "VOICE"}, "Did you mean 'channel'"),
        ({"queue": "q", "Queue": {"Arn": "x"}}, "Did you mean 'ARN'"),
    ],
)
def test_mistakes_are_explained(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        events.connect(**parameters)
