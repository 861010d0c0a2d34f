"""A small project in a folder of its own, and runs of pytest on it."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import sys
import textwrap
import warnings
from pathlib import Path

import pluggy
import pytest

# In-process runs forget the modules that they have imported. Ours hold state of the process (killed greenlets,
# audit hooks), so they are imported before any run; Hypothesis takes a second each time, and what boto3 leaves behind
# is not what is looked for here.
for each in (
    "boto3",
    "hypothesis.internal.observability",
    "pytest_lambda.pytest_glue.lifecycle",
    "pytest_lambda.pytest_glue.missing_variable",
    "pytest_lambda.pytest_glue.simulation",
    "pytest_lambda.pytest_plugin",
    "pytest_lambda.templates.opened",
    "yaml",
):
    importlib.import_module(each)

ROOT = Path(__file__).parents[2]
PLUGIN = "pytest_lambda.pytest_plugin"
INSTALLED = any(each.value == PLUGIN for each in importlib.metadata.entry_points(group="pytest11"))
#: tests here say what is first and what is second
#: Schemathesis changes what Hypothesis prints
OPTIONS = ["-p", "no:randomly", "-p", "no:schemathesis", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
if not INSTALLED:
    OPTIONS += ["-p", PLUGIN]
if importlib.util.find_spec("pytest_asyncio"):  # warns when it is unset
    OPTIONS += ["-o", "asyncio_default_fixture_loop_scope=function"]

APP = """
    import os

    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        return {"event": event, "calls": calls}

    def variables(event, context):
        return {name: os.environ.get(name) for name in event}
"""


class Project:
    """A project with an `app.py`, whose handler is `app.handler`."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path
        # pytest registers an exit function for a base folder that it chooses by itself.
        self._base = (f"--basetemp={self.path.with_name(self.path.name + '-base')}",)
        self.write("app.py", APP)

    def write(self, name: str, source: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source), encoding="utf-8")
        return file

    def configure(self, *lines: str, handler: str | None = "app.handler") -> None:
        """Write `[tool.pytest.ini_options]`."""
        own = (f'lambda_handler = "{handler}"',) if handler is not None else ()
        self.write("pyproject.toml", "\n".join(("[tool.pytest.ini_options]", *own, *lines)))

    def test(self, source: str, name: str = "test_it.py") -> None:
        self.write(name, source)

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in this process."""
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # the project's own settings decide, not ours
            # pytest 7 itself raises usage errors in a way that newer versions of pluggy warn about.
            warnings.simplefilter("ignore", pluggy.PluggyTeardownRaisedWarning)
            return self.pytester.runpytest_inprocess(*OPTIONS, "-p", "no:faulthandler", *self._base, *arguments)

    def run_apart(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess(*OPTIONS, *arguments)

    def run_as_users_do(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own, with nothing chosen for it."""
        return self.pytester.run(sys.executable, "-m", "pytest", *OPTIONS, *arguments)

    def passes(self, number: int, *arguments: str) -> pytest.RunResult:
        """Run in this process; so many tests must pass, and nothing else must happen."""
        result = self.run(*arguments)
        result.assert_outcomes(passed=number)
        return result


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    if not INSTALLED:
        path = os.environ.get("PYTHONPATH")
        monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{path}" if path else str(ROOT))
    return Project(pytester)
