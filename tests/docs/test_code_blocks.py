"""Every code block of the documentation works as it stands there.

Python blocks with tests are run by pytest, the others as scripts; settings are parsed, and asked of pytest;
commands are run, and what the page shows of their output must be in the output.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_lambda.cli.main import parsed
from pytest_lambda.documents import loading
from pytest_lambda.templates.cloudformation import tags
from tests.docs.code_blocks import Block, blocks_of, write_files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [(blocks_of(page), number) for page in PAGES for number in range(len(blocks_of(page)))]

#: a busy machine takes its time
SECONDS = 300


def block_id(case: tuple[list[Block], int]) -> str:
    block = case[0][case[1]]
    return f"{block.page.relative_to(ROOT)}:{block.line}"


@pytest.mark.parametrize("case", BLOCKS, ids=block_id)
def test_block(case: tuple[list[Block], int], tmp_path: Path) -> None:
    blocks, number = case
    block = blocks[number]
    write_files(blocks[: number + 1], tmp_path)
    CHECKS[block.language](block, tmp_path)


def check_python(block: Block, folder: Path) -> None:
    compile(block.text, f"{block.page.name}:{block.line}", "exec")
    if block.is_test:
        file = block.file or f"test_block_{block.line}.py"
        (folder / file).write_text(block.text, encoding="utf-8")
        outcome = run([sys.executable, "-m", "pytest", "-p", "no:randomly", "--hypothesis-profile=ci", file], folder)
        assert outcome.returncode == 0, outcome.stdout
    elif block.file is None:
        outcome = run([sys.executable, "-W", "error", "-c", block.text], folder)
        assert outcome.returncode == 0, outcome.stdout


def check_toml(block: Block, folder: Path) -> None:
    assert tomllib.loads(block.text)
    check_settings(block, folder)


def check_ini(block: Block, folder: Path) -> None:
    assert configparser.ConfigParser(interpolation=None).read_string(block.text) is None
    check_settings(block, folder)


def check_settings(block: Block, folder: Path) -> None:
    """Settings for pytest are read by pytest, which refuses what it does not know."""
    if "pytest" not in block.text:
        return
    name = "pyproject.toml" if block.language == "toml" else "pytest.ini"
    (folder / name).write_text(block.text, encoding="utf-8")
    for path in re.findall(r'(?:pythonpath|lambda_task_root)\s*=\s*\[?"?([\w/]+)', block.text):
        (folder / path).mkdir(parents=True, exist_ok=True)
    (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
    outcome = run([sys.executable, "-m", "pytest", "--strict-config", "test_nothing.py"], folder)
    assert outcome.returncode == 0, outcome.stdout


def check_console(block: Block, folder: Path) -> None:
    for command, shown in commands(block):
        program, *arguments = shlex.split(command, comments=True)
        COMMANDS[program](arguments, shown, folder)


def check_nothing(block: Block, folder: Path) -> None:
    """Text without a language: a diagram, a log excerpt."""


def check_yaml(block: Block, folder: Path) -> None:
    """A template is one that can be read; what it does is shown by the tests beside it."""
    root = loading.parsed(block.text, block.file or "block.yaml", tags=tags)
    assert root.mapping()


CHECKS = {
    "python": check_python,
    "toml": check_toml,
    "ini": check_ini,
    "console": check_console,
    "text": check_nothing,
    "yaml": check_yaml,
}


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """The lines after a `$`, each with the lines of output that follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip():
            found[-1][1].append(line)
    return found


def check_make(arguments: list[str], shown: list[str], folder: Path) -> None:
    """The target exists. It is not run here: `make test` is what runs this test."""
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert arguments[0] in targets


def check_pip(arguments: list[str], shown: list[str], folder: Path) -> None:
    """It installs this distribution, with extras that exist, or removes the one it collides with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    action, requirement = arguments[0], arguments[-1]
    name, _, extras = requirement.rstrip("]").partition("[")
    if action == "uninstall":
        assert name == "pytest-lambda"
        return
    assert action == "install"
    assert name == project["name"]
    assert set(filter(None, extras.split(","))) <= set(project["optional-dependencies"])


def check_pytest(arguments: list[str], shown: list[str], folder: Path) -> None:
    outcome = run([sys.executable, "-m", "pytest", "-p", "no:randomly", *arguments], folder)
    output = [masked(line) for line in outcome.stdout.splitlines()]
    missing = [line for line in shown if line.strip() != "..." and masked(line) not in output]
    assert not missing, f"shown on the page, but not in the output:\n{missing}\n\n{outcome.stdout}"
    assert outcome.returncode == 0 or any("failed" in line for line in shown), outcome.stdout


def check_git(arguments: list[str], shown: list[str], folder: Path) -> None:
    assert arguments[0] in ("clone", "config")


def check_cli(arguments: list[str], shown: list[str], folder: Path) -> None:
    """The command and its options exist, and their values can be read."""
    assert parsed(arguments).command == arguments[0]


COMMANDS = {"make": check_make, "pip": check_pip, "pytest": check_pytest, "git": check_git, "pytest-lambda": check_cli}


def masked(line: str) -> str:
    """The line without what changes from run to run: ids, times, durations, the width of gaps and rules."""
    line = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>", line)
    line = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>", line)
    line = re.sub(r"(?<![\w.])\d+(\.\d+)?(?= ?(ms|s)\b)", "<n>", line)
    return re.sub(r"([ =_-])\1+", r"\1", line).rstrip()


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the project importable, and nothing of this test run around it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTEST_ADDOPTS": "-p no:schemathesis",  # its plugin takes longer to load than all else, and no page uses it
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )


def test_every_page_is_looked_at() -> None:
    pages = {blocks[0].page.name for blocks, _ in BLOCKS}
    assert {"README.md", "tutorial.md", "reference.md"} <= pages


def test_shown_output_must_be_real(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n")
    check_pytest(["test_it.py"], ["test_it.py . [100%]", "...", "=== 1 passed in 0.20s ==="], tmp_path)
    with pytest.raises(AssertionError, match="2 passed"):
        check_pytest(["test_it.py"], ["=== 2 passed in 0.20s ==="], tmp_path)


def test_a_block_that_fails_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\ndef test_it():\n    assert 1 == 2\n```\n")
    [block] = blocks_of(page)
    with pytest.raises(AssertionError, match="1 failed"):
        check_python(block, tmp_path)
