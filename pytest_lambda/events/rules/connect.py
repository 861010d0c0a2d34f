"""The rules of Amazon Connect's events, from the page "Grant access to your AWS Lambda functions"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.connect import ConnectEvent

#: E.164; a withheld number is a word
_NUMBER = re.compile(r"\+\d{2,15}|[A-Za-z]+")
_CONTACT = "Details.ContactData"


def _recognises(event: Mapping[str, Any]) -> bool:
    return "ContactData" in event["Details"]


book = Rulebook("connect", ConnectEvent, _recognises, shape_rule="CN-shape")
BOOKS = (book,)


@book.rule("CN-instance", "`InstanceARN` is that of an instance, and the queue is one of the instance's.")
def _instance(event: Any) -> Iterator[Finding]:
    contact = event["Details"]["ContactData"]
    arn = arn_parts(contact["InstanceARN"])
    if arn is None or arn.service != "connect" or not arn.resource.startswith("instance/"):
        yield f"{_CONTACT}.InstanceARN", f"is {contact['InstanceARN']!r}, expected the ARN of an instance"
    queue = contact["Queue"]
    if queue is not None and not queue["ARN"].startswith(f"{contact['InstanceARN']}/queue/"):
        yield f"{_CONTACT}.Queue.ARN", f"is {queue['ARN']!r}, expected that of a queue of the instance"


@book.rule("CN-id", "The ids of contacts are UUIDs.")
def _ids(event: Any) -> Iterator[Finding]:
    contact = event["Details"]["ContactData"]
    for name in ("ContactId", "InitialContactId", "PreviousContactId"):
        if contact[name] is not None and not is_uuid(contact[name]):
            yield f"{_CONTACT}.{name}", f"is {contact[name]!r}, expected a UUID"


@book.rule("CN-number", "A telephone number begins with a plus sign and the country's code.")
def _number(event: Any) -> Iterator[Finding]:
    contact = event["Details"]["ContactData"]
    for name in ("CustomerEndpoint", "SystemEndpoint"):
        endpoint = contact[name]
        if endpoint is None or endpoint["Type"] != "TELEPHONE_NUMBER":
            continue
        if _NUMBER.fullmatch(endpoint["Address"]) is None:
            yield f"{_CONTACT}.{name}.Address", f"is {endpoint['Address']!r}, expected a number like +12065550100"


@book.rule("CN-method", "`InitiationMethod` is one word in upper case.")
def _method(event: Any) -> Iterator[Finding]:
    method = event["Details"]["ContactData"]["InitiationMethod"]
    if re.fullmatch("[A-Z_]+", method) is None:
        yield f"{_CONTACT}.InitiationMethod", f"is {method!r}, expected one like INBOUND"
