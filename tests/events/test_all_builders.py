"""What holds for every builder."""

from __future__ import annotations

import base64
import gzip
import json
from inspect import signature
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.judging.checking import books, check

from .judging import assert_right
from .oracles import ORACLES

BUILDERS = sorted(set(events.__all__) - {"ABSENT", "Violation", "check", "check_response"})
#: builders of further forms -> the source whose rules hold
FORMS = {"alb_health_check": "alb", "kinesis_dynamodb": "kinesis"}
#: whatever a user sends: nothing tells where it comes from
ANYTHING = {"iot_rule", "step_functions"}
CHINA = World(account="000000000001", region="cn-north-1", seed=3)


def text_of(event: Any) -> str:
    """All that an event says, the compressed part too."""
    text = json.dumps(event)
    if "awslogs" in event:
        text += gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode()
    return text


@pytest.mark.parametrize("name", BUILDERS)
def test_without_arguments_each_gives_a_right_event(name: str) -> None:
    event = getattr(events, name)()
    source = FORMS.get(name, name)
    if name in ANYTHING:
        assert check(event, source) == []
    else:
        assert_right(event, source)


@pytest.mark.parametrize("name", BUILDERS)
def test_each_takes_place_in_the_given_world(name: str) -> None:
    builder = getattr(events, name)
    time = {"time": "2020-02-29T12:34:56.789Z"} if "time" in signature(builder).parameters else {}
    event = builder(world=CHINA, **time)
    assert event == builder(world=CHINA, **time)
    assert check(event, FORMS.get(name, name)) == []
    text = text_of(event)
    assert [each for each in ("us-east-1", "123456789012", "arn:aws:", "1970-", "2026-") if each in text] == []


@pytest.mark.parametrize("name", BUILDERS)
def test_each_refuses_what_it_does_not_know(name: str) -> None:
    if name != "iot_rule":  # it has no fields of its own
        with pytest.raises(EventError, match=rf"events\.{name}\(\) has no parameter or field 'qqqq'"):
            getattr(events, name)(qqqq=1)
    with pytest.raises(EventError, match="world is 'eu-west-1'"):
        getattr(events, name)(world="eu-west-1")


def test_each_source_has_rules_and_a_row_in_the_table_of_oracles() -> None:
    sources = {FORMS.get(name, name) for name in BUILDERS}
    assert sources == set(books())
    assert sources <= set(ORACLES)


def test_an_account_is_twelve_digits() -> None:
    with pytest.raises(EventError.__mro__[1], match="account is '12345': expected twelve digits"):
        World(account="12345")


def test_a_source_that_is_not_known() -> None:
    with pytest.raises(EventError, match=r"source is 'sqz', of which no rules are known. Did you mean 'sqs'\?"):
        check({}, "sqz")
    with pytest.raises(EventError, match="could not be guessed"):
        check({"a": 1})
