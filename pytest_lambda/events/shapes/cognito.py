"""The events of the triggers of Cognito user pools. Attributes of users are text, also numbers and truth values."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Text = dict[str, str]


class CognitoCallerContext(TypedDict):
    """Who called Cognito."""

    awsSdkVersion: str
    clientId: str


class CognitoUserEvent(TypedDict):
    """What the event of every trigger has."""

    version: str
    triggerSource: str
    region: str
    userPoolId: str
    userName: str
    callerContext: CognitoCallerContext


class _Request(TypedDict):
    userAttributes: Text


class _MetadataRequest(_Request, total=False):
    clientMetadata: Text | None


class _GuardedRequest(_MetadataRequest, total=False):
    #: there if the app client hides which users exist
    userNotFound: bool


class CognitoPreSignUpRequest(_MetadataRequest, total=False):
    """Who wants to sign up."""

    validationData: Text | None


class CognitoPreSignUpResponse(TypedDict):
    """What the function decides."""

    autoConfirmUser: bool | None
    autoVerifyEmail: bool | None
    autoVerifyPhone: bool | None


class CognitoPreSignUpEvent(CognitoUserEvent):
    """Before a user is created."""

    request: CognitoPreSignUpRequest
    response: CognitoPreSignUpResponse


class CognitoPostConfirmationEvent(CognitoUserEvent):
    """After a user has confirmed the account or a new password."""

    request: _MetadataRequest
    response: dict[str, Any]


class CognitoPreAuthenticationRequest(_GuardedRequest, total=False):
    """Who wants to sign in."""

    validationData: Text | None


class CognitoPreAuthenticationEvent(CognitoUserEvent):
    """Before a user signs in."""

    request: CognitoPreAuthenticationRequest
    response: dict[str, Any]


class CognitoPostAuthenticationRequest(_MetadataRequest):
    """Who has signed in."""

    newDeviceUsed: bool


class CognitoPostAuthenticationEvent(CognitoUserEvent):
    """After a user has signed in."""

    request: CognitoPostAuthenticationRequest
    response: dict[str, Any]


class _MigrationRequest(TypedDict):
    #: not set when the user has forgotten it
    password: str | None


class CognitoUserMigrationRequest(_MigrationRequest, total=False):
    """Whose account is not in the user pool."""

    validationData: Text | None
    userAttributes: Text | None
    clientMetadata: Text | None


class CognitoUserMigrationResponse(TypedDict, total=False):
    """The user that the function has found."""

    userAttributes: Text | None
    forceAliasCreation: bool | None
    enableSMSMFA: bool | None
    finalUserStatus: str | None
    messageAction: str | None
    desiredDeliveryMediums: list[str] | None


class CognitoUserMigrationEvent(CognitoUserEvent):
    """An unknown user signs in or has forgotten the password."""

    request: CognitoUserMigrationRequest
    response: CognitoUserMigrationResponse


class _MessageRequest(_MetadataRequest):
    codeParameter: str
    usernameParameter: str | None


class CognitoCustomMessageRequest(_MessageRequest, total=False):
    """What the message must contain."""

    linkParameter: str | None


class CognitoCustomMessageResponse(TypedDict):
    """The texts of the function."""

    smsMessage: str | None
    emailMessage: str | None
    emailSubject: str | None


class CognitoCustomMessageEvent(CognitoUserEvent):
    """Before a message is sent."""

    request: CognitoCustomMessageRequest
    response: CognitoCustomMessageResponse


class _ChallengeResult(TypedDict):
    challengeName: str
    challengeResult: bool


class CognitoChallengeResult(_ChallengeResult, total=False):
    """One challenge that is over."""

    challengeMetadata: str | None


class CognitoDefineAuthChallengeRequest(_GuardedRequest):
    """The challenges up to now."""

    session: list[CognitoChallengeResult]


class CognitoDefineAuthChallengeResponse(TypedDict):
    """The next challenge, or the end."""

    challengeName: str | None
    issueTokens: bool | None
    failAuthentication: bool | None


class CognitoDefineAuthChallengeEvent(CognitoUserEvent):
    """Which challenge comes next?"""

    request: CognitoDefineAuthChallengeRequest
    response: CognitoDefineAuthChallengeResponse


class CognitoCreateAuthChallengeRequest(CognitoDefineAuthChallengeRequest):
    """The challenges up to now, and the next one."""

    challengeName: str


class CognitoCreateAuthChallengeResponse(TypedDict):
    """The challenge of the function."""

    publicChallengeParameters: Text | None
    privateChallengeParameters: Text | None
    challengeMetadata: str | None


class CognitoCreateAuthChallengeEvent(CognitoUserEvent):
    """What is the challenge?"""

    request: CognitoCreateAuthChallengeRequest
    response: CognitoCreateAuthChallengeResponse


class CognitoVerifyAuthChallengeRequest(_GuardedRequest):
    """The user's answer."""

    privateChallengeParameters: Text | None
    challengeAnswer: str


class CognitoVerifyAuthChallengeResponse(TypedDict):
    """The function's judgement."""

    answerCorrect: bool | None


class CognitoVerifyAuthChallengeEvent(CognitoUserEvent):
    """Is the answer right?"""

    request: CognitoVerifyAuthChallengeRequest
    response: CognitoVerifyAuthChallengeResponse


class CognitoGroupConfiguration(TypedDict):
    """The groups of a user and their roles."""

    groupsToOverride: list[str]
    iamRolesToOverride: list[str]
    preferredRole: str | None


class _TokenRequest(_MetadataRequest):
    groupConfiguration: CognitoGroupConfiguration


class CognitoPreTokenGenerationRequest(_TokenRequest, total=False):
    """For whom the token is."""

    #: of versions 2 and 3
    scopes: list[str]


class CognitoPreTokenGenerationResponse(TypedDict, total=False):
    """What the function changes in the tokens."""

    #: of version 1
    claimsOverrideDetails: dict[str, Any] | None
    #: of versions 2 and 3
    claimsAndScopeOverrideDetails: dict[str, Any] | None


class CognitoPreTokenGenerationEvent(TypedDict):
    """Before tokens are made."""

    version: Literal["1", "2", "3"]
    triggerSource: str
    region: str
    userPoolId: str
    #: a machine has none
    userName: str | None
    callerContext: CognitoCallerContext
    request: CognitoPreTokenGenerationRequest
    response: CognitoPreTokenGenerationResponse


class CognitoInboundAttributes(TypedDict, total=False):
    """What the provider has told: a SAML assertion, or the rest."""

    tokenResponse: Text
    idToken: Text
    userInfo: Text
    samlResponse: Text


class CognitoInboundFederationRequest(TypedDict):
    """Where the user comes from."""

    providerName: str
    providerType: Literal["OIDC", "SAML", "Facebook", "Google", "SignInWithApple", "LoginWithAmazon"]
    attributes: CognitoInboundAttributes


class CognitoInboundFederationResponse(TypedDict):
    """The attributes that the function keeps."""

    userAttributesToMap: Text | None


class CognitoInboundFederationEvent(CognitoUserEvent):
    """Before a user of another provider is created or updated."""

    request: CognitoInboundFederationRequest
    response: CognitoInboundFederationResponse


class CognitoCustomSenderRequest(_MetadataRequest):
    """What is to be sent."""

    type: str
    #: encrypted with the user pool's key
    code: str | None


class CognitoCustomSenderBase(CognitoUserEvent):
    """The event without an answer, which senders do not give."""

    request: CognitoCustomSenderRequest


class CognitoCustomSenderEvent(CognitoCustomSenderBase, total=False):
    """A message that the function sends itself."""

    response: dict[str, Any]
