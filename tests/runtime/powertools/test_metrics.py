"""Metrics at a cold start."""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import TYPE_CHECKING

import pytest
from aws_lambda_powertools import Metrics

from pytest_lambda.runtime.powertools.reset import put_powertools, reset_powertools, take_powertools
from pytest_lambda.runtime.powertools.table import PACKAGE

if TYPE_CHECKING:
    from .conftest import Start


METRICS = """
from aws_lambda_powertools import Metrics
metrics = Metrics(service="payment")

@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event, context):
    metrics.add_metric(name="Orders", unit="Count", value=1)
"""


def test_one_cold_start_for_each_environment(start: Start) -> None:
    for _ in range(2):
        environment = start(METRICS)
        environment()
        environment()
        assert ["ColdStart" in line for line in environment.lines] == [True, False, False]


def test_none_with_provisioned_concurrency(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(sys.modules.get(f"{PACKAGE}.metrics.provider.cold_start"), "initialization_type"):
        pytest.skip("this release does not look at the initialization type")
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
    environment = start(METRICS)
    environment()

    assert ["ColdStart" in line for line in environment.lines] == [False]


def test_what_an_invocation_left_is_gone(start: Start) -> None:
    first = start(METRICS)
    first.module["metrics"].add_metric(name="Left", unit="Count", value=1)
    with warnings.catch_warnings():
        # release 3.20 warns that it sets the dimension twice itself
        warnings.simplefilter("ignore")
        first.module["metrics"].set_default_dimensions(stage="dev")
    second = start(METRICS)
    second()

    assert "Orders" in second.lines[-1]
    assert "Left" not in second.lines[-1]
    assert "stage" not in second.lines[-1]


def test_classes_instances_and_patches_stay(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Metrics(service="payment")
    added = []
    monkeypatch.setattr(Metrics, "add_metric", lambda self, **metric: added.append(metric["name"]))
    monkeypatch.setattr(Metrics, "flush_metrics", lambda self, **options: None)
    with warnings.catch_warnings():
        # Powertools warns that there is nothing to flush
        warnings.simplefilter("ignore")
        start(METRICS)()

    assert added == ["Orders"]
    monkeypatch.undo()
    held.add_metric(name="Seen", unit="Count", value=1)
    assert "Seen" in Metrics(service="payment").metric_set


def test_datadog(start: Start) -> None:
    datadog = pytest.importorskip(f"{PACKAGE}.metrics.provider.datadog")
    metrics = datadog.DatadogMetrics(flush_to_log=True)
    metrics.add_metric(name="Left", value=1)
    metrics.set_default_tags(stage="dev")
    reset_powertools()

    assert datadog.DatadogMetrics._metrics == []
    assert datadog.DatadogMetrics._default_tags == {}


def test_two_environments_at_once(start: Start) -> None:
    first = start(METRICS)
    first.module["metrics"].add_metric(name="Mine", unit="Count", value=1)
    paused = take_powertools()
    second = start(METRICS)
    second()
    put_powertools(paused)
    first()

    assert ["Mine" in line for line in second.lines] == [False, False]
    assert ["Mine" in line for line in first.lines] == [False, True]
    assert "ColdStart" in first.lines[0]


def test_two_environments_at_once_for_a_list_and_what_was_not_there() -> None:
    datadog = pytest.importorskip(f"{PACKAGE}.metrics.provider.datadog")
    router = importlib.import_module(f"{PACKAGE}.event_handler.api_gateway").BaseRouter
    metrics = datadog.DatadogMetrics(flush_to_log=True)
    metrics.add_metric(name="Mine", value=1)
    paused = take_powertools()
    reset_powertools()
    router.current_event = "another's"
    assert metrics.metric_set == []
    put_powertools(paused)

    assert [metric["m"] for metric in metrics.metric_set] == ["Mine"]
    assert not hasattr(router, "current_event")
