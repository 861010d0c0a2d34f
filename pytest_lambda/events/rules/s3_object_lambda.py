"""The rules of what S3 Object Lambda access points send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.s3_object_lambda import (
    S3ObjectLambdaGet,
    S3ObjectLambdaHead,
    S3ObjectLambdaList,
    S3ObjectLambdaListV2,
)

_CONTEXTS = ("getObjectContext", "headObjectContext", "listObjectsContext", "listObjectsV2Context")

book = Rulebook(
    "s3_object_lambda",
    S3ObjectLambdaGet | S3ObjectLambdaHead | S3ObjectLambdaList | S3ObjectLambdaListV2,
    lambda event: "xAmzRequestId" in event and "userRequest" in event,
    shape_rule="OL-shape",
)
BOOKS = (book,)


@book.rule("OL-arn", "The access points are one of S3 Object Lambda and one of S3, of one account and region.")
def _arn(event: Any) -> Iterator[Finding]:
    configuration = event["configuration"]
    places = set()
    for name, service in (("accessPointArn", "s3-object-lambda"), ("supportingAccessPointArn", "s3")):
        arn = arn_parts(configuration[name])
        if arn is None or arn.service != service or not arn.resource.startswith("accesspoint/"):
            yield f"configuration.{name}", f"is {configuration[name]!r}, expected arn:…:{service}:…:accesspoint/…"
        else:
            places.add((arn.region, arn.account))
    if len(places) > 1:
        yield "configuration", f"has access points of {' and '.join(map(repr, sorted(places)))}"


@book.rule("OL-url", "The original is where the client asked for it, and the host is that of the URL.")
def _url(event: Any) -> Iterator[Finding]:
    asked = _split(event["userRequest"]["url"])
    if asked is None:
        yield "userRequest.url", f"is {event['userRequest']['url']!r}, expected a URL"
        return
    host = {name.lower(): value for name, value in event["userRequest"]["headers"].items()}.get("host")
    if asked.netloc and host is not None and host != asked.netloc:
        yield "userRequest.headers.Host", f"is {host!r}, but the URL has {asked.netloc!r}"
    for name in _CONTEXTS:
        if name not in event:
            continue
        original = _split(event[name]["inputS3Url"])
        if original is None or original.scheme != "https":
            yield f"{name}.inputS3Url", f"is {event[name]['inputS3Url']!r}, expected https://…"
        elif original.path != asked.path:
            yield f"{name}.inputS3Url", f"has the path {original.path!r}, but the client asked for {asked.path!r}"


@book.rule("OL-identity", "Who asks has an ARN of its account; an assumed role has a session.")
def _identity(event: Any) -> Iterator[Finding]:
    identity = event["userIdentity"]
    arn = arn_parts(identity["arn"])
    if arn is None or arn.account != identity["accountId"]:
        yield "userIdentity.arn", f"is {identity['arn']!r}, expected an ARN of account {identity['accountId']}"
    if identity["type"] == "AssumedRole" and "sessionContext" not in identity:
        yield "userIdentity.sessionContext", "is missing: an assumed role has a session"


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # an open bracket, say
        return None
