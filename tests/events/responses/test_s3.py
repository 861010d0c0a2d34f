"""Answers to S3 Batch Operations and S3 Object Lambda."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken

BATCH = {"invocationSchemaVersion": "1.0", "invocationId": "i", "tasks": [{"taskId": "t"}]}
RESULT = {"taskId": "t", "resultCode": "Succeeded", "resultString": "done"}
ANSWER = {
    "invocationSchemaVersion": "1.0",
    "treatMissingKeysAs": "PermanentFailure",
    "invocationId": "i",
    "results": [RESULT],
}


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        {**ANSWER, "results": []},
        {key: value for key, value in ANSWER.items() if key != "treatMissingKeysAs"},
        {**ANSWER, "results": [{"taskId": "t", "resultCode": "TemporaryFailure"}]},
    ],
)
def test_batch_operations_accept(answer: Any) -> None:
    assert broken("s3_batch", answer, BATCH) == set()


@pytest.mark.parametrize(
    ("answer", "rule", "field"),
    [
        (None, "S3B-shape", ""),
        ({**ANSWER, "invocationSchemaVersion": 1.0}, "S3B-shape", "invocationSchemaVersion"),
        ({**ANSWER, "treatMissingKeysAs": "Failed"}, "S3B-shape", "treatMissingKeysAs"),
        ({**ANSWER, "results": RESULT}, "S3B-shape", "results"),
        ({**ANSWER, "results": [{**RESULT, "resultCode": "SUCCEEDED"}]}, "S3B-shape", "results[0].resultCode"),
        ({**ANSWER, "results": [{**RESULT, "resultString": {}}]}, "S3B-shape", "results[0].resultString"),
        ({**ANSWER, "statusCode": 200}, "S3B-shape", "statusCode"),
        ({**ANSWER, "invocationId": "j"}, "S3B-echo", "invocationId"),
        ({**ANSWER, "results": [{**RESULT, "taskId": "u"}]}, "S3B-tasks", "results[0].taskId"),
    ],
)
def test_batch_operations_refuse(answer: Any, rule: str, field: str) -> None:
    assert broken("s3_batch", answer, BATCH) == {(rule, field)}


def test_a_task_without_a_result_is_tried_again() -> None:
    answer = {"invocationSchemaVersion": "1.0", "invocationId": "i", "results": []}
    assert broken("s3_batch", answer, BATCH) == {("S3B-tasks", "results")}


GET = {"getObjectContext": {}}
HEAD = {"headObjectContext": {}}
LIST = {"listObjectsV2Context": {}}


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ({"statusCode": 200}, GET),
        ({"status_code": 200}, GET),
        (None, GET),
        (None, None),
        ({"statusCode": 200, "headers": {"Content-Length": 3}}, HEAD),
        ({"statusCode": 404, "errorCode": "NoSuchKey", "errorMessage": "gone"}, HEAD),
        ({"statusCode": 200, "listResultXml": "<ListBucketResult/>"}, LIST),
        ({"statusCode": 200, "listResultJson": "{}"}, {"listObjectsContext": {}}),
        ({"statusCode": 403, "errorCode": "AccessDenied"}, LIST),
    ],
)
def test_object_lambda_accepts(answer: Any, event: Any) -> None:
    assert broken("s3_object_lambda", answer, event) == set()


@pytest.mark.parametrize(
    ("answer", "event", "rule", "field"),
    [
        ({"statusCode": 200, "body": "x"}, GET, "OL-ignored", "body"),
        (None, HEAD, "OL-object", ""),
        ({"headers": {}}, HEAD, "OL-status", "statusCode"),
        ({"statusCode": "OK"}, None, "OL-status", "statusCode"),
        ({"statusCode": 200, "body": "x"}, HEAD, "OL-unknown", "body"),
        ({"statusCode": 200, "headers": []}, HEAD, "OL-types", "headers"),
        ({"statusCode": 200, "listResultJson": {}}, LIST, "OL-types", "listResultJson"),
        ({"statusCode": 200}, LIST, "OL-list", "listResultXml"),
        ({"statusCode": 200, "listResultXml": "<a/>", "listResultJson": "{}"}, LIST, "OL-list", "listResultJson"),
    ],
)
def test_object_lambda_refuses(answer: Any, event: Any, rule: str, field: str) -> None:
    assert broken("s3_object_lambda", answer, event) == {(rule, field)}
