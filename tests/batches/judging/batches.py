"""Batches of every source, and how their answers are judged."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.batches.judging import judge
from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.reading import records_of
from pytest_lambda.batches.record import BatchRecord


def sqs_event(*ids: str, groups: str = "") -> dict[str, Any]:
    """Messages of these ids; with a letter for each message's group, of a FIFO queue."""
    queue = "orders.fifo" if groups else "orders"
    return {
        "Records": [
            {
                "messageId": name,
                "receiptHandle": f"handle-{name}",
                "body": f"body-{name}",
                "attributes": {"MessageGroupId": groups[number]} if groups else {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
            }
            for number, name in enumerate(ids)
        ]
    }


def kinesis_event(*numbers: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventSource": "aws:kinesis",
                "eventID": f"shardId-000000000000:{number}",
                "kinesis": {"sequenceNumber": number, "partitionKey": "p", "data": "aGk="},
            }
            for number in numbers
        ]
    }


def dynamodb_event(*numbers: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventSource": "aws:dynamodb",
                "eventID": f"event-{number}",
                "dynamodb": {"SequenceNumber": number, "Keys": {"id": {"S": number}}},
            }
            for number in numbers
        ]
    }


def kafka_event(**partitions: int) -> dict[str, Any]:
    """`kafka_event(t_0=2)`: offsets 0 and 1 in partition 0 of topic t."""
    records = {}
    for name, count in partitions.items():
        topic, _, partition = name.partition("_")
        records[f"{topic}-{partition}"] = [
            {"topic": topic, "partition": int(partition), "offset": offset, "value": "aGk="} for offset in range(count)
        ]
    return {"eventSource": "aws:kafka", "records": records}


def offset(partition: str, number: int) -> dict[str, Any]:
    return {"partition": partition, "offset": number}


def failures(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


BATCHES: dict[str, tuple[BatchRecord, ...]] = {
    "sqs": records_of(sqs_event("m1", "m2", "m3")),
    "kinesis": records_of(kinesis_event("1", "2", "3")),
    "dynamodb": records_of(dynamodb_event("1", "2", "3")),
    "kafka": records_of(kafka_event(t_0=2, t_1=1)),
    "mq": records_of({"eventSource": "aws:mq", "messages": [{"messageID": "m1"}, {"messageID": "m2"}]}),
    "documentdb": records_of({"eventSource": "aws:docdb", "events": [{"event": {"_id": {"_data": "d1"}}}]}),
}
REPORTING = ("sqs", "kinesis", "dynamodb", "kafka")
STREAMS = ("kinesis", "dynamodb")


def judged(source: str, answer: Any, **settings: Any) -> BatchOutcome:
    """The outcome of an answer, of a mapping that reports failures unless it is said otherwise."""
    arguments = {"function_error": None, "reports_failures": True, **settings}
    batch = arguments.pop("batch", BATCHES[source])
    given = judge(source, batch, answer=answer, **arguments)
    written = judge(source, batch, payload_bytes=json.dumps(answer).encode(), **arguments)
    assert str(given) == str(written)
    return written


def failed_ids(outcome: BatchOutcome) -> list[Any]:
    return [record.id for record in outcome.failed]
