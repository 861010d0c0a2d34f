"""A queue with partial batch answers, and payments that are made once."""

from __future__ import annotations

import json
from collections.abc import Callable

import boto3
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def payments(deployed: Callable[..., Application]) -> Application:
    return deployed("payments/template.yaml")


def order(payments: Application, payment_id: str, amount: int = 5, **more: str) -> None:
    body = json.dumps({"payment_id": payment_id, "amount": amount, **more})
    boto3.client("sqs").send_message(QueueUrl=payments["Payments"].url, MessageBody=body)


def receipts(payments: Application) -> list[str]:
    return [message.json["payment_id"] for message in payments["ReceiptsByMail"].messages]


def test_the_same_payment_is_made_once(payments: Application, lambda_service: LambdaService) -> None:
    for payment_id in "a", "b", "a":
        order(payments, payment_id)
    lambda_service.run()
    assert sorted(receipts(payments)) == ["a", "b"]
    assert payments["Refused"].messages == ()


def test_it_is_made_again_after_an_hour_has_passed(payments: Application, lambda_service: LambdaService) -> None:
    order(payments, "a")
    lambda_service.run()
    lambda_service.advance(minutes=61)  # what Powertools keeps has expired
    order(payments, "a")
    lambda_service.run()
    assert receipts(payments) == ["a", "a"]


def test_a_declined_card_is_tried_three_times(payments: Application, lambda_service: LambdaService) -> None:
    order(payments, "good")
    order(payments, "bad", amount=2_000)
    began = lambda_service.now()
    lambda_service.run()
    assert receipts(payments) == ["good"]
    [refused] = payments["Refused"].messages
    assert json.loads(refused.body)["payment_id"] == "bad"
    assert lambda_service.now().timestamp() - began.timestamp() >= 2 * 180  # its visibility timeout, twice


def test_receipts_that_nobody_wants_by_mail(payments: Application, lambda_service: LambdaService) -> None:
    order(payments, "a", channel="app")
    lambda_service.run()
    assert receipts(payments) == []
    assert len(payments["Receipts"].messages) == 1
