"""Paths that are one and the same."""

from __future__ import annotations

import re

from pytest_lambda.documents.place import Place


def check_overlaps(root: Place, paths: list[str]) -> None:
    """No two paths differ in the names of their parameters, or a slash at the end, alone.

    OpenAPI forbids them, and a REST API has one variable below a resource.

    Raises:
        ConfigurationError: two do.
    """
    seen: dict[str, str] = {}
    for path in paths:
        shape = re.sub(r"\{[^{}+]*(\+?)\}", r"{\1}", path).rstrip("/")
        before = seen.setdefault(shape, path)
        if before != path:
            raise root.at(None, "paths", path).error(f"this overlaps {before!r}: every request for one fits the other.")
