"""Every recorded event source, replayed on virtual time."""

from __future__ import annotations

from typing import Any

import pytest

from . import async_replay, async_verdict, source_replay, source_verdict
from .async_case import async_case
from .source_case import source_case as mapping_case

_KEYS = {
    "id": str,
    "source_type": str,
    "title": str,
    "config": dict,
    "messages": list,
    "handler": dict,
    "expected_invocations": (list, dict, type(None)),
    "final_disposition": (dict, type(None)),
    "evidence": list,
    "confidence": str,
    "asserted": bool,
}


def test_format(source_case: dict[str, Any]) -> None:
    wrong = [name for name, kind in _KEYS.items() if not isinstance(source_case.get(name), kind)]
    assert not wrong
    assert source_case["handler"]["mode"]


def test_case(source_case: dict[str, Any]) -> None:
    found, happened = _replayed(source_case)
    if found:
        pytest.fail("\n".join([*found, *happened]), pytrace=False)


def _replayed(source_case: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What is not as recorded, and what happened."""
    if source_case["source_type"] == "async":
        asynchronous = async_case(source_case)
        return async_verdict.mismatches(asynchronous, async_replay.replay(asynchronous)), []
    case = mapping_case(source_case)
    seen = source_replay.replay(case)
    return source_verdict.mismatches(case, seen), [seen.text]
