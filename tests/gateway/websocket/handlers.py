"""Handlers, and how they reach their clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]


class Recorder:
    """A handler that notes its events, and answers what it is told to: 200 by default.

    Attributes:
        events: that it got.
        answers: route key -> an answer, or what makes one of the event.
    """

    def __init__(self, **answers: Any) -> None:
        self.events: list[Event] = []
        self.answers: dict[str, Any] = {f"${name}": answer for name, answer in answers.items()}

    def __call__(self, event: Event, context: object) -> Any:
        self.events.append(event)
        answer = self.answers.get(event["requestContext"]["routeKey"], {"statusCode": 200})
        return answer(event) if callable(answer) else answer

    @property
    def routes(self) -> list[str]:
        return [event["requestContext"]["routeKey"] for event in self.events]

    @property
    def contexts(self) -> list[Event]:
        return [event["requestContext"] for event in self.events]


def management(event: Event) -> Any:
    """boto3's client for the API of an event, as handlers make it."""
    import boto3

    context = event["requestContext"]
    url = f"https://{context['domainName']}/{context['stage']}"
    return boto3.client("apigatewaymanagementapi", endpoint_url=url)


def client_at(url: str) -> Any:
    import boto3

    return boto3.client("apigatewaymanagementapi", endpoint_url=url)


def post(event: Event, data: str | bytes, connection_id: str | None = None) -> None:
    """Send to a client, by default the one whose event it is."""
    to = connection_id or event["requestContext"]["connectionId"]
    management(event).post_to_connection(ConnectionId=to, Data=data)


def code_of(action: Callable[[], Any]) -> str | None:
    """The code with which botocore's client refuses; None if it does not."""
    from botocore.exceptions import ClientError

    try:
        action()
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        return code
    return None
