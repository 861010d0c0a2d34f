"""Templates become resources of a service; their functions call what moto answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_lambda import LambdaService
from tests.warm_libraries import warm_libraries

__all__ = ["warm_libraries"]


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as made:
        yield made
