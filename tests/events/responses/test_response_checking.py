"""The function that judges answers, whatever the source."""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, events
from pytest_lambda.events.judging.response_checking import response_books

from .broken import broken
from .right import RIGHT

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


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where something could be replaced: an object or a list of the answer, and the key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from places(inner)


@pytest.mark.parametrize("source", sorted(response_books()))
def test_a_right_answer_is_accepted(source: str) -> None:
    assert broken(source, RIGHT[source]) == set()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(RIGHT)), st.randoms(use_true_random=False), _JSON)
def test_no_answer_is_too_odd_to_be_judged(source: str, random: Any, odd: Any) -> None:
    answer = copy.deepcopy([RIGHT[source]])
    holder, key = random.choice(list(places(answer)))
    holder[key] = odd
    for violation in events.check_response(source, answer[0]):
        assert violation.rule
        assert violation.reason


@pytest.mark.parametrize("source", sorted(set(response_books()) & set(dir(events))))
def test_built_events_can_be_answered(source: str) -> None:
    """Rules about the event find in it what they look for."""
    event = getattr(events, source)()
    for answer in (RIGHT[source], None, {}):
        events.check_response(source, answer, event)


@pytest.mark.parametrize("trigger", ["post_authentication", "pre_authentication", "pre_sign_up", "custom_message"])
def test_cognito_events_may_be_returned_as_they_are(trigger: str) -> None:
    event = getattr(events, f"cognito_{trigger}")()
    assert broken(f"cognito_{trigger}", event, event) == set()


def test_every_rule_has_a_name_of_its_own_and_says_how_it_is_known() -> None:
    known = re.compile(r"[rR]ecorded|[dD]ocumented|[rR]eported|C\d\d")
    for source, book in response_books().items():
        names = [entry.name for entry in book.entries]
        assert len(set(names)) == len(names), source
        for entry in book.entries:
            assert entry.statement.endswith("."), entry
            assert known.search(entry.statement), entry


def test_the_answer_is_not_changed() -> None:
    answer = {"statusCode": "200", "headers": {"a": 1}}
    before = json.dumps(answer)
    events.check_response("rest_api", answer)
    assert json.dumps(answer) == before
