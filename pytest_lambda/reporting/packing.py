"""Data as a page carries it: deflated, in base64."""

from __future__ import annotations

import base64
import json
import zlib

#: more takes several times as long, and saves a few percent
_LEVEL = 6
#: raw, without header and checksum, as `DecompressionStream("deflate-raw")` reads it
_RAW = -15


def packed(value: object) -> bytes:
    """A value that JSON can carry."""
    return packed_bytes(json.dumps(value, separators=(",", ":")).encode())


def packed_bytes(content: bytes) -> bytes:
    """JSON that is ready."""
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    return base64.b64encode(squeeze.compress(content) + squeeze.flush())


def inline(value: object) -> bytes:
    """JSON that may stand inside an element of HTML: pure ASCII, and no character of it ends the element."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode()
