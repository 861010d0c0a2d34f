from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.current import CURRENT
from pytest_lambda.runtime.tmp.redirection import Redirection

Inside = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def box(tmp_path_factory) -> Iterator[Box]:
    box = Box(capacity_mb=1, passthrough=[tmp_path_factory.getbasetemp()])
    yield box
    box.close()


@pytest.fixture
def redirection(box) -> Iterator[Redirection]:
    redirection = Redirection(box)
    yield redirection
    while CURRENT.paths is not None:  # the test failed on its way
        redirection.swap_out()


@pytest.fixture
def inside(redirection) -> Inside:
    """Run a block as code of the environment."""

    @contextmanager
    def run() -> Iterator[None]:
        folder = os.getcwd()
        redirection.swap_in()
        try:
            yield
        finally:
            redirection.swap_out()
            os.chdir(folder)

    return run


@pytest.fixture
def name() -> Iterator[str]:
    """A file name that the machine's /tmp does not have, before the test and after it."""
    name = f"lambda-{uuid.uuid4().hex}"
    yield name
    leaked = list(Path("/tmp").glob(f"{name}*"))
    for path in leaked:
        path.rmdir() if path.is_dir() else path.unlink()
    assert leaked == []
