"""The same seed gives the same simulation: the order of what happens, when, all ids, and every word of the timeline."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pytest_lambda import LambdaService
from tests.service.event_sources.whole_system import REPORT, Plan, System, plans

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "20"))


def told(plan: Plan) -> dict[str, Any]:
    """All that can be seen of one simulation."""
    with LambdaService(schedule=plan.schedule, seed=plan.seed) as service:
        system = System(service, plan)
        system.carry_out()
        return {
            "timeline": service.timeline(),
            "mapping": system.mapping.uuid,
            "invocations": [
                (one.request_id, one.start_epoch, one.end_epoch, one.record_ids, one.payload_bytes, str(one.outcome))
                for one in system.mapping.invocations
            ],
            "environments": [one.log_stream_name for one in system.function.environments],
            "sent": list(system.sent),
            "events": [[record.event for record in one.records] for one in system.mapping.invocations],
            "dead": [(message.message_id, message.body, message.history) for message in system.dead.messages],
            "end": service.epoch(),
        }


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_the_same_twice(plan: Plan) -> None:
    first, second = told(plan), told(plan)
    for name, found in first.items():
        assert found == second[name], name


def crowd(schedule: str, seed: int, kind: str) -> str:
    """A simulation in which much happens at one moment, as its timeline tells it."""
    plan = Plan(
        kind, {"batch_size": 1, "function_response_types": REPORT}, ["ok", "raise", "first"], [0.7, 0],
        [("put", 6), ("put", 5), ("put", 4), ("wait", 1), ("put", 6)], 5, 3, True, schedule, seed,
    )  # fmt: skip
    if kind in ("kinesis", "dynamodb"):
        plan.settings.update(maximum_retry_attempts=2, parallelization_factor=3)
    found = told(plan)
    return f"{found['timeline']}\n{found['invocations']}"


@pytest.mark.parametrize("kind", ["sqs", "fifo", "kinesis", "dynamodb"])
@pytest.mark.parametrize("schedule", ["fifo", "random"])
def test_seeds(schedule: str, kind: str) -> None:
    """Another seed has other ids; and by a random schedule, another order."""
    assert crowd(schedule, 1, kind) == crowd(schedule, 1, kind)
    assert crowd(schedule, 1, kind) != crowd(schedule, 2, kind)


def test_random_seeds_shuffle() -> None:
    def order(seed: int) -> tuple[str, ...]:
        with LambdaService(schedule="random", seed=seed) as service:
            got = []
            function = service.create_function("f", handler=lambda event, context: got.append(event["Records"][0]["body"]))
            queue = service.sqs_queue("orders")
            function.create_event_source_mapping(queue, batch_size=1)
            for number in range(5):
                queue.send(str(number))
            service.run()
            return tuple(got)

    assert len({order(seed) for seed in range(12)}) > 3
