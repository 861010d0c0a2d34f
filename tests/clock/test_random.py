"""Random numbers under virtual time: a matter of the seed."""

from __future__ import annotations

import random

from pytest_lambda import LambdaService
from pytest_lambda.clock.virtual import VirtualClock


def drawn(seed: int) -> list[float]:
    with LambdaService(seed=seed) as service:
        function = service.create_function("dice", handler=lambda event, context: random.random())
        return [function({}) for _ in range(3)]


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert drawn(1) == drawn(1) != drawn(2)


def test_the_tests_own_numbers_go_on_as_before() -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    with VirtualClock():
        random.random()
    assert random.random() == expected


def test_a_further_example_begins_with_the_same_numbers() -> None:
    with VirtualClock() as clock:
        first = random.random()
        clock.restart()
        assert random.random() == first
