"""Finds everything that a service would refuse or ignore in a handler's answer."""

from __future__ import annotations

import json
import pkgutil
import sys
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from pytest_lambda import limits
from pytest_lambda.errors import EventError
from pytest_lambda.events import responses
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.rulebook import Violation


def check_response(source: str, response: Any, event: Any = None) -> list[Violation]:
    """What the service that gets a handler's answer would reject, or silently ignore: nothing, if all is used.

    Args:
        source: the name of the builder whose events the handler answers, `"rest_api"` say.
        response: what the handler returned, before or after it became JSON. For `"cloudformation_custom_resource"`
            it is the document that the handler sends to the `ResponseURL`.
        event: what the handler got. With it, what must agree is checked, too: the record ids of a Firehose batch,
            the identifiers of `batchItemFailures`, the header mode of a target group, the payload version.
            If the handler changes the event in place, give a copy from before.

    Raises:
        EventError: the source is not known, or the event is not one of that source.
    """
    known = response_books()
    if source not in known:
        raise EventError(
            f"source is {source!r}, of which no rules for answers are known.{nearest(source, known)} "
            f"Known: {', '.join(sorted(known))}."
        )
    book = known[source].book_for(event)
    try:
        text = _encoded(response)
        answer = json.loads(text, parse_constant=_refuse)
    except (TypeError, ValueError, RecursionError) as problem:
        return [Violation("ANSWER-json", "", f"is not JSON ({problem}): {book.consequence}")]
    return [*_size(len(text.encode()), book), *book.violations(answer, event)]


@cache
def response_books() -> dict[str, ResponseBook]:
    """All rule books for answers, by source."""
    found: dict[str, ResponseBook] = {}
    for module in pkgutil.iter_modules(responses.__path__):
        for each in import_module(f"{responses.__name__}.{module.name}").BOOKS:
            found[each.source] = each
    return found


def _encoded(response: Any) -> str:
    """The answer's text; bytes are sent as they are, Decimal is a number (G23)."""
    if isinstance(response, bytes):
        return response.decode()
    ascii_only = sys.version_info.minor < limits.RAW_UNICODE_FROM_MINOR
    text = json.dumps(response, ensure_ascii=ascii_only, default=_number)
    text.encode()  # halves of surrogate pairs have no UTF-8
    return text


def _number(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value.is_finite() and value == int(value) else float(value)
    raise TypeError(f"{type(value).__name__} is no type of JSON")


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _size(size: int, book: ResponseBook) -> list[Violation]:
    """ANSWER-size: recorded for REST APIs (3.1), and the Invoke API's limit for everybody (R022)."""
    if size <= limits.RESPONSE_BYTES:
        return []
    reason = f"has {size:,} bytes, more than {limits.RESPONSE_BYTES:,}: Lambda fails the invocation with "
    return [Violation("ANSWER-size", "", f"{reason}Function.ResponseSizeTooLarge, and {book.consequence}")]
