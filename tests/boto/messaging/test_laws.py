"""boto3 on a queue of the service does what the queue's own methods do, whatever happens in whatever order."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from pytest_lambda.boto.service_api import serve_boto3
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue

from ..conftest import Client

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from("abc"), st.sampled_from(["g", "h"]), st.integers(0, 3)),
        st.tuples(st.just("receive"), st.integers(1, 10), st.one_of(st.none(), st.integers(0, 5))),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("change"), st.integers(0, 5), st.integers(0, 6)),
        st.tuples(st.just("advance"), st.integers(1, 4)),
        st.tuples(st.just("purge")),
    ),
    max_size=25,
)


class Own:
    """The queue's own methods."""

    def __init__(self, queue: SqsQueue) -> None:
        self.queue = queue
        self.handles: list[str] = []

    def send(self, body: str, group: str, delay: int) -> Any:
        fifo = {"message_group_id": group} if self.queue.fifo else {"delay_seconds": delay}
        return self.queue.send(body, **fifo).md5_of_body

    def receive(self, most: int, visibility: int | None) -> Any:
        got = self.queue.receive(most, visibility)
        self.handles += [str(each.receipt_handle) for each in got]
        return [(each.body, each.attributes["ApproximateReceiveCount"]) for each in got]

    def delete(self, number: int) -> Any:
        return self.queue.delete(self.handles[number])

    def change(self, number: int, seconds: int) -> Any:
        return self.queue.change_visibility(self.handles[number], seconds)

    def purge(self) -> Any:
        return self.queue.purge()


class ByClient(Own):
    """The same with boto3."""

    def __init__(self, queue: SqsQueue, sqs: Any) -> None:
        super().__init__(queue)
        self.sqs = sqs

    def send(self, body: str, group: str, delay: int) -> Any:
        fifo = {"MessageGroupId": group} if self.queue.fifo else {"DelaySeconds": delay}
        return self.sqs.send_message(QueueUrl=self.queue.url, MessageBody=body, **fifo)["MD5OfMessageBody"]

    def receive(self, most: int, visibility: int | None) -> Any:
        timeout = {} if visibility is None else {"VisibilityTimeout": visibility}
        got = self.sqs.receive_message(
            QueueUrl=self.queue.url, MaxNumberOfMessages=most, AttributeNames=["All"], **timeout
        ).get("Messages", [])
        self.handles += [each["ReceiptHandle"] for each in got]
        return [(each["Body"], each["Attributes"]["ApproximateReceiveCount"]) for each in got]

    def delete(self, number: int) -> Any:
        self.sqs.delete_message(QueueUrl=self.queue.url, ReceiptHandle=self.handles[number])

    def change(self, number: int, seconds: int) -> Any:
        self.sqs.change_message_visibility(
            QueueUrl=self.queue.url, ReceiptHandle=self.handles[number], VisibilityTimeout=seconds
        )

    def purge(self) -> Any:
        self.queue.purge()  # a client may do so once a minute only


def outcome(actor: Own, step: tuple[Any, ...]) -> Any:
    name, *arguments = step
    if name in ("delete", "change") and arguments[0] >= len(actor.handles):
        return "no such receipt yet"
    try:
        return getattr(actor, name)(*arguments)
    except RequestRefused as refused:
        return refused.code
    except ClientError as error:
        return error.response["Error"]["Code"].rpartition(".")[2]


def state(queue: SqsQueue) -> Any:
    return [
        [(each.body, each.state, each.receive_count) for each in messages]
        for messages in (queue.messages, queue.in_flight, queue.deleted, queue.dead_lettered)
    ]


@pytest.mark.parametrize("fifo", [False, True], ids=["standard", "fifo"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_queue_is_the_same_by_either_way(client: Client, fifo: bool, steps: list[tuple[Any, ...]]) -> None:
    with LambdaService() as service, serve_boto3(service):
        made = [
            service.sqs_queue(
                f"{name}.fifo" if fifo else name,
                fifo_queue=fifo,
                content_based_deduplication=fifo,
                visibility_timeout=4,
                dead_letter_queue=True,
                max_receive_count=2,
            )
            for name in ("own", "client")
        ]
        actors = Own(made[0]), ByClient(made[1], client("sqs"))
        for step in steps:
            if step[0] == "advance":
                service.advance(seconds=step[1])
            else:
                own, by_client = (outcome(actor, step) for actor in actors)
                assert own == by_client, step
            assert state(made[0]) == state(made[1])
