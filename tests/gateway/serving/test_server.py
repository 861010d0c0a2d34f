"""The server as a process: requests over a real socket, reload, timeouts, Ctrl-C."""

from __future__ import annotations

import http.client
import json
import signal
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import connect

from pytest_lambda import World, events
from pytest_lambda.gateway.serving.served import ServedFunction
from tests.gateway.serving.chance import headers_without_chance, without_chance
from tests.gateway.serving.processes import PATIENCE, serving
from tests.platforms import needs_signals

ECHO = """
import json
import logging

logging.getLogger().setLevel("INFO")


def handler(event, context):
    print("printed")
    logging.info("logged")
    return {"statusCode": 201, "headers": {"X-Answer": "yes"}, "body": json.dumps(event)}
"""

SLEEPER = """
import time


def handler(event, context):
    print("sleeps", event["rawPath"], flush=True)
    if event["rawPath"] == "/slow":
        time.sleep(600)
    return "awake"
"""


@needs_signals
def test_a_request_over_a_socket_is_one_of_the_client(tmp_path):
    request = ("POST", "/pets/1%20b?a=%20b&a=2")
    options = {"json": {"name": "Rex"}, "headers": {"X-Forwarded-For": "198.51.100.1", "X-Cased": "1"}}
    with serving(tmp_path, ECHO, "--kind", "http-api", "--region", "eu-west-1", "--route", "POST /pets/{id}") as server:
        served = httpx.request(request[0], server.url + request[1], timeout=PATIENCE, **options)
        assert served.status_code == 201
        server.said(r"REPORT RequestId: \S+\tDuration")
        server.said(r"POST /pets/1%20b\?a=%20b&a=2 \(POST /pets/\{id\}\): 201, ")
        assert server.get("/nothing").status_code == 404
        server.said(r"\n404: HTTP-\S+: ")
        assert server.ended_by(signal.SIGINT) == 0
    assert "printed\n" in server.err
    assert "\tlogged\n" in server.err
    assert "Traceback" not in server.err
    assert server.out == f"app.handler as http-api at {server.url} (Ctrl-C ends it)\n  POST /pets/{{id}}\n"

    with ServedFunction("app.handler", task_root=tmp_path / "src", world=World(region="eu-west-1", seed="function")) as fn:
        client = fn.http_client("http-api", routes=["POST /pets/{id}"], source_ip="127.0.0.1")
        expected = client.request(*request, **options)
    assert events.check(served.json()) == []
    assert without_chance(served.json()) == without_chance(expected.json())
    assert headers_without_chance(served.headers) == headers_without_chance(expected.headers)


def test_what_asgi_leaves_out_gets_through(tmp_path):
    text = "def handler(event, context): return {'statusCode': 200, 'statusDescription': '200 Very Well', 'headers': {}}"
    with serving(tmp_path, text, "--kind", "alb", "--no-reload") as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=PATIENCE)
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        assert (response.status, response.reason) == (200, "Very Well")
        connection.close()


def test_a_changed_file_makes_the_next_request_a_cold_start(tmp_path):
    text = "import part\ndef handler(event, context): return part.NAME"
    (tmp_path / "layer" / "python").mkdir(parents=True)
    part = tmp_path / "layer" / "python" / "part.py"
    part.write_text("NAME = open(__file__.replace('.py', '.txt')).read()")
    part.with_suffix(".txt").write_text("one")
    options = ("--layers", str(tmp_path / "layer"), "--reload-include", "*.txt")
    with serving(tmp_path, text, "--kind", "http-api", *options) as server:
        assert server.get("/").text == "one"
        part.with_suffix(".log").write_text("none of its sources")
        part.with_suffix(".txt").write_text("one and a half")
        server.until(lambda: server.get("/").text == "one and a half", "the changed text")
        part.write_text("NAME = 'number two'")
        server.until(lambda: server.get("/").text == "number two", "the changed module")
        assert "changed: part.py; the next request is a cold start" in server.err
        part.write_text("NAME = ")
        server.until(lambda: server.get("/").status_code == 500, "the broken module")
        assert "SyntaxError" in server.err
        part.write_text("NAME = 'number three'")
        server.until(lambda: server.get("/").text == "number three", "the mended module")
        assert "part.log" not in server.err


GREETER = "import os\ndef handler(event, context): return os.environ['GREETING'] + event['rawPath']"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Greeter:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../src
      Handler: app.handler
      Runtime: python3.12
      Environment: {Variables: {GREETING: one}}
