"""What Cognito user pools accept from their triggers: the event itself, with its `response` filled in.

From "Customizing user pool workflows with Lambda triggers" and its subpages. What Cognito does with an answer that it
does not understand is named there for some cases only (InvalidLambdaResponseException); none is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.judging.cognito_answers import FIXED_CLAIMS, RESPONSES, PreTokenGeneration1
from pytest_lambda.events.judging.http_answers import kind
from pytest_lambda.events.judging.responsebook import ResponseBook
from pytest_lambda.events.judging.shape import UNKNOWN, Finding, misfits

_ERROR = "Cognito rejects it with InvalidLambdaResponseException"
_PARTS = ("version", "triggerSource", "region", "userPoolId", "callerContext", "request", "response")
_FORGOT = "UserMigration_ForgotPassword"
_LONGEST = {"smsMessage": 140, "emailMessage": 20_000}

_BOOKS = {source: ResponseBook(source, _ERROR) for source in RESPONSES}
#: nothing is said about these answers: Cognito does not read them
_SENDERS = tuple(
    ResponseBook(f"cognito_custom_{medium}_sender", "Cognito takes the trigger for failed")
    for medium in ("email", "sms")
)
BOOKS = (*_BOOKS.values(), *_SENDERS)


def _response(answer: Any) -> dict[str, Any]:
    response = answer.get("response") if isinstance(answer, dict) else None
    return response if isinstance(response, dict) else {}


def _request(answer: Any) -> dict[str, Any]:
    request = answer.get("request") if isinstance(answer, dict) else None
    return request if isinstance(request, dict) else {}


def _shape(source: str, answer: dict[str, Any]) -> Any:
    old = source == "cognito_pre_token_generation" and answer.get("version", "1") == "1"
    return PreTokenGeneration1 if old else RESPONSES[source]


def _add_common(source: str, book: ResponseBook) -> None:
    @book.rule("COG-event", "The answer is the event object, not the null of a handler without return; not recorded.")
    def _event(answer: Any) -> Iterator[Finding]:
        if not isinstance(answer, dict):
            yield "", f"is {kind(answer)}, expected the event object: {_ERROR}"
            return
        for name in _PARTS:
            if name not in answer:
                yield name, f"is missing, expected the event object with all its parts: {_ERROR}"

    @book.event_rule("COG-echo", "Only `response` changes: Cognito does not read the rest back. Not recorded.")
    def _echo(answer: Any, event: Any) -> Iterator[Finding]:
        for name in event.keys() | (answer.keys() if isinstance(answer, dict) else set()):
            if name != "response" and name in answer and answer[name] != event.get(name):
                yield name, "is not as in the event: Cognito reads nothing but response"

    @book.rule("COG-types", "`response` is an object, and its parts are of the documented types.")
    def _types(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict) and "response" in answer:
            if not isinstance(answer["response"], dict):
                yield "response", f"is {kind(answer['response'])}, expected an object: {_ERROR}"
            for field, reason in misfits(_response(answer), _shape(source, answer)):
                if reason is not UNKNOWN:
                    yield f"response.{field}", f"{reason}: {_ERROR}"

    @book.rule("COG-ignored", "`response` has the documented parts only: others are ignored. Not recorded.")
    def _ignored(answer: Any) -> Iterator[Finding]:
        if isinstance(answer, dict):
            for field, reason in misfits(_response(answer), _shape(source, answer)):
                if reason is UNKNOWN:
                    reason = f"is no part of what this trigger may answer{_why(field)}"
                    yield f"response.{field}", f"{reason}: Cognito ignores it"


def _why(field: str) -> str:
    if field == "claimsAndScopeOverrideDetails":
        return " to an event of version 1"
    return " to an event of version 2 or 3" if field == "claimsOverrideDetails" else ""


for _source, _book in _BOOKS.items():
    _add_common(_source, _book)


@_BOOKS["cognito_pre_sign_up"].rule("COG-verify", "An attribute to be verified is there; documented.")
def _verify(answer: Any) -> Iterator[Finding]:
    attributes = _request(answer).get("userAttributes")
    for part, name in (("autoVerifyEmail", "email"), ("autoVerifyPhone", "phone_number")):
        if _response(answer).get(part) is True and isinstance(attributes, dict) and not attributes.get(name):
            yield f"response.{part}", f"is true, but the user has no {name}: the sign-up fails"


@_BOOKS["cognito_user_migration"].rule("COG-user", "`userAttributes` has at least one attribute; documented.")
def _user(answer: Any) -> Iterator[Finding]:
    if isinstance(answer, dict) and not _response(answer).get("userAttributes"):
        reason = "has no attribute (to refuse the user, raise an exception)"
        yield "response.userAttributes", f"{reason}: Cognito does not make the user"


@_BOOKS["cognito_user_migration"].rule(
    "COG-reset", "A user who forgot the password has a verified email or phone number; documented."
)
def _reset(answer: Any) -> Iterator[Finding]:
    attributes = _response(answer).get("userAttributes")
    if not (isinstance(attributes, dict) and attributes and answer.get("triggerSource") == _FORGOT):
        return
    if "true" not in (attributes.get("email_verified"), attributes.get("phone_number_verified")):
        reason = "has neither email_verified nor phone_number_verified as 'true'"
        yield "response.userAttributes", f"{reason}: Cognito cannot send the code, and the reset fails"


@_BOOKS["cognito_custom_message"].rule(
    "COG-code", "A message has the placeholder of the code, and that of the user name in an invitation; documented."
)
def _code(answer: Any) -> Iterator[Finding]:
    names = ["codeParameter"]
    if isinstance(answer, dict) and answer.get("triggerSource") == "CustomMessage_AdminCreateUser":
        names.append("usernameParameter")
    for part in _LONGEST:
        text = _response(answer).get(part)
        for name in names:
            placeholder = _request(answer).get(name)
            if isinstance(text, str) and isinstance(placeholder, str) and placeholder not in text:
                yield f"response.{part}", f"lacks request.{name}, {placeholder!r}: {_ERROR}"


@_BOOKS["cognito_custom_message"].rule("COG-length", "An SMS has at most 140 characters, an email 20,000; documented.")
def _length(answer: Any) -> Iterator[Finding]:
    for part, longest in _LONGEST.items():
        text = _response(answer).get(part)
        if isinstance(text, str) and len(text) > longest:
            yield f"response.{part}", f"has {len(text):,} characters, more than {longest:,}: {_ERROR}"


@_BOOKS["cognito_define_auth_challenge"].rule(
    "COG-decide", "Either tokens are issued, or authentication fails, or a challenge is named. Not recorded."
)
def _decide(answer: Any) -> Iterator[Finding]:
    response = _response(answer)
    issue, fail = response.get("issueTokens") is True, response.get("failAuthentication") is True
    if issue and fail:
        yield "response.issueTokens", "is true, and so is failAuthentication: Cognito issues no tokens"
    elif isinstance(answer, dict) and not (issue or fail or response.get("challengeName")):
        reason = "is missing, and neither issueTokens nor failAuthentication is true"
        yield "response.challengeName", f"{reason}: {_ERROR}"


@_BOOKS["cognito_verify_auth_challenge"].rule("COG-answer", "`answerCorrect` is set; else: not recorded.")
def _answer(answer: Any) -> Iterator[Finding]:
    if isinstance(answer, dict) and _response(answer).get("answerCorrect") is None:
        yield "response.answerCorrect", f"is not set, expected true or false: {_ERROR}"


@_BOOKS["cognito_pre_token_generation"].rule(
    "COG-claims", "Claims that Cognito alone sets are left alone; documented. What happens otherwise: not recorded."
)
def _claims(answer: Any) -> Iterator[Finding]:
    response = _response(answer)
    both = response.get("claimsAndScopeOverrideDetails")
    paths = {"claimsOverrideDetails": response.get("claimsOverrideDetails")}
    for token in ("idTokenGeneration", "accessTokenGeneration"):
        paths[f"claimsAndScopeOverrideDetails.{token}"] = both.get(token) if isinstance(both, dict) else None
    for path, changes in paths.items():
        for part in ("claimsToAddOrOverride", "claimsToSuppress"):
            names = changes.get(part) if isinstance(changes, dict) else None
            for name in names if isinstance(names, (dict, list)) else ():
                if isinstance(name, str) and name in FIXED_CLAIMS:
                    yield f"response.{path}.{part}.{name}", "is a claim that the trigger cannot change"
