"""The rules of asynchronous invocations' records (facts 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_iso_milliseconds, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.lambda_destination import LambdaDestinationEvent

book = Rulebook(
    "lambda_destination",
    LambdaDestinationEvent,
    lambda event: "condition" in event["requestContext"] and "requestPayload" in event,
    shape_rule="LD-shape",
)
BOOKS = (book,)


@book.rule("LD-time", "`timestamp` is ISO with milliseconds and `Z`.")
def _time(event: Any) -> Iterator[Finding]:
    if not is_iso_milliseconds(event["timestamp"]):
        yield "timestamp", f"is {event['timestamp']!r}, expected a time such as '2026-01-31T12:00:00.000Z'"


@book.rule("LD-arn", "`functionArn` is qualified: it ends with a version or alias.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["requestContext"]["functionArn"])
    if arn is None or arn.service != "lambda" or arn.resource.count(":") != 2:
        found = event["requestContext"]["functionArn"]
        yield "requestContext.functionArn", f"is {found!r}, expected the ARN of a function with ':$LATEST' or a version"


@book.rule("LD-uuid", "`requestId` is a UUID.")
def _uuid(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["requestContext"]["requestId"]):
        yield "requestContext.requestId", f"is {event['requestContext']['requestId']!r}, expected a UUID"


@book.rule("LD-count", "A function without concurrency was tried 0 times; one that answered, at least once.")
def _count(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    count, condition = context["approximateInvokeCount"], context["condition"]
    if condition == "ZeroReservedConcurrency" and count != 0:
        yield "requestContext.approximateInvokeCount", f"is {count}, expected 0 of {condition}"
    elif count < 1 and (condition == "Success" or (condition == "RetriesExhausted" and _ran(event))):
        yield "requestContext.approximateInvokeCount", f"is {count}, expected at least 1 of {condition}"


@book.rule("LD-response", "Only a function that was invoked has an answer, and only a failure an error.")
def _response(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if context["approximateInvokeCount"] == 0 or not _ran(event):
        yield from _no_answer(event)
    elif context["condition"] in ("Success", "RetriesExhausted"):
        failed = context["condition"] != "Success"
        if "responseContext" not in event:
            yield "responseContext", "is missing, but the function was invoked"
        elif failed != ("functionError" in event["responseContext"]):
            what = "is missing: the invocation failed" if failed else "is there, but the invocation succeeded"
            yield "responseContext.functionError", what
        elif "executedVersion" not in event["responseContext"]:
            yield "responseContext.executedVersion", "is missing, but the function was invoked"
        if ("responsePayload" in event) == ("deliveryError" in event):
            yield (
                "responsePayload",
                "is missing" if "responsePayload" not in event else "is there besides deliveryError",
            )


def _ran(event: Any) -> bool:
    """Whether the last attempt reached the function; 429 is a throttle (E13), 404 a function that is gone (E14)."""
    return bool(event.get("responseContext", {}).get("statusCode", 200) == 200)


def _no_answer(event: Any) -> Iterator[Finding]:
    if _ran(event) and "responseContext" in event:
        yield "responseContext", "is there, but the function was not invoked"
    for name in ("executedVersion", "functionError"):
        if not _ran(event) and name in event["responseContext"]:
            yield f"responseContext.{name}", "is there, but the last attempt did not reach the function"
    if "responsePayload" in event:
        yield "responsePayload", "is there, but the function was not invoked"
