"""Clients of AWS's other services, and the doors that their requests come to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")

from botocore.hooks import HierarchicalEmitter
from botocore.httpsession import URLLib3Session
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.exchange import SERVICES
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.boto.response import http_response

from .conftest import Client
from .table import REQUEST_ID, FunctionTable


class Door:
    """Answers with a name; claims what is about that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.opened = 0
        self.observed: list[tuple[str, int]] = []

    def open(self) -> None:
        self.opened += 1

    def close(self) -> None:
        self.opened -= 1

    def claims(self, operation: str, request: Any) -> bool:
        return self.name.encode() in request.body

    def respond(self, operation: str, request: Any) -> Any:
        return http_response(request.url, 200, REQUEST_ID, {}, json.dumps({"QueueUrl": self.name}).encode())

    def observe(self, operation: str, request: Any, response: Any) -> None:
        self.observed.append((operation, response.status_code))


def bridge_to(doors: dict[str, Any], region: str = "us-east-1") -> Bridge:
    return Bridge(FunctionTable({}), region=region, account="123456789012", doors=doors)


@pytest.fixture
def door() -> Door:
    return Door("ours")


@pytest.fixture
def opened(door: Door) -> Iterator[Bridge]:
    with bridge_to({"sqs": door}) as bridge:
        yield bridge


def url_of(client: Any, name: str = "ours") -> Any:
    return client.get_queue_url(QueueName=name)["QueueUrl"]


class TestWhoAnswers:
    def test_the_door_that_claims_it(self, opened: Bridge, door: Door, client: Client) -> None:
        sqs = client("sqs")
        assert url_of(sqs) == "ours"
        with mock_aws():
            assert url_of(sqs) == url_of(client("sqs")) == "ours"
        assert door.observed == []

    def test_moto_what_nobody_claims(self, opened: Bridge, door: Door, client: Client) -> None:
        with mock_aws():
            sqs = client("sqs")
            made = sqs.create_queue(QueueName="theirs")["QueueUrl"]
            assert url_of(sqs, "theirs") == made == "https://sqs.us-east-1.amazonaws.com/123456789012/theirs"
            with pytest.raises(sqs.exceptions.QueueDoesNotExist):
                url_of(sqs, "missing")
        assert door.observed == [("CreateQueue", 200), ("GetQueueUrl", 200), ("GetQueueUrl", 400)]

    def test_moto_also_clients_that_do_not_ask_it(
        self, opened: Bridge, door: Door, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from botocore import handlers

        without = [each for each in handlers.BUILTIN_HANDLERS if not isinstance(each[1], BotocoreStubber)]
        monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", without)
        monkeypatch.setattr("botocore.session.handlers.BUILTIN_HANDLERS", without)
        sqs = client("sqs")  # as one that was made before moto was imported
        with mock_aws():
            assert sqs.create_queue(QueueName="theirs")["QueueUrl"].endswith("/theirs")
        assert door.observed == [("CreateQueue", 200)]

    def test_the_door_what_is_left(self, opened: Bridge, client: Client) -> None:
        assert url_of(client("sqs"), "missing") == "ours"

    def test_once_although_a_wrapper_was_kept(
        self, door: Door, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with bridge_to({"sqs": door}):
            kept = HierarchicalEmitter._emit
        monkeypatch.setattr(HierarchicalEmitter, "_emit", kept)
        with bridge_to({"sqs": door}), mock_aws():
            assert HierarchicalEmitter._emit is not kept
            sqs = client("sqs")
            assert url_of(sqs) == "ours"
            sqs.create_queue(QueueName="theirs")
        assert door.observed == [("CreateQueue", 200)]

    def test_the_innermost_door(self, opened: Bridge, client: Client) -> None:
        with bridge_to({"sqs": Door("inner")}):
            assert url_of(client("sqs"), "missing") == "inner"
            assert url_of(client("sqs"), "ours") == "ours"
        assert url_of(client("sqs"), "inner") == "ours"

    def test_an_endpoint_of_its_own(
        self, opened: Bridge, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def send(self: URLLib3Session, request: Any) -> Any:
            return http_response(request.url, 200, REQUEST_ID, {}, b'{"QueueUrl": "elsewhere"}')

        monkeypatch.setattr(URLLib3Session, "send", send)
        assert url_of(client("sqs", endpoint_url="http://127.0.0.1:4566")) == "elsewhere"


class TestRegions:
    def test_each_has_its_door(self, opened: Bridge, client: Client) -> None:
        with bridge_to({"sqs": Door("frankfurt")}, "eu-central-1"):
            assert url_of(client("sqs", region_name="eu-central-1"), "ours") == "frankfurt"
            assert url_of(client("sqs", region_name="us-east-1"), "frankfurt") == "ours"

    def test_another_one_is_motos(self, opened: Bridge, door: Door, client: Client) -> None:
        with mock_aws():
            sqs = client("sqs", region_name="eu-central-1")
            assert "eu-central-1" in sqs.create_queue(QueueName="ours")["QueueUrl"]
        assert door.observed == []

    def test_another_one_is_refused(self, opened: Bridge, client: Client) -> None:
        with pytest.raises(OperationNotSimulated) as caught:
            url_of(client("sqs", region_name="eu-central-1"))
        text = str(caught.value)
        assert "sqs:GetQueueUrl" in text
        assert "region that is simulated: us-east-1; this one's is eu-central-1." in text
        assert "boto3.client('sqs', region_name='us-east-1')" in text

    def test_clients_without_region_and_credentials(
        self, opened: Bridge, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
    ) -> None:
        for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        assert url_of(client("sqs")) == "ours"


class TestOpenAndClosed:
    def test_a_door_is_open_as_long_as_its_bridge(self, door: Door) -> None:
        bridge = bridge_to({"sqs": door})
        with bridge:
            with bridge:
                assert door.opened == 1
            assert door.opened == 1
        assert door.opened == 0

    def test_botocore_is_afterwards_what_it_was(self, door: Door, client: Client) -> None:
        before = dict(vars(HierarchicalEmitter)), dict(vars(BotocoreStubber))
        with bridge_to({"sqs": door, "eventbridge": Door("bus")}):
            assert vars(HierarchicalEmitter) != before[0]
        assert (dict(vars(HierarchicalEmitter)), dict(vars(BotocoreStubber))) == before

    def test_services_are_called_what_botocore_calls_them(self, client: Client) -> None:
        for service in SERVICES.values():
            model = client(service.client, region_name="us-east-1").meta.service_model
            assert model.service_id.hyphenize() == service.event
            assert model.signing_name == service.signing
