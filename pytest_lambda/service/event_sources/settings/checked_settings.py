"""Makes the settings of a mapping out of what CreateEventSourceMapping or UpdateEventSourceMapping was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.filtering.criteria import compile_filters
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.settings.checks import checked
from pytest_lambda.service.event_sources.settings.combinations import check_combinations
from pytest_lambda.service.event_sources.settings.destination import check_destination
from pytest_lambda.service.event_sources.settings.kind_rules import RULES, KindRules
from pytest_lambda.service.event_sources.settings.parameters import STRUCTURES
from pytest_lambda.service.resources.moments import microseconds, moment

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction

#: AWS's members that nothing here reads
_OTHER = frozenset({*STRUCTURES, "poller_group_name", "system_log_level"})


def mapping_settings(
    kind_name: str,
    given: Mapping[str, Any],
    *,
    source: Any,
    function: ServiceFunction,
    current: MappingSettings | None,
) -> MappingSettings:
    """The checked settings of a mapping.

    Args:
        kind_name: `sqs`, `kinesis`, `dynamodb`, `kafka`, `mq` or `documentdb`.
        given: AWS's parameters in snake_case, nested as AWS has them or flat; None stands for what is not given.
        source: the simulated resource.
        function: that is invoked.
        current: the settings so far, of an update; what is not given stays.

    Raises:
        ValidationException: a value out of range, or a text of another form.
        InvalidParameterValueException: AWS would refuse the combination.
        ConfigurationError: an unknown setting, or a value of another type.
    """
    rules = RULES[kind_name]
    flat = checked(kind_name, given, creating=current is None)
    other = {name: flat.pop(name) for name in list(flat) if name in _OTHER}
    base = _defaults(rules, flat, source) if current is None else current
    changes = _changes(flat, rules, base, creating=current is None)
    _check_moment(changes.get("starting_position_timestamp"), function)
    settings = replace(base, other={**base.other, **other}, **changes)
    check_combinations(kind_name, settings, source=source)
    if flat.get("filter_criteria"):
        compile_filters(settings.filter_patterns, kind_name, most=function.service.mappings.most_filters)
    return _resolved(settings, flat, rules, function)


def _defaults(rules: KindRules, flat: Mapping[str, Any], source: Any) -> MappingSettings:
    if rules.positions and rules.position is None and flat.get("starting_position") is None:
        # recorded with this code, which is another one than for a value that is not in the set (C3)
        raise InvalidParameterValueException(
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must "
            "not be null."
        )
    return MappingSettings(
        batch_size=rules.batch_size,
        maximum_batching_window_in_seconds=rules.window,
        starting_position=rules.position,
        topics=(source.name,) if "topics" in rules.takes else (),
        queues=(source.name,) if "queues" in rules.takes else (),
    )


def _changes(flat: Mapping[str, Any], rules: KindRules, base: MappingSettings, *, creating: bool) -> dict[str, Any]:
    changes = dict(flat)
    if "filter_criteria" in changes:
        changes["filter_patterns"] = changes.pop("filter_criteria") or ()
    if "starting_position_timestamp" in changes:
        changes["starting_position_timestamp"] = _moment(changes["starting_position_timestamp"])
    for name in ("metrics", "function_response_types"):
        if name in changes:
            changes[name] = changes[name] or ()
    if "minimum_pollers" in flat or "maximum_pollers" in flat:
        changes.update(_pollers(flat, rules, base, creating=creating))
    return changes


def _pollers(
    flat: Mapping[str, Any], rules: KindRules, base: MappingSettings, *, creating: bool
) -> dict[str, int | None]:
    minimum, maximum = flat.get("minimum_pollers"), flat.get("maximum_pollers")
    if minimum is None and maximum is None:
        if creating:
            raise InvalidParameterValueException(
                "Either MinimumPollers or MaximumPollers are required if ProvisionedPollerConfig is provided."
            )
        return {"minimum_pollers": None, "maximum_pollers": None}
    allowed = rules.pollers
    assert allowed is not None
    if minimum is None:
        minimum = base.minimum_pollers or allowed.lowest
    if maximum is None:
        maximum = base.maximum_pollers or allowed.default_maximum
    if not allowed.lowest <= minimum <= allowed.highest_minimum or not minimum <= maximum <= allowed.highest:
        raise InvalidParameterValueException(
            f"MinimumPollers should be between [{allowed.lowest}, {allowed.highest_minimum}] and MaximumPollers should "
            f"be between [MinimumPollers, {allowed.highest}]"
        )
    return {"minimum_pollers": minimum, "maximum_pollers": maximum}


def _moment(given: datetime | float | None) -> datetime | None:
    if given is None:
        return None
    if not isinstance(given, datetime):
        return moment(microseconds(given))
    if given.tzinfo is None:
        raise ConfigurationError(
            f"starting_position_timestamp is {given!r}: expected one with a time zone, say tzinfo=timezone.utc."
        )
    return given


def _check_moment(at: datetime | None, function: ServiceFunction) -> None:
    now = function.service.clock.now()
    if at is not None and at > now:  # API reference; the text is ours
        raise InvalidParameterValueException(f"StartingPositionTimestamp {at} is in the future: it is {now}.")


def _resolved(
    settings: MappingSettings, flat: Mapping[str, Any], rules: KindRules, function: ServiceFunction
) -> MappingSettings:
    if flat.get("on_failure") is None:
        return settings
    return replace(
        settings, on_failure=check_destination(flat["on_failure"], rules.destinations, function.service.resource)
    )
