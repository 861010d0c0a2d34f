"""boto3's client of EventBridge Scheduler on the schedules of a service."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("boto3")
pytest.importorskip("moto")

from botocore.exceptions import ClientError
from moto import mock_aws

from pytest_lambda import LambdaService
from pytest_lambda.errors import NotSimulated

from ..conftest import Client
from .conftest import Collect

ROLE = "arn:aws:iam::123456789012:role/scheduler"
OFF = {"Mode": "OFF"}


@pytest.fixture
def scheduler(service: LambdaService, checked: Client) -> Any:
    return checked("scheduler")


def target(resource: Any, **others: Any) -> dict[str, Any]:
    return {"Arn": resource.arn, "RoleArn": ROLE, **others}


def test_from_first_to_last(scheduler: Any, service: LambdaService, collect: Collect) -> None:
    function, queue = collect(), service.sqs_queue("inbox")
    given = {"Name": "tick tock".replace(" ", "."), "ScheduleExpression": "rate(5 minutes)", "FlexibleTimeWindow": OFF}
    arn = scheduler.create_schedule(**given, Target=target(function, Input='{"a": 1}'))["ScheduleArn"]
    assert arn == "arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick.tock"
    with pytest.raises(scheduler.exceptions.ConflictException):
        scheduler.create_schedule(**given, Target=target(function))
    service.advance(minutes=9)
    assert function.seen == [{"a": 1}] * 2
    told = scheduler.get_schedule(Name="tick.tock")
    assert (told["State"], told["Target"]["Input"]) == ("ENABLED", '{"a": 1}')

    given["ScheduleExpression"] = "cron(0 12 * * ? *)"
    scheduler.update_schedule(**given, ScheduleExpressionTimezone="Europe/Berlin", Target=target(queue, Input='"b"'))
    service.advance(hours=24)
    assert [each.body for each in queue.messages] == ['"b"']
    assert len(function.seen) == 2
    assert [each["Name"] for each in scheduler.list_schedules(NamePrefix="tick")["Schedules"]] == ["tick.tock"]
    assert scheduler.list_schedules(State="DISABLED")["Schedules"] == []
    scheduler.delete_schedule(Name="tick.tock")
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException, match="does not exist. Schedules .*: none"):
        scheduler.get_schedule(Name="tick.tock")


def test_once_and_then_gone(scheduler: Any, service: LambdaService, collect: Collect) -> None:
    function = collect()
    scheduler.create_schedule(
        Name="once", ScheduleExpression="at(2026-01-01T01:00:00)", FlexibleTimeWindow=OFF, Target=target(function),
        ActionAfterCompletion="DELETE",
    )  # fmt: skip
    assert len(scheduler.list_schedules()["Schedules"]) == 1
    service.advance(hours=2)
    assert len(function.seen) == 1
    assert scheduler.list_schedules()["Schedules"] == []


def test_disabled(scheduler: Any, service: LambdaService, collect: Collect) -> None:
    function = collect()
    scheduler.create_schedule(
        Name="off", ScheduleExpression="rate(1 minute)", FlexibleTimeWindow=OFF, Target=target(function),
        State="DISABLED",
    )  # fmt: skip
    service.advance(minutes=3)
    assert function.seen == []


def test_what_a_query_says_is_read_once(scheduler: Any, collect: Collect) -> None:
    scheduler.create_schedule(
        Name="A", ScheduleExpression="rate(1 minute)", FlexibleTimeWindow=OFF, Target=target(collect())
    )
    assert scheduler.list_schedules(NamePrefix="%41")["Schedules"] == []
    assert len(scheduler.list_schedules(NamePrefix="A")["Schedules"]) == 1


def test_a_target_without_an_arn(scheduler: Any, collect: Collect) -> None:
    given = {"Name": "a", "ScheduleExpression": "rate(1 minute)", "FlexibleTimeWindow": OFF}
    with pytest.raises(scheduler.exceptions.ValidationException, match=r"Provided Arn is not in correct format\."):
        scheduler.create_schedule(**given, Target={"Arn": collect("named").name, "RoleArn": ROLE})
    assert scheduler.list_schedules()["Schedules"] == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"ScheduleExpression": "often"}, ClientError),
        ({"GroupName": "others"}, NotSimulated),
        ({"EndDate": 1_800_000_000}, NotSimulated),
        ({"Target": {"SqsParameters": {"MessageGroupId": "g"}}}, NotSimulated),
    ],
    ids=str,
)
def test_what_is_refused(
    scheduler: Any, collect: Collect, given: dict[str, Any], error: type[Exception]
) -> None:
    asked: dict[str, Any] = {"Name": "a", "ScheduleExpression": "rate(1 minute)", "FlexibleTimeWindow": OFF, **given}
    asked["Target"] = target(collect(), **given.get("Target", {}))
    with pytest.raises(error):
        scheduler.create_schedule(**asked)
    assert scheduler.list_schedules()["Schedules"] == []


def test_moto_keeps_those_of_its_own(scheduler: Any, service: LambdaService, collect: Collect) -> None:
    function = collect()
    with mock_aws():
        given = {"ScheduleExpression": "rate(1 minute)", "FlexibleTimeWindow": OFF}
        theirs = {"Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:m", "RoleArn": ROLE}
        scheduler.create_schedule(Name="theirs", **given, Target=theirs)
        scheduler.create_schedule(Name="ours", **given, Target=target(function))
        assert scheduler.get_schedule(Name="theirs")["Target"]["Arn"] == theirs["Arn"]
        assert {each["Name"] for each in scheduler.list_schedules()["Schedules"]} == {"ours", "theirs"}
        service.advance(seconds=30)
        assert len(function.seen) == 1
