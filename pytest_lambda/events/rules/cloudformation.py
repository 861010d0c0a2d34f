"""The rules of CloudFormation custom resources, from the page "Custom resource request and response reference"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pytest_lambda.events.judging.formats import arn_parts
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.cloudformation import CloudFormationCustomResourceEvent

_TYPE = re.compile(r"Custom::[A-Za-z0-9_@-]+|AWS::CloudFormation::CustomResource")
_BUCKET = "cloudformation-custom-resource-response-"


def _recognises(event: Mapping[str, Any]) -> bool:
    return "RequestType" in event and "StackId" in event


book = Rulebook("cloudformation_custom_resource", CloudFormationCustomResourceEvent, _recognises, shape_rule="CF-shape")
BOOKS = (book,)


@book.rule("CF-physical", "Updates and deletions name the physical resource, creations cannot.")
def _physical(event: Any) -> Iterator[Finding]:
    there = "PhysicalResourceId" in event
    if event["RequestType"] == "Create" and there:
        yield "PhysicalResourceId", "is there, but the resource is only to be created"
    if event["RequestType"] != "Create" and not there:
        yield "PhysicalResourceId", f"is missing from a request of type {event['RequestType']}"


@book.rule("CF-old", "Updates, and nothing else, have old properties.")
def _old(event: Any) -> Iterator[Finding]:
    there = "OldResourceProperties" in event
    if there is not (event["RequestType"] == "Update"):
        state = "is there" if there else "is missing"
        yield "OldResourceProperties", f"{state} in a request of type {event['RequestType']}"


@book.rule("CF-stack", "`StackId` is the ARN of a stack, and `ServiceToken` that of a function or topic of its region.")
def _stack(event: Any) -> Iterator[Finding]:
    stack, token = arn_parts(event["StackId"]), arn_parts(event["ServiceToken"])
    if stack is None or stack.service != "cloudformation" or not stack.resource.startswith("stack/"):
        yield "StackId", f"is {event['StackId']!r}, expected the ARN of a stack"
    if token is None or token.service not in ("lambda", "sns"):
        yield "ServiceToken", f"is {event['ServiceToken']!r}, expected the ARN of a function or topic"
    elif stack is not None and token.region != stack.region:
        yield "ServiceToken", f"is in {token.region!r}, but the stack in {stack.region!r}"


@book.rule("CF-url", "`ResponseURL` is an https URL; a bucket of CloudFormation's is that of the stack's region.")
def _url(event: Any) -> Iterator[Finding]:
    stack = arn_parts(event["StackId"])
    try:
        url = urlsplit(event["ResponseURL"])
    except ValueError:  # of brackets that hold no address
        url = urlsplit("")
    if url.scheme != "https" or not url.netloc:
        yield "ResponseURL", f"is {event['ResponseURL']!r}, expected an https URL"
    elif url.netloc.startswith(_BUCKET) and stack is not None:
        region = stack.region.replace("-", "")
        if url.netloc[len(_BUCKET) :].partition(".")[0] != region:
            yield "ResponseURL", f"is of {url.netloc}, but the stack is in {stack.region!r}"


@book.rule("CF-type", "`ResourceType` is that of a custom resource.")
def _type(event: Any) -> Iterator[Finding]:
    if _TYPE.fullmatch(event["ResourceType"]) is None or len(event["ResourceType"]) > 60:
        yield "ResourceType", f"is {event['ResourceType']!r}, expected Custom:: and a name, or a CustomResource"


@book.rule("CF-text", "Scalars among the properties are text, whatever they are in the template.")
def _text(event: Any) -> Iterator[Finding]:
    for name in ("ResourceProperties", "OldResourceProperties"):
        yield from _scalars(event.get(name, {}), name)


def _scalars(value: object, path: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _scalars(each, f"{path}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _scalars(each, f"{path}[{number}]")
    elif not isinstance(value, str):
        yield path, f"is {value!r}, but CloudFormation sends text"
