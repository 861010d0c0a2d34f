"""Events of the triggers of a Cognito user pool that send messages themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.events.builders.cognito_user import UserEvent, optional_texts
from pytest_lambda.events.building.cognito_triggers import ACCOUNT_TAKE_OVER
from pytest_lambda.events.building.contents import base64_text
from pytest_lambda.events.building.notations import iso_seconds
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.shapes.cognito import CognitoCustomSenderEvent
from pytest_lambda.world import World

#: how a message of the AWS Encryption SDK begins: version 1, type, suite 0378
_ENCRYPTED = b"\x01\x80\x03\x78"


def cognito_custom_email_sender(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    code: str | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoCustomSenderEvent:
    """The custom email sender trigger of a Cognito user pool.

    Args:
        trigger_source: `CustomEmailSender_SignUp` (by default), `…_ResendCode`, `…_ForgotPassword`,
            `…_UpdateUserAttribute`, `…_VerifyUserAttribute`, `…_AdminCreateUser`, `…_Authentication` or
            `…_AccountTakeOverNotification`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        code: the encrypted code, as base64. The default looks like one but cannot be decrypted; a take-over
            notification has none.
        client_metadata: what the app sends for the function; null without.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_custom_email_sender", parameters_of(cognito_custom_email_sender), trigger_source, user_name, world,
        time, fields, user_attributes,
    )  # fmt: skip
    if user.source == ACCOUNT_TAKE_OVER and user_attributes is None:
        return _sent(user, user.request("userAttributes", _take_over(user)), code, client_metadata)
    return _sent(user, user.attributes(user_attributes), code, client_metadata)


def cognito_custom_sms_sender(
    *,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    code: str | None = None,
    client_metadata: Mapping[str, object] | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoCustomSenderEvent:
    """The custom SMS sender trigger of a Cognito user pool.

    Args:
        trigger_source: `CustomSMSSender_SignUp` (by default), `…_ResendCode`, `…_ForgotPassword`,
            `…_UpdateUserAttribute`, `…_VerifyUserAttribute`, `…_AdminCreateUser` or `…_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status; by default a telephone number.
        code: the encrypted code, as base64. The default looks like one but cannot be decrypted.
        client_metadata: what the app sends for the function; null without.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_custom_sms_sender", parameters_of(cognito_custom_sms_sender), trigger_source, user_name, world,
        time, fields, user_attributes,
    )  # fmt: skip
    if user_attributes is None:
        user_attributes = {"phone_number_verified": "false", "phone_number": "+12065550100"}
    return _sent(user, user.attributes(user_attributes), code, client_metadata)


def _sent(
    user: UserEvent, attributes: Any, code: str | None, client_metadata: Mapping[str, object] | None
) -> CognitoCustomSenderEvent:
    say = user.request
    if code is None and user.source != ACCOUNT_TAKE_OVER:
        code = base64_text(_ENCRYPTED + user.scene.ids.bytes(92))
    request = {
        "type": say("type", user.trigger.request_type),
        "code": say("code", code),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata", otherwise=None)),
        "userAttributes": attributes,
    }
    return cast(CognitoCustomSenderEvent, user.made(request))


def _take_over(user: UserEvent) -> dict[str, str]:
    """What the page on the custom email sender lists for a sign-in that looks wrong."""
    return {
        "EVENT_ID": user.scene.ids.uuid(),
        "USER_NAME": user.sub,
        "IP_ADDRESS": "192.0.2.10",
        "ACCOUNT_TAKE_OVER_ACTION": "BLOCK",
        "ONE_CLICK_LINK_VALID": "https://example.com/valid",
        "ONE_CLICK_LINK_INVALID": "https://example.com/invalid",
        "LOGIN_TIME": iso_seconds(user.scene.epoch),
        "FEEDBACK_TOKEN": user.scene.ids.hexadecimal(32),
    }
