"""`invoke_batch` of a function in a service."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaService, TooManyRequestsException, events


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": event["Records"][-1]["messageId"]}]}


def test_it_runs_in_the_service(service: LambdaService) -> None:
    function = service.create_function("worker", handler=handler)
    outcome = function.invoke_batch(events.sqs("a", "b"), function_response_types=["ReportBatchItemFailures"])
    assert [record.body for record in outcome.failed] == ["b"]
    assert outcome.invocation is function.invocations[0]
    assert service.metrics["Invocations"].sum(function="worker") == 1
    assert service.metrics["Errors"].sum(function="worker") == 0


def test_versions_and_throttles(service: LambdaService) -> None:
    function = service.create_function("worker", handler=handler)
    function.publish_version()
    outcome = function.invoke_batch(events.sqs("a"), qualifier="1")
    assert outcome.invocation is not None
    assert outcome.invocation.executed_version == "1"
    function.put_function_concurrency(reserved_concurrent_executions=0)
    with pytest.raises(TooManyRequestsException):
        function.invoke_batch(events.sqs("a"))
