"""The unrelated distribution `pytest-lambda` ships a package of our name: simulated in copies of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pytest_glue.conftest import ROOT

TOLD = (
    "Two distributions have installed the package `pytest_lambda` over each other: `pytest-aws-lambda` (this one) "
    "and the unrelated `pytest-lambda`.",
    "pip uninstall pytest-lambda pytest-aws-lambda",
    "pip install pytest-aws-lambda",
)

#: what the other distribution has there, as far as it matters
FOREIGN_ROOT = "from pytest_lambda.fixtures import lambda_fixture\n\n__version__ = '2.2.0'\n"
FOREIGN_FIXTURES = "def lambda_fixture(*args, **kwargs): ...\n"
FOREIGN_PLUGIN = "import pytest_lambda.fixtures\n\n\ndef pytest_collectstart(collector): ...\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder like site-packages, with our package and our entry point in it."""
    site = tmp_path / "site"
    shutil.copytree(
        ROOT / "pytest_lambda", site / "pytest_lambda", ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    install_entry_point(site, "pytest-aws-lambda", "aws_lambda = pytest_lambda.pytest_plugin")
    return site


def install_entry_point(site: Path, distribution: str, line: str) -> None:
    info = site / f"{distribution.replace('-', '_')}-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 9.9\n")
    (info / "entry_points.txt").write_text(f"[pytest11]\n{line}\n")


def run(site: Path) -> subprocess.CompletedProcess[str]:
    # Only the plugins of `site`: a distribution with an entry point that is installed as well would win.
    (site.parent / "test_it.py").write_text("def test_it(): pass\n")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_it.py"]
    return subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, check=False)


def refused(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode == pytest.ExitCode.USAGE_ERROR, outcome.stdout + outcome.stderr
    for line in TOLD:
        assert line in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_ours_alone(site):
    outcome = run(site)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_foreign_root_over_ours(site):
    (site / "pytest_lambda" / "__init__.py").write_text(FOREIGN_ROOT)
    (site / "pytest_lambda" / "fixtures.py").write_text(FOREIGN_FIXTURES)
    refused(run(site))


def test_foreign_plugin_next_to_ours(site):
    (site / "pytest_lambda" / "fixtures.py").write_text(FOREIGN_FIXTURES)
    (site / "pytest_lambda" / "plugin.py").write_text(FOREIGN_PLUGIN)
    refused(run(site))


@pytest.mark.parametrize("distribution", ["a-comes-first", "z-comes-last"])
def test_both_entry_points(site, distribution):
    (site / "pytest_lambda" / "fixtures.py").write_text(FOREIGN_FIXTURES)
    (site / "pytest_lambda" / "plugin.py").write_text(FOREIGN_PLUGIN)
    install_entry_point(site, distribution, "lambda = pytest_lambda.plugin")
    refused(run(site))


def test_help_is_refused_as_well(site):
    (site / "pytest_lambda" / "plugin.py").write_text(FOREIGN_PLUGIN)
    (site / "pytest_lambda" / "fixtures.py").write_text(FOREIGN_FIXTURES)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "pytest", "--help"]
    refused(
        subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, check=False)
    )
