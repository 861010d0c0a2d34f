"""Who answers botocore's clients of `apigatewaymanagementapi`, where, and for how long."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("boto3")
# what it registers for the end of the process is no leak of the first test that uses it
pytest.importorskip("moto.dynamodb.models")

from pytest_lambda import serve_boto3
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.gateway import WebSocketApi
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused

from .handlers import Recorder, client_at, code_of, post

NOBODY = "R1kmxc2VNjMCFIA="

WITHOUT = """
import sys
for name in ("httpx", "botocore", "boto3", "moto"):
    sys.modules[name] = None
from pytest_lambda import LambdaFunction
with LambdaFunction(lambda event, context: {"statusCode": 200, "body": "hi"}) as function:
    with function.websocket(route_response_selection_expression="$default") as ws:
        ws.send("a")
        assert ws.receive() == "hi"
"""


def test_neither_httpx_nor_botocore_is_needed():
    outcome = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, timeout=300)
    assert outcome.returncode == 0, outcome.stderr


class TestEndpoints:
    def test_w_another_stage_is_forbidden(self, function):
        with function.websocket() as ws:
            client = client_at(f"https://{ws.api.host}/dev")
            with pytest.raises(client.exceptions.ForbiddenException, match="Forbidden"):
                client.post_to_connection(ConnectionId=ws.connection_id, Data="a")

    def test_d_both_of_an_api_with_a_custom_domain(self, function):
        with function.websocket(domain_name="ws.example.com", api_mapping_key="v1") as ws:
            default = f"https://{ws.api.address.default_host}/prod"
            assert ws.api.endpoint_url == "https://ws.example.com/v1"
            for number, url in enumerate([ws.api.endpoint_url, default]):
                client_at(url).post_to_connection(ConnectionId=ws.connection_id, Data=str(number))
            assert ws.messages == ("0", "1")
            assert code_of(
                lambda: client_at("https://ws.example.com/prod").get_connection(ConnectionId=ws.connection_id)
            ) == ("ForbiddenException")

    def test_two_apis_of_one_domain(self, function):
        def api(key):
            return WebSocketApi(function, domain_name="ws.example.com", api_mapping_key=key)

        with api("a").connect() as first, api("b").connect() as second:
            client_at("https://ws.example.com/a").post_to_connection(ConnectionId=first.connection_id, Data="a")
            client_at("https://ws.example.com/b").post_to_connection(ConnectionId=second.connection_id, Data="b")
            assert (first.messages, second.messages) == (("a",), ("b",))

    def test_another_api_is_refused(self, function):
        with function.websocket() as ws:
            client = client_at("https://abcdefghij.execute-api.us-east-1.amazonaws.com/prod")
            with pytest.raises(OperationNotSimulated) as raised:
                client.post_to_connection(ConnectionId=ws.connection_id, Data="a")
            assert f"endpoint_url='{ws.api.endpoint_url}'" in str(raised.value)

    def test_a_client_without_an_endpoint_is_refused(self, function_of):
        def answer(event):
            import boto3

            boto3.client("apigatewaymanagementapi").post_to_connection(ConnectionId=NOBODY, Data="a")

        with function_of(Recorder(default=answer)).websocket(raise_function_errors=True) as ws, pytest.raises(
            OperationNotSimulated, match="the endpoint of a WebSocket API that is open"
        ):
            ws.send("a")

    def test_when_the_last_client_has_gone_the_endpoint_is_refused(self, function_of):
        urls = []

        def answer(event, context):
            client_at(urls[0]).post_to_connection(ConnectionId=NOBODY, Data="a")

        function = function_of(answer)
        with function.websocket(routes=["$default"]) as ws:
            urls.append(ws.api.endpoint_url)
        with pytest.raises(AwsCallRefused, match="apigatewaymanagementapi:PostToConnection"):
            function({})

    def test_an_open_api_is_reached_without_clients(self, function_of):
        codes = []

        def sweep(event, context):
            client = client_at(event["url"])
            codes.append(code_of(lambda: client.post_to_connection(ConnectionId=NOBODY, Data="a")))

        function = function_of(sweep)
        with WebSocketApi(function) as api:
            function({"url": api.endpoint_url})
        assert codes == ["GoneException"]

    def test_a_client_made_before_the_api_was_open(self, function):
        api = WebSocketApi(function)
        client = client_at(api.endpoint_url)
        with api.connect() as ws:
            client.post_to_connection(ConnectionId=ws.connection_id, Data="a")
            assert ws.receive() == "a"

    def test_a_client_without_credentials(self, function, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        import boto3

        with function.websocket() as ws:
            client = boto3.Session().client("apigatewaymanagementapi", endpoint_url=ws.api.endpoint_url)
            client.post_to_connection(ConnectionId=ws.connection_id, Data="a")
            assert client.meta.region_name == "us-east-1"
            assert ws.receive() == "a"

    def test_a_client_without_credentials_made_before_the_api_was_open(self, function, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("HOME", "/nowhere")
        import boto3

        api = WebSocketApi(function)
        client = boto3.Session().client("apigatewaymanagementapi", endpoint_url=api.endpoint_url)
        with api.connect() as ws:
            client.post_to_connection(ConnectionId=ws.connection_id, Data="a")
            assert ws.receive() == "a"

    def test_of_two_apis_of_one_id_the_later_one_is_reached(self, deploy):
        function = deploy(Recorder())
        for text in ("first", "second"):
            with function.websocket(api_id="abcdefghij") as ws:
                client_at(ws.api.endpoint_url).post_to_connection(ConnectionId=ws.connection_id, Data=text)
                assert ws.receive() == text

    def test_botocore_is_as_it_was(self, function):
        from botocore.hooks import HierarchicalEmitter

        before = HierarchicalEmitter._emit
        with function.websocket():
            assert HierarchicalEmitter._emit is not before
        assert HierarchicalEmitter._emit is before

    def test_the_ids_of_requests_are_the_same_in_every_run(self, function):
        ids = []
        for _ in range(2):
            with function.websocket() as ws:
                answer = client_at(ws.api.endpoint_url).get_connection(ConnectionId=ws.connection_id)
                ids.append(answer["ResponseMetadata"]["RequestId"])
        assert ids[0] == ids[1]


class TestMoto:
    @pytest.fixture(autouse=True)
    def mocked(self):
        moto = pytest.importorskip("moto")
        with moto.mock_aws():
            yield

    def test_a_connection_is_none_of_motos(self, function_of):
        def answer(event):
            import boto3

            table = boto3.resource("dynamodb").Table("connections")
            table.put_item(Item={"id": event["requestContext"]["connectionId"]})
            for item in table.scan()["Items"]:
                post(event, event["body"], item["id"])
            return {"statusCode": 200}

        import boto3

        boto3.client("dynamodb").create_table(
            TableName="connections",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        with function_of(Recorder(default=answer)).websocket(raise_function_errors=True) as ws:
            ws.send("hi")
            assert ws.receive() == "hi"
            assert code_of(lambda: client_at(ws.api.endpoint_url).get_connection(ConnectionId=NOBODY)) == (
                "GoneException"
            )


def test_clients_of_lambda_beside_it(service, deploy, function):
    """Each service of AWS has a bridge of its own: one is closed, and the other stays."""
    import boto3

    deploy(lambda event, context: "hi", "greeter")
    client = boto3.client("lambda")
    with serve_boto3(service):
        with function.websocket() as ws:
            client_at(ws.api.endpoint_url).post_to_connection(ConnectionId=ws.connection_id, Data="a")
            assert (ws.receive(), client.invoke(FunctionName="greeter")["StatusCode"]) == ("a", 200)
        assert client.invoke(FunctionName="greeter")["StatusCode"] == 200
    with function.websocket() as ws:
        with serve_boto3(service):
            pass
        client_at(ws.api.endpoint_url).post_to_connection(ConnectionId=ws.connection_id, Data="b")
        assert ws.receive() == "b"


def test_a_stubber_answers_first(function):
    from botocore.stub import Stubber

    with function.websocket() as ws:
        client = client_at(ws.api.endpoint_url)
        with Stubber(client) as stubber:
            stubber.add_client_error("post_to_connection", "LimitExceededException")
            assert code_of(lambda: client.post_to_connection(ConnectionId=ws.connection_id, Data="a")) == (
                "LimitExceededException"
            )
        assert ws.messages == ()
