"""The context object (R160-R172)."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError, LambdaContext, World, make_context
from pytest_lambda.errors import InvokeParameterValueException
from pytest_lambda.world import is_uuid
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

ATTRIBUTES = {
    "aws_request_id", "client_context", "function_name", "function_version", "identity", "invoked_function_arn",
    "log_group_name", "log_stream_name", "memory_limit_in_mb", "tenant_id", "get_remaining_time_in_millis", "log", "w3c",
}  # fmt: skip

INSPECTING = """
import copy, pickle
from awslambdaric.lambda_context import LambdaContext, CognitoIdentity
kept = []
def handler(event, context):
    kept.append(context)
    return eval(event)
"""


def seen(deploy: Deploy, expression: str, /, *, settings: dict[str, Any] | None = None, **request: Any) -> Any:
    result = deploy(INSPECTING, **(settings or {})).invoke(expression, **request)
    result.raise_for_error()
    return result.payload


def test_the_class(deploy: Deploy) -> None:  # R160
    assert seen(deploy, "[type(context) is LambdaContext, type(context).__module__, type(context).__name__]") == [
        True, "awslambdaric.lambda_context", "LambdaContext",
    ]  # fmt: skip


def test_the_public_class_is_a_base_class() -> None:
    found = []

    def handler(event: Any, context: Any) -> None:
        found.append(context)

    from pytest_lambda import LambdaFunction

    with LambdaFunction(handler) as function:
        function({})
    assert isinstance(found[0], LambdaContext)


def test_the_public_attributes(deploy: Deploy) -> None:  # R161
    assert set(seen(deploy, "[name for name in dir(context) if not name.startswith('_')]")) == ATTRIBUTES


def test_values(deploy: Deploy) -> None:  # R162, R163
    function = deploy(
        """
def handler(event, context):
    return {name: getattr(context, name) for name in event}
""",
        function_name="orders", memory_size=256, world=World(account="111122223333", region="eu-central-1"),
    )  # fmt: skip
    names = ["aws_request_id", "function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb",
             "log_group_name", "log_stream_name", "client_context", "tenant_id"]  # fmt: skip
    result = function.invoke(names)
    stream = function.environments[0].log_stream_name
    assert result.payload == {
        "aws_request_id": result.request_id,
        "function_name": "orders",
        "function_version": "$LATEST",
        "invoked_function_arn": "arn:aws:lambda:eu-central-1:111122223333:function:orders",
        "memory_limit_in_mb": "256",
        "log_group_name": "/aws/lambda/orders",
        "log_stream_name": stream,
        "client_context": None,
        "tenant_id": None,
    }
    day, _, rest = stream.partition("/[$LATEST]")
    assert time.strptime(day, "%Y/%m/%d")
    assert len(rest) == 32
    assert int(rest, 16) >= 0
    assert is_uuid(result.request_id)


def test_a_qualified_arn(deploy: Deploy) -> None:  # R164
    arn = "arn:aws:lambda:us-east-1:123456789012:function:function"
    assert seen(deploy, "context.invoked_function_arn") == arn
    assert seen(deploy, "context.invoked_function_arn", qualifier="$LATEST") == f"{arn}:$LATEST"
    assert seen(deploy, "context.invoked_function_arn", qualifier="prod") == f"{arn}:prod"


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")]
)
def test_the_partition_of_the_region(deploy: Deploy, region: str, partition: str) -> None:
    arn = seen(deploy, "context.invoked_function_arn", settings={"world": World(region=region)})
    assert arn == f"arn:{partition}:lambda:{region}:123456789012:function:function"


def test_the_environment_decides_at_each_invocation(deploy: Deploy) -> None:  # R163
    function = deploy("""
import os
def handler(event, context):
    os.environ["AWS_LAMBDA_FUNCTION_NAME"] = "renamed"
    os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1"
    os.environ.pop("AWS_LAMBDA_LOG_GROUP_NAME", None)
    return [context.function_name, context.memory_limit_in_mb, context.log_group_name]
