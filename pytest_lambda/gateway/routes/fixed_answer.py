"""Answers that a gateway gives by itself, always the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """What a route answers without a function: a mock integration of a REST API, as CORS is mostly configured.

    Args:
        status_code: of HTTP.
        headers: names and values.
        body: text; empty for none.
    """

    status_code: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
