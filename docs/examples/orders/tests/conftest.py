from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

EVENTS = Path(__file__).parent / "events"


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """Read one of the events in the folder `events`."""
    return lambda name: json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def show_the_log(lambda_function: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """Show what CloudWatch would have, for passed tests too (`-rA`)."""
    yield
    request.node.add_report_section("teardown", "log of the function", lambda_function.logs)


@pytest.fixture
def silent_supplier(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A supplier that takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        monkeypatch.setenv("SUPPLIER_ADDRESS", f"{host}:{port}")
        yield
