"""Formats that several sources share, for their rules."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import NamedTuple

_ARN = re.compile(r"arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISO_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_ISO_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Arn(NamedTuple):
    """The parts of an ARN."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def arn_parts(text: object) -> Arn | None:
    """The parts of an ARN; None if it is none."""
    found = _ARN.fullmatch(text) if isinstance(text, str) else None
    return Arn(*found.groups()) if found else None


def is_uuid(text: object) -> bool:
    """Whether it is a UUID in lower case."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def is_iso_milliseconds(text: object) -> bool:
    """Whether it is like `2026-01-31T12:00:00.000Z`."""
    return isinstance(text, str) and _ISO_MILLISECONDS.fullmatch(text) is not None


def is_iso_seconds(text: object) -> bool:
    """Whether it is like `2026-01-31T12:00:00Z`."""
    return isinstance(text, str) and _ISO_SECONDS.fullmatch(text) is not None


def decoded_base64(text: object) -> bytes | None:
    """The bytes that base64 text stands for; None if it is no base64."""
    try:
        return b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None
