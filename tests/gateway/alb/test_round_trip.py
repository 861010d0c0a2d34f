"""What a client sends reaches the function, and what the function answers reaches the client: nothing is lost."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events

TYPES = ["text/plain", "application/json", "image/png", "application/octet-stream", "application/x-www-form-urlencoded"]
HEADER_VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


def echo(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The request, as the response."""
    if "headers" in event:
        sent = {"headers": {"X-Echo": event["headers"]["x-sent"]}}
        query = event["queryStringParameters"].items()
    else:
        sent = {"multiValueHeaders": {"X-Echo": event["multiValueHeaders"]["x-sent"]}}
        query = [
            (name, value) for name, each in event["multiValueQueryStringParameters"].items() for value in each
        ]
    content = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    name = "headers" if "headers" in event else "multiValueHeaders"
    asked = json.dumps("&".join(f"{name}={value}" for name, value in query))
    sent[name]["X-Query"] = asked if name == "headers" else [asked]
    return {"statusCode": 200, "body": base64.b64encode(content).decode(), "isBase64Encoded": True, **sent}


@pytest.mark.parametrize("multi", [False, True], ids=["single", "multi-value"])
def test_requests_come_back(multi):
    with LambdaFunction(echo) as function:
        client = function.http_client("alb", multi_value_headers=multi)

        @given(
            content=st.binary(max_size=200),
            kind=st.sampled_from(TYPES),
            values=st.lists(HEADER_VALUES, min_size=1, max_size=3),
            query=st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4, unique_by=lambda pair: pair[0]),
        )
        def check(content: bytes, kind: str, values: list[str], query: list[tuple[str, str]]) -> None:
            headers = [("content-type", kind), *[("X-Sent", value) for value in values]]
            encoded = urlencode(query)
            response = client.post(f"/?{encoded}", content=content, headers=headers)
            assert events.check(response.extensions["lambda"].event) == []
            assert response.content == content
            assert response.headers.get_list("x-echo") == (values if multi else values[-1:])
            got = json.loads(response.headers["x-query"])
            assert parse_qsl(got, keep_blank_values=True) == parse_qsl(encoded, keep_blank_values=True)

        check()
