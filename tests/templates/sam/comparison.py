"""SAM's own translator and ours on one template: what they make of it, in one form."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.plain import plain
from pytest_lambda.templates.cloudformation import tags, template_of
from pytest_lambda.templates.sam.transform import transform

REGION = "us-east-1"

#: (type, property) that ours leaves out, and why
LEFT_OUT = {
    ("AWS::IAM::Role", "ManagedPolicyArns"): "who may do what is not simulated",
    ("AWS::IAM::Role", "Policies"): "who may do what is not simulated",
    ("AWS::Lambda::Alias", "UpdatePolicy"): "CodeDeploy is not simulated: an alias points to its version at once",
}

#: types that ours does not make, and why
NOT_MADE = {
    "AWS::CodeDeploy::Application": "CodeDeploy is not simulated: an alias points to its version at once",
    "AWS::CodeDeploy::DeploymentGroup": "CodeDeploy is not simulated: an alias points to its version at once",
    "AWS::IAM::ManagedPolicy": "who may do what is not simulated",
}
CODE_DEPLOY_ROLE = "CodeDeployServiceRole"

#: lists that the translator writes in the order of Python 2's mappings, or of a set
UNORDERED = ("Fn::Or", "Resource", "Statement")

#: The digest in a deployment's id depends on how the translator prints a document; it changes when that changes.
_DEPLOYMENT = re.compile(r"(Deployment)[0-9a-f]{10}\b")
_DESCRIPTION = re.compile(r"(RestApi deployment id: )[0-9a-f]{40}")


def ours(path: Path) -> dict[str, Any]:
    """The template as we transform it."""
    pseudo = {"AWS::Region": REGION, "AWS::Partition": "aws"}
    template = transform(template_of(load(path, tags=tags), path.parent), parameters=pseudo)
    return {
        "Resources": {name: plain(each.place) for name, each in template.resources.items()},
        "Conditions": {name: plain(each) for name, each in template.conditions.items()},
        "Outputs": {name: plain(each) for name, each in template.outputs.items()},
    }


def theirs(path: Path) -> dict[str, Any]:
    """The template as SAM's translator does it."""
    made = translated(document(path))
    return {section: made.get(section, {}) for section in ("Resources", "Conditions", "Outputs")}


def translated(template: dict[str, Any]) -> dict[str, Any]:
    """What SAM's translator makes of a template."""
    # Imported late: it takes as long as all tests of this folder; and urllib3 adds filters of warnings.
    with warnings.catch_warnings():
        from boto3.session import Session
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator

    made: dict[str, Any] = Translator({}, Parser(), boto_session=Session(region_name=REGION)).translate(template, {})
    return made


def document(path: Path) -> dict[str, Any]:
    """What is in a file."""
    root: dict[str, Any] = json.loads(json.dumps(plain(load(path, tags=tags))))
    return root


def differences(path: Path) -> list[str]:
    """Where the two are not the same, each as a line of text."""
    mine, other = _normal(ours(path)), _normal(theirs(path))
    return list(compared("", mine, other))


def compared(where: str, mine: Any, other: Any) -> list[str]:
    """Where two values are not the same, each as a line of text."""
    if isinstance(mine, dict) and isinstance(other, dict):
        return [
            line
            for key in sorted({*mine, *other})
            for line in compared(f"{where} > {key}", mine.get(key, "nothing"), other.get(key, "nothing"))
        ]
    return [] if mine == other else [f"{where}: ours {json.dumps(mine)}, theirs {json.dumps(other)}"]


def _normal(template: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(template).replace("arn:${AWS::Partition}:", "arn:aws:")
    text = _DESCRIPTION.sub(r"\1digest", _DEPLOYMENT.sub(r"\1digest", text))
    template = _sorted(json.loads(text))
    template["Resources"] = {
        name: _resource(each)
        for name, each in template["Resources"].items()
        if each["Type"] not in NOT_MADE and name != CODE_DEPLOY_ROLE
    }
    return template


def _sorted(value: Any, key: str = "") -> Any:
    """A value whose order says nothing is in one order; conditions are named in one way."""
    if isinstance(value, list):
        items = [_sorted(each) for each in value]
        return sorted(items, key=lambda each: json.dumps(each, sort_keys=True)) if key in UNORDERED else items
    if not isinstance(value, dict):
        return value
    if key == "Condition" and value.keys() == {"Condition"}:
        # The translator nests the names of conditions that it combines, which CloudFormation refuses.
        return value["Condition"]
    return {name: _sorted(each, name) for name, each in value.items()}


def _resource(resource: dict[str, Any]) -> dict[str, Any]:
    left_out = {name for type_, name in LEFT_OUT if type_ == resource["Type"]}
    kept = {key: value for key, value in resource.items() if key not in left_out and value is not None}
    properties = {key: each for key, each in (kept.get("Properties") or {}).items() if key not in left_out}
    waits = kept.get("DependsOn", [])
    depends_on = sorted([waits] if isinstance(waits, str) else waits)
    return {**kept, "Properties": properties, "DependsOn": depends_on}
