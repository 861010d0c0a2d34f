"""Which clients a bridge serves, and when."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import greenlet
import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")

from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.hooks import HierarchicalEmitter
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.errors import NotSimulated
from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused

from .conftest import Client
from .table import FunctionTable

ROOT = Path(__file__).parents[2]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have left, answered with a null."""
    left: list[str] = []

    class Raw:
        def stream(self) -> list[bytes]:
            return [b"{}"]

        def read(self, amount: int | None = None) -> bytes:
            return b"{}"

    def send(self: URLLib3Session, request: Any) -> AWSResponse:
        left.append(request.url)
        return AWSResponse(request.url, 200, {}, Raw())

    monkeypatch.setattr(URLLib3Session, "send", send)
    return left


@pytest.fixture
def guarded() -> Any:
    """AWS is out of reach, as while a function runs."""
    guard = EndpointGuard()
    guard.swap_in()
    yield guard
    guard.swap_out()


def answer_of(client: Any, function: str = "echo", payload: bytes = b"1") -> Any:
    return json.load(client.invoke(FunctionName=function, Payload=payload)["Payload"])


def other(region: str = "us-east-1", account: str = "123456789012") -> tuple[Bridge, FunctionTable]:
    names = ("echo", f"{account}:function:echo", f"arn:aws:lambda:{region}:{account}:function:echo")
    table = FunctionTable({name: lambda payload: b'"other"' for name in names})
    return Bridge(table, region=region, account=account), table


