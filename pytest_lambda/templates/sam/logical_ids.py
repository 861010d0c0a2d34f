"""Logical ids that the macro makes up."""

from __future__ import annotations

import hashlib
import json
from typing import Any

#: so much of a digest ends a logical id
DIGEST_LENGTH = 10

#: EventBridge takes no longer id of a target
LONGEST_TARGET_ID = 64


def digest(data: Any, *, length: int = DIGEST_LENGTH) -> str:
    """Of text, or of what is written as JSON first; empty if there is nothing."""
    if not data:
        return ""
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"), sort_keys=True, default=str)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:length]


def suffixed(prefix: str, suffix: str) -> str:
    """A suffix stands as it is if a logical id can hold it, else as its digest."""
    return prefix + (suffix if suffix.isalnum() else digest(suffix))


def target_id(logical_id: str, suffix: str) -> str:
    """The id of a rule's target, which EventBridge limits."""
    return logical_id[: LONGEST_TARGET_ID - len(suffix)] + suffix
