"""The rules of the events of Firehose streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.judging.formats import arn_parts, decoded_base64
from pytest_lambda.events.judging.rulebook import Rulebook
from pytest_lambda.events.judging.shape import Finding
from pytest_lambda.events.shapes.firehose import FirehoseEvent


def _recognises(event: Mapping[str, Any]) -> bool:
    return "invocationId" in event and isinstance(event.get("records"), list) and "recordId" in event["records"][0]


book = Rulebook("firehose", FirehoseEvent, _recognises, shape_rule="F-shape", records="records")
BOOKS = (book,)


@book.record_rule("F-data", "`data` is base64.")
def _data(record: Any) -> Iterator[Finding]:
    if decoded_base64(record["data"]) is None:
        yield "data", "is not base64"


@book.record_rule("F-time", "`approximateArrivalTimestamp` is in milliseconds.")
def _time(record: Any) -> Iterator[Finding]:
    if not 10**11 <= record["approximateArrivalTimestamp"] < 10**14:
        yield (
            "approximateArrivalTimestamp",
            f"is {record['approximateArrivalTimestamp']!r}, expected milliseconds since 1970",
        )


@book.rule("F-unique", "`recordId` is unique in the batch: the answer names records by it.")
def _unique(event: Any) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, record in enumerate(event["records"]):
        if record["recordId"] in seen:
            yield f"records[{index}].recordId", f"{record['recordId']!r} is there more than once"
        seen.add(record["recordId"])
    if not event["records"]:
        yield "records", "is empty: Firehose does not invoke a function without a record"


@book.rule("F-arn", "The ARN is that of a Firehose stream, and its region is `region`.")
def _arn(event: Any) -> Iterator[Finding]:
    arn = arn_parts(event["deliveryStreamArn"])
    if arn is None or arn.service != "firehose" or not arn.resource.startswith("deliverystream/"):
        yield "deliveryStreamArn", f"is {event['deliveryStreamArn']!r}, expected the ARN of a Firehose stream"
    elif arn.region != event["region"]:
        yield "region", f"is {event['region']!r}, but the stream's ARN says {arn.region!r}"


@book.rule("F-source", "Records have metadata of Kinesis exactly if the source is a Kinesis data stream.")
def _source(event: Any) -> Iterator[Finding]:
    source = "sourceKinesisStreamArn" in event
    arn = arn_parts(event.get("sourceKinesisStreamArn"))
    if source and (arn is None or arn.service != "kinesis"):
        yield "sourceKinesisStreamArn", f"is {event['sourceKinesisStreamArn']!r}, expected the ARN of a stream"
    for index, record in enumerate(event["records"]):
        if source and "kinesisRecordMetadata" not in record:
            yield f"records[{index}].kinesisRecordMetadata", "is missing: the source is a Kinesis data stream"
        if not source and "kinesisRecordMetadata" in record:
            yield f"records[{index}].kinesisRecordMetadata", "is there, but sourceKinesisStreamArn is not"
