"""Tracebacks without this package's frames."""

from __future__ import annotations

import traceback

import pytest

from pytest_lambda.runtime.request import request_body
from pytest_lambda.runtime.tracebacks import as_the_interpreter_prints, strip_own_frames, without_own_frames

pytestmark = pytest.mark.usefixtures("leak_census")


def caught() -> Exception:
    """An exception that went through frames of this package."""
    try:
        request_body({1}, None)
    except Exception as error:
        return error
    raise AssertionError


def names(error: BaseException) -> list[str]:
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


def test_own_frames_are_left_out() -> None:
    error = caught()
    assert names(error)[0] == "caught"
    assert len(names(error)) > 1
    strip_own_frames(error)
    assert names(error) == ["caught"]


def test_a_traceback_without_own_frames_stays_the_same_object() -> None:
    try:
        raise ValueError
    except ValueError as error:
        assert without_own_frames(error.__traceback__) is error.__traceback__
    assert without_own_frames(None) is None


def test_causes_and_contexts_are_stripped() -> None:
    inner = caught()
    try:
        raise KeyError from inner
    except KeyError as error:
        strip_own_frames(error)
    assert names(inner) == ["caught"]
    try:
        try:
            raise caught()
        except Exception as error:
            first = error
            raise LookupError from None
    except LookupError as error:
        strip_own_frames(error)
    assert names(first)[-1] == "caught"


def test_exceptions_that_follow_from_each_other() -> None:
    one, other = caught(), caught()
    one.__cause__, other.__cause__ = other, one
    strip_own_frames(one)
    assert names(one) == names(other) == ["caught"]


def test_what_the_interpreter_prints() -> None:
    text = as_the_interpreter_prints(caught())
    assert text.startswith("Traceback (most recent call last):\n")
    assert "pytest_lambda/runtime" not in text
    assert "InvalidRequestContentException" in text
