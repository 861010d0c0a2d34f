"""The event of a bot of Lex V2."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class LexSlotValue(TypedDict):
    """What the user has said and what Lex makes of it."""

    originalValue: str
    interpretedValue: str
    resolvedValues: list[str]


class LexSlot(TypedDict, total=False):
    """A slot: one value, several ones, or the parts of a composite slot."""

    shape: Literal["Scalar", "List", "Composite"]
    value: LexSlotValue
    values: list[Any]
    subSlots: dict[str, Any]


class LexIntentBase(TypedDict):
    """What every intent has."""

    name: str
    slots: dict[str, LexSlot | None]
    state: Literal["Failed", "Fulfilled", "FulfillmentInProgress", "InProgress", "ReadyForFulfillment", "Waiting"]
    confirmationState: Literal["Confirmed", "Denied", "None"]


class LexIntent(LexIntentBase, total=False):
    """What the user wants."""

    kendraResponse: Any


class LexInterpretationBase(TypedDict):
    """What every interpretation has."""

    intent: LexIntent


class LexInterpretation(LexInterpretationBase, total=False):
    """An intent that the user may have meant; the likeliest comes first."""

    interpretationSource: Literal["Bedrock", "Lex"]
    #: not of the fallback
    nluConfidence: float
    sentimentResponse: dict[str, Any]


class LexBot(TypedDict):
    """The bot and its alias."""

    id: str
    name: str
    localeId: str
    version: str
    aliasId: str
    aliasName: str


class LexDialogActionBase(TypedDict):
    """What every action has."""

    type: Literal["Close", "ConfirmIntent", "Delegate", "ElicitIntent", "ElicitSlot"]


class LexDialogAction(LexDialogActionBase, total=False):
    """What the bot does next."""

    slotToElicit: str
    slotElicitationStyle: str
    subSlotToElicit: Any


class LexNextStateBase(TypedDict):
    """What every next state has."""

    dialogAction: LexDialogAction
    intent: LexIntent


class LexNextState(LexNextStateBase, total=False):
    """What the bot does if the function lets it."""

    prompt: dict[str, str]


class LexSessionStateBase(TypedDict):
    """What every session has."""

    intent: LexIntent
    originatingRequestId: str


class LexSessionState(LexSessionStateBase, total=False):
    """The session."""

    activeContexts: list[Any]
    sessionAttributes: dict[str, str]
    dialogAction: LexDialogAction
    runtimeHints: dict[str, Any]


class LexTranscription(TypedDict, total=False):
    """What Lex may have heard."""

    transcription: str
    transcriptionConfidence: float
    resolvedContext: dict[str, str]
    resolvedSlots: dict[str, LexSlot]


class LexV2Base(TypedDict):
    """What every event has."""

    messageVersion: Literal["1.0"]
    invocationSource: Literal["DialogCodeHook", "FulfillmentCodeHook"]
    inputMode: Literal["DTMF", "Speech", "Text"]
    responseContentType: str
    sessionId: str
    inputTranscript: str
    bot: LexBot
    interpretations: list[LexInterpretation]
    sessionState: LexSessionState


class LexV2Event(LexV2Base, total=False):
    """A bot asks its function."""

    invocationLabel: str
    proposedNextState: LexNextState
    requestAttributes: dict[str, str]
    transcriptions: list[LexTranscription]