class TestClients:
    def test_made_before_and_after(self, bridge: Bridge, client: Client, guarded: EndpointGuard) -> None:
        before = client()
        with bridge:
            assert answer_of(before) == answer_of(client()) == 1
        assert guarded.refused == []

    def test_that_were_used_before(self, bridge: Bridge, client: Client, network: list[str]) -> None:
        lambda_client = client()
        assert lambda_client.invoke(FunctionName="echo")["StatusCode"] == 200
        with bridge:
            assert answer_of(lambda_client, payload=b'"x"') == "x"
        assert network.count("https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/echo/invocations") == 1

    def test_of_a_thread(self, opened: Bridge, client: Client) -> None:
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(answer_of(client())))
        thread.start()
        thread.join()

        assert found == [1]

    def test_that_wait_for_each_other(self, opened: Bridge, client: Client, table: FunctionTable) -> None:
        """As two environments do on virtual time: the service switches away inside of the call."""
        shared = client()
        main = greenlet.getcurrent()

        def wait(payload: bytes) -> bytes:
            return bytes(main.switch("waiting")) + payload

        table.functions["wait"] = wait
        first, second = (greenlet.greenlet(answer_of) for _ in range(2))
        assert first.switch(shared, "wait", b"1") == second.switch(shared, "wait", b"2") == "waiting"
        assert answer_of(shared, payload=b"3") == 3
        assert (first.switch(b"4"), second.switch(b"5")) == (41, 52)

    @pytest.mark.parametrize(
        "parameters",
        [
            {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x"},
            {"endpoint_url": "https://vpce-0f89a33420c1931d7.lambda.us-east-1.vpce.amazonaws.com"},
            {"endpoint_url": "http://lambda.us-east-1.amazonaws.com"},
            {"config": Config(signature_version=UNSIGNED)},
            {"config": Config(use_dualstack_endpoint=True)},
            {"config": Config(use_fips_endpoint=True)},
        ],
        ids=["other keys", "endpoint in a VPC", "without TLS", "unsigned", "dual stack", "FIPS"],
    )
    def test_made_in_any_way(self, opened: Bridge, client: Client, parameters: dict[str, Any]) -> None:
        assert answer_of(client(**parameters)) == 1

    def test_the_request_is_signed(self, opened: Bridge, client: Client) -> None:
        signed: list[str] = []
        lambda_client = client()
        lambda_client.meta.events.register(
            "before-send.lambda.Invoke", lambda request, **_: signed.append(request.headers["Authorization"].decode())
        )
        answer_of(lambda_client)

        assert signed[0].startswith("AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/")
        assert "/us-east-1/lambda/aws4_request" in signed[0]

    def test_with_an_endpoint_of_their_own_go_there(
        self, opened: Bridge, client: Client, table: FunctionTable, network: list[str]
    ) -> None:
        local = client(endpoint_url="http://127.0.0.1:3001")
        assert local.invoke(FunctionName="echo")["Payload"].read() == b"{}"
        local.list_functions()

        assert [url.split("/")[2] for url in network] == ["127.0.0.1:3001"] * 2
        assert table.asked == []

    def test_of_other_services_are_the_guards_business(
        self, opened: Bridge, client: Client, guarded: EndpointGuard
    ) -> None:
        with pytest.raises(AwsCallRefused, match="sqs:ListQueues"):
            client("sqs").list_queues()


class TestOpenAndClosed:
    def test_closed_it_serves_nothing(self, bridge: Bridge, client: Client, guarded: EndpointGuard) -> None:
        lambda_client = client()
        with bridge:
            answer_of(lambda_client)
        with pytest.raises(AwsCallRefused, match="lambda:Invoke"):
            answer_of(lambda_client)

    def test_botocore_is_afterwards_what_it_was(self, bridge: Bridge, client: Client) -> None:
        before = dict(vars(HierarchicalEmitter))
        lambda_client = client()
        emitter = lambda_client.meta.events._emitter
        handlers = emitter._handlers.prefix_search("before-send.lambda.Invoke")
        with bridge:
            assert vars(HierarchicalEmitter) != before
            answer_of(lambda_client)
            with other()[0]:
                answer_of(lambda_client)
            assert vars(HierarchicalEmitter) != before

        assert dict(vars(HierarchicalEmitter)) == before
        assert emitter._handlers.prefix_search("before-send.lambda.Invoke") == handlers

    def test_moto_is_afterwards_what_it_was(self, bridge: Bridge) -> None:
        before = dict(vars(BotocoreStubber))
        with bridge:
            assert vars(BotocoreStubber) != before
        assert dict(vars(BotocoreStubber)) == before

    def test_the_innermost_answers(self, bridge: Bridge, client: Client) -> None:
        lambda_client = client()
        inner, _ = other()
        with bridge:
            with inner:
                assert answer_of(lambda_client) == "other"
            assert answer_of(lambda_client) == 1

    def test_closed_in_another_order(self, bridge: Bridge, client: Client, guarded: EndpointGuard) -> None:
        lambda_client = client()
        inner, _ = other()
        bridge.open()
        inner.open()
        bridge.close()
        assert answer_of(lambda_client) == "other"
        inner.close()
        with pytest.raises(AwsCallRefused):
            answer_of(lambda_client)

    def test_opened_twice_it_is_closed_twice(self, bridge: Bridge, client: Client) -> None:
        with bridge:
            with bridge:
                pass
            assert answer_of(client()) == 1

    def test_closing_what_is_not_open_changes_nothing(self, bridge: Bridge, client: Client) -> None:
        inner, _ = other()
        with bridge:
            inner.close()
            assert answer_of(client()) == 1
        bridge.close()

    def test_a_wrapper_of_somebody_else_stays(
        self, bridge: Bridge, client: Client, monkeypatch: pytest.MonkeyPatch, guarded: EndpointGuard
    ) -> None:
        seen: list[str] = []
        with bridge:
            ours = HierarchicalEmitter._emit

            def theirs(self: Any, event_name: str, *args: Any, **kwargs: Any) -> Any:
                seen.append(event_name)
                return ours(self, event_name, *args, **kwargs)

            monkeypatch.setattr(HierarchicalEmitter, "_emit", theirs)
        lambda_client = client()
        with pytest.raises(AwsCallRefused):
            answer_of(lambda_client)
        assert HierarchicalEmitter._emit is theirs
        assert "before-send.lambda.Invoke" in seen

        monkeypatch.undo()
        # their undoing puts back what they found: ours, which passes everything on
        assert HierarchicalEmitter._emit is ours
        monkeypatch.setattr(HierarchicalEmitter, "_emit", ours.__wrapped__)


class TestRegionsAndAccounts:
    def test_a_client_of_another_region_is_told(self, opened: Bridge, client: Client, table: FunctionTable) -> None:
        with pytest.raises(OperationNotSimulated) as caught:
            answer_of(client(region_name="eu-central-1"))

        text = str(caught.value)
        assert "a client of a region that is simulated: us-east-1; this one's is eu-central-1." in text
        assert "region_name='us-east-1'" in text
        assert table.asked == []

    def test_each_region_has_its_service(self, opened: Bridge, client: Client) -> None:
        frankfurt, asked = other("eu-central-1")
        with frankfurt:
            assert answer_of(client()) == 1
            assert answer_of(client(region_name="eu-central-1")) == "other"
        assert len(asked.asked) == 1

    def test_an_arn_leads_to_its_account(self, bridge: Bridge, client: Client, table: FunctionTable) -> None:
        strangers, _ = other(account="210987654321")
        with strangers, bridge:
            assert answer_of(client(), "210987654321:function:echo") == "other"
            assert answer_of(client(), "arn:aws:lambda:us-east-1:210987654321:function:echo") == "other"
            assert answer_of(client()) == 1
        assert [asked.function_name for asked in table.asked] == ["echo"]

    def test_an_arn_of_an_unknown_account_is_the_services_business(
        self, opened: Bridge, client: Client, table: FunctionTable
    ) -> None:
        lambda_client = client()
        with pytest.raises(lambda_client.exceptions.ResourceNotFoundException):
            answer_of(lambda_client, "210987654321:function:echo")
        assert len(table.asked) == 1


class TestOtherOperations:
    def test_are_refused_with_their_name(self, opened: Bridge, client: Client) -> None:
        lambda_client = client()
        with pytest.raises(OperationNotSimulated) as caught:
            lambda_client.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=1)

        error = caught.value
        assert isinstance(error, NotSimulated)
        assert error.operation == "PutFunctionConcurrency"
        assert error.call.called_at is not None
        assert error.call.called_at.file == __file__
        text = str(error)
        assert text.startswith("The simulation does not serve lambda:PutFunctionConcurrency (PUT https://lambda.")
        assert "reaches the simulation with Invoke alone; a LambdaService has the others." in text
        assert "lambda_service" in text
        assert "mock_aws" in text
        assert "add_response('put_function_concurrency'" in text

    @pytest.mark.parametrize(
        ("method", "arguments"),
        [
            ("invoke_with_response_stream", {"FunctionName": "echo"}),
            ("invoke_async", {"FunctionName": "echo", "InvokeArgs": b"{}"}),
            ("list_functions", {}),
            ("get_function", {"FunctionName": "echo"}),
            ("delete_function", {"FunctionName": "echo"}),
        ],
    )
    def test_are_refused_in_any_region(
        self, opened: Bridge, client: Client, table: FunctionTable, method: str, arguments: dict[str, Any]
    ) -> None:
        for region in ("us-east-1", "eu-central-1"):
            lambda_client = client(region_name=region)
            operation = lambda_client.meta.method_to_api_mapping[method]
            with pytest.raises(OperationNotSimulated, match=f"lambda:{operation} "):
                getattr(lambda_client, method)(**arguments)
        assert table.asked == []

    def test_also_by_paginators_and_waiters(self, opened: Bridge, client: Client) -> None:
        lambda_client = client()
        with pytest.raises(OperationNotSimulated, match="lambda:ListVersionsByFunction"):
            list(lambda_client.get_paginator("list_versions_by_function").paginate(FunctionName="echo"))
        with pytest.raises(OperationNotSimulated, match="lambda:GetFunctionConfiguration"):
            lambda_client.get_waiter("function_active").wait(FunctionName="echo")

    def test_a_durable_execution(self, opened: Bridge, client: Client, table: FunctionTable) -> None:
        lambda_client = client()
        members = lambda_client.meta.service_model.operation_model("Invoke").input_shape.members
        if "DurableExecutionName" not in members:
            pytest.skip("this botocore does not know durable functions")
        with pytest.raises(OperationNotSimulated, match="durable functions are not simulated"):
            lambda_client.invoke(FunctionName="echo", DurableExecutionName="once")
        assert table.asked == []

    def test_the_error_can_be_pickled(self, opened: Bridge, client: Client) -> None:
        with pytest.raises(OperationNotSimulated) as caught:
            client().list_layers()
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def python(code: str) -> list[str]:
    """Run a script in an interpreter that has imported nothing yet."""
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PRELUDE}\n{code}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


