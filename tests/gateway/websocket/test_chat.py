"""A chat application run whole: on real time, on virtual time, and while messages cross."""

from __future__ import annotations

import pytest

pytest.importorskip("boto3")

from pytest_lambda.gateway import NothingReceived, WebSocketApi, WebSocketClosed, WebSocketRefused

from . import chat


def application(event, context):
    """Not the module's own function: its table is to outlive environments, as one of DynamoDB does."""
    return chat.handler(event, context)


ANSWERING = {"route_response_selection_expression": "$default"}
ROUTES = {"$connect": None, "$disconnect": None, "$default": ANSWERING, "send": None, "join": ANSWERING, "kick": None}


@pytest.fixture(autouse=True)
def empty_table():
    chat.TABLE.clear()
    yield
    chat.TABLE.clear()


@pytest.fixture(params=["plain", "service"])
def api(request, function_of):
    make = function_of if request.param == "plain" else request.getfixturevalue("deploy")
    return WebSocketApi(make(application), routes=ROUTES, raise_function_errors=True)


def names():
    return sorted(item["name"] for item in chat.TABLE.values())


def test_everybody_in_the_room_hears_everybody(api):
    with api.connect("/?name=ann") as ann, api.connect("/?name=ben") as ben:
        ann.send({"action": "send", "text": "hello"})
        for each in (ann, ben):
            assert each.receive_json() == {"from": "ann", "text": "hello"}
        ben.send({"action": "join", "room": "garden"})
        assert ben.receive_json() == {"room": "garden", "names": ["ben"]}
        ann.send({"action": "send", "text": "anybody?"})
        assert ann.receive_json() == {"from": "ann", "text": "anybody?"}
        assert len(ben.messages) == 2
    assert chat.TABLE == {}


def test_who_leaves_is_missed(api):
    with api.connect("/?name=ann") as ann:
        with api.connect("/?name=ben"):
            assert names() == ["ann", "ben"]
        assert ann.receive_json() == {"left": "ben"}
        assert names() == ["ann"]


def test_without_a_name_nobody_gets_in(api):
    with pytest.raises(WebSocketRefused) as raised, api.connect():
        pass
    assert (raised.value.status_code, chat.TABLE) == (400, {})


def test_who_is_kicked_out_is_gone(api):
    with api.connect("/?name=ann") as ann, api.connect("/?name=ben") as ben:
        ann.send({"action": "kick", "name": "ben"})
        with pytest.raises(WebSocketClosed):
            ben.receive()
        assert ann.receive_json() == {"left": "ben"}


def test_who_has_gone_without_a_word_is_forgotten(api):
    with api.connect("/?name=ann") as ann:
        chat.TABLE["R1kmxc2VNjMCFIA="] = {"id": "R1kmxc2VNjMCFIA=", "name": "eve", "room": "hall"}
        ann.send({"action": "send", "text": "eve?"})
        assert ann.receive_json()["text"] == "eve?"
        assert names() == ["ann"]


def test_what_nobody_understands_is_answered(api):
    with api.connect("/?name=ann") as ann:
        ann.send("hello?")
        assert ann.receive_json() == {"error": "send, join or kick"}
        with pytest.raises(NothingReceived):
            ann.receive()


def test_many_at_once(service, deploy):
    function = deploy(application)
    api = WebSocketApi(function, routes=ROUTES)
    with api:
        clients = [api.connect(query={"name": f"client {number}"}).open() for number in range(8)]
        for number, client in enumerate(clients):
            client.send({"action": "send", "text": str(number)}, wait=False)
        service.run()
        for client in clients:
            assert sorted(client.receive_json()["text"] for _ in clients) == [str(each) for each in range(8)]
        for client in clients:
            client.close()
    assert chat.TABLE == {}
