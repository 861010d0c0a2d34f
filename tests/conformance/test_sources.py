"""Every recorded event source. The service that would replay them does not exist yet."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaFunction

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


@pytest.mark.xfail(raises=AttributeError, strict=True, reason="there are no event source mappings yet")
def test_case(source_case: dict[str, Any]) -> None:
    assert LambdaFunction.create_event_source_mapping, source_case["id"]  # type: ignore[attr-defined]
