"""Settings of all tests."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import freezegun
import pytest
from hypothesis import settings

from tests.leak_census import no_leaks

# How long an example takes is the machine's business.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

# freezegun reads every attribute of every module. Those of Powertools' parser are loaded by it, and pydantic then fails
# on a `datetime` that is frozen by half; on virtual time that cannot happen, but here some tests freeze by themselves.
freezegun.configure(extend_ignore_list=["aws_lambda_powertools.utilities.parser"])

# A shell lets what it starts in the background ignore Ctrl-C, and nohup a hang-up; Python then leaves it so.
for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    if signal.getsignal(getattr(signal, name, signal.SIGINT)) is signal.SIG_IGN:
        signal.signal(getattr(signal, name), handler)


@pytest.fixture(autouse=True)
def nothing_leaks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever a test runs in an environment, the test process is afterwards what it was before."""
    folder = str(tmp_path_factory.getbasetemp())  # pytest registers an exit function when it makes the folder
    before = set(sys.modules)
    with no_leaks():
        yield
    # Otherwise a later test's `import app` would give this one's.
    for name in sys.modules.keys() - before:
        if str(_file(name)).startswith(folder):
            del sys.modules[name]


def _file(module: str) -> object:
    return vars(sys.modules[module]).get("__file__")
