"""Event buses: what is put, and which rules send it where."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from pytest_lambda import events
from pytest_lambda.errors import EventError, NotSimulated
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import DeliveryRefused, RequestRefused
from pytest_lambda.service.resources.sqs_queue import SqsQueue
from tests.service.resources.stand_in import AnyFunction

ORDER = {"source": "shop", "detail_type": "Order Placed"}


@pytest.fixture
def bus(platform):
    return EventBus(platform=platform)


def test_put(bus):
    event = bus.put_event({"id": 1}, **ORDER, resources=["arn:aws:s3:::a"])

    assert bus.events == (event,)
    assert list(events.check(event, "eventbridge")) == []
    assert (event["source"], event["detail-type"], event["detail"]) == ("shop", "Order Placed", {"id": 1})
    assert (event["time"], event["resources"]) == ("2023-11-14T22:13:20Z", ["arn:aws:s3:::a"])
    assert bus.arn == "arn:aws:events:us-east-1:123456789012:event-bus/default"


def test_ids_differ_and_nobody_can_change_what_was_put(bus):
    first, second = bus.put_event({"id": 1}, **ORDER), bus.put_event({"id": 1}, **ORDER)
    first["detail"]["id"] = 2

    assert first["id"] != second["id"]
    assert [event["detail"] for event in bus.events] == [{"id": 1}, {"id": 1}]


def test_a_detail_may_be_text(bus):
    assert bus.put_event('{"id": 1}', **ORDER)["detail"] == {"id": 1}


def test_a_rule_sends_what_matches(bus, platform):
    queue = SqsQueue("q", platform=platform)
    bus.rule({"source": ["shop"]}).add_target(AnyFunction("a")).add_target(queue)
    bus.rule({"source": ["elsewhere"]}).add_target(AnyFunction("b"))

    event = bus.put_event({"id": 1}, **ORDER)

    (call,) = platform.calls
    assert (call.function_arn, call.source, json.loads(call.payload)) == (AnyFunction("a").arn, "eventbridge", event)
    assert queue.messages[0].json == event


@pytest.mark.parametrize(
    ("header", "passed"),
    [
        (None, None),
        ("Root=1-a;Parent=b;Sampled=0;Lineage=1:c:3", "Root=1-a;Parent=b;Sampled=0"),
        ("Lineage=1:c:3;Root=1-a", "Root=1-a"),
        ("Root=1-a", "Root=1-a"),
    ],
)
def test_the_lineage_ends_here(bus, platform, header, passed):
    """G7: loops through EventBridge are not detected."""
    platform.header = header
    bus.rule({"source": ["shop"]}).add_target(AnyFunction("a"))

    bus.put_event({}, **ORDER)

    assert platform.calls[0].trace_header == passed


def test_undelivered(bus, platform):
    queue = SqsQueue("q", platform=platform)
    queue.refuse_deliveries()
    bus.rule({"source": ["shop"]}).add_target(queue)

    bus.put_event({}, **ORDER)

    assert [(lost.endpoint_arn, lost.code) for lost in bus.undelivered] == [(queue.arn, "AccessDenied")]


@pytest.mark.parametrize(
    ("code", "detail", "keywords"),
    [
        ("NotAuthorizedForSourceException", {}, {"source": "aws.s3", "detail_type": "x"}),
        ("InvalidArgument", {}, {"source": "shop", "detail_type": "x" * 129}),
        ("ValidationException", {"a": "x" * 1_048_576}, ORDER),
    ],
    ids=["source", "detail type", "size"],
)
def test_refusals(bus, code, detail, keywords):
    with pytest.raises(RequestRefused) as caught:
        bus.put_event(detail, **keywords)
    assert caught.value.code == code
    assert bus.events == ()


@pytest.mark.parametrize("detail", [[1], "not json", "[]", None, 3])
def test_details_are_objects(bus, detail):
    with pytest.raises(EventError, match="detail"):
        bus.put_event(detail, **ORDER)


@pytest.mark.parametrize("name", ["", "a b", "a" * 257])
def test_names(platform, name):
    with pytest.raises(RequestRefused, match="name"):
        EventBus(name, platform=platform)


def test_five_targets(bus):
    rule = bus.rule({"source": ["shop"]})
    for number in range(5):
        rule.add_target(AnyFunction(f"f{number}"))
    with pytest.raises(RequestRefused) as caught:
        rule.add_target(AnyFunction("f5"))
    assert caught.value.code == "LimitExceededException"


def test_deliveries(bus, platform):
    bus.rule({"source": ["lambda"]}).add_target(AnyFunction("a"))
    bus.refuse_deliveries("AccessDeniedException")
    with pytest.raises(DeliveryRefused):
        bus.deliver({}, source="lambda", detail_type="x")
    bus.accept_deliveries()
    with pytest.raises(DeliveryRefused, match="over the limit"):
        bus.deliver({"a": "x" * 1_048_576}, source="lambda", detail_type="x")

    event = bus.deliver({"a": 1}, source="lambda", detail_type="x", resources=[bus.arn], trace_header="Root=1-a")

    assert bus.events == (event,)
    assert [call.trace_header for call in platform.calls] == ["Root=1-a"]


EVENT = {
    "source": "shop",
    "detail": {
        "state": "open",
        "count": 300,
        "ratio": 0.5,
        "flag": True,
        "nothing": None,
        "tags": ["red", "blue"],
        "none": [],
        "inner": {"deep": "x"},
        "items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}],
    },
}

MATCHES = [
    ({"source": ["shop"]}, True),
    ({"source": ["other", "shop"]}, True),
    ({"source": ["Shop"]}, False),
    ({"source": ["shop"], "detail": {"state": ["closed"]}}, False),
    ({"detail": {"count": [300]}}, True),
    ({"detail": {"count": [300.0]}}, False),
    ({"detail": {"count": ["300"]}}, False),
    ({"detail": {"flag": [True]}}, True),
    ({"detail": {"flag": [1]}}, False),
    ({"detail": {"nothing": [None]}}, True),
    ({"detail": {"missing": [None]}}, False),
    ({"detail": {"tags": ["blue"]}}, True),
    ({"detail": {"tags": ["green"]}}, False),
    ({"detail": {"inner": {"deep": ["x"]}}}, True),
    ({"detail": {"inner": ["x"]}}, False),
    ({"detail": {"items": {"sku": ["a"], "n": [1]}}}, True),
    ({"detail": {"items": {"sku": ["a"], "n": [2]}}}, False),
    ({"detail": {"state": [{"prefix": "op"}]}}, True),
    ({"detail": {"state": [{"prefix": "x"}]}}, False),
    ({"detail": {"count": [{"prefix": "3"}]}}, False),
    ({"detail": {"state": [{"anything-but": "closed"}]}}, True),
    ({"detail": {"state": [{"anything-but": ["open", "closed"]}]}}, False),
    ({"detail": {"count": [{"anything-but": [1, 2]}]}}, True),
    ({"detail": {"missing": [{"anything-but": "x"}]}}, False),
    ({"detail": {"count": [{"numeric": [">", 100]}]}}, True),
    ({"detail": {"count": [{"numeric": [">", 0, "<", 300]}]}}, False),
    ({"detail": {"count": [{"numeric": [">=", 300, "<=", 300]}]}}, True),
    ({"detail": {"count": [{"numeric": ["=", 300.0]}]}}, True),
    ({"detail": {"ratio": [{"numeric": ["<", 1]}]}}, True),
    ({"detail": {"flag": [{"numeric": [">", 0]}]}}, False),
    ({"detail": {"state": [{"numeric": [">", 0]}]}}, False),
    ({"detail": {"state": [{"exists": True}]}}, True),
    ({"detail": {"state": [{"exists": False}]}}, False),
    ({"detail": {"missing": [{"exists": False}]}}, True),
    ({"detail": {"missing": [{"exists": True}]}}, False),
    ({"detail": {"nothing": [{"exists": True}]}}, True),
    ({"detail": {"none": [{"exists": True}]}}, False),
    ({"detail": {"inner": [{"exists": False}]}}, True),
    ({"gone": {"deeper": [{"exists": False}]}}, True),
    ({"detail": {"tags": {"deeper": [{"exists": False}]}}}, True),
    ({"detail": {"none": {"deeper": [{"exists": False}]}}}, True),
    ({"gone": {"deeper": ["x"]}}, False),
    ({"detail": {"state": ["closed", {"prefix": "op"}]}}, True),
    ({"detail": {"state": [{"suffix": "en"}]}}, True),
    ({"detail": {"state": [{"suffix": "op"}]}}, False),
    ({"detail": {"state": [{"equals-ignore-case": "OPEN"}]}}, True),
    ({"detail": {"state": [{"prefix": {"equals-ignore-case": "OP"}}]}}, True),
    ({"detail": {"state": [{"anything-but": {"prefix": "op"}}]}}, False),
    ({"detail": {"state": [{"anything-but": {"suffix": ["x", "y"]}}]}}, True),
    ({"$or": [{"source": ["other"]}, {"detail": {"state": ["open"]}}]}, True),
    ({"$or": [{"source": ["other"]}, {"detail": {"state": ["closed"]}}]}, False),
    ({"detail": {"$or": [{"count": [1]}, {"flag": [True]}], "state": ["closed"]}}, False),
    ({"detail": {"items": {"n": [{"exists": False}]}}}, False),
    (MappingProxyType({"source": ["shop"]}), True),
    ('{"source": ["shop"]}', True),
]


@pytest.mark.parametrize(("pattern", "expected"), MATCHES, ids=[json.dumps(pattern, default=dict) for pattern, _ in MATCHES])
def test_patterns(bus, pattern, expected):
    assert bus.rule(pattern).matches(EVENT) is expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ({}, "Empty patterns"),
        ({"source": []}, "Empty patterns"),
        ({"detail": {}}, "Empty patterns"),
        ({"source": "shop"}, '"source" must be an object or an array'),
        ("[1]", "Filter is not an object"),
        ("{", "not JSON"),
        ({"a": [["x"]]}, "Match value must be"),
        ({"a": [{"prefix": "x", "exists": True}]}, "Only one key"),
        ({"a": [{"begins": "x"}]}, "Unrecognized match type begins"),
        ({"a": [{"prefix": 3}]}, "prefix"),
        ({"a": [{"exists": "yes"}]}, "exists"),
        ({"a": [{"anything-but": []}]}, "anything-but"),
        ({"a": [{"numeric": [">"]}]}, "numeric"),
        ({"a": [{"numeric": ["!", 1]}]}, "Unrecognized numeric range operator"),
        ({"a": [{"numeric": [">", True]}]}, "must be numeric"),
        ({"a": [{"numeric": [[], 1]}]}, "Unrecognized numeric range operator"),
        ({"a": [{"numeric": ["<", 5, ">", 1]}]}, "Bad numeric range"),
        ({"a": [{"anything-but": ["x", 1]}]}, "all values are numbers or all are strings"),
        ({"a": [{"anything-but": {"begins": "x"}}]}, "Unsupported anything-but pattern: begins"),
        ({"$or": [{"a": [1]}]}, "at least two objects"),
        ({"$or": [{"prefix": ["x"]}, {"a": [1]}]}, '"prefix" is an operator'),
        ('{"a": [1], "a": [2]}', "this path is there twice"),
        ({"a": [{1, 2}]}, "not JSON"),
    ],
)
def test_patterns_that_eventbridge_refuses(bus, pattern, reason):
    with pytest.raises(RequestRefused, match=reason) as caught:
        bus.rule(pattern)
    assert caught.value.code == "InvalidEventPatternException"
    assert bus.rules == ()


@pytest.mark.parametrize(
    "pattern",
    [
        {"a": [{"wildcard": "x*"}]},
        {"a": [{"anything-but": {"wildcard": "x*"}}]},
        {"a": [{"cidr": "10.0.0.0/8"}]},
    ],
)
def test_patterns_that_are_not_simulated(bus, pattern):
    with pytest.raises(NotSimulated):
        bus.rule(pattern)
