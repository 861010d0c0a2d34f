"""The few intrinsic functions that the macro itself looks at or writes."""

from __future__ import annotations

from typing import Any

NO_VALUE = {"Ref": "AWS::NoValue"}


def is_intrinsic(value: Any) -> bool:
    """Whether a value is an intrinsic function (CloudFormation decides what it is)."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = next(iter(value))
    return name in ("Ref", "Condition") or str(name).startswith("Fn::")


def is_no_value(value: Any) -> bool:
    """Whether a value is `!Ref AWS::NoValue`."""
    return bool(value == NO_VALUE)


def is_if(value: Any) -> bool:
    """Whether a value is `Fn::If`."""
    return is_intrinsic(value) and "Fn::If" in value


def ref(logical_id: str) -> dict[str, str]:
    """`!Ref`."""
    return {"Ref": logical_id}


def get_att(logical_id: str, attribute: str) -> dict[str, list[str]]:
    """`!GetAtt`."""
    return {"Fn::GetAtt": [logical_id, attribute]}


def sub(text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """`!Sub`, with variables of its own or without."""
    return {"Fn::Sub": [text, variables]} if variables else {"Fn::Sub": text}


def when(condition: str, value: Any, otherwise: Any = None) -> dict[str, list[Any]]:
    """`!If`; nothing else by default."""
    return {"Fn::If": [condition, value, NO_VALUE if otherwise is None else otherwise]}


def negated(condition: str) -> dict[str, Any]:
    """`!Not` of a condition by its name."""
    return {"Fn::Not": [{"Condition": condition}]}


def any_of(conditions: list[str]) -> dict[str, Any]:
    """`!Or` of conditions by their names."""
    return {"Fn::Or": [{"Condition": each} for each in conditions]}


def all_of(conditions: list[str]) -> dict[str, Any]:
    """`!And` of conditions by their names."""
    return {"Fn::And": [{"Condition": each} for each in conditions]}


def branches(value: Any) -> list[Any]:
    """What a value may be: both sides of an `Fn::If`, those that are nothing left out; else itself."""
    if isinstance(value, dict) and isinstance(value.get("Fn::If"), list):
        return [each for each in value["Fn::If"][1:] if not is_no_value(each)]
    return [value]


def referenced(value: Any) -> str | None:
    """The logical id that a `Ref` or `Fn::GetAtt` names."""
    if not is_intrinsic(value):
        return None
    if isinstance(value.get("Ref"), str):
        return str(value["Ref"])
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, list) and attribute and isinstance(attribute[0], str):
        return attribute[0]
    return attribute.split(".")[0] if isinstance(attribute, str) else None


def shorthand(value: dict[str, Any]) -> str:
    """A `Ref` or `Fn::GetAtt` as `Fn::Sub` writes it."""
    return f"${{{value['Ref']}}}" if "Ref" in value else f"${{{'.'.join(value['Fn::GetAtt'])}}}"