""")
    assert function({}) == ["function", "128", "/aws/lambda/function"]
    assert function({}) == ["renamed", "1", None]


def test_a_context_for_each_invocation(deploy: Deploy) -> None:  # R141
    function = deploy(INSPECTING)
    first, second = function.invoke("context.aws_request_id"), function.invoke("context.aws_request_id")
    assert first.payload == first.request_id != second.request_id == second.payload
    assert function("len({id(each) for each in kept})") == 3


def test_it_is_an_ordinary_object(deploy: Deploy) -> None:  # R160
    assert seen(deploy, "[setattr(context, 'mine', 5), context.mine][1]") == 5
    assert seen(deploy, "copy.deepcopy(context).aws_request_id == context.aws_request_id") is True
    assert seen(deploy, "pickle.loads(pickle.dumps(context)).function_name") == "function"
    assert seen(deploy, "sorted(name for name in vars(context) if not name.startswith('_'))") == sorted(
        ATTRIBUTES - {"get_remaining_time_in_millis", "log", "w3c"}
    )


def test_identity_is_never_none(deploy: Deploy) -> None:  # R165
    assert seen(deploy, "[type(context.identity) is CognitoIdentity, context.identity.cognito_identity_id, "
                        "context.identity.cognito_identity_pool_id, hasattr(context.identity, '__dict__')]") == [
        True, None, None, False,
    ]  # fmt: skip
    given = {"cognito_identity_id": "i", "cognito_identity_pool_id": "p"}
    expression = "[context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]"
    assert seen(deploy, expression, cognito_identity=given) == ["i", "p"]
    assert seen(deploy, expression, cognito_identity={"cognito_identity_id": "i"}) == ["i", None]


def test_client_context(deploy: Deploy) -> None:  # R166
    given = {
        "client": {"installation_id": "1", "app_title": "t", "app_version_name": "n", "app_version_code": "c",
                   "app_package_name": "p", "more": "dropped"},
        "custom": {"a": [1]},
        "env": {"locale": "de"},
        "services": {"x": 1},
    }  # fmt: skip
    expression = """[context.client_context.custom, context.client_context.env, context.client_context.client.app_title,
        context.client_context.client.app_package_name, type(context.client_context).__name__,
        hasattr(context.client_context, 'services'), hasattr(context.client_context.client, 'more')]"""
    expected = [{"a": [1]}, {"locale": "de"}, "t", "p", "ClientContext", False, False]
    assert seen(deploy, expression, client_context=given) == expected
    encoded = base64.b64encode(json.dumps(given).encode()).decode()
    assert seen(deploy, expression, client_context=encoded) == expected


def test_an_empty_client_context(deploy: Deploy) -> None:  # R166
    assert seen(deploy, "context.client_context", client_context=base64.b64encode(b"null").decode()) is None
    expression = "[context.client_context.custom, context.client_context.env, context.client_context.client]"
    assert seen(deploy, expression, client_context={}) == [None, None, None]
    assert seen(deploy, "context.client_context") is None


@pytest.mark.parametrize(
    ("text", "error_type", "message"),
    [
        (b"no json", "Runtime.LambdaContextUnmarshalError", "Unable to parse Client Context JSON: Expecting value: line 1"),
        (b"[]", "AttributeError", "'list' object has no attribute 'get'"),
        (b'{"client": "x"}', "AttributeError", "'str' object has no attribute 'get'"),
    ],
)
def test_a_bad_client_context(deploy: Deploy, text: bytes, error_type: str, message: str) -> None:  # R167, R076
    function = deploy(INSPECTING)
    result = function.invoke("1", client_context=base64.b64encode(text).decode())
    assert result.error is not None
    assert result.error.type == error_type
    assert result.error.message.startswith(message)
    if error_type.startswith("Runtime."):
        assert result.error.stack_trace == ()
    assert not function.invoke("1").cold_start


def test_w3c(deploy: Deploy) -> None:  # R168
    given = {"w3c": {"traceparent": "00-1", "tracestate": "x=1", "baggage": 5, "other": "y"}, "custom": {"a": 1}}
    assert seen(deploy, "[context.w3c(), context.client_context.custom]", client_context=given) == [
        {"traceparent": "00-1", "tracestate": "x=1"}, {"a": 1},
    ]  # fmt: skip
    assert seen(deploy, "context.w3c()") == {}
    assert seen(deploy, "context.w3c()", client_context={"w3c": "text"}) == {}


def test_repr(deploy: Deploy) -> None:  # R169
    function = deploy(INSPECTING)
    result = function.invoke("repr(context)")
    assert result.payload == (
        f"LambdaContext([aws_request_id={result.request_id},log_group_name=/aws/lambda/function,"
        f"log_stream_name={function.environments[0].log_stream_name},function_name=function,memory_limit_in_mb=128,"
        f"function_version=$LATEST,invoked_function_arn={function.arn},client_context=None,"
        "identity=CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None]),tenant_id=None])"
    )


def test_log_adds_no_newline(deploy: Deploy) -> None:  # R170
    function = deploy("""
