"""The records of an event: which source it is of, and what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from pytest_lambda.batches.record import BatchRecord, EncodedRecord
from pytest_lambda.errors import ConfigurationError

_SOURCES: Final = {
    "aws:sqs": "sqs",
    "aws:kinesis": "kinesis",
    "aws:dynamodb": "dynamodb",
    "aws:kafka": "kafka",
    "SelfManagedKafka": "kafka",
    "aws:mq": "mq",
    "aws:rmq": "mq",
    "aws:docdb": "documentdb",
}
#: what a record of a source has, by which one is known that does not say where it comes from
_MARKS: Final = {"messageId": "sqs", "kinesis": "kinesis", "dynamodb": "dynamodb"}
#: what events of Kafka, brokers and DocumentDB hold their records in
_HOLDERS: Final = {"records": "kafka", "messages": "mq", "rmqMessagesByQueue": "mq", "events": "documentdb"}
_EXPECTED = (
    "Expected an event of SQS, Kinesis, DynamoDB, Kafka, Amazon MQ or DocumentDB, such as events.sqs('hello') makes; "
    "other events have no batch: use invoke()."
)


def source_of(event: object) -> str:
    """The source that an event is of.

    Returns:
        `sqs`, `kinesis`, `dynamodb`, `kafka`, `mq` or `documentdb`.

    Raises:
        ConfigurationError: it is no batch of any of them.
    """
    if not isinstance(event, Mapping):
        raise ConfigurationError(f"The event is {type(event).__name__}, which is no batch of records. {_EXPECTED}")
    if isinstance(event.get("Records"), (list, tuple)):
        return _source_of_list(event, event["Records"])
    named = event.get("eventSource")
    if isinstance(named, str) and _SOURCES.get(named) in ("kafka", "mq", "documentdb"):
        return _SOURCES[named]
    for key, source in _HOLDERS.items():
        if isinstance(event.get(key), dict if key in ("records", "rmqMessagesByQueue") else list):
            return source
    keys = ", ".join(map(repr, list(event)[:8])) or "no keys at all"
    raise ConfigurationError(f"The event, with {keys}, is no batch of records. {_EXPECTED}")


def _source_of_list(event: Mapping[str, Any], records: Sequence[Any]) -> str:
    if not records:
        # A window's last invocation may have none (C83).
        service = str(event.get("eventSourceARN", "")).split(":")[2:3]
        if is_window(event) and service and service[0] in ("kinesis", "dynamodb"):
            return service[0]
        raise ConfigurationError("The event's Records are empty: AWS sends no such batch, but for tumbling windows.")
    first = records[0]
    if not isinstance(first, Mapping):
        raise ConfigurationError(f"The event's Records[0] is {type(first).__name__}, expected an object. {_EXPECTED}")
    named = first.get("eventSource", first.get("EventSource"))
    if named is None:
        for key, source in _MARKS.items():
            if key in first:
                return source
    found = _SOURCES.get(named) if isinstance(named, str) else None
    if found not in ("sqs", "kinesis", "dynamodb"):
        raise ConfigurationError(f"The event's Records come from {named!r}, which sends no batches. {_EXPECTED}")
    return found


def is_window(event: Mapping[str, Any]) -> bool:
    """Whether an event is of a tumbling window (C80)."""
    return "isFinalInvokeForWindow" in event


def needs_state(event: Mapping[str, Any]) -> bool:
    """Whether the answer has to carry `state`: in a tumbling window, up to its last invocation (C81, C87)."""
    return is_window(event) and not event["isFinalInvokeForWindow"]


def is_fifo(event: Mapping[str, Any]) -> bool:
    """Whether an event of SQS comes from a FIFO queue."""
    first: Mapping[str, Any] = next(iter(event.get("Records") or ()), {})
    return str(first.get("eventSourceARN", "")).endswith(".fifo")


def records_of(event: Mapping[str, Any]) -> tuple[BatchRecord, ...]:
    """The records of an event, in its order.

    Raises:
        ConfigurationError: it is no batch, or a record lacks what AWS's have.
    """
    source = source_of(event)
    found: list[BatchRecord] = []
    for path, make, raw in _LISTS[source](event):
        try:
            found.append(make(raw))
        except (KeyError, TypeError, AttributeError) as error:
            wanted = f"has no {error}" if isinstance(error, KeyError) else "is not as AWS sends them"
            raise ConfigurationError(
                f"The event's {path} {wanted}: it is no record of {source}. Expected one such as "
                f"events.{_BUILDERS[source]}() makes."
            ) from error
    return tuple(found)


_Maker = Callable[[Mapping[str, Any]], BatchRecord]
_Listed = Iterator[tuple[str, _Maker, Mapping[str, Any]]]
_BUILDERS: Final = {
    "sqs": "sqs", "kinesis": "kinesis", "dynamodb": "dynamodb", "kafka": "msk", "mq": "activemq",
    "documentdb": "documentdb",
}  # fmt: skip


def sqs_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A message of an event of SQS; its group is the message group of a FIFO queue."""
    group = raw.get("attributes", _NONE).get("MessageGroupId")
    if group is not None and not raw.get("eventSourceARN", ".fifo").endswith(".fifo"):
        group = None  # a standard queue shares it fairly among groups, without order
    return BatchRecord(raw["messageId"], raw, raw.get("body"), group)


