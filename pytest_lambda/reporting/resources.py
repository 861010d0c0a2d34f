"""What has become of the messages of queues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_lambda.service.resources.sqs_message import Message
from pytest_lambda.service.resources.sqs_queue import SqsQueue

#: messages of one queue that are shown one by one
MOST_MESSAGES = 1_000
#: moments in the life of one message that are shown, the latest
MOST_MOMENTS = 40


def queues_of(queues: Iterable[SqsQueue]) -> list[Any]:
    """For each queue: its name, how many messages are in which state, and their lives.

    Messages that were not worked off come first: they are what one looks for.
    """
    return [_queue(queue) for queue in queues]


def _queue(queue: SqsQueue) -> dict[str, Any]:
    states = {
        "visible": queue.messages,
        "in flight": queue.in_flight,
        "dead letter": queue.dead_lettered,
        "expired": queue.expired,
        "deleted": queue.deleted,
    }
    shown = list(_first(states, MOST_MESSAGES))
    return {
        "name": queue.name,
        "states": {state: len(messages) for state, messages in states.items()},
        "messages": shown,
        "left_out": sum(map(len, states.values())) - len(shown),
    }


def _first(states: dict[str, tuple[Message, ...]], most: int) -> Iterator[list[Any]]:
    for state, messages in states.items():
        for message in messages[:most]:
            history = message.history[-MOST_MOMENTS:]
            moments = [[round(entry.epoch * 1e6), entry.event] for entry in history]
            yield [message.message_id, state, message.receive_count, moments]
        most -= min(most, len(messages))
