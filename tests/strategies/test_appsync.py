"""AppSync strategies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.appsync_resolver_events())
def test_every_field_is_right(event: Any) -> None:
    assert_right(event, "appsync_resolver")


@settings(max_examples=EXAMPLES)
@given(event=strategies.appsync_authorizer_events())
def test_every_token_is_right(event: Any) -> None:
    assert_right(event, "appsync_authorizer")


@settings(max_examples=EXAMPLES)
@given(event=strategies.appsync_events_events())
def test_every_publication_is_right(event: Any) -> None:
    assert_right(event, "appsync_events")


@given(event=strategies.appsync_events_events(payloads=st.just({"a": 1}), channels="/a/b", operations="PUBLISH", max_size=2))
def test_parameters(event: Any) -> None:
    assert event["info"]["channel"]["path"] == "/a/b"
    assert {str(each["payload"]) for each in event["events"]} == {"{'a': 1}"}
    assert len(event["events"]) <= 2


@given(event=strategies.appsync_resolver_events(field_names="a", arguments=st.just({"b": 1}), sources=st.none()))
def test_parameters_of_resolvers(event: Any) -> None:
    assert (event["info"]["fieldName"], event["arguments"], event["source"]) == ("a", {"b": 1}, None)


def test_they_shrink_to_small_events() -> None:
    event = find(strategies.appsync_resolver_events(), lambda event: True)
    assert (event["arguments"], event["source"], event["identity"]) == ({}, None, None)
    published = find(strategies.appsync_events_events(), lambda event: True)["events"]
    assert published is not None
    assert len(published) == 1


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="from 1 to 5 records"):
        strategies.appsync_events_events(max_size=6)
