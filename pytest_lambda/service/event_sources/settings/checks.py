"""The checks of AWS's front end: each parameter by itself, and whether the kind of source has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.event_sources.settings.destination import failure_destination
from pytest_lambda.service.event_sources.settings.filters import pattern_texts, pattern_violations
from pytest_lambda.service.event_sources.settings.kind_rules import RULES
from pytest_lambda.service.event_sources.settings.nested_forms import flattened
from pytest_lambda.service.event_sources.settings.parameters import (
    CHOICES,
    CREATION_ONLY,
    FLAGS,
    LISTS,
    NUMBERS,
    TEXTS,
    aws_name,
    list_violations,
)
from pytest_lambda.service.settings.constraints import (
    Violation,
    a_text,
    a_whole_number,
    choice_violations,
    number_violations,
    refuse,
    text_violations,
)
from pytest_lambda.service.settings.event_invoke_configs import DESTINATION_LENGTH, DESTINATION_PATTERN


def checked(kind_name: str, given: Mapping[str, Any], *, creating: bool) -> dict[str, Any]:
    """The flat settings, each of which is right by itself; lists are tuples, patterns are texts.

    Args:
        kind_name: of the source.
        given: what the user wrote; None stands for what is not given.
        creating: whether it is CreateEventSourceMapping, not UpdateEventSourceMapping.

    Raises:
        ValidationException: values out of range; all of them in one error, as by AWS.
        InvalidParameterValueException: a parameter that the kind does not have.
        ConfigurationError: an unknown setting, or a value of another type.
    """
    flat = flattened(given)
    if not creating:
        _check_update(flat)
    typed = {name: _typed(name, value) for name, value in flat.items()}
    refuse(violation for name, value in typed.items() for violation in _violations(name, value))
    for name, value in typed.items():
        if value is not None and name not in RULES[kind_name].takes:
            raise _not_taken(kind_name, name)
    return {name: value for name, value in typed.items() if name in RULES[kind_name].takes}


def _check_update(flat: Mapping[str, Any]) -> None:
    for name in flat:
        if name in CREATION_ONLY:
            raise ConfigurationError(
                f"UpdateEventSourceMapping has no {aws_name(name)}: delete the mapping and create another one."
            )


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in NUMBERS:
        return a_whole_number(name, value)
    if name in CHOICES or name in TEXTS:
        return a_text(name, value)
    if name in LISTS:
        return _texts(name, value)
    if name in FLAGS and not isinstance(value, bool):
        raise ConfigurationError(f"{name} is {value!r} ({type(value).__name__}): expected True or False.")
    if name == "filter_criteria":
        return pattern_texts(value)
    if name == "on_failure":
        return failure_destination(value)
    if name == "starting_position_timestamp" and not isinstance(value, (datetime, int, float)):
        raise ConfigurationError(
            f"{name} is {value!r} ({type(value).__name__}): expected a datetime, or seconds since 1970."
        )
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(a_text(f"each of {name}", each) for each in value)
    raise ConfigurationError(f"{name} is {value!r} ({type(value).__name__}): expected a list of strings.")


def _violations(name: str, value: Any) -> Iterator[Violation]:
    if value is None:
        return
    if name in NUMBERS:
        member, bounds = NUMBERS[name]
        yield from number_violations(member, value, bounds)
    elif name in CHOICES:
        member, allowed = CHOICES[name]
        yield from choice_violations(member, value, allowed)
    elif name in LISTS:
        yield from list_violations(LISTS[name][0], value, *LISTS[name][1:])
    elif name in TEXTS:
        member, length, pattern = TEXTS[name]
        yield from text_violations(member, value, length=length, pattern=pattern)
    elif name == "filter_criteria":
        yield from pattern_violations(value)
    elif name == "on_failure":
        member = "destinationConfig.onFailure.destination"
        yield from text_violations(member, value.arn, length=DESTINATION_LENGTH, pattern=DESTINATION_PATTERN)


def _not_taken(kind_name: str, name: str) -> InvalidParameterValueException:
    if name == "starting_position" and kind_name == "sqs":
        # Seen in public deployment logs.
        return InvalidParameterValueException("StartingPosition is not valid for SQS event sources.")
    # Recorded for DestinationConfig (A12) and seen in public reports for ParallelizationFactor; that it is worded the
    # same for the others is inferred.
    return InvalidParameterValueException(
        f"Unsupported {aws_name(name)} parameter for given event source mapping type."
    )
