"""The event of an authorizer of IoT Core. What is not relevant to a connection is not there."""

from __future__ import annotations

from typing import Literal, TypedDict


class IotTlsData(TypedDict):
    """Of the TLS handshake."""

    serverName: str


class IotHttpData(TypedDict):
    """Of a request over HTTP, also one that opens a WebSocket."""

    headers: dict[str, str]
    queryString: str


class IotMqttData(TypedDict, total=False):
    """Of the CONNECT message."""

    username: str
    #: base64
    password: str
    clientId: str


class IotProtocolData(TypedDict, total=False):
    """What the client has sent, by protocol."""

    tls: IotTlsData
    http: IotHttpData
    mqtt: IotMqttData


class IotConnectionMetadata(TypedDict):
    """About the connection."""

    id: str


class IotCustomAuthorizerBase(TypedDict):
    """What every event has."""

    signatureVerified: bool
    protocols: list[Literal["tls", "http", "mqtt"]]
    protocolData: IotProtocolData
    connectionMetadata: IotConnectionMetadata


class IotCustomAuthorizerEvent(IotCustomAuthorizerBase, total=False):
    """A device wants to connect or to publish."""

    token: str
