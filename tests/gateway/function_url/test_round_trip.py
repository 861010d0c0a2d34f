"""What a client sends reaches the function, and what the function answers reaches the client: nothing is lost."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events

TYPES = ["text/plain", "application/json", "image/png", "application/octet-stream", "idk"]
HEADER_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)
COOKIES = st.from_regex(r"[a-z]+=[A-Za-z0-9]*", fullmatch=True)


def echo(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The request, as the response."""
    body = event.get("body", "")
    content = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
    return {
        "statusCode": 200,
        "headers": {"X-Echo": event["headers"]["x-sent"], "X-Query": event["rawQueryString"]},
        "cookies": event.get("cookies", []),
        "body": base64.b64encode(content).decode(),
        "isBase64Encoded": True,
    }


def test_requests_come_back():
    with LambdaFunction(echo) as function:
        client = function.http_client("function-url")

        @given(
            content=st.binary(max_size=200),
            kind=st.sampled_from(TYPES),
            values=st.lists(HEADER_VALUES, min_size=1, max_size=3),
            query=st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4),
            cookies=st.lists(COOKIES, max_size=3),
        )
        def check(content: bytes, kind: str, values: list[str], query: list[Any], cookies: list[str]) -> None:
            headers = [("content-type", kind), *[("X-Sent", value) for value in values]]
            if cookies:
                headers.append(("cookie", "; ".join(cookies)))
            client.cookies.clear()
            encoded = urlencode(query)
            response = client.post(f"/?{encoded}", content=content, headers=headers)
            event = response.extensions["lambda"].event
            assert events.check(event) == []
            assert response.content == content
            assert response.headers["x-echo"] == ",".join(values)
            assert response.headers["x-query"] == encoded
            assert response.headers.get_list("set-cookie") == cookies

        check()
