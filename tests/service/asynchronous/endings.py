"""Endings of asynchronous events as they occur."""

from __future__ import annotations

import json
from dataclasses import replace

from pytest_lambda.service.asynchronous.records import Ending
from tests.service.resources.stand_in import BEGIN

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST"
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
ERROR = {"errorMessage": "no stock", "errorType": "OutOfStock", "requestId": REQUEST_ID, "stackTrace": ["  File ..."]}

SUCCESS = Ending(
    request_id=REQUEST_ID,
    function_arn=ARN,
    condition="Success",
    invoke_count=1,
    request_payload=b'{"x":1}',
    epoch=BEGIN + 0.25,
    response_payload=b'{"r":1}',
    status_code=200,
    executed_version="$LATEST",
)
EXHAUSTED = replace(
    SUCCESS,
    condition="RetriesExhausted",
    invoke_count=3,
    response_payload=json.dumps(ERROR).encode(),
    function_error="Unhandled",
)
TOO_OLD = replace(EXHAUSTED, condition="EventAgeExceeded", invoke_count=2)
NEVER_RAN = replace(
    SUCCESS,
    condition="EventAgeExceeded",
    invoke_count=0,
    response_payload=None,
    status_code=429,
    executed_version=None,
)
GONE = replace(NEVER_RAN, condition="RetriesExhausted", status_code=404)
ZERO_RESERVED = replace(NEVER_RAN, condition="ZeroReservedConcurrency", status_code=None)
