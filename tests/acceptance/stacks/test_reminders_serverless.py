"""An application of the Serverless Framework: HTTP, a schedule and a queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def reminders(deployed: Callable[..., Application]) -> Application:
    return deployed("reminders_serverless/serverless.yml", parameters={"region": "us-east-1"})


def remember(client: httpx.Client, service: LambdaService, text: str, **later: float) -> str:
    at = (service.now() + timedelta(**later)).isoformat()
    made = client.post("/reminders", json={"at": at, "text": text})
    assert made.status_code == 201, made.text
    return made.json()["id"]


def test_a_reminder_is_sent_when_it_is_due(reminders: Application, lambda_service: LambdaService) -> None:
    client = reminders.http_client()
    soon = remember(client, lambda_service, "tea", minutes=8)
    later = remember(client, lambda_service, "bread", hours=2)
    lambda_service.advance(minutes=2)
    assert client.get(f"/reminders/{soon}").json()["state"] == "waiting"
    lambda_service.advance(minutes=3)
    states = [client.get(f"/reminders/{each}").json()["state"] for each in (soon, later)]
    assert states == ["sent", "waiting"]
    assert "reminded: tea" in lambda_service.log_groups["/aws/lambda/reminders-dev-send"].text


def test_an_empty_reminder_comes_to_the_other_queue(reminders: Application, lambda_service: LambdaService) -> None:
    remember(reminders.http_client(), lambda_service, "", minutes=1)
    lambda_service.advance(minutes=10)
    assert len(reminders["UnsentQueue"].messages) == 1


def test_settings_of_the_file(reminders: Application) -> None:
    due = reminders.functions["DueLambdaFunction"]
    assert (due.name, due.configuration.timeout, due.configuration.memory_size) == ("reminders-dev-due", 60, 256)
    assert due.configuration.environment["LEAD_MINUTES"] == "5"
    assert due.configuration.environment["QUEUE_URL"] == reminders["DueQueue"].url
