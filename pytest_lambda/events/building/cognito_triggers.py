"""What tells one trigger of a Cognito user pool from another: its sources, and the answer that waits to be filled in.

From the pages "Customizing user pool workflows with Lambda triggers" and their subpages. Cognito writes null where
nothing is set, both in requests and in the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger.

    Attributes:
        prefix: what its sources begin with, up to the underscore.
        sources: what follows there; the first one is the usual one.
        response: the answer as Cognito sends it; None if it sends none.
        request_type: `type` of the request, of the custom senders.
    """

    prefix: str
    sources: tuple[str, ...]
    response: Mapping[str, Any] | None = field(default_factory=dict)
    request_type: str | None = None

    @property
    def trigger_sources(self) -> tuple[str, ...]:
        """The values that `triggerSource` can have."""
        return tuple(f"{self.prefix}_{source}" for source in self.sources)


_MESSAGES = (
    "SignUp",
    "ResendCode",
    "ForgotPassword",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
    "AdminCreateUser",
    "Authentication",
)

#: by the builder's name
TRIGGERS: Final[dict[str, Trigger]] = {
    "cognito_pre_sign_up": Trigger(
        "PreSignUp",
        ("SignUp", "AdminCreateUser", "ExternalProvider"),
        {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    ),
    "cognito_post_confirmation": Trigger("PostConfirmation", ("ConfirmSignUp", "ConfirmForgotPassword")),
    "cognito_pre_authentication": Trigger("PreAuthentication", ("Authentication",)),
    "cognito_post_authentication": Trigger("PostAuthentication", ("Authentication",)),
    "cognito_user_migration": Trigger(
        "UserMigration",
        ("Authentication", "ForgotPassword"),
        {
            "userAttributes": None,
            "forceAliasCreation": None,
            "enableSMSMFA": None,
            "finalUserStatus": None,
            "messageAction": None,
            "desiredDeliveryMediums": None,
        },
    ),
    "cognito_custom_message": Trigger(
        "CustomMessage", _MESSAGES, {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    ),
    "cognito_define_auth_challenge": Trigger(
        "DefineAuthChallenge",
        ("Authentication",),
        {"challengeName": None, "issueTokens": None, "failAuthentication": None},
    ),
    "cognito_create_auth_challenge": Trigger(
        "CreateAuthChallenge",
        ("Authentication",),
        {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None},
    ),
    "cognito_verify_auth_challenge": Trigger(
        "VerifyAuthChallengeResponse", ("Authentication",), {"answerCorrect": None}
    ),
    "cognito_pre_token_generation": Trigger(
        "TokenGeneration",
        (
            "Authentication",
            "HostedAuth",
            "NewPasswordChallenge",
            "AuthenticateDevice",
            "RefreshTokens",
            "ClientCredentials",
        ),
    ),
    "cognito_inbound_federation": Trigger("InboundFederation", ("ExternalProvider",), {"userAttributesToMap": None}),
    "cognito_custom_email_sender": Trigger(
        "CustomEmailSender", (*_MESSAGES, "AccountTakeOverNotification"), None, "customEmailSenderRequestV1"
    ),
    "cognito_custom_sms_sender": Trigger("CustomSMSSender", _MESSAGES, None, "customSMSSenderRequestV1"),
}

#: the answer to a token's generation, by the version of the event
TOKEN_RESPONSES: Final[dict[str, str]] = {
    "1": "claimsOverrideDetails",
    "2": "claimsAndScopeOverrideDetails",
    "3": "claimsAndScopeOverrideDetails",
}

#: the trigger source of a token for a machine, which has no user
CLIENT_CREDENTIALS: Final = "TokenGeneration_ClientCredentials"
#: the only message without a code
ACCOUNT_TAKE_OVER: Final = "CustomEmailSender_AccountTakeOverNotification"
