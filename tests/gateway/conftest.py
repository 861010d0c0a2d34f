"""A service with functions whose handlers stand in the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pytest_lambda import LambdaService, ServiceFunction


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as made:
        yield made


@pytest.fixture
def deploy(service) -> Callable[..., ServiceFunction]:
    """`deploy(handler, timeout=60)` gives a function of the service."""

    def make(handler: Callable[..., object], name: str = "pets", **settings: object) -> ServiceFunction:
        return service.create_function(name, handler=handler, **{"timeout": 60, **settings})

    return make
