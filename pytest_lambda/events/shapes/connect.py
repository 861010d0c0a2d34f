"""The event of a flow of Amazon Connect."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class ConnectEndpoint(TypedDict):
    """A telephone number, an e-mail address."""

    Address: str
    Type: str


class ConnectQueueBase(TypedDict):
    """What every queue has."""

    ARN: str
    Name: str


class ConnectQueue(ConnectQueueBase, total=False):
    """The queue that a contact is in."""

    OutboundCallerId: ConnectEndpoint | None


class ConnectAudio(TypedDict):
    """Where the customer's voice is."""

    StartFragmentNumber: str | None
    StartTimestamp: str | None
    StreamARN: str | None


class ConnectCustomerStreams(TypedDict):
    """The customer's media."""

    #: null until the flow starts streaming
    Audio: ConnectAudio | None


class ConnectMediaStreams(TypedDict):
    """The media of a contact."""

    Customer: ConnectCustomerStreams


class ConnectContactBase(TypedDict):
    """What every contact has."""

    Attributes: dict[str, str]
    Channel: Literal["VOICE", "CHAT", "TASK", "EMAIL"]
    ContactId: str
    CustomerEndpoint: ConnectEndpoint | None
    InitialContactId: str | None
    InitiationMethod: str
    InstanceARN: str
    PreviousContactId: str | None
    Queue: ConnectQueue | None
    SystemEndpoint: ConnectEndpoint | None


class ConnectContactData(ConnectContactBase, total=False):
    """With what came over the years."""

    CustomerId: str | None
    Description: str | None
    LanguageCode: str | None
    MediaStreams: ConnectMediaStreams
    Name: str | None
    References: dict[str, Any]
    RelatedContactId: str | None
    SegmentAttributes: dict[str, Any]
    Tags: dict[str, str]


class ConnectDetails(TypedDict):
    """The contact, and what the flow passes on."""

    ContactData: ConnectContactData
    Parameters: dict[str, Any]


class ConnectEvent(TypedDict):
    """A flow invokes a function."""

    Details: ConnectDetails
    Name: Literal["ContactFlowEvent"]
