"""What is installed: the metadata, what the wheel holds, and what loading the plugin costs."""

from __future__ import annotations

import email.message
import email.parser
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HEAVY = {"greenlet", "hypothesis", "freezegun", "simplejson", "boto3", "botocore", "asyncio"}
MODULES_AT_MOST = 5


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> email.message.Message:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return email.parser.Parser().parsestr(wheel.read(name).decode())


def test_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    code = [name for name in wheel.namelist() if ".dist-info/" not in name]
    present = {str(file.relative_to(ROOT)) for file in (ROOT / "pytest_lambda").rglob("*.py")}
    assert {name for name in code if name.endswith(".py")} == present
    page = {str(file.relative_to(ROOT)) for file in (ROOT / "pytest_lambda/reporting/page").iterdir()}
    assert {name for name in code if not name.endswith(".py")} == {"pytest_lambda/py.typed", *page}


def test_wheel_has_the_licence(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if name.endswith("/LICENSE")]


def test_entry_point(wheel: zipfile.ZipFile) -> None:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert wheel.read(name).decode().split() == [
        "[console_scripts]",
        "pytest-lambda",
        "=",
        "pytest_lambda.cli.main:main",
        "[pytest11]",
        "aws_lambda",
        "=",
        "pytest_lambda.pytest_plugin",
    ]


def test_names_and_versions(metadata: email.message.Message) -> None:
    from pytest_lambda import __version__

    assert metadata["Name"] == "pytest-aws-lambda"
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.10"


def test_changelog_has_a_section_for_what_is_to_come() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_classifiers(metadata: email.message.Message) -> None:
    classifiers = set(metadata.get_all("Classifier", []))
    assert {
        "Framework :: Hypothesis",
        "Framework :: Pytest",
        "License :: OSI Approved :: MIT License",
        "Typing :: Typed",
        *(f"Programming Language :: Python :: 3.{minor}" for minor in range(10, 15)),
    } <= classifiers


def test_core_dependencies(metadata: email.message.Message) -> None:
    core = [each for each in metadata.get_all("Requires-Dist", []) if "extra ==" not in each]
    names = {re.split(r"[^\w-]", each)[0] for each in core}
    assert names == {"pytest", "pluggy", "freezegun", "hypothesis", "greenlet", "simplejson"}
    assert all(re.match(r"[\w-]+>=[\d.]+(; python_version.*)?$", each) for each in core), core


CONFTEST = """\
import json
import sys

import pytest


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    ours = [plugin for plugin in config.pluginmanager.get_plugins() if "pytest_lambda" in repr(plugin)]
    hooks = {hook.name for plugin in ours for hook in config.pluginmanager.get_hookcallers(plugin) or ()}
    with open("seen.json", "w") as file:
        json.dump({"modules": sorted(sys.modules), "hooks": sorted(hooks)}, file)
"""


def seen_in_a_run(folder: Path, *arguments: str) -> dict[str, set[str]]:
    """The modules and our hooks at the end of a run of one test that uses nothing of ours."""
    import json

    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *arguments, "."]
    outcome = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    seen = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    return {name: set(values) for name, values in seen.items()}


def test_plugin_load_is_light(tmp_path: Path) -> None:
    without = seen_in_a_run(tmp_path)
    loaded = seen_in_a_run(tmp_path, "-p", "pytest_lambda.pytest_plugin")

    added = loaded["modules"] - without["modules"]
    assert "pytest_lambda.pytest_plugin" in added
    assert len(added) <= MODULES_AT_MOST, sorted(added)
    assert not added & HEAVY


def test_no_hook_of_ours_runs_for_each_test(tmp_path: Path) -> None:
    loaded = seen_in_a_run(tmp_path, "-p", "pytest_lambda.pytest_plugin")

    per_test = {
        name
        for name in loaded["hooks"]
        if name.startswith(("pytest_runtest_", "pytest_fixture_", "pytest_pyfunc"))
    }
    assert loaded["hooks"]
    assert not per_test
