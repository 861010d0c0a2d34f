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
    if condition in ("Success", "RetriesExhausted") and count < 1:
        yield "requestContext.approximateInvokeCount", f"is {count}, expected at least 1 of {condition}"


@book.rule("LD-response", "Only a function that was invoked has an answer, and only a failure an error.")
def _response(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if context["approximateInvokeCount"] == 0:
        for name in ("responseContext", "responsePayload"):
            if name in event:
                yield name, "is there, but the function was not invoked"
    elif context["condition"] in ("Success", "RetriesExhausted"):
        failed = context["condition"] != "Success"
        if "responseContext" not in event:
            yield "responseContext", "is missing, but the function was invoked"
        elif failed != ("functionError" in event["responseContext"]):
            what = "is missing: the invocation failed" if failed else "is there, but the invocation succeeded"
            yield "responseContext.functionError", what
        if ("responsePayload" in event) == ("deliveryError" in event):
            yield (
                "responsePayload",
                "is missing" if "responsePayload" not in event else "is there besides deliveryError",
            )
