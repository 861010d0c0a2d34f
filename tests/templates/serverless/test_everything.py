"""What the Serverless Framework itself (3.40.0, `sls package`) makes of `everything.yml` is in `everything.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless.reading import read

HERE = Path(__file__).parent
THEIRS: dict[str, Any] = json.loads((HERE / "everything.json").read_text(encoding="utf-8"))
OURS = read(HERE / "everything.yml").resources

#: made by us alone: a topic's function is a subscription of its own, and nothing of these is in the other file
FURTHER = {"SharedLambdaLayer", "NotesSnsSubscriptionDispatch", "IamRoleLambdaExecution", "WebDashapiLambdaVersion",
           "ApiGatewayDeploymentlocal", "NotesLambdaPermissionAlexaSkill1", "Q", "T", "S", "SuperTopic"}  # fmt: skip

#: what invokes nothing, or says the same in another way
LEFT_OUT = {
    "AWS::ApiGateway::Method": {"MethodResponses", "RequestParameters"},
    "AWS::ApiGateway::RestApi": {"Policy"},
    "AWS::ApiGatewayV2::Api": {"Description"},
    "AWS::ApiGatewayV2::Stage": {"AutoDeploy", "DefaultRouteSettings", "DeploymentId", "Description"},
    "AWS::ElasticLoadBalancingV2::ListenerRule": {"Conditions"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"Name", "Tags", "TargetGroupAttributes"},
    "AWS::Events::Rule": {"EventBusName"},
    "AWS::IoT::TopicRule": {"TopicRulePayload"},
    "AWS::Lambda::Function": {"Code", "Layers"},
    "AWS::SNS::Topic": {"Subscription"},
}


def plain(value: Any) -> Any:
    """Values without their places, and with the JSON and the joined text that are known already."""
    if isinstance(value, Place):
        return plain(value.value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: plain(each) for name, each in value.items()}
    if list(made) == ["Fn::Join"] and all(isinstance(each, str) for each in made["Fn::Join"][1]):
        return made["Fn::Join"][0].join(made["Fn::Join"][1])
    return made


def compared(kind: str, properties: Any) -> dict[str, Any]:
    left_out = LEFT_OUT.get(kind, set())
    made = {name: value for name, value in plain(properties).items() if name not in left_out}
    if kind == "AWS::Events::Rule":
        made["Targets"] = [{name: each[name] for name in each if name != "Id"} for each in made["Targets"]]
    return made


def test_the_same_resources_are_made() -> None:
    assert set(OURS) - FURTHER == set(THEIRS)


@pytest.mark.parametrize("logical_id", sorted(THEIRS))
def test_their_properties_are_the_same(logical_id: str) -> None:
    ours, theirs = OURS[logical_id], THEIRS[logical_id]
    assert ours.type == theirs["Type"]
    assert compared(ours.type, ours.properties) == compared(ours.type, theirs["Properties"])
