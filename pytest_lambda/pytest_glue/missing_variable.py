"""Explains an environment variable that is missing while test modules or conftests are imported."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import pytest

from pytest_lambda.pytest_glue.ini_lines import ini_list

_TITLE = "pytest-aws-lambda"
#: what a test module of ours has in it
_MARKS = ("aws_lambda", "lambda_function", "lambda_context")
#: where the KeyError comes from; the module is frozen since Python 3.11
_LOOKUP = type(os.environ).__getitem__.__code__


def explain_collect_error(
    config: pytest.Config, report: pytest.CollectReport, error: BaseException, path: Path
) -> None:
    """Add a section to the report of a module that could not be imported, if a missing variable is the cause."""
    text = _explanation(config, error, path)
    add = getattr(report.longrepr, "addsection", None)
    if text is not None and add is not None:
        add(_TITLE, text)


def explain_conftest_error(config: pytest.Config, error: BaseException) -> None:
    """Print it, if a missing variable is the cause: pytest stops right after this, with the traceback."""
    text = _explanation(config, error, config.rootpath)
    if text is not None:
        print(f"{_TITLE}: {text}", file=sys.stderr)


def _explanation(config: pytest.Config, error: BaseException, importer: Path) -> str | None:
    # What a conftest raises comes wrapped, with the path of the conftest.
    importer, error = getattr(error, "path", importer), error.__cause__ or error
    return explanation(config, error, importer) if _concerns_us(config, importer) else None


def explanation(config: pytest.Config, error: BaseException, importer: Path) -> str | None:
    """What to do about it; None when the error has another cause.

    Args:
        config: of the run.
        error: raised while a module was imported.
        importer: the test module or conftest.
    """
    name = missing_variable(error)
    if name is None:
        return None
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != _LOOKUP.co_filename]
    reads = _place(frames[-1:], importer)
    imports = _place([frame for frame in frames if Path(frame.filename) == importer][:1], importer)
    chain = f"{imports} reads it" if imports == reads else f"{reads} reads it, and {imports} imports that"
    mend = ini_list(config, "lambda_environment", f"{name}=value")
    return (
        f"The environment variable {name} is missing while tests are collected: {chain}. Markers and fixtures are "
        f"not in force at that time. Give the variable a value in {mend}"
    )


def missing_variable(error: BaseException) -> str | None:
    """The name of the environment variable whose absence raised the error, if that is what it is."""
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, KeyError) and error.args and frames:
        last = frames[-1]
        if (last.filename, last.name) == (_LOOKUP.co_filename, _LOOKUP.co_name):
            return str(error.args[0])
    return None


def _place(frames: Sequence[traceback.FrameSummary], otherwise: Path) -> str:
    return f"{frames[0].filename}:{frames[0].lineno}" if frames else str(otherwise)


def _concerns_us(config: pytest.Config, path: Path) -> bool:
    from pytest_lambda.pytest_glue.options import any_option_given

    if any_option_given(config):
        return True
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return any(mark in source for mark in _MARKS)
