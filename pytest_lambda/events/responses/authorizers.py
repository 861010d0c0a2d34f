"""What API Gateway accepts from Lambda authorizers (facts 3.3).

Beyond the facts: the pages "Output from an API Gateway Lambda authorizer" and "Control access to HTTP APIs with AWS
Lambda authorizers".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.policies import concerns, elements, matches, policy_findings
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import Finding

_ACTION = "execute-api:Invoke"
_RESOURCE_CHARACTERS = 512
_REST_ERROR = "API Gateway answers 500 (AUTHORIZER_CONFIGURATION_ERROR)"
_HTTP_ERROR = "API Gateway answers 500"
_POLICY = "policyDocument"


def _parts(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _policy(answer: Any) -> Any:
    """The policy document, as far as there is one that can be read."""
    return _parts(answer).get(_POLICY)


def _add_policy(book: ResponseBook) -> None:
    """The rules of answers with a policy."""
    error = book.consequence

    @book.rule("AUTH-object", "An answer is an object; that 500 is answered otherwise is reported, not recorded.")
    def _object(answer: Any) -> Iterator[Finding]:
        if not isinstance(answer, dict):
            yield "", f"is {kind(answer)}, expected an object: {error}"

    @book.rule("AUTH-principal", "`principalId` is there and text; documented, not recorded.")
    def _principal(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict) and not isinstance(answer.get("principalId"), str):
            there = "principalId" in answer
            reason = f"is {kind(answer['principalId'])}, expected text" if there else "is missing"
            hint = "" if there else next((nearest(key, ["principalId"]) for key in answer if "rincip" in key), "")
            yield "principalId", f"{reason}: {error}.{hint}" if hint else f"{reason}: {error}"

    @book.rule("AUTH-policy", "`policyDocument` is an IAM policy; documented, what happens otherwise is not recorded.")
    def _document(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict):
            if _POLICY in answer:
                yield from policy_findings(answer[_POLICY], _POLICY, error)
            else:
                yield _POLICY, f"is missing: {error}"

    @book.rule(
        "AUTH-action", "Statements are about execute-api:Invoke, others say nothing to it; not recorded.", refuses=False
    )
    def _action(answer: Any) -> Iterator[Finding]:
        for field, action in elements(_policy(answer), _POLICY, "Action"):
            if not matches(action, _ACTION, flags=re.IGNORECASE):
                yield field, f"is {action!r}, which is not {_ACTION}: API Gateway ignores it"

    @book.rule("AUTH-length", "A `Resource` has at most 512 characters; documented.")
    def _length(answer: Any) -> Iterator[Finding]:
        for field, resource in elements(_policy(answer), _POLICY, "Resource"):
            if len(resource) > _RESOURCE_CHARACTERS:
                reason = f"has {len(resource)} characters, more than {_RESOURCE_CHARACTERS}"
                yield field, f"{reason}: API Gateway answers 414 (Request URI too long)"

    _add_concerns(book)


def _add_concerns(book: ResponseBook) -> None:
    @book.event_rule(
        "AUTH-concerns",
        "Some statement is about the method that was asked for: else the policy says nothing, which denies it. "
        "Reported, not recorded.",
    )
    def _concerns(answer: Any, event: Any) -> Iterator[Finding]:
        asked = event["methodArn"] if "methodArn" in event else event["routeArn"]
        named = list(elements(_policy(answer), _POLICY, "Resource"))
        if named and not concerns(_policy(answer), asked):
            reason = f"has no Resource that is {asked}"
            yield f"{_POLICY}.Statement", f"{reason}: API Gateway denies the request with 403, whatever the Effect"


def _add_flat_context(book: ResponseBook) -> None:
    @book.rule("AUTH-context", "`context` is an object of texts, numbers and booleans; documented, not recorded.")
    def _context(answer: Any) -> Iterator[Finding]:
        yield from _context_findings(answer, book.consequence)
        context = _parts(answer).get("context")
        for key, value in context.items() if isinstance(context, dict) else ():
            if isinstance(value, (dict, list)):
                reason = f"is {kind(value)}, expected text, a number, true or false (json.dumps makes text of it)"
                yield f"context.{key}", f"{reason}: {book.consequence}"

    @book.rule("AUTH-key", "`usageIdentifierKey` is text: the API key of a usage plan; documented.")
    def _key(answer: Any) -> Iterator[Finding]:
        key = _parts(answer).get("usageIdentifierKey")
        if key is not None and not isinstance(key, str):
            yield "usageIdentifierKey", f"is {kind(key)}, expected the text of an API key: {book.consequence}"


def _context_findings(answer: Any, consequence: str) -> Iterator[Finding]:
    context = _parts(answer).get("context")
    if context is not None and not isinstance(context, dict):
        yield "context", f"is {kind(context)}, expected an object: {consequence}"


def _rest_book(source: str) -> ResponseBook:
    book = ResponseBook(source, _REST_ERROR)
    _add_policy(book)
    _add_flat_context(book)
    return book


def _http_variant(event: Mapping[str, Any]) -> ResponseBook | None:
    return http_policy if event.get("version") == "1.0" else None


http_policy = ResponseBook("http_api_authorizer", _HTTP_ERROR)
_add_policy(http_policy)


@http_policy.rule("HAUTH-context", "`context` is an object; what happens otherwise is not recorded.")
def _policy_context(answer: Any) -> Iterator[Finding]:
    yield from _context_findings(answer, _HTTP_ERROR)


http_api = ResponseBook("http_api_authorizer", _HTTP_ERROR, variant=_http_variant)
_add_concerns(http_api)


@http_api.rule(
    "HAUTH-form",
    "An answer to payload version 2.0 has `isAuthorized` (with simple responses on) or a policy; "
    "that 500 is answered otherwise is documented.",
)
def _form(answer: Any) -> Iterator[Finding]:
    if not isinstance(answer, dict):
        yield "", f"is {kind(answer)}, expected an object with isAuthorized, or a policy: {_HTTP_ERROR}"
    elif "isAuthorized" not in answer and _POLICY not in answer:
        hint = next((nearest(key, ["isAuthorized"]) for key in answer if "uthor" in key), "")
        yield "isAuthorized", f"is missing, and so is policyDocument: {_HTTP_ERROR}{'.' + hint if hint else ''}"


@http_api.rule("HAUTH-simple", "`isAuthorized` is true or false; what happens otherwise is not recorded.")
def _simple(answer: Any) -> Iterator[Finding]:
    parts = _parts(answer)
    if "isAuthorized" in parts and not isinstance(parts["isAuthorized"], bool):
        yield "isAuthorized", f"is {kind(parts['isAuthorized'])}, expected true or false: {_HTTP_ERROR}"


@http_api.rule(
    "HAUTH-unknown",
    "A simple response has `isAuthorized` and `context`; others are ignored. Not recorded.",
    refuses=False,
)
def _unknown(answer: Any) -> Iterator[Finding]:
    parts = _parts(answer)
    for key in parts if "isAuthorized" in parts and _POLICY not in parts else ():
        if key not in ("isAuthorized", "context"):
            yield key, f"is no part of a simple response: API Gateway ignores it.{nearest(key, ['context'])}"


@http_api.rule("HAUTH-context", "`context` is an object, also a nested one; what happens otherwise is not recorded.")
def _http_context(answer: Any) -> Iterator[Finding]:
    yield from _context_findings(answer, _HTTP_ERROR)


@http_api.rule("HAUTH-policy", "A policy keeps the rules of payload version 1.0; documented.")
def _http_policy(answer: Any) -> Iterator[Finding]:
    if _POLICY in _parts(answer):
        for violation in http_policy.violations(answer):
            if violation.rule not in ("HAUTH-context", "AUTH-action"):
                yield violation.field, violation.reason


@http_api.rule("HAUTH-action", "Statements are about execute-api:Invoke, as documented for 1.0.", refuses=False)
def _http_action(answer: Any) -> Iterator[Finding]:
    for violation in http_policy.violations(answer) if _POLICY in _parts(answer) else ():
        if violation.rule == "AUTH-action":
            yield violation.field, violation.reason


BOOKS = (
    _rest_book("rest_api_authorizer_token"),
    _rest_book("rest_api_authorizer_request"),
    _rest_book("websocket_authorizer"),
    http_api,
)
