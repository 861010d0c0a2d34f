"""What targets of EventBridge rules get: the event, a part of it, or something else."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.errors import NotSimulated
from pytest_lambda.service.resources.event_bus import EventBus
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.sns_topic import SnsTopic
from tests.service.resources.stand_in import AnyFunction

ORDER = {"source": "shop", "detail_type": "Order Placed", "resources": ["arn:aws:s3:::a"]}


@pytest.fixture
def bus(platform):
    return EventBus(platform=platform)


@pytest.fixture
def rule(bus):
    return bus.rule({"source": ["shop"]})


def put(bus, platform):
    bus.put_event({"order": {"id": 1}, "lines": [{"sku": "a"}, {"sku": "b"}]}, **ORDER)
    [call] = platform.calls
    return json.loads(call.payload)


@pytest.mark.parametrize("given", [{"job": 1}, '{"job": 1}'], ids=["object", "text"])
def test_an_input(bus, rule, platform, given):
    rule.add_target(AnyFunction("a"), input=given)
    assert put(bus, platform) == {"job": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.detail.order", {"id": 1}),
        ("$.detail.lines[1].sku", "b"),
        ("$.detail-type", "Order Placed"),
        ("$.resources[0]", "arn:aws:s3:::a"),
    ],
)
def test_a_part_of_the_event(bus, rule, platform, path, expected):
    rule.add_target(AnyFunction("a"), input_path=path)
    assert put(bus, platform) == expected


def test_the_whole_event_by_its_path(bus, rule, platform):
    rule.add_target(AnyFunction("a"), input_path="$")
    assert put(bus, platform) == bus.events[0]


@pytest.mark.parametrize("path", ["detail", "$.", "$..a", "$.a[x]", "$.a[*]", "", 5])
def test_paths_that_are_none(rule, path):
    with pytest.raises(RequestRefused, match="Invalid InputPath"):
        rule.add_target(AnyFunction("a"), input_path=path)
    assert rule.targets == ()


@pytest.mark.parametrize("path", ["$.detail.missing", "$.detail.lines[2]", "$.source.x", "$.detail[0]"])
def test_parts_that_the_event_does_not_have(bus, rule, path):
    rule.add_target(AnyFunction("a"), input_path=path)
    with pytest.raises(NotSimulated, match="input_path"):
        bus.put_event({"lines": []}, **ORDER)


def test_what_is_refused(rule):
    with pytest.raises(RequestRefused, match="Only one of"):
        rule.add_target(AnyFunction("a"), input={}, input_path="$.detail")
    with pytest.raises(RequestRefused, match="JSON syntax error"):
        rule.add_target(AnyFunction("a"), input="{")
    with pytest.raises(RequestRefused, match="Only one of"):
        rule.add_target(AnyFunction("a"), input={}, input_transformer={"InputTemplate": "{}"})
    assert rule.targets == ()


def test_topics_are_targets(bus, rule, platform):
    topic = SnsTopic("orders", platform=platform)
    rule.add_target(topic, input_path="$.detail")
    bus.put_event({"id": 1}, **ORDER)

    [message] = topic.messages
    assert (message.json, message.subject) == ({"id": 1}, None)


def test_fifo_topics_are_not(rule, platform):
    with pytest.raises(RequestRefused, match="FIFO topic"):
        rule.add_target(SnsTopic("orders.fifo", fifo_topic=True, platform=platform))
