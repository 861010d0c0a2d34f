"""The rules of the events of Cognito user pools' triggers, from the pages on each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.cognito_triggers import (
    ACCOUNT_TAKE_OVER,
    CLIENT_CREDENTIALS,
    TOKEN_RESPONSES,
    TRIGGERS,
    Trigger,
)
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes import cognito as shapes

_POOL = re.compile(r"([a-z]{2,4}(?:-[a-z]+)+-\d+)_[0-9a-zA-Z]+")
_CLIENT = re.compile(r"[\w+]{1,128}")

_SHAPES = {
    "cognito_pre_sign_up": shapes.CognitoPreSignUpEvent,
    "cognito_post_confirmation": shapes.CognitoPostConfirmationEvent,
    "cognito_pre_authentication": shapes.CognitoPreAuthenticationEvent,
    "cognito_post_authentication": shapes.CognitoPostAuthenticationEvent,
    "cognito_user_migration": shapes.CognitoUserMigrationEvent,
    "cognito_custom_message": shapes.CognitoCustomMessageEvent,
    "cognito_define_auth_challenge": shapes.CognitoDefineAuthChallengeEvent,
    "cognito_create_auth_challenge": shapes.CognitoCreateAuthChallengeEvent,
    "cognito_verify_auth_challenge": shapes.CognitoVerifyAuthChallengeEvent,
    "cognito_pre_token_generation": shapes.CognitoPreTokenGenerationEvent,
    "cognito_inbound_federation": shapes.CognitoInboundFederationEvent,
    "cognito_custom_email_sender": shapes.CognitoCustomSenderEvent,
    "cognito_custom_sms_sender": shapes.CognitoCustomSenderEvent,
}


def _recogniser(trigger: Trigger) -> Callable[[Mapping[str, Any]], bool]:
    start = f"{trigger.prefix}_"
    return lambda event: event["triggerSource"].startswith(start) and "userPoolId" in event


def _book(source: str) -> Rulebook:
    trigger = TRIGGERS[source]
    made = Rulebook(source, _SHAPES[source], _recogniser(trigger), shape_rule="CG-shape")

    @made.rule("CG-source", "`triggerSource` is one of the trigger's own.")
    def _source(event: Any) -> Iterator[Finding]:
        if event["triggerSource"] not in trigger.trigger_sources:
            yield (
                "triggerSource",
                f"is {event['triggerSource']!r}, expected {' or '.join(map(repr, trigger.trigger_sources))}",
            )

    made.rule("CG-pool", "`userPoolId` begins with the region.")(_pool)
    made.rule("CG-client", "`clientId` has letters, digits, underscores and plus signs only.")(_client)
    if source != "cognito_pre_token_generation":
        made.rule("CG-version", "`version` is 1.")(_version)
    if trigger.request_type is not None:

        @made.rule("CG-sender", "`type` of a custom sender's request is that of the medium.")
        def _type(event: Any) -> Iterator[Finding]:
            if event["request"]["type"] != trigger.request_type:
                yield "request.type", f"is {event['request']['type']!r}, expected {trigger.request_type!r}"

        made.rule("CG-code", "The code for a custom sender is base64; only a take-over notification has none.")(_code)
    return made


def _pool(event: Any) -> Iterator[Finding]:
    found = _POOL.fullmatch(event["userPoolId"])
    if found is None:
        yield "userPoolId", f"is {event['userPoolId']!r}, expected a region, an underscore, letters and digits"
    elif found[1] != event["region"]:
        yield "region", f"is {event['region']!r}, but the user pool's id says {found[1]!r}"


def _client(event: Any) -> Iterator[Finding]:
    client = event["callerContext"]["clientId"]
    if _CLIENT.fullmatch(client) is None:
        yield "callerContext.clientId", f"is {client!r}, expected letters, digits, underscores and plus signs"


def _version(event: Any) -> Iterator[Finding]:
    if event["version"] != "1":
        yield "version", f"is {event['version']!r}, expected '1'"


def _code(event: Any) -> Iterator[Finding]:
    code = event["request"]["code"]
    if code is None:
        if event["triggerSource"] != ACCOUNT_TAKE_OVER:
            yield "request.code", f"is null, but {event['triggerSource']} has a code"
    elif not decoded_base64(code):
        yield "request.code", "is not base64: it is encrypted"


_BOOKS = {source: _book(source) for source in TRIGGERS}
BOOKS = tuple(_BOOKS.values())


@_BOOKS["cognito_pre_token_generation"].rule(
    "CG-version", "Version 1 has `claimsOverrideDetails`, 2 and 3 `claimsAndScopeOverrideDetails` and scopes."
)
def _token_version(event: Any) -> Iterator[Finding]:
    wanted = TOKEN_RESPONSES[event["version"]]
    for name in event["response"]:
        if name != wanted:
            yield f"response.{name}", f"is there, but version {event['version']} has {wanted}"
    scoped = event["version"] != "1"
    if ("scopes" in event["request"]) is not scoped:
        yield "request.scopes", f"{'is missing' if scoped else 'is there'}: versions 2 and 3 have scopes, 1 has none"
    if event["triggerSource"] == CLIENT_CREDENTIALS and event["version"] != "3":
        yield "version", f"is {event['version']!r}, but only version 3 tells about tokens for machines"


@_BOOKS["cognito_user_migration"].rule("CG-password", "Who signs in has typed a password.")
def _password(event: Any) -> Iterator[Finding]:
    if event["triggerSource"] == "UserMigration_Authentication" and not event["request"]["password"]:
        yield "request.password", "is empty, but the user has typed one to sign in"


@_BOOKS["cognito_inbound_federation"].rule("CG-provider", "SAML sends an assertion, and nothing else does.")
def _provider(event: Any) -> Iterator[Finding]:
    saml = event["request"]["providerType"] == "SAML"
    for name in event["request"]["attributes"]:
        if (name == "samlResponse") is not saml:
            yield f"request.attributes.{name}", f"is there, but the provider is {event['request']['providerType']}"


@_BOOKS["cognito_custom_message"].rule("CG-username", "Only an invitation names the placeholder of the user name.")
def _username(event: Any) -> Iterator[Finding]:
    invited = event["triggerSource"] == "CustomMessage_AdminCreateUser"
    if invited and not event["request"]["usernameParameter"]:
        yield "request.usernameParameter", "is empty, but an invitation must contain the user's name"
