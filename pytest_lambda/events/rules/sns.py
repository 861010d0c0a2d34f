"""The rules of SNS events (facts 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pytest_lambda.arn import dns_suffix
from pytest_lambda.events.judging.formats import arn_parts, decoded_base64, is_iso_milliseconds, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.sns import SnsEvent

_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-f]{32}\.pem")
_SIGNED = ("SignatureVersion", "Signature", "SigningCertUrl")


def _recognises(event: Mapping[str, Any]) -> bool:
    return "Sns" in event["Records"][0] or event["Records"][0]["EventSource"] == "aws:sns"


book = Rulebook("sns", SnsEvent, _recognises, shape_rule="N-shape")
BOOKS = (book,)


@book.rule("N-one", "SNS delivers one message at a time.")
def _one(event: Any) -> Iterator[Finding]:
    if len(event["Records"]) != 1:
        yield "Records", f"has {len(event['Records'])} records, expected one"


@book.record_rule("N-arn", "`TopicArn` is the ARN of a topic.")
def _arn(record: Any) -> Iterator[Finding]:
    topic = record["Sns"]["TopicArn"]
    arn = arn_parts(topic)
    if arn is None or arn.service != "sns" or not arn.region or not arn.account or ":" in arn.resource:
        yield "Sns.TopicArn", f"is {topic!r}, expected the ARN of a topic"


@book.record_rule("N-sub", "`EventSubscriptionArn` is the topic's ARN, a colon and a UUID.")
def _subscription(record: Any) -> Iterator[Finding]:
    topic, _, identifier = record["EventSubscriptionArn"].rpartition(":")
    if topic != record["Sns"]["TopicArn"] or not is_uuid(identifier):
        yield (
            "EventSubscriptionArn",
            f"is {record['EventSubscriptionArn']!r}, expected {record['Sns']['TopicArn']}:<UUID>",
        )


@book.record_rule("N-url", "The certificate is at `https://sns.<region>.…/SimpleNotificationService-<32 digits>.pem`.")
def _certificate(record: Any) -> Iterator[Finding]:
    sent = record["Sns"]
    url = sent.get("SigningCertUrl")
    if url is None:
        return
    host = _host(sent["TopicArn"])
    parts = urlsplit(url)
    if parts.scheme != "https" or not _CERTIFICATE.fullmatch(parts.path) or parts.query:
        yield "Sns.SigningCertUrl", f"is {url!r}, expected https://{host}/SimpleNotificationService-<32 digits>.pem"
    elif parts.netloc != host:
        yield "Sns.SigningCertUrl", f"is at {parts.netloc!r}, but the topic is at {host!r}"


@book.record_rule("N-unsub", "`UnsubscribeUrl` is SNS' URL for the subscription of `EventSubscriptionArn`.")
def _unsubscribe(record: Any) -> Iterator[Finding]:
    url = record["Sns"]["UnsubscribeUrl"]
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = _host(record["Sns"]["TopicArn"])
    if parts.scheme != "https" or parts.netloc != host or query.get("Action") != ["Unsubscribe"]:
        yield "Sns.UnsubscribeUrl", f"is {url!r}, expected https://{host}/?Action=Unsubscribe&SubscriptionArn=…"
    elif query.get("SubscriptionArn") != [record["EventSubscriptionArn"]]:
        yield "Sns.UnsubscribeUrl", f"is {url!r}, but EventSubscriptionArn is {record['EventSubscriptionArn']!r}"


@book.record_rule("N-time", "`Timestamp` is ISO with milliseconds and `Z`.")
def _time(record: Any) -> Iterator[Finding]:
    if not is_iso_milliseconds(record["Sns"]["Timestamp"]):
        yield "Sns.Timestamp", f"is {record['Sns']['Timestamp']!r}, expected a time such as '2026-01-31T12:00:00.000Z'"


@book.record_rule("N-sig", "The signature is the base64 of 256 bytes.")
def _signature(record: Any) -> Iterator[Finding]:
    signature = record["Sns"].get("Signature")
    if signature is not None and len(decoded_base64(signature) or b"") != 256:
        yield "Sns.Signature", "is not the base64 of 256 bytes"


@book.record_rule("N-binary", "An attribute is a String, Number or Binary; the value of a Binary is base64.")
def _attributes(record: Any) -> Iterator[Finding]:
    for name, attribute in record["Sns"]["MessageAttributes"].items():
        kind = attribute["Type"].partition(".")[0]
        if kind not in ("String", "Number", "Binary"):
            yield f"Sns.MessageAttributes.{name}.Type", f"is {attribute['Type']!r}, expected String, Number or Binary"
        elif kind == "Binary" and decoded_base64(attribute["Value"]) is None:
            yield f"Sns.MessageAttributes.{name}.Value", "is not base64"


@book.record_rule("N-uuid", "`MessageId` is a UUID.")
def _uuid(record: Any) -> Iterator[Finding]:
    if not is_uuid(record["Sns"]["MessageId"]):
        yield "Sns.MessageId", f"is {record['Sns']['MessageId']!r}, expected a UUID"


@book.record_rule("N-fifo", "A standard topic signs its messages; a FIFO topic numbers them and does not sign.")
def _fifo(record: Any) -> Iterator[Finding]:
    sent = record["Sns"]
    fifo = sent["TopicArn"].endswith(".fifo")
    wanted, refused = (("SequenceNumber",), _SIGNED) if fifo else (_SIGNED, ("SequenceNumber",))
    what = "a FIFO topic" if fifo else "a standard topic"
    for name in wanted:
        if name not in sent:
            yield f"Sns.{name}", f"is missing: messages of {what} have it"
    for name in refused:
        if name in sent:
            yield f"Sns.{name}", f"is there, but messages of {what} do not have it"


@book.record_rule("N-empty", "A message has some text; a subject, if there is one, too.")
def _empty(record: Any) -> Iterator[Finding]:
    for name in ("Message", "Subject"):
        if record["Sns"][name] == "":
            yield f"Sns.{name}", "is empty, which SNS refuses"


def _host(topic: str) -> str:
    arn = arn_parts(topic)
    region = "<region>" if arn is None else arn.region
    return f"sns.{region}.{dns_suffix(region)}"
