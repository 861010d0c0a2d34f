"""How a function, version or alias treats its asynchronous invocations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_lambda.service.settings.destinations import Target

#: Lambda API reference, PutFunctionEventInvokeConfig; E4, E5
RETRY_ATTEMPTS = (0, 2)
DEFAULT_RETRY_ATTEMPTS = 2
EVENT_AGE_SECONDS = (60, 21_600)
DEFAULT_EVENT_AGE_SECONDS = 21_600


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInvokeConfig:
    """Retries, age and destinations of asynchronous invocations; without arguments AWS's defaults.

    Args:
        function_arn: qualified, with `$LATEST` as well (E11).
        maximum_retry_attempts: after the first attempt, 0-2, default 2 (E4).
        maximum_event_age_in_seconds: 60-21,600, default 21,600 (E5).
        on_success: where the record of a success goes.
        on_failure: where the record of a failure goes.
        last_modified: in virtual time; None for the defaults.
        given: names of those of the first two that were set; AWS shows only them.
    """

    function_arn: str = ""
    maximum_retry_attempts: int = DEFAULT_RETRY_ATTEMPTS
    maximum_event_age_in_seconds: int = DEFAULT_EVENT_AGE_SECONDS
    on_success: Target | None = None
    on_failure: Target | None = None
    last_modified: datetime | None = None
    given: frozenset[str] = frozenset()

    def as_response(self) -> dict[str, Any]:
        """The fields of GetFunctionEventInvokeConfig's answer, as boto3 gives them."""
        response: dict[str, Any] = {
            "LastModified": self.last_modified,
            "FunctionArn": self.function_arn,
            "DestinationConfig": {
                "OnSuccess": _shown(self.on_success),
                "OnFailure": _shown(self.on_failure),
            },
        }
        if "maximum_retry_attempts" in self.given:
            response["MaximumRetryAttempts"] = self.maximum_retry_attempts
        if "maximum_event_age_in_seconds" in self.given:
            response["MaximumEventAgeInSeconds"] = self.maximum_event_age_in_seconds
        return response


def _shown(destination: Target | None) -> dict[str, str]:
    return {} if destination is None else {"Destination": destination.arn}
