"""Events: a builder against parsing the same event's text, a strategy against drawing only what varies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from bench.measure import take_turns
from bench.table import Row, compared
from pytest_lambda import events, strategies

#: the main sources, each with what a test would typically say
MAIN: dict[str, dict[str, Any]] = {
    "rest_api": {},
    "http_api": {},
    "function_url": {},
    "alb": {},
    "websocket": {},
    "s3": {},
    "sqs": {},
    "sns": {},
    "kinesis": {},
    "dynamodb": {},
    "eventbridge": {},
    "cloudwatch_logs": {},
}
_EXAMPLES = 200
_BUILDER_BUDGET = 3.0
_STRATEGY_BUDGET = 1.3


def builder_rows(_: Path) -> Iterator[Row]:
    for name, said in MAIN.items():
        builder = getattr(events, name)
        text = json.dumps(builder(**said))
        times = take_turns({"ours": lambda: builder(**said), "json": lambda: json.loads(text)}, rounds=15)  # noqa: B023
        yield compared(f"events.{name}(): json.loads of its text", times["ours"], times["json"], _BUILDER_BUDGET)


def strategy_rows(_: Path) -> Iterator[Row]:
    for name in MAIN:
        strategy = getattr(strategies, f"{name}_events")()
        rivals = {"ours": _run(strategy), "parts": _run(_varying_parts(strategy))}
        times = take_turns(rivals, rounds=5)
        speed = _EXAMPLES / times["ours"].median
        label = f"{name}_events(), {speed:,.0f} examples a second: drawing the varying parts"
        yield compared(label, times["ours"], times["parts"], _STRATEGY_BUDGET)


def _varying_parts(strategy: Any) -> Any:
    """What a strategy of ours draws, before the builder makes an event of it."""
    while not hasattr(strategy, "mapped_strategy"):
        strategy = strategy.wrapped_strategy
    return strategy.mapped_strategy


def _run(strategy: Any) -> Callable[[], object]:
    """A test of so many examples; both rivals draw the same ones."""

    @seed(1)
    @settings(
        max_examples=_EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def test(_: object) -> None:
        pass

    return test
