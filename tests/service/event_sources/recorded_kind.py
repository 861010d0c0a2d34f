"""Kinds of sources that are never read: what happens to their mappings is written down."""

from __future__ import annotations

from typing import Any, NamedTuple

from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.service.event_sources.mapping import EventSourceMapping
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.settings import mapping_settings


class Source(NamedTuple):
    """Something with a name and an ARN."""

    name: str
    arn: str


class Poller:
    """Keeps what it is told, and the batch size that is in force then."""

    def __init__(self, mapping: EventSourceMapping) -> None:
        self._mapping = mapping
        self.told: list[tuple[str, int]] = []

    def _tell(self, what: str) -> None:
        self.told.append((what, self._mapping.settings.batch_size))

    def start(self) -> None:
        self._tell("start")

    def stop(self) -> None:
        self._tell("stop")

    def changed(self) -> None:
        self._tell("changed")

    def unsettled(self) -> None:
        return None


class RecordedKind:
    """A kind of AWS's name, or of a plugin's."""

    def __init__(self, name: str) -> None:
        self.name = name

    def takes(self, source: object) -> bool:
        return isinstance(source, Source) and self.takes_arn(source.arn)

    def takes_arn(self, arn: str) -> bool:
        return f":{self.name}:" in arn

    def missing(self, arn: str) -> Exception:
        return LookupError(f"There is no {arn}.")

    def settings(self, given: Any, source: Any, function: Any, current: MappingSettings | None) -> MappingSettings:
        if self.name == "plugins":
            return MappingSettings(**given)
        return mapping_settings(self.name, given, source=source, function=function, current=current)

    def poller(self, mapping: EventSourceMapping) -> Poller:
        return Poller(mapping)

    def judge(self, mapping: Any, batch: Any, result: Any) -> BatchOutcome:
        raise AssertionError("nothing is read")


def source(kind: str) -> Source:
    """A source of a kind."""
    return Source("source", f"arn:aws:{kind}:us-east-1:123456789012:source")
