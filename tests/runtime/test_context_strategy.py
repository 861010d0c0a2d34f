"""Contexts for property-based tests."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from pytest_lambda import EventError, World, strategies


@given(context=strategies.lambda_contexts())
def test_contexts_are_as_aws_makes_them(context: Any) -> None:
    assert str(uuid.UUID(context.aws_request_id)) == context.aws_request_id
    assert isinstance(context.memory_limit_in_mb, str)
    assert 128 <= int(context.memory_limit_in_mb) <= 10_240
    assert context.invoked_function_arn.startswith("arn:aws:lambda:us-east-1:123456789012:function:")
    assert context.function_name in context.invoked_function_arn
    assert 0 <= context.get_remaining_time_in_millis() <= 900_000
    assert context.identity is not None
    assert f"[{context.function_version}]" in context.log_stream_name


@given(
    context=strategies.lambda_contexts(
        function_names="orders", remaining_times=st.just(0), world=World("111122223333", "cn-north-1")
    )
)
def test_parameters(context: Any) -> None:
    assert context.invoked_function_arn == "arn:aws-cn:lambda:cn-north-1:111122223333:function:orders"
    assert context.get_remaining_time_in_millis() == 0


def test_it_shrinks_to_a_plain_context() -> None:
    context = find(strategies.lambda_contexts(), lambda context: True)
    assert context.function_version == "$LATEST"
    assert context.memory_limit_in_mb == "128"
    assert context.client_context is None


@pytest.mark.parametrize(
    "wanted",
    [
        lambda context: context.client_context is not None,
        lambda context: context.identity.cognito_identity_id is not None,
        lambda context: context.function_version != "$LATEST",
    ],
)
def test_the_rare_parts_are_found(wanted: Any) -> None:
    find(strategies.lambda_contexts(), wanted)


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match="function_names is .* expected a strategy"):
        strategies.lambda_contexts(function_names=["a", "b"])
