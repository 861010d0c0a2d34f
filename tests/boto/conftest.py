"""A table of functions that clients of boto3 reach, and the identity that they sign with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.runtime.aws_access.credentials import fake_credentials, host_names_to_hide
from tests.warm_libraries import warm_libraries

from .table import FunctionTable

__all__ = ["warm_libraries"]

Client = Callable[..., Any]


@pytest.fixture(autouse=True)
def fake_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in host_names_to_hide():
        monkeypatch.delenv(name, raising=False)
    for name, value in fake_credentials("us-east-1").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def table() -> FunctionTable:
    def fail(payload: bytes) -> bytes:
        raise ValueError("no")

    return FunctionTable({"echo": lambda payload: payload, "fail": fail})


@pytest.fixture
def bridge(table: FunctionTable) -> Bridge:
    """Not open yet."""
    return Bridge(table, region="us-east-1", account="123456789012")


@pytest.fixture
def opened(bridge: Bridge) -> Iterator[Bridge]:
    with bridge:
        yield bridge


@pytest.fixture(scope="session")
def api_models() -> Any:
    """botocore's loader, which keeps what it has read: parsing Lambda's model takes a fifth of a second."""
    return pytest.importorskip("botocore.loaders").create_loader()


@pytest.fixture
def client(api_models: Any) -> Iterator[Client]:
    """Makes clients that do not try again."""
    boto3 = pytest.importorskip("boto3")
    from botocore.config import Config
    from botocore.session import Session

    made: list[Any] = []

    def make(service: str = "lambda", *, config: Any = None, **parameters: Any) -> Any:
        config = Config(retries={"total_max_attempts": 1}).merge(config or Config())
        # boto3's default session remembers credentials from test to test
        session = Session()
        session.register_component("data_loader", api_models)
        made.append(boto3.session.Session(botocore_session=session).client(service, config=config, **parameters))
        return made[-1]

    yield make
    for each in made:
        each.close()
