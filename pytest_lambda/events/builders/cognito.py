"""Events of a Cognito user pool's triggers around signing up and signing in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.cognito_user import UserEvent, optional, optional_texts
from pytest_lambda.events.building.cognito_triggers import CLIENT_CREDENTIALS, TOKEN_RESPONSES
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.shapes.cognito import (
    CognitoCustomMessageEvent,
    CognitoPostAuthenticationEvent,
    CognitoPostConfirmationEvent,
    CognitoPreAuthenticationEvent,
    CognitoPreSignUpEvent,
    CognitoPreTokenGenerationEvent,
    CognitoUserMigrationEvent,
)
from pytest_lambda.world import World


def cognito_pre_sign_up(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    validation_data: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoPreSignUpEvent:
    """The pre sign-up trigger of a Cognito user pool: someone is about to become a user.

    Args:
        trigger_source: `PreSignUp_SignUp` (by default), `…_AdminCreateUser` or `…_ExternalProvider`.
        user_name: what the user has chosen; by default an id.
        user_attributes: of the user: `{"email": "a@example.com"}`.
        validation_data: what the app sends for checks; null without.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_pre_sign_up", parameters_of(cognito_pre_sign_up), trigger_source, user_name, world, time, fields,
        user_attributes,
    )  # fmt: skip
    say = user.request
    request = {
        "userAttributes": user.attributes(user_attributes, status=False),  # there is no user yet
        "validationData": say("validationData", optional_texts(validation_data, "validation_data", otherwise=None)),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    return cast(CognitoPreSignUpEvent, user.made(request))


def cognito_post_confirmation(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoPostConfirmationEvent:
    """The post confirmation trigger of a Cognito user pool.

    Args:
        trigger_source: `PostConfirmation_ConfirmSignUp` (by default) or `…_ConfirmForgotPassword`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_post_confirmation", parameters_of(cognito_post_confirmation), trigger_source, user_name, world,
        time, fields, user_attributes,
    )  # fmt: skip
    request = {
        "userAttributes": user.attributes(user_attributes),
        "clientMetadata": user.request("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    return cast(CognitoPostConfirmationEvent, user.made(request))


def cognito_pre_authentication(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    validation_data: Mapping[str, object] | None = None,
    user_not_found: bool | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoPreAuthenticationEvent:
    """The pre authentication trigger of a Cognito user pool: someone wants to sign in.

    Args:
        trigger_source: `PreAuthentication_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        validation_data: what the app sends for checks; null without.
        user_not_found: for app clients that hide which users exist; other events do not have the key.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_pre_authentication", parameters_of(cognito_pre_authentication), trigger_source, user_name, world,
        time, fields, user_attributes,
    )  # fmt: skip
    say = user.request
    request = {
        "userAttributes": user.attributes(user_attributes),
        "validationData": say("validationData", optional_texts(validation_data, "validation_data", otherwise=None)),
        "userNotFound": say("userNotFound", optional(user_not_found)),
        "clientMetadata": say("clientMetadata", ABSENT),
    }
    return cast(CognitoPreAuthenticationEvent, user.made(request))


def cognito_post_authentication(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    new_device_used: bool = False,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoPostAuthenticationEvent:
    """The post authentication trigger of a Cognito user pool: a user has signed in.

    Args:
        trigger_source: `PostAuthentication_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        new_device_used: for pools that remember devices.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_post_authentication", parameters_of(cognito_post_authentication), trigger_source, user_name, world,
        time, fields, user_attributes,
    )  # fmt: skip
    request = {
        "userAttributes": user.attributes(user_attributes),
        "newDeviceUsed": user.request("newDeviceUsed", new_device_used),
        "clientMetadata": user.request("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    return cast(CognitoPostAuthenticationEvent, user.made(request))


def cognito_user_migration(
    *,
    trigger_source: str | None = None,
    user_name: str = "jane@example.com",
    password: str | None = None,
    validation_data: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoUserMigrationEvent:
    """The user migration trigger of a Cognito user pool: the pool does not know who signs in.

    Args:
        trigger_source: `UserMigration_Authentication` (by default) or `…_ForgotPassword`.
        user_name: what the user has typed.
        password: what the user has typed; null for `…_ForgotPassword`.
        validation_data: what the app sends for checks; null without.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, a value is no text, or a forgotten password is given.
    """
    user = UserEvent(
        "cognito_user_migration", parameters_of(cognito_user_migration), trigger_source, user_name, world, time,
        fields,
    )  # fmt: skip
    forgotten = user.source == "UserMigration_ForgotPassword"
    if forgotten and password is not None:
        raise EventError(
            "password is given, but trigger_source is 'UserMigration_ForgotPassword': Cognito sends none then. "
            "Leave it out, or use 'UserMigration_Authentication'."
        )
    say = user.request
    typed = None if forgotten else "Pa55-word" if password is None else password
    request = {
        "password": say("password", typed),
        "validationData": say("validationData", optional_texts(validation_data, "validation_data", otherwise=None)),
        "userAttributes": say("userAttributes", ABSENT),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    return cast(CognitoUserMigrationEvent, user.made(request))


def cognito_custom_message(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoCustomMessageEvent:
    """The custom message trigger of a Cognito user pool: Cognito is about to write to a user.

    Args:
        trigger_source: `CustomMessage_SignUp` (by default), `…_AdminCreateUser`, `…_ResendCode`,
            `…_ForgotPassword`, `…_UpdateUserAttribute`, `…_VerifyUserAttribute` or `…_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_custom_message", parameters_of(cognito_custom_message), trigger_source, user_name, world, time,
        fields, user_attributes,
    )  # fmt: skip
    say = user.request
    invited = user.source == "CustomMessage_AdminCreateUser"
    request = {
        "userAttributes": user.attributes(user_attributes),
        "codeParameter": say("codeParameter", "{####}"),
        "linkParameter": say("linkParameter", "{##Click Here##}"),
        "usernameParameter": say("usernameParameter", "{username}" if invited else None),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    return cast(CognitoCustomMessageEvent, user.made(request))


def cognito_pre_token_generation(
    *,
    version: int | str = 1,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    groups: Sequence[str] = (),
    scopes: Sequence[str] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoPreTokenGenerationEvent:
    """The pre token generation trigger of a Cognito user pool.

    Args:
        version: of the event: 1, 2 or 3. Only 2 and 3 know scopes, only 3 tokens for machines.
        trigger_source: `TokenGeneration_Authentication` (by default), `…_HostedAuth`, `…_NewPasswordChallenge`,
            `…_AuthenticateDevice`, `…_RefreshTokens` or `…_ClientCredentials`.
        user_name: by default the user's id; null for a machine.
        user_attributes: of the user, besides the id and the status.
        groups: of the user.
        scopes: of the access token.
        client_metadata: what the app sends for the function.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, the version does not exist or does not know what is
            given, or a value is no text.
    """
    user = UserEvent(
        "cognito_pre_token_generation", parameters_of(cognito_pre_token_generation), trigger_source, user_name,
        world, time, fields, str(version), user_attributes,
    )  # fmt: skip
    kind = _token_version(version, trigger_source, scopes)
    machine = user.source == CLIENT_CREDENTIALS
    say, group = user.request, user.request.at("groupConfiguration")
    granted = ["aws.cognito.signin.user.admin"] if scopes is None else list(scopes)
    request = {
        "userAttributes": say("userAttributes", {}) if machine else user.attributes(user_attributes),
        "groupConfiguration": group.done(
            {
                "groupsToOverride": group("groupsToOverride", list(groups)),
                "iamRolesToOverride": group("iamRolesToOverride", []),
                "preferredRole": group("preferredRole", None),
            }
        ),
        "scopes": say("scopes", ABSENT if kind == "1" else granted),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
    }
    made = user.made(request, version=kind, response={TOKEN_RESPONSES[kind]: None})
    if machine and user_name is None and "userName" not in fields:
        made["userName"] = None
    return cast(CognitoPreTokenGenerationEvent, made)


def _token_version(version: object, trigger_source: str | None, scopes: object) -> str:
    kind = str(version)
    if kind not in TOKEN_RESPONSES:
        raise EventError(f"version is {version!r}: expected 1, 2 or 3, the versions of this trigger's event.")
    if kind == "1" and scopes is not None:
        raise EventError("scopes are given, but version is 1, whose events have none: use version=2 or version=3.")
    if kind != "3" and trigger_source == CLIENT_CREDENTIALS:
        raise EventError(
            f"trigger_source is {trigger_source!r}, but version is {version!r}: Cognito sends events about tokens "
            "for machines in version 3 only. Use version=3."
        )
    return kind
