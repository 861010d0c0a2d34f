"""Hypothesis settings of this folder: the same examples in every run, and no clock."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

FAST = settings(
    max_examples=75,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
