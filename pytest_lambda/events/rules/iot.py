"""The rules of IoT Core's events; an authorizer's are from the page "Defining your Lambda function"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import decoded_base64, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.iot import IotCustomAuthorizerEvent


def _recognises(event: Mapping[str, Any]) -> bool:
    return "protocolData" in event and "signatureVerified" in event


#: what a rule sends is what devices send: it has no rules, and looks like nothing in particular
rule_book = Rulebook("iot_rule", Any, lambda event: False, shape_rule="IR-shape")
book = Rulebook("iot_custom_authorizer", IotCustomAuthorizerEvent, _recognises, shape_rule="IA-shape")
BOOKS = (rule_book, book)


@book.rule("IA-protocols", "There is data of the protocols that are named, and of no others.")
def _protocols(event: Any) -> Iterator[Finding]:
    for name in event["protocolData"]:
        if name not in event["protocols"]:
            yield f"protocolData.{name}", f"is there, but protocols are {event['protocols']}"
    if not event["protocols"]:
        yield "protocols", "is empty, but a device speaks at least one"


@book.rule("IA-password", "The password of MQTT is base64.")
def _password(event: Any) -> Iterator[Finding]:
    password = event["protocolData"].get("mqtt", {}).get("password")
    if password is not None and decoded_base64(password) is None:
        yield "protocolData.mqtt.password", f"is {password!r}, expected base64"


@book.rule("IA-query", "The query string begins with a question mark, or is empty.")
def _query(event: Any) -> Iterator[Finding]:
    query = event["protocolData"].get("http", {}).get("queryString", "")
    if query and not query.startswith("?"):
        yield "protocolData.http.queryString", f"is {query!r}, expected a question mark first"


@book.rule("IA-signature", "Only the signature of a token can be verified.")
def _signature(event: Any) -> Iterator[Finding]:
    if event["signatureVerified"] and "token" not in event:
        yield "signatureVerified", "is true, but there is no token"


@book.rule("IA-id", "The id of a connection is a UUID.")
def _id(event: Any) -> Iterator[Finding]:
    if not is_uuid(event["connectionMetadata"]["id"]):
        yield "connectionMetadata.id", f"is {event['connectionMetadata']['id']!r}, expected a UUID"
