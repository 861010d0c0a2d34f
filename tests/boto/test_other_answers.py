"""Stubber, handlers of the test's own, and moto beside a bridge."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import moto
import pytest
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.refusal import OperationNotSimulated

from .conftest import Client
from .table import FunctionTable

pytestmark = pytest.mark.usefixtures("opened")


def answer_of(client: Any) -> Any:
    return json.load(client.invoke(FunctionName="echo", Payload=b"1")["Payload"])


def test_a_stubber_answers_until_it_is_taken_off(client: Client, table: FunctionTable) -> None:
    lambda_client = client()
    with Stubber(lambda_client) as stubber:
        stubber.add_response("invoke", {"StatusCode": 200, "Payload": BytesIO(b'"stub"')})
        stubber.add_client_error("invoke", "TooManyRequestsException")
        stubber.add_response("list_functions", {"Functions": []})

        assert answer_of(lambda_client) == "stub"
        with pytest.raises(lambda_client.exceptions.TooManyRequestsException):
            answer_of(lambda_client)
        assert lambda_client.list_functions()["Functions"] == []
        assert answer_of(client()) == 1
    assert answer_of(lambda_client) == 1
    assert len(table.asked) == 2


def test_a_stubber_made_before_the_bridge(bridge: Bridge, client: Client, table: FunctionTable) -> None:
    bridge.close()
    lambda_client = client()
    with Stubber(lambda_client) as stubber, bridge:
        stubber.add_response("invoke", {"Payload": BytesIO(b'"stub"')})
        assert answer_of(lambda_client) == "stub"
    assert table.asked == []


class _Raw(BytesIO):
    def stream(self) -> list[bytes]:
        return [self.read()]


def test_a_handler_of_the_test_answers(client: Client, table: FunctionTable) -> None:
    lambda_client = client()
    lambda_client.meta.events.register(
        "before-send.lambda.Invoke", lambda request, **_: AWSResponse(request.url, 200, {}, _Raw(b'"mine"'))
    )
    assert answer_of(lambda_client) == "mine"
    assert table.asked == []


def test_a_handler_of_the_test_looks_on(client: Client) -> None:
    seen: list[str] = []
    lambda_client = client()
    for event in ("before-send", "response-received", "after-call"):
        lambda_client.meta.events.register(f"{event}.lambda", lambda event_name, **_: seen.append(event_name))

    assert answer_of(lambda_client) == 1
    assert seen == ["before-send.lambda.Invoke", "response-received.lambda.Invoke", "after-call.lambda.Invoke"]


class TestMoto:
    @pytest.fixture(autouse=True)
    def mocked(self) -> Any:
        with moto.mock_aws():
            yield

    def test_invoke_is_the_simulations(self, client: Client, table: FunctionTable) -> None:
        assert answer_of(client()) == 1
        lambda_client = client()
        with pytest.raises(lambda_client.exceptions.ResourceNotFoundException, match="function:nobody"):
            lambda_client.invoke(FunctionName="nobody")
        assert len(table.asked) == 2

    def test_every_other_operation_is_motos(self, client: Client) -> None:
        assert client().list_functions()["Functions"] == []

    def test_another_region_is_motos(self, client: Client, table: FunctionTable) -> None:
        lambda_client = client(region_name="eu-central-1")
        with pytest.raises(lambda_client.exceptions.ResourceNotFoundException, match="eu-central-1"):
            lambda_client.invoke(FunctionName="echo")
        assert table.asked == []

    def test_other_services_are_motos(self, client: Client) -> None:
        sqs = client("sqs")
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="m")
        assert [each["Body"] for each in sqs.receive_message(QueueUrl=url)["Messages"]] == ["m"]

    def test_a_function_whose_body_uses_moto(self, client: Client, table: FunctionTable) -> None:
        def put(payload: bytes) -> bytes:
            s3 = client("s3")
            s3.create_bucket(Bucket="bucket")
            s3.put_object(Bucket="bucket", Key="k", Body=payload)
            return bytes(s3.get_object(Bucket="bucket", Key="k")["Body"].read())

        table.functions["echo"] = put
        assert answer_of(client()) == 1

    def test_after_the_bridge_invoke_is_motos_again(self, bridge: Bridge, client: Client, table: FunctionTable) -> None:
        lambda_client = client()
        bridge.close()
        with pytest.raises(lambda_client.exceptions.ResourceNotFoundException):
            lambda_client.invoke(FunctionName="echo")
        assert table.asked == []


def test_after_moto_the_other_operations_are_refused_again(client: Client) -> None:
    lambda_client = client()
    with moto.mock_aws():
        lambda_client.list_functions()
    with pytest.raises(OperationNotSimulated, match="lambda:ListFunctions"):
        lambda_client.list_functions()
