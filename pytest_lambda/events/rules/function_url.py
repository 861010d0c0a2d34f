"""The rules of events of function URLs (facts 2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import is_uuid
from pytest_lambda.events.judging.gateway_rules import host_findings
from pytest_lambda.events.judging.payload_v2_rules import RULES
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.function_url import FunctionUrlEvent


def _recognises(event: Mapping[str, Any]) -> bool:
    context = event["requestContext"]
    if "http" not in context or "type" in event:
        return False
    return ".lambda-url." in context["domainName"] or context["accountId"] == "anonymous"


book = Rulebook("function_url", FunctionUrlEvent, _recognises, shape_rule="H-shape")
BOOKS = (book,)
for _entry in RULES:
    book.rule(_entry.name, _entry.statement)(_entry.check)


@book.rule("H-stage", "Route and stage are `$default`.")
def _stage(event: Any) -> Iterator[Finding]:
    if event["requestContext"]["stage"] != "$default":
        yield "requestContext.stage", f"is {event['requestContext']['stage']!r}, expected '$default'"
    if event["routeKey"] != "$default":
        yield "routeKey", f"is {event['routeKey']!r}, expected '$default'"


@book.rule("H-host", "`domainName` is the header host; its first label is `domainPrefix` and `apiId`.")
def _host(event: Any) -> Iterator[Finding]:
    yield from host_findings(event["requestContext"], event["headers"].get("host"), ".lambda-url.")


@book.rule("H-rid", "`requestId` is a UUID.")
def _request_id(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["requestContext"]["requestId"]):
        yield "requestContext.requestId", f"is {event['requestContext']['requestId']!r}, expected a UUID"


@book.rule("H-account", "`accountId` is `anonymous`; of a signed request it has twelve digits.")
def _account(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    account = context["accountId"]
    if "authorizer" in context:
        if not (len(account) == 12 and account.isdecimal()):
            yield "requestContext.accountId", f"is {account!r}, expected twelve digits: the request is signed"
    elif account != "anonymous":
        yield "requestContext.accountId", f"is {account!r}, expected 'anonymous': the request is not signed"
