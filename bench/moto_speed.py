"""A message that boto3 sends to a queue of moto's, into a handler, against moto's own send and receive of it.

The client is the same and costs most of either. Theirs is send, receive and delete, all of moto; ours is
`send_message`, which the service answers in place of moto, and all that follows until the handler has had the message:
poll, event, invocation, judgement and deletion, on virtual time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Timing
from bench.service_speed import watch
from bench.table import Row, compared

APP = """
def handler(event, context):
    return {"batchItemFailures": []}
"""
BODY = json.dumps({"id": 1, "name": "an order of three things", "lines": [1, 2, 3]})
BUDGET = 1.0
BATCH = 10
_ROUNDS = 15
_IDENTITY = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"}


def rows(folder: Path) -> Iterator[Row]:
    import boto3
    from moto import mock_aws

    from pytest_lambda import LambdaService, serve_boto3

    os.environ.update(_IDENTITY)
    (folder / "moto_app.py").write_text(APP, encoding="utf-8")
    with mock_aws(), LambdaService(retain_invocations=10) as service, serve_boto3(service):
        sqs = boto3.client("sqs")
        ours, theirs = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("ours", "theirs"))
        service.create_function("work", handler="moto_app.handler", task_root=folder)
        service.create_event_source_mapping("work", ours, batch_size=BATCH)

        def into_handler() -> None:
            sqs.send_message(QueueUrl=ours, MessageBody=BODY)
            service.run()

        def by_moto() -> None:
            sqs.send_message(QueueUrl=theirs, MessageBody=BODY)
            [message] = sqs.receive_message(QueueUrl=theirs)["Messages"]
            sqs.delete_message(QueueUrl=theirs, ReceiptHandle=message["ReceiptHandle"])

        yield _row("one by one: moto's send, receive and delete", into_handler, by_moto)

        entries = [{"Id": str(number), "MessageBody": BODY} for number in range(BATCH)]

        def batch_into_handler() -> None:
            sqs.send_message_batch(QueueUrl=ours, Entries=entries)
            service.run()

        def batch_by_moto() -> None:
            sqs.send_message_batch(QueueUrl=theirs, Entries=entries)
            got = sqs.receive_message(QueueUrl=theirs, MaxNumberOfMessages=BATCH)["Messages"]
            done = [{"Id": str(number), "ReceiptHandle": each["ReceiptHandle"]} for number, each in enumerate(got)]
            sqs.delete_message_batch(QueueUrl=theirs, Entries=done)

        yield _row(f"{BATCH} at once: moto's send, receive and delete", batch_into_handler, batch_by_moto)


def _row(what: str, ours: Callable[[], object], theirs: Callable[[], object]) -> Row:
    rounds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(_ROUNDS):
        turns = [("ours", ours), ("theirs", theirs)]
        for name, call in turns[:: 1 if number % 2 else -1]:
            rounds[name].append(watch.per_call(call, 10))
    return compared(what, Timing(tuple(rounds["ours"])), Timing(tuple(rounds["theirs"])), BUDGET)
