"""WebSocket strategies."""

from __future__ import annotations

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from pytest_lambda import EventError, strategies
from pytest_lambda.events.shapes.websocket import WebSocketEvent
from tests.events.judging import EXAMPLES, assert_right


@settings(max_examples=EXAMPLES)
@given(event=strategies.websocket_events())
def test_every_example_is_right(event: WebSocketEvent) -> None:
    assert_right(event, "websocket")


@given(
    event=strategies.websocket_events(
        event_types="MESSAGE", bodies=st.just({"id": 1}), route_keys="orders", connection_ids="R1kmxc2VNjMCFIA="
    )
)
def test_parameters_of_messages(event: WebSocketEvent) -> None:
    context = event["requestContext"]
    assert (event["body"], context["routeKey"]) == ('{"id":1}', "orders")
    assert context["connectionId"] == "R1kmxc2VNjMCFIA="


@given(
    event=strategies.websocket_events(
        event_types=st.sampled_from(["CONNECT"]), headers=st.just({"x-token": "t"}), query="a=1", stage="dev"
    )
)
def test_parameters_of_connections(event: WebSocketEvent) -> None:
    assert event["headers"]["x-token"] == "t"
    assert event["queryStringParameters"] == {"a": "1"}
    assert event["requestContext"]["stage"] == "dev"


def test_it_shrinks_to_small_events() -> None:
    def smallest(kind: str) -> WebSocketEvent:
        return find(strategies.websocket_events(), lambda event: event["requestContext"]["eventType"] == kind)

    message = smallest("MESSAGE")
    assert (message["body"], message["requestContext"]["routeKey"]) == ("0", "$default")
    assert message["requestContext"]["requestTimeEpoch"] == 1_767_225_600_000
    connection = smallest("CONNECT")
    assert "queryStringParameters" not in connection
    assert not any(name.startswith("x-") for name in connection["headers"])
    assert smallest("DISCONNECT")["requestContext"]["disconnectStatusCode"] == 1005


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize(
    "wanted",
    [
        lambda event: len(event.get("body", "")) > 100_000,
        lambda event: not event.get("body", "").isascii(),
        lambda event: event["requestContext"]["routeKey"] not in ("$default", "$connect", "$disconnect"),
        lambda event: any(len(each) > 1 for each in event.get("multiValueHeaders", {}).values()),
        lambda event: any(len(each) > 1 for each in event.get("multiValueQueryStringParameters", {}).values()),
        lambda event: "userAgent" not in event["requestContext"]["identity"],
        lambda event: event["requestContext"].get("disconnectStatusCode") == 1006,
    ],
)
def test_the_nasty_cases_are_found(wanted: object) -> None:
    find(strategies.websocket_events(), wanted, settings=settings(max_examples=2000))


def test_mistakes_are_explained() -> None:
    with pytest.raises(EventError, match=r"expected a strategy, such as st.sampled_from"):
        strategies.websocket_events(event_types=["MESSAGE"])
    with pytest.raises(EventError, match="event_type is 'OPEN'"):
        find(strategies.websocket_events(event_types="OPEN"), lambda event: True)
