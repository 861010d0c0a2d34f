"""AWS's nested parameters of a mapping beside their flat spellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.runtime.configuration import unknown_setting
from pytest_lambda.service.event_sources.settings.parameters import KNOWN
from pytest_lambda.service.settings.flattening import flatten, nested_parts

#: parameter that AWS nests -> its keys, and the flat settings that they stand for
NESTED_FORMS: Mapping[str, Mapping[str, str]] = {
    "scaling_config": {"MaximumConcurrency": "maximum_concurrency"},
    "provisioned_poller_config": {
        "MinimumPollers": "minimum_pollers",
        "MaximumPollers": "maximum_pollers",
        "PollerGroupName": "poller_group_name",
    },
    "destination_config": {"OnFailure": "on_failure", "OnSuccess": "on_success"},
    "metrics_config": {"Metrics": "metrics"},
    "logging_config": {"SystemLogLevel": "system_log_level"},
}


def flattened(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with every nested form replaced by the flat settings in it.

    None stands for a setting that is not given. In the result it stands for one that is taken away, as an empty
    nested form does: `scaling_config={}` of an update.

    Raises:
        ConfigurationError: an unknown setting, a nested form with unknown keys, or a setting that is given twice.
    """
    return flatten(given, _flat)


def _flat(name: str, value: object) -> dict[str, Any]:
    keys = NESTED_FORMS.get(name)
    if keys is None:
        if name not in KNOWN:
            raise unknown_setting(name, (*KNOWN, *NESTED_FORMS), "The event source mapping")
        return {name: value}
    parts = nested_parts(name, value, keys)
    if name == "destination_config":
        parts = {key: nested_parts(f"{name}[{key!r}]", part, ("Destination",)) for key, part in parts.items()}
        parts = {key: part.get("Destination") for key, part in parts.items()}
    if not parts:
        return {setting: None for key, setting in keys.items() if key != "OnSuccess"}
    return {keys[key]: part for key, part in parts.items()}
