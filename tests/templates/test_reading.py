"""Templates of CloudFormation from files."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.reading import read_template
from tests.templates.written import QUEUE, template

WHOLE = """\
AWSTemplateFormatVersion: 2010-09-09
Description: all sections
Metadata: {a: b}
Parameters: {Stage: {Type: String}}
Mappings: {M: {a: {b: c}}}
Conditions: {C: !Equals [a, a]}
Rules: {R: {Assertions: []}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Condition: C
    DependsOn: [Topic]
    DeletionPolicy: Retain
    Metadata: {c: d}
    Properties: {QueueName: !Sub "${Stage}-q"}
  Topic: {Type: AWS::SNS::Topic, DependsOn: Other}
  Other: {Type: AWS::SNS::Topic}
Outputs: {Url: {Value: !Ref Queue}}
"""


def test_sections(tmp_path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(WHOLE)
    made = read_template(path)
    assert made.document.path == path
    assert made.folder == tmp_path
    assert made.root.value["Description"] == "all sections"
    assert list(made.parameters) == ["Stage"]
    assert made.mappings.value == {"M": {"a": {"b": "c"}}}
    assert made.conditions["C"].value == {"Fn::Equals": ["a", "a"]}
    assert list(made.rules) == ["R"]
    assert made.outputs["Url"].value == {"Value": {"Ref": "Queue"}}
    assert (made.globals.value, made.transforms) == (None, ())
    queue, topic, _ = made.resources.values()
    assert (queue.logical_id, queue.type, queue.condition, queue.depends_on) == ("Queue", "AWS::SQS::Queue", "C", ("Topic",))
    assert queue.properties.value == {"QueueName": {"Fn::Sub": "${Stage}-q"}}
    assert queue.metadata.value == {"c": "d"}
    assert str(queue.place) == "template.yaml, line 9 (Resources > Queue)"
    assert (topic.condition, topic.depends_on, topic.properties.value) == (None, ("Other",), None)


def test_json_without_a_library(tmp_path) -> None:
    path = tmp_path / "stack.template"
    path.write_text(json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"A": {"Ref": "B"}}}}}, indent=1))
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "from pytest_lambda.templates.reading import read_template\n"
        f"print(read_template({str(path)!r}).resources['Queue'].properties)"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert outcome.stdout == "stack.template, line 5 (Resources > Queue > Properties)\n", outcome.stderr


TAGS = {
    "!Ref A": {"Ref": "A"},
    "!GetAtt A.B.C": {"Fn::GetAtt": ["A", "B.C"]},
    "!GetAtt [A, B]": {"Fn::GetAtt": ["A", "B"]},
    "!Sub a": {"Fn::Sub": "a"},
    "!Join [',', [a]]": {"Fn::Join": [",", ["a"]]},
    "!Select [1, !GetAZs '']": {"Fn::Select": [1, {"Fn::GetAZs": ""}]},
    "!Condition A": {"Condition": "A"},
    "!Base64 a": {"Fn::Base64": "a"},
    "!Cidr [a, 1]": {"Fn::Cidr": ["a", 1]},
    "!FindInMap [a, b, c]": {"Fn::FindInMap": ["a", "b", "c"]},
    "!If [a, b, c]": {"Fn::If": ["a", "b", "c"]},
    "!ImportValue a": {"Fn::ImportValue": "a"},
    "!Split [a, b]": {"Fn::Split": ["a", "b"]},
    "!ToJsonString {a: 1}": {"Fn::ToJsonString": {"a": 1}},
    "!Length [a]": {"Fn::Length": ["a"]},
    "!And [!Equals [a, b], !Or [!Not [a], b]]": {"Fn::And": [{"Fn::Equals": ["a", "b"]}, {"Fn::Or": [{"Fn::Not": ["a"]}, "b"]}]},
}  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_short_forms(tag: str) -> None:
    made = template(f"Resources: {{Queue: {{Type: 'AWS::SQS::Queue', Properties: {{A: {tag}}}}}}}\n")
    assert made.resources["Queue"].properties.value == {"A": TAGS[tag]}


@pytest.mark.parametrize("transform", ["AWS::CodeDeployBlueGreen", "[AWS::SecretsManager-2020-07-23, AWS::LanguageExtensions]"])
def test_macros_that_change_nothing(transform: str) -> None:
    assert list(template(f"Transform: {transform}\n{QUEUE}").resources) == ["Queue"]


REFUSED = {
    "a list": ("- a\n", r"^t\.yaml: Template format error: unsupported structure: expected a mapping, not \['a'\]"),
    "text": ("a\n", r"^t\.yaml: Template format error: unsupported structure"),
    "an unknown section": ("Resorces: {}\n", r"^t\.yaml, line 1 \(Resorces\): Invalid template property or properties \[Resorces\]\. Did you mean 'Resources'"),
    "no resources": ("Parameters: {}\n", r"^t\.yaml: Template format error: At least one Resources member must be defined"),
    "empty resources": ("Resources: {}\n", r"^t\.yaml: Template format error: At least one Resources member must be defined"),
    "resources in a list": ("Resources: [a]\n", r"^t\.yaml, line 1 \(Resources\): expected a mapping, not \['a'\]"),
    "another version": (f"AWSTemplateFormatVersion: 2010-09-10\n{QUEUE}", r"^t\.yaml, line 1 \(AWSTemplateFormatVersion\): Template format error: unsupported value for AWSTemplateFormatVersion: '2010-09-10'"),
    "a resource without type": ("Resources:\n  A: {Properties: {}}\n", r"^t\.yaml, line 2 \(Resources > A\): Template format error: \[/Resources/A\] Every Resources object must contain a Type member"),
    "a resource in text": ("Resources:\n  A: b\n", r"^t\.yaml, line 2 \(Resources > A\): expected a mapping, not 'b'"),
    "a type in a list": ("Resources:\n  A: {Type: [b]}\n", r"line 2 \(Resources > A > Type\): expected text, not \['b'\]"),
    "a name with a hyphen": ("Resources:\n  A-b: {Type: c}\n", r"^t\.yaml, line 2 \(Resources > A-b\): Template format error: Resource name A-b is non alphanumeric"),
    "an unknown attribute": ("Resources:\n  A:\n    Type: b\n    Propertes: {}\n", r"^t\.yaml, line 4 \(Resources > A > Propertes\): Invalid template resource property 'Propertes'\. Did you mean 'Properties'"),
    "DependsOn a number": ("Resources:\n  A: {Type: b, DependsOn: 5}\n", r"line 2 \(Resources > A > DependsOn\): expected text, not 5"),
    "a condition in a function": ("Resources:\n  A: {Type: b, Condition: !Equals [a, a]}\n", r"A > Condition\): expected text, not \{'Fn::Equals'"),
    "null": ("Resources:\n  A:\n    Type: b\n    Properties:\n      C: [1, ~]\n", r"^t\.yaml, line 5 \(Resources > A > Properties > C > 1\): Template format error: \[/Resources/A/Properties/C/1\] 'null' values are not allowed in templates\. Give it a value, or leave the key out"),
    "an empty section": (f"Parameters:\n{QUEUE}", r"^t\.yaml, line 1 \(Parameters\): Template format error: \[/Parameters\] 'null' values are not allowed"),
    "a parameter list": (f"{QUEUE}Parameters: [a]\n", r"^t\.yaml, line 2 \(Parameters\): expected a mapping, not \['a'\]"),
    "an unknown macro": (f"Transform: [AWS::LanguageExtensions, Mine]\n{QUEUE}", r"^t\.yaml, line 1 \(Transform\): the macro 'Mine' runs on AWS only: expected one of AWS::Serverless-2016-10-31, "),
    "a macro nearly": (f"Transform: AWS::Serverless-2016-10-13\n{QUEUE}", r"Did you mean 'AWS::Serverless-2016-10-31'"),
    "an unknown tag": ("Resources: !Sbu a\n", r"^t\.yaml, line 1, column 12: the tag '!Sbu' is not known\. Did you mean '!Sub'\?$"),
    "a condition in text": (f"{QUEUE}Conditions: a\n", r"^t\.yaml, line 2 \(Conditions\): expected a mapping, not 'a'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    text, message = REFUSED[case]
    with pytest.raises(ConfigurationError, match=message):
        template(text)


def test_null_in_a_file(tmp_path) -> None:
    (tmp_path / "t.yaml").write_text("Resources:\n  A:\n")
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 2 \(Resources > A\): .*'null' values are not allowed"):
        read_template(tmp_path / "t.yaml")


def test_no_file(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: '.*t\.yaml' cannot be read: No such file or directory"):
        read_template(tmp_path / "t.yaml")


def test_a_file_that_is_empty(tmp_path) -> None:
    (tmp_path / "t.yaml").write_text("# nothing\n")
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: this is empty: expected a document"):
        read_template(str(tmp_path / "t.yaml"))
