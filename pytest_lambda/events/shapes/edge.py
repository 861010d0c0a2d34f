"""What CloudFront sends to Lambda@Edge functions (AWS: "Lambda@Edge event structure")."""

from __future__ import annotations

from typing import Literal, TypedDict


class EdgeHeader(TypedDict):
    """One value of a header, and the header's name as it is sent."""

    key: str
    value: str


class EdgeConfigBase(TypedDict):
    """`config`: where the event comes from."""

    distributionDomainName: str
    distributionId: str
    requestId: str


class EdgeViewerRequestConfig(EdgeConfigBase):
    """Of a viewer request."""

    eventType: Literal["viewer-request"]


class EdgeViewerResponseConfig(EdgeConfigBase):
    """Of a viewer response."""

    eventType: Literal["viewer-response"]


class EdgeOriginRequestConfig(EdgeConfigBase):
    """Of an origin request."""

    eventType: Literal["origin-request"]


class EdgeOriginResponseConfig(EdgeConfigBase):
    """Of an origin response."""

    eventType: Literal["origin-response"]


class EdgeBody(TypedDict):
    """The body of a request, if the function is configured to get it."""

    inputTruncated: bool
    action: Literal["read-only"]
    encoding: Literal["base64"]
    data: str


class EdgeRequestBase(TypedDict):
    """What requests have in all events; names of headers are in lower case."""

    clientIp: str
    headers: dict[str, list[EdgeHeader]]
    method: str
    querystring: str
    uri: str


class EdgeViewerRequest(EdgeRequestBase, total=False):
    """A viewer's request."""

    body: EdgeBody


class EdgeCustomOriginBase(TypedDict):
    """An origin that is no S3 bucket."""

    customHeaders: dict[str, list[EdgeHeader]]
    domainName: str
    keepaliveTimeout: int
    path: str
    port: int
    protocol: Literal["http", "https"]
    readTimeout: int
    sslProtocols: list[str]


class EdgeCustomOrigin(EdgeCustomOriginBase, total=False):
    """With what newer distributions have."""

    responseCompletionTimeout: int


class EdgeS3OriginBase(TypedDict):
    """An S3 bucket as the origin."""

    authMethod: Literal["origin-access-identity", "none"]
    customHeaders: dict[str, list[EdgeHeader]]
    domainName: str
    path: str


class EdgeS3Origin(EdgeS3OriginBase, total=False):
    """With the region, which an origin access identity needs, and what newer distributions have."""

    region: str
    readTimeout: int
    responseCompletionTimeout: int


class EdgeOrigin(TypedDict, total=False):
    """One of the two."""

    custom: EdgeCustomOrigin
    s3: EdgeS3Origin


class EdgeOriginRequestBase(EdgeRequestBase):
    """With the origin that it goes to."""

    origin: EdgeOrigin


class EdgeOriginRequest(EdgeOriginRequestBase, total=False):
    """CloudFront's request to the origin."""

    body: EdgeBody


class EdgeResponse(TypedDict):
    """`response`: the status is text."""

    headers: dict[str, list[EdgeHeader]]
    status: str
    statusDescription: str


class EdgeViewerRequestCf(TypedDict):
    """`cf` of a viewer request."""

    config: EdgeViewerRequestConfig
    request: EdgeViewerRequest


class EdgeViewerResponseCf(TypedDict):
    """`cf` of a viewer response."""

    config: EdgeViewerResponseConfig
    request: EdgeRequestBase
    response: EdgeResponse


class EdgeOriginRequestCf(TypedDict):
    """`cf` of an origin request."""

    config: EdgeOriginRequestConfig
    request: EdgeOriginRequest


class EdgeOriginResponseCf(TypedDict):
    """`cf` of an origin response."""

    config: EdgeOriginResponseConfig
    request: EdgeOriginRequestBase
    response: EdgeResponse


class EdgeViewerRequestRecord(TypedDict):
    """The record of a viewer request."""

    cf: EdgeViewerRequestCf


class EdgeViewerResponseRecord(TypedDict):
    """The record of a viewer response."""

    cf: EdgeViewerResponseCf


class EdgeOriginRequestRecord(TypedDict):
    """The record of an origin request."""

    cf: EdgeOriginRequestCf


class EdgeOriginResponseRecord(TypedDict):
    """The record of an origin response."""

    cf: EdgeOriginResponseCf


class EdgeViewerRequestEvent(TypedDict):
    """A request, before CloudFront looks into its cache."""

    Records: list[EdgeViewerRequestRecord]


class EdgeViewerResponseEvent(TypedDict):
    """A response, before CloudFront gives it to the viewer."""

    Records: list[EdgeViewerResponseRecord]


class EdgeOriginRequestEvent(TypedDict):
    """A request that the cache could not answer, before it goes to the origin."""

    Records: list[EdgeOriginRequestRecord]


class EdgeOriginResponseEvent(TypedDict):
    """The origin's response, before it goes into the cache."""

    Records: list[EdgeOriginResponseRecord]
