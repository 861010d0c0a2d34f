"""Exceptions by which test tools steer a test: a handler that lets them out has not failed."""

from __future__ import annotations

import sys
import unittest

import pytest


def passing_exceptions() -> tuple[type[BaseException], ...]:
    """Those of pytest, unittest, the debugger and, where it is loaded, Hypothesis."""
    outcomes = (pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception, pytest.xfail.Exception)
    found: list[type[BaseException]] = [*outcomes, unittest.SkipTest]
    for module, names in _BY_MODULE:
        loaded = sys.modules.get(module)
        found += [kind for kind in (getattr(loaded, name, None) for name in names) if isinstance(kind, type)]
    return tuple(found)


_BY_MODULE = (
    ("bdb", ("BdbQuit",)),
    ("hypothesis.errors", ("StopTest", "UnsatisfiedAssumption", "Frozen", "BackendCannotProceed")),
)
