"""What a request to S3 is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

from pytest_lambda.boto.request import body_of

#: of a request for AWS, in whatever partition
_VIRTUAL_HOST = re.compile(r"(?P<bucket>.+)\.s3[.-][a-z0-9.-]+")

#: what each of them does to the object that it names
CHANGES = {
    "PutObject": "ObjectCreated:Put",
    "CopyObject": "ObjectCreated:Copy",
    "CompleteMultipartUpload": "ObjectCreated:CompleteMultipartUpload",
    "PutObjectTagging": "ObjectTagging:Put",
    "DeleteObjectTagging": "ObjectTagging:Delete",
    "PutObjectAcl": "ObjectAcl:Put",
    "RestoreObject": "ObjectRestore:Post",
}
DELETIONS = frozenset({"DeleteObject", "DeleteObjects"})
#: what may change a bucket itself
OF_BUCKETS = frozenset({"CreateBucket", "DeleteBucket", "PutBucketVersioning"})
CONFIGURATION = "PutBucketNotificationConfiguration"


class Target(NamedTuple):
    """The object, or the bucket, that a request names.

    Attributes:
        bucket: its name.
        key: of the object; empty if it is about the bucket.
        version_id: if it names one.
    """

    bucket: str
    key: str
    version_id: str | None


def target_of(request: Any) -> Target:
    """What a request names, in its path or in its host."""
    url = urlsplit(request.url)
    found = _VIRTUAL_HOST.fullmatch(url.hostname or "")
    path = url.path[1:]
    if found is None:
        bucket, _, path = path.partition("/")
    else:
        bucket = found["bucket"]
    version = parse_qs(url.query).get("versionId", [None])[0]
    return Target(unquote(bucket), unquote(path), version)


def content_of(request: Any) -> bytes:
    """The body; botocore may send it in chunks, with a checksum behind them."""
    body = body_of(request)
    encoding = request.headers.get("Content-Encoding") or ""
    if "aws-chunked" not in (encoding.decode() if isinstance(encoding, bytes) else encoding):
        return body
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.partition(b";")[0] or b"0", 16)
        if not length:
            break
        parts.append(body[:length])
        body = body[length + 2 :]
    return b"".join(parts)


def deleted_by(operation: str, request: Any) -> list[Target]:
    """The objects that a request deletes, as they are named."""
    target = target_of(request)
    if operation == "DeleteObject":
        return [target]
    named = []
    for each in _all(document(content_of(request)), "Object"):
        version = text(each, "VersionId") or None
        named.append(Target(target.bucket, text(each, "Key"), version))
    return named


def configured_by(request: Any) -> list[tuple[str, ElementTree.Element]]:
    """The notifications that a request configures: the ARN of each one's target, and all of it."""
    found = []
    for name in ("Queue", "Topic", "CloudFunction"):
        for each in _all(document(content_of(request)), f"{name}Configuration"):
            found.append((text(each, name), each))
    return found


def document(body: bytes) -> ElementTree.Element:
    """A body in XML, as botocore has made it; empty if it is none."""
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def text(element: ElementTree.Element, name: str) -> str:
    """The text of a child; empty if there is none."""
    return next((each.text or "" for each in element if _local(each) == name), "")


def texts(element: ElementTree.Element, name: str) -> list[str]:
    """The texts of all children of a name."""
    return [each.text or "" for each in element if _local(each) == name]


def filter_of(configuration: ElementTree.Element) -> dict[str, str]:
    """The prefix and the suffix of a notification, as far as they are there."""
    return {text(rule, "Name").lower(): text(rule, "Value") for rule in _all(configuration, "FilterRule")}


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in element.iter() if _local(each) == name)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
