"""Variables of the process that runs the tests: fake credentials, a region, and those of ini and command line."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.pytest_glue.options import TEMPLATE_ENVIRONMENT, from_command_line, from_ini
from pytest_lambda.runtime.aws_access.credentials import fake_credentials, hiding_variables, host_names_to_hide
from pytest_lambda.world import DEFAULT_REGION

#: reserved on AWS; given as variables of the function, they say which region it is in
REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def wanted_variables(config: pytest.Config, settings: Mapping[str, Any]) -> dict[str, str | None]:
    """What test code is to find: `environment` of template, ini and command line, a region, no real credentials.

    Args:
        config: of the run.
        settings: all that are in force.
    """
    wanted: dict[str, str | None] = dict(settings.get(TEMPLATE_ENVIRONMENT, {}))
    for level in (from_ini(config), from_command_line(config)):
        wanted.update(level.get("environment", {}))
    region = region_of(settings, settings["environment"])
    # Tests of a function that may call the real AWS do so as well, as whoever runs them.
    wanted.update(dict.fromkeys(REGION_VARIABLES, region) if settings.get("allow_aws") else fake_identity(region))
    return wanted


def fake_identity(region: str) -> dict[str, str | None]:
    """Fake credentials, a region, and None for what names an identity of the host."""
    found: dict[str, str | None] = dict.fromkeys(host_names_to_hide())
    found.update(hiding_variables(Path.home()))
    found.update(fake_credentials(region))
    return found


def real_identity(environ: MutableMapping[str, str], at_start: Mapping[str, str]) -> None:
    """Undo `fake_identity` in a function's variables, because it may call the real AWS."""
    for name, fake in fake_identity("").items():
        if name not in REGION_VARIABLES and environ.get(name) == fake:
            environ.pop(name, None)
            if name in at_start:
                environ[name] = at_start[name]


class HostVariables:
    """Variables that are in force for a while.

    What test code has set by itself is left alone, and is left as it is at the end.

    Args:
        wanted: None for a variable that must not be there.
        at_start: the variables that the run was started with.
        same: tells whether a value is still the one that was put in place. `operator.is_` finds out that test
            code has set the very same value, which `operator.eq` cannot; but `mock.patch.dict(os.environ)`, when
            it ends, sets every variable anew.
    """

    def __init__(
        self,
        wanted: Mapping[str, str | None],
        at_start: Mapping[str, str],
        *,
        same: Callable[[object, object], bool] = operator.eq,
    ) -> None:
        self._wanted = dict(wanted)
        self._at_start = at_start
        self._same = same
        self._before: dict[str, str | None] = {}
        self._placed: dict[str, object] = {}
        # Test code may put something else into the place of `os.environ`, and while an environment of a function
        # runs, it has another mapping inside.
        self._environ = os.environ
        self._host: Mapping[Any, Any] = vars(self._environ)["_data"]

    def apply(self) -> None:
        """Put them in place."""
        changed = {name for name in self._wanted if self._environ.get(name) != self._at_start.get(name)}
        if changed.intersection(REGION_VARIABLES):
            changed.update(REGION_VARIABLES)
        for name in self._wanted.keys() - changed:
            self._before[name] = self._environ.get(name)
            self._set(name, self._wanted[name])
            self._placed[name] = self._raw(name)

    def undo(self) -> None:
        """Put back what was there before."""
        for name, value in self._before.items():
            if self._same(self._raw(name), self._placed[name]):
                self._set(name, value)
        self._before.clear()
        self._placed.clear()

    def set_by_test_code(self, name: str) -> str | None:
        """The value that test code has given a variable, None if it did not; also asked inside a function."""
        raw = self._raw(name)
        value: str | None = None if raw is None else self._environ.decodevalue(raw)
        ours = self._wanted[name] if name in self._placed else None
        return None if value in (ours, self._at_start.get(name)) else value

    def _raw(self, name: str) -> Any:
        return self._host.get(self._environ.encodekey(name))

    def _set(self, name: str, value: str | None) -> None:
        if value is None:
            self._environ.pop(name, None)
        elif self._environ.get(name) != value:
            self._environ[name] = value


def region_of(settings: Mapping[str, Any], environment: Mapping[str, str | None]) -> str:
    """The region in force: the setting, else the variables that name one, else AWS's first."""
    named = (settings.get("region"), *(environment.get(name) for name in REGION_VARIABLES))
    return next((region for region in named if region), DEFAULT_REGION)
