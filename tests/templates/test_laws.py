"""Laws of templates: any order of creation, and any text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.documents import loading
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.cloudformation import tags
from pytest_lambda.templates.dependencies import creation_order
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.reading import read_template, template_in
from pytest_lambda.world import World
from tests.templates.written import Named

FORMS = [
    lambda name: {"Ref": name},
    lambda name: {"Fn::GetAtt": [name, "Arn"]},
    lambda name: {"Fn::Sub": f"a ${{{name}.Arn}}"},
    lambda name: {"Fn::Sub": ["${V}", {"V": {"Ref": name}}]},
    lambda name: {"Fn::Join": ["", [{"Fn::Sub": f"${{{name}}}"}]]},
    lambda name: {"Fn::If": ["Holds", [{"deep": {"Ref": name}}], 1]},
]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, set[str]]:
    names = [f"R{each}" for each in range(draw(st.integers(1, 8)))]
    return {name: draw(st.sets(st.sampled_from(names), max_size=3)) for name in names}


@given(graph=graphs(), data=st.data())
def test_a_resource_comes_after_what_it_refers_to(graph: dict[str, set[str]], data: st.DataObject) -> None:
    resources: dict[str, Any] = {}
    for name, others in graph.items():
        waits = {other: data.draw(st.sampled_from([*FORMS, None])) for other in sorted(others)}
        properties = {f"P{number}": form(other) for number, (other, form) in enumerate(waits.items()) if form}
        depends = [other for other, form in waits.items() if form is None]
        resources[name] = {"Type": "X::Y::Z", "Properties": properties, "DependsOn": depends}
    conditions = {"Holds": {"Fn::Equals": ["a", "a"]}}
    made = template_in(loading.given({"Resources": resources, "Conditions": conditions}, "given"), Path())
    try:
        order = [each.logical_id for each in creation_order(made, Evaluator(made, World()))]
    except ConfigurationError as error:
        members = re.search(r"Circular dependency between resources: \[(.*)\]", str(error))
        assert members is not None
        assert circular(graph, members[1].split(", "))
    else:
        assert sorted(order) == sorted(graph)
        assert all(order.index(other) < order.index(name) for name, others in graph.items() for other in others)


def circular(graph: dict[str, set[str]], members: list[str]) -> bool:
    """Whether each member reaches each other one without leaving them."""
    for start in members:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            further = (graph[waiting.pop()] & set(members)) - seen
            seen |= further
            waiting += further
        if seen != set(members):
            return False
    return True


SOURCE = """\
AWSTemplateFormatVersion: 2010-09-09
Transform: [AWS::LanguageExtensions]
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 5, MinValue: 1}
  Key: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /key}
Mappings: {M: {dev: {a: b}}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Other: !And [!Not [!Condition Prod], !Or [!Equals [a, b], !Condition Prod]]
Rules: {R: {RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{Assert: !Contains [[a], a]}]}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    DependsOn: [Topic]
    Properties: &shared
      QueueName: !Sub "${Stage}-${AWS::Region}-${!literal}"
      Tags: [!If [Prod, a, !Ref AWS::NoValue], !FindInMap [M, !Ref Stage, a]]
      Dead: !GetAtt Topic.Arn
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Names: !Split [',', !Join [',', [a, !Select [0, [b]], !Ref Size]]]
      Net: !Cidr [10.0.0.0/16, 2, 8]
      Secret: '{{resolve:ssm:/key}}'
  Fn::ForEach::More: [N, [A, B], {'Copy${N}': {Type: T, Properties: {<<: *shared, Me: !Ref N}}}]
Outputs: {Url: {Value: !Ref Queue, Condition: Prod}, Json: {Value: !ToJsonString {a: 1}}}
"""
PIECES = [*"{}[]:,-&*!|>'\"%@`#?\t\n \x07é😀<=~$", "- ", ": ", "<<: ", "*shared", "Ref", "Fn::", "!Sub ", "!GetAtt ", "null", "5", "${", "Queue", "Prod"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A template, some of whose bytes are replaced, removed or put in."""
    text = bytearray(SOURCE.encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from(PIECES).map(str.encode) | st.binary(max_size=2))
        text[at : at + draw(st.integers(0, 4))] = piece
    return bytes(text)


def resolved(path: Path) -> None:
    """Everything that can be asked of a template."""
    values = {"resolve:ssm:/key": "secret"}
    made = read_template(path, values=values)
    evaluator = Evaluator(made, World(), values=values, identities=Named())
    evaluator.check()
    for resource in creation_order(made, evaluator):
        evaluator.resolve(resource.properties)
    evaluator.outputs()


def test_the_template_itself(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(SOURCE)
    resolved(tmp_path / "t.yaml")


@settings(max_examples=300)
@given(text=mutated())
def test_any_bytes_are_a_template_or_an_error_with_its_place(tmp_path_factory: Any, text: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.yaml"
    path.write_bytes(text)
    try:
        resolved(path)
    except ConfigurationError as error:
        whole = ("cannot be read", "At least one Resources", "unsupported structure", "is empty")
        assert re.match(r"mutated\.yaml, line \d+", str(error)) or any(each in str(error) for each in whole), error


def test_the_document_of_the_laws_has_all_short_forms() -> None:
    assert loading.parsed(SOURCE, "t.yaml", tags=tags).value["Conditions"]["Prod"] == {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}
