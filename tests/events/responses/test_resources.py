"""What custom resources send to CloudFormation, and what tasks return to Step Functions and Connect."""

from __future__ import annotations

from typing import Any

import pytest

from .broken import broken, said

IDS = {"StackId": "arn:s", "RequestId": "r", "LogicalResourceId": "L"}
EVENT = {**IDS, "RequestType": "Create"}
SUCCESS = {"Status": "SUCCESS", "PhysicalResourceId": "p", **IDS}


@pytest.mark.parametrize(
    "document",
    [
        SUCCESS,
        {**SUCCESS, "Status": "FAILED", "Reason": "no"},
        {**SUCCESS, "Data": {"Arn": "arn:x", "Count": 1}, "NoEcho": True},
    ],
)
def test_cloudformation_accepts(document: Any) -> None:
    assert broken("cloudformation_custom_resource", document, EVENT) == set()


@pytest.mark.parametrize(
    ("document", "rule", "field"),
    [
        (None, "CFN-shape", ""),
        ({**SUCCESS, "Status": "Success"}, "CFN-shape", "Status"),
        ({"Status": "SUCCESS", **IDS}, "CFN-shape", "PhysicalResourceId"),
        ({**SUCCESS, "Data": "x"}, "CFN-shape", "Data"),
        ({**SUCCESS, "NoEcho": "true"}, "CFN-shape", "NoEcho"),
        ({**SUCCESS, "Arn": "arn:x"}, "CFN-shape", "Arn"),
        ({**SUCCESS, "Status": "FAILED"}, "CFN-reason", "Reason"),
        ({**SUCCESS, "PhysicalResourceId": ""}, "CFN-id", "PhysicalResourceId"),
        ({**SUCCESS, "PhysicalResourceId": "é" * 513}, "CFN-id", "PhysicalResourceId"),
        ({**SUCCESS, "Data": {"Text": "x" * 4_096}}, "CFN-size", ""),
        ({**SUCCESS, "RequestId": "q"}, "CFN-echo", "RequestId"),
    ],
)
def test_cloudformation_refuses(document: Any, rule: str, field: str) -> None:
    assert broken("cloudformation_custom_resource", document, EVENT) == {(rule, field)}
    assert "CloudFormation" in said("cloudformation_custom_resource", document, EVENT)


@pytest.mark.parametrize("output", [{}, {"a": [1]}, "text", None, [1, 2], "x" * 262_142])
def test_step_functions_accept(output: Any) -> None:
    assert broken("step_functions", output) == set()


def test_step_functions_refuse_what_is_too_large() -> None:
    assert broken("step_functions", "x" * 262_143) == {("SFN-size", "")}
    assert broken("step_functions", "é" * 131_072) == {("SFN-size", "")}
    assert "States.DataLimitExceeded" in said("step_functions", "x" * 262_143)


@pytest.mark.parametrize("result", [{}, {"Name": "Ada", "Count": 1, "Known": True}])
def test_connect_accepts(result: Any) -> None:
    assert broken("connect", result) == set()


@pytest.mark.parametrize(
    ("result", "rule", "field"),
    [
        (None, "CON-flat", ""),
        (["Ada"], "CON-flat", ""),
        ({"customer": {"name": "Ada"}}, "CON-flat", "customer"),
        ({"names": ["Ada"]}, "CON-flat", "names"),
        ({"text": "x" * 32_768}, "CON-size", ""),
    ],
)
def test_connect_refuses(result: Any, rule: str, field: str) -> None:
    assert broken("connect", result) == {(rule, field)}
    assert "Error branch" in said("connect", result)
