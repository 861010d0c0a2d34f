"""What Amazon Bedrock agents accept from the functions of action groups.

From the page "Configure Lambda functions to send information that an Amazon Bedrock agent elicits from the user".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ERROR = "the agent fails with DependencyFailedException"
_IGNORED = "is no part of an answer to an agent (not recorded)"


class _Body(TypedDict):
    body: str


class _ApiBase(TypedDict):
    actionGroup: str
    apiPath: str
    httpMethod: str


class _Api(_ApiBase, total=False):
    httpStatusCode: int
    responseBody: dict[str, _Body]
    responseState: Literal["FAILURE", "REPROMPT"]


class _FunctionResponseBase(TypedDict):
    responseBody: dict[str, _Body]


class _FunctionResponse(_FunctionResponseBase, total=False):
    responseState: Literal["FAILURE", "REPROMPT"]


class _Function(TypedDict):
    actionGroup: str
    function: str
    functionResponse: _FunctionResponse


class _Session(TypedDict, total=False):
    sessionAttributes: dict[str, str] | None
    promptSessionAttributes: dict[str, str] | None
    knowledgeBasesConfiguration: list[dict[str, Any]] | None


class _ApiAnswerBase(TypedDict):
    messageVersion: Literal["1.0"]
    response: _Api


class _ApiAnswer(_ApiAnswerBase, _Session, total=False):
    pass


class _FunctionAnswerBase(TypedDict):
    messageVersion: Literal["1.0"]
    response: _Function


class _FunctionAnswer(_FunctionAnswerBase, _Session, total=False):
    pass


api = ResponseBook("bedrock_agent", _ERROR, shape=_ApiAnswer, shape_rule="BR-shape", unknown=_IGNORED)
function = ResponseBook(
    "bedrock_agent_function", _ERROR, shape=_FunctionAnswer, shape_rule="BR-shape", unknown=_IGNORED
)
BOOKS = (api, function)


def _add_echo(book: ResponseBook, names: tuple[str, ...]) -> None:
    @book.event_rule("BR-echo", f"{', '.join(names)} are those of the event; documented.")
    def _echo(answer: Any, event: Any) -> Iterator[Finding]:
        response = answer["response"]
        for name in names:
            if name in response and response[name] != event[name]:
                yield f"response.{name}", f"is {response[name]!r}, expected {event[name]!r} as in the event: {_ERROR}"


_add_echo(api, ("actionGroup", "apiPath", "httpMethod"))
_add_echo(function, ("actionGroup", "function"))


@function.rule("BR-text", "The body of a function's response is under `TEXT`; documented.")
def _text(answer: Any) -> Iterator[Finding]:
    for name in answer["response"]["functionResponse"]["responseBody"]:
        if name != "TEXT":
            yield f"response.functionResponse.responseBody.{name}", f"is not known, expected TEXT: {_ERROR}"
