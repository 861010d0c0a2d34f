"""A warm `invoke` against the JSON round trip, Chalice's test client and a plain call."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.apps import one_module
from bench.events import Event, sqs_event
from bench.measure import Call, take_turns
from bench.table import Row, compared

#: (records, budget against the round trip, budget against Chalice's client)
CASES = ((1, 12.0, 1.0), (10, 3.0, None))


def rows(folder: Path) -> Iterator[Row]:
    from pytest_lambda import LambdaFunction

    handler = one_module(folder, "warm_app")
    plain = plain_handler(folder, "plain_app")
    with LambdaFunction(handler, task_root=folder) as function, chalice_client(plain) as chalice:
        for records, against_json, against_chalice in CASES:
            event = sqs_event(records)
            times = take_turns(rivals(function, chalice, plain, event))
            ours = times["invoke"]
            size = f"{len(json.dumps(event)) / 1024:.1f} KB, {records} SQS record{'s' if records > 1 else ''}"
            yield compared(
                f"{size}: the json round trip of event and result", ours, times["json"], against_json
            )
            yield compared(
                f"{size}: chalice.test.Client().lambda_.invoke", ours, times["chalice"], against_chalice
            )
            yield compared(f"{size}: a plain call handler(event, context)", ours, times["plain"])
            yield compared(f"{size}: function(event), the json round trip", times["call"], times["json"])


def rivals(function, chalice, plain, event: Event) -> dict[str, Call]:
    from pytest_lambda import make_context

    context = make_context()
    result = plain(event, context)
    assert function.invoke(event).payload == chalice(event) == result

    def round_trip() -> None:
        json.loads(json.dumps(event))
        json.loads(json.dumps(result))

    return {
        "invoke": lambda: function.invoke(event).payload,
        "call": lambda: function(event),
        "json": round_trip,
        "chalice": lambda: chalice(event),
        "plain": lambda: plain(event, context),
    }


def plain_handler(folder: Path, name: str):
    """The same handler, imported without more ado."""
    one_module(folder, name)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name).handler
    finally:
        sys.path.remove(str(folder))


@contextmanager
def chalice_client(handler):
    """The same handler behind Chalice's test client."""
    from chalice import Chalice
    from chalice.test import Client

    app = Chalice(app_name="bench")
    app.lambda_function(name="handler")(handler)
    with Client(app) as client:
        yield lambda event: client.lambda_.invoke("handler", event).payload
