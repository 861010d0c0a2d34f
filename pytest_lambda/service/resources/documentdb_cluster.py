"""DocumentDB clusters, their databases, and what is written there to collections."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.events.builders.documentdb import documentdb
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.service.platform import Platform
from pytest_lambda.service.resources.documentdb_change import ChangeStream, DocumentDBChange
from pytest_lambda.service.resources.moments import MICROSECONDS, microseconds
from pytest_lambda.service.resources.refusals import RequestRefused

#: Amazon DocumentDB Developer Guide, "Using change streams": three hours, seven days at most
_RETENTION_HOURS, _MOST_HOURS = 3, 168
_HOUR_US = 3600 * MICROSECONDS
#: Lambda API reference, DocumentDBEventSourceConfig
_DATABASE = re.compile(r'[^ /.$"]{1,63}')
_COLLECTION = re.compile(r"(?!system\.)[_a-zA-Z0-9][^$]{0,56}")
#: Amazon RDS API reference, DBClusterIdentifier
_CLUSTER = re.compile(r"[a-zA-Z](?:-?[a-zA-Z0-9]){0,62}")


class DocumentDBCluster:
    """A cluster whose change streams are switched on for all collections.

    Args:
        name: 1 to 63 letters, digits and `-`, a letter first.
        platform: what the cluster is part of.
        log_retention_hours: how long changes are kept: 1 to 168.

    Attributes:
        name, log_retention_hours: see above.
        arn: of the cluster.

    Raises:
        ConfigurationError: a name or number is of another form.
    """

    def __init__(self, name: str, *, platform: Platform, log_retention_hours: int = _RETENTION_HOURS) -> None:
        if not isinstance(name, str) or not _CLUSTER.fullmatch(name):
            raise ConfigurationError(f"The cluster's name is {name!r}: expected 1 to 63 letters, digits and `-`.")
        hours = log_retention_hours
        if isinstance(hours, bool) or not isinstance(hours, int) or not 1 <= hours <= _MOST_HOURS:
            raise ConfigurationError(f"log_retention_hours is {hours!r}: expected 1 to {_MOST_HOURS}.")
        world = platform.world
        self.name = name
        self.log_retention_hours = hours
        self.arn = f"arn:{world.partition}:rds:{world.region}:{world.account}:cluster:{name}"
        self.platform = platform
        self._databases: dict[str, DocumentDBDatabase] = {}
        self._second = self._in_second = 0

    def __repr__(self) -> str:
        return f"<DocumentDBCluster {self.name}>"

    def database(self, name: str) -> DocumentDBDatabase:
        """The database of a name.

        Raises:
            ConfigurationError: it is no name.
        """
        if not isinstance(name, str) or not _DATABASE.fullmatch(name):
            raise ConfigurationError(f'The database is {name!r}: expected 1 to 63 characters without blanks, `/.$"`.')
        return self._databases.setdefault(name, DocumentDBDatabase(self, name))

    def now_us(self) -> int:
        """Microseconds since 1970."""
        return microseconds(self.platform.epoch())

    def horizon_us(self) -> int:
        """The moment before which changes are no longer kept."""
        return self.now_us() - self.log_retention_hours * _HOUR_US

    def cluster_time(self) -> tuple[int, int]:
        """The second, and which change of the cluster in that second."""
        second = self.now_us() // MICROSECONDS
        self._in_second = self._in_second + 1 if second == self._second else 1
        self._second = second
        return second, self._in_second


class DocumentDBDatabase:
    """A database: an event source of the changes of all of its collections.

    Args:
        cluster: where it is.
        name: of the database.

    Attributes:
        cluster, name: see above.
        arn: `mongodb://…`: it tells databases apart.
        stream_arn: what mappings show as their source: the cluster's ARN.
        stream: its changes.
    """

    def __init__(self, cluster: DocumentDBCluster, name: str) -> None:
        self.cluster = cluster
        self.name = name
        self.arn = f"mongodb://{cluster.name}/{name}"
        self.stream_arn = cluster.arn
        self.stream = ChangeStream(cluster.arn, name, cluster.horizon_us)
        self._collections: dict[str, DocumentDBCollection] = {}

    def __repr__(self) -> str:
        return f"<DocumentDBDatabase {self.name}: {', '.join(self._collections) or 'no collections'}>"

    def collection(self, name: str) -> DocumentDBCollection:
        """The collection of a name.

        Raises:
            ConfigurationError: it is no name.
        """
        if not isinstance(name, str) or not _COLLECTION.fullmatch(name):
            raise ConfigurationError(f"The collection is {name!r}: expected 1 to 57 characters, without `$`.")
        return self._collections.setdefault(name, DocumentDBCollection(self, name))


class DocumentDBCollection:
    """Documents in MongoDB's extended JSON, each with an `_id`, and the changes that were made to them.

    Args:
        database: where it is.
        name: of the collection.

    Attributes:
        database, name: see above.
        cluster: of the database.
        arn, stream_arn: as of a database.
        stream: its changes.
    """

    def __init__(self, database: DocumentDBDatabase, name: str) -> None:
        self.database = database
        self.cluster = database.cluster
        self.name = name
        self.arn = f"{database.arn}/{name}"
        self.stream_arn = database.stream_arn
        self.stream = ChangeStream(self.cluster.arn, f"{database.name}.{name}", self.cluster.horizon_us)
        self._documents: dict[str, dict[str, Any]] = {}

    def __repr__(self) -> str:
        return f"<DocumentDBCollection {self.database.name}.{self.name}: {len(self._documents)} documents>"

    @property
    def documents(self) -> tuple[dict[str, Any], ...]:
        """All of it, in the order in which they were inserted."""
        return tuple(copy.deepcopy(document) for document in self._documents.values())

    @property
    def changes(self) -> tuple[DocumentDBChange, ...]:
        """What the change stream keeps, oldest first."""
        return self.stream.changes

    def insert(self, document: Mapping[str, Any]) -> DocumentDBChange:
        """Put a document in.

        Args:
            document: in extended JSON; without an `_id` it gets an object id.

        Raises:
            EventError: it is not JSON.
            RequestRefused: there is one with its `_id`.
        """
        made = _copied(document)
        if "_id" not in made:
            made = {"_id": self._object_id(), **made}
        key = json_text(made["_id"], "_id")
        if key in self._documents:
            raise RequestRefused(
                "DuplicateKey", f"E11000 duplicate key error collection: {self.database.name}.{self.name} index: _id_"
            )
        self._documents[key] = made
        return self._changed("insert", made)

    def update(
        self, document_id: object, fields: Mapping[str, Any] | None = None, *, remove: Iterable[str] = ()
    ) -> DocumentDBChange | None:
        """Set and remove fields of a document.

        Args:
            document_id: its `_id`.
            fields: at its top, with their new values.
            remove: names of fields at its top.

        Returns:
            The change; None if there is no such document, or it is as before.

        Raises:
            NotSimulated: a path into a field.
            RequestRefused: the `_id` would change.
        """
        document = self._documents.get(json_text(document_id, "_id"))
        wanted, gone = _copied(fields or {}), list(remove)
        for name in (*wanted, *gone):
            if "." in name or name.startswith("$"):
                raise NotSimulated(f"{name!r} is no field at the top of a document: paths and operators are not known.")
            if name == "_id":
                raise RequestRefused("ImmutableField", "Mod on _id not allowed")
        if document is None:
            return None
        updated = {name: value for name, value in wanted.items() if name not in document or document[name] != value}
        removed = [name for name in gone if name in document]
        if not updated and not removed:
            return None
        document.update(copy.deepcopy(updated))
        for name in removed:
            del document[name]
        return self._changed("update", document, updated_fields=updated, removed_fields=removed)

    def replace(self, document_id: object, document: Mapping[str, Any]) -> DocumentDBChange | None:
        """Put another document in the place of one.

        Args:
            document_id: the `_id`, which stays.
            document: with that `_id` or without one.

        Returns:
            The change; None if there is no such document.

        Raises:
            RequestRefused: the `_id` would change.
        """
        key = json_text(document_id, "_id")
        made = {"_id": _copied({"_id": document_id})["_id"], **_copied(document)}
        if json_text(made["_id"], "_id") != key:
            raise RequestRefused("ImmutableField", "The _id field cannot be changed")
        if key not in self._documents:
            return None
        self._documents[key] = made
        return self._changed("replace", made)

    def delete(self, document_id: object) -> DocumentDBChange | None:
        """Take a document away.

        Args:
            document_id: its `_id`.

        Returns:
            The change; None if there is no such document.
        """
        document = self._documents.pop(json_text(document_id, "_id"), None)
        return None if document is None else self._changed("delete", document)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _object_id(self) -> dict[str, str]:
        second = self.cluster.now_us() // MICROSECONDS
        ids = self.cluster.platform.world.ids_for("object id", self.arn, self.stream.end)
        return {"$oid": f"{second:08x}{ids.hexadecimal(16)}"}

    def _changed(self, operation: str, document: Mapping[str, Any], **of_update: Any) -> DocumentDBChange:
        second, number = self.cluster.cluster_time()
        ids = self.cluster.platform.world.ids_for("resume token", self.arn, second, number)
        token = f"01{second:08x}{number:08x}01{number:08x}{ids.hexadecimal(8)}"
        parts: dict[str, Any] = {
            "_id": {"_data": token},
            "clusterTime": {"$timestamp": {"t": second, "i": number}},
            **of_update,
        }
        if operation == "update":
            parts["fullDocument"] = ABSENT
        made = documentdb(
            copy.deepcopy(document),
            operation_type=operation,
            database=self.database.name,
            collection=self.name,
            world=self.cluster.platform.world,
            **parts,
        )
        event: Mapping[str, Any] = dict(made["events"][0]["event"])
        key = json_text(document["_id"], "_id")
        change = DocumentDBChange(operation, event["documentKey"], event, self.cluster.now_us(), self._lookup(key))
        self.stream.add(change)
        self.database.stream.add(change)
        return change

    def _lookup(self, key: str) -> Callable[[], Mapping[str, Any] | None]:
        return lambda: copy.deepcopy(self._documents.get(key))


def _copied(document: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(document, Mapping):
        raise ConfigurationError(f'A document is {document!r}: expected a mapping, {{"name": "x"}} say.')
    json_text(dict(document), "a document")
    return copy.deepcopy(dict(document))
