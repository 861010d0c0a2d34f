"""A project in which a good deal goes wrong: retries, throttles, timeouts, exits, dead letters, hostile texts."""

from __future__ import annotations

from pathlib import Path

APP = r'''
import json, logging, os, time

logger = logging.getLogger()
time.sleep(0.4)

def handler(event, context):
    for record in event.get("Records", []):
        order = json.loads(record["body"])
        logger.warning("order %s", order)
        time.sleep(order.get("sleep", 0.2))
        if order.get("exit"):
            os._exit(3)
        if order.get("poison"):
            raise ValueError(f"order {order['id']} has no price")
    return {"ok": True}

def payments(event, context):
    logger.warning("payment %s", event["id"])
    time.sleep(2)
    if event["id"] % 3 == 0:
        raise ConnectionError("the bank does not answer")
    if event["id"] % 7 == 0:
        time.sleep(100)
    return event

def hostile(event, context):
    print("log </script><script>window.hacked = 1</script>\u2028\u2029\x00 end of the line")
    logger.warning("<img src=x onerror='window.hacked = 2'>")
    return {"text": event.get("text"), "big": "x" * event.get("big", 0)}
'''

TESTS = r'''
import pytest
from hypothesis import given, settings, strategies as st

def test_storm(lambda_service):
    orders = lambda_service.create_function("orders", timeout=5)
    payments = lambda_service.create_function("payments", handler="app.payments", timeout=6)
    payments.put_function_concurrency(reserved_concurrent_executions=4)
    failures = lambda_service.sqs_queue("payment-failures")
    payments.put_function_event_invoke_config(on_failure=failures, maximum_retry_attempts=2)
    dlq = lambda_service.sqs_queue("orders-dlq")
    queue = lambda_service.sqs_queue("orders", visibility_timeout=30, dead_letter_queue=dlq, max_receive_count=3)
    orders.create_event_source_mapping(queue, batch_size=2)
    for number in range(12):
        queue.send({"id": number, "poison": number == 5, "sleep": 9 if number == 8 else 0.3, "exit": number == 10})
        lambda_service.invoke("payments", {"id": number}, invocation_type="Event")
    lambda_service.run()
    assert len(failures.messages) == 0

def test_good(lambda_service):
    function = lambda_service.create_function("orders")
    assert function({"Records": []}) == {"ok": True}

@pytest.mark.aws_lambda(handler="app.hostile", time="virtual")
@pytest.mark.parametrize("name", ["</script><script>window.hacked = 3</script>"])
def test_hostile(lambda_function, name):
    lambda_function({"text": "</script><script>window.hacked = 4</script>\u2028", "lone": "\ud800"})
    lambda_function({"big": 100_000})

@given(number=st.integers(0, 30))
@settings(max_examples=30, database=None, derandomize=True, deadline=None)
def test_examples(lambda_service, number):
    function = lambda_service.create_function("orders")
    assert number < 20 or function({"Records": [{"body": '{"id": %d}' % number}]}) is None

@pytest.mark.aws_lambda(handler="nowhere.handler", time="virtual")
def test_init_error(lambda_function):
    assert lambda_function.invoke({}).function_error

def test_without_lambda():
    pass
'''


def write_storm(folder: Path) -> None:
    """Lay the project out."""
    (folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\nlambda_handler = "app.handler"\n', encoding="utf-8"
    )
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "test_orders.py").write_text(TESTS, encoding="utf-8")
