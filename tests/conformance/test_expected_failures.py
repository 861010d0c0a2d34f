"""Which cases of event sources are expected to fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from . import expected_failures

CASE: dict[str, Any] = {"source_type": "mq", "config": {"broker": "activemq", "esm": {"BatchSize": 1}}, "messages": [{"key": "a"}]}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"source_type": "mq"}, True),
        ({"config": {"broker": "activemq"}}, True),
        ({"config": {"broker": "rabbitmq"}}, False),
        ({"config": {"esm": {"BatchSize": 1}}, "source_type": "mq"}, True),
        ({"config": {"queue": None}}, False),
        ({"messages": []}, False),
        ({"config": {"broker": {"name": "activemq"}}}, False),
    ],
    ids=["kind", "part", "other part", "two parts", "absent", "list", "of another shape"],
)
def test_reason(where: dict[str, Any], expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [{"where": {"uses": ["x"]}, "reason": "of functions"}, {"where": {"source": where}, "reason": "because"}]
    path = tmp_path / "expected_failures.json"
    path.write_text(json.dumps(entries))
    monkeypatch.setattr(expected_failures, "PATH", path)
    assert expected_failures.source_reason(CASE) == ("because" if expected else None)
