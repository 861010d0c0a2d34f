from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.service.settings.constraints import (
    ValidationException,
    a_text,
    a_whole_number,
    choice_violations,
    number_violations,
    refuse,
    text_violations,
)


def test_nothing_wrong() -> None:
    refuse([])
    refuse(text_violations("name", "ab", length=(1, 2), pattern="[a-z]+"))
    refuse(number_violations("n", 1, (1, 2)))
    refuse(choice_violations("c", "x", ("x", "y")))


def test_one() -> None:
    with pytest.raises(ValidationException) as caught:
        refuse(number_violations("memorySize", 64, (128, 10_240)))
    assert str(caught.value) == (
        "1 validation error detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have "
        "value greater than or equal to 128"
    )
    assert caught.value.code == "ValidationException"
    assert isinstance(caught.value, InvalidParameterValueException)


def test_several() -> None:
    with pytest.raises(ValidationException) as caught:
        refuse([
            *text_violations("a", "", length=(1, 2), pattern="[a-z]+"),
            *choice_violations("b", "z", ("x", "y")),
        ])
    assert str(caught.value) == (
        "3 validation errors detected: "
        "Value '' at 'a' failed to satisfy constraint: Member must have length greater than or equal to 1; "
        "Value '' at 'a' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+; "
        "Value 'z' at 'b' failed to satisfy constraint: Member must satisfy enum value set: [x, y]"
    )


@pytest.mark.parametrize("value", [None, True, 1.0, "1"])
def test_whole_numbers(value: object) -> None:
    with pytest.raises(ConfigurationError, match="timeout is .*: expected a whole number"):
        a_whole_number("timeout", value)
    assert a_whole_number("timeout", 3) == 3


def test_texts() -> None:
    with pytest.raises(ConfigurationError, match=r"role is 3 \(int\): expected a string"):
        a_text("role", 3)
    assert a_text("role", "x") == "x"
