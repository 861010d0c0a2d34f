"""The event of a Transfer Family server's identity provider."""

from __future__ import annotations

from typing import Literal, TypedDict


class TransferFamilyBase(TypedDict):
    """What every event has."""

    username: str
    protocol: Literal["SFTP", "FTPS", "FTP"]
    serverId: str
    sourceIp: str


class TransferFamilyEvent(TransferFamilyBase, total=False):
    """Someone logs in to a server."""

    #: not there, or empty, of users who come with a key
    password: str
