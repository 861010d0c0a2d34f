"""A request as it reaches a gateway, the gateway's response, and what happened between the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.runtime.result import InvocationResult

#: what HTTP sends no body with (RFC 9110, 6.4.1)
_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """A request as it is sent.

    Args:
        method: in upper case.
        path: percent-encoded, as sent, from the first slash to the query.
        query: as sent, without the question mark.
        headers: names and values as sent, in their order; `Host` is among them.
        content: the body; empty if there is none.
        source_ip: of the client.
    """

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    content: bytes
    source_ip: str

    def header(self, name: str) -> str | None:
        """The last value of a header, by its name in lower case."""
        for each, value in reversed(self.headers):
            if each.lower() == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a gateway answered by itself, in place of the function or against its answer.

    Args:
        rule: its name, `REST-unknown` or `HTTP-no-route` say; those about answers are `check_response`'s.
        reason: for people.
    """

    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


@dataclass(slots=True)
class Exchange:
    """What happened to one request: `response.extensions["lambda"]`.

    Attributes:
        kind: of the gateway.
        route: that was taken: `GET /pets/{id}`, `$default`, a resource's path; None if there was none.
        event: what the function got; None if it was not invoked.
        result: the function's invocation; None if it was not invoked, or has not ended yet.
        refusal: why the gateway answered by itself; None if the answer is the function's.
        ignored: parts of the function's answer that the gateway did not use.
        authorizer: the invocation of the Lambda authorizer; None without one, or if a cached answer was taken.
        request_id: the gateway's: the event and the response have it; None if it has given none.
        extended_request_id: the other one, of a REST API.
    """

    kind: str
    route: str | None = None
    event: Any = None
    result: InvocationResult | None = None
    refusal: Refusal | None = None
    ignored: tuple[Violation, ...] = ()
    authorizer: InvocationResult | None = None
    request_id: str | None = None
    extended_request_id: str | None = None


@dataclass(slots=True)
class Answer:
    """A response in the making.

    Attributes:
        status: of HTTP.
        headers: names and values in the order of sending.
        content: the body.
        reason_phrase: beside the status; None for the usual one.
    """

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    content: bytes = b""
    reason_phrase: str | None = None

    def has(self, name: str) -> bool:
        """Whether there is a header of this name, which is in lower case."""
        return any(each.lower() == name for each, _ in self.headers)

    def add_missing(self, headers: Iterable[tuple[str, str]]) -> None:
        """Add headers that are not there yet."""
        there = {name.lower() for name, _ in self.headers}
        self.headers += [(name, value) for name, value in headers if name.lower() not in there]


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """A response as it reaches the client.

    Args:
        status: of HTTP.
        headers: names and values in the order of sending.
        content: the body; empty where HTTP sends none.
        exchange: what happened.
        reason_phrase: beside the status; None for the usual one.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    exchange: Exchange
    reason_phrase: str | None = None


def sent_to(request: GatewayRequest, answer: Answer, exchange: Exchange) -> GatewayResponse:
    """What reaches the client of an answer: no body where HTTP has none, and the length of what there is."""
    content = b"" if request.method == "HEAD" or answer.status in _BODILESS else answer.content
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    if answer.status not in _BODILESS:
        headers.append(("Content-Length", str(len(answer.content))))
    return GatewayResponse(answer.status, tuple(headers), content, exchange, answer.reason_phrase)
