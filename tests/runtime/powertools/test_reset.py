"""What else Powertools keeps, at a cold start."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest
from aws_lambda_powertools import Tracer

from pytest_lambda.runtime.powertools.reset import put_powertools, reset_powertools, take_powertools
from pytest_lambda.runtime.powertools.table import PACKAGE


def test_the_tracers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    class Provider:
        pass

    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
    monkeypatch.delenv("AWS_SAM_LOCAL", raising=False)
    Tracer(service="old", auto_patch=False, provider=Provider())
    assert Tracer._config["service"] == "old"
    reset_powertools()

    assert Tracer._config == Tracer._default_config
    assert Tracer._config is not Tracer._default_config


def test_parameters_are_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto")
    parameters = importlib.import_module(f"{PACKAGE}.utilities.parameters")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with moto.mock_aws():
        ssm = boto3.client("ssm")
        ssm.put_parameter(Name="p", Value="1", Type="String")
        assert parameters.get_parameter("p") == "1"
        ssm.put_parameter(Name="p", Value="2", Type="String", Overwrite=True)
        assert parameters.get_parameter("p") == "1"
        reset_powertools()

        assert parameters.get_parameter("p") == "2"


def test_the_event_at_hand(context: Any) -> None:
    api_gateway = importlib.import_module(f"{PACKAGE}.event_handler.api_gateway")
    app = api_gateway.APIGatewayHttpResolver()
    event = {
        "requestContext": {"http": {"method": "GET", "path": "/"}, "stage": "$default"},
        "rawPath": "/",
    }
    app.resolve({**event, "headers": {}}, context)
    assert api_gateway.BaseRouter.lambda_context is context
    reset_powertools()

    assert not hasattr(api_gateway.BaseRouter, "lambda_context")
    assert not hasattr(api_gateway.BaseRouter, "current_event")


def test_nothing_happens_where_powertools_is_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    flags = sys.modules[f"{PACKAGE}.logging.logger"]
    monkeypatch.setattr(flags, "is_cold_start", False)
    monkeypatch.delitem(sys.modules, PACKAGE)
    reset_powertools()
    put_powertools(take_powertools())

    assert flags.is_cold_start is False


def test_what_is_imported_during_the_pause_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    flags = sys.modules[f"{PACKAGE}.logging.logger"]
    with monkeypatch.context() as patch:
        patch.delitem(sys.modules, PACKAGE)
        paused = take_powertools()
    monkeypatch.setattr(flags, "is_cold_start", False)
    put_powertools(paused)

    assert flags.is_cold_start is True
