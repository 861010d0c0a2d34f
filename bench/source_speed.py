"""Messages through SQS and records through Kinesis, against handing the handler batches that are ready-made.

Theirs is the JSON round trip of the event, the handler, and the round trip of its answer. Ours sends, polls, invokes
with all semantics, judges and deletes. The million is measured when `BENCH_EVENTS` asks for it.
"""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.measure import Timing
from bench.service_speed import MOST, RETAINED, simulated, watch
from bench.table import Row, compared

BUDGET = 3.0
LINEAR = 1.3
KILOBYTES = 1.0
#: messages -> rounds
SIZES = {1_000: 9, 10_000: 3, 100_000: 1}
BATCH_SIZES = (10, 100)
BODY = json.dumps({"id": 1, "name": "an order of three things", "lines": [1, 2, 3]})
APP = """
def handler(event, context):
    return {"batchItemFailures": []}
"""
#: sent before time passes: what is in a queue at most
WAVE = 1_000

Send = Callable[[int], None]


def rows(folder: Path) -> Iterator[Row]:
    (folder / "source_app.py").write_text(APP, encoding="utf-8")
    handler = "source_app.handler"
    sizes = {**SIZES, **({MOST: 1} if max(SIZES) < MOST else {})}
    for source, begin in (("SQS", _queue), ("Kinesis", _stream)):
        for batch_size in BATCH_SIZES:
            per_message = []
            for size, rounds in sizes.items():
                timed = [_round(folder, handler, begin, batch_size, size) for _ in range(rounds)]
                theirs, ours = (Timing(column) for column in zip(*timed, strict=True))
                budget = BUDGET if batch_size == 10 else None
                row = compared(f"{source}, batches of {batch_size}, {size:,} messages, each", ours, theirs, budget)
                yield replace(row, detail=f"{row.detail}, {1 / ours.median:,.0f} a second")
                per_message.append(row.figure)
            growth = per_message[-1] / per_message[0]
            yield Row(f"{source}, {batch_size}: {max(sizes):,} to {min(sizes):,}", growth, LINEAR)
        yield _memory(folder, handler, source, begin)


def _queue(service: Any, function: Any, batch_size: int) -> Send:
    queue = service.sqs_queue("messages", retain_messages=RETAINED)
    window = {} if batch_size <= 10 else {"maximum_batching_window_in_seconds": 1}
    function.create_event_source_mapping(queue, batch_size=batch_size, **window)

    def send(number: int) -> None:
        for _ in range(number):
            queue.send(BODY)

    return send


def _stream(service: Any, function: Any, batch_size: int) -> Send:
    stream = service.kinesis_stream("records")
    function.create_event_source_mapping(stream, batch_size=batch_size, starting_position="TRIM_HORIZON")

    def send(number: int) -> None:
        for _ in range(number):
            stream.put_record(BODY, partition_key="one")

    return send


def _round(
    folder: Path, handler: str, begin: Callable[..., Send], batch_size: int, size: int
) -> tuple[float, float]:
    """Seconds that a message takes, theirs and ours."""
    with simulated(folder, handler) as (service, function):
        send = begin(service, function, batch_size)
        send(100)
        service.run()
        event = _event(function)

        def ours() -> None:
            for _ in range(size // WAVE):
                send(WAVE)
                service.run()

        seconds = watch.per_call(ours, 1) / size
    return _ready_made(event, batch_size), seconds


def _event(function: Any) -> dict[str, Any]:
    """The last event that the function got."""
    return {"Records": [record.event for record in function.invocations[-1].records]}


def _ready_made(event: dict[str, Any], batch_size: int) -> float:
    records = (event["Records"] * batch_size)[:batch_size]
    ready = {"Records": records}

    def handler(event: Any, context: object) -> object:
        return {"batchItemFailures": []}

    def one() -> None:
        given = json.loads(json.dumps(ready))
        json.loads(json.dumps(handler(given, None)))

    one()
    return watch.per_call(one, 2_000 // batch_size * 10) / batch_size


def _memory(folder: Path, handler: str, source: str, begin: Callable[..., Send]) -> Row:
    """What is kept of a message that has been processed."""
    number = 10_000
    with simulated(folder, handler) as (service, function):
        send = begin(service, function, 10)
        send(WAVE)
        service.run()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(number // WAVE):
                send(WAVE)
                service.run()
            kept = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
    return Row(f"kept of a message of {source}", max(0, kept) / number / 1024, KILOBYTES, "KB")
