"""Which target group a request goes to: the rules of a listener.

From "Listener rules for your Application Load Balancer": a condition on the path is case-sensitive, one on the host is
not; `*` stands for any number of characters and `?` for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.exchange import GatewayRequest
from pytest_lambda.gateway.routes.settings import checked_qualifier
from pytest_lambda.runtime.function import LambdaFunction

_CONDITIONS = ("path_pattern", "host_header", "http_request_method")
_SETTINGS = (*_CONDITIONS, "function", "target_group_name", "multi_value_headers", "qualifier")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group with one function.

    Args:
        name: of the group, up to 32 letters, digits and hyphens.
        function: its only target.
        multi_value_headers: its attribute `lambda.multi_value_headers.enabled`.
        qualifier: version or alias of the function.
    """

    name: str
    function: LambdaFunction
    multi_value_headers: bool = False
    qualifier: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"target_group_name is {self.name!r}: expected 1 to 32 letters, digits and hyphens, with no hyphen at "
                "either end."
            )
        if not isinstance(self.multi_value_headers, bool):
            raise ConfigurationError(f"multi_value_headers is {self.multi_value_headers!r}: expected True or False.")
        checked_qualifier("qualifier", self.qualifier)
        if not isinstance(self.function, LambdaFunction):
            raise ConfigurationError(f"function of a target group is {self.function!r}: expected a Lambda function.")


@dataclass(frozen=True, slots=True)
class ListenerRule:
    """A rule that forwards to a target group what meets all its conditions.

    Args:
        paths, hosts, methods: patterns of which one must fit; None for no such condition.
        group: where the request goes.
    """

    paths: tuple[re.Pattern[str], ...] | None
    hosts: tuple[re.Pattern[str], ...] | None
    methods: tuple[str, ...] | None
    group: TargetGroup

    def takes(self, request: GatewayRequest) -> bool:
        """Whether a request meets all conditions."""
        if self.methods is not None and request.method not in self.methods:
            return False
        if self.paths is not None and not _fits(self.paths, request.path):
            return False
        return self.hosts is None or _fits(self.hosts, (request.header("host") or "").partition(":")[0])


def rules_of(given: object) -> tuple[ListenerRule, ...]:
    """The rules that a caller gives, in the order of their priority.

    Raises:
        ConfigurationError: one is malformed.
    """
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ConfigurationError(
            f"rules is {given!r}: expected a list of rules such as {{'path_pattern': '/api/*', 'function': function}}."
        )
    return tuple(_rule(number, rule) for number, rule in enumerate(given))


def _rule(number: int, rule: Any) -> ListenerRule:
    where = f"rules[{number}]"
    if not isinstance(rule, Mapping):
        raise ConfigurationError(
            f"{where} is {rule!r}: expected a mapping such as {{'path_pattern': '/api/*', 'function': function}}."
        )
    for name in rule:
        if name not in _SETTINGS:
            raise ConfigurationError(
                f"{where} has {name!r}, which is no setting of a rule.{nearest(name, _SETTINGS)} "
                f"Known: {', '.join(_SETTINGS)}."
            )
    if "function" not in rule or not any(name in rule for name in _CONDITIONS):
        raise ConfigurationError(f"{where}: expected a function and at least one of {', '.join(_CONDITIONS)}.")
    paths, hosts, methods = (_values(where, name, rule.get(name)) for name in _CONDITIONS)
    group = TargetGroup(
        rule.get("target_group_name", f"lambda-targets-{number + 1}"),
        rule["function"],
        rule.get("multi_value_headers", False),
        rule.get("qualifier"),
    )
    return ListenerRule(_patterns(paths, 0), _patterns(hosts, re.IGNORECASE), methods, group)


def _values(where: str, name: str, given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    values = (given,) if isinstance(given, str) else given
    listed = isinstance(values, (list, tuple)) and values
    if not listed or not all(isinstance(each, str) and each for each in values):
        raise ConfigurationError(f"{where} has {name} {given!r}: expected text, or a list of texts.")
    return tuple(values)


def _patterns(values: tuple[str, ...] | None, flags: int) -> tuple[re.Pattern[str], ...] | None:
    if values is None:
        return None
    texts = [re.escape(each).replace(r"\*", ".*").replace(r"\?", ".") for each in values]
    return tuple(re.compile(each, flags | re.DOTALL) for each in texts)


def _fits(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(each.fullmatch(text) for each in patterns)
