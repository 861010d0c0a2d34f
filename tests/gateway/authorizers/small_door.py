"""The smallest of doors: it asks its authorizer, and answers with the event that the function would get."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda import LambdaFunction
from pytest_lambda.gateway.authorizers import AuthorizerCall
from pytest_lambda.gateway.door import Door
from pytest_lambda.gateway.exchange import Answer
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.gateway.wire import received

STATUS = {
    "UNAUTHORIZED": 401,
    "ACCESS_DENIED": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "REQUEST_URI_TOO_LONG": 414,
}


def nothing(event: Any, context: Any) -> None:
    return None


class SmallDoor(Door):
    """Of any kind, with the one route that it is given."""

    kind = "rest-api"

    def __init__(self, function: LambdaFunction, authorizer: Any, *, kind: str, route: Route, **more: Any) -> None:
        super().__init__(function, raise_function_errors=more.pop("raise_function_errors", False))
        self.kind = kind
        self.authorizer = authorizer
        self.route = route
        self.more = {"stage": "$default" if kind == "http-api" else "prod", "path_parameters": None, **more}

    @property
    def host(self) -> str:
        return "abcdefghij.execute-api.us-east-1.amazonaws.com"

    def answered(self, request, exchange):
        call = AuthorizerCall(
            request=request,
            http=received(request),
            route=self.route,
            stage_variables={"tier": "gold"},
            api_id="abcdefghij",
            door=self,
            exchange=exchange,
            **self.more,
        )
        allowed = self.authorizer.authorize(call)
        exchange.event = {"authorizer": allowed.context, "identity": allowed.identity}
        return Answer(200, [], json.dumps(allowed.context).encode())

    def refused(self, request, exchange, refused):
        return Answer(STATUS[refused.name], list(refused.headers), json.dumps({"message": refused.message}).encode())
