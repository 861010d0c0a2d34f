"""Records of asynchronous invocations (facts 3.4)."""

from __future__ import annotations

from typing import Any, Final, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of, nearest
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.lambda_destination import LambdaDestinationEvent
from pytest_lambda.world import World

#: the condition, and how often the function was tried by default
_COUNTS = {"Success": 1, "RetriesExhausted": 3, "EventAgeExceeded": 1, "ZeroReservedConcurrency": 0}
_OWN: Final = object()


def lambda_destination(
    request_payload: object = None,
    *,
    response_payload: object = _OWN,
    condition: str = "Success",
    function_name: str = "orders",
    qualifier: str = "$LATEST",
    approximate_invoke_count: int | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> LambdaDestinationEvent:
    """What an asynchronous invocation sends to its destination: the event of a function that is one.

    Args:
        request_payload: the event of the invocation.
        response_payload: what the function answered; of a failure by default an error.
        condition: `Success`, `RetriesExhausted`, `EventAgeExceeded` or `ZeroReservedConcurrency`.
        function_name: of the function that was invoked.
        qualifier: its version.
        approximate_invoke_count: how often it was tried.
        time: when it was over; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields. `ABSENT` leaves one out.

    Raises:
        EventError: Lambda does not have the condition.
    """
    if condition not in _COUNTS:
        raise EventError(f"condition is {condition!r}.{nearest(condition, _COUNTS)} Lambda has {', '.join(_COUNTS)}.")
    scene = Scene(world, time, "lambda_destination", request_payload, condition, function_name)
    given = fields_of("lambda_destination", fields, parameters_of(lambda_destination))
    context = given.at("requestContext")
    request = context("requestId", scene.ids.uuid())
    condition = context("condition", condition)
    tried = _COUNTS.get(condition, 1) if approximate_invoke_count is None else approximate_invoke_count
    tried = context("approximateInvokeCount", tried)
    made = {
        "version": given("version", "1.0"),
        "timestamp": given("timestamp", iso_milliseconds(scene.epoch)),
        "requestContext": context.done(
            {
                "requestId": request,
                "functionArn": context("functionArn", scene.arn("lambda", f"function:{function_name}:{qualifier}")),
                "condition": condition,
                "approximateInvokeCount": tried,
            }
        ),
        "requestPayload": given("requestPayload", {"orderId": "1"} if request_payload is None else request_payload),
        "responseContext": _response(given, condition, qualifier, invoked=tried != 0),
    }
    answer: object = ABSENT
    if tried != 0:
        answer = response_payload if response_payload is not _OWN else _answer(condition, request)
    made["responsePayload"] = given("responsePayload", answer)
    made["deliveryError"] = given("deliveryError", ABSENT)
    return cast(LambdaDestinationEvent, given.done(made))


def _response(fields: Fields, condition: object, qualifier: str, *, invoked: bool) -> Any:
    if not invoked and not fields.says("responseContext"):
        return ABSENT
    inner = fields.at("responseContext")
    return inner.done(
        {
            "statusCode": inner("statusCode", 200),
            "executedVersion": inner("executedVersion", qualifier),
            "functionError": inner("functionError", ABSENT if condition == "Success" else "Unhandled"),
        }
    )


def _answer(condition: object, request: object) -> object:
    if condition == "Success":
        return None
    return {"errorMessage": "no stock", "errorType": "ValueError", "requestId": request, "stackTrace": []}
