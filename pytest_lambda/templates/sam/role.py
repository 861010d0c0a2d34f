"""Roles of what SAM makes; who may do what is not simulated, so they have no policies."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.drafts import Draft


def trust(service: str) -> dict[str, Any]:
    """Which service may take over a role."""
    statement = {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [service]}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(logical_id: str, service: str, place: Place, attributes: dict[str, Any], **properties: Any) -> Draft:
    """A role that a service takes over.

    Args:
        logical_id: of the role.
        service: `lambda.amazonaws.com` say.
        place: of what needs it.
        attributes: its condition and policies of deletion.
        properties: of the role; those without a value are left out.
    """
    given = {name: value for name, value in properties.items() if _is_given(value)}
    return Draft(
        logical_id,
        "AWS::IAM::Role",
        place,
        {"AssumeRolePolicyDocument": trust(service), **given},
        dict(attributes),
    )


def _is_given(value: Any) -> bool:
    return value is not None and not (isinstance(value, Place) and value.value is None)
