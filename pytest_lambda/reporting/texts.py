"""What of an invocation is shown as text, cut to what a page can hold."""

from __future__ import annotations

import re

from pytest_lambda.runtime.logs import Logs

#: characters of an event or an answer; of a log
PAYLOAD, LOG = 16_000, 32_000

# The process's memory is that of the whole run of tests: another one each time, and not the function's.
_MEMORY = re.compile(r'\tMax Memory Used: \d+ MB|, "maxMemoryUsedMB": \d+')


def payload_text(content: bytes) -> str:
    """An event or an answer."""
    # no character takes more than four bytes; one more tells that there is more
    return cut(content[: 4 * (PAYLOAD + 1)].decode("utf-8", "replace"), PAYLOAD, len(content), "bytes")


def log_text(logs: Logs) -> str:
    """All lines, without the memory that the REPORT line tells."""
    text = "".join(
        _closed(_MEMORY.sub("", event.text) if event.kind == "platform" else event.text) for event in logs.events
    )
    return cut(text, LOG, len(text), "characters")


def cut(text: str, most: int, whole: int, unit: str) -> str:
    """The beginning of a text, with a note if something is left out.

    Args:
        text: it, or its beginning.
        most: characters that are shown.
        whole: how long it is.
        unit: of `whole`.
    """
    if len(text) <= most:
        return text
    return f"{text[:most]}\n… cut here for the report: {whole:,} {unit} in all"


def _closed(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
