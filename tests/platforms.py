"""What some systems cannot do, and the tests that need it."""

from __future__ import annotations

import sys

import pytest

_WINDOWS = sys.platform == "win32"

#: Ctrl-C, as a signal that a test sends to a process of its own
needs_signals = pytest.mark.skipif(_WINDOWS, reason="Windows sends no SIGINT or SIGTERM to a child")
#: a terminal that a test reads from the other side
needs_terminals = pytest.mark.skipif(_WINDOWS, reason="Windows has no pseudo-terminals")
