"""What S3 says of an object: encoded key, size, eTag, sequencer, version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import quote_plus

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text, data
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.events.building.s3_event_names import EMPTY_ETAG, KINDS, Kind
from pytest_lambda.world import Ids

Content: TypeAlias = "bytes | str | Sequence[bytes | str]"

_PART = 8 * 1024 * 1024  # the size of parts that AWS's command line and boto3 choose
_MOST_PARTS = 10_000
_PLAIN = re.compile("[A-Za-z0-9/*._-]*").fullmatch
_HELLO = b"Hello from S3!"


def kind_of(name: object) -> Kind:
    """What the events of a name have.

    Raises:
        EventError: S3 has no such event.
    """
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is not None:
        return kind
    if isinstance(name, str) and name.startswith("s3:"):
        raise EventError(
            f"event_name is {name!r}: S3 sends names without the prefix 's3:', which they only have in a bucket's "
            f"configuration. Write {name[3:]!r}."
        )
    raise EventError(
        f"event_name is {name!r}, which S3 does not have.{nearest(name, KINDS)} Known: {', '.join(KINDS)}."
    )


def checked_key(key: object) -> str:
    """A key that S3 takes, as it is in the bucket.

    Raises:
        EventError: it is no text of 1 to 1,024 bytes.
    """
    if not isinstance(key, str):
        raise EventError(f"a key is {key!r}: expected text, as it is in the bucket.")
    try:
        size = len(key) if key.isascii() else len(key.encode())
    except UnicodeEncodeError:
        raise EventError(f"the key {key!r} has a surrogate, which UTF-8 cannot write and S3 does not take.") from None
    if not 1 <= size <= 1024:
        raise EventError(f"a key has {size:,} bytes in UTF-8: S3 takes 1 to 1,024.")
    return key


def encoded_key(key: str) -> str:
    """S-key: the key as forms are encoded."""
    return key if _PLAIN(key) else quote_plus(key, "/*")


def size_of(content: Content | None, size: int | None) -> int:
    """How large the object is.

    Raises:
        EventError: it cannot be, or size and content contradict each other.
    """
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        raise EventError(f"size is {size!r}: expected a number of bytes from 0 on.")
    if content is None:
        return len(_HELLO) if size is None else size
    there = sum(len(part) for part in _parts(content))
    if size is not None and size != there:
        raise EventError(f"size is {size}, but the content has {there} bytes. Give only one of them.")
    return there


def etag_of(content: Content | None, size: object, ids: Ids, *, multipart: bool) -> str:
    """S-etag: the MD5 of the content; of an upload in parts the MD5 of their MD5s, and how many there were."""
    if content is None:
        if multipart:
            return f"{ids.hexadecimal(32)}-{_number_of_parts(size)}"
        if size == len(_HELLO):
            return _HELLO_ETAG
        return EMPTY_ETAG if size == 0 else ids.hexadecimal(32)
    parts = _parts(content)
    if not multipart:
        return _md5(b"".join(parts)).hexdigest()
    return f"{_md5(b''.join(_md5(part).digest() for part in parts)).hexdigest()}-{len(parts)}"


def sequencer_of(epoch: float, number: int, ids: Ids) -> str:
    """S-seqtime: recorded ones begin with the second; later ones sort behind earlier ones."""
    seconds, rest = divmod(milliseconds(epoch), 1000)
    return f"{seconds:010X}{rest << 10 | number & 1023:05X}{ids.hexadecimal(3).upper()}"


def new_version_id(ids: Ids) -> str:
    """The id of a version: 32 characters."""
    return base64_text(ids.bytes(24)).replace("+", "_").replace("/", ".")


def _number_of_parts(size: object) -> int:
    return min(max(-(-size // _PART), 1), _MOST_PARTS) if isinstance(size, int) else 1


def _parts(content: Content) -> list[bytes]:
    if isinstance(content, (list, tuple)):
        return [data(part, "a part of content") for part in content]
    return [data(content, "content")]


def _md5(content: bytes) -> hashlib._Hash:
    return hashlib.md5(content, usedforsecurity=False)


_HELLO_ETAG = _md5(_HELLO).hexdigest()
