"""What event source mappings have to know of change streams of DocumentDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.batches.judging.judgement import judge
from pytest_lambda.batches.reading import documentdb_record
from pytest_lambda.errors import InvalidParameterValueException, NotSimulated
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.service.event_sources.documentdb.rules import DOCUMENTDB_RULES
from pytest_lambda.service.event_sources.settings import mapping_settings
from pytest_lambda.service.event_sources.settings.longest_timeout import check_longest_timeout
from pytest_lambda.service.event_sources.streams.poller import StreamPoller
from pytest_lambda.service.resources.documentdb_change import DocumentDBChange
from pytest_lambda.service.resources.documentdb_cluster import (
    DocumentDBCluster,
    DocumentDBCollection,
    DocumentDBDatabase,
)

if TYPE_CHECKING:
    from pytest_lambda.batches.outcome import BatchOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.event_sources.batch import Batch
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.streams.source import Shard, StreamRecord
    from pytest_lambda.service.function import ServiceFunction

_CONFIG = "document_db_event_source_config"
_FULL_DOCUMENT = ("Default", "UpdateLookup")


class DocumentDBKind:
    """A `SourceKind` and a `StreamKind`, of one shard that is read by one invocation at a time.

    Source: Developer Guide, "Process Amazon DocumentDB events with Lambda"; M10.

    Attributes:
        name: `documentdb`.
        batch_info: not used: there are no destinations.
    """

    name = "documentdb"
    batch_info = ""

    def takes(self, source: object) -> bool:
        """Whether it is a collection, a database, or a cluster, of which the settings name one of these."""
        return isinstance(source, (DocumentDBCollection, DocumentDBDatabase, DocumentDBCluster))

    def takes_arn(self, arn: str) -> bool:
        """Whether it is the ARN of a cluster."""
        parts = arn.split(":", 5)
        return len(parts) == 6 and parts[2] == "rds" and parts[5].startswith("cluster:")

    def missing(self, arn: str) -> InvalidParameterValueException:
        """There is no such cluster; the text is ours."""
        return InvalidParameterValueException(f"There is no cluster {arn}: make it with documentdb_collection() first.")

    def find(
        self, source: object, given: Mapping[str, Any], resolve: Callable[[str], Any]
    ) -> DocumentDBCollection | DocumentDBDatabase:
        """The collection or database that is meant.

        Args:
            source: it, its cluster, or the ARN of that.
            given: the settings; `document_db_event_source_config` names the part of a cluster.
            resolve: gives the simulated resource with an ARN.

        Raises:
            InvalidParameterValueException: there is none.
        """
        if isinstance(source, (DocumentDBCollection, DocumentDBDatabase)):
            return source
        cluster = resolve(source) if isinstance(source, str) else source
        if not isinstance(cluster, DocumentDBCluster):
            raise self.missing(str(source))
        config = given.get(_CONFIG) or {}
        if "DatabaseName" not in config:  # ours
            raise InvalidParameterValueException("DocumentDBEventSourceConfig has to name a DatabaseName.")
        database = cluster.database(config["DatabaseName"])
        return database.collection(config["CollectionName"]) if config.get("CollectionName") else database

    def settings(
        self, given: Mapping[str, Any], source: Any, function: ServiceFunction, current: MappingSettings | None
    ) -> MappingSettings:
        """See `SourceKind.settings`; M10."""
        check_longest_timeout(function)
        names = {"DatabaseName": source.database.name if isinstance(source, DocumentDBCollection) else source.name}
        if isinstance(source, DocumentDBCollection):
            names["CollectionName"] = source.name
        settings = mapping_settings(self.name, given, source=source, function=function, current=current)
        config = {**names, "FullDocument": "Default", **(settings.other.get(_CONFIG) or {})}
        if config["FullDocument"] not in _FULL_DOCUMENT:  # ours
            raise InvalidParameterValueException(
                f"FullDocument is {config['FullDocument']!r}: expected {' or '.join(_FULL_DOCUMENT)}."
            )
        if {name: config.get(name) for name in ("DatabaseName", "CollectionName") if config.get(name)} != names:
            if current is not None:
                raise NotSimulated("A mapping that changes its database or collection: make a new one.")
            raise InvalidParameterValueException(  # ours
                f"DocumentDBEventSourceConfig names another database or collection than the source, {source.name}."
            )
        return replace(settings, other={**settings.other, _CONFIG: config})

    def poller(self, mapping: EventSourceMapping) -> StreamPoller:
        """What reads the change stream."""
        return StreamPoller(mapping, mapping.source.stream, self, rules=DOCUMENTDB_RULES)

    def judge(self, mapping: EventSourceMapping, batch: Batch, result: InvocationResult) -> BatchOutcome:
        """What an answer means for each change: nothing, unless the function failed."""
        return judge(
            self.name,
            batch.records,
            payload_bytes=result.payload_bytes,
            function_error=result.function_error,
            reports_failures=False,
        )

    def arrival(self, arrival_us: int) -> str:
        """A moment, as text."""
        return iso_milliseconds(arrival_us / 1e6)

    def records(self, mapping: EventSourceMapping, shard: Shard, record: StreamRecord) -> Sequence[BatchRecord]:
        """What the event holds for a change; the whole document of an update with `UpdateLookup`."""
        assert isinstance(record, DocumentDBChange)
        look_up = mapping.settings.other[_CONFIG]["FullDocument"] == "UpdateLookup"
        return (documentdb_record(record.shown(look_up=look_up)),)

    def event(self, mapping: EventSourceMapping, records: Sequence[BatchRecord]) -> dict[str, Any]:
        """The event with these changes (M10)."""
        return {
            "eventSourceArn": mapping.event_source_arn,
            "events": [record.event for record in records],
            "eventSource": "aws:docdb",
        }


DOCUMENTDB = DocumentDBKind()
