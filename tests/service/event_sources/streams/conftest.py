"""A stream, a function that does what the test says, and the mapping between them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from pytest_lambda import LambdaService
from tests.service.event_sources.streams.memory_stream import MemoryKind, MemoryStream


class Scene:
    """A stream with a mapping on it.

    `seen` has for each invocation the data of its records, `calls` the events, `at` the virtual seconds.
    """

    def __init__(self, service: LambdaService, shards: int = 1, **stream: Any) -> None:
        self.service = service
        service.mappings.kinds.add(MemoryKind())
        self.stream = MemoryStream(service, shards, **stream)
        self.seen: list[list[str]] = []
        self.calls: list[dict[str, Any]] = []
        self.request_ids: list[str] = []
        self.at: list[float] = []
        self.began = service.epoch()
        self.mapping: Any = None

    def map(self, answer: Callable[[list[str], dict[str, Any]], Any] = lambda data, event: None, **settings: Any) -> Any:
        """Make the mapping; `answer(data, event)` gives what the function returns, or raises."""
        reserved = settings.pop("reserved_concurrency", None)

        def handler(event: Any, context: Any) -> Any:
            data = [base64.b64decode(record["kinesis"]["data"]).decode() for record in event["Records"]]
            self.seen.append(data)
            self.calls.append(event)
            self.request_ids.append(context.aws_request_id)
            self.at.append(round(self.service.epoch() - self.began, 3))
            return answer(data, event)

        function = self.service.create_function("worker", handler=handler, timeout=60)
        if reserved is not None:
            function.put_function_concurrency(reserved_concurrent_executions=reserved)
        self.function = function
        self.mapping = self.service.create_event_source_mapping(
            function, self.stream, **{"starting_position": "TRIM_HORIZON", **settings}
        )
        return self.mapping

    def put(self, *data: str, key: str = "p", shard: int = 0) -> None:
        for each in data:
            self.stream.put(each, key, shard=shard)

    def run(self) -> list[list[str]]:
        """Let everything happen; the account balances whenever it has."""
        self.service.run()
        assert self.mapping.poller.unsettled() is None
        return self.seen

    def advance(self, seconds: float) -> None:
        self.service.advance(seconds=seconds)
        assert self.mapping.poller.unsettled() is None

    def done_to(self, shard: int = 0) -> str | None:
        """The data of the record at the checkpoint."""
        found = self.mapping.checkpoint(self.stream.shards[shard].shard_id)
        for record in self.stream.shards[shard].records:
            if record.sequence_number == found:
                return record.data.decode()
        assert found is None
        return None

    def account(self, shard: int = 0) -> Any:
        return self.mapping.poller.account(self.stream.shards[shard].shard_id)


def raising(*poison: str) -> Callable[[list[str], dict[str, Any]], Any]:
    """A function that fails if a poison record is in the batch."""

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        if not set(poison).isdisjoint(data):
            raise ValueError("poison")

    return answer


def reporting(*poison: str) -> Callable[[list[str], dict[str, Any]], Any]:
    """A function that reports the poison records of the batch."""

    def answer(data: list[str], event: dict[str, Any]) -> Any:
        failing = [record for record, text in zip(event["Records"], data, strict=True) if text in poison]
        return {"batchItemFailures": [{"itemIdentifier": each["kinesis"]["sequenceNumber"]} for each in failing]}

    return answer


@pytest.fixture
def scene(simulate: Callable[..., LambdaService]) -> Callable[..., Scene]:
    def make(shards: int = 1, **stream: Any) -> Scene:
        return Scene(simulate(), shards, **stream)

    return make
