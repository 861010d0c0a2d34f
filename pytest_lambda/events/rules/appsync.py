"""The rules of what AppSync sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.gateway_formats import is_ip
from pytest_lambda.events.judging.formats import arn_parts, is_uuid
from pytest_lambda.events.judging.rulebook import Rule, Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.appsync import AppSyncAuthorizerEvent, AppSyncEventsEvent, AppSyncResolverEvent

resolver_book = Rulebook(
    "appsync_resolver", AppSyncResolverEvent, lambda event: "parentTypeName" in event["info"], shape_rule="AP-shape"
)
authorizer_book = Rulebook(
    "appsync_authorizer",
    AppSyncAuthorizerEvent,
    lambda event: "authorizationToken" in event and "queryString" in event["requestContext"],
    shape_rule="AP-shape",
)
events_book = Rulebook(
    "appsync_events", AppSyncEventsEvent, lambda event: "channelNamespace" in event["info"], shape_rule="AP-shape"
)
BOOKS = (resolver_book, authorizer_book, events_book)


def _of_both(name: str, statement: str, check: Rule) -> None:
    resolver_book.rule(name, statement)(check)
    events_book.rule(name, statement)(check)


def _claims(event: Any) -> Iterator[Finding]:
    identity = event["identity"] or {}
    claims = identity.get("claims")
    if claims is None:
        return
    pairs = (("sub", "sub"), ("issuer", "iss"), ("username", "cognito:username"), ("groups", "cognito:groups"))
    for name, claim in pairs:
        if claim in claims and name in identity and claims[claim] != identity[name]:
            yield f"identity.{name}", f"is {identity[name]!r}, but the claim {claim} is {claims[claim]!r}"


def _caller(event: Any) -> Iterator[Finding]:
    identity = event["identity"] or {}
    for address in identity.get("sourceIp", []):
        if not is_ip(address):
            yield "identity.sourceIp", f"has {address!r}, expected IP addresses"
    if "userArn" in identity:
        arn = arn_parts(identity["userArn"])
        if arn is None or arn.account != identity["accountId"]:
            yield "identity.userArn", f"is {identity['userArn']!r}, expected an ARN of account {identity['accountId']}"


def _headers(event: Any) -> Iterator[Finding]:
    for name in event["request"]["headers"]:
        if name != name.lower():
            yield f"request.headers.{name}", "is not in lower case"


_of_both("AP-claims", "`identity` says the same as the claims in it.", _claims)
_of_both("AP-caller", "Addresses are IP addresses, and an IAM caller's ARN is of its account.", _caller)
_of_both("AP-headers", "Names of headers are in lower case.", _headers)


@resolver_book.rule("AP-selection", "What `selectionSetList` has is in `selectionSetGraphQL`, and has its parents.")
def _selection(event: Any) -> Iterator[Finding]:
    info = event["info"]
    listed = set(info["selectionSetList"])
    for path in info["selectionSetList"]:
        parent, _, name = path.rpartition("/")
        if name not in info["selectionSetGraphQL"]:
            yield "info.selectionSetGraphQL", f"does not have {name!r}, which selectionSetList has"
        if parent and parent not in listed:
            yield "info.selectionSetList", f"has {path!r}, but not {parent!r}"


@authorizer_book.rule("AP-operation", "`operationName` is the name of an operation in the document.")
def _operation(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if context["operationName"] and context["operationName"] not in context["queryString"]:
        yield "requestContext.operationName", f"is {context['operationName']!r}, which queryString does not have"


@authorizer_book.rule("AP-request", "The request has a UUID, the account twelve digits, and the client a token.")
def _request(event: Any) -> Iterator[Finding]:
    context = event["requestContext"]
    if not is_uuid(context["requestId"]):
        yield "requestContext.requestId", f"is {context['requestId']!r}, expected a UUID"
    if not (context["accountId"].isdecimal() and len(context["accountId"]) == 12):
        yield "requestContext.accountId", f"is {context['accountId']!r}, expected twelve digits"
    if not event["authorizationToken"]:
        yield "authorizationToken", "is empty: AppSync does not ask an authorizer without a token"


@events_book.rule("AP-channel", "A channel's path is made of its one to five segments; the first is the namespace.")
def _channel(event: Any) -> Iterator[Finding]:
    info = event["info"]
    segments, path = info["channel"]["segments"], info["channel"]["path"]
    if not 1 <= len(segments) <= 5:
        yield "info.channel.segments", f"has {len(segments)} segments, expected one to five"
    if path != "/" + "/".join(segments):
        yield "info.channel.path", f"is {path!r}, but the segments are {segments!r}"
    if segments[:1] != [info["channelNamespace"]["name"]]:
        name = info["channelNamespace"]["name"]
        yield "info.channelNamespace.name", f"is {name!r}, but the segments are {segments!r}"


@events_book.rule("AP-events", "One to five events are published, each with an id; a subscription has none.")
def _events(event: Any) -> Iterator[Finding]:
    published = event["events"]
    if event["info"]["operation"] == "SUBSCRIBE":
        if published is not None:
            yield "events", "is there, expected null for a subscription"
    elif published is None or not 1 <= len(published) <= 5:
        yield "events", f"has {len(published or [])} events, expected one to five"
    elif len({each["id"] for each in published}) < len(published):
        yield "events", "has an id more than once"
