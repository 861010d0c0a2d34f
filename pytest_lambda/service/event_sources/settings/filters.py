"""`FilterCriteria` as it is given, and the texts that are kept of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_lambda.batches.filtering.criteria import PATTERN_CHARACTERS, REFUSAL
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.settings.constraints import Violation


def pattern_texts(criteria: object) -> tuple[str, ...]:
    """The patterns as JSON texts.

    Args:
        criteria: AWS's `{"Filters": [{"Pattern": text}]}`, or a list of patterns; a pattern is JSON text, or what
            such a text says.

    Raises:
        InvalidParameterValueException: a pattern is null (A100).
        ConfigurationError: it is none of that.
    """
    return tuple(_text(pattern) for pattern in _patterns(criteria))


def pattern_violations(texts: Sequence[str]) -> list[Violation]:
    """Patterns that are too long."""
    constraint = f"Member must have length less than or equal to {PATTERN_CHARACTERS}"
    return [
        Violation(f"filterCriteria.filters.{number}.member.pattern", text, constraint)
        for number, text in enumerate(texts, 1)
        if len(text) > PATTERN_CHARACTERS
    ]


def _patterns(criteria: object) -> list[Any]:
    filters = criteria
    if isinstance(criteria, Mapping):
        if not set(criteria) <= {"Filters"}:
            raise _expected(criteria)
        filters = criteria.get("Filters") or ()
    if isinstance(filters, (str, bytes)) or not isinstance(filters, Sequence):
        raise _expected(criteria)
    return [each["Pattern"] if _is_filter(each) else each for each in filters]


def _is_filter(each: object) -> bool:
    return isinstance(each, Mapping) and set(each) == {"Pattern"} and not isinstance(each["Pattern"], list)


def _text(pattern: object) -> str:
    if pattern is None:
        raise InvalidParameterValueException(REFUSAL)
    if isinstance(pattern, str):
        return pattern
    try:
        return json.dumps(pattern)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"The filter pattern {pattern!r} is not JSON: {error}.") from error


def _expected(criteria: object) -> ConfigurationError:
    return ConfigurationError(
        f'filter_criteria is {criteria!r}: expected AWS\'s form {{"Filters": [{{"Pattern": "..."}}]}}, or a list of '
        "patterns."
    )
