"""The function that judges answers, whatever the source."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, events
from pytest_lambda.events.response_checking import response_books

from .broken import broken

_KEYS = st.sampled_from(["statusCode", "headers", "body", "response", "records", "event", "batchItemFailures", "x"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


def test_an_unknown_source_is_explained() -> None:
    with pytest.raises(EventError, match=r"source is 'rest_apis', .* Did you mean 'rest_api'\?"):
        events.check_response("rest_apis", {})


@pytest.mark.parametrize("answer", [b'{"statusCode": 200}', {"statusCode": Decimal(200)}, {"statusCode": "200"}])
def test_answers_are_judged_as_the_runtime_sends_them(answer: Any) -> None:
    assert broken("rest_api", answer) == set()


@pytest.mark.parametrize("answer", [b"\xff", b"{", b"NaN", {"body": Decimal("Infinity")}, {"body": object()}])
def test_what_is_no_json_is_said_to_be_none(answer: Any) -> None:
    assert broken("rest_api", answer) == {("ANSWER-json", "")}


def test_half_a_character_is_escaped_by_older_runtimes_only() -> None:
    """R019: from Python 3.12 on, text is not escaped."""
    expected = {("ANSWER-json", "")} if sys.version_info >= (3, 12) else set()
    assert broken("alb", {"statusCode": 200, "body": "\ud800"}) == expected


def test_an_event_of_another_source_is_a_mistake() -> None:
    with pytest.raises(EventError, match="The event is not one of 'sqs'"):
        events.check_response("sqs", {"batchItemFailures": [{"itemIdentifier": "a"}]}, {"statusCode": 200})


@settings(max_examples=200, deadline=None)
@given(_JSON)
def test_no_answer_is_too_odd_to_be_judged(answer: Any) -> None:
    for source in response_books():
        for violation in events.check_response(source, answer):
            assert violation.rule
            assert violation.reason


def test_every_rule_has_a_name_of_its_own_and_a_statement() -> None:
    for source, book in response_books().items():
        names = [entry.name for entry in book.entries]
        assert len(set(names)) == len(names), source
        assert all(entry.statement.endswith(".") for entry in book.entries), source


def test_the_answer_is_not_changed() -> None:
    answer = {"statusCode": "200", "headers": {"a": 1}}
    before = json.dumps(answer)
    events.check_response("rest_api", answer)
    assert json.dumps(answer) == before
