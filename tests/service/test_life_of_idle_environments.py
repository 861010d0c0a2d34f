"""Environments that nobody uses go after a while; busy ones never (G5)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService

from .conftest import Deploy, Simulate

SLEEPER = """
import time

def handler(event, context):
    time.sleep(event)
"""


@pytest.fixture
def service(simulate: Simulate) -> LambdaService:
    return simulate(environment_idle_seconds=100)


def test_an_idle_one_goes(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    tmp = function.invoke(1).environment.tmp
    service.advance(seconds=99.9)
    assert len(function.environments) == 1
    service.advance(seconds=0.1)
    assert function.environments == ()
    assert not tmp.exists()
    assert function.invoke(1).cold_start


def test_use_begins_its_time_anew(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    for _ in range(5):
        function.invoke(1)
        service.advance(seconds=90)
    assert [result.cold_start for result in function.invocations] == [True, False, False, False, False]
    assert len({result.environment for result in function.invocations}) == 1


def test_a_busy_one_stays(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER, timeout=900)
    function.invoke(0)
    environment = function.environments[0]
    service.advance(seconds=50)
    function.invoke(800, invocation_type="Event")
    service.advance(seconds=700)
    assert function.environments == (environment,)
    assert environment.busy
    service.run()
    assert function.environments == (environment,)
    service.advance(seconds=100)
    assert function.environments == ()


def test_one_that_timed_out_stays(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER, timeout=5)
    lost = function.invoke(60)
    assert lost.timed_out
    assert function.environments == (lost.environment,)
    service.advance(seconds=50)
    assert function.invoke(1).environment is lost.environment


def test_the_one_used_last_is_used_next_and_the_others_go(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    for seconds in (1, 2, 3):
        function.invoke(seconds, invocation_type="Event")
    service.run()
    assert len(function.environments) == 3
    for _ in range(4):
        service.advance(seconds=40)
        assert not function.invoke(1).cold_start
    assert len(function.environments) == 1


def test_housekeeping_does_not_keep_run_going(service: LambdaService, deploy: Deploy) -> None:
    function = deploy(service, SLEEPER)
    function.invoke(1)
    before = service.now()
    assert service.run() == before
    assert len(function.environments) == 1


@settings(max_examples=40, deadline=None)
@given(pauses=st.lists(st.integers(0, 200), min_size=1, max_size=8))
def test_cold_is_who_comes_later_than_the_idle_time(pauses: list[int]) -> None:
    with LambdaService(environment_idle_seconds=100) as service:
        function = service.create_function("orders", handler=lambda event, context: None)
        function.invoke()
        for pause in pauses:
            service.advance(seconds=pause) if pause else None
            assert function.invoke().cold_start == (pause >= 100)
