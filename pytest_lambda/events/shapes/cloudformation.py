"""The event of a CloudFormation custom resource."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class CloudFormationCustomResourceBase(TypedDict):
    """What every request has."""

    RequestType: Literal["Create", "Update", "Delete"]
    ServiceToken: str
    ResponseURL: str
    StackId: str
    RequestId: str
    LogicalResourceId: str
    ResourceType: str
    #: all values are text, also numbers and truth values
    ResourceProperties: dict[str, Any]


class CloudFormationCustomResourceEvent(CloudFormationCustomResourceBase, total=False):
    """A resource is to be created, updated or deleted."""

    #: of updates and deletions
    PhysicalResourceId: str
    #: of updates
    OldResourceProperties: dict[str, Any]
