"""What is noted when the run starts. Imported with the plugin, so it stays light."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

_VARIABLES = pytest.StashKey[Mapping[str, str]]()


def note_variables(config: pytest.Config) -> None:
    """Note the environment variables, once: what differs later was set by test code."""
    config.stash.setdefault(_VARIABLES, dict(os.environ))


def started_with(config: pytest.Config) -> Mapping[str, str]:
    """The variables that the run was started with."""
    return config.stash[_VARIABLES]
