"""An `async` case of `sources.json`, with every key it uses known; one that is not is an error that names it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .case_files import CaseFileError

#: what says where a case comes from, or what its author thought, and nothing about what happens
REMARKS = frozenset({
    "id", "source_type", "title", "evidence", "confidence", "asserted", "note", "timing_note", "batch_note",
    "metrics_confidence", "expected_invocations_confidence", "verdict", "library",
})  # fmt: skip
CASE = frozenset({
    "config", "messages", "handler", "expected_invocations", "final_disposition", "invoke_status", "metrics",
    "actions", "same_across_attempts",
})  # fmt: skip
CONFIG = frozenset({
    "invoke_type", "event_invoke_config", "overrides", "function", "destination_type", "qualifier", "throttle_backoff",
    "duplicate_rate",
})  # fmt: skip
FUNCTION = frozenset({
    "dlq", "reserved_concurrency", "busy_until_s", "duration_s", "timeout_s", "memory_size_mb", "recursive_loop",
    "deleted_at_s", "delete_at_s", "deleted", "deleted_while_queued", "qualifier", "alias",
    "version",
})  # fmt: skip
MESSAGE = frozenset({"key", "payload", "at_s", "payload_size_bytes", "qualifier", "invoke_type"})
HANDLER = frozenset({"mode", "last_repeats", "steps", "poison", "style", "stop_after"})
STEP = frozenset({"return", "raise", "message", "raw_response", "sleep_s", "exit", "return_size_bytes"})
EVENT_INVOKE = frozenset({"MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig", "Qualifier"})
DESTINATION_TYPES = ("sqs", "sns", "lambda", "eventbridge", "s3", "sqs_fifo", "sns_fifo")
RESENDING = ("resend_to_same_queue", "invoke_self")
MODES = ("sequence", "poison", "none", *RESENDING)


class UnknownKey(CaseFileError):
    """A case says something that the replay does not understand."""


def known(where: str, found: Mapping[str, Any], names: Collection[str]) -> None:
    """See that a mapping has no other keys.

    Raises:
        UnknownKey: with those it has.
    """
    unknown = sorted(set(found) - set(names))
    if unknown:
        raise UnknownKey(f"{where} has {', '.join(unknown)}. The replay knows {', '.join(sorted(names))}.")


@dataclass(frozen=True, slots=True)
class Message:
    """One request to invoke."""

    key: str
    payload: Any
    at_s: float
    qualifier: str | None
    invoke_type: str


@dataclass(frozen=True, slots=True)
class AsyncCase:
    """What is set up, what is sent, and what follows."""

    function: Mapping[str, Any]
    event_invoke_config: Mapping[str, Any] | None
    destination_type: str
    qualifier: str | None
    options: Mapping[str, Any]
    messages: Sequence[Message]
    actions: Sequence[Mapping[str, Any]]
    handler: Mapping[str, Any]
    expected_invocations: Any
    final_disposition: Mapping[str, Any]
    invoke_status: int | None
    metrics: Mapping[str, Any]
    same_across_attempts: Sequence[str]
    asserted: bool


def async_case(case: Mapping[str, Any]) -> AsyncCase:
    """The case, checked.

    Raises:
        UnknownKey: it has a key or a value that the replay does not understand.
    """
    known("the case", case, CASE | REMARKS)
    config = case["config"]
    known("config", config, CONFIG)
    function = config.get("function") or {}
    known("config.function", function, FUNCTION)
    named = [config.get("qualifier"), *(function.get(name) for name in ("qualifier", "alias", "version"))]
    qualifier = next((str(name) for name in named if name is not None), None)
    _check_handler(case["handler"])
    destination_type = config.get("destination_type", "sqs")
    if destination_type not in DESTINATION_TYPES:
        raise UnknownKey(f"config.destination_type is {destination_type!r}: expected one of {DESTINATION_TYPES}.")
    return AsyncCase(
        function=function,
        event_invoke_config=_event_invoke_config(config),
        destination_type=destination_type,
        qualifier=qualifier,
        options={name: config[name] for name in ("throttle_backoff", "duplicate_rate") if name in config},
        messages=[_message(each, config.get("invoke_type", "Event"), qualifier) for each in case["messages"]],
        actions=case.get("actions") or (),
        handler=case["handler"],
        expected_invocations=case["expected_invocations"],
        final_disposition=case["final_disposition"] or {},
        invoke_status=case.get("invoke_status"),
        metrics=case.get("metrics") or {},
        same_across_attempts=case.get("same_across_attempts") or (),
        asserted=case["asserted"],
    )


def _event_invoke_config(config: Mapping[str, Any]) -> Mapping[str, Any] | None:
    given, overrides = config.get("event_invoke_config"), config.get("overrides") or {}
    known("config.event_invoke_config", given or {}, EVENT_INVOKE)
    known("config.overrides", overrides, EVENT_INVOKE)
    if given is None and not overrides:
        return None
    merged = {**(given or {}), **overrides}
    return {name: value for name, value in merged.items() if value is not None}  # null takes a setting away


def _message(message: Mapping[str, Any], invoke_type: str, qualifier: str | None) -> Message:
    known("a message", message, MESSAGE)
    payload = message.get("payload")
    if "payload_size_bytes" in message:
        payload = "x" * (message["payload_size_bytes"] - 2)  # and its quotes
    return Message(
        key=message["key"],
        payload=payload,
        at_s=message.get("at_s", 0),
        qualifier=message.get("qualifier", qualifier),
        invoke_type=message.get("invoke_type", invoke_type),
    )


def _check_handler(handler: Mapping[str, Any]) -> None:
    known("handler", handler, HANDLER)
    if handler["mode"] not in MODES:
        raise UnknownKey(f"handler.mode is {handler['mode']!r}: expected one of {', '.join(MODES)}.")
    for step in handler.get("steps") or ():
        known("a step of the handler", step, STEP)
