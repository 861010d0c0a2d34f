"""`Fn::ForEach` of the language extensions."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.world import World
from tests.templates.written import Named, template

SECTIONS = """\
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "a,b-c"}}
Mappings: {Many: {us-east-1: {names: [x, y]}}}
"""


def made(text: str, **settings: Any) -> dict[str, Any]:
    found = template(SECTIONS + text, **settings)
    evaluator = Evaluator(found, settings.get("world", World()), identities=Named(), parameters=settings.get("parameters", {}))
    return {name: evaluator.resolve(each.properties).value for name, each in found.resources.items()}


LOOPS = {
    "a list": ("[N, [A, B], {'Topic${N}': {Type: T, Properties: {P: !Ref N}}}]", {"TopicA": {"P": "A"}, "TopicB": {"P": "B"}}),
    "a parameter": ("[N, !Ref Names, {'Topic&{N}': {Type: T, Properties: {P: '${N}'}}}]", {"Topica": {"P": "a"}, "Topicbc": {"P": "b-c"}}),
    "a mapping": ("[N, !FindInMap [Many, !Ref 'AWS::Region', names], {'${N}': {Type: T, Properties: {P: 1}}}]", {"x": {"P": 1}, "y": {"P": 1}}),
    "numbers": ("[N, [1, 2], {'R${N}': {Type: T, Properties: {P: [!Ref N]}}}]", {"R1": {"P": ["1"]}, "R2": {"P": ["2"]}}),
    "Sub": ("[N, [A], {'R${N}': {Type: T, Properties: {P: !Sub '${N}-${AWS::Region}-${!N}'}}}]", {"RA": {"P": "A-us-east-1-${N}"}}),
    "GetAtt": ("[N, [A], {'R${N}': {Type: T, Properties: {P: !GetAtt 'R${N}.Arn', Q: !Ref 'R${N}'}}}]", {"RA": {"P": "Arn of RA", "Q": "the-RA"}}),
    "inside of a loop": ("[N, [A, B], {'Fn::ForEach::Inner': [M, [1, 2], {'R${N}${M}': {Type: T, Properties: {P: '${N}${M}'}}}]}]", {f"R{n}{m}": {"P": f"{n}{m}"} for n in "AB" for m in "12"}),
    "the outer value": ("[N, [A], {'Fn::ForEach::Inner': [M, [!Ref N, '${N}2'], {'R${M}': {Type: T, Properties: {P: !Ref M}}}]}]", {"RA": {"P": "A"}, "RA2": {"P": "A2"}}),
    "inside of properties": ("[N, [A], {R: {Type: T, Properties: {Kept: 1, 'Fn::ForEach::Inner': [K, [x, y], {'k${K}': '${N}${K}'}]}}}]", {"R": {"Kept": 1, "kx": "Ax", "ky": "Ay"}}),
    "nothing": ("[N, [], {'R${N}': {Type: T}}]", {}),
    "several outputs": ("[N, [A], {'R${N}': {Type: T, Properties: {P: 1}}, 'S${N}': {Type: T, Properties: {P: 2}}}]", {"RA": {"P": 1}, "SA": {"P": 2}}),
}  # fmt: skip


@pytest.mark.parametrize("case", LOOPS)
def test_loops(case: str) -> None:
    loop, expected = LOOPS[case]
    found = made(f"Resources:\n  Other: {{Type: T, Properties: {{P: '${{N}} &{{N}}'}}}}\n  Fn::ForEach::Loop: {loop}\n")
    assert found == {"Other": {"P": "${N} &{N}"}, **expected}


def test_given_parameters_are_looped_over() -> None:
    text = "Resources:\n  Fn::ForEach::Loop: [N, !Ref Names, {'R${N}': {Type: T, Properties: {P: 1}}}]\n"
    assert list(made(text, parameters={"Names": "Q"})) == ["RQ"]
    text = text.replace("!Ref Names", "[!Select [1, !Split ['-', !Ref 'AWS::Region']]]")
    assert list(made(text, world=World(region="eu-west-1"))) == ["Rwest"]


def test_conditions_and_outputs() -> None:
    found = template(
        f"{SECTIONS}Resources: {{Q: {{Type: T}}}}\n"
        "Conditions: {'Fn::ForEach::C': [N, [A, B], {'Is${N}': !Equals [!Ref N, A]}]}\n"
        "Outputs: {'Fn::ForEach::O': [N, [A, B], {'Out${N}': {Value: !Ref N, Condition: 'Is${N}'}}]}\n"
    )
    assert Evaluator(found, World()).outputs() == {"OutA": "A"}


def test_errors_have_the_line_of_what_is_looped() -> None:
    found = template(
        f"{SECTIONS}Resources:\n  Fn::ForEach::Loop:\n    - N\n    - [A]\n    - R${{N}}:\n        Type: T\n        Properties:\n"
        "          P: !Ref Nothing\n"
    )
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 11 \(.*Properties > P > Ref\): .*\[Nothing\]"):
        Evaluator(found, World()).resolve(found.resources["RA"].properties)


LOOP = r"^t\.yaml, line 5 \(Resources > Fn::ForEach::Loop.*every Fn::ForEach requires a list of an identifier, a collection, and a mapping of outputs"
REFUSED = {
    "text": ("a", LOOP),
    "two": ("[N, [A]]", LOOP),
    "an identifier that is none": ("[[N], [A], {'R${N}': {Type: T}}]", LOOP),
    "outputs in a list": ("[N, [A], ['R${N}']]", LOOP),
    "a collection in text": ("[N, A, {'R${N}': {Type: T}}]", LOOP + r".* The collection is 'A'"),
    "a collection of lists": ("[N, [[A]], {'R${N}': {Type: T}}]", LOOP + r".* The collection is \[\['A'\]\]"),
    "a collection of nobody": ("[N, !Ref Nobody, {'R${N}': {Type: T}}]", r"line 5 .*Unresolved resource dependencies \[Nobody\]"),
    "a name without the identifier": ("[N, [A, B], {R: {Type: T}}]", r"line 5 .*the loop gives the name 'R' twice: a name needs the identifier in it"),
    "a value twice": ("[N, [A, A], {'R${N}': {Type: T}}]", r"the loop gives the name 'RA' twice"),
    "a name that is none": ("[N, [a-b], {'R${N}': {Type: T}}]", r"line 5 .*Resource name Ra-b is non alphanumeric"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    loop, message = REFUSED[case]
    with pytest.raises(ConfigurationError, match=message):
        template(f"{SECTIONS}Resources:\n  Fn::ForEach::Loop: {loop}\n")


def test_loops_in_loops_end() -> None:
    many = f"[{','.join(map(str, range(60)))}]"
    loop = "{'R${V0}x${V1}x${V2}x${V3}': '1'}"
    for each in range(4):
        loop = f"{{'Fn::ForEach::L{each}': [V{each}, {many}, {loop}]}}"
    with pytest.raises(ConfigurationError, match=r"line 5 .*the loops of this template make more than 100,000 values"):
        template(f"{SECTIONS}Resources:\n  Q: {{Type: T, Properties: {loop}}}\n")


def test_without_the_transform() -> None:
    with pytest.raises(ConfigurationError, match=r"Resource name Fn::ForEach::Loop is non alphanumeric"):
        template("Resources:\n  Fn::ForEach::Loop: {Type: T}\n")
