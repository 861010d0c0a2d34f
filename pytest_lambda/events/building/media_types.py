"""Which bodies gateways hand on as text, and which in base64."""

from __future__ import annotations

from functools import lru_cache

_TEXT = frozenset({"application/json", "application/xml", "application/javascript"})


@lru_cache(maxsize=256)
def is_text(content_type: str) -> bool:
    """Whether a media type is text: `text/*`, JSON, XML or JavaScript."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXT or kind.endswith(("+json", "+xml"))


@lru_cache(maxsize=256)
def is_surely_binary(content_type: str) -> bool:
    """Whether a media type is none of text, beyond doubt: pictures, sound, video, multipart."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(("image/", "audio/", "video/", "multipart/")) and not kind.endswith("+xml")
