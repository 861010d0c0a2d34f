"""The asynchronous configurations of one function, one for each qualifier (E11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Any

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceNotFoundException,
)
from pytest_lambda.service.settings.constraints import (
    Violation,
    a_whole_number,
    number_violations,
    refuse,
    text_violations,
)
from pytest_lambda.service.settings.destinations import (
    ON_FAILURE_KINDS,
    ON_SUCCESS_KINDS,
    Resolver,
    Target,
    target,
    unqualified,
)
from pytest_lambda.service.settings.event_invoke_config import (
    EVENT_AGE_SECONDS,
    RETRY_ATTEMPTS,
    EventInvokeConfig,
)

#: Lambda API reference, OnSuccess, Destination
DESTINATION_PATTERN = (
    r"$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:"
    r"((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)"
)
DESTINATION_LENGTH = (0, 350)

_LATEST = "$LATEST"
#: AWS's names of the two numbers, and their ranges
_RANGES = {
    "maximum_retry_attempts": ("maximumRetryAttempts", RETRY_ATTEMPTS),
    "maximum_event_age_in_seconds": ("maximumEventAgeInSeconds", EVENT_AGE_SECONDS),
}
_KINDS = {"on_success": ON_SUCCESS_KINDS, "on_failure": ON_FAILURE_KINDS}
#: AWS's names of the two destinations
_NESTED = {"on_success": "OnSuccess", "on_failure": "OnFailure"}


class NotGiven(Enum):
    """A destination that the caller said nothing about; None stands for no destination."""

    NOT_GIVEN = "not given"


NOT_GIVEN = NotGiven.NOT_GIVEN


class EventInvokeConfigs:
    """What PutFunctionEventInvokeConfig and its relatives keep.

    Args:
        function_arn: unqualified.
        resolve: the resource with an ARN, or None; functions included.
        exists: whether the function has such a version or alias, or `$LATEST`.
        now: the moment in virtual time.
    """

    def __init__(
        self,
        function_arn: str,
        *,
        resolve: Resolver,
        exists: Callable[[str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._function_arn = function_arn
        self._resolve = resolve
        self._exists = exists
        self._now = now
        self._configs: dict[str, EventInvokeConfig] = {}
        #: AWS's defaults, by qualifier
        self._defaults: dict[str, EventInvokeConfig] = {}

    def put(
        self,
        qualifier: str | None = None,
        *,
        maximum_retry_attempts: int | None = None,
        maximum_event_age_in_seconds: int | None = None,
        on_success: object = NOT_GIVEN,
        on_failure: object = NOT_GIVEN,
        destination_config: Mapping[str, Any] | None = None,
    ) -> EventInvokeConfig:
        """Replace the configuration: what is not given has its default again.

        Args:
            qualifier: a version or an alias; default `$LATEST`.
            maximum_retry_attempts: 0-2.
            maximum_event_age_in_seconds: 60-21,600.
            on_success: a standard queue or topic, an event bus, another function, or the ARN of one.
            on_failure: likewise, or a bucket.
            destination_config: AWS's form of the two: `{"OnSuccess": {"Destination": arn}}`.

        Raises:
            ValidationException: a number out of range, or a text that is no ARN.
            InvalidParameterValueException: nothing is given, or a destination that AWS refuses.
            ResourceNotFoundException: there is no such version or alias.

        Source: Lambda API reference, PutFunctionEventInvokeConfig; E4, E5, E11, E12.
        """
        numbers = _numbers(maximum_retry_attempts, maximum_event_age_in_seconds)
        destinations = _destinations(on_success, on_failure, destination_config, self._resolve)
        self._check(qualifier, numbers, destinations)
        return self._store(qualifier, EventInvokeConfig(), numbers, destinations)

    def update(
        self,
        qualifier: str | None = None,
        *,
        maximum_retry_attempts: int | None = None,
        maximum_event_age_in_seconds: int | None = None,
        on_success: object = NOT_GIVEN,
        on_failure: object = NOT_GIVEN,
        destination_config: Mapping[str, Any] | None = None,
    ) -> EventInvokeConfig:
        """Change what is given of a configuration that exists; the arguments are those of `put`.

        Raises:
            ResourceNotFoundException: there is no configuration yet.

        Source: Lambda API reference, UpdateFunctionEventInvokeConfig; E11.
        """
        numbers = _numbers(maximum_retry_attempts, maximum_event_age_in_seconds)
        destinations = _destinations(on_success, on_failure, destination_config, self._resolve)
        self._check(qualifier, numbers, destinations)
        return self._store(qualifier, self.get(qualifier), numbers, destinations)

    def get(self, qualifier: str | None = None) -> EventInvokeConfig:
        """The configuration of a qualifier.

        Raises:
            ResourceNotFoundException: it has none.
        """
        found = self._configs.get(qualifier or _LATEST)
        if found is None:
            raise ResourceNotFoundException(f"The function {self._arn(qualifier)} doesn't have an EventInvokeConfig")
        return found

    def delete(self, qualifier: str | None = None) -> None:
        """Take the configuration away: the defaults are in force again.

        Raises:
            ResourceNotFoundException: there is none.
        """
        self.get(qualifier)
        del self._configs[qualifier or _LATEST]

    def forget(self, qualifier: str) -> None:
        """Drop the configuration of a version or alias that is deleted, if it has one."""
        self._configs.pop(qualifier, None)

    def list(self) -> tuple[EventInvokeConfig, ...]:
        """All configurations, in the order in which they were first put."""
        return tuple(self._configs.values())

    def in_force(self, qualifier: str | None = None) -> EventInvokeConfig:
        """What holds for invocations of a qualifier: its own configuration (E11), else AWS's defaults."""
        name = qualifier or _LATEST
        found = self._configs.get(name) or self._defaults.get(name)
        if found is None:
            found = self._defaults[name] = EventInvokeConfig(function_arn=self._arn(qualifier))
        return found

    def _store(
        self,
        qualifier: str | None,
        base: EventInvokeConfig,
        numbers: Mapping[str, int],
        destinations: Mapping[str, Target | None],
    ) -> EventInvokeConfig:
        changes: dict[str, Any] = {**numbers, **self._checked(destinations)}
        config = replace(
            base,
            function_arn=self._arn(qualifier),
            last_modified=self._now(),
            given=base.given | numbers.keys(),
            **changes,
        )
        self._configs[qualifier or _LATEST] = config
        return config

    def _check(
        self, qualifier: str | None, numbers: Mapping[str, int], destinations: Mapping[str, Target | None]
    ) -> None:
        # Malformed values come first, a missing function last: API::test_lambda_eventinvokeconfig_exceptions.
        refuse(_violations(numbers, destinations))
        if not numbers and not destinations:
            raise InvalidParameterValueException(
                "You must specify at least one of error handling or destination setting."
            )
        if not self._exists(qualifier or _LATEST):
            raise ResourceNotFoundException("The function doesn't exist.", f"It is {self._arn(qualifier)}.")

    def _checked(self, destinations: Mapping[str, Target | None]) -> dict[str, Target | None]:
        for name, found in destinations.items():
            if found is not None and (found.kind not in _KINDS[name] or found.is_fifo):
                raise _refused(destinations, name, found)
        return {name: found and self._resolved(found) for name, found in destinations.items()}

    def _resolved(self, found: Target) -> Target:
        if unqualified(found.arn) == self._function_arn:
            raise InvalidParameterValueException("You can't specify the function as a destination for itself.")
        resource = self._resolve(found.arn)
        if resource is None:
            raise InvalidParameterValueException(
                f"The destination ARN {found.arn} is invalid.\nThis service has no such resource: create it first."
            )
        return Target(found.arn, found.kind, resource)

    def _arn(self, qualifier: str | None) -> str:
        return f"{self._function_arn}:{qualifier or _LATEST}"


