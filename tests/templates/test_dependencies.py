"""The order in which resources are created."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.dependencies import check, creation_order
from tests.templates.written import evaluator


def order(text: str) -> list[str]:
    found = evaluator(text)
    return [each.logical_id for each in creation_order(found.template, found)]


ORDERS = {
    "as written": ("B: {Type: X::Y::Z}\n  A: {Type: X::Y::Z}", "BA"),
    "Ref": ("A: {Type: X::Y::Z, Properties: {P: !Ref B}}\n  B: {Type: X::Y::Z}", "BA"),
    "GetAtt": ("A: {Type: X::Y::Z, Properties: {P: !GetAtt B.Arn}}\n  B: {Type: X::Y::Z}", "BA"),
    "Sub": ("A: {Type: X::Y::Z, Properties: {P: !Sub '${B}'}}\n  B: {Type: X::Y::Z}", "BA"),
    "Sub of an attribute": ("A: {Type: X::Y::Z, Properties: {P: [{Q: !Sub '${B.Arn}'}]}}\n  B: {Type: X::Y::Z}", "BA"),
    "Sub of its own": ("A: {Type: X::Y::Z, Properties: {P: !Sub ['${B}', {B: 1}]}}\n  B: {Type: X::Y::Z}", "AB"),
    "Sub of a variable's value": ("A: {Type: X::Y::Z, Properties: {P: !Sub ['${V}', {V: !Ref B}]}}\n  B: {Type: X::Y::Z}", "BA"),
    "Sub of a literal": ("A: {Type: X::Y::Z, Properties: {P: !Sub '${!B}'}}\n  B: {Type: X::Y::Z}", "AB"),
    "Join": ("A: {Type: X::Y::Z, Properties: {P: !Join ['', [!Ref B]]}}\n  B: {Type: X::Y::Z}", "BA"),
    "DependsOn": ("A: {Type: X::Y::Z, DependsOn: B}\n  B: {Type: X::Y::Z}", "BA"),
    "DependsOn several": ("A: {Type: X::Y::Z, DependsOn: [C, B]}\n  B: {Type: X::Y::Z}\n  C: {Type: X::Y::Z}", "BCA"),
    "DependsOn what is not made": ("A: {Type: X::Y::Z, DependsOn: B}\n  B: {Type: X::Y::Z, Condition: Fails}", "A"),
    "metadata": ("A: {Type: X::Y::Z, Metadata: {P: !Ref B}}\n  B: {Type: X::Y::Z}", "BA"),
    "the chosen branch": ("A: {Type: X::Y::Z, Properties: {P: !If [Fails, !Ref B, !Ref C]}}\n  B: {Type: X::Y::Z}\n  C: {Type: X::Y::Z}", "BCA"),
    "the other branch": ("A: {Type: X::Y::Z, Properties: {P: !If [Fails, !Ref B, 1]}}\n  B: {Type: X::Y::Z, Properties: {P: !Ref A}}", "AB"),
    "what is not made": ("A: {Type: X::Y::Z, Condition: Fails}\n  B: {Type: X::Y::Z}", "B"),
    "a chain": ("A: {Type: X::Y::Z, Properties: {P: !Ref B}}\n  B: {Type: X::Y::Z, Properties: {P: !Ref C}}\n  C: {Type: X::Y::Z}\n  D: {Type: X::Y::Z}", "CBAD"),
    "a parameter": ("A: {Type: X::Y::Z, Properties: {P: !Ref Name}}", "A"),
}  # fmt: skip
SECTIONS = "Parameters: {Name: {Type: String, Default: a}}\nConditions: {Fails: !Equals [a, b]}\nResources:\n  "


@pytest.mark.parametrize("case", ORDERS)
def test_order(case: str) -> None:
    resources, expected = ORDERS[case]
    assert "".join(order(SECTIONS + resources)) == expected


CIRCLES = {
    "itself": ("A: {Type: X::Y::Z, Properties: {P: !GetAtt A.Arn}}", r"line 4 \(Resources > A > Properties > P > Fn::GetAtt\): Circular dependency between resources: \[A\]\n  A waits for A: t\.yaml, line 4"),
    "two": ("A: {Type: X::Y::Z, Properties: {P: !Ref B}}\n  B: {Type: X::Y::Z, DependsOn: A}", r"Circular dependency between resources: \[A, B\]\n  A waits for B: t\.yaml, line 4 \(Resources > A > Properties > P > Ref\)\n  B waits for A: t\.yaml, line 5 \(Resources > B > DependsOn\)$"),
    "behind another": ("A: {Type: X::Y::Z, Properties: {P: !Ref C}}\n  B: {Type: X::Y::Z, DependsOn: C}\n  C: {Type: X::Y::Z, DependsOn: B}\n  D: {Type: X::Y::Z, DependsOn: A}", r"Circular dependency between resources: \[B, C\]"),
    "DependsOn nothing": ("A: {Type: X::Y::Z, DependsOn: Bee}\n  Be: {Type: X::Y::Z}", r"line 4 \(Resources > A > DependsOn\): Template format error: Unresolved resource dependencies \[Bee\] in the Resources block of the template\. Did you mean 'Be'"),
    "a wrong Sub": ("A: {Type: X::Y::Z, Properties: {P: {Fn::Sub: 5}}}", r"Fn::Sub intrinsic functions don't specify expected arguments"),
    "a wrong If": ("A: {Type: X::Y::Z, Properties: {P: !If [Fails, 5]}}", r"Fn::If requires a list argument with three elements"),
}  # fmt: skip


@pytest.mark.parametrize("case", CIRCLES)
def test_refused(case: str) -> None:
    resources, message = CIRCLES[case]
    with pytest.raises(ConfigurationError, match=message):
        order(SECTIONS + resources)


UNRESOLVED = {
    "Ref of nothing": ("A: {Type: X::Y::Z, Properties: {P: [!Ref Be]}}\n  Bee: {Type: X::Y::Z}", r"^t\.yaml, line 4 \(Resources > A > Properties > P > 0 > Ref\): Template format error: Unresolved resource dependencies \[Be\] in the Resources block of the template\. Did you mean 'Bee'\?$"),
    "GetAtt of nothing": ("A: {Type: X::Y::Z, Properties: {P: !GetAtt Be.Arn}}", r"Unresolved resource dependencies \[Be\]"),
    "Sub of nothing": ("A: {Type: X::Y::Z, Metadata: {P: !Sub '${AWS::Regin}'}}", r"Unresolved resource dependencies \[AWS::Regin\].* Did you mean 'AWS::Region'"),
    "what is not made": ("A: {Type: X::Y::Z, Properties: {P: !Ref B}}\n  B: {Type: X::Y::Z, Condition: Fails}", r"Unresolved resource dependencies \[B\] .* Its condition Fails does not hold"),
    "a rule": ("A: {Type: X::Y::Z}\nRules: {R: {Assertions: [{Assert: !Equals [a, b]}]}}", r"Rule R: its assertion does not hold"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNRESOLVED)
def test_checked_before_anything_is_made(case: str) -> None:
    resources, message = UNRESOLVED[case]
    found = evaluator(SECTIONS + resources)
    with pytest.raises(ConfigurationError, match=message):
        check(found.template, found)


def test_what_is_right_passes() -> None:
    for resources, _ in ORDERS.values():
        found = evaluator(SECTIONS + resources)
        check(found.template, found)


def test_what_is_supplied_need_not_be_there() -> None:
    text = f"{SECTIONS}A: {{Type: X::Y::Z, Properties: {{P: !Ref B, Q: !GetAtt C.Arn}}}}"
    found = evaluator(text, values={"B": 1, "C.Arn": 2})
    check(found.template, found)
    assert [each.logical_id for each in creation_order(found.template, found)] == ["A"]


def test_functions_in_references() -> None:
    text = (
        "Transform: AWS::LanguageExtensions\nResources:\n"
        "  A: {Type: X::Y::Z, Properties: {P: {Ref: !Sub '${B}'}, Q: {Fn::GetAtt: [!Ref C, !Ref D]}}}\n"
        "  B: {Type: X::Y::Z}\n  C: {Type: X::Y::Z}\n  D: {Type: X::Y::Z}\n"
    )
    assert order(text) == ["B", "C", "D", "A"]


def test_a_long_chain() -> None:
    chain = "\n  ".join(f"R{each}: {{Type: X::Y::Z, DependsOn: R{each + 1}}}" for each in range(2_000))
    assert order(f"Resources:\n  {chain}\n  R2000: {{Type: X::Y::Z}}") == [f"R{each}" for each in range(2_000, -1, -1)]
