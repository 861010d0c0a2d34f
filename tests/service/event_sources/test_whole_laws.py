"""Laws of whole systems: any source, mapping and function, whatever happens to them in whatever order."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, example, given, settings

from pytest_lambda import LambdaService
from tests.service.event_sources.whole_system import REPORT, Plan, System, plans

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "30"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
@example(  # disabled while messages wait for the end of a window
    Plan("sqs", {"batch_size": 10, "maximum_batching_window_in_seconds": 40, "function_response_types": REPORT}, ["ok"],
         [0], [("put", 1), ("wait", 7), ("disable", 0), ("wait", 7)], 5, 3, False, "fifo", 0)
)
@example(  # visible again while another invocation has it: the window is over late, and the handler takes long
    Plan("sqs", {"batch_size": 2, "maximum_batching_window_in_seconds": 1, "function_response_types": REPORT}, ["ok"],
         [2.9], [("put", 0), ("wait", 14), ("put", 0)], 3, 3, False, "fifo", 0)
)  # fmt: skip
def test_every_record_comes_to_its_end(plan: Plan) -> None:
    """Nothing is lost but by a rule, order and limits hold, nothing comes again, the ledger balances, `run()` ends."""
    with LambdaService(schedule=plan.schedule, seed=plan.seed) as service:
        system = System(service, plan)
        system.carry_out()
        system.check()
