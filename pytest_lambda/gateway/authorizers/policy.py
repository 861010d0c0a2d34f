"""What an IAM policy says about one action on one resource.

From the pages "Policy evaluation logic" and "Grammar of the IAM JSON policy language". A policy comes here after
`events.judging.policies` has found nothing wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.judging.policies import matches
from pytest_lambda.gateway.authorizers.conditions import holds

INVOKE = "execute-api:Invoke"


class Verdict(Enum):
    """What a policy comes to."""

    ALLOW = "Allow"
    #: a statement denies it
    EXPLICIT_DENY = "explicit deny"
    #: no statement is about it
    IMPLICIT_DENY = "implicit deny"


def verdict(document: Mapping[str, Any], resource: str, facts: Mapping[str, str], *, action: str = INVOKE) -> Verdict:
    """What a policy says: one statement that denies outweighs all that allow.

    Args:
        document: the policy.
        resource: ARN of what is asked for.
        facts: condition keys, in lower case, and their values.
        action: that is asked for.

    Raises:
        NotSimulated: a condition or a policy variable whose value is not known decides.
    """
    effects = {
        statement["Effect"] for statement in _statements(document) if _concerns(statement, action, resource, facts)
    }
    if "Deny" in effects:
        return Verdict.EXPLICIT_DENY
    return Verdict.ALLOW if "Allow" in effects else Verdict.IMPLICIT_DENY


def _statements(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    statements = document["Statement"]
    yield from [statements] if isinstance(statements, Mapping) else statements


def _concerns(statement: Mapping[str, Any], action: str, resource: str, facts: Mapping[str, str]) -> bool:
    return (
        _named(statement, "Action", action, re.IGNORECASE)
        and _named(statement, "Resource", resource, 0)
        and holds(statement.get("Condition") or {}, facts)
    )


def _named(statement: Mapping[str, Any], element: str, text: str, flags: int) -> bool:
    """Whether an element of a statement, or else its contrary, names something."""
    given = statement[element] if element in statement else statement[f"Not{element}"]
    patterns = [given] if isinstance(given, str) else given
    for pattern in patterns:
        if "${" in pattern:
            raise NotSimulated(f"The policy has the variable of {pattern!r}: policy variables are not simulated.")
    return any(matches(each, text, flags=flags) for each in patterns) == (element in statement)
