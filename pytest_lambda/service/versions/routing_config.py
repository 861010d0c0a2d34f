"""The weights of an alias: how much of its traffic goes to a second version."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.settings.constraints import Violation, refuse, text_violations

#: Lambda API reference, AliasRoutingConfiguration; F18
VERSION_PATTERN = r"[0-9]+"
VERSION_LENGTH = (1, 1024)
WEIGHTS = (0.0, 1.0)
MAXIMUM_ADDITIONAL_VERSIONS = 1

_NESTED = "AdditionalVersionWeights"
_MEMBER = "routingConfig.additionalVersionWeights"
_KEY_CONSTRAINT = (
    "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have "
    "length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"
)
_VALUE_CONSTRAINT = (
    "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value "
    "greater than or equal to 0.0, Member must not be null]"
)

NO_WEIGHTS: Mapping[str, float] = MappingProxyType({})


def parse_routing_config(routing_config: Mapping[str, Any]) -> Mapping[str, float]:
    """Version -> weight, from `{"2": 0.1}` or AWS's `{"AdditionalVersionWeights": {"2": 0.1}}`.

    Args:
        routing_config: at most one version; weights from 0.0 to 1.0.

    Raises:
        ValidationException: a version that is no number, or a weight out of range.
        InvalidParameterValueException: more than one version.
        ConfigurationError: it has not the form of either.

    Source: Lambda API reference, AliasRoutingConfiguration; API::test_notfound_and_invalid_routingconfigs (V1).
    """
    weights = {version: _weight(version, weight) for version, weight in _flat(routing_config).items()}
    refuse(_violations(weights))
    if len(weights) > MAXIMUM_ADDITIONAL_VERSIONS:
        raise InvalidParameterValueException("Number of items in AdditionalVersionWeights cannot be greater than 1")
    return MappingProxyType(weights)


def _flat(routing_config: object) -> Mapping[str, Any]:
    weights = routing_config
    if isinstance(weights, Mapping) and set(weights) == {_NESTED}:
        weights = weights[_NESTED]
    if isinstance(weights, Mapping) and all(isinstance(version, str) for version in weights):
        return weights
    raise ConfigurationError(
        f"routing_config is {routing_config!r}: expected a version and its share of the invocations, "
        f'as in {{"2": 0.1}} or {{"{_NESTED}": {{"2": 0.1}}}}.'
    )


def _weight(version: str, weight: object) -> float:
    if isinstance(weight, (int, float)) and not isinstance(weight, bool):
        return float(weight)
    raise ConfigurationError(f"routing_config gives version {version} the weight {weight!r}: expected a number.")


def _violations(weights: Mapping[str, float]) -> list[Violation]:
    shown = "{" + ", ".join(f"{version}={weight!r}" for version, weight in weights.items()) + "}"
    found = []
    if any(text_violations("", version, length=VERSION_LENGTH, pattern=VERSION_PATTERN) for version in weights):
        found.append(Violation(_MEMBER, shown, _KEY_CONSTRAINT))
    if not all(WEIGHTS[0] <= weight <= WEIGHTS[1] for weight in weights.values()):
        found.append(Violation(_MEMBER, shown, _VALUE_CONSTRAINT))
    return found