PRELUDE = """
from pytest_lambda.boto.api import ApiAnswer
from pytest_lambda.boto.bridge import Bridge

class Api:
    def invoke_api(self, name, payload, **parameters):
        return ApiAnswer(200, payload, None, "$LATEST", None, "1")

def invoke(boto3):
    client = boto3.client("lambda", "us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
    print(client.invoke(FunctionName="f", Payload=b"[1]")["Payload"].read().decode())

def wrapped():
    from botocore.hooks import HierarchicalEmitter
    from botocore.session import Session
    from botocore.signers import RequestSigner
    methods = HierarchicalEmitter._emit, Session.create_client, RequestSigner.sign
    return [each.__globals__["__name__"] == "pytest_lambda.boto.wiring" for each in methods]

bridge = Bridge(Api(), region="us-east-1", account="123456789012")
"""


class TestImports:
    def test_nothing_of_the_sdk_is_imported(self) -> None:
        assert python(
            """
with bridge:
    pass
print([name for name in sys.modules if name.partition(".")[0] in ("boto3", "botocore", "moto")])
"""
        ) == ["[]"]

    def test_botocore_may_come_later(self) -> None:
        assert python(
            """
with bridge:
    import boto3
    invoke(boto3)
    print(*wrapped())
print(*wrapped())
with bridge:
    invoke(boto3)
"""
        ) == ["[1]", "True True True", "False False False", "[1]"]

    def test_botocore_may_come_between_two_bridges(self) -> None:
        assert python(
            """
with bridge:
    pass
import boto3
print(*wrapped())
with bridge:
    invoke(boto3)
"""
        ) == ["False False False", "[1]"]

    def test_moto_may_come_later(self) -> None:
        assert python(
            """
with bridge:
    from moto import mock_aws
    import boto3
    with mock_aws():
        invoke(boto3)
        print(boto3.client("sqs", "us-east-1").list_queues()["ResponseMetadata"]["HTTPStatusCode"])
"""
        ) == ["[1]", "200"]

    def test_one_finder_stays(self) -> None:
        assert python(
            """
finders = len(sys.meta_path)
for _ in range(3):
    with bridge:
        pass
print(len(sys.meta_path) - finders)  # one of ours, one of the guard's
"""
        ) == ["2"]
