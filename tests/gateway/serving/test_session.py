"""What a server is refused for, before it listens."""

from __future__ import annotations

import importlib.util
import socket

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction, LambdaService
from pytest_lambda.gateway import HttpApi
from pytest_lambda.gateway.serving import session
from pytest_lambda.gateway.websocket.api import WebSocketApi


def handler(event, context):
    return "hello"


def test_virtual_time_is_not_served():
    with LambdaService() as service, LambdaFunction(handler) as plain:
        function = service.create_function("orders", handler=handler)
        with pytest.raises(ConfigurationError, match="orders .* lives on virtual time"):
            HttpApi(function).serve(port=0)
        with pytest.raises(ConfigurationError, match="are reached through http_client"):
            HttpApi(plain, routes={"GET /a": None, "GET /b": function}).serve(port=0, functions=[function])


def test_a_port_in_use(capsys):
    with LambdaFunction(handler) as function, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port} cannot be served: .* Take another port"):
            HttpApi(function).serve(port=port)
    assert capsys.readouterr() == ("", "")


def test_websockets_need_their_library(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(session, "find_spec", lambda name: None if name == "websockets" else find_spec(name))
    with (
        LambdaFunction(handler) as function,
        pytest.raises(ConfigurationError, match="needs websockets, which is not installed"),
    ):
        WebSocketApi(function).serve(port=0)
