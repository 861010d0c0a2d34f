"""Patterns that AWS refuses, and what this library adds to AWS's words."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.batches.filtering import compile_filters
from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    NotSimulated,
    ValidationException,
)

REFUSAL = "Invalid filter pattern definition."

#: a pattern, and what of it is wrong
REFUSED = [
    # recorded (A100)
    ("null", "Filter is not an object"),
    ('"simple string"', "Filter is not an object"),
    ('{"eventSource": "aws:sqs"}', 'at eventSource: "eventSource" must be an object or an array'),
    ('{"eventSource": []}', "at eventSource: Empty patterns are not allowed"),
    ("{", "Pattern is not JSON"),
    ("", "Pattern is not JSON"),
    # by the grammar
    ("simple string", "Pattern is not JSON"),
    ("[1]", "Filter is not an object"),
    ("{}", "Empty patterns are not allowed"),
    ('{"body": {}}', "at body: Empty patterns"),
    ('{"body": {"a": {"b": 1}}}', 'at body.a.b: "b" must be an object or an array'),
    ('{"a": null}', "must be an object or an array"),
    ('{"a": [NaN]}', "NaN is not JSON"),
    ('{"a": [["x"]]}', "Match value must be"),
    ('{"a": [{}]}', "Only one key"),
    ('{"a": [{"prefix": "x", "suffix": "y"}]}', "Only one key"),
    ('{"a": [{"prefix": "x", "prefix": "y"}]}', "Only one key"),
    ('{"a": [{"begins-with": "x"}]}', "Unrecognized match type begins-with; known: anything-but, equals-ignore-case"),
    ('{"a": [{"prefix": 1}]}', "prefix match pattern must be a string"),
    ('{"a": [{"prefix": ["x"]}]}', "prefix match pattern must be a string"),
    ('{"a": [{"suffix": null}]}', "suffix match pattern must be a string"),
    ('{"a": [{"prefix": {"suffix": "x"}}]}', "Unsupported prefix pattern: suffix"),
    ('{"a": [{"prefix": {"equals-ignore-case": 1}}]}', "must be a string"),
    ('{"a": [{"equals-ignore-case": true}]}', "equals-ignore-case match pattern must be a string"),
    ('{"a": [{"exists": "true"}]}', "either true or false"),
    ('{"a": [{"exists": 1}]}', "either true or false"),
    ('{"a": [{"anything-but": []}]}', "Value of anything-but"),
    ('{"a": [{"anything-but": null}]}', "Value of anything-but"),
    ('{"a": [{"anything-but": [true]}]}', "Value of anything-but"),
    ('{"a": [{"anything-but": ["x", 1]}]}', "either all values are numbers or all are strings"),
    ('{"a": [{"anything-but": {"numeric": 1}}]}', "Unsupported anything-but pattern: numeric"),
    ('{"a": [{"anything-but": {"prefix": ""}}]}', "anything-but prefix must not be empty"),
    ('{"a": [{"anything-but": {"suffix": [1]}}]}', "must be a string or an array of strings"),
    ('{"a": [{"anything-but": {"prefix": "x", "suffix": "y"}}]}', "Only one key"),
    ('{"a": [{"numeric": 1}]}', "Value of numeric must be an array"),
    ('{"a": [{"numeric": []}]}', "Value of numeric must be an array"),
    ('{"a": [{"numeric": [">"]}]}', "Value of numeric must be an array"),
    ('{"a": [{"numeric": [">", "1"]}]}', 'Value of > must be numeric, and is "1"'),
    ('{"a": [{"numeric": [">", true]}]}', "Value of > must be numeric"),
    ('{"a": [{"numeric": ["!=", 1]}]}', 'Unrecognized numeric range operator: "!="'),
    ('{"a": [{"numeric": [1, ">"]}]}', "Unrecognized numeric range operator: 1"),
    ('{"a": [{"numeric": ["<", 9, ">", 1]}]}', "Bad numeric range"),
    ('{"a": [{"numeric": ["=", 9, "=", 9]}]}', "Bad numeric range"),
    ('{"a": [{"numeric": [">", 9, "<", 1]}]}', "the lower limit must be less"),
    ('{"$or": [{"a": [1]}]}', "at $or: $or must be an array of at least two objects"),
    ('{"$or": {"a": [1]}}', "$or must be an array of at least two objects"),
    ('{"b": {"$or": [{"a": [1]}, 2]}}', "at b.$or: $or must be"),
    ('{"$or": [{"numeric": [1]}, {"a": [1]}]}', '"numeric" is an operator'),
    ('{"$or": [{"a": [1]}, {}]}', "Empty patterns"),
    ('{"a": [1], "a": [2]}', "at a: this path is there twice"),
    ('{"a": {"b": [1]}, "a": {"b": [2]}}', "at a.b: this path is there twice"),
    ('{"a": [1], "$or": [{"a": [2]}, {"b": [1]}]}', "at a: this path is there twice"),
    ('{"a":' * 600 + "[1]" + "}" * 600, "nested too deeply"),
]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED, ids=[pattern[:60] for pattern, _ in REFUSED])
def test_refused_patterns(pattern, reason):
    with pytest.raises(InvalidParameterValueException) as caught:
        compile_filters(['{"body": {"a": [1]}}', pattern], "sqs")

    text = str(caught.value)
    assert text.startswith(REFUSAL)
    assert reason in text
    assert "Filter 2" in text
    assert caught.value.code == "InvalidParameterValueException"


@pytest.mark.parametrize(
    ("source", "pattern"), [("kinesis", {"data": ["text"]}), ("dynamodb", {"dynamodb": [{"exists": True}]})]
)
def test_streams_take_no_pattern_for_plain_text(source, pattern):
    # Developer Guide, Kinesis and DynamoDB filtering: an exception when the mapping is created.
    with pytest.raises(InvalidParameterValueException, match=f'^{REFUSAL}\n.*"{next(iter(pattern))}" is always JSON'):
        compile_filters([json.dumps(pattern)], source)


@pytest.mark.parametrize(
    "rule",
    [{"wildcard": "a*"}, {"anything-but": {"wildcard": "a*"}}, {"prefix": {"wildcard": "a*"}}, {"cidr": "10.0.0.0/8"}],
)
def test_operators_that_no_source_confirms(rule):
    name = "cidr" if "cidr" in rule else "wildcard"
    with pytest.raises(NotSimulated, match=rf"The operator {name} .* known: anything-but"):
        compile_filters([json.dumps({"body": {"a": [rule]}})], "sqs")


def test_five_filters_at_most_and_ten_on_request():
    pattern = '{"body": {"a": [1]}}'

    assert len(compile_filters([pattern] * 5, "sqs")) == 5
    with pytest.raises(InvalidParameterValueException, match="FilterCriteria has 6 filters: at most 5"):
        compile_filters([pattern] * 6, "sqs")
    assert len(compile_filters([pattern] * 10, "sqs", most=10)) == 10
    with pytest.raises(InvalidParameterValueException, match="at most 10"):
        compile_filters([pattern] * 11, "sqs", most=10)


@pytest.mark.parametrize("most", [4, 11, True, "5"])
def test_the_quota_has_limits(most):
    with pytest.raises(ConfigurationError, match="most is"):
        compile_filters([], "sqs", most=most)


def test_a_pattern_has_4096_characters_at_most():
    longest = f'{{"body": {{"a": ["{"x" * 4_075}"]}}}}'
    assert len(longest) == 4_096

    compile_filters([longest], "sqs")
    with pytest.raises(
        ValidationException,
        match=r"^1 validation error detected: Value '.*' at 'filterCriteria\.filters\.1\.member\.pattern' failed to "
        "satisfy constraint: Member must have length less than or equal to 4096$",
    ):
        compile_filters([longest + " "], "sqs")


def test_or_has_1000_combinations_at_most():
    def ors(number):
        return ",".join(
            f'"{at}": {{"$or": [{",".join(f"{{{json.dumps(str(key))}: [1]}}" for key in range(10))}]}}'
            for at in range(number)
        )

    compile_filters([f"{{{ors(3)}}}"], "sqs")
    with pytest.raises(InvalidParameterValueException, match="more than 1,000 combinations"):
        compile_filters([f"{{{ors(4)}}}"], "sqs")


def test_documentdb_has_no_filters():
    with pytest.raises(InvalidParameterValueException, match="not supported for Amazon DocumentDB"):
        compile_filters(['{"a": [1]}'], "documentdb")


@pytest.mark.parametrize("pattern", [None, {"body": {"a": [1]}}, b"{}"])
def test_a_pattern_is_text(pattern):
    with pytest.raises(ConfigurationError, match=r"Filter 1 is .*: expected the JSON text of a pattern"):
        compile_filters([pattern], "sqs")
