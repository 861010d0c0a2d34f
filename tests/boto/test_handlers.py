"""Clients inside of handlers: made when the module is imported, and made at each call."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import moto
import pytest

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused
from pytest_lambda.runtime.function import LambdaFunction

from .conftest import Client
from .table import FunctionTable

Deploy = Callable[..., LambdaFunction]

CALLER = """
    import json
    import boto3

    early = boto3.client("lambda")

    def call(client, event):
        answer = client.invoke(FunctionName=event["to"], Payload=json.dumps(event["with"]))
        return {"status": answer["StatusCode"], "error": answer.get("FunctionError"), "got": json.load(answer["Payload"])}

    def handler(event, context):
        late = boto3.client("lambda")
        return [call(early, event), call(late, event)]
"""


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    functions: list[LambdaFunction] = []

    def make(source: str, **settings: Any) -> LambdaFunction:
        module = f"app{len(functions)}"
        (tmp_path / f"{module}.py").write_text(textwrap.dedent(source), encoding="utf-8")
        functions.append(LambdaFunction(f"{module}.handler", task_root=tmp_path, timeout=30, **settings))
        return functions[-1]

    yield make
    for function in functions:
        function.close()


def got(value: object) -> list[dict[str, object]]:
    return [{"status": 200, "error": None, "got": value}] * 2


def test_clients_of_import_time_and_of_the_call(opened: Bridge, deploy: Deploy, table: FunctionTable) -> None:
    caller = deploy(CALLER)

    assert caller({"to": "echo", "with": {"a": 1}}) == got({"a": 1})
    caller.cold_start()
    assert caller({"to": "echo", "with": 2}) == got(2)
    assert len(table.asked) == 4


def test_a_function_that_was_warm_before_the_bridge(bridge: Bridge, deploy: Deploy) -> None:
    caller = deploy(CALLER)
    event = {"to": "echo", "with": 1}
    with pytest.raises(AwsCallRefused):
        caller(event)
    with bridge:
        assert caller(event) == got(1)
    with pytest.raises(AwsCallRefused):
        caller(event)


def test_a_botocore_that_is_executed_again_at_each_cold_start(
    opened: Bridge, deploy: Deploy, table: FunctionTable
) -> None:
    caller = deploy(CALLER, reexecute=("boto3", "botocore"))
    for number in range(2):
        assert caller({"to": "echo", "with": number}) == got(number)
        caller.cold_start()
    assert len(table.asked) == 4


def test_functions_that_call_each_other(opened: Bridge, deploy: Deploy, table: FunctionTable) -> None:
    table.functions["doubler"] = deploy("def handler(event, context): return event * 2")
    table.functions["breaker"] = deploy("def handler(event, context): raise KeyError(event)")
    caller = deploy(CALLER)

    assert caller({"to": "doubler", "with": 21}) == got(42)
    for answer in caller({"to": "breaker", "with": "k"}):
        assert answer["error"] == "Unhandled"
        assert answer["got"]["errorType"] == "KeyError"


def test_a_chain_carries_one_trace(opened: Bridge, deploy: Deploy, table: FunctionTable) -> None:
    table.functions["middle"] = deploy(CALLER, function_name="middle")
    caller = deploy(CALLER, function_name="caller")
    header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:ab12cd34:3"
    caller.invoke({"to": "middle", "with": {"to": "echo", "with": 1}}, trace_id=header)

    assert [asked.function_name for asked in table.asked] == ["middle", "echo", "echo"] * 2
    assert {asked.trace_header for asked in table.asked} == {header}


def test_the_clients_own_exceptions(opened: Bridge, deploy: Deploy) -> None:
    caller = deploy(
        """
        import boto3
        client = boto3.client("lambda")

        def handler(event, context):
            try:
                client.invoke(FunctionName="nobody")
            except client.exceptions.ResourceNotFoundException as error:
                return error.response["Error"]
        """
    )
    assert caller(None) == {
        "Code": "ResourceNotFoundException",
        "Message": "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody",
    }


def test_other_operations_are_refused_past_the_handlers_own_except(opened: Bridge, deploy: Deploy) -> None:
    caller = deploy(
        """
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        def handler(event, context):
            try:
                return boto3.client("lambda").list_functions()
            except (BotoCoreError, ClientError):
                return "swallowed"
        """
    )
    with pytest.raises(OperationNotSimulated, match="lambda:ListFunctions") as caught:
        caller(None)
    assert caught.value.call.called_at is not None
    assert caught.value.call.called_at.file.endswith("app0.py")
    assert caught.value.call.client_made_at is not None


def test_other_services_are_still_refused(opened: Bridge, deploy: Deploy) -> None:
    caller = deploy(
        """
        import boto3

        def handler(event, context):
            boto3.client("sqs").list_queues()
        """
    )
    with pytest.raises(AwsCallRefused, match="sqs:ListQueues"):
        caller(None)


def test_under_moto(opened: Bridge, deploy: Deploy, client: Client) -> None:
    caller = deploy(
        """
        import json
        import boto3
        early = boto3.client("lambda")

        def handler(event, context):
            body = boto3.client("s3").get_object(Bucket="a-bucket", Key="k")["Body"].read()
            return json.load(early.invoke(FunctionName="echo", Payload=body)["Payload"])
        """
    )
    with moto.mock_aws():
        s3 = client("s3")
        s3.create_bucket(Bucket="a-bucket")
        s3.put_object(Bucket="a-bucket", Key="k", Body=json.dumps({"from": "s3"}))
        assert caller(None) == {"from": "s3"}


def test_an_asynchronous_call(opened: Bridge, deploy: Deploy, table: FunctionTable) -> None:
    caller = deploy(
        """
        import boto3

        def handler(event, context):
            answer = boto3.client("lambda").invoke(FunctionName="echo", InvocationType="Event", Payload="{}")
            return answer["StatusCode"], answer["ResponseMetadata"]["RequestId"]
        """
    )
    assert caller(None) == [202, "11111111-2222-4333-8444-555555555555"]
    assert table.asked[0].invocation_type == "Event"
