"""What is wrong with an attribute value of DynamoDB (D-value)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.events.building.attribute_values import DIGITS, NUMBER
from pytest_lambda.events.judging.formats import decoded_base64
from pytest_lambda.events.judging.shape import Finding


def value_findings(value: Any) -> Iterator[Finding]:
    """Where in the value something is wrong, and what."""
    if len(value) != 1:
        yield "", f"has {len(value)} types{_list(value)}, expected one"
        return
    ((kind, content),) = value.items()
    if kind in ("SS", "NS", "BS"):
        if not content:
            yield f".{kind}", "is an empty set, which DynamoDB does not have"
        if len(set(content)) != len(content):
            yield f".{kind}", "is a set with a member that is there more than once"
        for index, each in enumerate(content):
            for _, reason in value_findings({kind[0]: each}):
                yield f".{kind}[{index}]", reason
    elif kind == "L":
        for index, each in enumerate(content):
            for path, reason in value_findings(each):
                yield f".L[{index}]{path}", reason
    elif kind == "M":
        for name, each in content.items():
            for path, reason in value_findings(each):
                yield f".M.{name}{path}", reason
    else:
        yield from _scalar(kind, content)


def _scalar(kind: str, content: Any) -> Iterator[Finding]:
    if kind == "N":
        if not NUMBER.fullmatch(content):
            yield ".N", f"is {content!r}, expected a decimal number"
        elif len(_digits(content)) > DIGITS:
            yield ".N", f"is {content!r}, which has more than {DIGITS} digits"
    elif kind == "B" and decoded_base64(content) is None:
        yield ".B", "is not base64"
    elif kind == "NULL" and content is not True:
        yield ".NULL", f"is {content!r}, expected true"


def _digits(number: str) -> str:
    mantissa = number.upper().partition("E")[0]
    return mantissa.replace("-", "").replace(".", "").strip("0")


def _list(value: Any) -> str:
    return f" ({', '.join(value)})" if value else ""
