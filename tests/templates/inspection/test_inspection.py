"""What is found in a template: what is wrong with each resource, what triggers functions, and that nothing runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.templates.inspection.inspection import Inspection, inspected
from pytest_lambda.world import World

ROLE = "arn:aws:iam::123456789012:role/r"
FUNCTION_ARN = {"Fn::GetAtt": ["F", "Arn"]}


def function(**properties: Any) -> dict[str, Any]:
    given = {"Code": "src", "Handler": "app.handler", "Runtime": "python3.13", "Role": ROLE, **properties}
    return {"Type": "AWS::Lambda::Function", "Properties": given}


def permission(service: str, **properties: Any) -> dict[str, Any]:
    given = {"Action": "lambda:InvokeFunction", "FunctionName": FUNCTION_ARN, "Principal": f"{service}.amazonaws.com"}
    return {"Type": "AWS::Lambda::Permission", "Properties": {**given, **properties}}


@pytest.fixture
def look(tmp_path: Path) -> Any:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("raise SystemExit('it runs')\ndef handler(event, context): ...")

    def looked(values: dict[str, Any] | None = None, **resources: Any) -> Inspection:
        path = tmp_path / "template.json"
        path.write_text(json.dumps({"Resources": resources}))
        return inspected(path, World(), parameters={}, values=values or {})

    return looked


def wrong(found: Inspection) -> list[str]:
    return [f"{each.resource}: {each.text}" for each in found.findings if each.severity == "error"]


def test_a_right_template(look: Any) -> None:
    found = look(F=function(Timeout=7))
    assert (found.is_right, found.findings) == (True, ())
    [only] = found.functions
    assert (only.logical_id, only.settings["timeout"], only.runtime) == ("F", 7, "python3.13")
    assert only.name.startswith("stack-F-")


def test_every_mistake_of_a_function(look: Any) -> None:
    found = look(F=function(Timeout=0, MemorySize=64, Handler="app.hndler", Environment={"Variables": {"A": "1"}}))
    assert [text.partition("Properties > ")[2].partition(")")[0] for text in wrong(found)] == [
        "Timeout", "MemorySize", "Environment", "Handler",
    ]  # fmt: skip


def test_every_reference_that_cannot_be_resolved(look: Any) -> None:
    found = look(F=function(Timeout={"Ref": "No"}, Role={"Fn::GetAtt": ["Nope", "Arn"]}))
    assert len(wrong(found)) == 2
    assert not found.is_right
    assert [each.logical_id for each in found.functions] == ["F"]


def test_what_waits_for_something_wrong_is_not_wrong_itself(look: Any) -> None:
    mapping = {"FunctionName": {"Ref": "F"}, "EventSourceArn": {"Fn::GetAtt": ["Q", "Arn"]}}
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 99_999}}
    found = look(Q=queue, F=function(), M={"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping})
    assert len(wrong(found)) == 1
    assert wrong(found)[0].startswith("Q: template.json, line ")


def test_what_the_template_keeps_itself_is_known(look: Any) -> None:
    secret = {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "db", "SecretString": '{"password": "x"}'}}
    found = look(F=function(Environment={"Variables": {
        "PASSWORD": {"Fn::Sub": "{{resolve:secretsmanager:${S}:SecretString:password}}"},
        "OTHER": "{{resolve:ssm:/gone}}",
    }}), S=secret)  # fmt: skip
    assert len(wrong(found)) == 1
    assert "the value of {{resolve:ssm:/gone}} is not in the template" in wrong(found)[0]


def test_what_is_wrong_with_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("""
Parameters: {Stage: {Type: String, Default: dev}}
Rules: {Staged: {Assertions: [{Assert: !Equals [!Ref Stage, prod], AssertDescription: production only}]}}
Resources: {Q: {Type: AWS::SQS::Queue}}
Outputs: {It: {Value: !Ref Nothing}}
""")
    rule, output = wrong(inspected(path, World(), parameters={}, values={}))
    assert rule.startswith(": template.yaml, line 3 (Rules > Staged > Assertions > 0): Rule Staged: production only.")
    assert output.startswith(": template.yaml, line 5 (Outputs > It > Value")


def test_what_is_wrong_with_a_part_is_not_told_of_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Parameters: {Name: {Type: String}}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}")
    [only] = wrong(inspected(path, World(), parameters={}, values={}))
    assert only.startswith("Q: template.yaml, line 1 (Parameters > Name): Parameters: [Name] must have values")


def test_resources_that_wait_for_each_other(look: Any) -> None:
    found = look(F=function(Environment={"Variables": {"QQ": {"Ref": "Q"}}}),
                 Q={"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "F"}}})  # fmt: skip
    assert any("Circular dependency between resources: [F, Q]" in text for text in wrong(found))


def test_other_languages_and_images_are_notes(look: Any) -> None:
    image = {"PackageType": "Image", "Code": {"ImageUri": "x"}, "Role": ROLE, "ImageConfig": {"Command": ["app.handler"]}}
    found = look(N=function(Runtime="nodejs22.x"), I={"Type": "AWS::Lambda::Function", "Properties": image})
    notes = [each for each in found.findings if each.severity == "note"]
    assert {each.resource for each in notes} == {"N", "I"}
    assert [each.runtime for each in found.functions] == ["nodejs22.x", ""]


TRIGGERS = {
    "a route": (
        {"P": permission("apigateway", SourceArn={"Fn::Sub": "arn:aws:execute-api:us-east-1:123456789012:${A}/*/POST/pets"}),
         "A": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "a", "ProtocolType": "HTTP"}}},
        ["POST /pets A"],
    ),
    "a bucket": ({"P": permission("s3", SourceArn="arn:aws:s3:::pictures")}, ["s3 arn:aws:s3:::pictures"]),
    "a rule": (
        {"R": {"Type": "AWS::Events::Rule", "Properties": {
            "ScheduleExpression": "rate(1 minute)", "Targets": [{"Id": "f", "Arn": FUNCTION_ARN}]}},
         "P": permission("events", SourceArn={"Fn::GetAtt": ["R", "Arn"]})},
        ["eventbridge R"],
    ),
    "a topic": (
        {"T": {"Type": "AWS::SNS::Topic"}, "S": {"Type": "AWS::SNS::Subscription", "Properties": {
            "Protocol": "lambda", "TopicArn": {"Ref": "T"}, "Endpoint": FUNCTION_ARN}}},
        ["sns T"],
    ),
    "somebody": ({"P": permission("s3")}, ["s3"]),
    "another account": ({"P": permission("s3", Principal="123456789012")}, []),
}  # fmt: skip


@pytest.mark.parametrize(("resources", "expected"), TRIGGERS.values(), ids=TRIGGERS)
def test_triggers(look: Any, resources: dict[str, Any], expected: list[str]) -> None:
    [only] = look(F=function(), **resources).functions
    assert [str(each) for each in only.triggers] == expected
