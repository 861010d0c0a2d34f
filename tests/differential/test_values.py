"""Return values: the bytes of the response, or of the error that it cannot be marshalled."""

from __future__ import annotations

import pytest
from hypothesis import given

from . import values
from .both import RUNTIMES, Both, assert_same
from .settings import FAST


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(value=values.nearly_json())
def test_nearly_json(both: Both, runtime: str, value: object) -> None:
    assert_same(both.run(lambda event, context: value, runtime=runtime))


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(value=values.anything())
def test_anything(both: Both, runtime: str, value: object) -> None:
    assert_same(both.run(lambda event, context: value, runtime=runtime))


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(value=values.surrogates())
def test_surrogates(both: Both, runtime: str, value: object) -> None:
    assert_same(both.run(lambda event, context: value, runtime=runtime))


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(value=values.circular())
def test_circular(both: Both, runtime: str, value: object) -> None:
    assert_same(both.run(lambda event, context: value, runtime=runtime))


@pytest.mark.parametrize("digits", [4300, 4301])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_integer_at_the_limit_of_digits(both: Both, runtime: str, digits: int) -> None:
    assert_same(both.run(lambda event, context: {"n": 10 ** (digits - 1)}, runtime=runtime))  # R018
