"""The rules of SQS events (facts 2.7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.message_attributes import from_sqs, md5_of
from pytest_lambda.events.judging.formats import arn_parts, decoded_base64, is_uuid
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.sqs import SqsEvent

_FIFO = ("MessageGroupId", "MessageDeduplicationId", "SequenceNumber")


def _recognises(event: Mapping[str, Any]) -> bool:
    return event["Records"][0]["eventSource"] == "aws:sqs" or "receiptHandle" in event["Records"][0]


book = Rulebook("sqs", SqsEvent, _recognises, shape_rule="Q-shape")
BOOKS = (book,)


@book.record_rule("Q-md5", "`md5OfBody` is the MD5 of the body in UTF-8.")
def _md5(record: Any) -> Iterator[Finding]:
    expected = hashlib.md5(record["body"].encode(), usedforsecurity=False).hexdigest()
    if record["md5OfBody"] != expected:
        yield "md5OfBody", f"is {record['md5OfBody']!r}, but the MD5 of the body is {expected!r}"


@book.record_rule("Q-attrshape", "A message attribute has the value that its `dataType` says; Binary is base64.")
def _attribute_shape(record: Any) -> Iterator[Finding]:
    for name, attribute in record["messageAttributes"].items():
        field = f"messageAttributes.{name}"
        kind = attribute["dataType"].partition(".")[0]
        if kind not in ("String", "Number", "Binary"):
            yield f"{field}.dataType", f"is {attribute['dataType']!r}, expected String, Number or Binary"
        wanted = "binaryValue" if kind == "Binary" else "stringValue"
        if wanted not in attribute or len({"binaryValue", "stringValue"} & attribute.keys()) != 1:
            yield field, f"of dataType {attribute['dataType']} should have {wanted} and no other value"
        if "binaryValue" in attribute and decoded_base64(attribute["binaryValue"]) is None:
            yield f"{field}.binaryValue", "is not base64"
        for lists in ("stringListValues", "binaryListValues"):
            if attribute[lists]:
                yield f"{field}.{lists}", "is not empty: SQS does not have lists yet"


@book.record_rule("Q-md5attr", "`md5OfMessageAttributes` is SQS' digest of the attributes; null or absent of none.")
def _md5_of_attributes(record: Any) -> Iterator[Finding]:
    sent = record["messageAttributes"]
    expected = md5_of(from_sqs(sent)) if sent else None
    if record.get("md5OfMessageAttributes") != expected:
        yield "md5OfMessageAttributes", f"is {record.get('md5OfMessageAttributes')!r}, expected {expected!r}"


@book.record_rule("Q-times", "Times are milliseconds as text, and a message is sent before it is received.")
def _times(record: Any) -> Iterator[Finding]:
    attributes = record["attributes"]
    times = {name: attributes[name] for name in ("SentTimestamp", "ApproximateFirstReceiveTimestamp")}
    for name, value in times.items():
        if not (value.isdecimal() and len(value) == 13):
            yield f"attributes.{name}", f"is {value!r}, expected milliseconds since 1970, 13 digits"
            return
    if int(times["SentTimestamp"]) > int(times["ApproximateFirstReceiveTimestamp"]):
        yield "attributes.SentTimestamp", "is later than ApproximateFirstReceiveTimestamp"


@book.record_rule("Q-count", "`ApproximateReceiveCount` is a number from 1 on, as text.")
def _count(record: Any) -> Iterator[Finding]:
    count = record["attributes"]["ApproximateReceiveCount"]
    if not count.isdecimal() or int(count) < 1:
        yield "attributes.ApproximateReceiveCount", f"is {count!r}, expected a number from 1 on"


@book.record_rule("Q-fifo", "A FIFO queue's ARN ends with `.fifo`; its messages have all three FIFO attributes.")
def _fifo(record: Any) -> Iterator[Finding]:
    there = [name for name in _FIFO if name in record["attributes"]]
    fifo = record["eventSourceARN"].endswith(".fifo")
    for name in _FIFO:
        if fifo and name not in there:
            yield f"attributes.{name}", "is missing: messages of a FIFO queue have it"
    if not fifo and set(there) - {"MessageGroupId"}:  # a standard queue may have groups, for fairness
        yield "eventSourceARN", f"does not end with '.fifo', but the message has {', '.join(there)}"
    number = record["attributes"].get("SequenceNumber", "0" * 20)
    if not (number.isdecimal() and len(number) == 20):
        yield "attributes.SequenceNumber", f"is {number!r}, expected 20 digits"


@book.record_rule("Q-uuid", "`messageId` is a UUID.")
def _uuid(record: Any) -> Iterator[Finding]:
    if not is_uuid(record["messageId"]):
        yield "messageId", f"is {record['messageId']!r}, expected a UUID"


@book.rule("Q-unique", "A message is in a batch once.")
def _unique(event: Any) -> Iterator[Finding]:
    for field in ("messageId", "receiptHandle"):
        seen: set[str] = set()
        for number, record in enumerate(event["Records"]):
            if record[field] in seen:
                yield f"Records[{number}].{field}", f"{record[field]!r} is there more than once"
            seen.add(record[field])


@book.record_rule("Q-arn", "The ARN is that of a queue, and its region is `awsRegion`.")
def _arn(record: Any) -> Iterator[Finding]:
    arn = arn_parts(record["eventSourceARN"])
    if arn is None or arn.service != "sqs" or not arn.account:
        yield "eventSourceARN", f"is {record['eventSourceARN']!r}, expected the ARN of a queue"
    elif arn.region != record["awsRegion"]:
        yield "awsRegion", f"is {record['awsRegion']!r}, but the queue's ARN says {arn.region!r}"


@book.rule("Q-batch", "A batch comes from one queue; of a FIFO queue it has at most 10 messages.")
def _batch(event: Any) -> Iterator[Finding]:
    records = event["Records"]
    queues = {record["eventSourceARN"] for record in records}
    if len(queues) > 1:
        yield "Records", f"come from {len(queues)} queues: {', '.join(sorted(queues))}"
    if not records:
        yield "Records", "is empty: Lambda does not invoke a function without a message"
    if len(records) > 10 and all(queue.endswith(".fifo") for queue in queues):
        yield "Records", f"has {len(records)} messages; a batch of a FIFO queue has at most 10"
