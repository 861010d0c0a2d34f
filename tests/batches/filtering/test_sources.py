"""Where each kind of source has its data, and what a body of the wrong format means."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.batches.filtering import compile_filters
from tests.batches.filtering.records import dynamodb, kafka, kinesis, mq, sqs

JSON_BODY = {"k": "v"}
TEXT_BODY = "Result: fine"

#: a pattern, a record, whether it is accepted (A94, A97, A98)
SQS = [
    ({"body": {"k": ["v"]}}, sqs(JSON_BODY), True),
    ({"body": {"k": ["w"]}}, sqs(JSON_BODY), False),
    ({"body": {"k": ["v"]}}, sqs(TEXT_BODY), False),
    ({"body": {"k": [{"exists": False}]}}, sqs(TEXT_BODY), False),
    ({"body": [{"prefix": "Result: "}]}, sqs(TEXT_BODY), True),
    ({"body": ["Result"]}, sqs(TEXT_BODY), False),
    ({"body": [{"prefix": "{"}]}, sqs(JSON_BODY), False),
    ({"body": ["5"]}, sqs("5"), False),
    ({"body": {"k": [{"exists": False}]}}, sqs("5"), True),
    ({"body": {"k": ["v"]}}, sqs([{"k": "w"}, {"k": "v"}]), True),
    ({"body": {"k": ["v"]}}, sqs('{"k": NaN}'), False),
    ({"body": {"k": [{"exists": False}]}}, sqs('{"o": NaN}'), False),
    ({"messageId": ["m1"]}, sqs(TEXT_BODY), True),
    ({"messageId": ["m2"]}, sqs(JSON_BODY), False),
    ({"messageId": ["m1"], "body": {"k": ["v"]}}, sqs(JSON_BODY), True),
    ({"messageId": ["m2"], "body": {"k": ["v"]}}, sqs(JSON_BODY), False),
    ({"attributes": {"SenderId": ["me"]}}, sqs(TEXT_BODY, attributes={"SenderId": "me"}), True),
    ({"$or": [{"body": {"k": ["v"]}}, {"body": [{"prefix": "R"}]}]}, sqs(TEXT_BODY), True),
    ({"body": {"k": ["v"]}}, {"messageId": "m1"}, False),
]
KINESIS = [
    ({"data": {"k": ["v"]}}, kinesis(JSON_BODY), True),
    ({"data": {"k": ["w"]}}, kinesis(JSON_BODY), False),
    ({"data": {"k": ["v"]}}, kinesis("no JSON"), False),
    ({"data": {"k": [{"exists": False}]}}, kinesis(b"\xff"), False),
    ({"partitionKey": ["p1"], "data": {"k": ["v"]}}, kinesis(JSON_BODY), True),
    ({"partitionKey": ["p2"], "data": {"k": ["v"]}}, kinesis(JSON_BODY), False),
    ({"partitionKey": ["p1"]}, kinesis("no JSON"), True),
    ({"eventName": ["aws:kinesis:record"]}, kinesis("no JSON"), True),
    ({"kinesis": {"data": {"k": ["v"]}}}, kinesis(JSON_BODY), False),
    ({"kinesis": {"partitionKey": ["p1"]}}, kinesis(JSON_BODY), False),
]
ITEM = {"presentKey": {"S": "presentValue"}, "n": {"N": "42"}, "tags": {"L": [{"S": "a"}, {"S": "b"}]}}
DYNAMODB = [
    # D20: an object is no leaf
    ({"dynamodb": {"NewImage": {"presentKey": [{"exists": False}]}}}, dynamodb(ITEM), True),
    ({"dynamodb": {"NewImage": {"presentKey": [{"exists": False}]}}}, dynamodb({}), True),
    # D21, D26: other keys filter too
    ({"eventName": ["INSERT"]}, dynamodb(ITEM), True),
    ({"eventName": ["INSERT"]}, dynamodb(ITEM, "MODIFY"), False),
    ({"eventName": ["INSERT", "MODIFY"]}, dynamodb(ITEM, "MODIFY"), True),
    ({"eventName": ["INSERT"], "eventSource": ["aws:dynamodb"]}, dynamodb(ITEM), True),
    ({"eventName": ["INSERT"], "eventSource": ["aws:sqs"]}, dynamodb(ITEM), False),
    # D22: the type key is part of the path
    ({"dynamodb": {"NewImage": {"presentKey": {"S": ["presentValue"]}}}}, dynamodb(ITEM), True),
    ({"dynamodb": {"NewImage": {"presentKey": ["presentValue"]}}}, dynamodb(ITEM), False),
    ({"dynamodb": {"NewImage": {"presentKey": {"S": [{"exists": True}]}}}}, dynamodb(ITEM), True),
    ({"dynamodb": {"NewImage": {"presentKey": [{"exists": True}]}}}, dynamodb(ITEM), False),
    ({"dynamodb": {"NewImage": {"tags": {"L": {"S": [{"exists": True}]}}}}}, dynamodb(ITEM), True),
    ({"dynamodb": {"NewImage": {"tags": {"L": {"S": ["b"]}}}}}, dynamodb(ITEM), True),
    # D23: numbers of items are strings
    ({"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 1]}]}}}}, dynamodb(ITEM), False),
    (
        {"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]}}}},
        dynamodb(ITEM),
        True,
    ),
    (
        {"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]}}}},
        dynamodb({"n": {"N": "101"}}),
        False,
    ),
    ({"dynamodb": {"Keys": {"id": {"N": ["1"]}}}}, dynamodb(ITEM), False),
    # D24: but the time is a number
    ({"dynamodb": {"ApproximateCreationDateTime": [{"numeric": [">", 1600000000]}]}}, dynamodb(ITEM), True),
    ({"dynamodb": {"ApproximateCreationDateTime": [{"numeric": ["<", 1600000000]}]}}, dynamodb(ITEM), False),
    # D25
    ({"dynamodb": {"NewImage": {"presentKey": {"S": [{"prefix": "present"}]}}}}, dynamodb(ITEM), True),
    # what time to live removes
    (
        {"userIdentity": {"type": ["Service"]}},
        {**dynamodb(event_name="REMOVE"), "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}},
        True,
    ),
    ({"userIdentity": {"type": ["Service"]}}, dynamodb(event_name="REMOVE"), False),
]
KAFKA = [
    ({"value": {"k": [{"prefix": "v"}]}}, kafka(JSON_BODY), True),
    ({"value": {"k": [{"prefix": "w"}]}}, kafka(JSON_BODY), False),
    ({"value": [{"anything-but": ["error"]}]}, kafka("fine"), True),
    ({"value": [{"anything-but": ["error"]}]}, kafka("error"), False),
    ({"value": {"k": ["v"]}}, kafka("no JSON"), False),
    ({"value": [{"anything-but": "error"}]}, kafka(JSON_BODY), False),
    ({"value": [{"anything-but": "error"}]}, kafka(b"\xff\xfe"), False),
    ({"value": [{"exists": False}]}, kafka(None), True),
    ({"value": [{"exists": False}]}, kafka("x"), False),
    ({"value": [{"exists": False}]}, kafka(b"\xff"), False),
    ({"value": {"k": [{"exists": False}]}}, kafka(None), False),
    ({"partition": [0], "topic": ["orders"]}, kafka("x"), True),
    ({"partition": [0.0]}, kafka("x"), False),
    ({"offset": [{"numeric": [">", 20]}]}, kafka("x"), False),
    ({"key": ["a2V5"]}, kafka("x", key="a2V5"), False),
    ({"key": ["key"]}, kafka("x", key="a2V5"), True),
]
MQ = [
    ({"data": {"timeout": [{"numeric": [">", 0]}]}}, mq({"timeout": 1}), True),
    ({"data": {"timeout": [{"numeric": [">", 0]}]}}, mq({"timeout": 0}), False),
    ({"data": [{"prefix": "Result: "}]}, mq(TEXT_BODY), True),
    ({"data": [{"prefix": "Result: "}]}, mq({"Result: ": 1}), False),
    ({"data": {"timeout": [1]}}, mq("text"), False),
    ({"messageID": ["ID:1"], "redelivered": [False], "priority": [4]}, mq("text"), True),
    ({"redelivered": [True]}, mq("text"), False),
]
CASES = {"sqs": SQS, "kinesis": KINESIS, "dynamodb": DYNAMODB, "kafka": KAFKA, "mq": MQ}


@pytest.mark.parametrize(
    ("source", "pattern", "record", "expected"),
    [
        pytest.param(source, pattern, record, expected, id=f"{source}-{number}-{json.dumps(pattern)}")
        for source, cases in CASES.items()
        for number, (pattern, record, expected) in enumerate(cases)
    ],
)
def test_sources(source, pattern, record, expected):
    before = json.dumps(record)

    assert compile_filters([json.dumps(pattern)], source).accepts(record) is expected
    assert json.dumps(record) == before


def test_a_source_of_a_plugin_has_its_records_as_they_are():
    filters = compile_filters(['{"detail": {"n": [1]}}'], "of a plugin")

    assert filters.accepts({"detail": {"n": 1}})
    assert not filters.accepts({"detail": {"n": 2}})


@pytest.mark.parametrize("source", [*CASES, "documentdb"])
def test_without_filters_everything_is_accepted(source):
    filters = compile_filters([], source)

    assert filters.accepts({})
    assert not filters
    assert filters.why({}) == "accepted: there is no filter"


def test_filters_are_joined_by_or():
    filters = compile_filters(['{"body": {"k": ["a"]}}', '{"body": {"k": ["b"]}}'], "sqs")

    assert [filters.accepts(sqs({"k": letter})) for letter in "abc"] == [True, True, False]
    assert len(filters) == 2


@pytest.mark.parametrize(
    ("source", "pattern", "doubts"),
    [
        ("sqs", {"body": {"k": ["v"]}}, []),
        ("sqs", {"body": ["v"]}, ["never recorded (A97)"]),
        ("sqs", {"messageId": ["m1"]}, ["only body does (A94)"]),
        ("sqs", {"body": {"k": [{"anything-but": {"prefix": "x"}}]}}, ["anything-but prefix (at body.k)"]),
        ("sqs", {"body": {"k": [{"prefix": {"equals-ignore-case": "x"}}]}}, ["prefix equals-ignore-case (at body.k)"]),
        ("kinesis", {"data": {"k": ["v"]}}, []),
        ("kinesis", {"partitionKey": ["p"]}, ["only data does (A94)"]),
        ("dynamodb", {"dynamodb": {"Keys": {"id": {"S": ["v"]}}}, "eventName": ["INSERT"]}, []),
        ("dynamodb", {"eventID": ["1"]}, ["only dynamodb does (A94)"]),
        ("kafka", {"value": {"k": ["v"]}}, ["only the other keys of the pattern decide then"]),
        ("mq", {"data": ["v"]}, ["only the other keys of the pattern decide then"]),
        ("kafka", {"topic": ["v"]}, ["only value does (A94)"]),
    ],
)
def test_what_no_source_confirms_is_named(source, pattern, doubts):
    found = compile_filters([json.dumps(pattern)], source).unconfirmed

    assert len(found) == len(doubts)
    assert all(doubt in sentence for doubt, sentence in zip(doubts, found, strict=True))
