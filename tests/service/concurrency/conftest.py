"""Requests, as a service makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_lambda.service.concurrency.account_concurrency import AccountConcurrency
from pytest_lambda.service.concurrency.permit import Permit
from pytest_lambda.service.concurrency.throttle import Throttle


@pytest.fixture
def service() -> AccountConcurrency:
    """An account with AWS's limits."""
    return AccountConcurrency()


@pytest.fixture
def admitted() -> Callable[..., list[Permit]]:
    """So many executions at one moment, all of them admitted."""

    def admitted(service: AccountConcurrency, function: str, count: int, version: str = "$LATEST") -> list[Permit]:
        answers = [service.admit(function, version, now_us=0, kind="Event") for _ in range(count)]
        permits = [answer for answer in answers if isinstance(answer, Permit)]
        assert len(permits) == count
        return permits

    return admitted


@pytest.fixture
def throttled() -> Callable[..., Throttle]:
    """One request that is refused."""

    def throttled(service: AccountConcurrency, function: str, version: str = "$LATEST", **request: object) -> Throttle:
        answer = service.admit(function, version, **{"now_us": 0, "kind": "Event", **request})
        assert isinstance(answer, Throttle), answer
        return answer

    return throttled
