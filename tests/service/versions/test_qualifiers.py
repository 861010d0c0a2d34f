from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceNotFoundException,
    ValidationException,
)
from pytest_lambda.service.versions.qualifiers import FunctionReference, is_alias, is_version, parse_reference
from pytest_lambda.world import World

WORLD = World()
ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?"
    r"([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("orders", None),
        ("orders:live", "live"),
        ("orders:1", "1"),
        ("orders:$LATEST", "$LATEST"),
        ("function:orders", None),
        ("function:orders:live", "live"),
        ("123456789012:function:orders", None),
        ("123456789012:function:orders:live", "live"),
        ("us-east-1:123456789012:function:orders:live", "live"),
        (ARN, None),
        (f"{ARN}:live", "live"),
        (f"{ARN}:$LATEST", "$LATEST"),
    ],
)
def test_forms(text: str, qualifier: str | None) -> None:
    assert parse_reference(text, world=WORLD) == FunctionReference("orders", qualifier)


def test_separate_qualifier() -> None:
    assert parse_reference(ARN, world=WORLD, qualifier="live") == FunctionReference("orders", "live")
    assert parse_reference("orders:live", world=WORLD, qualifier="live") == FunctionReference("orders", "live")
    assert parse_reference("orders", world=WORLD, qualifier="$latest") == FunctionReference("orders", "$latest")


@pytest.mark.parametrize(
    ("text", "qualifier"), [("orders:live", "other"), (f"{ARN}:$LATEST", "1"), ("orders:1", "$LATEST")]
)
def test_two_qualifiers_that_differ(text: str, qualifier: str) -> None:
    with pytest.raises(InvalidParameterValueException) as caught:
        parse_reference(text, world=WORLD, qualifier=qualifier)
    assert str(caught.value) == "The derived qualifier from the function name does not match the specified qualifier."
    assert caught.value.code == "InvalidParameterValueException"


def test_something_with_an_arn() -> None:
    @dataclass
    class Function:
        arn: str

    assert parse_reference(Function(f"{ARN}:3"), world=WORLD) == FunctionReference("orders", "3")


def test_an_arn_that_ends_too_early_is_a_function_named_function() -> None:
    # API::test_function_name_and_qualifier_validation[incomplete_arn-invoke]
    assert parse_reference("arn:aws:lambda:us-east-1:123456789012:function", world=WORLD).name == "function"


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "my-function!",
        "invalid-account:function:my-function",
        "arn:aws:lambda:invalid-region:123456789012:function:my-function",
        "arn:aws:ec2:us-east-1:123456789012:instance:i-1234567890abcdef0",
        f"{ARN}:1:2",
        "function:my-function:$LATEST:extra",
        "arn:aws:lambda::123456789012:function:my-function",
        "arn:aws:lambda:us-east-1::function:my-function",
        "arn:aws:lambda:us-east-1:123400000000@function:myfn",
        f"{ARN}:$LATES",
        "orders\n",
        "١٢٣",
    ],
)
def test_malformed_names(text: str) -> None:
    with pytest.raises(ValidationException) as caught:
        parse_reference(text, world=WORLD)
    assert str(caught.value) == (
        f"1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: Member must "
        f"satisfy regular expression pattern: {PATTERN}"
    )


@pytest.mark.parametrize(
    ("qualifier", "constraint"),
    [
        ("invalid!", r"Member must satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"),
        ("a" * 129, "Member must have length less than or equal to 128"),
    ],
)
def test_malformed_qualifiers(qualifier: str, constraint: str) -> None:
    with pytest.raises(ValidationException) as caught:
        parse_reference("my-function", world=WORLD, qualifier=qualifier)
    assert str(caught.value) == (
        f"1 validation error detected: Value '{qualifier}' at 'qualifier' failed to satisfy constraint: {constraint}"
    )


def test_both_malformed() -> None:
    with pytest.raises(ValidationException, match=r"^2 validation errors detected: .*; Value 'b!' at 'qualifier'"):
        parse_reference("a!", world=WORLD, qualifier="b!")


@pytest.mark.parametrize("value", [None, 3, b"orders"])
def test_not_a_text(value: object) -> None:
    with pytest.raises(ConfigurationError, match="function_name is"):
        parse_reference(value, world=WORLD)


def test_another_region() -> None:
    with pytest.raises(ResourceNotFoundException) as caught:
        parse_reference(ARN.replace("us-east-1", "ap-southeast-1"), world=WORLD)
    assert caught.value.message == "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')"


@pytest.mark.parametrize("text", [ARN.replace("123456789012", "111111111111"), "111111111111:function:orders"])
def test_another_account(text: str) -> None:
    with pytest.raises(ResourceNotFoundException) as caught:
        parse_reference(text, world=WORLD)
    assert caught.value.message == f"Function not found: {text}"
    assert "123456789012" in caught.value.hint


def test_another_partition() -> None:
    with pytest.raises(ResourceNotFoundException, match="partition aws"):
        parse_reference(ARN.replace("arn:aws:", "arn:aws-cn:"), world=WORLD)


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"])
def test_other_partitions(region: str) -> None:
    world = World(region=region)
    reference = FunctionReference("orders", "live")
    assert parse_reference(reference.arn(world), world=world) == reference


NAMES = st.from_regex(r"[a-zA-Z0-9_-]{1,64}", fullmatch=True)
QUALIFIERS = st.one_of(
    st.none(), st.just("$LATEST"), st.integers(1, 10**6).map(str), st.from_regex(r"[a-zA-Z0-9_-]{1,60}", fullmatch=True)
)


@settings(max_examples=100)
@given(NAMES, QUALIFIERS)
def test_what_is_written_is_read_again(name: str, qualifier: str | None) -> None:
    reference = FunctionReference(name, qualifier)
    assert parse_reference(reference.arn(WORLD), world=WORLD) == reference
    assert parse_reference(reference.partial_arn(WORLD), world=WORLD) == reference
    assert parse_reference(FunctionReference(name).arn(WORLD), world=WORLD, qualifier=qualifier) == reference
    # These are read as the beginning of an ARN.
    assume(not re.fullmatch(r"function|[0-9]{12}|(eusc-)?[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-[0-9]", name))
    assert parse_reference(str(reference), world=WORLD) == reference


@settings(max_examples=100)
@given(QUALIFIERS)
def test_a_qualifier_is_of_one_kind(qualifier: str | None) -> None:
    if qualifier is not None:
        assert is_version(qualifier) + is_alias(qualifier) + (qualifier == "$LATEST") == 1
