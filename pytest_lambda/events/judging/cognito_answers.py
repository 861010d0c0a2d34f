"""What each trigger of a Cognito user pool may put into `response`.

From the subpages of "Customizing user pool workflows with Lambda triggers". Cognito itself sends null where nothing is
set, so everything may stay null.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict


class Nothing(TypedDict, total=False):
    """The trigger can only let the flow go on, or raise."""


class PreSignUp(TypedDict, total=False):
    """Whether the new user is confirmed, and what of it is verified."""

    autoConfirmUser: bool | None
    autoVerifyEmail: bool | None
    autoVerifyPhone: bool | None


class UserMigration(TypedDict, total=False):
    """The user to make."""

    userAttributes: dict[str, str] | None
    finalUserStatus: Literal["CONFIRMED", "RESET_REQUIRED"] | None
    messageAction: Literal["SUPPRESS", "RESEND"] | None
    desiredDeliveryMediums: list[Literal["EMAIL", "SMS"]] | None
    forceAliasCreation: bool | None
    enableSMSMFA: bool | None


class CustomMessage(TypedDict, total=False):
    """The texts."""

    smsMessage: str | None
    emailMessage: str | None
    emailSubject: str | None


class DefineAuthChallenge(TypedDict, total=False):
    """What comes next."""

    challengeName: str | None
    issueTokens: bool | None
    failAuthentication: bool | None


class CreateAuthChallenge(TypedDict, total=False):
    """The challenge."""

    publicChallengeParameters: dict[str, str] | None
    privateChallengeParameters: dict[str, str] | None
    challengeMetadata: str | None


class VerifyAuthChallenge(TypedDict, total=False):
    """Whether the challenge is met."""

    answerCorrect: bool | None


class Groups(TypedDict, total=False):
    """Groups and roles in place of the user's own."""

    groupsToOverride: list[str] | None
    iamRolesToOverride: list[str] | None
    preferredRole: str | None


class Claims(TypedDict, total=False):
    """Changes of the ID token, version 1."""

    claimsToAddOrOverride: dict[str, str] | None
    claimsToSuppress: list[str] | None
    groupOverrideDetails: Groups | None


class PreTokenGeneration1(TypedDict, total=False):
    """The answer to events of version 1."""

    claimsOverrideDetails: Claims | None


class IdToken(TypedDict, total=False):
    """Changes of the ID token."""

    claimsToAddOrOverride: dict[str, Any] | None
    claimsToSuppress: list[str] | None


class AccessToken(IdToken, total=False):
    """Changes of the access token."""

    scopesToAdd: list[str] | None
    scopesToSuppress: list[str] | None


class ClaimsAndScopes(TypedDict, total=False):
    """Changes of both tokens."""

    idTokenGeneration: IdToken | None
    accessTokenGeneration: AccessToken | None
    groupOverrideDetails: Groups | None


class PreTokenGeneration2(TypedDict, total=False):
    """The answer to events of versions 2 and 3."""

    claimsAndScopeOverrideDetails: ClaimsAndScopes | None


#: by the builder's name; the custom senders are not here: Cognito does not read their answers
RESPONSES: Final[dict[str, Any]] = {
    "cognito_pre_sign_up": PreSignUp,
    "cognito_post_confirmation": Nothing,
    "cognito_pre_authentication": Nothing,
    "cognito_post_authentication": Nothing,
    "cognito_user_migration": UserMigration,
    "cognito_custom_message": CustomMessage,
    "cognito_define_auth_challenge": DefineAuthChallenge,
    "cognito_create_auth_challenge": CreateAuthChallenge,
    "cognito_verify_auth_challenge": VerifyAuthChallenge,
    "cognito_pre_token_generation": PreTokenGeneration2,
}

#: claims that the trigger cannot change, of both tokens ("Pre token generation Lambda trigger")
FIXED_CLAIMS: Final = frozenset({
    "acr", "amr", "at_hash", "auth_time", "azp", "cognito:username", "exp", "iat", "identities", "iss", "jti", "nbf",
    "nonce", "origin_jti", "sub", "token_use",
})  # fmt: skip
