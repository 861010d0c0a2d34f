"""Tokens of lists that nobody gave out."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError

from pytest_lambda import LambdaService

from ..conftest import Client


@pytest.mark.parametrize("token", ["nonsense", "-1"])
@pytest.mark.parametrize(
    ("name", "operation", "code"),
    [
        ("sqs", "list_queues", "InvalidParameterValue"),
        ("sns", "list_topics", "InvalidParameter"),
        ("events", "list_event_buses", "ValidationException"),
        ("kinesis", "list_streams", "InvalidArgumentException"),
        ("scheduler", "list_schedules", "ValidationException"),
    ],
)
def test_a_token_that_is_none(
    service: LambdaService, checked: Client, name: str, operation: str, code: str, token: str
) -> None:
    client: Any = checked(name)
    with pytest.raises(ClientError, match="NextToken") as caught:
        getattr(client, operation)(NextToken=token)
    assert caught.value.response["Error"]["Code"] == code
