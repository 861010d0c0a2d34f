"""AWS's nested parameters, and their flat spellings."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError
from tests.service.event_sources.settings.conftest import Settings

#: kind, nested, flat
FORMS: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("sqs", {"scaling_config": {"MaximumConcurrency": 2}}, {"maximum_concurrency": 2}),
    ("sqs", {"provisioned_poller_config": {"MinimumPollers": 3}}, {"minimum_pollers": 3}),
    ("kafka", {"provisioned_poller_config": {"MaximumPollers": 3, "PollerGroupName": "g"}},
     {"maximum_pollers": 3, "poller_group_name": "g"}),
    ("sqs", {"metrics_config": {"Metrics": ["EventCount"]}}, {"metrics": ["EventCount"]}),
    ("kafka", {"logging_config": {"SystemLogLevel": "WARN"}}, {"system_log_level": "WARN"}),
    ("kinesis", {"destination_config": {"OnFailure": {"Destination": "arn:aws:s3:::failed"}}},
     {"on_failure": "arn:aws:s3:::failed"}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "nested", "flat"), FORMS)
def test_both_spellings_mean_the_same(
    settings: Settings, service: LambdaService, kind: str, nested: dict[str, Any], flat: dict[str, Any]
) -> None:
    service.s3_bucket("failed")
    assert settings(kind, **nested) == settings(kind, **flat) != settings(kind)


@pytest.mark.parametrize(("kind", "nested", "flat"), FORMS)
def test_both_at_once_are_refused(
    settings: Settings, kind: str, nested: dict[str, Any], flat: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError, match="is given twice"):
        settings(kind, **flat, **nested)


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"scaling_config": {"maximum": 2}}, "MaximumConcurrency"),
        ({"scaling_config": 2}, "MaximumConcurrency"),
        ({"destination_config": {"OnFail": {}}}, "OnFailure, OnSuccess"),
        ({"destination_config": {"OnFailure": {"Arn": "a"}}}, "Destination"),
    ],
)
def test_other_keys_are_refused(settings: Settings, given: dict[str, Any], keys: str) -> None:
    with pytest.raises(ConfigurationError, match=f"expected AWS's form with the keys {keys}"):
        settings("sqs", **given)


@pytest.mark.parametrize("empty", [{}, {"OnFailure": {}}, {"OnFailure": {"Destination": ""}}], ids=["{}", "none", "''"])
def test_an_update_takes_the_destination_away(settings: Settings, service: LambdaService, empty: dict[str, Any]) -> None:
    current = settings("kinesis", on_failure=service.s3_bucket("failed"))
    assert current.on_failure is not None
    assert settings("kinesis", current=current, destination_config=empty).on_failure is None
    assert settings("kinesis", current=current, batch_size=1).on_failure == current.on_failure


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"metrics_config": {}}, "metrics"),
        ({"metrics": []}, "metrics"),
        ({"filter_criteria": {}}, "filter_patterns"),
        ({"filter_criteria": []}, "filter_patterns"),
        ({"function_response_types": []}, "function_response_types"),
    ],
)
def test_an_update_empties_a_list(settings: Settings, given: dict[str, Any], setting: str) -> None:
    current = settings(
        "sqs",
        metrics=["EventCount"],
        filter_criteria=['{"body": {"a": [1]}}'],
        function_response_types=["ReportBatchItemFailures"],
    )
    assert getattr(current, setting)
    assert getattr(settings("sqs", current=current, **given), setting) == ()
