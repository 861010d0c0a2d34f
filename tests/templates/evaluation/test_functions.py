"""What intrinsic functions come to."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.world import World
from tests.templates.written import EXTENDED, REST, evaluator, resolved, template

CASES = {
    "text": ("text", "text"),
    "a number": ("5", 5),
    "a list": ("[1, {a: b}, true]", [1, {"a": "b"}, True]),
    "a date": ("2026-01-01", "2026-01-01"),
    "Ref of a parameter": ("!Ref Name", "orders"),
    "Ref of a number": ("!Ref Size", "5"),
    "Ref of a list": ("!Ref List", ["a", "b", "c"]),
    "Ref of a resource": ("!Ref Queue", "the-Queue"),
    "Ref in its long form": ("{Ref: Queue}", "the-Queue"),
    "Ref beside another key": ("{Ref: Queue, Other: 1}", {"Ref": "Queue", "Other": 1}),
    "GetAtt": ("!GetAtt Queue.Arn", "Arn of Queue"),
    "GetAtt with a longer name": ("!GetAtt Queue.Outputs.Url", "Outputs.Url of Queue"),
    "GetAtt as a list": ("Fn::GetAtt: [Queue, Arn]", "Arn of Queue"),
    "GetAtt as text": ("Fn::GetAtt: Queue.Arn", "Arn of Queue"),
    "GetAtt with a reference": ("Fn::GetAtt: [Queue, !Ref Name]", "orders of Queue"),
    "Sub": ("!Sub '${Name}-${Size}/${Queue}/${Queue.Arn}'", "orders-5/the-Queue/Arn of Queue"),
    "Sub of a pseudo parameter": ("!Sub '${AWS::Region}:${AWS::AccountId}'", "us-east-1:123456789012"),
    "Sub with variables": ("!Sub ['${X}-${Name}-${Y}', {X: !Ref Size, Y: true}]", "5-orders-true"),
    "Sub whose variable hides": ("!Sub ['${Name}', {Name: mine}]", "mine"),
    "Sub whose variable has a dot": ("!Sub ['${Queue.Arn}', {Queue.Arn: mine}]", "mine"),
    "Sub with a literal": ("!Sub '${!Name} ${Name} $Name {Name} $${Name} ${'", "${Name} orders $Name {Name} $orders ${"),
    "Sub of nothing": ("!Sub ''", ""),
    "Join": ("!Join ['-', [a, !Ref Name, 5, true, 1.5]]", "a-orders-5-true-1.5"),
    "Join of a list": ("!Join ['', !Ref List]", "abc"),
    "Join of nothing": ("!Join [',', []]", ""),
    "Join without what is absent": ("!Join [',', [a, !Ref AWS::NoValue, b]]", "a,b"),
    "Split": ("!Split ['|', 'a||b']", ["a", "", "b"]),
    "Split of a reference": ("!Split [d, !Ref Name]", ["or", "ers"]),
    "Select": ("!Select [1, [a, b]]", "b"),
    "Select by text": ("!Select ['0', !Split ['/', a/b]]", "a"),
    "Select of a parameter": ("!Select [2, !Ref List]", "c"),
    "If": ("!If [Holds, a, b]", "a"),
    "If not": ("!If [Fails, a, b]", "b"),
    "If looks at one only": ("!If [Fails, !GetAtt Queue.Unknown, b]", "b"),
    "If of nothing": ("!If [Fails, a, !Ref AWS::NoValue]", "absent"),
    "nothing in a list": ("[a, !If [Fails, b, !Ref AWS::NoValue], c]", ["a", "c"]),
    "nothing in a mapping": ("{a: 1, b: !Ref AWS::NoValue}", {"a": 1}),
    "FindInMap": ("!FindInMap [Sizes, us-east-1, small]", "t3.nano"),
    "FindInMap of a list": ("!FindInMap [Sizes, us-east-1, many]", [1, "two"]),
    "FindInMap by references": ("!FindInMap [Sizes, !Ref AWS::AccountId, small]", "own"),
    "Base64": ("!Base64 ä", base64.b64encode("ä".encode()).decode()),
    "Base64 of a function": ("Fn::Base64: !Sub '${Name}'", base64.b64encode(b"orders").decode()),
    "GetAZs": ("!GetAZs ''", ["us-east-1a", "us-east-1b", "us-east-1c"]),
    "GetAZs of a region": ("!GetAZs eu-west-1", ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
    "GetAZs of a reference": ("Fn::GetAZs: !Ref AWS::Region", ["us-east-1a", "us-east-1b", "us-east-1c"]),
    "Cidr": ("!Cidr [192.168.0.0/24, 6, 5]", [f"192.168.0.{32 * each}/27" for each in range(6)]),
    "Cidr in text": ("!Cidr [10.0.0.0/16, '2', '8']", ["10.0.0.0/24", "10.0.1.0/24"]),
    "Cidr without bits": ("!Cidr [10.0.0.0/16, 1]", ["10.0.0.0/24"]),
    "Cidr of IPv6": ("!Cidr ['2001:db8::/56', 2, 64]", ["2001:db8::/64", "2001:db8:0:1::/64"]),
    "functions in functions": ("!Select [1, !Split [',', !Join [',', [!Ref Name, !Sub '${Size}']]]]", "5"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_functions(case: str) -> None:
    value, expected = CASES[case]
    assert resolved(value, REST) == expected


EXTENSIONS = {
    "Length": ("Fn::Length: [1, 2, 3]", 3),
    "Length of a list": ("!Length {Ref: List}", 3),
    "Length of a split": ("Fn::Length: !Split ['|', 'a|b']", 2),
    "ToJsonString": ("!ToJsonString {a: [1, !Ref Name, ä], b: {c: true}, d: !Ref AWS::NoValue}", '{"a":[1,"orders","ä"],"b":{"c":true}}'),
    "ToJsonString of a list": ("Fn::ToJsonString: [1, !Ref Size]", '[1,"5"]'),
    "FindInMap with a default": ("!FindInMap [Sizes, eu-west-1, small, {DefaultValue: !Ref Name}]", "orders"),
    "FindInMap with a default that is not needed": ("!FindInMap [Sizes, us-east-1, small, {DefaultValue: x}]", "t3.nano"),
    "FindInMap of no map": ("!FindInMap [None, eu-west-1, small, {DefaultValue: {a: 1}}]", {"a": 1}),
    "Ref of a function": ("Ref: !Join ['', [Que, ue]]", "the-Queue"),
    "GetAtt of a function": ("Fn::GetAtt: [!Sub 'Queue', Arn]", "Arn of Queue"),
}  # fmt: skip


@pytest.mark.parametrize("case", EXTENSIONS)
def test_language_extensions(case: str) -> None:
    value, expected = EXTENSIONS[case]
    assert resolved(value, REST + EXTENDED) == expected


PARTITIONS = [
    ("us-east-1", "aws", "amazonaws.com"),
    ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
    ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
]


@pytest.mark.parametrize(("region", "partition", "suffix"), PARTITIONS)
def test_pseudo_parameters(region: str, partition: str, suffix: str) -> None:
    world = World(account="111122223333", region=region)
    value = (
        "[!Ref AWS::AccountId, !Ref AWS::Region, !Ref AWS::Partition, !Ref AWS::URLSuffix, !Ref AWS::StackName, "
        "!Ref AWS::NotificationARNs, !Ref AWS::StackId]"
    )
    *found, stack_id = resolved(value, world=world, stack_name="shop")
    assert found == ["111122223333", region, partition, suffix, "shop", []]
    assert stack_id.startswith(f"arn:{partition}:cloudformation:{region}:111122223333:stack/shop/")
    assert stack_id == resolved("!Ref AWS::StackId", world=world, stack_name="shop")


SUPPLIED = {
    "an attribute": ("!GetAtt Queue.Unknown", {"Queue.Unknown": "x"}, "x"),
    "an attribute in a text": ("!Sub 'a ${Queue.Unknown}'", {"Queue.Unknown": 7}, "a 7"),
    "an attribute that is known": ("!GetAtt Queue.Arn", {"Queue.Arn": "mine"}, "mine"),
    "a reference": ("!Ref Queue", {"Queue": "mine"}, "mine"),
    "a pseudo parameter": ("!Ref AWS::NotificationARNs", {"AWS::NotificationARNs": ["arn"]}, ["arn"]),
    "an import": ("!ImportValue vpc", {"Fn::ImportValue:vpc": "vpc-1"}, "vpc-1"),
    "an import by a text": ("Fn::ImportValue: !Sub '${AWS::Region}-vpc'", {"Fn::ImportValue:us-east-1-vpc": ["a"]}, ["a"]),
    "zones": ("!GetAZs eu-west-1", {"Fn::GetAZs:eu-west-1": ["eu-west-1c"]}, ["eu-west-1c"]),
    "zones in a text": ("!GetAZs eu-west-1", {"Fn::GetAZs:eu-west-1": "a, b"}, ["a", "b"]),
    "a parameter of the store": ("'{{resolve:ssm:/app/key:1}}'", {"resolve:ssm:/app/key:1": "k"}, "k"),
    "two of them in a text": ("'a {{resolve:ssm:x}} b {{resolve:ssm-secure:y:2}}'", {"resolve:ssm:x": 1, "resolve:ssm-secure:y:2": True}, "a 1 b true"),
    "one that is put together": ("!Join ['', ['{{resolve:ssm:', x, '}}']]", {"resolve:ssm:x": "k"}, "k"),
    "a secret": ("'{{resolve:secretsmanager:db:SecretString:password}}'", {"resolve:secretsmanager:db:SecretString:password": "p"}, "p"),
    "a key of a secret": ("'{{resolve:secretsmanager:db:SecretString:password:AWSCURRENT}}'", {"resolve:secretsmanager:db": {"password": "p"}}, "p"),
    "a key of a secret in JSON": ("'{{resolve:secretsmanager:db:SecretString:password}}'", {"resolve:secretsmanager:db": '{"password": "p"}'}, "p"),
    "as the template writes it": ("!Sub '{{resolve:secretsmanager:${Queue}:SecretString:a}}'", {"resolve:secretsmanager:${Queue}:SecretString:a": "p"}, "p"),
    "as it is on AWS": ("!Sub '{{resolve:secretsmanager:${Queue}:SecretString:a}}'", {"resolve:secretsmanager:the-Queue:SecretString:a": "p"}, "p"),
    "no reference": ("'{{other}} {resolve:x}'", {}, "{{other}} {resolve:x}"),
}  # fmt: skip


@pytest.mark.parametrize("case", SUPPLIED)
def test_supplied_values(case: str) -> None:
    value, values, expected = SUPPLIED[case]
    assert resolved(value, values=values) == expected


def test_a_value_keeps_its_place() -> None:
    found = evaluator("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      Name: !Sub 'a'\n")
    properties = found.resolve(found.template.resources["Queue"].properties)
    assert str(properties.get("Name")) == "t.yaml, line 5 (Resources > Queue > Properties > Name)"
    assert properties.get("Name").text() == "a"


def test_nothing_is_null() -> None:
    found = evaluator("Resources: {Queue: {Type: 'AWS::SQS::Queue', Properties: !Ref AWS::NoValue}}")
    assert found.resolve(found.template.resources["Queue"].properties).value is None


def test_outputs() -> None:
    found = evaluator(
        """
        Parameters: {P: {Type: String, Default: x}}
        Conditions: {Holds: !Equals [!Ref P, x], Fails: !Equals [!Ref P, y]}
        Resources: {Queue: {Type: AWS::SQS::Queue}}
        Outputs:
          Url: {Value: !Ref Queue, Description: of the queue, Export: {Name: url}}
          Here: {Value: 5, Condition: Holds}
          Gone: {Value: !GetAtt Queue.Unknown, Condition: Fails}
        """
    )
    assert found.outputs() == {"Url": "the-Queue", "Here": "5"}


def test_what_is_present() -> None:
    found = evaluator(
        """
        Conditions: {Fails: !Equals [a, b]}
        Resources:
          Here: {Type: AWS::SQS::Queue}
          Gone: {Type: AWS::SQS::Queue, Condition: Fails}
        """
    )
    assert [found.present(name) for name in ("Here", "Gone", "Nowhere")] == [True, False, False]
    assert found.holds("Fails") is False


CONDITIONS = {
    "!Equals [a, a]": True,
    "!Equals [a, A]": False,
    "!Equals [true, 'true']": True,
    "!Equals [5, '5']": True,
    "!Equals [!Ref AWS::Region, us-east-1]": True,
    "!Equals [!Split [',', 'a,b'], [a, b]]": True,
    "!Not [!Equals [a, b]]": True,
    "!And [!Equals [a, a], !Equals [b, b]]": True,
    "!And [!Equals [a, a], !Equals [a, b]]": False,
    "!Or [!Equals [a, b], !Equals [a, a]]": True,
    "!Or [!Equals [a, b], !Equals [a, c]]": False,
    "!Condition Other": False,
    "{Condition: Other}": False,
    "!Not [{Condition: Other}]": True,
    "{Fn::Or: [{Fn::Not: [{Condition: Other}]}, {Fn::Equals: [a, b]}]}": True,
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions(text: str) -> None:
    found = evaluator(f"Resources: {{Q: {{Type: AWS::SQS::Queue}}}}\nConditions:\n  C: {text}\n  Other: !Equals [a, b]\n")
    assert found.holds("C") is CONDITIONS[text]


def test_identities_are_asked_once_they_are_needed() -> None:
    asked: list[Any] = []

    class Asked:
        def ref(self, logical_id: str) -> Any:
            asked.append(logical_id)
            return "ref"

        def attribute(self, logical_id: str, name: str) -> Any:
            asked.append((logical_id, name))
            return ["a", "list"]

    made = template("Resources: {Q: {Type: AWS::SQS::Queue, Properties: {A: !GetAtt Q.B, C: [!Ref Q]}}}")
    found = Evaluator(made, World(), identities=Asked())
    assert asked == []
    assert found.resolve(made.resources["Q"].properties).value == {"A": ["a", "list"], "C": ["ref"]}
    assert asked == [("Q", "B"), "Q"]


@pytest.mark.parametrize(
    ("function", "levels", "expected"),
    [
        ("{Fn::If: [Holds, @, c]}", 47, "a"),
        ("{Fn::Join: ['', [@, b]]}", 31, "a" + 31 * "b"),
        ("{Fn::Sub: ['${X}b', {X: @}]}", 31, "a" + 31 * "b"),
        ("{Fn::Select: [0, [@]]}", 31, "a"),
    ],
)
def test_functions_as_deep_as_documents_go(function: str, levels: int, expected: str) -> None:
    value = "a"
    for _ in range(levels):
        value = function.replace("@", value)
    assert resolved(value, REST) == expected
