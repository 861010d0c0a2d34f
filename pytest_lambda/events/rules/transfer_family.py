"""The rules of Transfer Family's events, from the page "Using Lambda to integrate your identity provider"."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.transfer_family import TransferFamilyEvent

_SERVER = re.compile(r"s-[0-9a-f]{17}")
_USER = re.compile(r"\w[\w@.-]{2,99}")


def _recognises(event: Mapping[str, Any]) -> bool:
    return "serverId" in event and "protocol" in event and "username" in event


book = Rulebook("transfer_family", TransferFamilyEvent, _recognises, shape_rule="TF-shape")
BOOKS = (book,)


@book.rule("TF-server", "`serverId` is s- and 17 hexadecimal digits.")
def _server(event: Any) -> Iterator[Finding]:
    if _SERVER.fullmatch(event["serverId"]) is None:
        yield "serverId", f"is {event['serverId']!r}, expected s- and 17 hexadecimal digits"


@book.rule("TF-address", "`sourceIp` is an address, not a network.")
def _address(event: Any) -> Iterator[Finding]:
    try:
        ipaddress.ip_address(event["sourceIp"])
    except ValueError:
        yield "sourceIp", f"is {event['sourceIp']!r}, expected an IP address"


@book.rule("TF-password", "Only SFTP lets users in without a password.")
def _password(event: Any) -> Iterator[Finding]:
    if not event.get("password") and event["protocol"] != "SFTP":
        yield "password", f"is missing, but {event['protocol']} knows no keys"


@book.rule("TF-user", "A user name has 3 to 100 letters, digits or characters of `_@.-`.")
def _user(event: Any) -> Iterator[Finding]:
    if _USER.fullmatch(event["username"]) is None:
        yield "username", f"is {event['username']!r}, expected 3 to 100 letters, digits, or characters of '_@.-'"
