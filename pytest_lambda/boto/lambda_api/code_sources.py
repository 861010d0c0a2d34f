"""Where the code of functions and layers comes from: the request itself, or a bucket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.errors import InvalidParameterValueException, NotSimulated
from pytest_lambda.service.deployments.packages import zipped as zipped
from pytest_lambda.service.service import LambdaService

_FROM_ELSEWHERE = ("image_uri", "s3_object_storage_mode", "source_kms_key_arn")


def zip_content(service: LambdaService, code: Mapping[str, Any]) -> bytes:
    """The zip file that a request gives or names.

    Args:
        service: whose buckets may hold it, beside moto's.
        code: `zip_file`, or `s3_bucket`, `s3_key` and `s3_object_version`.

    Raises:
        InvalidParameterValueException: it gives none, or two, or there is no such object.
        NotSimulated: it names an image.
    """
    for name in _FROM_ELSEWHERE:
        if code.get(name):
            raise NotSimulated(
                f"{name} is not simulated: give the code as a zip file, in the request or in a bucket. "
                "A local folder: Code={'ZipFile': zipped('src')}, with zipped of pytest_lambda.boto."
            )
    content, bucket, key = code.get("zip_file"), code.get("s3_bucket"), code.get("s3_key")
    if content is not None and (bucket or key):
        raise InvalidParameterValueException(
            "Please do not provide other FunctionCode parameters when providing a ZipFile."
        )
    if content is not None:
        return bytes(content)
    if not bucket or not key:
        raise InvalidParameterValueException("Please provide a source for function code.")
    return _from_bucket(service, str(bucket), str(key), code.get("s3_object_version"))


def _from_bucket(service: LambdaService, bucket: str, key: str, version: str | None) -> bytes:
    """An object of moto's if it has such a bucket, else of the service's own one."""
    backend = mock.backend("s3", service.world, everywhere=True)
    if backend is not None and bucket in backend.buckets:
        found = backend.get_object(bucket, key, version_id=version)
        if found is None:
            raise _refused("NoSuchKey", "The specified key does not exist.")
        return bytes(found.value)
    own = service.resource(f"arn:{service.world.partition}:s3:::{bucket}")
    if own is None:
        raise _refused("NoSuchBucket", "The specified bucket does not exist")
    if key not in own.objects:
        raise _refused("NoSuchKey", "The specified key does not exist.")
    return bytes(own.objects[key].body)


def _refused(code: str, text: str) -> InvalidParameterValueException:
    """API::test_lambda_code_location_s3_errors."""
    return InvalidParameterValueException(
        f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {text}"
    )
