"""The hooks by which other plugins extend this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_lambda.service.event_sources.source import SourceKind


@pytest.hookspec
def pytest_lambda_register_event_source() -> SourceKind | None:
    """Offer a kind of event source, on whose resources mappings can then be made.

    Called whenever a `lambda_service` begins, for each test and each example of Hypothesis. Several plugins may each
    offer a kind; a kind that takes a resource of AWS's comes before ours.

    Returns:
        An object with the attributes of `SourceKind`, or None for nothing.
    """
