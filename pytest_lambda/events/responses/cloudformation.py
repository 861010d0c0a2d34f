"""What CloudFormation accepts at the `ResponseURL` of a custom resource.

From the page "Custom resource response objects". What the handler itself returns is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_ERROR = "CloudFormation does not take it, and the stack waits until its timeout (an hour by default)"
_BYTES = 4_096
_ID_BYTES = 1_024


class _AnswerBase(TypedDict):
    Status: Literal["SUCCESS", "FAILED"]
    PhysicalResourceId: str
    StackId: str
    RequestId: str
    LogicalResourceId: str


class _Answer(_AnswerBase, total=False):
    Reason: str
    NoEcho: bool
    Data: dict[str, Any]


book = ResponseBook(
    "cloudformation_custom_resource",
    _ERROR,
    shape=_Answer,
    shape_rule="CFN-shape",
    unknown="is no part of a response: CloudFormation ignores it (not recorded); attributes belong into Data",
)
BOOKS = (book,)


@book.rule("CFN-reason", "A failure has a `Reason`; documented.")
def _reason(answer: Any) -> Iterator[Finding]:
    if answer["Status"] == "FAILED" and not answer.get("Reason"):
        yield "Reason", f"is missing, though the Status is FAILED: {_ERROR}"


@book.rule("CFN-id", "The physical id is not empty and has at most 1 KB; documented.")
def _id(answer: Any) -> Iterator[Finding]:
    size = len(answer["PhysicalResourceId"].encode(errors="surrogatepass"))
    if not 1 <= size <= _ID_BYTES:
        yield "PhysicalResourceId", f"has {size:,} bytes, expected 1 to {_ID_BYTES:,}: {_ERROR}"


@book.rule("CFN-size", "The document has at most 4,096 bytes; documented.")
def _size(answer: Any) -> Iterator[Finding]:
    size = json_size(answer)
    if size > _BYTES:
        yield "", f"has {size:,} bytes, more than {_BYTES:,}: {_ERROR}"


@book.event_rule("CFN-echo", "Stack, request and logical id are those of the request; documented.")
def _echo(answer: Any, event: Any) -> Iterator[Finding]:
    for name in ("StackId", "RequestId", "LogicalResourceId"):
        if name in answer and answer[name] != event[name]:
            yield name, f"is {answer[name]!r}, expected {event[name]!r} as in the request: {_ERROR}"
