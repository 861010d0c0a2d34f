"""The events of Alexa: requests to custom skills, directives to smart home skills."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class AlexaApplication(TypedDict):
    """The skill."""

    applicationId: str


class AlexaUserBase(TypedDict):
    """What every user has."""

    userId: str


class AlexaUser(AlexaUserBase, total=False):
    """Who has enabled the skill."""

    accessToken: str
    permissions: dict[str, Any]


class AlexaDevice(TypedDict, total=False):
    """What the user speaks to."""

    deviceId: str
    persistentEndpointId: str
    supportedInterfaces: dict[str, Any]


class AlexaSystemBase(TypedDict):
    """What `System` always has."""

    application: AlexaApplication
    user: AlexaUser
    apiEndpoint: str
    apiAccessToken: str


class AlexaSystem(AlexaSystemBase, total=False):
    """`System` of a context."""

    device: AlexaDevice
    person: dict[str, str]
    unit: dict[str, str]


class AlexaSessionBase(TypedDict):
    """What every session has."""

    new: bool
    sessionId: str
    application: AlexaApplication
    user: AlexaUser


class AlexaSession(AlexaSessionBase, total=False):
    """The session."""

    attributes: dict[str, Any]


class AlexaSlotBase(TypedDict):
    """What every slot has."""

    name: str
    confirmationStatus: Literal["NONE", "CONFIRMED", "DENIED"]


class AlexaSlot(AlexaSlotBase, total=False):
    """A slot; without `value`, if the user has not said it."""

    value: str
    source: str
    resolutions: dict[str, Any]
    slotValue: dict[str, Any]


class AlexaIntentBase(TypedDict):
    """What every intent has."""

    name: str
    confirmationStatus: Literal["NONE", "CONFIRMED", "DENIED"]


class AlexaIntent(AlexaIntentBase, total=False):
    """What the user wants."""

    slots: dict[str, AlexaSlot]


class AlexaRequestBase(TypedDict):
    """What every request has."""

    type: str
    requestId: str
    timestamp: str


class AlexaRequest(AlexaRequestBase, total=False):
    """A request; its type tells which fields it has."""

    locale: str
    #: LaunchRequest
    shouldLinkResultBeReturned: bool
    #: IntentRequest
    intent: AlexaIntent
    dialogState: Literal["STARTED", "IN_PROGRESS", "COMPLETED"]
    #: SessionEndedRequest
    reason: Literal["USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"]
    error: dict[str, str]


class AlexaSkillBase(TypedDict):
    """What every event has."""

    version: Literal["1.0"]
    #: `System`, and the state of the device's interfaces
    context: dict[str, Any]
    request: AlexaRequest


class AlexaSkillEvent(AlexaSkillBase, total=False):
    """A request to a custom skill."""

    #: not there for requests outside of sessions
    session: AlexaSession


class AlexaScope(TypedDict):
    """The customer's access token for the device cloud."""

    type: Literal["BearerToken"]
    token: str


class AlexaHeaderBase(TypedDict):
    """What every header has."""

    namespace: str
    name: str
    messageId: str
    payloadVersion: Literal["3"]


class AlexaHeader(AlexaHeaderBase, total=False):
    """The header of a directive."""

    #: of directives to devices
    correlationToken: str
    instance: str


class AlexaEndpointBase(TypedDict):
    """What every endpoint has."""

    scope: AlexaScope
    endpointId: str


class AlexaEndpoint(AlexaEndpointBase, total=False):
    """A device."""

    cookie: dict[str, str]


class AlexaDirectiveBase(TypedDict):
    """What every directive has."""

    header: AlexaHeader
    payload: dict[str, Any]


class AlexaDirective(AlexaDirectiveBase, total=False):
    """What is to be done."""

    endpoint: AlexaEndpoint


class AlexaSmartHomeEvent(TypedDict):
    """A directive to a smart home skill."""

    directive: AlexaDirective
