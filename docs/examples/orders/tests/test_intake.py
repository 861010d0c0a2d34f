"""Orders from the queue: cold and warm starts, a function error, a timeout."""

from __future__ import annotations

import pytest

from orders import supplier
from orders.orderbook import OrderRejected


def test_cold_start_then_warm(lambda_function, recorded):
    first = lambda_function.invoke(recorded("sqs_two_orders"))
    second = lambda_function.invoke(recorded("sqs_two_orders"))

    assert first.payload == {"accepted": ["1042", "1043"]}
    assert first.cold_start
    assert not second.cold_start
    assert "accepted ['1042', '1043'], 2 in orders-test" in second.logs.text


def test_every_test_starts_cold(lambda_function, recorded):
    assert lambda_function.invoke(recorded("sqs_two_orders")).cold_start


def test_a_rejected_order_is_a_function_error(lambda_function, recorded):
    result = lambda_function.invoke(recorded("sqs_rejected_order"))

    assert result.function_error == "Unhandled"
    assert result.payload["errorType"] == "OrderRejected"
    assert result.payload["errorMessage"] == "order 1044: a quantity of 0"


def test_a_rejected_order_raises_the_exception_itself(lambda_function, recorded):
    with pytest.raises(OrderRejected, match="a quantity of 0"):
        lambda_function(recorded("sqs_rejected_order"))


def test_a_silent_supplier_times_out(silent_supplier, lambda_function, recorded):
    result = lambda_function.invoke(recorded("sqs_two_orders"))

    assert result.timed_out
    assert result.payload["errorType"] == "Sandbox.Timedout"
    assert "Task timed out after 1.00 seconds" in result.payload["errorMessage"]
    assert lambda_function.logs.count("INIT_START") == 1


def test_what_is_out_of_stock_is_not_accepted(lambda_function, recorded, monkeypatch):
    monkeypatch.setattr(supplier, "reserve", lambda sku, quantity: sku != "cup-blue")

    result = lambda_function.invoke(recorded("sqs_two_orders"))

    assert result.payload == {"accepted": ["1042"]}
    assert "out of stock: cup-blue" in result.logs.text
