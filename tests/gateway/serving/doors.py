"""A door that answers whatever a test says."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda import LambdaFunction
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest


class AnyDoor(Door):
    kind = "any"

    def __init__(self, function: LambdaFunction, answer: Callable[[GatewayRequest], Answer], **settings):
        super().__init__(function, **settings)
        self._answer = answer

    @property
    def host(self) -> str:
        return "any.example.com"

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        return self._answer(request)

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        return Answer(403, [], refused.name.encode())
