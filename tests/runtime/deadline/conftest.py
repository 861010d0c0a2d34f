"""A deadline alone cuts; what a dead coroutine has set in the process is for the process state to put back."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _host_state() -> Iterator[None]:
    interrupt, hooks = signal.getsignal(signal.SIGINT), sys.get_asyncgen_hooks()
    yield
    signal.signal(signal.SIGINT, interrupt)
    sys.set_asyncgen_hooks(*hooks)
    asyncio._set_running_loop(None)
