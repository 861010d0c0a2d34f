"""A door as an ASGI application gives the events and the responses that its client gives."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, events
from pytest_lambda.gateway.exchange import Answer
from pytest_lambda.gateway.kinds import door_of, kinds
from pytest_lambda.gateway.serving.asgi import RAW_HEADERS, LambdaApp
from pytest_lambda.gateway.serving.listener import Listener
from tests.gateway.serving.chance import headers_without_chance, without_chance
from tests.gateway.serving.doors import AnyDoor


def echo(event: dict[str, Any], context: object) -> dict[str, Any]:
    return {"statusCode": 200, "body": json.dumps(event)}


async def aio(event: dict[str, Any]) -> str:
    await asyncio.sleep(0)
    return event["rawPath"]


def with_a_loop_of_its_own(event: dict[str, Any], context: object) -> str:
    return asyncio.run(aio(event))


@pytest.fixture
def function():
    with LambdaFunction(echo) as made:
        yield made


class Told(Listener):
    """Remembers what it is told."""

    def __init__(self):
        self.answers, self.errors, self.notes = [], [], []

    def answered(self, request, response, seconds):
        self.answers.append((request, response, seconds))

    def failed(self, request, error):
        self.errors.append(error)

    def noted(self, text):
        self.notes.append(text)


def asked(app: LambdaApp, method: str, path: str, **options: Any) -> httpx.Response:
    """The response to one request."""

    async def ask() -> httpx.Response:
        async def with_raw_names(scope, receive, send):
            await app({**scope, "extensions": {RAW_HEADERS: request.headers.raw}}, receive, send)

        transport = httpx.ASGITransport(with_raw_names, client=("192.0.2.7", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
            request = client.build_request(method, path, **options)
            return await client.send(request)

    return asyncio.run(ask())


REQUESTS = {
    "root": ("GET", "/", {}),
    "query": ("GET", "/pets?b=2&a=%20x&b=1&empty=&flag", {}),
    "escapes": ("GET", "/a%2Fb/%E2%82%AC/+/c%20d", {}),
    "slashes": ("GET", "/a//b/", {}),
    "json": ("POST", "/pets", {"json": {"name": "Rex"}}),
    "form": ("PUT", "/pets/1", {"data": {"a": "b c"}}),
    "binary": ("POST", "/pets/1/photo", {"content": bytes(range(256)), "headers": {"content-type": "image/png"}}),
    "cookies": ("GET", "/", {"headers": {"cookie": "a=1; b=2"}}),
    "repeated header": ("DELETE", "/pets/1", {"headers": [("x-a", "1"), ("x-a", "2")]}),
    "forwarded": ("GET", "/", {"headers": {"x-forwarded-for": "198.51.100.1"}}),
    "text": ("PATCH", "/", {"content": "grün".encode(), "headers": {"content-type": "text/plain"}}),
}


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("name", REQUESTS)
def test_events_are_those_of_the_client(function, name, kind):
    method, path, options = REQUESTS[name]
    door = door_of(function, kind, {"source_ip": "192.0.2.7"})
    served = asked(LambdaApp(door), method, urlsplit(door.base_url).path + path, **options).json()
    with door.client() as client:
        expected = client.request(method, path, **options).json()
    assert events.check(served) == []
    assert without_chance(served) == without_chance(expected)


ANSWERS = {
    "text": "hello",
    "status": {"statusCode": 418, "headers": {"X-Teapot": "short"}, "body": "stout"},
    "cookies": {"statusCode": 200, "cookies": ["a=1; Path=/", "b=2"], "body": ""},
    "binary": {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(bytes(range(256))).decode()},
    "nothing": {"statusCode": 204},
    "not modified": {"statusCode": 304, "headers": {"ETag": '"1"'}},
    "text beyond ASCII": {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "grün €"},
    "a failure": None,
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", ANSWERS)
def test_responses_are_those_of_the_client(name, method):
    def handler(event: Any, context: object) -> Any:
        if ANSWERS[name] is None:
            raise ValueError(name)
        return ANSWERS[name]

    with LambdaFunction(handler) as function:
        door = door_of(function, "http-api", {})
        served = asked(LambdaApp(door), method, "/")
        with door.client() as client:
            expected = client.request(method, "/")
    assert served.status_code == expected.status_code
    assert served.content == expected.content
    assert headers_without_chance(served.headers) == headers_without_chance(expected.headers)


def test_the_host_is_the_api_s(function):
    door = door_of(function, "http-api", {})
    event = asked(LambdaApp(door), "GET", "/").json()
    assert event["headers"]["host"] == event["requestContext"]["domainName"] == door.host


def test_a_request_without_a_host_gets_one(function):
    door = AnyDoor(function, lambda request: Answer(200, [], repr(request.headers).encode()))
    told = Told()
    scope = {"type": "http", "method": "GET", "path": "/a b", "query_string": b"", "headers": [(b"x-a", b"1")]}
    asyncio.run(LambdaApp(door, listener=told)(scope, _Receiver(b"one ", b"two"), _Sent()))
    [(request, _, _)] = told.answers
    assert request.path == "/a%20b"
    assert request.headers == (("x-a", "1"), ("Host", "any.example.com"))
    assert request.content == b"one two"
    assert request.source_ip == door.source_ip


def test_a_client_that_goes_before_the_end_of_its_request_is_not_answered(function):
    told, sent = Told(), _Sent()
    messages = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]

    async def receive():
        return messages.pop(0)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    asyncio.run(LambdaApp(AnyDoor(function, lambda request: Answer(200)), listener=told)(scope, receive, sent))
    assert (told.answers, sent.messages) == ([], [])


def test_raw_names_of_headers_are_kept(function):
    told = Told()
    door = AnyDoor(function, lambda request: Answer(200))
    scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"a=%20",
        "headers": [(b"x-cased", b"1"), (b"host", b"localhost")],
        "extensions": {RAW_HEADERS: [(b"X-Cased", b"1"), (b"HOST", b"localhost")]},
    }  # fmt: skip
    asyncio.run(LambdaApp(door, listener=told)(scope, _Receiver(b""), _Sent()))
    assert told.answers[0][0].headers == (("X-Cased", "1"), ("HOST", "any.example.com"))
    assert told.answers[0][0].query == "a=%20"


def test_the_client_has_its_own_address_unless_one_is_set(function):
    door = door_of(function, "http-api", {})
    assert asked(LambdaApp(door), "GET", "/").json()["requestContext"]["http"]["sourceIp"] == "192.0.2.7"
    fixed = asked(LambdaApp(door, source_ip="203.0.113.9"), "GET", "/").json()
    assert fixed["requestContext"]["http"]["sourceIp"] == "203.0.113.9"


def test_a_handler_may_have_an_event_loop_of_its_own():
    with LambdaFunction(with_a_loop_of_its_own) as function:
        app = LambdaApp(door_of(function, "http-api", {}))
        assert [asked(app, "GET", path).text for path in ("/a", "/b")] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(600), "status 600"),
        (Answer(101), "status 101"),
        (Answer(200, [("X A", "1")]), "'X A'"),
        (Answer(200, [("X-A", "1\r\nX-B: 2")]), "'X-A'"),
        (Answer(200, [("", "1")]), "header ''"),
    ],
    ids=["600", "101", "name", "value", "empty"],
)
def test_what_http_cannot_carry_is_told(function, answer, reason):
    told = Told()
    response = asked(LambdaApp(AnyDoor(function, lambda request: answer), listener=told), "GET", "/")
    assert response.status_code == 502
    assert reason in response.text
    assert told.notes == [response.text]


def test_an_error_of_ours_is_told(function):
    def refuse(request):
        raise ConfigurationError("no such thing")

    told = Told()
    response = asked(LambdaApp(AnyDoor(function, refuse), listener=told), "GET", "/")
    assert (response.status_code, response.text) == (500, "ConfigurationError: no such thing")
    assert [str(error) for error in told.errors] == ["no such thing"]
    assert told.answers == []


def test_after_ctrl_c_in_a_handler_nothing_is_begun(function):
    begun = []

    def interrupted(request):
        begun.append(request.path)
        raise KeyboardInterrupt

    app = LambdaApp(AnyDoor(function, interrupted))
    assert [asked(app, "GET", path).status_code for path in ("/a", "/b")] == [503, 503]
    assert begun == ["/a"]


def test_a_websocket_is_closed(function):
    sent = _Sent()
    asyncio.run(LambdaApp(door_of(function, "http-api", {}))({"type": "websocket"}, _Receiver(b""), sent))
    assert [each["type"] for each in sent.messages] == ["websocket.close"]


def test_a_life_lasts_from_start_to_end(function):
    sent = _Sent()

    @contextlib.asynccontextmanager
    async def life():
        sent.messages.append({"type": "begun"})
        yield
        sent.messages.append({"type": "ended"})

    app = LambdaApp(door_of(function, "http-api", {}), life=life)
    asyncio.run(app({"type": "lifespan"}, _Receiver(b"", b""), sent))
    assert [each["type"] for each in sent.messages] == [
        "begun", "lifespan.startup.complete", "ended", "lifespan.shutdown.complete",
    ]  # fmt: skip


class _Receiver:
    """Gives the parts of a body, one message each."""

    def __init__(self, *parts: bytes):
        self._parts = list(parts)

    async def __call__(self):
        part = self._parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self._parts)}


class _Sent:
    """Remembers messages."""

    def __init__(self):
        self.messages = []

    async def __call__(self, message):
        self.messages.append(message)
