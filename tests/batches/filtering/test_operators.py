"""Each operator of AWS's table, on values that it takes and on some that it does not."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.batches.filtering import compile_filters
from tests.batches.filtering.records import sqs

#: a rule for the key k, bodies that it takes, bodies that it does not (A91, A92, A99)
RULES = [
    # null, and the empty string
    ("[null]", ['{"k": null}', '{"k": [1, null]}'], ['{"k": "null"}', '{"k": ""}', "{}", '{"k": 0}']),
    ('[""]', ['{"k": ""}'], ['{"k": null}', '{"k": " "}', "{}", '{"k": []}']),
    # equals: character for character
    ('["Ann"]', ['{"k": "Ann"}', '{"k": "\\u0041nn"}'], ['{"k": "ann"}', '{"k": "Ann "}', '{"k": {"k": "Ann"}}']),
    ("[true]", ['{"k": true}'], ['{"k": 1}', '{"k": "true"}', '{"k": false}']),
    # A92: numbers by how they are written
    ("[300]", ['{"k": 300}'], ['{"k": 300.0}', '{"k": 3.0e2}', '{"k": "300"}', '{"k": 3e2}']),
    ("[3.0e2]", ['{"k": 3.0e2}'], ['{"k": 300}', '{"k": 300.0}', '{"k": 3.0E2}']),
    ("[-0]", ['{"k": -0}'], ['{"k": 0}', '{"k": -0.0}']),
    ("[12345678901234567890123]", ['{"k": 12345678901234567890123}'], ['{"k": 12345678901234567890124}']),
    # or: one of an array
    ('["Cash", "Card", 1]', ['{"k": "Cash"}', '{"k": "Card"}', '{"k": 1}'], ['{"k": "CashCard"}', '{"k": "1"}']),
    ('["yes", {"prefix": "n"}]', ['{"k": "yes"}', '{"k": "nay"}'], ['{"k": "yesn"}']),
    # equals, in any case
    ('[{"equals-ignore-case": "Ann"}]', ['{"k": "ANN"}', '{"k": "ann"}'], ['{"k": "Anna"}', '{"k": 1}', "{}"]),
    ('[{"equals-ignore-case": "ÄRGER"}]', ['{"k": "ärger"}'], ['{"k": "arger"}']),
    # anything but
    ('[{"anything-but": "rain"}]', ['{"k": "sun"}', '{"k": null}', '{"k": 1}'], ['{"k": "rain"}', "{}", '{"k": {}}']),
    ('[{"anything-but": ["rain", "snow"]}]', ['{"k": "Rain"}'], ['{"k": "snow"}', '{"k": []}']),
    ('[{"anything-but": 100}]', ['{"k": 99}', '{"k": "100"}'], ['{"k": 100}']),
    ('[{"anything-but": [100, 200]}]', ['{"k": 300}', '{"k": [100, 300]}'], ['{"k": 200}', '{"k": [100, 200]}']),
    ('[{"anything-but": {"prefix": "tmp"}}]', ['{"k": "a-tmp"}', '{"k": 5}'], ['{"k": "tmp-a"}', "{}"]),
    ('[{"anything-but": {"prefix": ["tmp", "old"]}}]', ['{"k": "new"}'], ['{"k": "old-a"}']),
    ('[{"anything-but": {"suffix": ".png"}}]', ['{"k": "a.jpg"}'], ['{"k": "a.png"}']),
    ('[{"anything-but": {"equals-ignore-case": ["On", "Up"]}}]', ['{"k": "off"}'], ['{"k": "UP"}', '{"k": "on"}']),
    # numeric: by value
    ('[{"numeric": ["=", 100]}]', ['{"k": 100}', '{"k": 1e2}', '{"k": 100.0}'], ['{"k": "100"}', '{"k": 101}']),
    ('[{"numeric": [">", 100]}]', ['{"k": 101}', '{"k": 100.001}'], ['{"k": 100}', '{"k": 99}', '{"k": true}']),
    ('[{"numeric": ["<", 100]}]', ['{"k": 99}', '{"k": -1}'], ['{"k": 100}', '{"k": null}']),
    ('[{"numeric": ["<=", 100]}]', ['{"k": 100}'], ['{"k": 100.5}']),
    ('[{"numeric": [">=", 100, "<", 200]}]', ['{"k": 100}', '{"k": 199.9}'], ['{"k": 200}', '{"k": 99}']),
    ('[{"numeric": [">", 10, "<=", 20]}]', ['{"k": 20}', '{"k": [1, 15]}'], ['{"k": 10}', '{"k": [5, 25]}']),
    ('[{"numeric": [">", 0]}]', ['{"k": 1e999}'], ['{"k": -1e999}']),
    # exists: leaves only
    ('[{"exists": true}]', ['{"k": 0}', '{"k": null}', '{"k": ""}', '{"k": [1]}'], ["{}", '{"k": {}}', '{"k": []}']),
    ('[{"exists": false}]', ["{}", '{"k": []}', '{"k": [[]]}', '{"o": 1}'], ['{"k": null}', '{"k": [0]}']),
    ('["x", {"exists": false}]', ["{}", '{"k": "x"}'], ['{"k": "y"}']),
    # begins with, ends with
    ('[{"prefix": "us-"}]', ['{"k": "us-east-1"}', '{"k": "us-"}'], ['{"k": "US-east"}', '{"k": "us"}', '{"k": 1}']),
    ('[{"prefix": ""}]', ['{"k": ""}', '{"k": "x"}'], ['{"k": 1}', "{}"]),
    ('[{"prefix": {"equals-ignore-case": "us-"}}]', ['{"k": "US-east"}'], ['{"k": "eu-east"}']),
    ('[{"suffix": ".png"}]', ['{"k": "a.png"}'], ['{"k": "a.PNG"}', '{"k": "a.png.gz"}']),
    ('[{"suffix": {"equals-ignore-case": ".png"}}]', ['{"k": "a.PNG"}'], ['{"k": "png"}']),
]


@pytest.mark.parametrize(
    ("rule", "body", "expected"),
    [
        pytest.param(rule, body, expected, id=f"{rule}-{body}")
        for rule, accepted, filtered in RULES
        for expected, bodies in ((True, accepted), (False, filtered))
        for body in bodies
    ],
)
def test_operators(rule, body, expected):
    assert compile_filters([f'{{"body": {{"k": {rule}}}}}'], "sqs").accepts(sqs(body)) is expected


#: a pattern for the body, bodies that it takes, bodies that it does not
PATTERNS = [
    # and: all keys
    ({"City": ["Rome"], "Day": ["Monday"]}, [{"City": "Rome", "Day": "Monday", "x": 1}], [{"City": "Rome"}, {}]),
    ({"order": {"type": ["buy"], "n": [1]}}, [{"order": {"type": "buy", "n": 1}}], [{"order": "buy"}, {"type": "buy"}]),
    # or, of several fields
    (
        {"$or": [{"City": ["Rome"]}, {"Day": ["Monday"]}]},
        [{"City": "Rome"}, {"Day": "Monday"}],
        [{"City": "Oslo"}, {}],
    ),
    (
        {"x": [1], "$or": [{"y": [1]}, {"z": [1], "w": [1]}]},
        [{"x": 1, "y": 1}, {"x": 1, "z": 1, "w": 1}],
        [{"y": 1}, {"x": 1, "z": 1}],
    ),
    (
        {"a": {"$or": [{"b": [1]}, {"$or": [{"c": [1]}, {"d": [1]}]}]}},
        [{"a": {"b": 1}}, {"a": {"d": 1}}],
        [{"b": 1}, {"a": {"e": 1}}],
    ),
    # arrays: any element
    ({"pressure": [{"numeric": ["<", 32]}]}, [{"pressure": [41, 31]}], [{"pressure": [41, 40]}]),
    ({"tags": ["red", "blue"]}, [{"tags": ["green", "blue"]}, {"tags": [["red"]]}], [{"tags": ["green"]}]),
    (
        {"items": {"sku": ["a"], "n": [2]}},
        [{"items": [{"sku": "b", "n": 1}, {"sku": "a", "n": 2}]}, {"items": {"sku": "a", "n": 2}}],
        [{"items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]}],
    ),
    ({"a": {"b": {"c": [1]}}}, [{"a": [{"b": 0}, {"b": [{"c": 0}, {"c": [0, 1]}]}]}], [{"a": [{"b": [{"c": [0]}]}]}]),
    # exists false is about the whole event, not about one element
    ({"items": {"gift": [{"exists": False}]}}, [{"items": [{"sku": 1}]}], [{"items": [{"sku": 1}, {"gift": 1}]}]),
    (
        {"items": {"b": [1], "a": [{"exists": False}]}},
        [{"items": [{"b": 1}, {"b": 2}]}],
        [{"items": [{"b": 1}, {"a": 1}]}],  # keys are looked at by their names' order: a before b
    ),
    (
        {"a": {"b": [1], "d": [1]}, "a.c": [1]},
        [{"a": [{"b": 1, "d": 1}], "a.c": 1}],
        [{"a": [{"b": 1}, {"d": 1}], "a.c": 1}],
    ),
    # ... but after a key that chooses an element, about that element
    (
        {"items": {"a": [1], "z": [{"exists": False}]}},
        [{"items": [{"a": 1}, {"z": 1}]}],
        [{"items": [{"a": 1, "z": 1}]}],
    ),
]


@pytest.mark.parametrize(
    ("pattern", "body", "expected"),
    [
        pytest.param(pattern, body, expected, id=f"{json.dumps(pattern)}-{json.dumps(body)}")
        for pattern, accepted, filtered in PATTERNS
        for expected, bodies in ((True, accepted), (False, filtered))
        for body in bodies
    ],
)
def test_patterns_of_several_places(pattern, body, expected):
    assert compile_filters([json.dumps({"body": pattern})], "sqs").accepts(sqs(body)) is expected
    assert (
        compile_filters([json.dumps({"x": [1]}), json.dumps({"body": pattern})], "sqs").accepts(sqs(body)) is expected
    )


def test_many_elements_and_many_keys_take_no_long_search():
    pattern = json.dumps({"body": {"a": {"x": [1], "y": [1], "z": [2]}, "b": {"x": [1], "y": [1], "z": [2]}}})
    body = {name: [{"x": 1, "y": 1, "z": 1}] * 2_000 for name in "ab"}

    assert compile_filters([pattern], "sqs").accepts(sqs(body)) is False
    assert compile_filters([pattern], "sqs").accepts(sqs({"a": body["a"] + [{"x": 1, "y": 1, "z": 2}], **{}})) is False
    assert compile_filters([pattern.replace("[2]", "[1]")], "sqs").accepts(sqs(body)) is True


def test_a_key_may_come_twice():
    # Developer Guide, DynamoDB filtering, Boolean expressions: both objects must match.
    pattern = '{"body": {"new": {"by": ["Ann"]}}, "body": {"old": {"by": ["Bob"]}}}'
    filters = compile_filters([pattern], "sqs")

    assert filters.accepts(sqs({"new": {"by": "Ann"}, "old": {"by": "Bob"}}))
    assert not filters.accepts(sqs({"new": {"by": "Ann"}, "old": {"by": "Cid"}}))
    assert not filters.accepts(sqs({"new": {"by": "Dan"}, "old": {"by": "Bob"}}))
