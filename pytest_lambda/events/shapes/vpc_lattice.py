"""The events of VPC Lattice (AWS: "Lambda functions as targets in VPC Lattice")."""

from __future__ import annotations

from typing import Literal, TypedDict


class VpcLatticeEventV1(TypedDict):
    """Version 1 of the event structure."""

    #: with the query
    raw_path: str
    method: str
    headers: dict[str, str]
    query_string_parameters: dict[str, str]
    body: str
    is_base64_encoded: bool


class VpcLatticeIdentity(TypedDict, total=False):
    """Who calls, as far as the service's authorization says."""

    sourceVpcArn: str
    type: str
    principal: str
    principalOrgID: str
    sessionName: str
    x509IssuerOu: str
    x509SanDns: str
    x509SanNameCn: str
    x509SanUri: str
    x509SubjectCn: str


class VpcLatticeContext(TypedDict):
    """`requestContext`."""

    serviceNetworkArn: str
    serviceArn: str
    targetGroupArn: str
    identity: VpcLatticeIdentity
    region: str
    #: microseconds since 1970
    timeEpoch: str


class VpcLatticeEventV2Base(TypedDict):
    """What version 2 always has."""

    version: Literal["2.0"]
    #: with the query
    path: str
    method: str
    headers: dict[str, list[str]]
    requestContext: VpcLatticeContext


class VpcLatticeEventV2(VpcLatticeEventV2Base, total=False):
    """Version 2 of the event structure."""

    queryStringParameters: dict[str, list[str]]
    body: str
    isBase64Encoded: bool


class VpcLatticeEvent(TypedDict, total=False):
    """Either version: what the builder gives."""

    version: Literal["2.0"]
    raw_path: str
    path: str
    method: str
    headers: dict[str, list[str]]
    query_string_parameters: dict[str, str]
    queryStringParameters: dict[str, list[str]]
    body: str
    is_base64_encoded: bool
    isBase64Encoded: bool
    requestContext: VpcLatticeContext
