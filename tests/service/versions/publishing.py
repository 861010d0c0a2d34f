"""What the tests of this folder publish."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from pytest_lambda.service.versions.aliases import Aliases
from pytest_lambda.service.versions.versions import Versions

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"


@dataclass(frozen=True)
class Revision:
    """Code and configuration, as the service would hold them."""

    code_sha256: str = "sha-1"
    description: str = ""
    role: str = "role-1"
    revision_id: str = field(default="revision-1", compare=False)


def new_versions(unchanged: Callable[[Revision, Revision], bool] | None = None) -> Versions[Revision]:
    numbers = itertools.count(1)
    return Versions(ARN, new_revision_id=lambda: f"id-{next(numbers)}", unchanged=unchanged)


def published(number: int) -> tuple[Versions[Revision], Aliases[Revision]]:
    """A function with so many versions, and its aliases."""
    versions = new_versions()
    for each in range(1, number + 1):
        versions.publish(Revision(f"sha-{each}", role=f"role-{each}"))
    return versions, Aliases(versions)
