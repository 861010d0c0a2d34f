"""What a pattern sees of a record: where each kind of source has its data, and in which format."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from pytest_lambda.batches.filtering.json_text import decode

#: the body-format matrix (A97) knows JSON, and text that is none; the others match neither
Format: TypeAlias = Literal["JSON", "text", "bytes", "nothing"]


@dataclass(frozen=True, slots=True)
class FilteredSource:
    """How patterns see the records of one kind of source.

    Args:
        data_keys: keys of a pattern that look into what was sent, decoded (A94).
        inside: the part of a record whose fields stand at the top of a pattern; empty if the record's own do.
        encoded: whether data is base64.
        plain: whether a pattern may have an array at a data key, for text that is no JSON (A97).
        documented: keys that AWS's pages name as those that filter.
        only_fields_decide: whether AWS's page says that a record of another format than the pattern's is not filtered
            by its data; here it is filtered out (A98).
    """

    data_keys: tuple[str, ...] = ()
    inside: str = ""
    encoded: bool = True
    plain: bool = True
    documented: tuple[str, ...] = ()
    only_fields_decide: bool = False


#: Developer Guide, the page on event filtering of each source
SOURCES: Final[Mapping[str, FilteredSource]] = {
    "sqs": FilteredSource(("body",), encoded=False, documented=("body",)),
    # Event filtering, the example with partitionKey: fields of `kinesis` stand beside `data`.
    "kinesis": FilteredSource(("data",), inside="kinesis", plain=False, documented=("data",)),
    # A98: always JSON, and there already decoded. Beside it D21 and D26 were recorded; the DynamoDB Developer Guide,
    # Time to Live, filters by userIdentity.
    "dynamodb": FilteredSource(plain=False, documented=("dynamodb", "eventName", "eventSource", "userIdentity")),
    "kafka": FilteredSource(("value", "key"), documented=("value",), only_fields_decide=True),
    "mq": FilteredSource(("data",), documented=("data",), only_fields_decide=True),
}
#: of a source that a plugin adds: its records as they are
ANY_SOURCE: Final = FilteredSource()


class View:
    """One record as patterns see it; its data is decoded once, when the first pattern asks.

    Args:
        source: of the record.
        record: as in the event.
    """

    __slots__ = ("_data", "_fields", "_record", "_source")

    def __init__(self, source: FilteredSource, record: Mapping[str, Any]) -> None:
        self._source = source
        self._record = record
        self._fields: Mapping[str, Any] | None = None
        self._data: dict[str, tuple[Format, Any]] = {}

    @property
    def inside(self) -> str:
        """The part of a record whose fields stand at the top of a pattern; empty if there is none such."""
        return self._source.inside

    @property
    def fields(self) -> Mapping[str, Any]:
        """What is not data."""
        if self._fields is None:
            inside = self._record.get(self._source.inside) if self._source.inside else None
            if isinstance(inside, Mapping):
                own = {key: value for key, value in self._record.items() if key != self._source.inside}
                self._fields = {**own, **inside}
            else:
                self._fields = self._record
        return self._fields

    def data(self, key: str) -> tuple[Format, Any]:
        """The format of what is at a data key, and the decoded JSON or the text."""
        known = self._data.get(key)
        if known is None:
            known = self._data[key] = self._decoded(key)
        return known

    def _decoded(self, key: str) -> tuple[Format, Any]:
        holder: Any = self._record.get(self._source.inside) if self._source.inside else self._record
        raw = holder.get(key) if isinstance(holder, Mapping) else None
        if raw is None:
            return "nothing", None
        text = _text(raw) if self._source.encoded else raw
        if not isinstance(text, str):
            return "bytes", raw
        try:
            return "JSON", decode(text)
        except ValueError:
            return "text", text


def _text(encoded: Any) -> str | None:
    if not isinstance(encoded, (str, bytes)):
        return None
    try:
        return b64decode(encoded).decode()
    except ValueError:
        return None
