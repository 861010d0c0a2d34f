from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.aws_access.allowance import Allowance

SQS = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"
HOST = "sqs.us-east-1.amazonaws.com"


@pytest.mark.parametrize("allow", [True, "*", ["*"], ["s3", "*"]])
def test_everything(allow: Any) -> None:
    assert Allowance.of(allow).everything


@pytest.mark.parametrize("allow", [False, (), []])
def test_nothing(allow: Any) -> None:
    allowance = Allowance.of(allow)

    assert not allowance.everything
    assert not allowance.permits_service("sqs")
    assert not allowance.permits_url(SQS, HOST)


def test_a_service() -> None:
    allowance = Allowance.of(["sqs", "cognito-idp"])

    assert allowance.permits_service("sqs")
    assert allowance.permits_service("cognito-idp")
    assert not allowance.permits_service("s3")
    assert not allowance.permits_service(None)
    assert not allowance.permits_url(SQS, HOST)


def test_one_service_need_not_be_in_a_list() -> None:
    assert Allowance.of("sqs") == Allowance.of(["sqs"])


@pytest.mark.parametrize("entry", [HOST, "*.amazonaws.com", "sqs.*.amazonaws.com", "169.254.169.254"])
def test_a_host(entry: str) -> None:
    allowance = Allowance.of([entry])

    assert allowance.permits_url("http://x", HOST) is (entry != "169.254.169.254")
    assert not allowance.permits_url("http://x", "s3.eu-west-1.amazonaws.com.cn")


def test_the_beginning_of_a_url() -> None:
    allowance = Allowance.of(["https://sqs.us-east-1.amazonaws.com/123456789012/"])

    assert allowance.permits_url(SQS, HOST)
    assert not allowance.permits_url(SQS.replace("123456789012", "999999999999"), HOST)


@pytest.mark.parametrize("entry", ["dynamodb:PutItem", "DynamoDB", "", "s3 sqs", None, 3])
def test_an_entry_that_is_none_of_these_is_refused(entry: Any) -> None:
    with pytest.raises(ConfigurationError, match="expected a service as boto3 names it") as caught:
        Allowance.of(["s3", entry])

    assert repr(entry) in str(caught.value)
