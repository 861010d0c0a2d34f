from __future__ import annotations

from typing import Any

import pytest

from tests.service.event_sources.mq.receiver import Receiver


@pytest.fixture
def receiver(service: Any) -> Receiver:
    return Receiver(service)
