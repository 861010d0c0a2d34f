"""Redrive policies of queues."""

from __future__ import annotations

import json


def dead_letter_target(policy: str | None) -> str | None:
    """The ARN in a redrive policy; None if there is none, or the policy is wrong."""
    try:
        found = json.loads(policy or "{}").get("deadLetterTargetArn")
    except (AttributeError, ValueError):
        return None
    return found if isinstance(found, str) else None
