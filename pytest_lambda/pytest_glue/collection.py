"""The environment in which test modules are collected, so that a top-level `import app` works."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.pytest_glue.options import from_command_line, from_ini
from pytest_lambda.runtime.aws_access.credentials import fake_credentials, hiding_variables, host_names_to_hide

_NAME = "pytest_lambda collection"


def begin(config: pytest.Config) -> None:
    """Put variables from ini and command line, fake credentials and the task root in place until all is collected."""
    if config.pluginmanager.has_plugin(_NAME):
        return
    collection = Collection(config)
    config.pluginmanager.register(collection, _NAME)
    collection.apply()
    config.add_cleanup(collection.undo)


class Collection:
    """What is in force from the start of the run to the end of collection."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._before: dict[str, str | None] | None = None
        self._path_entry: str | None = None

    def apply(self) -> None:
        """Set variables and the import path."""
        settings = {**from_ini(self._config), **_flags(self._config)}
        environment = {**from_ini(self._config).get("environment", {}), **_flags(self._config).get("environment", {})}
        region = settings.get("region") or environment.get("AWS_REGION") or "us-east-1"
        wanted: dict[str, str | None] = dict.fromkeys(host_names_to_hide())
        wanted.update(fake_credentials(region))
        wanted.update(hiding_variables(Path.home()))
        wanted.update(environment)
        self._before = {name: os.environ.get(name) for name in wanted}
        _set(wanted)
        root = str(self._config.rootpath / settings.get("task_root", "."))
        if root not in sys.path and os.path.isdir(root):
            sys.path.append(root)
            self._path_entry = root

    def undo(self) -> None:
        """Put the variables back; the import path stays, as modules are imported while tests run, too."""
        if self._before is not None:
            _set(self._before)
            self._before = None

    def pytest_collection_finish(self) -> None:
        """All test modules are imported."""
        self.undo()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, None]:
        """Explain a variable that is missing at import."""
        outcome = yield
        report = outcome.get_result()
        call = getattr(report, "call", None)
        excinfo = call.excinfo if call is not None else None
        if excinfo is not None:
            name = missing_variable(excinfo.value)
            if name is not None:
                report.sections.append(("pytest-aws-lambda", _explanation(name, excinfo, collector)))


def missing_variable(error: BaseException) -> str | None:
    """The name of the environment variable whose absence raised the error, if that is what it is."""
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    if not isinstance(error, KeyError) or tb is None or not error.args:
        return None
    code = tb.tb_frame.f_code
    if code.co_name == "__getitem__" and code.co_filename == os.__file__:
        return str(error.args[0])
    return None


def _explanation(name: str, excinfo: Any, collector: pytest.Collector) -> str:
    place = next(
        (f"{entry.path}:{entry.lineno + 1}" for entry in reversed(excinfo.traceback) if str(entry.path) != os.__file__),
        str(collector.path),
    )
    importer = next(
        (f"{entry.path}:{entry.lineno + 1}" for entry in excinfo.traceback if entry.path == collector.path),
        str(collector.path),
    )
    return (
        f"The environment variable {name} is missing while test modules are collected: {place} reads it at import, "
        f"and {importer} imports that. Markers and fixtures are not in force yet. Give it a value for collection in "
        f"the ini file:\n  lambda_environment =\n      {name}=value"
    )


def _flags(config: pytest.Config) -> dict[str, Any]:
    if hasattr(config.option, "lambda_handler"):
        return from_command_line(config)
    return {}


def _set(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
