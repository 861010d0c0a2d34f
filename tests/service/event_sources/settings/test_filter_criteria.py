"""Filter criteria as they are given."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, ValidationException
from tests.service.event_sources.settings.conftest import Settings

PATTERN = '{"body": {"a": [1]}}'


@pytest.mark.parametrize(
    "given",
    [
        {"Filters": [{"Pattern": PATTERN}]},
        {"Filters": [{"Pattern": {"body": {"a": [1]}}}]},
        [PATTERN],
        [{"body": {"a": [1]}}],
        ({"Pattern": PATTERN},),
    ],
    ids=["AWS's form", "with a pattern as a dict", "texts", "dicts", "a tuple of AWS's filters"],
)
def test_forms_of_a_pattern(settings: Settings, given: Any) -> None:
    assert settings("sqs", filter_criteria=given).filter_patterns == (PATTERN,)


@pytest.mark.parametrize("given", [{}, {"Filters": []}, [], {"Filters": None}], ids=["{}", "none", "[]", "null"])
def test_no_filters(settings: Settings, given: Any) -> None:  # A101
    assert settings("sqs", filter_criteria=given).filter_patterns == ()


@pytest.mark.parametrize(
    "pattern",
    [None, "null", "simple string", '"simple string"', {"eventSource": "aws:sqs"}, {"eventSource": []}, "{"],
    ids=["None", "null", "no JSON", "a string", "a scalar", "an empty list", "malformed"],
)
@pytest.mark.parametrize("kind", ["sqs", "dynamodb"])
def test_patterns_that_aws_refuses(settings: Settings, kind: str, pattern: Any) -> None:  # A100
    for given in ({"Filters": [{"Pattern": pattern}]}, [pattern]):
        with pytest.raises(InvalidParameterValueException) as caught:
            settings(kind, filter_criteria=given)
        assert str(caught.value).partition("\n")[0] == "Invalid filter pattern definition."


@pytest.mark.parametrize("given", [PATTERN, 5, {"filters": []}, {"Pattern": PATTERN}], ids=["text", "5", "key", "one"])
def test_other_forms_are_our_error(settings: Settings, given: Any) -> None:
    with pytest.raises(ConfigurationError, match="expected AWS's form"):
        settings("sqs", filter_criteria=given)


def test_a_pattern_that_is_not_json(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="is not JSON"):
        settings("sqs", filter_criteria=[{"body": [object]}])


def test_a_pattern_that_is_too_long(settings: Settings) -> None:  # A90
    with pytest.raises(ValidationException, match=r"at 'filterCriteria\.filters\.2\.member\.pattern' failed"):
        settings("sqs", filter_criteria=[PATTERN, {"body": ["a" * 4_096]}])


def test_five_filters_and_ten_on_request(settings: Settings, service: LambdaService) -> None:  # A90
    assert len(settings("sqs", filter_criteria=[PATTERN] * 5).filter_patterns) == 5
    with pytest.raises(InvalidParameterValueException, match="6 filters"):
        settings("sqs", filter_criteria=[PATTERN] * 6)
    service.mappings.most_filters = 10
    assert len(settings("sqs", filter_criteria=[PATTERN] * 10).filter_patterns) == 10
