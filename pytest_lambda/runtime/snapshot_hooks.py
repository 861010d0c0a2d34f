"""SnapStart hooks, registered through AWS's package `snapshot_restore_py` (R220-R225)."""

from __future__ import annotations

import sys
from typing import Any


def forget_snapshot_hooks() -> None:
    """A new process of the runtime has none; the package itself is not executed again."""
    package: Any = sys.modules.get("snapshot_restore_py")
    if package is None:
        return
    for name in ("_before_snapshot_registry", "_after_restore_registry"):
        registry = getattr(package, name, None)
        if registry:
            del registry[:]
