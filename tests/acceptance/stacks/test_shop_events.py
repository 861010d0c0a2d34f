"""Events of an HTTP API fan out over a bus, to a function, and by a queue to another one."""

from __future__ import annotations

from collections.abc import Callable

import boto3
import httpx
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def shop(deployed: Callable[..., Application]) -> Application:
    application = deployed("shop_events/template.yaml")
    boto3.client("ses", region_name="us-east-1").verify_email_identity(EmailAddress="shop@example.com")
    return application


def check_out(shop: Application, basket: str, *, shippable: bool = True) -> httpx.Response:
    items = [{"item": "book", "shippable": shippable}]
    return shop.http_client("CheckoutApi").post(f"/checkout/{basket}", json={"items": items})


def sent() -> int:
    return len(boto3.client("ses", region_name="us-east-1").get_send_statistics()["SendDataPoints"])


def test_a_basket_is_shipped_and_mailed(shop: Application, lambda_service: LambdaService) -> None:
    assert check_out(shop, "1").status_code == 202
    lambda_service.run()
    [shipped] = shop.functions["Shipping"].invocations
    assert shipped.payload == {"shipped": "1"}
    assert len(shop.functions["Mail"].invocations) == 1
    assert shop["Mails"].messages == ()


def test_what_is_not_shippable_is_only_mailed(shop: Application, lambda_service: LambdaService) -> None:
    check_out(shop, "1", shippable=False)
    lambda_service.run()
    assert shop.functions["Shipping"].invocations == ()
    assert [each.function_error for each in shop.functions["Mail"].invocations] == [None]


def test_what_cannot_be_shipped_is_not_tried_again(shop: Application, lambda_service: LambdaService) -> None:
    check_out(shop, "nowhere")
    lambda_service.run()
    [failed] = shop.functions["Shipping"].invocations
    assert failed.error.type == "NoSuchAddress"
    [message] = shop["NotShipped"].messages
    assert message.json["requestPayload"]["detail"]["basket"] == "nowhere"


def test_every_morning_there_is_a_digest(shop: Application, lambda_service: LambdaService) -> None:
    lambda_service.advance(days=2)
    assert [f"{each.start_time:%H:%M}" for each in shop.functions["Mail"].invocations] == ["06:00", "06:00"]


def test_the_shop_may_check_out_from_its_own_page_only(shop: Application) -> None:
    client = shop.http_client("CheckoutApi")
    asked = {"access-control-request-method": "POST"}
    allowed = client.options("/checkout/1", headers={"origin": "https://shop.example.com", **asked})
    other = client.options("/checkout/1", headers={"origin": "https://elsewhere.example.com", **asked})
    assert allowed.headers["access-control-allow-origin"] == "https://shop.example.com"
    assert "access-control-allow-origin" not in other.headers
