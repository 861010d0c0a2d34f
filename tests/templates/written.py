"""Templates that tests write."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from pytest_lambda.documents.loading import parsed
from pytest_lambda.templates.cloudformation import check_nulls, tags
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.reading import template_in
from pytest_lambda.templates.template import Template
from pytest_lambda.world import World

QUEUE = "Resources: {Queue: {Type: AWS::SQS::Queue}}\n"

#: what allows the language extensions
EXTENDED = "Transform: AWS::LanguageExtensions\n"
#: something of each section, for functions to refer to
REST = """
Parameters:
  Name: {Type: String, Default: orders}
  Size: {Type: Number, Default: 5}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
Conditions:
  Holds: !Equals [!Ref Name, orders]
  Fails: !Not [!Condition Holds]
Mappings:
  Sizes:
    us-east-1: {small: t3.nano, many: [1, two]}
    "123456789012": {small: own}
"""


class Named:
    """Identities that are told by the logical id."""

    def ref(self, logical_id: str) -> Any:
        return f"the-{logical_id}"

    def attribute(self, logical_id: str, name: str) -> Any:
        if name == "Unknown":
            raise LookupError(name)
        return f"{name} of {logical_id}"


def template(text: str, *, folder: Path | None = None, **settings: Any) -> Template:
    """The template of CloudFormation in a text."""
    root = parsed(dedent(text), "t.yaml", tags=tags)
    check_nulls(root)
    return template_in(root, folder or Path(), **settings)


def evaluator(text: str, *, world: World | None = None, **settings: Any) -> Evaluator:
    """Of the template in a text; its resources are `Named`."""
    return Evaluator(template(text), world or World(), **{"identities": Named(), **settings})


def resolved(value: str, rest: str = "", **settings: Any) -> Any:
    """What a value in YAML comes to: a property of `Holder`, beside a resource `Queue`.

    Args:
        value: of the property.
        rest: further sections of the template.
        settings: of the evaluator.
    """
    found = evaluator(around(value, rest), **settings)
    return found.resolve(found.template.resources["Holder"].properties).value.get("It", "absent")


def around(value: str, rest: str = "") -> str:
    """A template whose resource `Holder` has a property."""
    return (
        "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n  Holder:\n    Type: AWS::SNS::Topic\n    Properties:\n"
        f"      It:\n{indent(dedent(value).strip(), '        ')}\n{dedent(rest)}"
    )
