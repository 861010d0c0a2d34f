"""Filter policies of subscriptions: by attributes and by the body."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sns_topic import SnsTopic
from pytest_lambda.service.resources.sqs_queue import SqsQueue

ATTRIBUTES = {
    "store": "example_corp",
    "event": "order_placed",
    "price": 210.75,
    "interests": {"DataType": "String.Array", "StringValue": '["soccer", "rugby", 5, null, true]'},
    "none": {"DataType": "String.Array", "StringValue": "[]"},
    "broken": {"DataType": "String.Array", "StringValue": "soccer"},
    "raw": b"soccer",
}


@pytest.fixture
def topic(platform):
    return SnsTopic("orders", platform=platform)


@pytest.fixture
def queue(platform):
    return SqsQueue("q", platform=platform)


BY_ATTRIBUTES = [
    ({"store": ["example_corp"]}, True),
    ('{"store": ["example_corp"]}', True),
    ({"store": ["Example_corp"]}, False),
    ({"store": ["other", "example_corp"]}, True),
    ({"store": ["example_corp"], "event": ["order_cancelled"]}, False),
    ({"store": ["example_corp"], "event": [{"anything-but": "order_cancelled"}]}, True),
    ({"event": [{"prefix": "order"}]}, True),
    ({"event": [{"suffix": "cancelled"}]}, False),
    ({"event": [{"anything-but": {"prefix": "order"}}]}, False),
    ({"event": [{"equals-ignore-case": "ORDER_PLACED"}]}, True),
    ({"price": [{"numeric": [">=", 100]}]}, True),
    ({"price": [{"numeric": [">", 0, "<=", 150]}]}, False),
    ({"price": [{"numeric": ["=", 210.75]}]}, True),
    ({"price": ["210.75"]}, False),
    ({"store": [{"exists": True}]}, True),
    ({"encrypted": [{"exists": True}]}, False),
    ({"encrypted": [{"exists": False}]}, True),
    ({"encrypted": [{"anything-but": "x"}]}, False),
    ({"interests": ["rugby"]}, True),
    ({"interests": ["tennis"]}, False),
    ({"interests": [5]}, True),
    ({"interests": [None]}, True),
    ({"interests": [True]}, True),
    ({"interests": [{"anything-but": ["rugby"]}]}, True),
    ({"none": [{"exists": True}]}, False),
    ({"broken": ["soccer"]}, False),
    ({"raw": [{"exists": True}]}, False),
    ({"$or": [{"store": ["other"]}, {"event": ["order_placed"]}]}, True),
    ({"$or": [{"store": ["other"]}, {"event": ["order_cancelled"]}]}, False),
    ({}, True),
]


@pytest.mark.parametrize(("policy", "expected"), BY_ATTRIBUTES, ids=[json.dumps(each) for each, _ in BY_ATTRIBUTES])
def test_by_attributes(topic, queue, policy, expected):
    topic.subscribe(queue, filter_policy=policy)
    topic.publish("{}", message_attributes=ATTRIBUTES)

    assert len(queue.messages) == expected


BODY = {"store": "example_corp", "customer": {"interests": ["rugby", "soccer"], "tier": 3}, "lines": [{"sku": "a"}]}

BY_BODY = [
    ({"store": ["example_corp"]}, BODY, True),
    ({"customer": {"interests": ["rugby"]}}, BODY, True),
    ({"customer": {"interests": ["tennis"]}}, BODY, False),
    ({"customer": {"tier": [{"numeric": [">", 2]}]}}, BODY, True),
    ({"lines": {"sku": ["a"]}}, BODY, True),
    ({"customer": {"missing": [{"exists": False}]}}, BODY, True),
    ({"store": ["example_corp"]}, "no JSON", False),
    ({"store": [{"exists": False}]}, "no JSON", False),
    ({"store": [{"exists": False}]}, "[]", False),
]


@pytest.mark.parametrize(("policy", "message", "expected"), BY_BODY, ids=[f"{number}" for number in range(len(BY_BODY))])
def test_by_the_body(topic, queue, policy, message, expected):
    topic.subscribe(queue, filter_policy=policy, filter_policy_scope="MessageBody")
    topic.publish(message)

    assert len(queue.messages) == expected
    assert len(topic.messages) == 1


def test_each_subscription_has_its_own(topic, platform):
    queues = [SqsQueue(name, platform=platform) for name in ("a", "b", "c")]
    topic.subscribe(queues[0], filter_policy={"kind": ["a"]})
    topic.subscribe(queues[1], filter_policy={"kind": ["b"]}, raw_message_delivery=True)
    topic.subscribe(queues[2])
    for kind in "aab":
        topic.publish("x", message_attributes={"kind": kind})

    assert [len(queue.messages) for queue in queues] == [2, 1, 3]


@pytest.mark.parametrize(
    ("policy", "scope", "reason"),
    [
        ({"a": {"b": ["c"]}}, "MessageAttributes", "does not support nested filter policy"),
        ({key: ["x"] for key in "abcdef"}, "MessageAttributes", "more than 5 keys"),
        ({key: list("xyzuvw") for key in "abc"}, "MessageAttributes", "too complex"),
        ({"a": {"b": {"c": list("xyzuvw")}}, "d": list("xyzuvwrst")}, "MessageBody", "too complex"),
        ({"a": "x"}, "MessageAttributes", '"a" must be an object or an array'),
        ({"a": []}, "MessageAttributes", "Empty"),
        ({"a": [["x"]]}, "MessageAttributes", "Match value must be String, number, true, false, or null"),
        ({"a": [{"begins": "x"}]}, "MessageAttributes", "Unrecognized match type begins"),
        ("{", "MessageAttributes", "not JSON"),
        ({"a": ["x"]}, "Message", "Please use either MessageBody or MessageAttributes"),
    ],
)  # fmt: skip
def test_policies_that_sns_refuses(topic, queue, policy, scope, reason):
    with pytest.raises(RequestRefused, match=reason) as caught:
        topic.subscribe(queue, filter_policy=policy, filter_policy_scope=scope)
    assert caught.value.code == "InvalidParameter"
    assert topic.subscriptions == ()


@pytest.mark.parametrize(
    "operator",
    [
        {"cidr": "10.0.0.0/8"}, {"anything-but": {"wildcard": "*x"}}, {"prefix": {"equals-ignore-case": "x"}},
        {"anything-but": {"equals-ignore-case": "x"}},
    ],
)  # fmt: skip
def test_operators_that_are_not_simulated(topic, queue, operator):
    with pytest.raises(NotSimulated):
        topic.subscribe(queue, filter_policy={"a": [operator]})
