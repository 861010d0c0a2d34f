"""What S3 Batch Operations and S3 Object Lambda accept.

From the pages "Invoke AWS Lambda function" (S3 Batch Operations) and "Writing Lambda functions for S3 Object Lambda
Access Points".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging import http_answers as http
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_BATCH_ERROR = "S3 Batch Operations takes the tasks for failed"
_CODES = Literal["Succeeded", "TemporaryFailure", "PermanentFailure"]


class _ResultBase(TypedDict):
    taskId: str
    resultCode: _CODES


class _Result(_ResultBase, total=False):
    resultString: str | None


class _BatchBase(TypedDict):
    invocationSchemaVersion: Literal["1.0", "2.0"]
    invocationId: str
    results: list[_Result]


class _Batch(_BatchBase, total=False):
    treatMissingKeysAs: _CODES


batch = ResponseBook(
    "s3_batch",
    _BATCH_ERROR,
    shape=_Batch,
    shape_rule="S3B-shape",
    unknown="is no part of the answer: S3 Batch Operations ignores it (not recorded)",
)


@batch.event_rule("S3B-echo", "The schema version and the invocation id are those of the event; documented.")
def _echo(answer: Any, event: Any) -> Iterator[Finding]:
    for name in ("invocationSchemaVersion", "invocationId"):
        if isinstance(answer.get(name), str) and answer[name] != event[name]:
            yield name, f"is {answer[name]!r}, expected {event[name]!r} as in the event: {_BATCH_ERROR}"


@batch.event_rule(
    "S3B-tasks", "Results are of tasks of the event; one without a result gets `treatMissingKeysAs`. Documented."
)
def _tasks(answer: Any, event: Any) -> Iterator[Finding]:
    tasks = [task["taskId"] for task in event["tasks"]]
    done = [result.get("taskId") for result in answer["results"]]
    for number, identifier in enumerate(done):
        if identifier not in tasks:
            yield f"results[{number}].taskId", f"is {identifier!r}, of no task of the event: its result is ignored"
    for identifier in tasks:
        if identifier not in done and "treatMissingKeysAs" not in answer:
            reason = f"have none for the task {identifier!r}, and treatMissingKeysAs is not there"
            yield "results", f"{reason}: S3 Batch Operations takes it for a TemporaryFailure and tries again"


_OBJECT_ERROR = "S3 Object Lambda answers LambdaInvalidResponse"
_BOTH = ("statusCode", "errorCode", "errorMessage", "headers")
_LISTS = ("listResultXml", "listResultJson")


def _request(event: Mapping[str, Any]) -> ResponseBook | None:
    books = {"getObjectContext": get, "headObjectContext": head}
    books |= {"listObjectsContext": lists, "listObjectsV2Context": lists}
    return next((book for name, book in books.items() if name in event), None)


#: without an event it is not known which request is answered
any_object = ResponseBook("s3_object_lambda", _OBJECT_ERROR, variant=_request)
get = ResponseBook("s3_object_lambda", _OBJECT_ERROR)
head = ResponseBook("s3_object_lambda", _OBJECT_ERROR)
lists = ResponseBook("s3_object_lambda", _OBJECT_ERROR)


@get.rule("OL-ignored", "The answer to GetObject goes through WriteGetObjectResponse; documented.")
def _ignored(answer: Any) -> Iterator[Finding]:
    for key in answer if isinstance(answer, dict) else ():
        if key.lower() in ("body", "headers", "errorcode", "errormessage"):
            yield key, "is ignored: S3 takes the object from a call of WriteGetObjectResponse"


def _add_parts(book: ResponseBook, known: tuple[str, ...], *, required: bool) -> None:
    @book.rule("OL-object", "An answer to HeadObject and to the lists is an object; documented.")
    def _object(answer: Any) -> Iterator[Finding]:
        if required and not isinstance(answer, dict):
            yield "", f"is {http.kind(answer)}, expected an object with a statusCode: {_OBJECT_ERROR}"

    @book.rule("OL-status", "`statusCode` is a whole number; documented.")
    def _status(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict):
            yield from http.status_findings(answer, _OBJECT_ERROR, required=required)

    @book.rule("OL-unknown", "Other keys are ignored; not recorded.")
    def _unknown(answer: Any) -> Iterator[Finding]:
        if required and isinstance(answer, dict):
            yield from http.unknown_findings(answer, known, "S3 Object Lambda ignores it")

    @book.rule("OL-types", "`headers` is an object, and everything else text; documented.")
    def _types(answer: Any) -> Iterator[Finding]:
        for key, value in answer.items() if isinstance(answer, dict) else ():
            expected = dict if key == "headers" else str
            if key in known[1:] and value is not None and not isinstance(value, expected):
                wanted = "an object" if expected is dict else "text"
                yield key, f"is {http.kind(value)}, expected {wanted}: {_OBJECT_ERROR}"


_add_parts(any_object, (*_BOTH, *_LISTS), required=False)
_add_parts(head, _BOTH, required=True)
_add_parts(lists, (*_BOTH, *_LISTS), required=True)


@lists.rule("OL-list", "A list that succeeds is `listResultXml` or `listResultJson`, not both; documented.")
def _list(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        return
    there = [name for name in _LISTS if answer.get(name) is not None]
    if len(there) == 2:
        yield "listResultJson", f"is there beside listResultXml, expected one of them: {_OBJECT_ERROR}"
    if not there and http.status_number(answer.get("statusCode")) == 200:
        yield "listResultXml", f"is missing, and so is listResultJson: {_OBJECT_ERROR}"


BOOKS = (batch, any_object)
