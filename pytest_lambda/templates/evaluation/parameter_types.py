"""Types and declarations of parameters."""

from __future__ import annotations

import re

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.scalars import as_text

_NAME = re.compile(r"[A-Za-z0-9]+")
_PLAIN = ("String", "Number", "List<Number>", "CommaDelimitedList")
#: of which a value must exist in the account; what exists in this one is whatever is named
_OF_AWS = (
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::Volume::Id",
    "AWS::EC2::VPC::Id",
    "AWS::Route53::HostedZone::Id",
)
_OF_LISTS = tuple(f"List<{each}>" for each in _OF_AWS if each != "AWS::EC2::KeyPair::KeyName")
_STORED = tuple(
    f"AWS::SSM::Parameter::Value<{each}>"
    for each in ("String", "List<String>", "CommaDelimitedList", *_OF_AWS, *_OF_LISTS)
)
TYPES = (*_PLAIN, *_OF_AWS, *_OF_LISTS, "AWS::SSM::Parameter::Name", *_STORED)
_ATTRIBUTES = (
    "AllowedPattern", "AllowedValues", "ConstraintDescription", "Default", "Description", "MaxLength", "MaxValue",
    "MinLength", "MinValue", "NoEcho", "Type",
)  # fmt: skip
_STORED_TYPE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")


def is_list(kind: str) -> bool:
    """Whether a parameter of a type is a list."""
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def stored_type(kind: str) -> str | None:
    """The type of what the Parameter Store has, `String` say; None if the parameter is not in it."""
    found = _STORED_TYPE.fullmatch(kind)
    return None if found is None else found[1]


def check_declaration(name: str, place: Place) -> None:
    """A parameter's declaration is one that CloudFormation takes.

    Raises:
        ConfigurationError: it is not.

    Source: CloudFormation User Guide, parameters.
    """
    if not _NAME.fullmatch(name):
        raise place.error(f"Template format error: Parameter name {name} is non alphanumeric.")
    for attribute, where in place.items():
        if attribute not in _ATTRIBUTES:
            raise where.error(
                f"Invalid template parameter property '{attribute}'.{nearest(attribute, _ATTRIBUTES)}"
            )
    kind = place.get("Type")
    if kind.value is None:
        raise place.error("Template format error: Every Parameters object must contain a Type member.")
    if kind.value not in TYPES:
        raise kind.error(
            f"Template format error: Unrecognized parameter type: {kind.value}.{nearest(kind.value, TYPES)}"
        )
    default = place.get("Default")
    if default.value is not None and as_text(default.value) is None:
        raise default.error("Template format error: Every Default member must be a string.")
    if not isinstance(place.get("AllowedValues").value, (list, type(None))):
        raise place.get("AllowedValues").error("Template format error: Every AllowedValues value must be a list.")