def kinesis_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A record of an event of Kinesis; its group is the partition key."""
    kinesis = raw["kinesis"]
    return EncodedRecord(kinesis["sequenceNumber"], raw, kinesis.get("data"), kinesis.get("partitionKey"))


def dynamodb_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A record of an event of a table's stream; its group is the item's key."""
    change = raw["dynamodb"]
    keys = change.get("Keys")
    return BatchRecord(change["SequenceNumber"], raw, change, None if keys is None else _key_text(keys))


def kafka_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A record of an event of Kafka; its group is topic and partition, as `itemIdentifier` names them (M4)."""
    partition = f"{raw['topic']}-{raw['partition']}"
    return EncodedRecord({"partition": partition, "offset": raw["offset"]}, raw, raw.get("value"), partition)


def activemq_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A message of an event of ActiveMQ."""
    return EncodedRecord(raw["messageID"], raw, raw.get("data"))


def rabbitmq_record(raw: Mapping[str, Any], place: str = "message") -> BatchRecord:
    """A message of an event of RabbitMQ.

    Args:
        raw: as the event holds it.
        place: names it, if its sender gave it no message id.
    """
    return EncodedRecord(raw["basicProperties"].get("messageId") or place, raw, raw.get("data"))


def documentdb_record(raw: Mapping[str, Any]) -> BatchRecord:
    """A change of an event of DocumentDB; its id is the resume token."""
    change = raw["event"]
    return BatchRecord(change["_id"]["_data"], raw, change)


_NONE: Final[Mapping[str, Any]] = {}
_LIST_MAKERS: Final[dict[str, _Maker]] = {
    "sqs": sqs_record,
    "kinesis": kinesis_record,
    "dynamodb": dynamodb_record,
}


def _key_text(keys: Mapping[str, Any]) -> str:
    """A key of an item as text; the same for the same key, in whatever order its attributes stand."""
    parts = [f"{name}={next(iter(keys[name].values()))}" for name in sorted(keys)]
    return parts[0].partition("=")[2] if len(parts) == 1 else ", ".join(parts)


def _of_list(source: str) -> Callable[[Mapping[str, Any]], _Listed]:
    make = _LIST_MAKERS[source]

    def listed(event: Mapping[str, Any]) -> _Listed:
        for number, raw in enumerate(event["Records"]):
            yield f"Records[{number}]", make, raw

    return listed


def _held(holder: Mapping[str, Any], key: str, kind: type, path: str = "") -> Any:
    """What an event holds its records in.

    Raises:
        ConfigurationError: it is of another type.
    """
    value = holder.get(key)
    if not isinstance(value, kind):
        shown = "missing" if key not in holder else type(value).__name__
        where = f"{path}[{key!r}]" if path else key
        raise ConfigurationError(f"The event's {where} is {shown}, expected {kind.__name__}. {_EXPECTED}")
    return value


def _of_kafka(event: Mapping[str, Any]) -> _Listed:
    partitions = _held(event, "records", dict)
    for partition in partitions:
        for number, raw in enumerate(_held(partitions, partition, list, "records")):
            yield f"records[{partition!r}][{number}]", kafka_record, raw


def _of_broker(event: Mapping[str, Any]) -> _Listed:
    if "rmqMessagesByQueue" not in event:
        for number, raw in enumerate(_held(event, "messages", list)):
            yield f"messages[{number}]", activemq_record, raw
        return
    queues = _held(event, "rmqMessagesByQueue", dict)
    for queue in queues:
        for number, raw in enumerate(_held(queues, queue, list, "rmqMessagesByQueue")):
            make = partial(rabbitmq_record, place=f"{queue}[{number}]")
            yield f"rmqMessagesByQueue[{queue!r}][{number}]", make, raw


def _of_documentdb(event: Mapping[str, Any]) -> _Listed:
    for number, raw in enumerate(_held(event, "events", list)):
        yield f"events[{number}]", documentdb_record, raw


_LISTS: Final[dict[str, Callable[[Mapping[str, Any]], _Listed]]] = {
    **{source: _of_list(source) for source in _LIST_MAKERS},
    "kafka": _of_kafka,
    "mq": _of_broker,
    "documentdb": _of_documentdb,
}
