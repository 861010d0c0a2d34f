"""What httpx can send reaches the door as it was sent, and the door's answer reaches httpx."""

from __future__ import annotations

import base64
import subprocess
import sys

import httpx
import pytest

from pytest_lambda import ConfigurationError, LambdaFunction

ANSWER = {"statusCode": 200}


@pytest.fixture
def function():
    with LambdaFunction(lambda event, context: event) as made:
        yield made


@pytest.fixture
def client(function):
    return function.http_client("http-api")


def answering(answer, **settings):
    return LambdaFunction(lambda event, context: answer).http_client("http-api", **settings)


def body_of(event):
    return base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()


def test_a_body_in_parts(client):
    response = client.post("/", content=(part for part in (b"ab", b"\xff", b"cd")))
    assert body_of(response.json()) == b"ab\xffcd"


def test_a_file_as_body(client, tmp_path):
    (tmp_path / "pet.bin").write_bytes(b"\x00\xff")
    with (tmp_path / "pet.bin").open("rb") as file:
        assert body_of(client.post("/", content=file).json()) == b"\x00\xff"


def test_a_form(client):
    event = client.post("/", data={"name": "Rex & Co", "tag": ["a", "b"]}).json()
    assert event["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert body_of(event) == b"name=Rex+%26+Co&tag=a&tag=b"


def test_files(client):
    """Recorded: multipart bodies are base64 (facts 2.2, H-b64)."""
    event = client.post("/", files={"photo": ("rex.png", b"\x89PNG", "image/png")}, data={"name": "Rex"}).json()
    assert event["isBase64Encoded"] is True
    body = body_of(event)
    assert event["headers"]["content-length"] == str(len(body))
    boundary = event["headers"]["content-type"].partition("boundary=")[2].encode()
    assert body.endswith(b"--" + boundary + b"--\r\n")
    assert b'filename="rex.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n' in body


def test_bytes_of_a_header_beyond_ascii(client):
    event = client.get("/", headers={"X-Name": "Größe".encode("latin-1")}).json()
    assert event["headers"]["x-name"] == "Größe"


@pytest.mark.parametrize("name", [b"X Name", b"", b"X:Name"])
def test_names_that_http_has_not(client, name):
    with pytest.raises(httpx.LocalProtocolError, match="Illegal header name"):
        client.get("/", headers=[(name, b"x")])


@pytest.mark.parametrize("value", [b"a\nb: c", b"a\rb", b"a\x00", b" a", b"a\t"])
def test_values_that_http_has_not(client, value):
    with pytest.raises(httpx.LocalProtocolError, match="Illegal header value"):
        client.get("/", headers=[(b"X-Name", value)])


@pytest.mark.parametrize("value", [b"", b"a", b"a b\tc", b"\xff"])
def test_values_that_http_has(client, value):
    assert client.get("/", headers=[(b"X-Name", value)]).json()["headers"]["x-name"] == value.decode("latin-1")


def test_methods_in_any_case(client):
    assert client.request("pAtCh", "/").json()["requestContext"]["http"]["method"] == "PATCH"


def test_a_response():
    response = answering({"statusCode": 201, "headers": {"X-Pet": "Rex"}, "cookies": ["a=1", "b=2"], "body": "ü"}).get(
        "/"
    )
    assert response.http_version == "HTTP/1.1"
    assert response.reason_phrase == "Created"
    assert response.headers["x-pet"] == "Rex"
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert response.content == "ü".encode()


def test_cookies_are_kept_by_the_client():
    client = answering({"statusCode": 200, "cookies": ["session=1; Path=/"]})
    client.get("/")
    sent = client.get("/").extensions["lambda"].event
    assert sent["cookies"] == ["session=1"]


def test_a_stream_of_a_response():
    with answering({"statusCode": 200, "body": "abcd"}).stream("GET", "/") as response:
        assert b"".join(response.iter_bytes(chunk_size=2)) == b"abcd"


@pytest.mark.parametrize("value", ["ü", "日本"])
def test_a_header_of_a_response_beyond_ascii(value):
    response = answering({"statusCode": 200, "headers": {"X-Name": value}}).get("/")
    assert response.headers["x-name"] == value.encode("latin-1", "replace").decode("latin-1")


def test_redirects():
    def handler(event, context):
        if event["rawPath"] == "/old":
            return {"statusCode": 302, "headers": {"Location": "/new"}}
        return event["rawPath"]

    client = LambdaFunction(handler).http_client("http-api", client_options={"follow_redirects": True})
    assert client.get("/old").text == "/new"


def test_redirects_to_elsewhere():
    client = answering(
        {"statusCode": 302, "headers": {"Location": "https://example.com/"}}, client_options={"follow_redirects": True}
    )
    with pytest.raises(ConfigurationError, match="GET https://example.com/: this client reaches"):
        client.get("/")


@pytest.mark.parametrize("url", ["http://{host}/", "https://{host}:8443/", "https://x{host}/"])
def test_other_ports_and_schemes(client, url):
    with pytest.raises(ConfigurationError, match="only, by https"):
        client.get(url.format(host=client.base_url.host))


def test_a_closed_client(client):
    with client:
        client.get("/")
    with pytest.raises(RuntimeError, match="the client has been closed"):
        client.get("/")


def test_a_function_that_is_closed(function):
    client = function.http_client("http-api")
    client.get("/")
    function.close()
    assert client.get("/").extensions["lambda"].result.cold_start


@pytest.mark.parametrize("method", ["http_client", "async_http_client"])
def test_another_transport(function, method):
    with pytest.raises(ConfigurationError, match="client_options has 'transport'"):
        getattr(function, method)("http-api", client_options={"transport": None})


@pytest.mark.parametrize("method", ["http_client", "async_http_client"])
def test_a_missing_library(method):
    program = (
        "import sys; sys.modules['httpx'] = None\n"
        "from pytest_lambda import LambdaFunction\n"
        f"LambdaFunction(lambda event, context: None).{method}('http-api')"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert "ConfigurationError: HTTP clients need httpx, which is not installed." in outcome.stderr
    assert "pip install 'pytest-aws-lambda[http]'" in outcome.stderr
    assert outcome.returncode == 1
