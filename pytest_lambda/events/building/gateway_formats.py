"""Formats that the HTTP front ends share, for builders and rules."""

from __future__ import annotations

import re
from calendar import timegm
from ipaddress import ip_address

_CLF = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) \+0000")
_MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ROOT = re.compile(r"(?:^|;)Root=1-([0-9a-f]{8})-[0-9a-f]{24}(?:;|$)")
_GATEWAY_ID = re.compile(r"[A-Za-z0-9+/_-]{15}=")


def common_log_seconds(text: object) -> int | None:
    """Seconds since 1970 of a time in the Common Log Format; None if it is none."""
    found = _CLF.fullmatch(text) if isinstance(text, str) else None
    if found is None or found[2] not in _MONTHS:
        return None
    day, year, *clock = (int(found[number]) for number in (1, 3, 4, 5, 6))
    return timegm((year, _MONTHS.index(found[2]), day, *clock))


def trace_seconds(header: object) -> int | None:
    """The second in the root of a trace header; None if there is no root."""
    found = _ROOT.search(header) if isinstance(header, str) else None
    return int(found[1], 16) if found else None


def is_ip(text: object) -> bool:
    """Whether it is an address of IP version 4 or 6, not a network."""
    try:
        ip_address(str(text))
    except ValueError:
        return False
    return isinstance(text, str)


def is_gateway_id(text: object) -> bool:
    """Whether it is an id as API Gateway gives requests: 15 characters and `=`."""
    return isinstance(text, str) and _GATEWAY_ID.fullmatch(text) is not None
