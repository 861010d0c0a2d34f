"""What Step Functions and Amazon Connect accept as the result of a function.

From the pages "Step Functions service quotas" and "Grant Amazon Connect access to your AWS Lambda functions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.responsebook import ResponseBook, json_size
from pytest_lambda.events.judging.shape import Finding

_STATE_BYTES = 262_144
_CONNECT_BYTES = 32_768

step_functions = ResponseBook("step_functions", "the task fails")


@step_functions.rule("SFN-size", "The output of a task has at most 256 KB of JSON; not recorded.")
def _size(answer: Any) -> Iterator[Finding]:
    size = json_size(answer)
    if size > _STATE_BYTES:
        reason = f"has {size:,} bytes of JSON, more than {_STATE_BYTES:,}"
        yield "", f"{reason}: the task fails with States.DataLimitExceeded"


connect = ResponseBook("connect", "the flow takes its Error branch")
_NESTED = "is for the response validation JSON; with STRING_MAP, the default,"


@connect.rule("CON-flat", "The answer is an object of texts, numbers and booleans (STRING_MAP); documented.")
def _flat(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        yield "", f"is {kind(answer)}, expected an object of texts: {connect.consequence}"
        return
    for key, value in answer.items():
        if isinstance(value, (dict, list)):
            shown = "a list" if isinstance(value, list) else "an object"
            yield key, f"is {shown}, which {_NESTED} {connect.consequence}"


@connect.rule("CON-size", "The answer has less than 32 KB of UTF-8; documented.")
def _connect_size(answer: Any) -> Iterator[Finding]:
    size = json_size(answer)
    if size >= _CONNECT_BYTES:
        yield "", f"has {size:,} bytes, expected less than {_CONNECT_BYTES:,}: {connect.consequence}"


BOOKS = (step_functions, connect)
