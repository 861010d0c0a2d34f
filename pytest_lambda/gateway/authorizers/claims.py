"""What tokens claim, and in which texts an API hands it on."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

_BEARER = "bearer "


def bare(value: str) -> str:
    """A token without `Bearer ` before it."""
    return value[len(_BEARER) :].strip() if value[: len(_BEARER)].lower() == _BEARER else value


def scopes_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes of a token: `scope`, or else `scp`, with spaces between them or as a list."""
    said = claims.get("scope", claims.get("scp"))
    if isinstance(said, str):
        return tuple(said.split())
    return tuple(str(each) for each in said) if isinstance(said, list) else ()


def time_problem(claims: Mapping[str, Any], now: float) -> str | None:
    """What is wrong with the times of a token, if anything is; that one without `exp` is refused is not recorded."""
    times = {name: claims.get(name) for name in ("exp", "nbf", "iat")}
    for name, moment in times.items():
        if moment is not None and (isinstance(moment, bool) or not isinstance(moment, (int, float))):
            return f"the token's {name} is no time"
    expires, not_before, issued = times.values()
    if expires is None:
        return "the token has no exp"
    if expires <= now:
        return "the token has expired"
    if not_before is not None and not_before > now:
        return "the token is not valid yet"
    if issued is not None and issued > now:
        return "the token was issued in the future"
    return None


def go_text(value: Any) -> str:
    """A claim as HTTP APIs hand it on: lists as Go prints them, `[a b]`; other nested values are not recorded."""
    if isinstance(value, list):
        return f"[{' '.join(go_text(each) for each in value)}]"
    return value if isinstance(value, str) else json.dumps(value)


def pool_text(name: str, value: Any) -> str:
    """A claim as user pool authorizers of REST APIs hand it on: lists with commas, times as Java prints them."""
    if isinstance(value, list):
        return ",".join(pool_text("", each) for each in value)
    if name in ("exp", "iat") and isinstance(value, (int, float)):
        return _java_date(value)
    return value if isinstance(value, str) else json.dumps(value)


def _java_date(epoch: float) -> str:
    """`Sat Nov 21 16:55:10 UTC 2026`, whatever the locale."""
    moment = time.gmtime(epoch)
    day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][moment.tm_wday]
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][moment.tm_mon - 1]
    clock = f"{moment.tm_hour:02}:{moment.tm_min:02}:{moment.tm_sec:02}"
    return f"{day} {month} {moment.tm_mday:02} {clock} UTC {moment.tm_year}"
