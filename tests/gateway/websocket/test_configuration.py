"""Settings that make no sense: one clear error each."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, EventError
from pytest_lambda.gateway import WebSocketApi


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"routes": "send"}, "routes is 'send': expected keys"),
        ({"routes": 1}, "routes is 1: expected keys"),
        ({"routes": []}, "routes is empty"),
        ({"routes": ["send", "send"]}, "has 'send' twice"),
        ({"routes": ["$conect"]}, r"routes has '\$conect'.*Did you mean '\$connect'"),
        ({"routes": [""]}, "routes has ''"),
        ({"routes": [1]}, "routes has 1"),
        ({"routes": {"send": 1}}, r"routes\['send'\] is 1"),
        ({"routes": {"send": {"funtion": None}}}, "'funtion', which is no setting.*Did you mean 'function'"),
        ({"routes": {"send": {"authorizer": "a"}}}, r"authorizes on '\$connect' only"),
        ({"routes": {"send": {"timeout_in_millis": 30_000}}}, "timeout_in_millis.* is 30000"),
        ({"routes": {"send": {"route_response_selection_expression": "yes"}}}, "is 'yes': expected"),
        ({"routes": {"send": {"function": "app.handler"}}}, r"routes\['send'\]\['function'\] is 'app.handler'"),
        ({"route_selection_expression": "action"}, "route_selection_expression is 'action'"),
        ({"route_response_selection_expression": "$request.body.a"}, "expected '.default'"),
        ({"stage": "a b"}, "stage is 'a b'"),
        ({"stage": "$default"}, r"stage is '\$default'"),
        ({"stage_variables": {"a": 1}}, "stage_variables"),
        ({"stage_variables": []}, "stage_variables"),
        ({"api_id": "abc"}, "api_id is 'abc': expected ten"),
        ({"domain_name": "https://ws.example.com"}, "domain_name is 'https"),
        ({"domain_name": 1}, "domain_name is 1"),
        ({"api_mapping_key": "chat"}, "there is no domain_name"),
        ({"qualifier": 1}, "qualifier is 1"),
        ({"routes": {"send": {"qualifier": 1}}}, r"routes\['send'\]\['qualifier'\] is 1"),
        ({"timeout_in_millis": 49}, "timeout_in_millis is 49: expected 50 to 29,000"),
        ({"timeout_in_millis": 29_001}, "timeout_in_millis is 29001"),
        ({"timeout_in_millis": True}, "timeout_in_millis is True"),
        ({"timeout_in_millis": None}, "timeout_in_millis is None"),
        ({"raise_function_errors": 1}, "raise_function_errors is 1"),
        ({"authorizers": ["a"]}, "authorizers is"),
        ({"stge": "a"}, "stge= is no setting of WebSocket APIs. Did you mean 'stage'"),
    ],
    ids=lambda value: repr(value) if isinstance(value, dict) else "",
)
def test_one_clear_error(function, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        function.websocket(**settings)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"path": "room"}, ConfigurationError),
        ({"path": "/?a=1", "query": {"a": 1}}, ConfigurationError),
        ({"headers": {"a b": "c"}}, EventError),
        ({"headers": "a"}, EventError),
        ({"subprotocols": "chat"}, ConfigurationError),
        ({"subprotocols": ["a b"]}, ConfigurationError),
        ({"source_ip": "localhost"}, ConfigurationError),
    ],
    ids=str,
)
def test_a_client_that_cannot_connect(function, arguments, error):
    with pytest.raises(error, match=next(iter(arguments)).rstrip("s")):
        WebSocketApi(function).connect(**arguments)


def test_what_is_no_text_cannot_be_a_route_key(function):
    with pytest.raises(ConfigurationError, match="routes has None"):
        WebSocketApi(function, routes={None: None})
