"""Which bodies of a REST API are bytes: its binary media types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_lambda.errors import ConfigurationError

_ALL = "*/*"


class BinaryMediaTypes:
    """The list `binaryMediaTypes` of an API.

    Args:
        given: `image/png`, `application/*`, or `*/*` for all.

    Raises:
        ConfigurationError: it is no list of media types.
    """

    __slots__ = ("_all", "_types", "given")

    def __init__(self, given: Iterable[str]) -> None:
        if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
            raise ConfigurationError(
                f"binary_media_types is {given!r}: expected a list of media types, ['image/png', 'application/*'] say."
            )
        self.given = tuple(given)
        for each in self.given:
            if not isinstance(each, str) or each.count("/") != 1:
                raise ConfigurationError(
                    f"binary_media_types has {each!r}: expected a media type such as 'image/png', 'image/*' or '*/*'."
                )
        self._types = frozenset(media_type(each) for each in self.given)
        self._all = _ALL in self._types

    def match(self, header: str | None) -> bool:
        """Whether a `Content-Type`, or the first media type of an `Accept`, is one of them.

        Recorded: only the first one counts, `type/*` stands for its subtypes, and a star before the slash for nothing;
        that `*/*` is all of them is documented. Whether that holds without the header is not recorded.

        Args:
            header: its value; None if it is not there.
        """
        if self._all:
            return True
        first = media_type((header or "").partition(",")[0])
        kind, slash, _ = first.partition("/")
        if not slash or kind == "*":
            return False
        return first in self._types or f"{kind}/*" in self._types


def media_type(text: str) -> str:
    """A media type without its parameters, in lower case."""
    return text.partition(";")[0].strip().lower()
