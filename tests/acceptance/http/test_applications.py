"""Applications of the frameworks that people use, unchanged, behind each kind of front door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction

APPLICATIONS = Path(__file__).parent / "applications"
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
#: a REST API decodes bodies only of types that it knows as binary
BINARY = ["image/png", "application/octet-stream"]
CHALICE_ROUTES = [
    "GET /users/{name}", "POST /users", "GET /login", "GET /session", "GET /logo", "PUT /upload", "GET /fail",
]  # fmt: skip


@dataclass(frozen=True)
class Deployment:
    """An application behind a front door.

    Attributes:
        cookies: whether an answer can set two: Mangum tells names apart by their casing where there is one map.
        fails: status of an exception in the application.
        missing: status of a path that it does not have.
    """

    handler: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    cookies: bool = True
    fails: int = 500
    missing: int = 404

    @property
    def id(self) -> str:
        variant = "".join(f"-{name}" for name in self.settings if name in ("payload_format", "multi_value_headers"))
        return f"{self.handler.partition('_')[0]}-{self.kind}{variant}"


def single_values(kind: str, settings: dict[str, Any]) -> bool:
    """Load balancers hand on one value of a name, unless their target group says otherwise."""
    return kind == "alb" and not settings


FRONT_DOORS = [
    ("rest-api", {"binary_media_types": BINARY}),
    ("http-api", {}),
    ("http-api", {"payload_format": "1.0"}),
    ("function-url", {}),
    ("alb", {}),
    ("alb", {"multi_value_headers": True}),
]
#: what the gateway makes of an exception in a handler (facts 3.1 to 3.3)
FAILED = {"rest-api": 502, "http-api": 500, "function-url": 502, "alb": 502}
DEPLOYMENTS = [
    *(Deployment("flask_app.handler", kind, settings) for kind, settings in FRONT_DOORS),
    *(Deployment("fastapi_app.handler", kind, settings) for kind, settings in FRONT_DOORS),
    *(
        Deployment("router_app.handler", kind, settings, fails=FAILED[kind], cookies=not single_values(kind, settings))
        for kind, settings in FRONT_DOORS
    ),
    *(
        Deployment(
            f"powertools_app.{name}", kind, settings, fails=FAILED[kind], cookies=not single_values(kind, settings)
        )
        for name, kind, settings in [
            ("rest", "rest-api", {"binary_media_types": BINARY}),
            ("http", "http-api", {}),
            ("url", "function-url", {}),
            ("alb", "alb", {}),
            ("alb", "alb", {"multi_value_headers": True}),
        ]
    ),
    Deployment(
        "chalice_app.app", "rest-api", {"binary_media_types": BINARY, "routes": CHALICE_ROUTES}, missing=403
    ),
]


@pytest.fixture(params=DEPLOYMENTS, ids=lambda deployment: deployment.id)
def deployment(request: pytest.FixtureRequest) -> Deployment:
    return request.param


@pytest.fixture
def client(deployment: Deployment) -> Iterator[Any]:
    with (
        LambdaFunction(deployment.handler, task_root=APPLICATIONS, timeout=20) as function,
        function.http_client(deployment.kind, **deployment.settings) as client,
    ):
        yield client


def test_a_page(client, deployment):
    response = client.get("/users/Ada?tag=a%20b&tag=c%2Bd", headers={"User-Agent": "tests/1"})
    assert response.status_code == 200, response.extensions["lambda"]
    assert response.headers["Content-Type"].startswith("application/json")
    tags = ["c+d"] if single_values(deployment.kind, deployment.settings) else ["a b", "c+d"]
    assert response.json() == {"name": "Ada", "tags": tags, "agent": "tests/1"}


def test_json_both_ways(client):
    response = client.post("/users", json={"name": "Grüße"})
    assert (response.status_code, response.json()) == (201, {"name": "Grüße"})
    assert response.headers["Location"].endswith("/users/7")


def test_cookies_both_ways(client, deployment):
    assert client.get("/login").text == "welcome"
    cookies = {"session": "s1", "theme": "dark"} if deployment.cookies else {"theme": "dark"}
    assert dict(client.cookies) == cookies
    assert client.get("/session").json() == cookies


def test_bytes_both_ways(client):
    response = client.get("/logo", headers={"Accept": "image/png"})
    assert (response.headers["Content-Type"], response.content) == ("image/png", PNG)
    response = client.put("/upload", content=PNG, headers={"Content-Type": "application/octet-stream"})
    assert response.json() == {"content": PNG.hex()}


def test_no_such_page(client, deployment):
    assert client.get("/nowhere").status_code == deployment.missing


def test_a_failing_page(client, deployment):
    assert client.get("/fail").status_code == deployment.fails


def test_a_body_without_its_length():
    """What fails on AWS fails here: a REST API hands on no Content-Length, and WSGI reads no body without it."""
    with LambdaFunction("flask_app.without_length", task_root=APPLICATIONS, timeout=20) as function:
        content = {"content": PNG, "headers": {"Content-Type": "application/octet-stream"}}
        behind_rest = function.http_client("rest-api", binary_media_types=BINARY).put("/upload", **content)
        behind_http = function.http_client("http-api").put("/upload", **content)
    assert (behind_rest.json(), behind_http.json()) == ({"content": ""}, {"content": PNG.hex()})
