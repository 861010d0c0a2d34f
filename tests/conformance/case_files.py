"""Reading the case files, and checking that they have the format that `cases/README.md` describes."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNTIME_SCHEMA = "runtime/1"
SOURCES_SCHEMA = "sources/1"


class CaseFileError(Exception):
    """A case file is not of the format described in `cases/README.md`."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one invocation gave, or that it was refused."""

    basis: str
    rejected: str | None = None
    http_status: int | None = None
    payload: str | Mapping[str, Any] | None = None
    function_error: str | None = None
    kind: str = ""
    cold_start: bool = False
    logs: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the bytes or text to send, and the headers of the request."""

    payload: str | bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuntimeCase:
    """One function, its events, and a row for each event on each Lambda runtime."""

    id: str
    fidelity: str
    files: Mapping[str, str]
    source_encoding: str
    handler: str
    configuration: Mapping[str, Any]
    environment: Mapping[str, str]
    unset_environment: Sequence[str]
    client_context: str | None
    tenant_id: str | None
    events: Sequence[Event]
    expected: Mapping[str, Sequence[Row]]


def runtime_cases(folder: Path) -> list[RuntimeCase]:
    """The cases of `runtime.json` in the folder, none if there is no such file."""
    return [_runtime_case(case) for case in _cases(folder / "runtime.json", RUNTIME_SCHEMA)]


def source_cases(folder: Path) -> list[dict[str, Any]]:
    """The cases of `sources.json` in the folder as they are, none if there is no such file."""
    return _cases(folder / "sources.json", SOURCES_SCHEMA)


def _cases(path: Path, schema: str) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.get("schema") != schema:
        raise CaseFileError(f"{path} has the schema {content.get('schema')!r}, expected {schema!r}.")
    cases: list[dict[str, Any]] = content["cases"]
    names = [case["id"] for case in cases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CaseFileError(f"{path} has several cases with the id {', '.join(twice)}.")
    return cases


def _runtime_case(case: Mapping[str, Any]) -> RuntimeCase:
    events = [_event(event) for event in case["events"]]
    expected = {runtime: [_row(row) for row in rows] for runtime, rows in case["expected"].items()}
    for runtime, rows in expected.items():
        if len(rows) != len(events):
            raise CaseFileError(f"case {case['id']}: {len(rows)} rows for {runtime}, {len(events)} events.")
    return RuntimeCase(
        id=case["id"],
        fidelity=case["fidelity"],
        files={name: text for name, text in (case["files"] or {}).items() if text is not None},
        source_encoding=case.get("source_encoding") or "utf-8",
        handler=case["handler"],
        configuration=case.get("configuration") or {},
        environment=case.get("environment") or {},
        unset_environment=case.get("unset_environment") or (),
        client_context=case.get("client_context"),
        tenant_id=case.get("tenant_id"),
        events=events,
        expected=expected,
    )


def _event(event: str | Mapping[str, Any]) -> Event:
    if isinstance(event, str):
        return Event(event, {})
    if "base64" in event:
        return Event(base64.b64decode(event["base64"]), {})
    if "repeat" in event:
        parts = event["repeat"]
        return Event(parts["prefix"] + parts["unit"] * parts["count"] + parts["suffix"], {})
    if "body" in event:
        return Event(event["body"], event.get("headers") or {})
    raise CaseFileError(f"an event has the keys {sorted(event)}: expected base64, repeat, or body and headers.")


def _row(row: Mapping[str, Any]) -> Row:
    if row.get("rejected"):
        return Row(row["basis"], rejected=row["rejected"], http_status=row["http_status"])
    return Row(
        row["basis"],
        payload=row["payload"],
        function_error=row["function_error"],
        kind=row["kind"],
        cold_start=row["cold_start"],
        logs="".join(row["logs"]),
    )
