"""A deadline alone cuts; what the dead coroutine has set in the process is for the process state to put back."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _host_state() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)
    asyncio._set_running_loop(None)


@pytest.fixture(autouse=True)
def _bare_loggers() -> Iterator[None]:
    yield
    for name, logger in logging.Logger.manager.loggerDict.items():
        if name.startswith("deadline.") and isinstance(logger, logging.Logger):
            logger.handlers.clear()
