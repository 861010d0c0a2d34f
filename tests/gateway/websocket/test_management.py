"""What functions reach through botocore's own client: `apigatewaymanagementapi`, as its API model has it [V]."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from freezegun import freeze_time

pytest.importorskip("boto3")
# what it registers for the end of the process is no leak of the first test that uses it
pytest.importorskip("moto.dynamodb.models")

from pytest_lambda.gateway import WebSocketApi, WebSocketClosed

from .handlers import Recorder, client_at, code_of, management, post

NOBODY = "R1kmxc2VNjMCFIA="


@pytest.fixture
def client_of():
    return lambda ws: client_at(ws.api.endpoint_url)


class TestPost:
    def test_from_inside_the_handler(self, function_of):
        function = function_of(Recorder(default=lambda event: post(event, event["body"] * 2) or {"statusCode": 200}))
        with function.websocket() as ws:
            ws.send("ab")
            assert ws.receive() == "abab"

    def test_from_the_test(self, function, client_of):
        with function.websocket() as ws:
            answer = client_of(ws).post_to_connection(ConnectionId=ws.connection_id, Data=b"\xc3\xa9")
            assert ws.receive() == "é"
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200

    def test_to_another_client(self, function_of):
        def forward(event):
            post(event, "psst", event["body"])
            return {"statusCode": 200}

        api = WebSocketApi(function_of(Recorder(default=forward)))
        with api.connect() as first, api.connect() as second:
            first.send(second.connection_id)
            assert (first.messages, second.receive()) == ((), "psst")

    def test_bytes_that_are_no_text(self, function, client_of):
        with function.websocket() as ws:
            client_of(ws).post_to_connection(ConnectionId=ws.connection_id, Data=b"\xff")
            assert ws.receive() == b"\xff"

    def test_d_the_largest(self, function, client_of):
        with function.websocket() as ws:
            client_of(ws).post_to_connection(ConnectionId=ws.connection_id, Data=b"x" * 131_072)
            assert len(ws.receive()) == 131_072

    def test_d_a_larger_one(self, function, client_of):
        with function.websocket() as ws:
            client = client_of(ws)
            with pytest.raises(client.exceptions.PayloadTooLargeException) as raised:
                client.post_to_connection(ConnectionId=ws.connection_id, Data=b"x" * 131_073)
            assert ws.messages == ()
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


class TestGone:
    """410: AWS re:Post, "410 GoneException" [D]."""

    def test_d_an_unknown_connection(self, function, client_of):
        with function.websocket() as ws:
            client = client_of(ws)
            for action in (client.get_connection, client.delete_connection):
                with pytest.raises(client.exceptions.GoneException) as raised:
                    action(ConnectionId=NOBODY)
                assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 410
            with pytest.raises(client.exceptions.GoneException):
                client.post_to_connection(ConnectionId=NOBODY, Data="a")

    def test_d_after_a_disconnect(self, function):
        with WebSocketApi(function) as api:
            with api.connect() as ws:
                pass
            client = client_at(api.endpoint_url)
            with pytest.raises(client.exceptions.GoneException):
                client.post_to_connection(ConnectionId=ws.connection_id, Data="a")

    @pytest.mark.parametrize("key", ["connect", "disconnect"])
    def test_d_the_connection_exists_after_connect_and_before_disconnect(self, function_of, key):
        codes = []

        def answer(event):
            codes.append(code_of(lambda: post(event, "hi")))
            return {"statusCode": 200}

        with function_of(Recorder(**{key: answer})).websocket() as ws:
            pass
        assert (codes, ws.messages) == (["GoneException"], ())

    def test_another_client_is_told_who_has_gone(self, function_of):
        store, gone = [], []

        def connect(event):
            store.append(event["requestContext"]["connectionId"])
            return {"statusCode": 200}

        def broadcast(event):
            for each in store:
                if code_of(lambda to=each: post(event, "hi", to)) == "GoneException":
                    gone.append(each)
            return {"statusCode": 200}

        api = WebSocketApi(function_of(Recorder(connect=connect, default=broadcast)))
        with api.connect() as stays:
            with api.connect() as leaves:
                pass
            stays.send("all")
            assert stays.receive() == "hi"
        assert gone == [leaves.connection_id]


class TestGet:
    def test_d_what_is_known(self, function, client_of):
        agent = {"User-Agent": "wscat"}
        with freeze_time("2026-03-01T12:00:00.025Z") as frozen, function.websocket(headers=agent, source_ip="::1") as ws:
            frozen.move_to("2026-03-01T12:01:00Z")
            ws.send("a")
            known = client_of(ws).get_connection(ConnectionId=ws.connection_id)
        assert known["ConnectedAt"] == datetime(2026, 3, 1, 12, 0, 0, 25_000, timezone.utc)
        assert known["LastActiveAt"] == datetime(2026, 3, 1, 12, 1, tzinfo=timezone.utc)
        assert known["Identity"] == {"SourceIp": "::1", "UserAgent": "wscat"}

    def test_from_inside_the_handler(self, function_of):
        known = []

        def answer(event):
            connection_id = event["requestContext"]["connectionId"]
            known.append(management(event).get_connection(ConnectionId=connection_id))
            return {"statusCode": 200}

        with function_of(Recorder(default=answer)).websocket() as ws:
            ws.send("a")
        assert known[0]["ConnectedAt"] <= known[0]["LastActiveAt"]


class TestDelete:
    def test_from_inside_the_handler(self, function_of):
        def answer(event):
            management(event).delete_connection(ConnectionId=event["requestContext"]["connectionId"])
            return {"statusCode": 200, "body": "unheard"}

        recorder = Recorder(default=answer)
        with function_of(recorder).websocket(route_response_selection_expression="$default") as ws:
            ws.send("a")
            with pytest.raises(WebSocketClosed, match="the function called delete_connection") as raised:
                ws.receive()
            assert recorder.routes == ["$connect", "$default", "$disconnect"]
            with pytest.raises(WebSocketClosed):
                ws.send("b")
        assert raised.value.code == ws.closed.code == recorder.contexts[-1]["disconnectStatusCode"] == 1000
        assert len(recorder.events) == 3

    def test_from_the_test(self, function, recorder, client_of):
        with function.websocket() as ws:
            answer = client_of(ws).delete_connection(ConnectionId=ws.connection_id)
            assert recorder.routes == ["$connect", "$disconnect"]
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204

    def test_from_a_function_that_is_none_of_the_apis(self, function, function_of, recorder):
        def kick(event, context):
            client_at(event["url"]).delete_connection(ConnectionId=event["id"])

        with function.websocket() as ws:
            function_of(kick, "kick")({"url": ws.api.endpoint_url, "id": ws.connection_id})
            with pytest.raises(WebSocketClosed):
                ws.receive()
            assert recorder.routes == ["$connect", "$disconnect"]


@pytest.mark.parametrize("place", ["plain", "service"])
def test_from_threads_of_the_handler(request, function_of, place):
    from concurrent.futures import ThreadPoolExecutor

    def broadcast(event):
        client = management(event)

        def tell(number):
            client.post_to_connection(ConnectionId=event["requestContext"]["connectionId"], Data=str(number))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(tell, range(8)))
        with ThreadPoolExecutor(1) as pool:
            pool.submit(client.delete_connection, ConnectionId=event["requestContext"]["connectionId"]).result()
        return {"statusCode": 200}

    make = function_of if place == "plain" else request.getfixturevalue("deploy")
    recorder = Recorder(default=broadcast)
    with make(recorder).websocket(raise_function_errors=True) as ws:
        ws.send("a")
        assert sorted(ws.receive() for _ in range(8)) == [str(number) for number in range(8)]
        with pytest.raises(WebSocketClosed):
            ws.receive()
        assert len(ws.messages) == 8
    if place == "service":
        request.getfixturevalue("service").run()
    assert recorder.routes == ["$connect", "$default", "$disconnect"]
