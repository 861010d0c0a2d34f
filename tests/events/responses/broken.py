"""What `check_response` says, in the form that tests compare."""

from __future__ import annotations

from typing import Any

from pytest_lambda.events import check_response


def broken(source: str, response: Any, event: Any = None) -> set[tuple[str, str]]:
    """The broken rules and where."""
    return {(violation.rule, violation.field) for violation in check_response(source, response, event)}


def said(source: str, response: Any, event: Any = None) -> str:
    """Everything that is said, one line each."""
    return "\n".join(map(str, check_response(source, response, event)))
