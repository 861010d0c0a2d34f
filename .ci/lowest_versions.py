"""Prints the core dependencies of pyproject.toml, each pinned to the lowest version that it allows."""

from __future__ import annotations

import re
from pathlib import Path

dependencies = re.search(r"^dependencies = \[\n(.*?)^\]", Path("pyproject.toml").read_text(), re.M | re.S)
for line in dependencies[1].splitlines():
    print(line.strip().strip('",').replace(">=", "==", 1))
