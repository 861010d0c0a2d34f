"""Every recorded event source, replayed on virtual time. Event source mappings do not exist yet."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction

from .async_case import async_case
from .async_replay import replay
from .async_verdict import mismatches

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
    if source_case["source_type"] != "async":
        assert LambdaFunction.create_event_source_mapping, source_case["id"]  # type: ignore[attr-defined]
    case = async_case(source_case)
    found = mismatches(case, replay(case))
    if found:
        pytest.fail("\n".join(found), pytrace=False)
