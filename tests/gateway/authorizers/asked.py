"""Requests to APIs that ask an authorizer first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_lambda import LambdaFunction

ALL = "arn:aws:execute-api:us-east-1:123456789012:*"


def policy(effect: str = "Allow", resource: Any = ALL, **more: Any) -> dict[str, Any]:
    """An answer with one statement."""
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    return {
        "principalId": "ada",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        **more,
    }


def raising(text: str, kind: type[Exception] = Exception) -> Callable[[Any], Any]:
    """What an authorizer does in place of an answer."""

    def answer(event: Any) -> Any:
        raise kind(text)

    return answer


@dataclass(frozen=True)
class Guard:
    """A function that an authorizer asks, and the events that it got."""

    function: LambdaFunction
    events: list[Any]


def authorizer_of(response: Any) -> Any:
    """`requestContext.authorizer`, as the function got it."""
    return response.extensions["lambda"].event["requestContext"].get("authorizer")


def refused(response: Any) -> tuple[int, Any, str]:
    """What the gateway answers by itself, and the rule for which it does."""
    return response.status_code, response.json(), response.extensions["lambda"].refusal.rule
