"""To be written."""

from __future__ import annotations

from pytest_lambda.templates.resources.row import ResourceType

ROWS: tuple[ResourceType, ...] = ()
