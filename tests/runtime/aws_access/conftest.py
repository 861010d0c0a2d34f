"""A guard in force, fake credentials, and servers on this machine in the place of AWS."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pytest_lambda.runtime.aws_access.credentials import fake_credentials, host_names_to_hide
from pytest_lambda.runtime.aws_access.guard import EndpointGuard

Running = Callable[[EndpointGuard], AbstractContextManager[EndpointGuard]]


@pytest.fixture(autouse=True)
def fake_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in host_names_to_hide():
        monkeypatch.delenv(name, raising=False)
    for name, value in fake_credentials("us-east-1").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def running() -> Running:
    """`with running(guard):` is the time in which the function runs."""

    @contextmanager
    def run(guard: EndpointGuard) -> Iterator[EndpointGuard]:
        guard.swap_in()
        try:
            yield guard
        finally:
            guard.swap_out()

    return run


@pytest.fixture
def guard(running: Running) -> Iterator[EndpointGuard]:
    """A guard without an allowance, in force for the whole test."""
    with running(EndpointGuard()) as guard:
        yield guard


class Server(ThreadingHTTPServer):
    """Answers every request as DynamoDB answers ListTables, and keeps the addresses it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked_for: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked_for.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"TableNames": ["local"]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = _answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxied(server: Server) -> Iterator[Callable[..., Any]]:
    """Makes clients for AWS's own hosts whose requests, if they leave, reach the server on this machine."""
    boto3 = pytest.importorskip("boto3")
    from botocore.config import Config

    clients = []

    def make(service: str = "dynamodb", host: str = "dynamodb.us-east-1.amazonaws.com", **config: Any) -> Any:
        config = {"proxies": {"http": server.url}, "retries": {"total_max_attempts": 1}, **config}
        client = boto3.client(service, endpoint_url=f"http://{host}", config=Config(**config))
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
