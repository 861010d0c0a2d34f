"""AWS::Events and AWS::Scheduler."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from tests.templates.resources.conftest import Build


def test_a_rule_may_name_the_default_bus_by_its_arn(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Rule:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: !Sub arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default
            ScheduleExpression: rate(1 hour)
            Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]
        """,
        functions=("Fn",),
    )
    service.advance(hours=1)
    assert len(app.functions["Fn"].invocations) == 1


def test_rule_on_a_bus_sends_to_its_targets(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Queue: {Type: AWS::SQS::Queue}
        Topic: {Type: AWS::SNS::Topic}
        Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
        Rule:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: !Ref Bus
            EventPattern: {source: [orders], detail: {total: [{numeric: [">", 10]}]}}
            Targets:
              - {Id: fn, Arn: !GetAtt Fn.Arn}
              - {Id: queue, Arn: !GetAtt Queue.Arn, InputPath: $.detail}
              - {Id: topic, Arn: !Ref Topic, Input: '{"fixed": true}'}
        """,
        functions=("Fn",),
    )
    app["Bus"].put_event({"total": 3}, source="orders", detail_type="placed")
    app["Bus"].put_event({"total": 30}, source="orders", detail_type="placed")
    service.run()

    assert app["Bus"] is service.event_bus("shop")
    assert [each.payload["detail"] for each in app["Fn"].invocations] == [{"total": 30}]
    assert [message.json for message in app["Queue"].messages] == [{"total": 30}]
    assert [message.json for message in app["Topic"].messages] == [{"fixed": True}]
    assert app.not_simulated == ()


def test_rule_names_its_bus_by_arn_or_is_on_the_default_one(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
        ByArn:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: !GetAtt Bus.Arn
            EventPattern: '{"source": ["a"]}'
            Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]
        Default:
          Type: AWS::Events::Rule
          Properties: {EventPattern: {source: [b]}, Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]}
        Disabled:
          Type: AWS::Events::Rule
          Properties: {State: DISABLED, EventPattern: {source: [b]}, Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]}
        """,
        functions=("Fn",),
    )
    app["Bus"].put_event({}, source="a", detail_type="x")
    service.event_bus().put_event({}, source="b", detail_type="x")
    service.run()

    assert [each.payload["source"] for each in app["Fn"].invocations] == ["a", "b"]
    assert "Disabled" not in app


def test_rule_fires_by_the_clock(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Rule:
          Type: AWS::Events::Rule
          Properties:
            Name: nightly
            ScheduleExpression: rate(1 hour)
            Targets:
              - {Id: fn, Arn: !GetAtt Fn.Arn, Input: '{"job": 1}'}
              - {Id: other, Arn: !GetAtt Other.Arn}
        Disabled:
          Type: AWS::Events::Rule
          Properties: {ScheduleExpression: rate(1 hour), State: DISABLED, Targets: [{Id: fn, Arn: !GetAtt Fn.Arn}]}
        """,
        functions=("Fn", "Other"),
        more="Outputs: {Arn: {Value: !GetAtt Rule.Arn}}",
    )
    service.advance(hours=2, minutes=1)

    assert [each.payload for each in app["Fn"].invocations] == [{"job": 1}, {"job": 1}]
    assert app["Other"].invocations[0].payload["detail-type"] == "Scheduled Event"
    assert app["Rule"][0].arn == app.outputs["Arn"]
    assert app["Disabled"].state == "DISABLED"


def test_input_transformer_makes_what_a_target_gets(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
        Rule:
          Type: AWS::Events::Rule
          Properties:
            Name: big-orders
            EventBusName: !Ref Bus
            EventPattern: {source: [orders]}
            Targets:
              - Id: fn
                Arn: !GetAtt Fn.Arn
                InputTransformer:
                  InputPathsMap: {total: $.detail.total, customer: $.detail.customer}
                  InputTemplate: '{"sum": <total>, "text": "<customer> pays <total>", "rule": <aws.events.rule-arn>}'
        """,
        functions=("Fn",),
        more="Outputs: {Arn: {Value: !GetAtt Rule.Arn}}",
    )
    app["Bus"].put_event({"total": 3, "customer": "ann"}, source="orders", detail_type="placed")
    service.run()

    assert app["Fn"].invocations[0].payload == {"sum": 3, "text": "ann pays 3", "rule": app.outputs["Arn"]}