def _numbers(retry_attempts: int | None, event_age: int | None) -> dict[str, int]:
    given = {"maximum_retry_attempts": retry_attempts, "maximum_event_age_in_seconds": event_age}
    return {name: a_whole_number(name, value) for name, value in given.items() if value is not None}


def _destinations(
    on_success: object, on_failure: object, nested: object, resolve: Resolver
) -> dict[str, Target | None]:
    flat = {"on_success": on_success, "on_failure": on_failure}
    given = {name: value for name, value in flat.items() if value is not NOT_GIVEN}
    if nested is not None:
        for name, value in _unnested(nested).items():
            if name in given:
                raise ConfigurationError(f"{name} and destination_config both name a destination: give one of them.")
            given[name] = value
    return {name: target(name, value, resolve) for name, value in given.items()}


def _unnested(nested: object) -> dict[str, object]:
    if isinstance(nested, Mapping) and set(nested) <= set(_NESTED.values()):
        parts = {name: nested[key] for name, key in _NESTED.items() if key in nested}
        if all(isinstance(part, Mapping) and set(part) <= {"Destination"} for part in parts.values()):
            return {name: part.get("Destination") for name, part in parts.items()}
    raise ConfigurationError(
        f"destination_config is {nested!r}: expected AWS's form "
        '{"OnSuccess": {"Destination": arn}, "OnFailure": {"Destination": arn}}.'
    )


def _violations(numbers: Mapping[str, int], destinations: Mapping[str, Target | None]) -> list[Violation]:
    found: list[Violation] = []
    for name, value in numbers.items():
        member, bounds = _RANGES[name]
        found += number_violations(member, value, bounds)
    for name, destination in destinations.items():
        if destination is not None:
            member = f"destinationConfig.{_NESTED[name][0].lower()}{_NESTED[name][1:]}.destination"
            found += text_violations(member, destination.arn, length=DESTINATION_LENGTH, pattern=DESTINATION_PATTERN)
    return found


def _refused(
    destinations: Mapping[str, Target | None], name: str, refused: Target
) -> InvalidParameterValueException:
    # AWS's text is recorded for a service that cannot be a destination; for FIFO ones and for a bucket on success
    # nobody has recorded it, only that they are refused (E12).
    shown = ", ".join(
        f"{key[0].lower()}{key[1:]}={_shown(key, destinations[each]) if each in destinations else 'null'}"
        for each, key in _NESTED.items()
    )
    what = "a FIFO queue or topic" if refused.is_fifo else "none of these"
    return InvalidParameterValueException(
        f"The provided destination config DestinationConfig({shown}) is invalid.\n"
        f"{name} takes a standard queue, a standard topic, an event bus or another function"
        f"{', or a bucket' if name == 'on_failure' else ''}; {refused.arn} is {what}."
    )


def _shown(key: str, destination: Target | None) -> str:
    return f"{key}(destination={'null' if destination is None else destination.arn})"
