"""Events of Cognito user pools' triggers."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pytest_lambda import EventError, World, events
from pytest_lambda.events.building.cognito_triggers import TRIGGERS

from .judging import assert_right, broken_rules

CHINA = {"world": World("000000000001", "cn-north-1")}
SOURCES = [(builder, source) for builder, trigger in TRIGGERS.items() for source in trigger.trigger_sources]


def make(builder: str, **parameters: Any) -> Any:
    return getattr(events, builder)(**parameters)


def version_for(source: str) -> dict[str, Any]:
    return {"version": 3} if source == "TokenGeneration_ClientCredentials" else {}


@pytest.mark.parametrize(("builder", "source"), SOURCES)
def test_events_of_every_source_are_right(builder: str, source: str) -> None:
    event = make(builder, trigger_source=source, **version_for(source))
    assert event["triggerSource"] == source
    assert_right(event, builder)
    event = make(builder, trigger_source=source, **version_for(source), **CHINA)
    assert event["region"] == "cn-north-1"
    assert_right(event, builder)


@pytest.mark.parametrize("builder", TRIGGERS)
def test_the_first_source_is_the_default(builder: str) -> None:
    event = make(builder)
    assert event["triggerSource"] == TRIGGERS[builder].trigger_sources[0]
    assert event == make(builder)
    assert event["callerContext"]["clientId"] != make(builder, world=World(seed=2))["callerContext"]["clientId"]


@pytest.mark.parametrize(
    ("builder", "parameters"),
    [
        ("cognito_pre_sign_up", {"validation_data": {"a": "b"}, "client_metadata": {"c": 1}, "user_name": "jane"}),
        ("cognito_pre_authentication", {"user_not_found": True, "validation_data": {}}),
        ("cognito_post_authentication", {"new_device_used": True, "client_metadata": {"a": "b"}}),
        ("cognito_post_confirmation", {"user_attributes": {"custom:age": 3, "phone_number_verified": False}}),
        ("cognito_user_migration", {"user_name": "joe", "password": "x", "client_metadata": {"a": "b"}}),
        ("cognito_define_auth_challenge", {"session": [True, False], "user_not_found": False}),
        ("cognito_define_auth_challenge", {"session": [{"challengeName": "SRP_A", "challengeResult": True}]}),
        ("cognito_create_auth_challenge", {"session": [{"challengeName": "SRP_A", "challengeResult": True}]}),
        ("cognito_verify_auth_challenge", {"private_challenge_parameters": {"answer": 1}, "challenge_answer": "2"}),
        ("cognito_pre_token_generation", {"version": 2, "scopes": ["a/b"], "groups": ["admins"]}),
        ("cognito_pre_token_generation", {"version": "3"}),
        ("cognito_custom_email_sender", {"code": "AYADeA=="}),
        ("cognito_inbound_federation", {"provider_type": "SAML", "provider_name": "Okta"}),
        ("cognito_inbound_federation", {"provider_type": "Google", "attributes": {"email": "a@b", "x": True}}),
    ],
)
def test_parameters_make_right_events(builder: str, parameters: dict[str, Any]) -> None:
    assert_right(make(builder, **parameters), builder)


def test_the_order_of_keys() -> None:
    assert list(events.cognito_pre_sign_up()) == [
        "version",
        "triggerSource",
        "region",
        "userPoolId",
        "userName",
        "callerContext",
        "request",
        "response",
    ]
    results = events.cognito_define_auth_challenge(session=[{"challengeResult": True, "challengeName": "SRP_A"}])
    assert list(results["request"]["session"][0]) == ["challengeName", "challengeResult", "challengeMetadata"]


def test_null_absent_and_empty_are_as_recorded() -> None:
    request = events.cognito_pre_sign_up()["request"]
    assert request["validationData"] is None
    assert "clientMetadata" not in request
    assert "userNotFound" not in events.cognito_define_auth_challenge()["request"]
    assert events.cognito_define_auth_challenge()["request"]["session"] == []
    assert events.cognito_define_auth_challenge()["response"] == {
        "challengeName": None,
        "issueTokens": None,
        "failAuthentication": None,
    }
    assert events.cognito_pre_token_generation()["response"] == {"claimsOverrideDetails": None}
    assert events.cognito_pre_token_generation(version=3)["response"] == {"claimsAndScopeOverrideDetails": None}
    assert events.cognito_post_confirmation()["response"] == {}
    assert "response" not in events.cognito_custom_email_sender()
    assert events.cognito_custom_message()["request"]["usernameParameter"] is None


def test_what_depends_on_the_source_follows_it() -> None:
    attributes = events.cognito_custom_message()["request"]["userAttributes"]
    assert (attributes["cognito:user_status"], attributes["email_verified"]) == ("UNCONFIRMED", "false")
    invited = events.cognito_custom_message(trigger_source="CustomMessage_AdminCreateUser")
    assert invited["request"]["usernameParameter"] == "{username}"
    assert invited["request"]["userAttributes"]["cognito:user_status"] == "FORCE_CHANGE_PASSWORD"
    assert invited["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    forgotten = events.cognito_user_migration(trigger_source="UserMigration_ForgotPassword")
    assert forgotten["request"]["password"] is None
    machine = events.cognito_pre_token_generation(version=3, trigger_source="TokenGeneration_ClientCredentials")
    assert (machine["userName"], machine["request"]["userAttributes"]) == (None, {})
    warned = events.cognito_custom_email_sender(trigger_source="CustomEmailSender_AccountTakeOverNotification")
    assert warned["request"]["code"] is None
    assert warned["request"]["userAttributes"]["USER_NAME"] == warned["userName"]


def test_what_depends_on_a_field_follows_it() -> None:
    assert events.cognito_pre_sign_up(userPoolId="eu-west-1_AbC")["region"] == "eu-west-1"
    assert events.cognito_pre_sign_up(region="eu-west-1")["userPoolId"].startswith("eu-west-1_")
    event = events.cognito_post_confirmation(user_attributes={"sub": "1-2", "phone_number": "+1"})
    assert event["userName"] == "1-2"
    assert "email_verified" not in event["request"]["userAttributes"]
    assert events.cognito_post_confirmation(request={"userAttributes": {"sub": "3-4"}})["userName"] == "3-4"
    event = events.cognito_custom_message(triggerSource="CustomMessage_AdminCreateUser")
    assert event["request"]["usernameParameter"] == "{username}"


def test_the_word_of_the_caller_stands() -> None:
    event = events.cognito_pre_sign_up(
        region="x", userPoolId="eu-west-1_1", request={"validationData": events.ABSENT}, callerContext={"clientId": "c"}
    )
    assert event["region"] == "x"
    assert "validationData" not in event["request"]
    assert event["callerContext"] == {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "c"}
    assert broken_rules(event, "cognito_pre_sign_up") == {"CG-pool"}
    assert events.cognito_custom_sms_sender(response={})["response"] == {}
    machine = events.cognito_pre_token_generation(
        version=3, trigger_source="TokenGeneration_ClientCredentials", userName="m"
    )
    assert machine["userName"] == "m"


def test_users_of_other_providers() -> None:
    event = events.cognito_inbound_federation(provider_type="SAML", attributes={"mail": "a@b"})
    assert event["request"]["attributes"] == {"samlResponse": {"mail": "a@b"}}
    assert event["userName"].startswith("MySAML_")
    assert list(events.cognito_inbound_federation()["request"]["attributes"]) == ["tokenResponse", "idToken", "userInfo"]
    assert events.cognito_inbound_federation(user_name="u")["userName"] == "u"


def test_truth_values_and_numbers_become_text() -> None:
    attributes = events.cognito_post_confirmation(user_attributes={"a": True, "b": False, "c": 3})
    made = attributes["request"]["userAttributes"]
    assert (made["a"], made["b"], made["c"]) == ("true", "false", "3")


@pytest.mark.parametrize(
    ("builder", "rule", "path", "value"),
    [
        ("cognito_pre_sign_up", "CG-source", ("triggerSource",), "PreSignUp_Else"),
        ("cognito_custom_message", "CG-source", ("triggerSource",), "CustomMessage_SignUp/CustomMessage_ResendCode"),
        ("cognito_pre_sign_up", "CG-pool", ("userPoolId",), "<userPoolId>"),
        ("cognito_pre_sign_up", "CG-pool", ("region",), "eu-west-1"),
        ("cognito_pre_sign_up", "CG-client", ("callerContext", "clientId"), "<apps client id>"),
        ("cognito_pre_sign_up", "CG-version", ("version",), "string"),
        ("cognito_pre_sign_up", "CG-shape", ("request", "userAttributes", "email_verified"), True),
        ("cognito_pre_sign_up", "CG-shape", ("callerContext",), {"awsSdk": "x", "clientId": "c"}),
        ("cognito_pre_sign_up", "CG-shape", ("response",), {}),
        ("cognito_pre_token_generation", "CG-shape", ("version",), "4"),
        ("cognito_pre_token_generation", "CG-version", ("request", "scopes"), []),
        ("cognito_pre_token_generation", "CG-version", ("response",), {"claimsAndScopeOverrideDetails": None}),
        ("cognito_pre_token_generation", "CG-version", ("triggerSource",), "TokenGeneration_ClientCredentials"),
        ("cognito_pre_token_generation", "CG-version", ("version",), "2"),
        ("cognito_user_migration", "CG-password", ("request", "password"), None),
        ("cognito_custom_message", "CG-username", ("triggerSource",), "CustomMessage_AdminCreateUser"),
        ("cognito_inbound_federation", "CG-provider", ("request", "providerType"), "SAML"),
        ("cognito_inbound_federation", "CG-provider", ("request", "attributes", "samlResponse"), {}),
        ("cognito_custom_sms_sender", "CG-sender", ("request", "type"), "customEmailSenderRequestV1"),
        ("cognito_custom_sms_sender", "CG-code", ("request", "code"), None),
        ("cognito_custom_email_sender", "CG-code", ("request", "code"), "someCode!"),
    ],
)
def test_a_broken_event_is_found(builder: str, rule: str, path: tuple[str, ...], value: Any) -> None:
    event = copy.deepcopy(make(builder))
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    assert rule in broken_rules(event, builder)


@pytest.mark.parametrize(
    ("builder", "parameters", "message"),
    [
        ("cognito_pre_sign_up", {"trigger_source": "PreSignUp_Signup"}, "no source of this trigger. Did you mean 'PreSignUp_SignUp'"),
        ("cognito_pre_sign_up", {"trigger_source": "CustomMessage_SignUp"}, "no source of this trigger"),
        ("cognito_pre_sign_up", {"user_atributes": {}}, "Did you mean 'user_attributes'"),
        ("cognito_pre_sign_up", {"request": {"validation": {}}}, "no field 'validation' in request. Did you mean 'validationData'"),
        ("cognito_pre_sign_up", {"callerContext": {"clientID": "x"}}, "no field 'clientID' in callerContext"),
        ("cognito_pre_sign_up", {"user_attributes": {"address": {}}}, "'address' of user_attributes is {}: expected text"),
        ("cognito_pre_sign_up", {"client_metadata": ["a"]}, "client_metadata is .*expected a dictionary of texts"),
        ("cognito_user_migration", {"trigger_source": "UserMigration_ForgotPassword", "password": "x"}, "Cognito sends none then"),
        ("cognito_define_auth_challenge", {"session": ["SRP_A"]}, "session contains 'SRP_A'"),
        ("cognito_define_auth_challenge", {"session": [{"challengeName": "SRP_A"}]}, "challengeName and challengeResult"),
        ("cognito_define_auth_challenge", {"session": [{"challengeName": "A", "challengeResult": True, "x": 1}]}, "has no field 'x'"),
        ("cognito_pre_token_generation", {"version": 4}, "version is 4: expected 1, 2 or 3"),
        ("cognito_pre_token_generation", {"scopes": ["a"]}, "use version=2 or version=3"),
        ("cognito_pre_token_generation", {"version": 2, "trigger_source": "TokenGeneration_ClientCredentials"}, "Use version=3"),
        ("cognito_inbound_federation", {"provider_type": "Okta"}, "expected 'OIDC', 'SAML'"),
        ("cognito_pre_sign_up", {"world": "eu"}, "world is 'eu'"),
    ],
)
def test_mistakes_are_explained(builder: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(EventError, match=message):
        make(builder, **parameters)
