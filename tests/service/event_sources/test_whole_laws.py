"""Laws of whole systems: any source, mapping and function, whatever happens to them in whatever order."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from pytest_lambda import LambdaService
from tests.service.event_sources.whole_system import Plan, System, plans

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "30"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_every_record_comes_to_its_end(plan: Plan) -> None:
    """Nothing is lost but by a rule, order and limits hold, nothing comes again, the ledger balances, `run()` ends."""
    with LambdaService(schedule=plan.schedule, seed=plan.seed) as service:
        system = System(service, plan)
        system.carry_out()
        system.check()
