"""Whether a mock of moto is active."""

from __future__ import annotations

import sys
from typing import Any


def active_stubber() -> Any:
    """What answers clients in place of AWS; None while no mock is active, or moto is not imported."""
    stubber: Any = getattr(sys.modules.get("moto.core.models"), "botocore_stubber", None)
    return stubber if getattr(stubber, "enabled", False) else None
