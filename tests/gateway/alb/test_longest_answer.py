"""The border of "1 MB" for an answer's JSON (facts 3.3; that it is this number of bytes is not recorded)."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import LambdaFunction

LONGEST = 1_048_576
EMPTY = len(json.dumps({"statusCode": 200, "body": ""}))


@pytest.mark.parametrize(("size", "status"), [(LONGEST, 200), (LONGEST + 1, 502)])
def test_d_the_longest_answer(size, status):
    with LambdaFunction(lambda event, context: {"statusCode": 200, "body": "x" * (size - EMPTY)}) as function:
        response = function.http_client("alb").get("/")
    exchange = response.extensions["lambda"]
    assert len(exchange.result.payload_bytes) == size
    assert response.status_code == status
    assert (exchange.refusal and exchange.refusal.rule) == (None if status == 200 else "ALB-size")
