"""Judges the answer to a batch."""

from __future__ import annotations

from collections.abc import Sequence
from json import loads
from typing import Any, Final, NoReturn

from pytest_lambda.batches.judging.answers import KEY, failure, rule_on, success
from pytest_lambda.batches.judging.disputed import DOCUMENTED, Disputed
from pytest_lambda.batches.judging.families import FAMILIES, Family
from pytest_lambda.batches.judging.hints import hint_at, hint_at_unread
from pytest_lambda.batches.judging.ruling import FAILURE, Ruling
from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.judging.http_answers import kind

#: no answer was given, but the bytes of one
NO_ANSWER: Final = object()
_KEY_BYTES = b"tchItemFailures"
_LONGEST = 200
_MOST_DIGITS = 4000


def judge(
    source: str,
    records: Sequence[BatchRecord],
    *,
    payload_bytes: bytes | None = None,
    answer: Any = NO_ANSWER,
    function_error: str | None,
    reports_failures: bool,
    window: bool = False,
    fifo: bool = False,
    disputed: Disputed = DOCUMENTED,
) -> BatchOutcome:
    """Say what an invocation means for each record of its batch.

    Args:
        source: `sqs`, `kinesis`, `dynamodb`, `kafka`, `mq` or `documentdb`.
        records: of the batch, in its order.
        payload_bytes: the answer as it came from the function.
        answer: or the answer read from JSON already.
        function_error: that of the Invoke API's answer, or None.
        reports_failures: whether the mapping has ReportBatchItemFailures.
        window: whether the answer has to carry `state`: in a tumbling window, up to its last invocation (C81, C87).
        fifo: whether the queue is a FIFO queue: its outcome hints at an order that breaks (B6).
        disputed: how to read answers whose meaning is not settled.

    Raises:
        ConfigurationError: an unknown source, or a window of one that has none.
        TypeError: no answer.

    Source: facts A30 to A36, A50 to A70, C50 to C68, C81, M4, M7, M10.
    """
    family = FAMILIES.get(source)
    if family is None:
        raise ConfigurationError(f"There is no source {source!r}. Known: {', '.join(FAMILIES)}.")
    if window and not family.stream:
        raise ConfigurationError(f"There are no tumbling windows of {source!r}: only streams have them.")
    if function_error is not None:
        ruling = _failed(family, payload_bytes, answer, function_error, reports_failures)
        return _outcome(family, ruling, records, "")
    if payload_bytes is None and answer is NO_ANSWER:
        raise TypeError("judge() takes payload_bytes or answer, unless there is a function_error")
    if not window:
        if not (reports_failures and family.reports):
            hint = _hint_at_unread(family, payload_bytes, answer)
            return _outcome(family, (_UNREAD if hint else _RETURNED)[source], records, hint)
        usual = _USUAL[source].get(payload_bytes) if payload_bytes is not None else None
        if usual is not None:
            return _outcome(family, usual, records, "")
    read, unreadable = (answer, "") if payload_bytes is None else _read(payload_bytes)
    ruling = _ruled(family, records, read, unreadable, window, reports_failures, disputed)
    hint = hint_at(family, ruling, records, read, fifo) if reports_failures else hint_at_unread(family, read)
    return _outcome(family, ruling, records, hint)


def _outcome(family: Family, ruling: Ruling, records: Sequence[BatchRecord], hint: str) -> BatchOutcome:
    checkpoint = None
    if family.stream and ruling.reported:
        checkpoint = records[min(ruling.again)].id
    return BatchOutcome(
        family.source,
        ruling.verdict,
        ruling.reason,
        ruling.rule.number,
        None,
        checkpoint,
        ruling.unconfirmed,
        hint,
        batch=records,
        judgement=ruling,
    )


def _ruled(
    family: Family,
    records: Sequence[BatchRecord],
    answer: Any,
    unreadable: str,
    window: bool,
    reports_failures: bool,
    disputed: Disputed,
) -> Ruling:
    if window:
        state = answer.get("state") if isinstance(answer, dict) else None
        if not isinstance(state, dict):
            shown = kind(state) if state is not None or (isinstance(answer, dict) and "state" in answer) else "missing"
            return failure(family, "state", f"`state` is {shown}, expected an object: the window is not over")
        if not reports_failures:
            return _RETURNED[family.source]
    if unreadable:
        return failure(family, "not JSON", unreadable)
    return rule_on(family, records, answer, disputed)


def _failed(
    family: Family, payload_bytes: bytes | None, answer: Any, function_error: str, reports_failures: bool
) -> Ruling:
    report = answer if payload_bytes is None else _read(payload_bytes)[0]
    shown = ""
    if isinstance(report, dict):
        told = [str(report[key]) for key in ("errorType", "errorMessage") if report.get(key)]
        text = ": ".join(told)
        shown = f" with {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}" if text else ""
    rule = family.rules["error, reporting" if reports_failures else "error"]
    return Ruling(family, FAILURE, rule, f"the function failed{shown or f' ({function_error})'}")


def _hint_at_unread(family: Family, payload_bytes: bytes | None, answer: Any) -> str:
    if payload_bytes is not None:
        if _KEY_BYTES not in payload_bytes:
            return ""
        answer = _read(payload_bytes)[0]
    return hint_at_unread(family, answer)


def _read(payload: bytes) -> tuple[Any, str]:
    """The answer, and why it is none; null in its place."""
    try:
        return loads(payload.decode(), parse_constant=_no_constant, parse_int=_whole), ""
    except RecursionError:
        return None, "the answer is nested too deep to be read"
    except ValueError as error:
        return None, f"the answer is not JSON ({error})"


def _whole(digits: str) -> float:
    # Python refuses to read whole numbers of more digits; Lambda does not care.
    return int(digits) if len(digits) < _MOST_DIGITS else float(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_SUCCEEDED: Final = "the function succeeded"
_RETURNED: Final = {source: success(family, "returned", _SUCCEEDED) for source, family in FAMILIES.items()}
_UNREAD: Final = {
    source: success(family, "unread", f"{_SUCCEEDED}, and its `{KEY}` are not read")
    for source, family in FAMILIES.items()
}
#: what handlers mostly answer, ruled on beforehand
_USUAL: Final = {
    source: {
        text: rule_on(family, (), loads(text), DOCUMENTED)
        for text in (b"null", b"{}", b'{"batchItemFailures": []}', b'{"batchItemFailures":[]}')
    }
    for source, family in FAMILIES.items()
    if family.reports
}
