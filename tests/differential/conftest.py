"""The functions under test, one for each runtime and logging configuration."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

# AWS's client has wheels for Linux only.
collect_ignore_glob = [] if importlib.util.find_spec("awslambdaric") else ["test_*.py"]


@pytest.fixture(scope="package")
def both() -> Iterator[object]:
    """A `Both`, which runs a handler under AWS's client and under ours."""
    from .both import Both

    with Both() as sides:
        yield sides
