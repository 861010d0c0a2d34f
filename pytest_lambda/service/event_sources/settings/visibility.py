"""The rule between a queue's visibility timeout and a function's timeout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.errors import InvalidParameterValueException
from pytest_lambda.service.versions.qualifiers import LATEST

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction


def check_visibility(kind_name: str, source: Any, function: ServiceFunction, qualifier: str | None) -> None:
    """Refuse a function that may run longer than its queue hides messages (A8).

    AWS looks at it when a mapping is created and when an update names the function, not when the queue or the
    function is changed later.

    Raises:
        InvalidParameterValueException: the visibility timeout is shorter.
    """
    if kind_name != "sqs":
        return
    hidden = source.settings.visibility_timeout
    runs = _timeout(function, qualifier)
    if hidden < runs:
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {hidden} seconds is less than Function timeout: {runs} seconds"
        )


def _timeout(function: ServiceFunction, qualifier: str | None) -> int:
    version = function.shown_version(qualifier)
    if version == LATEST:
        return function.configuration.timeout
    return function.versions.get(version).snapshot.configuration.timeout
