"""What becomes of a request by the policy of a Lambda authorizer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.events.judging.rulebook import Violation
from pytest_lambda.gateway.authorizers.authorizer import AuthorizerCall
from pytest_lambda.gateway.authorizers.policy import Verdict, verdict
from pytest_lambda.gateway.authorizers.requests import HTTP_API
from pytest_lambda.gateway.door import Refused

#: bytes: the longest ARN of a method (AWS: "Output from an API Gateway Lambda authorizer")
_LONGEST_ARN = 1600
_DENIED = "User is not authorized to access this resource"
#: facts 3.3; since then AWS was seen to add "in an identity-based policy"
_DENIED_EXPLICITLY = f"{_DENIED} with an explicit deny"


def check_length(arn: str) -> None:
    """An ARN of a method has a limit, which path parameters may exceed.

    Raises:
        Refused: it is too long.
    """
    size = len(arn.encode())
    if size > _LONGEST_ARN:
        reason = f"the ARN of the method has {size} bytes, more than {_LONGEST_ARN}"
        raise Refused("REQUEST_URI_TOO_LONG", "AUTH-arn-length", reason)


def check_policy(document: Mapping[str, Any], arn: str, call: AuthorizerCall) -> None:
    """A policy lets a request pass.

    Args:
        document: the policy, which may be older than the request.
        arn: of the method that this request asks for.
        call: the request.

    Raises:
        Refused: it does not.
        NotSimulated: it depends on a condition that is not known here.
    """
    said = verdict(document, arn, facts_of(call))
    own = call.door.kind != HTTP_API  # which answers all denials with its one message
    if said is Verdict.EXPLICIT_DENY:
        message = _DENIED_EXPLICITLY if own else None
        raise Refused("ACCESS_DENIED", "AUTH-deny", f"the policy denies {arn}", message=message)
    if said is Verdict.IMPLICIT_DENY:
        reason = f"no statement of the policy is about {arn}"
        raise Refused("ACCESS_DENIED", "AUTH-no-statement", reason, message=_DENIED if own else None)


def facts_of(call: AuthorizerCall) -> dict[str, str]:
    """The values of condition keys, by their names in lower case."""
    epoch = call.door.function.clock.epoch()
    known = {
        "aws:currenttime": str(epoch),
        "aws:epochtime": str(epoch),
        "aws:referer": call.http.header("referer"),
        "aws:securetransport": "true",
        "aws:sourceip": call.request.source_ip,
        "aws:useragent": call.http.header("user-agent"),
    }
    return {key: value for key, value in known.items() if value is not None}


def flat_context(answer: Mapping[str, Any], latency: int) -> dict[str, Any]:
    """`requestContext.authorizer` of a REST API: all values are text (facts 3.3); a null is left out, not recorded."""
    given: Mapping[str, Any] = answer.get("context") or {}
    texts = {name: _text(value) for name, value in given.items() if value is not None}
    return {**texts, "principalId": answer["principalId"], "integrationLatency": latency}


def note_usage_key(answer: Mapping[str, Any], call: AuthorizerCall) -> None:
    """A key of a usage plan has no effect here."""
    if answer.get("usageIdentifierKey") is not None:
        reason = "is not used: usage plans are not simulated"
        call.exchange.ignored += (Violation("AUTH-key", "usageIdentifierKey", reason),)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
