"""Health checks of target groups: "Health checks for Application Load Balancer target groups"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.gateway.exchange import Exchange

_CODES = re.compile(r"(\d{3})(?:-(\d{3}))?")
_LOWEST, _HIGHEST = 200, 499
_MATCHER = "expected codes from 200 to 499 such as '200', '200,204' or '200-299'."


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """What a target group asks its target for.

    Args:
        path: with a query if need be.
        matcher: the codes of a healthy target, from 200 to 499: values and ranges between commas.
        timeout_seconds: from 2 to 120.
    """

    path: str = "/"
    matcher: str = "200"
    timeout_seconds: int = 30

    def __post_init__(self) -> None:
        if not isinstance(self.path, str) or not self.path.startswith("/"):
            raise ConfigurationError(f"path of health_check is {self.path!r}: expected text such as '/health'.")
        self._ranges()
        timeout = self.timeout_seconds
        if not isinstance(timeout, int) or isinstance(timeout, bool) or not 2 <= timeout <= 120:
            raise ConfigurationError(f"timeout_seconds of health_check is {timeout!r}: expected 2 to 120.")

    def accepts(self, status: int) -> bool:
        """Whether a target that answers with this code is healthy."""
        return any(first <= status <= last for first, last in self._ranges())

    def _ranges(self) -> list[tuple[int, int]]:
        parts = self.matcher.split(",") if isinstance(self.matcher, str) else [""]
        found = [_CODES.fullmatch(part.strip()) for part in parts]
        ranges = [(int(each[1]), int(each[2] or each[1])) for each in found if each]
        if len(ranges) < len(found) or not all(_LOWEST <= first <= last <= _HIGHEST for first, last in ranges):
            raise ConfigurationError(f"matcher of health_check is {self.matcher!r}: {_MATCHER}")
        return ranges


_SETTINGS = ("path", "matcher", "timeout_seconds")


def health_check_of(given: object) -> HealthCheck:
    """The health check that a caller gives.

    Raises:
        ConfigurationError: it is malformed.
    """
    if given is None:
        return HealthCheck()
    if not isinstance(given, Mapping):
        raise ConfigurationError(
            f"health_check is {given!r}: expected a mapping such as {{'path': '/health', 'matcher': '200-299'}}."
        )
    for name in given:
        if name not in _SETTINGS:
            raise ConfigurationError(
                f"health_check has {name!r}, which is none of its settings.{nearest(name, _SETTINGS)} "
                f"Known: {', '.join(_SETTINGS)}."
            )
    return HealthCheck(**given)


@dataclass(frozen=True, slots=True)
class TargetHealth:
    """What one health check has found.

    Attributes:
        state: `healthy` or `unhealthy`.
        reason: AWS's code, `Target.ResponseCodeMismatch` or `Target.Timeout`; None of a healthy target.
        description: for people; None of a healthy target.
        status: the code that the load balancer saw: 502 if the function failed; None after a timeout.
        exchange: with the event, and the function's result.
    """

    state: str
    reason: str | None
    description: str | None
    status: int | None
    exchange: Exchange

    @property
    def healthy(self) -> bool:
        """Whether the target is healthy."""
        return self.state == "healthy"
