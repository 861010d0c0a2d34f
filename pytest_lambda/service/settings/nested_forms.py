"""AWS's nested parameters beside their flat spellings, and AWS's CamelCase names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.service.settings.flattening import flatten, nested_parts

#: parameter that AWS nests -> its keys, and the flat settings that they stand for
NESTED_FORMS: Mapping[str, Mapping[str, str]] = {
    "environment": {"Variables": "environment"},
    "ephemeral_storage": {"Size": "ephemeral_storage"},
    "snap_start": {"ApplyOn": "snap_start"},
    "logging_config": {
        "LogFormat": "log_format",
        "ApplicationLogLevel": "application_log_level",
        "SystemLogLevel": "system_log_level",
        "LogGroup": "log_group",
    },
    "dead_letter_config": {"TargetArn": "dead_letter_queue"},
    "tracing_config": {"Mode": "tracing"},
    "tenancy_config": {"TenantIsolationMode": "tenant_isolation_mode"},
    "runtime_management_config": {"UpdateRuntimeOn": "update_runtime_on", "RuntimeVersionArn": "runtime_version_arn"},
}

#: parameters whose flat form is a mapping or a plain value of the same name
_ALSO_FLAT = frozenset({"environment", "ephemeral_storage", "snap_start"})


def flattened(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with every nested form replaced by the flat settings in it; None means not given.

    Raises:
        ConfigurationError: a nested form has unknown keys, or a setting is given twice.
    """
    return flatten(settings, _flat_settings)


def snake_case(name: str) -> str:
    """A parameter of the API as it is spelled here: `KMSKeyArn` is `kms_key_arn`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return words.lower()


def _flat_settings(name: str, value: object) -> dict[str, Any]:
    keys = NESTED_FORMS.get(name)
    if keys is None or not _is_nested(name, value, keys):
        return {name: value}
    return {keys[key]: given for key, given in nested_parts(name, value, keys).items()}


def _is_nested(name: str, value: object, keys: Mapping[str, str]) -> bool:
    if name not in _ALSO_FLAT:
        return True
    if name == "environment":
        # A variable may be named Variables; then its value is a text.
        return isinstance(value, Mapping) and isinstance(value.get("Variables"), Mapping)
    return isinstance(value, Mapping)
