"""Conditions of IAM policies, as far as a gateway knows what they are about.

From the pages "IAM JSON policy elements: Condition operators" and "AWS condition keys that can be used in API Gateway
resource policies".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from ipaddress import ip_address, ip_network
from typing import Any

from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.judging.policies import matches

#: the condition keys whose values a request has
KEYS = ("aws:CurrentTime", "aws:EpochTime", "aws:Referer", "aws:SecureTransport", "aws:SourceIp", "aws:UserAgent")
_KNOWN = {key.lower() for key in KEYS}
_IF_EXISTS = "IfExists"


def _equals(value: str, wanted: str) -> bool:
    return value == wanted


def _equals_ignoring_case(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


def _like(value: str, wanted: str) -> bool:
    return matches(wanted, value)


def _in_network(value: str, wanted: str) -> bool:
    try:
        return ip_address(value) in ip_network(wanted, strict=False)
    except ValueError:
        return False


def _moment(text: str) -> float:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def check(value: str, wanted: str) -> bool:
        try:
            return compare(_moment(value), _moment(wanted))
        except ValueError:
            return False

    return check


#: operator -> whether a value is as wanted
_POSITIVE: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": _like,
    "IpAddress": _in_network,
    "Bool": _equals_ignoring_case,
}
for _kind in ("Date", "Numeric"):
    _POSITIVE[f"{_kind}Equals"] = _ordered(lambda value, wanted: value == wanted)
    _POSITIVE[f"{_kind}LessThan"] = _ordered(lambda value, wanted: value < wanted)
    _POSITIVE[f"{_kind}LessThanEquals"] = _ordered(lambda value, wanted: value <= wanted)
    _POSITIVE[f"{_kind}GreaterThan"] = _ordered(lambda value, wanted: value > wanted)
    _POSITIVE[f"{_kind}GreaterThanEquals"] = _ordered(lambda value, wanted: value >= wanted)
#: operator -> the one of which it is the contrary
_NEGATIVE = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NotIpAddress": "IpAddress",
    "DateNotEquals": "DateEquals",
    "NumericNotEquals": "NumericEquals",
}
_OPERATORS = (*_POSITIVE, *_NEGATIVE, "Null")


def holds(condition: Any, facts: Mapping[str, str]) -> bool:
    """Whether all of a statement's conditions hold.

    Args:
        condition: of the statement: operator -> key -> what is wanted.
        facts: keys in lower case, and their values.

    Raises:
        NotSimulated: an operator or a key is not known here.
    """
    if not isinstance(condition, Mapping) or not all(isinstance(each, Mapping) for each in condition.values()):
        raise NotSimulated(f"The policy has the condition {condition!r}: expected operators, and keys with values.")
    checks = [(operator, key, value) for operator, keys in condition.items() for key, value in keys.items()]
    return all(_one_holds(*check, facts) for check in checks)


def _one_holds(operator: str, key: str, wanted: Any, facts: Mapping[str, str]) -> bool:
    if key.lower() not in _KNOWN:
        raise NotSimulated(
            f"The policy has a condition on {key!r}, which requests of tests do not have.{nearest(key, KEYS)} "
            f"Known: {', '.join(KEYS)}."
        )
    plain = operator.removesuffix(_IF_EXISTS)
    if plain not in _OPERATORS:
        raise NotSimulated(
            f"The policy has the condition operator {operator!r}, which is not simulated."
            f"{nearest(operator, _OPERATORS)} Known: {', '.join(_OPERATORS)}."
        )
    values = [_text(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
    value = facts.get(key.lower())
    if plain == "Null":
        return _text(value is None) in [each.lower() for each in values]
    if value is None:  # a missing key is unlike anything
        return operator != plain or plain in _NEGATIVE
    fits = any(_POSITIVE[_NEGATIVE.get(plain, plain)](value, each) for each in values)
    return fits != (plain in _NEGATIVE)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