def test_schedule_fires_by_the_clock_in_its_time_zone(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Group: {Type: AWS::Scheduler::ScheduleGroup}
        Role: {Type: AWS::IAM::Role}
        Nightly:
          Type: AWS::Scheduler::Schedule
          Properties:
            FlexibleTimeWindow: {Mode: "OFF"}
            ScheduleExpression: cron(0 9 * * ? *)
            ScheduleExpressionTimezone: Europe/Berlin
            Target: {Arn: !GetAtt Fn.Arn, RoleArn: !GetAtt Role.Arn, Input: '{"job": 1}'}
        Disabled:
          Type: AWS::Scheduler::Schedule
          Properties:
            FlexibleTimeWindow: {Mode: "OFF"}
            ScheduleExpression: rate(1 minute)
            State: DISABLED
            Target: {Arn: !GetAtt Fn.Arn, RoleArn: !GetAtt Role.Arn}
        """,
        functions=("Fn",),
        more="Outputs: {Arn: {Value: !GetAtt Nightly.Arn}}",
    )
    service.advance(hours=24)

    assert [each.payload for each in app["Fn"].invocations] == [{"job": 1}]
    assert [moment.hour for moment in app["Nightly"].fired_at] == [8]
    assert app["Nightly"].arn == app.outputs["Arn"]
    assert app.not_simulated == ()


def test_what_rules_and_schedules_cannot_do_is_told(build: Build, service: LambdaService) -> None:
    app = build(
        """
        Machine: {Type: AWS::StepFunctions::StateMachine}
        Queue: {Type: AWS::SQS::Queue}
        Fifo: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
        Rule:
          Type: AWS::Events::Rule
          Properties:
            EventPattern: {source: [a]}
            Targets:
              - {Id: machine, Arn: !Ref Machine, RoleArn: "arn:role"}
              - {Id: fifo, Arn: !GetAtt Fifo.Arn, SqsParameters: {MessageGroupId: a}}
              - {Id: queue, Arn: !GetAtt Queue.Arn, DeadLetterConfig: {Arn: !GetAtt Queue.Arn}}
        Timed:
          Type: AWS::Events::Rule
          Properties:
            ScheduleExpression: rate(1 hour)
            Targets: [{Id: fn, Arn: !GetAtt Fn.Arn, InputPath: $.time}]
        Schedule:
          Type: AWS::Scheduler::Schedule
          Properties:
            FlexibleTimeWindow: {Mode: FLEXIBLE, MaximumWindowInMinutes: 5}
            GroupName: nightly
            StartDate: "2026-02-01T00:00:00Z"
            ScheduleExpression: rate(1 hour)
            Target: {Arn: !GetAtt Fn.Arn, RoleArn: "arn:role", RetryPolicy: {MaximumRetryAttempts: 1}}
        Universal:
          Type: AWS::Scheduler::Schedule
          Properties:
            FlexibleTimeWindow: {Mode: "OFF"}
            ScheduleExpression: rate(1 hour)
            Target: {Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", RoleArn: "arn:role"}
        """,
        functions=("Fn",),
    )
    told = [(part.logical_id, part.why.split(":")[0]) for part in app.not_simulated]

    assert ("Machine", "Step Functions is not simulated") in told
    assert told.count(("Rule", "nothing is sent to arn")) == 2
    assert ("Rule", "DeadLetterConfig") in told
    assert ("Timed", "a schedule's target gets Input only") in told
    assert [why for name, why in told if name == "Schedule"] == [
        "StartDate",
        "GroupName",
        "RetryPolicy",
        "FlexibleTimeWindow",
    ]
    assert ("Universal", "nothing is sent to arn") in told
    assert all(part.place.startswith("template.yaml, line ") for part in app.not_simulated)
    assert "Universal" not in app
    assert "Timed" not in app


WINDOW = 'FlexibleTimeWindow: {Mode: "OFF"}'


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("Events::EventBus, Properties: {}}", "Property Name cannot be empty"),
        ("Events::Rule, Properties: {}}", r"Parameter\(s\) EventPattern or ScheduleExpression must be specified"),
        ("Events::Rule, Properties: {EventPattern: {source: [a]}, State: ON}}", r"State\): State is '"),
        ("Events::Rule, Properties: {EventPattern: {source: a}}}", r"EventPattern"),
        (
            "Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Id: a, Arn: !GetAtt Fn.Arn, "
            "InputTransformer: {InputTemplate: <total>}}]}}",
            "InputTemplate has <total>, which is no key of InputPathsMap",
        ),
        (
            "Events::Rule, Properties: {EventPattern: {source: [a]}, EventBusName: gone}}",
            r"EventBusName\): there is no arn:aws:events:us-east-1:123456789012:event-bus/gone.*event_bus\(\)",
        ),
        (
            "Events::Rule, Properties: {ScheduleExpression: rate(1 hour), EventBusName: shop}}",
            r"EventBusName\): ScheduleExpression is supported only on the default event bus",
        ),
        (
            "Events::Rule, Properties: {ScheduleExpression: rate(1 hours), Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}}",
            r"ScheduleExpression\): .*Parameter ScheduleExpression is not valid",
        ),
        ("Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Id: a}]}}", "Property Arn cannot be"),
        (f"Scheduler::Schedule, Properties: {{{WINDOW}, ScheduleExpression: rate(1 hour)}}}}", "Property Target cannot"),
        (
            f"Scheduler::Schedule, Properties: {{{WINDOW}, ScheduleExpression: never, Target: {{Arn: !GetAtt Fn.Arn, "
            "RoleArn: a}}}",
            r"ScheduleExpression\): .*Invalid Schedule Expression never",
        ),
        (
            f"Scheduler::Schedule, Properties: {{{WINDOW}, Name: a, ScheduleExpression: rate(1 hour), "
            "ScheduleExpressionTimezone: Europe/Berln, Target: {Arn: !GetAtt Fn.Arn, RoleArn: a}}}",
            r"ScheduleExpressionTimezone\): .*timezone is 'Europe/Berln'",
        ),
        (
            f"Scheduler::Schedule, Properties: {{{WINDOW}, ScheduleExpression: rate(1 hour), State: 'ON', Target: "
            "{Arn: !GetAtt Fn.Arn, RoleArn: a}}}",
            r"State\): State is 'ON': expected ENABLED or DISABLED",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_with_its_place(build: Build, resource: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        build(f"It: {{Type: AWS::{resource}", functions=("Fn",))

    assert str(caught.value).startswith("template.yaml, line 2 (Resources > It > Properties")
