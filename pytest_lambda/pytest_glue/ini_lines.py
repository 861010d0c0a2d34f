"""How a setting is written in the project's own configuration file, for messages."""

from __future__ import annotations

import pytest


def ini_line(config: pytest.Config, name: str, value: str) -> str:
    """Where and how to give an option a text: `pytest.ini: lambda_handler = app.handler`."""
    place, toml = _place(config)
    return f'{place}: {name} = "{value}"' if toml else f"{place}: {name} = {value}"


def ini_list(config: pytest.Config, name: str, value: str) -> str:
    """Where and how to give an option a list with one entry."""
    place, toml = _place(config)
    return f'{place}:\n  {name} = ["{value}"]' if toml else f"{place}:\n  {name} =\n      {value}"


def _place(config: pytest.Config) -> tuple[str, bool]:
    file = config.inipath
    if file is None or file.name == "pyproject.toml":
        return f"pyproject.toml, [{_table(config)}]", True
    if file.suffix == ".toml":  # pytest.toml, since pytest 9
        return f"{file.name}, [pytest]", True
    section = "[tool:pytest]" if file.name == "setup.cfg" else "[pytest]"
    return f"{file.name}, {section}", False


def _table(config: pytest.Config) -> str:
    if config.inipath is None:
        return "tool.pytest.ini_options"
    written = config.inipath.read_text(encoding="utf-8")
    return "tool.pytest" if "[tool.pytest]" in written else "tool.pytest.ini_options"
