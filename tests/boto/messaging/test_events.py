"""boto3's EventBridge client on the buses of a service."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError

from pytest_lambda import LambdaService
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.errors import NotSimulated

from ..conftest import Client
from .conftest import Collect

ENTRY = {"Source": "shop", "DetailType": "Order", "Detail": '{"id": 1}'}
PATTERN = '{"source": ["shop"]}'


@pytest.fixture
def events(service: LambdaService, checked: Client) -> Any:
    return checked("events")


class TestPutEvents:
    def test_a_rule_sends_it_on(self, events: Any, service: LambdaService, collect: Collect) -> None:
        function, queue, topic = collect(), service.sqs_queue("inbox"), service.sns_topic("news")
        arn = events.put_rule(Name="orders", EventPattern=PATTERN)["RuleArn"]
        assert arn == "arn:aws:events:us-east-1:123456789012:rule/orders"
        targets = [{"Id": str(number), "Arn": each.arn} for number, each in enumerate((function, queue, topic))]
        targets[1]["InputPath"] = "$.detail"
        targets[2]["Input"] = '"fixed"'
        assert events.put_targets(Rule="orders", Targets=targets)["FailedEntryCount"] == 0
        answer = events.put_events(Entries=[{**ENTRY, "Resources": ["r"]}, {**ENTRY, "Source": "other"}])
        service.run()

        assert answer["FailedEntryCount"] == 0
        [event] = function.seen
        assert event["id"] == answer["Entries"][0]["EventId"]
        assert (event["source"], event["detail-type"], event["detail"]) == ("shop", "Order", {"id": 1})
        assert (event["resources"], event["time"]) == (["r"], "2026-01-01T00:00:00Z")
        assert [each.json for each in queue.messages] == [{"id": 1}]
        assert [each.message for each in topic.messages] == ['"fixed"']
        assert len(service.event_bus().events) == 2

    def test_transformed(self, events: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("inbox")
        events.put_rule(Name="orders", EventPattern=PATTERN)
        transformer = {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"order": <id>}'}
        events.put_targets(Rule="orders", Targets=[{"Id": "q", "Arn": queue.arn, "InputTransformer": transformer}])
        events.put_events(Entries=[ENTRY])
        assert [each.json for each in queue.messages] == [{"order": 1}]
        assert events.list_targets_by_rule(Rule="orders")["Targets"][0]["InputTransformer"] == transformer

    def test_with_a_time(self, events: Any, service: LambdaService) -> None:
        events.put_events(Entries=[{**ENTRY, "Time": datetime(2020, 2, 3, 4, 5, 6, tzinfo=timezone.utc)}])
        assert service.event_bus().events[0]["time"] == "2020-02-03T04:05:06Z"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"Source": ""}, "InvalidArgument"),
            ({"Detail": "no"}, "MalformedDetail"),
            ({"Detail": "[1]"}, "MalformedDetail"),
            ({"Source": "aws.s3"}, "NotAuthorizedForSourceException"),
            ({"DetailType": "x" * 129}, "InvalidArgument"),
        ],
        ids=str,
    )
    def test_one_of_many_fails(
        self, events: Any, service: LambdaService, change: dict[str, str], code: str
    ) -> None:
        answer = events.put_events(Entries=[{**ENTRY, **change}, ENTRY])
        assert answer["FailedEntryCount"] == 1
        assert answer["Entries"][0]["ErrorCode"] == code
        assert "EventId" in answer["Entries"][1]
        assert len(service.event_bus().events) == 1

    def test_too_many_or_too_much(self, events: Any, service: LambdaService) -> None:
        for entries, what in (([ENTRY] * 11, "less than or equal to 10"), ([{**ENTRY, "Detail": '"' + "x" * 1_048_576}],
                                                                           "over the limit")):
            with pytest.raises(ClientError, match=what) as caught:
                events.put_events(Entries=entries)
            assert caught.value.response["Error"]["Code"] == "ValidationException"

    def test_another_bus(self, events: Any, service: LambdaService) -> None:
        arn = events.create_event_bus(Name="shop")["EventBusArn"]
        for name in ("shop", arn):
            events.put_events(Entries=[{**ENTRY, "EventBusName": name}])
        assert len(service.event_bus("shop").events) == 2
        with pytest.raises(events.exceptions.ResourceNotFoundException) as caught:
            events.put_events(Entries=[{**ENTRY, "EventBusName": "shops"}])
        assert caught.value.response["Error"]["Message"] == (
            "Event bus shops does not exist. Event buses of 123456789012 in us-east-1: shop."
        )


class TestRules:
    def test_from_first_to_last(self, events: Any, service: LambdaService, collect: Collect) -> None:
        function = collect()
        events.put_rule(Name="orders", EventPattern=PATTERN, Description="d", State="DISABLED")
        events.put_targets(Rule="orders", Targets=[{"Id": "f", "Arn": function.arn}])
        told = events.describe_rule(Name="orders")
        assert (told["EventPattern"], told["State"], told["Description"]) == (PATTERN, "DISABLED", "d")
        assert (told["EventBusName"], told["Arn"][-11:]) == ("default", "rule/orders")
        counts = []
        for do in (lambda **_: None, events.enable_rule, events.disable_rule, events.enable_rule):
            do(Name="orders")
            events.put_events(Entries=[ENTRY])
            service.run()
            counts.append(len(function.seen))
        assert counts == [0, 1, 1, 2]
        assert [each["Name"] for each in events.list_rules(NamePrefix="o")["Rules"]] == ["orders"]
        assert events.list_rules(NamePrefix="x")["Rules"] == []
        assert events.list_targets_by_rule(Rule="orders")["Targets"] == [{"Id": "f", "Arn": function.arn}]
        assert events.list_rule_names_by_target(TargetArn=function.arn)["RuleNames"] == ["orders"]
        with pytest.raises(ClientError, match="Rule can't be deleted since it has targets"):
            events.delete_rule(Name="orders")
        events.remove_targets(Rule="orders", Ids=["f"])
        events.delete_rule(Name="orders")
        events.delete_rule(Name="orders")
        with pytest.raises(events.exceptions.ResourceNotFoundException, match="Rule orders does not exist on EventBus"):
            events.describe_rule(Name="orders")
        assert service.event_bus().rules == ()

    def test_another_pattern_keeps_the_targets(self, events: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("inbox")
        events.put_rule(Name="r", EventPattern='{"source": ["other"]}')
        events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": queue.arn}])
        events.put_events(Entries=[ENTRY])
        events.put_rule(Name="r", EventPattern=PATTERN)
        events.put_events(Entries=[ENTRY])
        assert len(queue.messages) == 1
        assert len(service.event_bus().rules) == 1

    def test_a_schedule(self, events: Any, service: LambdaService, collect: Collect) -> None:
        function, queue = collect(), service.sqs_queue("inbox")
        events.put_rule(Name="tick", ScheduleExpression="rate(5 minutes)")
        targets = [{"Id": "f", "Arn": function.arn}, {"Id": "q", "Arn": queue.arn, "Input": '{"a": 1}'}]
        events.put_targets(Rule="tick", Targets=targets)
        service.advance(minutes=11)
        assert [each["resources"] for each in function.seen] == [
            ["arn:aws:events:us-east-1:123456789012:rule/tick"]
        ] * 2
        assert [each.json for each in queue.messages] == [{"a": 1}] * 2
        events.disable_rule(Name="tick")
        service.advance(minutes=11)
        assert len(function.seen) == 2

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({}, "ValidationException"),
            ({"EventPattern": "no"}, "InvalidEventPatternException"),
            ({"EventPattern": '{"source": "shop"}'}, "InvalidEventPatternException"),
            ({"ScheduleExpression": "rate(1 hour)", "EventBusName": "shop"}, "ValidationException"),
        ],
        ids=str,
    )
    def test_what_is_refused(self, events: Any, service: LambdaService, given: dict[str, str], code: str) -> None:
        service.event_bus("shop")
        with pytest.raises(ClientError) as caught:
            events.put_rule(Name="r", **given)
        assert caught.value.response["Error"]["Code"] == code
        assert events.list_rules()["Rules"] == []

    def test_what_is_not_simulated(self, events: Any, service: LambdaService) -> None:
        queue = service.sqs_queue("inbox")
        events.put_rule(Name="r", EventPattern=PATTERN)
        for target, what in (
            ({"Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"}, "not to arn:aws:states"),
            ({"Arn": queue.arn, "DeadLetterConfig": {"Arn": queue.arn}}, "has DeadLetterConfig, which is not simulated"),
            ({"Arn": queue.arn, "InputTransformer": {"InputTemplate": "some text"}}, "is no JSON"),
        ):
            with pytest.raises(NotSimulated, match=what):
                events.put_targets(Rule="r", Targets=[{"Id": "a", **target}])
        assert events.list_targets_by_rule(Rule="r")["Targets"] == []
        with pytest.raises(OperationNotSimulated, match="events:CreateArchive"):
            events.create_archive(ArchiveName="a", EventSourceArn=service.event_bus().arn)

    @pytest.mark.parametrize("given", [{"EventPattern": PATTERN}, {"ScheduleExpression": "rate(1 minute)"}], ids=str)
    def test_a_target_without_an_arn(self, events: Any, service: LambdaService, given: dict[str, str]) -> None:
        service.sqs_queue("inbox")
        events.put_rule(Name="r", **given)
        with pytest.raises(ClientError, match=r"Parameter inbox is not valid\. Reason: Provided Arn is not") as caught:
            events.put_targets(Rule="r", Targets=[{"Id": "a", "Arn": "inbox"}])
        assert caught.value.response["Error"]["Code"] == "ValidationException"
        assert events.list_targets_by_rule(Rule="r")["Targets"] == []

    def test_five_targets(self, events: Any, service: LambdaService) -> None:
        events.put_rule(Name="r", EventPattern=PATTERN)
        targets = [{"Id": str(number), "Arn": service.sqs_queue(f"q{number}").arn} for number in range(6)]
        with pytest.raises(events.exceptions.LimitExceededException):
            events.put_targets(Rule="r", Targets=targets)
        events.put_targets(Rule="r", Targets=targets[:5])

    def test_patterns_can_be_tried(self, events: Any) -> None:
        event = json.dumps({"source": "shop"})
        assert events.test_event_pattern(EventPattern=PATTERN, Event=event)["Result"] is True
        assert events.test_event_pattern(EventPattern='{"source": ["x"]}', Event=event)["Result"] is False


class TestBuses:
    def test_from_first_to_last(self, events: Any, service: LambdaService) -> None:
        assert [each["Name"] for each in events.list_event_buses()["EventBuses"]] == ["default"]
        events.create_event_bus(Name="shop")
        with pytest.raises(events.exceptions.ResourceAlreadyExistsException):
            events.create_event_bus(Name="shop")
        assert events.describe_event_bus(Name="shop")["Arn"].endswith(":event-bus/shop")
        assert events.describe_event_bus()["Name"] == "default"
        assert {each["Name"] for each in events.list_event_buses()["EventBuses"]} == {"default", "shop"}
        events.delete_event_bus(Name="shop")
        with pytest.raises(ClientError, match="Cannot delete event bus default"):
            events.delete_event_bus(Name="default")
        with pytest.raises(events.exceptions.ResourceNotFoundException):
            events.describe_event_bus(Name="shop")
