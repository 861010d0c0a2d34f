"""Strategies of Cognito user pools' triggers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.building.cognito_triggers import TRIGGERS
from tests.events.judging import EXAMPLES, assert_right


def drawn(builder: str, **parameters: Any) -> st.SearchStrategy[Any]:
    made: st.SearchStrategy[Any] = getattr(strategies, f"{builder}_events")(**parameters)
    return made


@pytest.mark.parametrize("builder", TRIGGERS)
def test_every_example_is_right(builder: str) -> None:
    @settings(max_examples=EXAMPLES)
    @given(event=drawn(builder))
    def check(event: Any) -> None:
        assert_right(event, builder)

    check()


@pytest.mark.parametrize("builder", TRIGGERS)
def test_it_shrinks_to_the_usual_event(builder: str) -> None:
    event = find(drawn(builder), lambda event: True)
    assert event["triggerSource"] == TRIGGERS[builder].trigger_sources[0]
    assert not event["request"].get("clientMetadata")


@given(event=strategies.cognito_pre_sign_up_events(trigger_sources="PreSignUp_ExternalProvider", user_names="Google_1"))
def test_parameters(event: Any) -> None:
    assert (event["triggerSource"], event["userName"]) == ("PreSignUp_ExternalProvider", "Google_1")


@given(event=strategies.cognito_pre_token_generation_events(versions=st.just(2), trigger_sources="TokenGeneration_HostedAuth"))
def test_versions(event: Any) -> None:
    assert event["version"] == "2"
    assert event["request"]["scopes"]


@pytest.mark.parametrize(
    ("builder", "wanted"),
    [
        ("cognito_pre_sign_up", lambda event: event["triggerSource"] == "PreSignUp_ExternalProvider"),
        ("cognito_pre_sign_up", lambda event: event["request"]["validationData"] == {}),
        ("cognito_pre_authentication", lambda event: event["request"].get("userNotFound") is True),
        ("cognito_post_confirmation", lambda event: not event["request"]["userAttributes"]["email"].isascii()),
        ("cognito_user_migration", lambda event: event["request"]["password"] is None),
        ("cognito_define_auth_challenge", lambda event: len(event["request"]["session"]) == 3),
        ("cognito_verify_auth_challenge", lambda event: event["request"]["privateChallengeParameters"]["answer"] != event["request"]["challengeAnswer"]),
        ("cognito_pre_token_generation", lambda event: event["userName"] is None),
        ("cognito_inbound_federation", lambda event: "samlResponse" in event["request"]["attributes"]),
        ("cognito_custom_email_sender", lambda event: event["request"]["code"] is None),
    ],
)
def test_the_nasty_cases_are_found(builder: str, wanted: Any) -> None:
    find(drawn(builder), wanted, settings=settings(max_examples=2000))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"expected a strategy, such as st.sampled_from"):
        strategies.cognito_pre_sign_up_events(trigger_sources=["PreSignUp_SignUp"])
