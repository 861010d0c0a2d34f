"""What S3 Object Lambda access points send (AWS: "Event context format and usage")."""

from __future__ import annotations

from typing import TypedDict


class S3GetObjectContext(TypedDict):
    """Where the original object is, and where the answer of `WriteGetObjectResponse` goes."""

    inputS3Url: str
    outputRoute: str
    outputToken: str


class S3InputContext(TypedDict):
    """Where the original answer is; the function returns its own."""

    inputS3Url: str


class S3ObjectLambdaConfiguration(TypedDict):
    """The access points, and the text that the configuration has for the function."""

    accessPointArn: str
    supportingAccessPointArn: str
    payload: str


class S3ObjectLambdaUserRequest(TypedDict):
    """What the client asked for."""

    url: str
    headers: dict[str, str]


class S3SessionIssuer(TypedDict, total=False):
    """The role of a session."""

    type: str
    principalId: str
    arn: str
    accountId: str
    userName: str


class S3SessionAttributes(TypedDict):
    """Since when there is a session, and how it began; both are text."""

    mfaAuthenticated: str
    creationDate: str


class S3SessionContext(TypedDict):
    """The session of an assumed role."""

    attributes: S3SessionAttributes
    sessionIssuer: S3SessionIssuer


class S3UserIdentityBase(TypedDict):
    """Who asked, at least."""

    type: str
    principalId: str
    arn: str
    accountId: str
    accessKeyId: str


class S3UserIdentity(S3UserIdentityBase, total=False):
    """Who asked."""

    userName: str
    invokedBy: str
    sessionContext: S3SessionContext


class S3ObjectLambdaRest(TypedDict):
    """What all requests have."""

    xAmzRequestId: str
    configuration: S3ObjectLambdaConfiguration
    userRequest: S3ObjectLambdaUserRequest
    userIdentity: S3UserIdentity
    protocolVersion: str


class S3ObjectLambdaGet(S3ObjectLambdaRest):
    """GetObject."""

    getObjectContext: S3GetObjectContext


class S3ObjectLambdaHead(S3ObjectLambdaRest):
    """HeadObject."""

    headObjectContext: S3InputContext


class S3ObjectLambdaList(S3ObjectLambdaRest):
    """ListObjects."""

    listObjectsContext: S3InputContext


class S3ObjectLambdaListV2(S3ObjectLambdaRest):
    """ListObjectsV2."""

    listObjectsV2Context: S3InputContext


class S3ObjectLambdaEvent(S3ObjectLambdaRest, total=False):
    """Any of them: what the builder gives."""

    getObjectContext: S3GetObjectContext
    headObjectContext: S3InputContext
    listObjectsContext: S3InputContext
    listObjectsV2Context: S3InputContext
