"""The table of docs/http/why-502.md says what the front doors do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaService

PAGE = Path(__file__).parents[2] / "docs" / "http" / "why-502.md"

COLUMNS: dict[str, tuple[str, dict[str, Any]]] = {
    "REST API": ("rest-api", {}),
    "HTTP API, 2.0": ("http-api", {}),
    "HTTP API, 1.0": ("http-api", {"payload_format": "1.0"}),
    "function URL": ("function-url", {}),
    "load balancer": ("alb", {}),
}

ROWS: dict[str, Any] = {
    "a text": "hello",
    "a list": [1, 2],
    "nothing: `None`": None,
    "an object without `statusCode`": {"body": "hello"},
    '`"statusCode": "201"`': {"statusCode": "201"},
    '`"statusCode": "ok"`': {"statusCode": "ok"},
    "`body` is an object": {"statusCode": 200, "body": {"id": 1}},
    "a header's value is a number": {"statusCode": 200, "headers": {"X-Count": 1}},
    "a header's value is a list": {"statusCode": 200, "headers": {"X-Tags": ["a", "b"]}},
    "`cookies`, a list of texts": {"statusCode": 200, "cookies": ["a=1"]},
    "another key, `message` say": {"statusCode": 200, "message": "hello"},
    "a value of `multiValueHeaders` is no list": {"statusCode": 200, "multiValueHeaders": {"X-Tag": "a"}},
    "`isBase64Encoded`, and the body is no base64": {"statusCode": 200, "body": "?", "isBase64Encoded": True},
    "over 6,291,556 bytes": {"statusCode": 200, "body": "x" * 6_300_000},
}
FAILURES = ("the handler raised", "it timed out", "it takes longer than the gateway waits", "Lambda throttles")


def handler(event: dict[str, Any], context: object) -> Any:
    case = (event.get("rawPath") or event["path"]).lstrip("/")
    if case == "raise":
        raise RuntimeError("on purpose")
    if case.startswith("sleep"):
        time.sleep(int(case.removeprefix("sleep")))
    return list(ROWS.values())[int(case)] if case.isdigit() else {"statusCode": 200}


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


def cell(service: LambdaService, column: str, case: str, **settings: Any) -> str:
    """What the table says of one case."""
    kind, more = COLUMNS[column]
    function = service.create_function(f"{kind}-{len(tuple(service))}", handler=handler, **{"timeout": 60, **settings})
    if case == "throttle":
        function.put_function_concurrency(reserved_concurrent_executions=0)
    response = function.http_client(kind, **more).get(f"/{case}")
    exchange = response.extensions["lambda"]
    if exchange.refusal is not None:
        return f"{response.status_code} `{exchange.refusal.rule}`"
    ignored = ", ".join(f"`{violation.rule}`" for violation in exchange.ignored)
    return f"ignored: {ignored}" if ignored else str(response.status_code)


def lines(service: LambdaService) -> Iterator[str]:
    """The table."""
    yield "| the answer | " + " | ".join(COLUMNS) + " |"
    yield "| --- |" + " --- |" * len(COLUMNS)
    for number, title in enumerate(ROWS):
        yield row(title, [cell(service, column, str(number)) for column in COLUMNS])
    cases: list[tuple[str, dict[str, Any]]] = [
        ("raise", {}), ("sleep9", {"timeout": 5}), ("sleep40", {}), ("throttle", {}),
    ]  # fmt: skip
    for title, (case, settings) in zip(FAILURES, cases, strict=True):
        yield row(title, [cell(service, column, case, **settings) for column in COLUMNS])


def row(title: str, cells: list[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"


def test_the_table(service: LambdaService) -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in page if line.startswith("|")] == list(lines(service))
