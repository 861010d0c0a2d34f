"""Rules say what is wrong with an odd value of the right type; they do not fail over it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_lambda import events

_ODD: dict[type, list[Any]] = {
    str: ["", "é", "\ud800", "0", "%", "a:b", "https://[a", "{"],
    int: [-1, 0, 10**30],
    bool: [True, False],
    list: [[]],
    dict: [{}],
}
_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("websocket", {}),
    ("websocket", {"event_type": "CONNECT", "query": "a=1"}),
    ("websocket", {"event_type": "DISCONNECT"}),
    ("rest_api_authorizer_token", {}),
    ("rest_api_authorizer_request", {"query": "a=1"}),
    ("http_api_authorizer", {"query": "a=1", "cookies": {"a": "1"}}),
    ("websocket_authorizer", {}),
    ("vpc_lattice", {"body": "a", "query": "a=1"}),
    ("vpc_lattice", {"body": "a", "query": "a=1", "payload_format": "1.0"}),
    ("appsync_resolver", {}),
    ("appsync_resolver", {"authentication_type": "AWS_IAM"}),
    ("appsync_authorizer", {}),
    ("appsync_events", {}),
    ("edge_viewer_request", {"body": "a"}),
    ("edge_viewer_response", {}),
    ("edge_origin_request", {}),
    ("edge_origin_response", {}),
    ("s3_object_lambda", {}),
    ("s3_object_lambda", {"operation": "ListObjectsV2"}),
    ("s3_batch", {}),
    ("s3_batch", {"invocation_schema_version": "2.0"}),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Everything that is in an event, with where it is."""
    if path:
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


@pytest.mark.parametrize(("source", "parameters"), _CALLS)
def test_odd_values_are_judged(source: str, parameters: dict[str, Any]) -> None:
    event = getattr(events, source)(**parameters)
    found = 0
    for path, value in places(event):
        for odd in _ODD.get(type(value), []):
            changed = copy.deepcopy(event)
            place = changed
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = odd
            found += bool(events.check(changed, source))
    assert found


#: what builders take as parameters, and refuse if it cannot be sent
_PARAMETERS = {"arguments", "body", "cookies", "headers", "key", "method", "path", "source"}


@pytest.mark.parametrize(("source", "parameters"), _CALLS)
@pytest.mark.parametrize("said", [None, "?", events.ABSENT])
def test_the_word_of_a_caller_stands_however_odd(source: str, parameters: dict[str, Any], said: Any) -> None:
    """Also what is no value of a field."""
    builder = getattr(events, source)
    event = builder(**parameters)
    for name in {*event} - {"Records", "tasks"} - _PARAMETERS:
        if said is not events.ABSENT or not isinstance(event[name], dict):
            assert builder(**parameters, **{name: said}).get(name, events.ABSENT) == said
        for inner in event[name] if isinstance(event[name], dict) else ():
            if said is not events.ABSENT or not isinstance(event[name][inner], dict):
                made = builder(**parameters, **{name: {inner: said}})[name]
                assert made.get(inner, events.ABSENT) == said
