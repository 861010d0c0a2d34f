"""A row of a case against what was seen."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda import InvocationResult, InvokeError

from . import loosening
from .aws_rules import EXIT_PAYLOAD, as_aws, cut_by_recorder, log_lines, one_event_for_each_record
from .case_files import Row, RuntimeCase
from .normalise import normalised
from .replay import Seen

_EXITS = ("runtime_exit", "init_exit")
_LONGEST_SHOWN = 1_000
# A long payload without a digest holds a request id and paths: the recorder counted its own.
_RUN_DEPENDENT = 500


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference: in the outcome (payload, function error, cold start, refusal) or in the log."""

    in_log: bool
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {'log' if self.in_log else 'outcome'}: {self.text}"


def mismatches(case: RuntimeCase, runtime: str, seen: Sequence[Seen], task_root: Path) -> list[Mismatch]:
    """All differences between what was seen on a runtime and the rows of the case."""
    rows = as_aws(case.expected[runtime])
    own = as_aws(case.expected[loosening.nearest(case.expected)])
    found: list[Mismatch] = []
    for number, (row, got) in enumerate(zip(rows, seen, strict=True)):
        if case.fidelity == "rie-differs-from-aws" and not row.basis.startswith("AWS:"):
            continue
        place = f"{runtime}, invocation {number + 1}"
        pair = _Pair(row, own[number], loosening.is_own(runtime), task_root)
        found += [Mismatch(False, place, text) for text in pair.outcome(got)]
        found += [Mismatch(True, place, text) for text in pair.log(got)]
    return found


@dataclass(frozen=True, slots=True)
class _Pair:
    row: Row
    own_row: Row
    exact: bool
    task_root: Path

    def outcome(self, got: Seen) -> Iterator[str]:
        if self.row.rejected or isinstance(got, InvokeError):
            yield from self._refusal(got)
            return
        yield from _different("function_error", got.function_error, self.row.function_error)
        yield from _different("cold_start", got.cold_start, self.row.cold_start)
        yield from _different("kind", _kind(got), _public_kind(self.row.kind))
        yield from self._payload(got)

    def log(self, got: Seen) -> Iterator[str]:
        if isinstance(got, InvokeError) or self.row.rejected:
            return
        seen, expected = self._text(got.logs.function_text), _recorded(self.row.logs)
        if log_lines(seen) == log_lines(expected):
            return
        if cut_by_recorder(expected) and seen.startswith(expected):
            return
        own = _recorded(self.own_row.logs)
        if not self.exact and loosening.logs_agree(seen, expected, own):
            return
        lines = difflib.unified_diff(log_lines(expected), log_lines(seen), "expected", "seen", lineterm="", n=1)
        yield "\n" + "\n".join(_short(line) for line in lines)

    def _refusal(self, got: Seen) -> Iterator[str]:
        expected = (self.row.rejected, self.row.http_status)
        seen = (got.code, got.status_code) if isinstance(got, InvokeError) else ("not refused", got.status_code)
        yield from _different("refusal", seen, expected)

    def _payload(self, got: InvocationResult) -> Iterator[str]:
        expected = self.row.payload
        if isinstance(expected, Mapping):
            yield from self._special_payload(got, expected)
            return
        seen = self._text(got.payload_bytes.decode("utf-8", "backslashreplace"))
        if expected == "" and self.row.kind == "init_exit":
            if not EXIT_PAYLOAD.fullmatch(seen):
                yield f"payload is {_short(seen)}, expected one that matches {EXIT_PAYLOAD.pattern}"
            return
        wanted = _recorded(str(expected))
        own = _recorded(str(self.own_row.payload))
        if seen != wanted and (self.exact or not loosening.payloads_agree(seen, wanted, own)):
            start = _first_difference(seen, wanted)
            where = f" (from character {start:,})" if start else ""
            yield f"payload{where} is\n  {_short(seen[start:])}\nexpected\n  {_short(wanted[start:])}"

    def _special_payload(self, got: InvocationResult, expected: Mapping[str, object]) -> Iterator[str]:
        if "latin1" in expected:
            seen = self._text(got.payload_bytes.decode("latin-1"))
            yield from _different("payload", seen, _recorded(str(expected["latin1"])))
            return
        text = self._text(got.payload_bytes.decode("utf-8"))
        head = str(expected["head"])
        yield from _different("payload head", text[: len(head)], head)
        length = int(str(expected["length"]))
        if "sha256" in expected:
            if length not in (len(text), len(text.encode())):
                yield f"payload length is {len(text):,}, expected {length:,}"
            digest = hashlib.sha256(text.encode()).hexdigest()
            yield from _different("payload sha256", digest, expected["sha256"])
        elif abs(len(got.payload_bytes) - length) > _RUN_DEPENDENT:
            yield f"payload length is {len(got.payload_bytes):,}, expected about {length:,}"

    def _text(self, text: str) -> str:
        return loosening.without_library_lines(one_event_for_each_record(normalised(text, self.task_root)))


def _recorded(text: str) -> str:
    return loosening.without_library_lines(one_event_for_each_record(normalised(text)))


def _kind(got: InvocationResult) -> str:
    if got.timed_out:
        return "timeout"
    if got.error is None:
        return "response"
    return {"Runtime.ExitError": "exit", "Function.ResponseSizeTooLarge": "response_too_large"}.get(
        got.error.type, "error"
    )


def _public_kind(kind: str) -> str:
    return "exit" if kind in _EXITS else "error" if kind.endswith("_error") else kind


def _different(name: str, seen: object, expected: object) -> Iterator[str]:
    if seen != expected:
        yield f"{name} is {_short(repr(seen))}, expected {_short(repr(expected))}"


def _first_difference(seen: str, wanted: str) -> int:
    """Where to begin showing two long texts, so that their difference is seen."""
    if max(len(seen), len(wanted)) <= _LONGEST_SHOWN:
        return 0
    same = next((place for place, pair in enumerate(zip(seen, wanted, strict=False)) if pair[0] != pair[1]), 0)
    return max(0, same - 200)


def _short(text: str) -> str:
    text = ascii(text)[1:-1]
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text):,} characters)"
