"""Rules of templates."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from tests.templates.written import QUEUE, evaluator

PARAMETERS = """
Parameters:
  Stage: {Type: String, Default: prod}
  Sizes: {Type: CommaDelimitedList, Default: "small,large"}
"""


def check(rule: str, **settings: Any) -> None:
    evaluator(f"{QUEUE}{PARAMETERS}Rules:\n  Sized: {{{rule}}}\n", **settings).check()


KEPT = [
    "Assertions: [{Assert: !Equals [!Ref Stage, prod]}]",
    "RuleCondition: !Equals [!Ref Stage, dev], Assertions: [{Assert: !Equals [a, b]}]",
    "Assertions: [{Assert: !Contains [[dev, prod], !Ref Stage]}]",
    "Assertions: [{Assert: !EachMemberIn [!Ref Sizes, [small, large, huge]]}]",
    "Assertions: [{Assert: !EachMemberEquals [[a, a], a]}]",
    "Assertions: [{Assert: !Not [!Contains [!Ref Sizes, huge]]}, {Assert: !Or [!Equals [a, b], !Equals [a, a]]}]",
]


@pytest.mark.parametrize("rule", KEPT)
def test_kept(rule: str) -> None:
    check(rule)


BROKEN = [
    ("Assertions: [{Assert: !Equals [!Ref Stage, dev], AssertDescription: dev only}]", r"Rules > Sized > Assertions > 0\): Rule Sized: dev only\.$"),
    ("Assertions: [{Assert: !Equals [a, a]}, {Assert: !Equals [a, b]}]", r"Assertions > 1\): Rule Sized: its assertion does not hold\.$"),
    ("RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{Assert: !Contains [[a], b]}]", r"Rule Sized: "),
    ("Assertions: [{Assert: !EachMemberIn [!Ref Sizes, [small]]}]", r"Rule Sized: "),
    ("Assertions: [{Assert: !EachMemberEquals [!Ref Sizes, small]}]", r"Rule Sized: "),
    ("Assertions: [{Assert: !Contains [[a]]}]", r"every Fn::Contains object requires a list of 2 values"),
    ("Assertions: [{Assert: text}]", r"Assert\): expected one of Fn::And, .*Fn::EachMemberIn, not 'text'"),
    ("Asserts: []", r"Sized > Asserts\): a rule has no 'Asserts'\. Did you mean 'Assertions'"),
    ("Assertions: [{Assert: !EachMemberIn [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Stage], [dev]]}]", r"Fn::ValueOfAll asks what the account has\. Supply it with template_values=\{'Fn::ValueOfAll:AWS::EC2::VPC::Id\.Tags\.Stage'"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "message"), BROKEN)
def test_broken(rule: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line \d+ \(Rules > Sized") as caught:
        check(rule)
    assert caught.match(message)


def test_what_the_account_has_is_supplied() -> None:
    rule = "Assertions: [{Assert: !EachMemberIn [!RefAll 'AWS::EC2::VPC::Id', [vpc-1, vpc-2]]}, {Assert: !Contains [!ValueOf [Stage, Name], x]}]"
    check(rule, values={"Fn::RefAll:AWS::EC2::VPC::Id": ["vpc-1"], "Fn::ValueOf:Stage.Name": "x, y"})
    with pytest.raises(ConfigurationError, match="Rule Sized"):
        check(rule, values={"Fn::RefAll:AWS::EC2::VPC::Id": ["vpc-3"], "Fn::ValueOf:Stage.Name": "x"})


def test_the_account_is_asked_by_name() -> None:
    with pytest.raises(ConfigurationError, match="Fn::RefAll asks what the account has"):
        check("Assertions: [{Assert: !Contains [!RefAll 'AWS::EC2::VPC::Id', x]}]")
