"""`sqs` and `stream`: queues, Kinesis streams and the streams of tables."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events.trigger import Trigger
from pytest_lambda.templates.serverless.project import expected, first, json_text, known_only

_SQS = (
    "arn", "batchSize", "enabled", "filterPatterns", "functionResponseType", "maximumBatchingWindow",
    "maximumConcurrency",
)  # fmt: skip
_STREAM = (
    "arn", "batchSize", "batchWindow", "bisectBatchOnFunctionError", "consumer", "destinations", "enabled",
    "filterPatterns", "functionResponseType", "maximumRecordAgeInSeconds", "maximumRetryAttempts",
    "parallelizationFactor", "startingPosition", "startingPositionTimestamp", "tumblingWindowInSeconds", "type",
)  # fmt: skip
_BATCH_OF_QUEUE, _BATCH_OF_STREAM = 10, 10


def sqs(trigger: Trigger) -> None:
    """A mapping of a queue."""
    settings = trigger.either("arn", _SQS)
    source = settings.get("arn")
    concurrency = settings.get("maximumConcurrency")
    add_mapping(trigger, f"SQS{names.of_reference(source.value, 'Queue')}", settings, {
        "EventSourceArn": source,
        "Enabled": _enabled(settings),
        "BatchSize": first(settings.get("batchSize"), settings.at(_BATCH_OF_QUEUE, "batchSize")),
        "MaximumBatchingWindowInSeconds": settings.get("maximumBatchingWindow"),
        "ScalingConfig": None if concurrency.value is None else {"MaximumConcurrency": concurrency},
    })  # fmt: skip


def stream(trigger: Trigger) -> None:
    """A mapping of a Kinesis stream, or of the stream of a table."""
    settings = trigger.either("arn", _STREAM)
    source = settings.get("arn")
    dynamodb = _is_of_table(settings, source)
    name = _table_name(source) if dynamodb else names.of_reference(source.value, "Stream")
    add_mapping(trigger, f"{'Dynamodb' if dynamodb else 'Kinesis'}{name}", settings, {
        "EventSourceArn": _read_from(trigger, settings, source, name),
        "StartingPosition": first(settings.get("startingPosition"), settings.at("TRIM_HORIZON", "startingPosition")),
        "StartingPositionTimestamp": settings.get("startingPositionTimestamp"),
        "Enabled": _enabled(settings),
        "BatchSize": first(settings.get("batchSize"), settings.at(_BATCH_OF_STREAM, "batchSize")),
        "MaximumBatchingWindowInSeconds": settings.get("batchWindow"),
        "BisectBatchOnFunctionError": settings.get("bisectBatchOnFunctionError"),
        "MaximumRecordAgeInSeconds": settings.get("maximumRecordAgeInSeconds"),
        "MaximumRetryAttempts": settings.get("maximumRetryAttempts"),
        "ParallelizationFactor": settings.get("parallelizationFactor"),
        "TumblingWindowInSeconds": settings.get("tumblingWindowInSeconds"),
        "DestinationConfig": _on_failure(settings.get("destinations")),
    })  # fmt: skip


def add_mapping(trigger: Trigger, name: str, settings: Place, properties: dict[str, Any]) -> None:
    """A mapping, with what all kinds have in common.

    Args:
        trigger: of it.
        name: what its logical id ends with.
        settings: of the entry.
        properties: of its kind.
    """
    response_type = settings.get("functionResponseType")
    trigger.add(f"{trigger.prefix}EventSourceMapping{name}", "AWS::Lambda::EventSourceMapping", {
        "FunctionName": trigger.target,
        "Enabled": settings.get("enabled"),
        "FunctionResponseTypes": None if response_type.value is None else [response_type],
        "FilterCriteria": _filters(settings.get("filterPatterns")),
        **properties,
    })  # fmt: skip


def _enabled(settings: Place) -> Place:
    return first(settings.get("enabled"), settings.at(True, "enabled"))


def _filters(patterns: Place) -> Any:
    if patterns.value is None:
        return None
    return {"Filters": [{"Pattern": json_text(each)} for each in patterns.each()]}


def _on_failure(destinations: Place) -> Any:
    known_only(destinations, ("onFailure",), "destinations")
    place = destinations.get("onFailure")
    if place.value is None:
        return None
    written = place.get("arn") if isinstance(place.value, dict) and "arn" in place.value else place
    return {"OnFailure": {"Destination": written}}


def _is_of_table(settings: Place, source: Place) -> bool:
    kind = settings.get("type").value
    if kind in ("dynamodb", "kinesis"):
        return bool(kind == "dynamodb")
    if isinstance(source.value, str) and source.value.startswith("arn:"):
        return ":dynamodb:" in source.value
    raise expected(settings.get("type"), "'dynamodb' or 'kinesis', since the ARN is not written out")


def _table_name(source: Place) -> str:
    if isinstance(source.value, str):
        return names.letters(source.value.split("/")[1]) if "/" in source.value else "Table"
    return names.of_reference(source.value, "Table")


def _read_from(trigger: Trigger, settings: Place, source: Place, name: str) -> Any:
    """The stream, or a consumer of it with throughput of its own."""
    consumer = settings.get("consumer")
    if consumer.value in (None, False):
        return source
    if consumer.value is not True:
        return consumer
    made = trigger.add(f"{trigger.prefix}{name}ConsumerStreamConsumer", "AWS::Kinesis::StreamConsumer", {
        "ConsumerName": f"{trigger.function}{name}Consumer", "StreamARN": source,
    })  # fmt: skip
    return {"Ref": made}
