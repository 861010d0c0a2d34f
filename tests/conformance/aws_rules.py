"""Where the emulator that recorded a row differs from AWS, the row is turned into AWS's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .case_files import Row

#: how AWS answers when the process ends during init (D03); the emulator's answer has no body
EXIT_PAYLOAD = re.compile(
    r'\{"errorType":"Runtime\.ExitError","errorMessage":"RequestId: <request-id> '
    r'Error: Runtime exited (?:with error: (?:exit status \d+|signal: [a-z ]+)|without providing a reason)"\}'
)

#: how much of a log was recorded
RECORDED_CHARACTERS = 4000

_RECORD_SEPARATOR = re.compile("\r(?=Traceback \\(most recent call last\\):|\u00a0)")
_GLUED_END = re.compile(r"END RequestId: <request-id>\n\Z")
_GLUED_RECORD = re.compile(r"(?<=[^\n])(?=\[[A-Za-z0-9 ]+\]\t<ts>\t)")


def as_aws(rows: Sequence[Row]) -> list[Row]:
    """The rows as AWS would have given them."""
    return module_body_runs_twice(refused_requests_start_nothing([_with_log(row) for row in rows]))


def module_body_runs_twice(rows: Sequence[Row]) -> list[Row]:
    """A failing first cold start runs the module body in the init phase and again in the invocation (D04)."""
    rows = list(rows)
    first = next((place for place, row in enumerate(rows) if not row.rejected), None)
    if first is not None and rows[first].kind in ("init_error", "init_exit"):
        rows[first] = replace(rows[first], logs=rows[first].logs * 2)
    return rows


def refused_requests_start_nothing(rows: Sequence[Row]) -> list[Row]:
    """The first invocation that is not refused is the cold one; the emulator refuses nothing (D12)."""
    rows = list(rows)
    first = next((place for place, row in enumerate(rows) if not row.rejected), None)
    if first:
        rows[first] = replace(rows[first], cold_start=True)
    return rows


def error_record_lines(log: str) -> str:
    r"""Lines of one error record end in `\n`; the emulator wrote `\r` (D09)."""
    return _RECORD_SEPARATOR.sub("\n", log)


def platform_line_glued(log: str) -> str:
    """The emulator's `END` line stuck to output without a newline; it is not the function's."""
    return _GLUED_END.sub("", log)


def one_event_for_each_record(log: str) -> str:
    """A log record stands on a line of its own at AWS, whatever was written before it (R202)."""
    return _GLUED_RECORD.sub("\n", log)


def cut_by_recorder(log: str) -> bool:
    """Whether the recorder kept only the beginning of a long log."""
    return len(log) >= RECORDED_CHARACTERS and not log.endswith("\n")


def log_lines(log: str) -> list[str]:
    """The lines of a log as AWS shows them: empty ones vanish (R209)."""
    return [line for line in log.split("\n") if line.strip("\r")]


def _with_log(row: Row) -> Row:
    return replace(row, logs=platform_line_glued(error_record_lines(row.logs)))
