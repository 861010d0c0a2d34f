"""Receipts uploaded to S3: the key arrives form-encoded."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.aws_lambda(handler="orders.receipts.handler")


def test_receipt_with_spaces_and_accents_in_its_name(lambda_function, recorded):
    receipts = lambda_function(recorded("s3_receipt_uploaded"))

    assert receipts == [{"customer": "Zoë Álvarez", "order": "1042", "bytes": 20481}]


def test_anything_else_is_refused(lambda_function, recorded):
    event = recorded("s3_receipt_uploaded")
    event["Records"][0]["s3"]["object"]["key"] = "receipts/cat.jpg"

    with pytest.raises(ValueError, match=r"not the name of a receipt: 'cat\.jpg'"):
        lambda_function(event)
