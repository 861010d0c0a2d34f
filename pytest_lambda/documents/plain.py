"""Values without the places that they may be made of."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place


def plain(value: Any) -> Any:
    """A copy of a value without its places: what is changed in it is not changed in the template."""
    if isinstance(value, Place):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value
