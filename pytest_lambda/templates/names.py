"""How templates are called."""

from __future__ import annotations

from pathlib import Path

#: mostly so; the first that is there counts
USUAL = ("template.yaml", "template.yml", "template.json", "serverless.yml", "serverless.yaml", "cdk.out")


def found_in(folder: Path) -> str | None:
    """The name of the template in a folder; None if there is none of a usual name."""
    return next((name for name in USUAL if (folder / name).exists()), None)
