"""A client needs nothing of the host's, and asks the network for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3")

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials
from botocore.httpsession import URLLib3Session
from botocore.session import Session
from botocore.signers import RequestSigner

from pytest_lambda.boto.bridge import Bridge

from .conftest import Client
from .table import FunctionTable


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has left for the network, where nobody answers."""
    left: list[str] = []

    class Raw:
        def stream(self) -> list[bytes]:
            return [b""]

    def send(self: URLLib3Session, request: Any) -> AWSResponse:
        left.append(request.url)
        return AWSResponse(request.url, 404, {}, Raw())

    monkeypatch.setattr(URLLib3Session, "send", send)
    return left


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: list[str]) -> None:
    """A host without any identity or region."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))


def answer_of(client: Any) -> Any:
    return json.load(client.invoke(FunctionName="echo", Payload=b"1")["Payload"])


def authorization(client: Any) -> Callable[[], str | None]:
    """Gives the signature of the client's last request."""
    seen: list[Any] = []
    client.meta.events.register(
        "before-send.lambda", lambda request, **_: seen.append(request.headers.get("Authorization"))
    )
    return lambda: seen[-1].decode() if seen[-1] else None


@pytest.mark.usefixtures("bare")
class TestABareHost:
    def test_a_client_made_while_the_bridge_is_open(self, opened: Bridge, client: Client, left: list[str]) -> None:
        lambda_client = client()
        assert lambda_client.meta.region_name == "us-east-1"
        assert answer_of(lambda_client) == 1
        assert left == []

    def test_boto3s_own_session_keeps_nothing_of_it(
        self, opened: Bridge, left: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        assert answer_of(boto3.client("lambda")) == 1
        assert left == []
        assert boto3.DEFAULT_SESSION is not None
        assert boto3.DEFAULT_SESSION.get_credentials() is None
        assert boto3.DEFAULT_SESSION.region_name is None

    def test_a_client_made_before(self, bridge: Bridge, client: Client, left: list[str]) -> None:
        lambda_client = client(region_name="us-east-1")
        left.clear()
        with bridge:
            assert answer_of(lambda_client) == 1
        assert left == []

    def test_the_innermost_bridge_gives_the_region(self, opened: Bridge, client: Client) -> None:
        with Bridge(FunctionTable(), region="eu-central-1", account="123456789012"):
            assert client().meta.region_name == "eu-central-1"
        assert client().meta.region_name == "us-east-1"

    def test_a_region_that_is_given_stays(
        self, opened: Bridge, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert client(region_name="eu-west-1").meta.region_name == "eu-west-1"
        assert client(config=Config(region_name="eu-west-2")).meta.region_name == "eu-west-2"
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
        assert client().meta.region_name == "eu-west-3"

    def test_other_services_are_left_alone(self, opened: Bridge, client: Client, left: list[str]) -> None:
        from botocore.exceptions import NoCredentialsError

        with pytest.raises(NoCredentialsError):
            client("sqs", region_name="us-east-1").list_queues()
        assert all(url.startswith("http://169.254.169.254/") for url in left)


class TestSigning:
    def test_credentials_that_would_have_to_be_fetched(self, opened: Bridge, left: list[str]) -> None:
        def fetch() -> dict[str, str]:
            raise AssertionError("SSO was asked")

        session = Session()
        session._credentials = DeferredRefreshableCredentials(fetch, "sso")
        assert answer_of(session.create_client("lambda", "us-east-1")) == 1
        assert left == []

    @pytest.mark.parametrize("service", ["client", "session"])
    def test_keys_that_are_given_sign(self, opened: Bridge, client: Client, service: str) -> None:
        keys = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x"}
        made = client(**keys) if service == "client" else boto3.session.Session(**keys).client("lambda")
        signature = authorization(made)
        assert answer_of(made) == 1
        assert "Credential=AKIAIOSFODNN7EXAMPLE/" in str(signature())

    def test_keys_in_the_environment_sign(self, opened: Bridge, client: Client) -> None:
        lambda_client = client()
        signature = authorization(lambda_client)
        answer_of(lambda_client)
        assert "Credential=ASIAIOSFODNN7EXAMPLE/" in str(signature())

    def test_a_profile_signs(self, opened: Bridge, client: Client, bare: None, tmp_path: Path, left: list[str]) -> None:
        (tmp_path / ".aws").mkdir()
        (tmp_path / ".aws" / "credentials").write_text(
            "[default]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n"
        )
        lambda_client = client()
        signature = authorization(lambda_client)
        assert answer_of(lambda_client) == 1
        assert "Credential=AKIAI44QH8DHBEXAMPLE/" in str(signature())
        assert left == []

    def test_an_unsigned_client_stays_unsigned(self, opened: Bridge, client: Client, bare: None) -> None:
        lambda_client = client(config=Config(signature_version=UNSIGNED))
        signature = authorization(lambda_client)
        assert answer_of(lambda_client) == 1
        assert signature() is None

    def test_a_request_for_an_endpoint_of_ones_own_is_signed_as_ever(
        self, opened: Bridge, client: Client, left: list[str]
    ) -> None:
        local = client(endpoint_url="http://127.0.0.1:3001")
        signature = authorization(local)
        with pytest.raises(local.exceptions.ClientError):
            local.invoke(FunctionName="echo")
        assert str(signature()).startswith("AWS4-HMAC-SHA256")


def test_botocore_is_afterwards_what_it_was(bridge: Bridge) -> None:
    before = dict(vars(RequestSigner)), dict(vars(Session))
    with bridge:
        assert (dict(vars(RequestSigner)), dict(vars(Session))) != before
    assert (dict(vars(RequestSigner)), dict(vars(Session))) == before
