"""SnapStart hooks, registered through AWS's package `snapshot_restore_py` (R220-R225)."""

from __future__ import annotations

import sys
from typing import Any

_REGISTRIES = ("_before_snapshot_registry", "_after_restore_registry")

#: those of one environment: what was registered, by the name of the registry
SnapshotHooks = dict[str, list[Any]]


def take_snapshot_hooks() -> SnapshotHooks:
    """Take them away; others start with none, and a runner in the midst of them goes on with its own."""
    package: Any = sys.modules.get("snapshot_restore_py")
    taken: SnapshotHooks = {}
    for name in _REGISTRIES:
        registry = getattr(package, name, None)
        if registry is not None:
            taken[name] = registry
            setattr(package, name, [])
    return taken


def put_snapshot_hooks(hooks: SnapshotHooks) -> None:
    """Put them back."""
    package: Any = sys.modules.get("snapshot_restore_py")
    if package is not None:
        vars(package).update(hooks)


def forget_snapshot_hooks() -> None:
    """A new process of the runtime has none; the package itself is not executed again."""
    take_snapshot_hooks()
