"""The words for why a record is accepted or not."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.batches.filtering import compile_filters
from tests.batches.filtering.records import dynamodb, kafka, kinesis, sqs

CASES = [
    (
        "sqs",
        [{"body": {"k": ["a", {"prefix": "b"}]}}],
        sqs({"k": "bc"}),
        'accepted by filter 1: body.k is "a" or a string that begins with "b"',
    ),
    ("sqs", [{"body": {"k": ["a"]}}], sqs({"k": "c"}), 'filtered out: filter 1: body.k is "c", expected "a"'),
    ("sqs", [{"body": {"k": ["a"]}}], sqs({}), 'filtered out: filter 1: body.k is not there, expected "a"'),
    (
        "sqs",
        [{"body": {"a": [1], "b": [2]}}, {"body": {"c": [{"numeric": [">", 100]}]}}],
        sqs({"a": 1, "b": 3, "c": 5}),
        "filtered out: filter 1: body.b is 3, expected 2; filter 2: body.c is 5, expected a number > 100",
    ),
    ("sqs", [{"body": {"a": [1]}}, {"body": {"b": [2]}}], sqs({"b": 2}), "accepted by filter 2: body.b is 2"),
    (
        "sqs",
        [{"body": {"a": [300]}}],
        sqs('{"a": 300.0}'),
        "filtered out: filter 1: body.a is 300.0, expected 300",
    ),
    (
        "sqs",
        [{"body": {"a": [1]}}],
        sqs("hello"),
        "filtered out: filter 1: body is no JSON, and the pattern is for JSON, so it never matches (A97): 'hello'",
    ),
    (
        "sqs",
        [{"body": ["hello"]}],
        sqs({}),
        "filtered out: filter 1: body is JSON, and the pattern is for text that is none, so it never matches (A97); "
        "write an object instead of an array at body",
    ),
    ("sqs", [{"body": ["hello"]}], sqs("bye"), 'filtered out: filter 1: body is "bye", expected "hello"'),
    (
        "sqs",
        [{"body": {"t": ["x"]}}],
        sqs({"t": ["a", "b"]}),
        'filtered out: filter 1: body.t is "a", "b", expected "x"',
    ),
    (
        "sqs",
        [{"body": {"i": {"a": [1], "b": [1]}}}],
        sqs({"i": [{"a": 1}, {"b": 1}]}),
        "filtered out: filter 1: each key is right somewhere, but no single element of an array has all of body.i.a, "
        "body.i.b",
    ),
    ("sqs", [{"messageId": ["m2"]}], sqs({}), 'filtered out: filter 1: messageId is "m1", expected "m2"'),
    (
        "dynamodb",
        [{"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 1]}]}}}}],
        dynamodb({"n": {"N": "5"}}),
        'filtered out: filter 1: dynamodb.NewImage.n.N is "5", expected a number > 1; numeric matches numbers only, '
        "and this is a string (D23)",
    ),
    (
        "dynamodb",
        [{"dynamodb": {"NewImage": {"k": ["v"]}}}],
        dynamodb({"k": {"S": "v"}}),
        "filtered out: filter 1: dynamodb.NewImage.k is an object, and only what is inside it can match (A93); a "
        'pattern for it would go on with "S", expected "v"',
    ),
    (
        "dynamodb",
        [{"dynamodb": {"NewImage": {"k": [{"exists": False}]}}}],
        dynamodb({"k": {"S": "v"}}),
        "accepted by filter 1: dynamodb.NewImage.k is no value; dynamodb.NewImage.k is an object, though, and what is "
        'no leaf counts as absent (A93): a pattern for it would go on with "S"',
    ),
    (
        "kinesis",
        [{"kinesis": {"data": {"k": ["v"]}}}],
        kinesis({"k": "v"}),
        'filtered out: filter 1: kinesis.data.k is not there, expected "v"; what the record has in kinesis stands at '
        "the top of a pattern: data, not kinesis.data",
    ),
    (
        "kafka",
        [{"value": ["x"]}],
        kafka(b"\xff"),
        "filtered out: filter 1: value is no UTF-8 text, so it never matches (A97)",
    ),
    (
        "kafka",
        [{"value": {"k": ["v"]}}],
        kafka(None),
        "filtered out: filter 1: value is not there, and the pattern is for JSON, so it never matches (A97)",
    ),
    ("kafka", [{"value": ["x"]}], kafka(None), 'filtered out: filter 1: value is not there, expected "x"'),
]


@pytest.mark.parametrize(
    ("source", "patterns", "record", "words"),
    [pytest.param(*case, id=f"{number}-{case[0]}-{json.dumps(case[1])}") for number, case in enumerate(CASES)],
)
def test_why(source, patterns, record, words):
    filters = compile_filters([json.dumps(pattern) for pattern in patterns], source)

    assert filters.why(record) == words
    assert filters.accepts(record) is words.startswith("accepted")


def test_long_values_are_cut():
    words = compile_filters(['{"body": {"a": ["x"]}}'], "sqs").why(sqs({"a": "y" * 1_000}))

    assert len(words) < 150
    assert "yyy…" in words


def test_the_same_reason_of_several_branches_is_said_once():
    filters = compile_filters(['{"body": {"x": [1], "$or": [{"a": [1]}, {"b": [1]}]}}'], "sqs")

    assert filters.why(sqs("text")).count("body is no JSON") == 1
    assert filters.why(sqs({"x": 1, "a": 2})) == (
        "filtered out: filter 1: body.a is 2, expected 1; filter 1: body.b is not there, expected 1"
    )