import logging
def handler(event, context):
    returned = [context.log("via context.log"), context.log(5), context.log({"a": 1})]
    print("after")
    if event:
        logging.getLogger().handlers.clear()
        context.log("without handler")
    return returned
""")
    result = function.invoke(0)
    assert result.payload == [None, None, None]
    assert result.logs.function_text == "via context.log5{'a': 1}after\n"
    assert function.invoke(1).logs.function_text.endswith("after\nwithout handler")


def test_remaining_time(deploy: Deploy) -> None:  # R130
    function = deploy("""
import time
def handler(event, context):
    first = context.get_remaining_time_in_millis()
    time.sleep(0.01)
    return [first, context.get_remaining_time_in_millis(), type(first).__name__]
""", timeout=2)  # fmt: skip
    first, second, kind = function({})
    assert kind == "int"
    assert 0 <= second < first <= 2000


def test_remaining_time_follows_a_patched_clock(deploy: Deploy) -> None:  # R130, R171
    function = deploy("""
import time
def handler(event, context):
    real = time.time
    try:
        time.time = lambda: real() + 1
        later = context.get_remaining_time_in_millis()
        time.time = lambda: real() + 1000
        return [later, context.get_remaining_time_in_millis()]
    finally:
        time.time = real
""", timeout=900)  # fmt: skip
    later, over = function({})
    assert 898_000 <= later <= 899_000
    assert over == 0


def test_tenant(deploy: Deploy) -> None:  # R172
    assert seen(deploy, "context.tenant_id", tenant_id="blue") == "blue"
    function = deploy("def handler(event, context): return context.tenant_id")
    assert [function.invoke({}, tenant_id="a").payload, function.invoke({}).payload] == ["a", None]


# --- make_context


def test_a_context_without_a_function() -> None:
    context = make_context(function_name="orders", memory_size=512, timeout=900, qualifier="prod", tenant_id="t",
                           client_context={"custom": {"a": 1}}, cognito_identity={"cognito_identity_id": "i"})  # fmt: skip
    assert isinstance(context, LambdaContext)
    assert {name for name in dir(context) if not name.startswith("_")} == ATTRIBUTES
    assert context.function_name == "orders"
    assert context.function_version == "$LATEST"
    assert context.memory_limit_in_mb == "512"
    assert context.invoked_function_arn == "arn:aws:lambda:us-east-1:123456789012:function:orders:prod"
    assert context.log_group_name == "/aws/lambda/orders"
    assert "[$LATEST]" in context.log_stream_name
    assert context.tenant_id == "t"
    assert context.client_context is not None
    assert context.client_context.custom == {"a": 1}
    assert context.identity.cognito_identity_id == "i"
    assert is_uuid(context.aws_request_id)
    assert 800_000 < context.get_remaining_time_in_millis() <= 900_000


def test_remaining_time_of_a_context_without_a_function() -> None:
    assert 800_000 < make_context(remaining_time_in_millis=900_000).get_remaining_time_in_millis() <= 900_000
    assert make_context(remaining_time_in_millis=0).get_remaining_time_in_millis() == 0
    assert make_context(remaining_time_in_millis=-5).get_remaining_time_in_millis() == 0


@given(st.integers(min_value=-10_000, max_value=900_000))
def test_remaining_time_is_a_whole_number_within_bounds(millis: int) -> None:
    remaining = make_context(remaining_time_in_millis=millis).get_remaining_time_in_millis()
    assert type(remaining) is int
    assert 0 <= remaining <= max(millis, 0)


def test_bad_arguments_of_make_context() -> None:
    with pytest.raises(ConfigurationError, match="client_context or cognito_identity cannot be used"):
        make_context(client_context={"client": "x"})
    with pytest.raises(InvokeParameterValueException):
        make_context(client_context="?")


def test_log_of_a_context_without_a_function(capsys: pytest.CaptureFixture[str]) -> None:
    make_context().log("text")
    assert capsys.readouterr().out == "text"
