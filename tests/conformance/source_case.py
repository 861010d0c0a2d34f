"""A case of `sources.json` with an event source mapping, every key it uses known; one that is not is an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .async_case import REMARKS, UnknownKey, known

KINDS = ("sqs", "sqs_fifo", "kinesis", "dynamodb", "kafka", "mq")
CASE = frozenset({
    "config", "messages", "handler", "expected_invocations", "final_disposition", "metrics", "actions",
    "same_across_attempts", "mapping_created_at_s", "verdict", "order", "dlq_keeps", "no_second_invocation",
    "no_third_invocation", "no_fourth_invocation", "stream_view", "until_s",
})  # fmt: skip
#: what there is for every kind of source; first what says that the mapping is made on a consumer with enhanced fan-out
CONSUMER = ("consumer", "efo", "enhanced_fan_out")
#: and what says that there is one already
DUPLICATE = ("duplicate", "existing_mapping", "second_mapping")
CONFIG = frozenset({"esm", "function", "schedule", "seed", "destination_type", "missing", "exists", *DUPLICATE})
CONFIGS: Mapping[str, frozenset[str]] = {
    "sqs": frozenset({"queue"}),
    "sqs_fifo": frozenset({"queue"}),
    "kinesis": frozenset({"shards", "topology", "stream", "retention_hours", *CONSUMER}),
    "dynamodb": frozenset({"shards", "table", "stream_view", "topology"}),
    "kafka": frozenset({"topic", "partitions"}),
    "mq": frozenset({"broker", "queue", "virtual_host", "message_ttl_s", "delivery_limit", "dlq"}),
}
FUNCTION = frozenset({
    "timeout_s", "duration_s", "reserved_concurrency", "busy_until_s", "recursive_loop", "memory_size_mb", "qualifier",
    "alias", "version", "deleted_at_s", "dlq",
})  # fmt: skip
QUEUE = frozenset({
    "fifo", "visibility_timeout_s", "redrive", "delay_s", "retention_s", "content_based_deduplication",
    "content_based_dedup", "missing", "exists",
})  # fmt: skip
REDRIVE = frozenset({"maxReceiveCount", "dlq"})
MESSAGE = frozenset({"key", "at_s"})
MESSAGES: Mapping[str, frozenset[str]] = {
    "sqs": frozenset({"body", "body_size_bytes", "attributes", "delay_s", "group"}),
    "sqs_fifo": frozenset({"body", "body_size_bytes", "attributes", "group", "dedup"}),
    "kinesis": frozenset({
        "data", "data_base64", "data_size_bytes", "partition_key", "shard", "kpl_user_records", "kpl_malformed",
    }),
    "dynamodb": frozenset({"data", "partition_key", "op", "item", "keys", "key_values", "shard", "user_identity"}),
    "kafka": frozenset({
        "topic", "partition", "offset", "value", "data", "value_size_bytes", "message_key", "headers", "body",
    }),
    "mq": frozenset({"body", "body_size_bytes", "data", "queue", "virtual_host", "properties"}),
}  # fmt: skip
HANDLER = frozenset({"mode", "last_repeats", "steps", "poison", "style", "stop_after", "state_chars", "times"})
STEP = frozenset({"return", "raise", "message", "raw_response", "sleep_s", "exit", "return_size_bytes"})
MODES = (
    "sequence", "poison", "none", "resend_to_same_queue", "tumbling_counter", "tumbling_oversize",
)  # fmt: skip
STYLES = ("raise", "report", "timeout", "exit")
#: of keys that only tell what somebody thought
_REMARK_ENDINGS = ("_note", "_confidence", "_grade", "_ref")
#: moments of what has no other time
START_S = 0.0


@dataclass(frozen=True, slots=True)
class SourceCase:
    """What is set up, what is put into the source, and what follows.

    Attributes:
        kind: of the source.
        config, function, esm: settings; those of the mapping with AWS's names.
        mapping_created_at_s: seconds from the first message.
        until_s: when the case looks at what has become of the messages; None for when nothing goes on any more.
        text: what the case says besides, by its key.
    """

    kind: str
    config: Mapping[str, Any]
    function: Mapping[str, Any]
    esm: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    actions: Sequence[Mapping[str, Any]]
    handler: Mapping[str, Any]
    expected_invocations: Any
    final_disposition: Mapping[str, Any]
    metrics: Mapping[str, Any]
    same_across_attempts: Sequence[str]
    mapping_created_at_s: float
    until_s: float | None
    text: Mapping[str, Any]
    asserted: bool

    @property
    def keys(self) -> list[str]:
        """Of all messages."""
        return [message["key"] for message in self.messages]

    @property
    def fifo(self) -> bool:
        """Whether it is a FIFO queue."""
        if not self.kind.startswith("sqs"):
            return False
        return bool((self.config.get("queue") or {}).get("fifo", self.kind == "sqs_fifo"))

    @property
    def ordered(self) -> bool:
        """Whether the records of one batch have an order."""
        return self.fifo or not self.kind.startswith("sqs")

    @property
    def source_missing(self) -> bool:
        """Whether the mapping is made on what is not there."""
        parts = [self.config, *(self.config.get(name) or {} for name in ("queue", "stream", "table", "topic"))]
        return any(part.get("missing") or part.get("exists") is False for part in parts if isinstance(part, Mapping))


def source_case(case: Mapping[str, Any]) -> SourceCase:
    """The case, checked.

    Raises:
        UnknownKey: it has a key or a value that the replay does not understand.
    """
    known("the case", {name: case[name] for name in case if not name.endswith(_REMARK_ENDINGS)}, CASE | REMARKS)
    kind, config = case["source_type"], case["config"]
    if kind not in KINDS:
        raise UnknownKey(f"source_type is {kind!r}: the replay knows async, {', '.join(KINDS)}.")
    known("config", config, CONFIG | CONFIGS[kind])
    known("config.function", config.get("function") or {}, FUNCTION)
    if kind in ("sqs", "sqs_fifo"):
        queue = config.get("queue") or {}
        known("config.queue", queue, QUEUE)
        known("config.queue.redrive", queue.get("redrive") or {}, REDRIVE)
    for message in case["messages"]:
        known("a message", message, MESSAGE | MESSAGES[kind])
    check_handler(case["handler"])
    return SourceCase(
        kind=kind,
        config={**config, **({"stream_view": case["stream_view"]} if "stream_view" in case else {})},
        function=config.get("function") or {},
        esm=config.get("esm") or {},
        messages=case["messages"],
        actions=case.get("actions") or (),
        handler=case["handler"],
        expected_invocations=case["expected_invocations"],
        final_disposition=case["final_disposition"] or {},
        metrics=case.get("metrics") or {},
        same_across_attempts=case.get("same_across_attempts") or (),
        mapping_created_at_s=case.get("mapping_created_at_s", START_S),
        until_s=case.get("until_s"),
        text=case,
        asserted=case["asserted"],
    )


def check_handler(handler: Mapping[str, Any]) -> None:
    """See that the script of a handler is understood.

    Raises:
        UnknownKey: it is not.
    """
    known("handler", handler, HANDLER)
    if handler["mode"] not in MODES:
        raise UnknownKey(f"handler.mode is {handler['mode']!r}: expected one of {', '.join(MODES)}.")
    if handler.get("style", "raise") not in STYLES:
        raise UnknownKey(f"handler.style is {handler['style']!r}: expected one of {', '.join(STYLES)}.")
    for step in handler.get("steps") or ():
        known("a step of the handler", step, STEP)
