"""Where code, layers and definitions are: in a bucket, or in a folder beside the template."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.intrinsics import is_intrinsic
from pytest_lambda.templates.sam.invalid import invalid_resource
from pytest_lambda.templates.sam.known import Known

_DYNAMIC_PATH = re.compile(
    r"\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]*/[a-zA-Z0-9_.\-/]*(?::\d+)?\}\}"
)

#: property of SAM -> of Lambda
_OBJECT = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion", "StorageMode": "S3ObjectStorageMode"}


def location(place: Place, known: Known, logical_id: str, name: str) -> Any:
    """Code or a layer as Lambda has it; a path beside the template stays one, as `package` reads it.

    Args:
        place: of `CodeUri` or `ContentUri`.
        known: parameters that a path may be made of.
        logical_id: of the resource.
        name: of the property.

    Raises:
        ConfigurationError: it is neither.
    """
    found = _object(place, known, logical_id, name)
    if isinstance(found, str):
        return place.at(found)
    return {_OBJECT[key]: value for key, value in found.items() if key in _OBJECT}


def definition(place: Place, known: Known, logical_id: str) -> Any:
    """A definition's object in a bucket as mapping, or its path beside the template as text."""
    found = _object(place, known, logical_id, "DefinitionUri")
    return (
        found if isinstance(found, str) else {key: found[key] for key in ("Bucket", "Key", "Version") if key in found}
    )


def _object(place: Place, known: Known, logical_id: str, name: str) -> Any:
    value = known.resolved(place) if is_intrinsic(place.value) else place.value
    if isinstance(value, dict):
        if not value.get("Bucket") or not value.get("Key"):
            raise invalid_resource(place, logical_id, f"'{name}' requires Bucket and Key properties to be specified.")
        return value if is_intrinsic(place.value) else dict(place.items())
    if not isinstance(value, str):
        raise invalid_resource(place, logical_id, f"'{name}' must be of type dict or string.")
    if _DYNAMIC_PATH.search(value):
        raise invalid_resource(
            place,
            logical_id,
            f"Unsupported dynamic reference detected in '{name}'. "
            "Please consider using alternative 'FunctionCode' object format.",
        )
    if "://" not in value:
        return value
    return _in_bucket(place, value, logical_id, name)


def _in_bucket(place: Place, uri: str, logical_id: str, name: str) -> dict[str, Any]:
    try:
        parts = urlsplit(uri)
    except ValueError:  # such as brackets have that are no address
        parts = urlsplit("")
    if parts.scheme != "s3" or not parts.netloc or not parts.path:
        raise invalid_resource(
            place,
            logical_id,
            f"'{name}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
        )
    versions = parse_qs(parts.query).get("versionId", [])
    version = {"Version": place.at(versions[0])} if len(versions) == 1 else {}
    return {"Bucket": place.at(parts.netloc), "Key": place.at(parts.path.lstrip("/")), **version}
