"""What the buckets of a service answer clients themselves, when no mock of moto's does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from pytest_lambda.boto.response import raw_response
from pytest_lambda.boto.storage.bucket_requests import Target, content_of, target_of
from pytest_lambda.boto.storage.buckets import Buckets
from pytest_lambda.boto.storage.refusal import TooMuchError, needs_moto
from pytest_lambda.errors import EventError
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.service.resources.refusals import RequestRefused
from pytest_lambda.service.resources.s3_bucket import S3Bucket, S3Object
from pytest_lambda.service.service import LambdaService

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_META = "x-amz-meta-"
_STATUS = {"NoSuchBucket": 404, "NoSuchKey": 404, "404": 404}
#: API reference, ListObjectsV2
_MOST_KEYS = 1_000


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""


class BucketAnswers:
    """The operations on objects without options.

    Args:
        service: whose buckets they are.
        buckets: of the service.
    """

    def __init__(self, service: LambdaService, buckets: Buckets) -> None:
        self._service = service
        self._buckets = buckets
        self._ids = service.world.ids_for("requests to S3")

    def answer(self, operation: str, request: Any) -> Any:
        """A response of botocore's.

        Raises:
            OperationNotSimulated: only moto can answer.
        """
        target = target_of(request)
        perform = _OPERATIONS.get(operation)
        try:
            if target.bucket and operation != "CreateBucket":
                self._bucket(target)
            if perform is None or _asks_for_more(request):
                raise TooMuchError
            answer = perform(self, target, request)
        except TooMuchError:
            raise needs_moto(describe(request), "S3", _SERVED) from None
        except RequestRefused as refused:
            return self.refuse(request, refused)
        except EventError as error:
            return self.refuse(request, RequestRefused("InvalidArgument", str(error)))
        return self._response(request, answer)

    def refuse(self, request: Any, refused: RequestRefused) -> Any:
        """A response that says why not."""
        made = Element("Error")
        SubElement(made, "Code").text = refused.code
        SubElement(made, "Message").text = refused.message
        body = b"" if request.method == "HEAD" else tostring(made)
        return self._response(request, _Answer(_STATUS.get(refused.code, 400), {}, body))

    def _response(self, request: Any, answer: _Answer) -> Any:
        headers = {"x-amz-request-id": self._ids.hexadecimal(16).upper(), "Content-Type": "application/xml"}
        headers["Content-Length"] = str(len(answer.body))
        return raw_response(request.url, answer.status, {**headers, **answer.headers}, answer.body)

    # ---- operations --------------------------------------------------------------------------------------------

    def _put(self, target: Target, request: Any) -> _Answer:
        given = {name.lower(): _text(value) for name, value in request.headers.items()}
        metadata = {name.removeprefix(_META): value for name, value in given.items() if name.startswith(_META)}
        made = self._bucket(target).put_object(target.key, content_of(request), metadata=metadata)
        return _Answer(200, {"ETag": f'"{made.etag}"', **_version(made)})

    def _get(self, target: Target, request: Any) -> _Answer:
        found = self._bucket(target).get_object(target.key)
        return _Answer(200, _headers(found), found.body)

    def _head(self, target: Target, request: Any) -> _Answer:
        found = self._bucket(target).objects.get(target.key)
        if found is None:
            raise RequestRefused("404", "Not Found")
        return _Answer(200, {**_headers(found), "Content-Length": str(found.size)})

    def _delete(self, target: Target, request: Any) -> _Answer:
        self._bucket(target).delete_object(target.key)
        return _Answer(204)

    def _list(self, target: Target, request: Any) -> _Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        if query.keys() - {"list-type", "prefix", "encoding-type"}:
            raise TooMuchError
        bucket, prefix = self._bucket(target), query.get("prefix", "")
        found = sorted((each for each in bucket.objects.values() if each.key.startswith(prefix)), key=_order)
        if len(found) > _MOST_KEYS:
            raise TooMuchError
        said: Callable[[str], str] = _quoted if query.get("encoding-type") == "url" else str
        made = Element("ListBucketResult", xmlns=_NAMESPACE)
        values = {"Name": bucket.name, "Prefix": said(prefix), "MaxKeys": str(_MOST_KEYS), "IsTruncated": "false"}
        if query.get("list-type") == "2":
            values["KeyCount"] = str(len(found))
        if "encoding-type" in query:
            values["EncodingType"] = query["encoding-type"]
        _add(made, values)
        for each in found:
            entry = {
                "Key": said(each.key),
                "LastModified": _iso(each),
                "ETag": f'"{each.etag}"',
                "Size": str(each.size),
            }
            _add(SubElement(made, "Contents"), {**entry, "StorageClass": "STANDARD"})
        return _Answer(200, {}, tostring(made))

    def _head_bucket(self, target: Target, request: Any) -> _Answer:
        return _Answer(200, {"x-amz-bucket-region": self._service.world.region})

    def _buckets_of_all(self, target: Target, request: Any) -> _Answer:
        made = Element("ListAllMyBucketsResult", xmlns=_NAMESPACE)
        inner = SubElement(made, "Buckets")
        for name in sorted(self._buckets.own):
            _add(SubElement(inner, "Bucket"), {"Name": name})
        return _Answer(200, {}, tostring(made))

    # ---- within ------------------------------------------------------------------------------------------------

    def _bucket(self, target: Target) -> S3Bucket:
        found = self._buckets.own.get(target.bucket)
        if found is None:
            known = ", ".join(sorted(self._buckets.own)) or "none"
            raise RequestRefused(
                "NoSuchBucket",
                f"The specified bucket does not exist: {target.bucket} (buckets that are known: {known})",
            )
        return found


_Operation: TypeAlias = "Callable[[BucketAnswers, Target, Any], _Answer]"
_OPERATIONS: dict[str, _Operation] = {
    "PutObject": BucketAnswers._put,
    "GetObject": BucketAnswers._get,
    "HeadObject": BucketAnswers._head,
    "DeleteObject": BucketAnswers._delete,
    "ListObjects": BucketAnswers._list,
    "ListObjectsV2": BucketAnswers._list,
    "HeadBucket": BucketAnswers._head_bucket,
    "ListBuckets": BucketAnswers._buckets_of_all,
}
_SERVED = (
    "put_object, get_object, head_object, delete_object, list_objects, list_objects_v2, head_bucket and list_buckets, "
    "without options but Metadata and Prefix, of buckets that the service has made"
)
#: headers that change what is done
_OPTIONS = ("x-amz-", "if-", "range", "cache-control", "content-disposition", "content-language", "expires")
_PLAIN = (
    _META,
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-checksum-",
    "x-amz-trailer",
    "x-amz-decoded-content-length",
    "x-amz-te",
    "x-amzn-trace-id",
)


def _asks_for_more(request: Any) -> bool:
    headers = [name.lower() for name in request.headers]
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    options = any(name.startswith(_OPTIONS) and not name.startswith(_PLAIN) for name in headers)
    return options or bool(query.keys() & {"versionId", "partNumber", "versions", "delimiter"}) or _typed(request)


def _typed(request: Any) -> bool:
    """Whether an object is put with a type of its own, which the buckets of a service do not keep."""
    return request.method == "PUT" and bool(request.headers.get("Content-Type"))


def _headers(found: S3Object) -> dict[str, str]:
    return {
        "ETag": f'"{found.etag}"',
        "Content-Type": "binary/octet-stream",
        "Last-Modified": format_datetime(found.last_modified, usegmt=True),
        **_version(found),
        **{f"{_META}{name}": value for name, value in found.metadata.items()},
    }


def _version(found: S3Object) -> dict[str, str]:
    return {} if found.version_id is None else {"x-amz-version-id": found.version_id}


def _add(element: Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        SubElement(element, name).text = value


def _order(found: S3Object) -> bytes:
    return found.key.encode()


def _quoted(key: str) -> str:
    return quote(key, safe="/-_.*~")


def _iso(found: S3Object) -> str:
    return f"{found.last_modified:%Y-%m-%dT%H:%M:%S}.000Z"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
