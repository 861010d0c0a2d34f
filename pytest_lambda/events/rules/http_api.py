"""The rules of events of HTTP APIs, in both payload formats (facts 2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.gateway_formats import is_gateway_id
from pytest_lambda.events.judging import payload_v1_rules, payload_v2_rules
from pytest_lambda.events.judging.gateway_rules import host_findings, parameter_findings
from pytest_lambda.events.judging.rulebook import Entry, Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.http_api import HttpApiEvent, HttpApiV1Event


def _recognises(event: Mapping[str, Any]) -> bool:
    context = event["requestContext"]
    if "type" in event or "methodArn" in event or "version" not in event:
        return False
    if "http" in context:
        return ".lambda-url." not in context["domainName"] and context["accountId"] != "anonymous"
    return "resourcePath" in context and "httpMethod" in event


def _only_of(version: str, check: Rule) -> Rule:
    def check_one(event: Any) -> Iterator[Finding]:
        return check(event) if event["version"] == version else iter(())

    return check_one


book = Rulebook("http_api", HttpApiEvent | HttpApiV1Event, _recognises, shape_rule="H-shape")
BOOKS = (book,)


def _add(entries: list[Entry], version: str) -> None:
    for each in entries:
        book.rule(each.name, each.statement)(_only_of(version, each.check))


_add(payload_v2_rules.RULES, "2.0")
_add(payload_v1_rules.RULES, "1.0")


@book.rule("H-stage", "With a named stage the path begins with it; in format 1.0 not on a custom domain.")
def _stage(event: Any) -> Iterator[Finding]:
    stage = event["requestContext"]["stage"]
    if event["version"] == "1.0" and ".execute-api." not in event["requestContext"]["domainName"]:
        return  # the path is as sent: with the key of the API mapping
    field = "path" if event["version"] == "1.0" else "rawPath"
    path = event[field]
    if stage != "$default" and path != f"/{stage}" and not path.startswith(f"/{stage}/"):
        yield field, f"is {path!r}, but the stage is {stage!r}"


@book.rule("H-route", "The method and the path are those of the route; `pathParameters` are from the path.")
def _route(event: Any) -> Iterator[Finding]:
    if event["version"] == "1.0":
        return
    method, _, template = event["routeKey"].partition(" ")
    if not template:
        if event["routeKey"] != "$default":
            yield "routeKey", f"is {event['routeKey']!r}, expected '$default', or a method and a template"
        elif "pathParameters" in event:
            yield "pathParameters", "is there, but the route $default has none"
        return
    context = event["requestContext"]
    if method not in ("ANY", context["http"]["method"]):
        yield "requestContext.http.method", f"is {context['http']['method']!r}, but the route is {event['routeKey']!r}"
    path, stage = event["rawPath"], f"/{context['stage']}"
    inside = path[len(stage) :] or "/" if path == stage or path.startswith(f"{stage}/") else path
    yield from parameter_findings(template, event.get("pathParameters"), inside)


@book.rule("H-host", "`domainName` is the header host; its first label is `domainPrefix`, and `apiId`.")
def _host(event: Any) -> Iterator[Finding]:
    if event["version"] == "2.0":
        yield from host_findings(event["requestContext"], event["headers"].get("host"), ".execute-api.")


@book.rule("H-rid", "`requestId` has 15 characters and `=`.")
def _request_id(event: Any) -> Iterator[Finding]:
    if not is_gateway_id(event["requestContext"]["requestId"]):
        yield "requestContext.requestId", f"is {event['requestContext']['requestId']!r}, expected 15 characters and '='"


@book.rule("H-account", "`accountId` has twelve digits.")
def _account(event: Any) -> Iterator[Finding]:
    account = event["requestContext"]["accountId"]
    if event["version"] == "2.0" and not (len(account) == 12 and account.isdecimal()):
        yield "requestContext.accountId", f"is {account!r}, expected twelve digits"


@book.rule("H-authorizer", "There is at most one authorizer: `jwt`, `iam` or `lambda`.")
def _authorizer(event: Any) -> Iterator[Finding]:
    found = event["requestContext"].get("authorizer") or {}
    if event["version"] == "2.0" and len(found) > 1:
        yield "requestContext.authorizer", f"has {', '.join(sorted(found))}, expected one of them"
