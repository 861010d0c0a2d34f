"""Answers of the triggers of Cognito user pools."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken, said

RESPONSES: dict[str, dict[str, Any]] = {
    "pre_sign_up": {"autoConfirmUser": True, "autoVerifyEmail": True, "autoVerifyPhone": False},
    "post_confirmation": {},
    "pre_authentication": {},
    "post_authentication": {},
    "user_migration": {
        "userAttributes": {"email": "a@example.com", "email_verified": "true"},
        "finalUserStatus": "CONFIRMED",
        "messageAction": "SUPPRESS",
        "desiredDeliveryMediums": ["EMAIL"],
        "forceAliasCreation": False,
    },
    "custom_message": {"smsMessage": "Code {####}", "emailMessage": "<b>{####}</b>", "emailSubject": "Code"},
    "define_auth_challenge": {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False, "failAuthentication": False},
    "create_auth_challenge": {
        "publicChallengeParameters": {"a": "b"},
        "privateChallengeParameters": {"answer": "c"},
        "challengeMetadata": "M",
    },
    "verify_auth_challenge": {"answerCorrect": True},
    "pre_token_generation": {
        "claimsOverrideDetails": {
            "claimsToAddOrOverride": {"plan": "gold"},
            "claimsToSuppress": ["email"],
            "groupOverrideDetails": {"groupsToOverride": ["a"], "iamRolesToOverride": [], "preferredRole": "r"},
        }
    },
}
TOKENS = {
    "claimsAndScopeOverrideDetails": {
        "idTokenGeneration": {"claimsToAddOrOverride": {"plan": {"name": "gold"}}, "claimsToSuppress": []},
        "accessTokenGeneration": {"scopesToAdd": ["a/b"], "scopesToSuppress": None},
        "groupOverrideDetails": None,
    }
}


def event(response: Any, **changes: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": "Some_Source",
        "region": "us-east-1",
        "userPoolId": "us-east-1_abc",
        "userName": "alice",
        "callerContext": {"awsSdkVersion": "1", "clientId": "c"},
        "request": {"userAttributes": {"email": "a@example.com"}, "codeParameter": "{####}"},
        "response": response,
        **changes,
    }


@pytest.mark.parametrize("trigger", RESPONSES)
def test_triggers_may_answer(trigger: str) -> None:
    answer = event(RESPONSES[trigger])
    assert broken(f"cognito_{trigger}", answer) == set()
    assert broken(f"cognito_{trigger}", answer, event({})) == set()


@pytest.mark.parametrize("version", ["2", "3"])
def test_newer_token_events_may_be_answered(version: str) -> None:
    assert broken("cognito_pre_token_generation", event(TOKENS, version=version)) == set()


@pytest.mark.parametrize("answer", [None, {}, "sent"])
@pytest.mark.parametrize("kind", ["email", "sms"])
def test_senders_may_answer_anything(kind: str, answer: Any) -> None:
    assert broken(f"cognito_custom_{kind}_sender", answer) == set()


@pytest.mark.parametrize("trigger", RESPONSES)
def test_the_answer_is_the_event(trigger: str) -> None:
    source, right = f"cognito_{trigger}", RESPONSES[trigger]
    assert broken(source, None) == {("COG-event", "")}
    assert ("COG-event", "request") in broken(source, {"response": right})
    assert ("COG-types", "response") in broken(source, event(None))
    assert broken(source, event(right, userName="bob"), event({})) == {("COG-echo", "userName")}
    assert broken(source, {**event(right), "statusCode": 200}, event({})) == {("COG-echo", "statusCode")}
    assert broken(source, event({**right, "autoConfirm": True})) == {("COG-ignored", "response.autoConfirm")}


@pytest.mark.parametrize(
    ("trigger", "changes", "rule", "part"),
    [
        ("pre_sign_up", {"autoConfirmUser": "true"}, "COG-types", "autoConfirmUser"),
        ("pre_sign_up", {"autoVerifyPhone": True}, "COG-verify", "autoVerifyPhone"),
        ("user_migration", {"userAttributes": None}, "COG-user", "userAttributes"),
        ("user_migration", {"userAttributes": {"email_verified": True}}, "COG-types", "userAttributes.email_verified"),
        ("user_migration", {"finalUserStatus": "Confirmed"}, "COG-types", "finalUserStatus"),
        ("user_migration", {"desiredDeliveryMediums": "EMAIL"}, "COG-types", "desiredDeliveryMediums"),
        ("custom_message", {"smsMessage": "Code"}, "COG-code", "smsMessage"),
        ("custom_message", {"smsMessage": "{####}" * 30}, "COG-length", "smsMessage"),
        ("custom_message", {"emailSubject": ["a"]}, "COG-types", "emailSubject"),
        ("define_auth_challenge", {"challengeName": None}, "COG-decide", "challengeName"),
        ("define_auth_challenge", {"issueTokens": True, "failAuthentication": True}, "COG-decide", "issueTokens"),
        ("define_auth_challenge", {"issueTokens": "true"}, "COG-types", "issueTokens"),
        ("create_auth_challenge", {"publicChallengeParameters": {"a": 1}}, "COG-types", "publicChallengeParameters.a"),
        ("verify_auth_challenge", {"answerCorrect": None}, "COG-answer", "answerCorrect"),
        ("pre_token_generation", {"claimsOverrideDetails": {"claimsToAddOrOverride": {"a": 1}}}, "COG-types", "claimsOverrideDetails.claimsToAddOrOverride.a"),
        ("pre_token_generation", {"claimsOverrideDetails": {"claimsToSuppress": ["sub"]}}, "COG-claims", "claimsOverrideDetails.claimsToSuppress.sub"),
        ("pre_token_generation", {"claimsAndScopeOverrideDetails": {}}, "COG-ignored", "claimsAndScopeOverrideDetails"),
    ],
)
def test_triggers_may_not_answer(trigger: str, changes: dict[str, Any], rule: str, part: str) -> None:
    answer = event({**RESPONSES[trigger], **changes})
    assert broken(f"cognito_{trigger}", answer) == {(rule, f"response.{part}")}


def test_newer_token_events_are_answered_in_their_own_way() -> None:
    source = "cognito_pre_token_generation"
    old = event(RESPONSES["pre_token_generation"], version="2")
    assert broken(source, old) == {("COG-ignored", "response.claimsOverrideDetails")}
    fixed = {"claimsAndScopeOverrideDetails": {"accessTokenGeneration": {"claimsToAddOrOverride": {"sub": "a"}}}}
    field = "response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride.sub"
    assert broken(source, event(fixed, version="2")) == {("COG-claims", field)}


def test_an_invitation_names_the_user() -> None:
    request = {"codeParameter": "{####}", "usernameParameter": "{username}"}
    answer = event({"emailMessage": "{####}"}, triggerSource="CustomMessage_AdminCreateUser", request=request)
    assert broken("cognito_custom_message", answer) == {("COG-code", "response.emailMessage")}


def test_a_forgotten_password_needs_a_way_to_send_the_code() -> None:
    response = {"userAttributes": {"email": "a@example.com"}}
    answer = event(response, triggerSource="UserMigration_ForgotPassword")
    assert broken("cognito_user_migration", answer) == {("COG-reset", "response.userAttributes")}


def test_the_consequence_is_named() -> None:
    answer = event({"autoConfirmUser": "true"})
    assert said("cognito_pre_sign_up", answer) == (
        "COG-types at response.autoConfirmUser: is text, expected true or false or null: "
        "Cognito rejects it with InvalidLambdaResponseException"
    )
