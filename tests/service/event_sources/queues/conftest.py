"""A queue, and a function that does with its messages what a test tells it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.event_sources.queues.consumer import Consumer


@pytest.fixture
def consumer(service: Any) -> Consumer:
    return Consumer(service)