"""


@needs_signals
@pytest.mark.parametrize("option", ["--reload", "--watch"])
def test_a_changed_template_is_served(tmp_path, option):
    template = tmp_path / "stack" / "template.yaml"
    template.parent.mkdir()
    template.write_text(TEMPLATE)
    with serving(tmp_path, GREETER, "--kind", "http-api", "--template", str(template), option) as server:
        assert server.get("/a").text == "one/a"
        template.write_text(TEMPLATE.replace("one", "two"))
        server.until(lambda: server.get("/a").text == "two/a", "the changed template")
        template.write_text(TEMPLATE.replace("Handler", "Hander"))
        server.said("template.yaml.*Hander(.|\n)*What was served before goes on")
        assert server.get("/b").text == "two/b"
        template.write_text(TEMPLATE.replace("GREETING: one", "OTHER: one"))
        server.until(lambda: server.get("/a").status_code == 500, "the variable that is missing")
        template.write_text(TEMPLATE.replace("one", "three"))
        server.until(lambda: server.get("/a").text == "three/a", "the mended template")
        assert server.out.count(f" at {server.url} ") == 4
        assert server.ended_by(signal.SIGINT) == 0


def test_a_changed_document_is_served(tmp_path):
    document = tmp_path / "api.json"
    api = {"openapi": "3.0.1", "info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": {"responses": {}}}}}
    document.write_text(json.dumps(api))
    text = "def handler(event, context): return event['routeKey']"
    with serving(tmp_path, text, "--kind", "http-api", "--openapi", str(document)) as server:
        assert (server.get("/a").text, server.get("/b").status_code) == ("GET /a", 404)
        document.write_text(json.dumps(api).replace("/a", "/b"))
        server.until(lambda: server.get("/b").text == "GET /b", "the changed document")
        document.write_text("{")
        server.said("api.json.*(.|\n)*What was served before goes on")
        assert server.get("/b").text == "GET /b"


def test_a_handler_is_cut_at_its_timeout(tmp_path):
    with serving(tmp_path, SLEEPER, "--kind", "http-api", "--timeout", "1") as server:
        response = server.get("/slow")
        assert (response.status_code, json.loads(response.content)) == (500, {"message": "Internal Server Error"})
        server.said(r"Task timed out after 1\.\d\d seconds")
        assert server.get("/quick").text == "awake"


@needs_signals
def test_ctrl_c_ends_a_handler_that_runs(tmp_path):
    with serving(tmp_path, SLEEPER, "--kind", "http-api", "--timeout", "900") as server:
        address = urlsplit(server.url)
        with socket.create_connection((address.hostname, address.port)) as client:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            server.said("sleeps /slow")
            assert server.ended_by(signal.SIGINT) == 0
        assert "Traceback" not in server.err


@needs_signals
def test_names_of_headers_stay_as_they_were_sent(tmp_path):
    with serving(tmp_path, ECHO, "--kind", "rest-api", "--stage", "dev") as server:
        assert urlsplit(server.url).path == "/dev"
        answer = httpx.get(server.url + "/pets", headers={"X-cAsEd": "1"}, timeout=PATIENCE)
        assert answer.json()["headers"]["X-cAsEd"] == "1"
        assert server.ended_by(signal.SIGTERM) in (0, -signal.SIGTERM)


CHAT = """
import boto3


def handler(event, context):
    place = event["requestContext"]
    if place["eventType"] == "MESSAGE":
        management = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{place['domainName']}/{place['stage']}")
        management.post_to_connection(ConnectionId=place["connectionId"], Data=f"{place['routeKey']}: {event['body']}")
    return {"statusCode": 200}
"""


@needs_signals
def test_websockets(tmp_path):
    with serving(tmp_path, CHAT, "--kind", "websocket", "--route", "echo", "--route", "$default") as server:
        assert server.url.startswith("ws://")
        with connect(server.url, open_timeout=PATIENCE) as ws:
            for message, route in (('{"action": "echo"}', "echo"), ("hello", "$default")):
                ws.send(message)
                assert ws.recv(PATIENCE) == f"{route}: {message}"
        server.said(r"connection \S+= \(echo\): ")
        assert server.ended_by(signal.SIGINT) == 0
        assert "Traceback" not in server.err


PROGRAM = """
from pytest_lambda import LambdaFunction
from pytest_lambda.gateway import HttpApi

orders = LambdaFunction("app.handler", function_name="orders")
pets = LambdaFunction("app.handler", function_name="pets")
api = HttpApi(orders, routes={"GET /orders": None, "GET /pets": pets})
api.serve(port=0, functions=[pets])
print("after")
"""


@needs_signals
def test_a_program_serves_an_api_of_several_functions(tmp_path):
    text = "def handler(event, context): return f'{context.function_name} one'"
    with serving(tmp_path, text, program=PROGRAM) as server:
        assert [server.get(path).text for path in ("/orders", "/pets")] == ["orders one", "pets one"]
        (tmp_path / "src" / "app.py").write_text(text.replace("one", "number two"))
        server.until(lambda: server.get("/orders").text == "orders number two", "the changed module")
        assert server.get("/pets").text == "pets number two"
        assert server.ended_by(signal.SIGINT) == 0
    assert server.out.endswith("\nafter\n")
