"""The rules of SES' events (AWS: Lambda action, example event)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, is_iso_milliseconds
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.ses import SesEvent

book = Rulebook("ses", SesEvent, lambda event: event["Records"][0]["eventSource"] == "aws:ses", shape_rule="SES-shape")
BOOKS = (book,)


@book.rule("SES-one", "There is one mail.")
def _one(event: Any) -> Iterator[Finding]:
    if len(event["Records"]) != 1:
        yield "Records", f"has {len(event['Records'])} records, expected one"


@book.record_rule("SES-time", "Times are ISO with milliseconds and `Z`.")
def _time(record: Any) -> Iterator[Finding]:
    for part in ("mail", "receipt"):
        found = record["ses"][part]["timestamp"]
        if not is_iso_milliseconds(found):
            yield f"ses.{part}.timestamp", f"is {found!r}, expected a time such as '2026-01-31T12:00:00.000Z'"


@book.record_rule("SES-address", "Addresses and the mail's own message id have an `@`; SES' message id has none.")
def _address(record: Any) -> Iterator[Finding]:
    mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
    for field, addresses in (("mail.destination", mail["destination"]), ("receipt.recipients", receipt["recipients"])):
        for number, address in enumerate(addresses):
            if "@" not in address:
                yield f"ses.{field}[{number}]", f"is {address!r}, expected an address"
    if "@" not in mail["commonHeaders"]["messageId"]:
        yield "ses.mail.commonHeaders.messageId", f"is {mail['commonHeaders']['messageId']!r}, expected '<…@…>'"
    if "@" in mail["messageId"]:
        yield "ses.mail.messageId", f"is {mail['messageId']!r}, expected SES' own id"


@book.record_rule("SES-dmarc", "`dmarcPolicy` is only there if DMARC has failed.")
def _dmarc(record: Any) -> Iterator[Finding]:
    receipt = record["ses"]["receipt"]
    if "dmarcPolicy" in receipt and receipt["dmarcVerdict"]["status"] != "FAIL":
        yield "ses.receipt.dmarcPolicy", f"is there, but dmarcVerdict is {receipt['dmarcVerdict']['status']}"


@book.record_rule("SES-arn", "The action names a function by its ARN.")
def _arn(record: Any) -> Iterator[Finding]:
    found = record["ses"]["receipt"]["action"]["functionArn"]
    arn = arn_parts(found)
    if arn is None or arn.service != "lambda" or not arn.resource.startswith("function:"):
        yield "ses.receipt.action.functionArn", f"is {found!r}, expected the ARN of a function"
