"""Templates of EventBridge's targets that are filled with parts of the event."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.resources.input_transformer import InputTransformer
from pytest_lambda.service.resources.refusals import RequestRefused

#: of the page "Amazon EventBridge input transformation" of the User Guide
EVENT = {
    "version": "0",
    "id": "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "EC2 Instance State-change Notification",
    "source": "aws.ec2",
    "account": "123456789012",
    "time": "2015-11-11T21:29:54Z",
    "region": "us-east-1",
    "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
    "detail": {"instance-id": "i-0123456789", "state": "RUNNING"},
}
PATHS = {
    "timestamp": "$.time",
    "instance": "$.detail.instance-id",
    "state": "$.detail.state",
    "resource": "$.resources[0]",
    "all": "$.resources",
    "detail": "$.detail",
}


def transformer(template: str, paths: Any = None, **rule: Any) -> InputTransformer:
    return InputTransformer({"InputPathsMap": PATHS if paths is None else paths, "InputTemplate": template}, **rule)


def filled(template: str, event: Any = None, **rule: Any) -> str:
    return transformer(template, **rule).of(EVENT if event is None else event, 1767225600.0)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'),
        ('"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'),
        ('{"instance": <instance>, "state": <state>}', '{"instance": "i-0123456789", "state": "RUNNING"}'),
        (
            '{"instance": <instance>, "state": "<state>", "status": "instance \\"<instance>\\" is in <state>"}',
            '{"instance": "i-0123456789", "state": "RUNNING", "status": "instance \\"i-0123456789\\" is in RUNNING"}',
        ),
        (
            '{"instance": <instance>, "state": [9, <state>, true], "Transformed": "Yes"}',
            '{"instance": "i-0123456789", "state": [9, "RUNNING", true], "Transformed": "Yes"}',
        ),
        ('{"detail": <detail>}', '{"detail": {"instance-id":"i-0123456789","state":"RUNNING"}}'),
        ('"Detail is <detail>"', '"Detail is {instance-id:i-0123456789,state:RUNNING}"'),
        ("<all>", '["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"]'),
        ('{"at": <aws.events.event.ingestion-time>}', '{"at": "2026-01-01T00:00:00Z"}'),
    ],
)
def test_templates_are_filled_as_the_user_guide_says(template: str, expected: str) -> None:
    assert filled(template) == expected


def test_numbers_flags_and_null_are_what_they_are() -> None:
    event = {"detail": {"total": 3, "paid": True, "note": None}}
    paths = {"total": "$.detail.total", "paid": "$.detail.paid", "note": "$.detail.note"}
    made = transformer('{"a": [<total>, <paid>, <note>], "text": "<total> <paid> <note>"}', paths)

    assert json.loads(made.of(event, 0)) == {"a": [3, True, None], "text": "3 true null"}


def test_whole_event_and_the_rule_are_variables_already() -> None:
    found = json.loads(
        filled(
            '{"name": <aws.events.rule-name>, "arn": <aws.events.rule-arn>, "event": <aws.events.event>, '
            '"all": <aws.events.event.json>, "text": "by <aws.events.rule-name>"}',
            rule_name="r",
            rule_arn="arn:rule",
        )
    )

    assert (found["name"], found["arn"], found["text"]) == ("r", "arn:rule", "by r")
    assert found["all"] == EVENT
    assert found["event"] == {key: part for key, part in EVENT.items() if key != "detail"}


@pytest.mark.parametrize(
    ("template", "paths", "message"),
    [
        ("<gone>", {}, "<gone>, which is no key of InputPathsMap"),
        ('"<aws.events.event>"', {}, "is in a string, and is the value of a key only"),
        ("<aws.events.rule-name>", {}, "Give the rule a name"),
        ("", {}, "has 0 characters"),
        ("1" * 8193, {}, "has 8,193 characters"),
        ("1", {"a b": "$"}, "has the key 'a b'"),
        ("1", {"AWSx": "$"}, "no AWS before"),
        ("1", {f"k{number}": "$" for number in range(101)}, "has 101 keys"),
        ("1", {"a": "detail"}, "Invalid InputPath"),
    ],
)
def test_what_event_bridge_refuses(template: str, paths: dict[str, str], message: str) -> None:
    with pytest.raises(RequestRefused, match=message):
        transformer(template, paths)


@pytest.mark.parametrize("given", [None, "text", {}, {"InputTemplate": 1}, {"InputTemplate": "1", "Input": "x"}])
def test_other_forms_are_refused(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="expected AWS's form"):
        InputTransformer(given)
    with pytest.raises(ConfigurationError, match="expected a mapping of names to paths"):
        InputTransformer({"InputTemplate": "1", "InputPathsMap": [1]})


@pytest.mark.parametrize("template", ["<state> it is", '{"a": }', '"one"\n"two"', "{<state>: 1}"])
def test_templates_that_are_no_json_are_not_simulated(template: str) -> None:
    with pytest.raises(NotSimulated, match="is no JSON"):
        transformer(template)


@pytest.mark.parametrize("text", ['a "quote"', "a\\b", "two\nlines"])
def test_texts_that_would_have_to_be_escaped_are_not_simulated(text: str) -> None:
    for template in ("<a>", '"it: <a>"'):
        made = transformer(template, {"a": "$.detail.a"})
        with pytest.raises(NotSimulated, match="does not escape it"):
            made.of({"detail": {"a": text}}, 0)


def test_part_that_the_event_does_not_have_is_not_simulated() -> None:
    with pytest.raises(NotSimulated, match="The event has nothing at"):
        filled("<state>", {"detail": {}})


plain_text = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='"\\'))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | plain_text,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
)


@given(value=values)
def test_value_of_a_key_comes_through_unchanged(value: Any) -> None:
    made = transformer('{"x": <a>, "y": [<a>]}', {"a": "$.detail"})

    assert json.loads(made.of({"detail": value}, 0)) == {"x": value, "y": [value]}
