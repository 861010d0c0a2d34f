"""Hypothesis strategies for the events of every source: the builder's name and `_events`.

Parameters take strategies for the parts that a handler cares about. Only what varies is drawn, the envelope is
computed by the builder, so every example keeps every rule of `pytest_lambda.events.check`, and shrinks to a small
event. Events happen at the first moment of 2026, or when a test's frozen clock says, or when `world` says.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.strategies.sqs import sqs_events as sqs_events

#: public name -> the module that holds it
_HOMES = {
    "sqs_events": "sqs",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
