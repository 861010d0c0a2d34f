"""Requests through the in-process client of each kind, against test clients of web frameworks and Mangum's bare call.

All answer the same with the same: `GET /pets/7?verbose=1` gets a small object of JSON.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.measure import Call, Timing, take_turns
from bench.table import Row, compared

APP = """\
import json


def handler(event, context):
    body = json.dumps({"id": event["pathParameters"]["id"] if event.get("pathParameters") else "7"})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}
"""

#: kind -> settings of its door
KINDS: dict[str, dict[str, object]] = {
    "rest-api": {"routes": ["GET /pets/{id}"]},
    "http-api": {"routes": ["GET /pets/{id}"]},
    "function-url": {},
    "alb": {},
}
STARLETTE = "starlette.testclient.TestClient"
#: the other rivals do less: no headers, no limits, no rules about answers, no timeout, no environment
BUDGETS = {STARLETTE: 1.0}
PATH = "/pets/7?verbose=1"
ANSWER = {"id": "7"}


def rows(folder: Path) -> Iterator[Row]:
    (folder / "http_app.py").write_text(APP, encoding="utf-8")
    with ExitStack() as opened:
        rivals: dict[str, Call] = {
            "httpx over a transport that does nothing": httpx_alone(opened),
            STARLETTE: starlette_client(opened),
            "chalice.test.Client.http": chalice_client(opened),
        }
        for kind, settings in KINDS.items():
            with ExitStack() as of_kind:
                ours, event, invoke = door(of_kind, folder, kind, settings)
                own = {"Mangum's bare call on its event": mangum(event), "our invoke of its event": invoke}
                against = {**rivals, **own}
                times = take_turns({"ours": ours, **against})
            for name in against:
                yield _row(f"{kind}: {name}", times["ours"], times[name], BUDGETS.get(name))


def _row(what: str, ours: Timing, theirs: Timing, budget: float | None) -> Row:
    row = compared(what, ours, theirs, budget)
    return replace(row, detail=f"{row.detail}, {1 / ours.median:,.0f} : {1 / theirs.median:,.0f} requests a second")


def door(opened: ExitStack, folder: Path, kind: str, settings: dict[str, object]) -> tuple[Call, object, Call]:
    """A request through a kind's client, the event that it makes, and an invocation with that event."""
    from pytest_lambda import LambdaFunction

    function = opened.enter_context(LambdaFunction("http_app.handler", task_root=folder))
    client = opened.enter_context(function.http_client(kind, **settings))
    response = client.get(PATH)
    assert response.json() == ANSWER
    event = json.loads(json.dumps(response.extensions["lambda"].event))
    return lambda: client.get(PATH).json(), event, lambda: function.invoke(event).payload


def httpx_alone(opened: ExitStack) -> Call:
    """What httpx takes by itself."""
    import httpx

    headers = {"content-type": "application/json"}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=headers, content=b'{"id": "7"}'))
    client = opened.enter_context(httpx.Client(transport=transport, base_url="https://example.com"))
    assert client.get(PATH).json() == ANSWER
    return lambda: client.get(PATH).json()


def starlette_app() -> object:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def pet(request: object) -> JSONResponse:
        return JSONResponse({"id": request.path_params["id"]})

    return Starlette(routes=[Route("/pets/{id}", pet)])


def starlette_client(opened: ExitStack) -> Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it prefers a fork of httpx
        from starlette.testclient import TestClient

    # entered, so that one event loop serves all requests: each would have a loop of its own otherwise
    client = opened.enter_context(TestClient(starlette_app()))
    assert client.get(PATH).json() == ANSWER
    return lambda: client.get(PATH).json()


def chalice_client(opened: ExitStack) -> Call:
    from chalice import Chalice
    from chalice.test import Client

    app = Chalice(app_name="bench")
    app.route("/pets/{id}")(lambda id: {"id": id})
    client = opened.enter_context(Client(app))
    assert client.http.get(PATH).json_body == ANSWER
    return lambda: client.http.get(PATH).json_body


def mangum(event: object) -> Call:
    """The adapter alone: no client, no invocation, one and the same event."""
    from mangum import Mangum

    from pytest_lambda import make_context

    adapter, context = Mangum(starlette_app(), lifespan="off"), make_context()
    assert json.loads(adapter(event, context)["body"]) == ANSWER
    return lambda: json.loads(adapter(event, context)["body"])
