"""Which kinds of event sources there are: AWS's, and those that plugins add."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.event_sources.source import SourceKind

#: module with the kind, below this package; imported when a mapping is made first
_OF_AWS: tuple[tuple[str, str], ...] = (
    ("queues.kind", "SQS"),
    ("kinesis.kind", "KINESIS"),
    ("dynamodb.kind", "DYNAMODB"),
    ("kafka.kind", "KAFKA"),
    ("documentdb.kind", "DOCUMENTDB"),
    ("mq.kind", "MQ"),
)
#: what a kind must have
_OFFERS = ("name", "takes", "takes_arn", "missing", "settings", "poller", "judge")


class Kinds:
    """The kinds of sources that one service knows.

    Args:
        added: by plugins; they come first.
    """

    __slots__ = ("_added",)

    def __init__(self, added: tuple[SourceKind, ...] = ()) -> None:
        self._added = list(added)

    def add(self, kind: SourceKind) -> None:
        """Know another kind from now on.

        Raises:
            ConfigurationError: it lacks something.
        """
        missing = [name for name in _OFFERS if not hasattr(kind, name)]
        if missing:
            raise ConfigurationError(
                f"{kind!r} is no kind of event source: it has no {', '.join(missing)}. Expected the attributes of "
                f"{SourceKind.__module__}.SourceKind."
            )
        self._added.insert(0, kind)

    def __iter__(self) -> Iterator[SourceKind]:
        yield from self._added
        for module, name in _OF_AWS:
            kind: SourceKind = getattr(import_module(f"{__package__}.{module}"), name)
            yield kind

    def of(self, source: Any) -> SourceKind:
        """The kind of a simulated resource.

        Raises:
            ConfigurationError: there is none.
        """
        for kind in self:
            if kind.takes(source):
                return kind
        raise ConfigurationError(
            f"{source!r} is no event source: expected one of {', '.join(kind.name for kind in self)}, as the simulated "
            "resource or its ARN."
        )

    def of_arn(self, arn: str) -> SourceKind | None:
        """The kind that an ARN names."""
        return next((kind for kind in self if kind.takes_arn(arn)), None)
