"""The rules of events of REST APIs (facts 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.builders.rest_api import DROPPED
from pytest_lambda.events.judging.formats import is_uuid
from pytest_lambda.events.judging.payload_v1_rules import RULES
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.rest_api import RestApiEvent


def _recognises(event: Mapping[str, Any]) -> bool:
    return (
        "httpMethod" in event
        and "resource" in event
        and "resourcePath" in event["requestContext"]
        and not {"version", "type", "methodArn"} & event.keys()
    )


book = Rulebook("rest_api", RestApiEvent, _recognises, shape_rule="R-shape")
BOOKS = (book,)
for _entry in RULES:
    book.rule(_entry.name, _entry.statement)(_entry.check)


@book.rule("R-title", "`Authorization` and `User-Agent` are written so; the casing of other headers is the client's.")
def _title(event: Any) -> Iterator[Finding]:
    for name in event["headers"]:
        if name.lower() in ("authorization", "user-agent") and name not in ("Authorization", "User-Agent"):
            yield f"headers.{name}", f"should be written {name.title()!r}"


@book.rule("R-dropped", "Headers about the connection, and Content-Length, do not reach the function.")
def _dropped(event: Any) -> Iterator[Finding]:
    for name in event["headers"]:
        if name.lower() in DROPPED:
            yield f"headers.{name}", "is a header that REST APIs do not hand on"


@book.rule("R-rid", "`requestId` is a UUID.")
def _request_id(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["requestContext"]["requestId"]):
        yield "requestContext.requestId", f"is {event['requestContext']['requestId']!r}, expected a UUID"
