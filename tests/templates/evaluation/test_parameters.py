"""Parameters: their values, types and constraints."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError
from tests.templates.written import QUEUE, evaluator


def value_of(declaration: str, given: Any = None, **settings: Any) -> Any:
    """The value of the only parameter."""
    parameters = {} if given is None else {"P": given}
    found = evaluator(f"{QUEUE}Parameters:\n  P: {{{declaration}}}\n", parameters=parameters, **settings)
    return found.parameters["P"]


VALUES = [
    ("Type: String, Default: a", None, "a"),
    ("Type: String, Default: a", "b", "b"),
    ("Type: String, Default: a", "", ""),
    ("Type: String, Default: 5", None, "5"),
    ("Type: String, Default: true", None, "true"),
    ("Type: String", True, "true"),
    ("Type: String, Default: 012345678901", None, "012345678901"),
    ("Type: Number, Default: 5", None, "5"),
    ("Type: Number", 1.5, "1.5"),
    ("Type: Number", "-3", "-3"),
    ("Type: CommaDelimitedList, Default: 'a, b ,c'", None, ["a", "b", "c"]),
    ("Type: CommaDelimitedList, Default: ''", None, []),
    ("Type: CommaDelimitedList", ["a", 1], ["a", "1"]),
    ("Type: List<Number>, Default: '1,2'", None, ["1", "2"]),
    ("Type: 'List<AWS::EC2::Subnet::Id>'", "subnet-1, subnet-2", ["subnet-1", "subnet-2"]),
    ("Type: 'AWS::EC2::VPC::Id'", "vpc-1", "vpc-1"),
    ("Type: 'AWS::SSM::Parameter::Name', Default: /a", None, "/a"),
]


@pytest.mark.parametrize(("declaration", "given", "expected"), VALUES)
def test_values(declaration: str, given: Any, expected: Any) -> None:
    assert value_of(declaration, given) == expected


STORED = [
    ("String", "k", "k"),
    ("String", 5, "5"),
    ("List<String>", "a, b", ["a", "b"]),
    ("CommaDelimitedList", ["a", "b"], ["a", "b"]),
    ("AWS::EC2::Image::Id", "ami-1", "ami-1"),
    ("List<AWS::EC2::Subnet::Id>", "s-1", ["s-1"]),
]


@pytest.mark.parametrize(("kind", "supplied", "expected"), STORED)
def test_values_of_the_parameter_store(kind: str, supplied: Any, expected: Any) -> None:
    declaration = f"Type: 'AWS::SSM::Parameter::Value<{kind}>', Default: /app/key"
    assert value_of(declaration, values={"resolve:ssm:/app/key": supplied}) == expected
    assert value_of(declaration, "/other", values={"resolve:ssm:/other": supplied}) == expected


def test_a_value_of_the_parameter_store_that_is_missing() -> None:
    with pytest.raises(ConfigurationError, match=r"Parameters > P\): the parameter P is what the Parameter Store has at '/app/key'\. Supply it with template_values=\{'resolve:ssm:/app/key': …\}"):
        value_of("Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/key")


ACCEPTED = [
    ("Type: String, AllowedValues: [a, 5, true]", "a"),
    ("Type: String, AllowedValues: [a, 5, true]", "5"),
    ("Type: String, AllowedValues: [a, 5, true]", "true"),
    ("Type: CommaDelimitedList, AllowedValues: [a, b]", "b, a"),
    ("Type: String, AllowedPattern: '[a-z]+'", "abc"),
    ("Type: String, AllowedPattern: '\\p{Alpha}[\\p{Digit}_]*'", "a1_2"),
    ("Type: String, AllowedPattern: '\\p{IsGreek}+'", "abc"),  # Java's alone: not checked
    ("Type: String, MinLength: 2, MaxLength: '3'", "abc"),
    ("Type: Number, MinValue: 1, MaxValue: 2.5", "2.5"),
    ("Type: List<Number>, MinValue: -1", "-1,0"),
]


@pytest.mark.parametrize(("declaration", "given"), ACCEPTED)
def test_accepted(declaration: str, given: str) -> None:
    assert value_of(declaration, given) in (given, [each.strip() for each in given.split(",")])


REFUSED = [
    ("Type: String, AllowedValues: [a, b]", "c", r"Parameter 'P' must be one of AllowedValues: a, b\. It is 'c'\.$"),
    ("Type: CommaDelimitedList, AllowedValues: [a, b]", "a,c", r"Parameter 'P' must be one of AllowedValues: a, b\. It is 'c'"),
    ("Type: String, AllowedPattern: '[a-z]+'", "ab1", r"Parameter 'P' must match pattern \[a-z\]\+\. It is 'ab1'"),
    ("Type: String, AllowedPattern: '\\p{Upper}+'", "a", r"Parameter 'P' must match pattern \\p\{Upper\}\+"),
    ("Type: String, MinLength: 2", "a", r"Parameter 'P' must contain at least 2 characters\. It is 'a'"),
    ("Type: String, MaxLength: 2", "abc", r"Parameter 'P' must contain at most 2 characters"),
    ("Type: Number", "a", r"Parameter 'P' must be a number\. It is 'a'"),
    ("Type: Number", "nan", r"Parameter 'P' must be a number"),
    ("Type: Number", "", r"Parameter 'P' must be a number"),
    ("Type: Number, MinValue: 2", 1, r"Parameter 'P' must be a number not less than 2\. It is '1'"),
    ("Type: Number, MaxValue: 2", 2.5, r"Parameter 'P' must be a number not greater than 2"),
    ("Type: List<Number>", "1,a", r"Parameter 'P' must be a number\. It is 'a'"),
    ("Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: only letters", "1", r"Parameter P failed to satisfy constraint: only letters\. It is '1'"),
    ("Type: String, AllowedValues: [a], NoEcho: true", "secret", r"Parameter 'P' must be one of AllowedValues: a\.$"),
    ("Type: String, AllowedValues: [a], NoEcho: 'true', ConstraintDescription: never", "secret", r"constraint: never\.$"),
    ("Type: String", {"a": 1}, r"the parameter P is \{'a': 1\}: expected text, a number or a list"),
    ("Type: String, MinLength: many", "a", r"P > MinLength\): expected a number, not 'many'"),
]  # fmt: skip


@pytest.mark.parametrize(("declaration", "given", "message"), REFUSED)
def test_refused_when_they_are_given(declaration: str, given: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 3 \(Parameters > P") as caught:
        evaluator(f"{QUEUE}Parameters:\n  P: {{{declaration}}}\n", parameters={"P": given})
    assert caught.match(message)


DECLARATIONS = [
    ("P: {Default: a}", r"Parameters > P\): Template format error: Every Parameters object must contain a Type member"),
    ("P: {Type: Strin}", r"P > Type\): Template format error: Unrecognized parameter type: Strin\. Did you mean 'String'"),
    ("P: {Type: 'List<String>'}", r"Unrecognized parameter type: List<String>"),
    ("P: {Type: [String]}", r"Unrecognized parameter type: \['String'\]"),
    ("P: {Type: String, Defualt: a}", r"P > Defualt\): Invalid template parameter property 'Defualt'\. Did you mean 'Default'"),
    ("P: {Type: String, Default: [a]}", r"P > Default\): Template format error: Every Default member must be a string"),
    ("P: {Type: String, AllowedValues: a}", r"P > AllowedValues\): Template format error: Every AllowedValues value must be a list"),
    ("P-1: {Type: String}", r"Parameters > P-1\): Template format error: Parameter name P-1 is non alphanumeric"),
    ("P: text", r"Parameters > P\): expected a mapping, not 'text'"),
]  # fmt: skip


@pytest.mark.parametrize(("declaration", "message"), DECLARATIONS)
def test_declarations(declaration: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 3 ") as caught:
        evaluator(f"{QUEUE}Parameters:\n  {declaration}\n")
    assert caught.match(message)


def test_a_default_that_breaks_a_constraint_is_refused_when_it_is_used() -> None:
    found = evaluator(f"{QUEUE}Parameters:\n  P: {{Type: Number, Default: a}}\n")
    with pytest.raises(ConfigurationError, match=r"Parameter 'P' must be a number"):
        found.parameters["P"]


def test_a_missing_value() -> None:
    found = evaluator(f"{QUEUE}Parameters:\n  P: {{Type: String}}\n  Q: {{Type: String, Default: a}}\n")
    assert found.parameters["Q"] == "a"
    message = (
        r"^t\.yaml, line 3 \(Parameters > P\): Parameters: \[P\] must have values: it has no default\. Give it with "
        r"template_parameters=\{'P': …\}, which from_template\(\) takes as parameters, or in the configuration file:\n  lambda_template_parameters = \[\"P=…\"\]$"
    )
    for ask in (lambda: found.parameters["P"], found.check):
        with pytest.raises(ConfigurationError, match=message):
            ask()


def test_an_unknown_parameter() -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: Parameters: \[Stag\] do not exist in the template\. Did you mean 'Stage'\?$"):
        evaluator(f"{QUEUE}Parameters: {{Stage: {{Type: String}}}}\n", parameters={"Stag": "x"})


def test_what_is_seen_of_them() -> None:
    found = evaluator(
        f"{QUEUE}Parameters:\n  P: {{Type: String, NoEcho: true}}\n  Q: {{Type: String}}\n",
        parameters={"P": "secret", "Q": "seen"},
    )
    assert repr(found.parameters) == "Parameters({'P': '****', 'Q': 'seen'})"
    assert dict(found.parameters) == {"P": "secret", "Q": "seen"}
    assert len(found.parameters) == 2
