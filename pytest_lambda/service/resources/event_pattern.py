"""Event patterns of EventBridge rules: the same grammar as that of filter criteria, with EventBridge's refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pytest_lambda.batches.filtering.alternative import Alternative
from pytest_lambda.batches.filtering.pattern import branches_of_text
from pytest_lambda.batches.filtering.refusal import PatternRefused
from pytest_lambda.service.resources.refusals import RequestRefused

#: whether a rule takes an event
Matcher: TypeAlias = "Callable[[Mapping[str, Any]], bool]"


def matcher_of(pattern: object) -> Matcher:
    """What decides whether an event matches a pattern.

    Args:
        pattern: a mapping, or its JSON text.

    Raises:
        RequestRefused: EventBridge would refuse the pattern: `InvalidEventPatternException`.
        NotSimulated: it has an operator that is not simulated.
    """
    try:
        alternatives = [Alternative(branch) for branch in branches_of_text(_text(pattern))]
    except PatternRefused as error:
        raise _invalid(error.reason) from None
    if len(alternatives) == 1:
        return alternatives[0].matches
    return lambda event: any(alternative.matches(event) for alternative in alternatives)


def _text(pattern: object) -> str:
    if isinstance(pattern, str):
        return pattern
    try:
        return json.dumps(pattern, default=_as_dict)
    except (TypeError, ValueError, RecursionError) as error:
        raise _invalid(f"Pattern is not JSON ({error})") from None


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} is not JSON")


def _invalid(reason: str) -> RequestRefused:
    return RequestRefused("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")
