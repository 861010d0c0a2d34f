"""The replay of event sources itself: further cases of the format, what it must not let pass, what it does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .async_case import UnknownKey
from .case_files import source_cases
from .source_case import source_case
from .source_replay import replay
from .source_variants import BROKERS, FAIL, NULL, QUEUES, STREAMS, TABLES, TOPICS
from .source_verdict import mismatches
from .test_async_variants import changed

VARIANTS = {
    f"{kind}: {name}": each
    for kind, cases in (("queue", QUEUES), ("stream", STREAMS), ("table", TABLES), ("topic", TOPICS), ("broker", BROKERS))
    for name, each in cases.items()
}


def found_in(given: dict[str, Any]) -> list[str]:
    case = source_case(given)
    return mismatches(case, replay(case, most_invocations=60))


@pytest.mark.parametrize("name", VARIANTS)
def test_variant(name: str) -> None:
    assert found_in(VARIANTS[name]) == []


WRONG = [
    ("queue: all is well", "expected_invocations/0/records", ["m1"]),
    ("queue: all is well", "expected_invocations/0/records", ["m1", "m2", "m2"]),
    ("queue: all is well", "expected_invocations/0/receive_counts/m2", 2),
    ("queue: all is well", "expected_invocations/0/at_s", 5),
    ("queue: all is well", "expected_invocations/0/outcome", "error"),
    ("queue: all is well", "expected_invocations", []),
    ("queue: all is well", "expected_invocations", {"count": 2}),
    ("queue: all is well", "final_disposition/deleted", ["m1"]),
    ("queue: all is well", "final_disposition/deleted", []),
    ("queue: all is well", "final_disposition/dlq", ["m1"]),
    ("queue: all is well", "final_disposition/queue_empty", False),
    ("queue: all is well", "final_disposition/pending", ["m1"]),
    ("queue: all is well", "final_disposition/not_delivered", ["m1"]),
    ("queue: all is well", "final_disposition/filtered", ["m1"]),
    ("queue: all is well", "final_disposition/dropped", ["m1"]),
    ("queue: all is well", "final_disposition/retried_includes", ["m1"]),
    ("queue: all is well", "final_disposition/create_error", {"code": "InvalidParameterValueException"}),
    ("queue: all is well", "final_disposition/action_error", {"code": "InvalidParameterValueException"}),
    ("queue: all is well", "final_disposition/dlq_not_before_s", 0),
    ("queue: all is well", "verdict", "complete_failure"),
    ("queue: all is well", "verdict", "partial"),
    ("queue: all is well", "metrics/DeletedEventCount", 1),
    ("queue: all is well", "metrics/Errors", 1),
    ("queue: all is well", "metrics/Invocations", 2),
    ("queue: all is well", "same_across_attempts", ["messageId"]),
    ("queue: all is well", "dlq_keeps", ["messageId"]),
    ("queue: all is well", "handler", {"mode": "none"}),
    ("queue: all is well", "config/esm/BatchSize", 11),
    ("queue: failure, then success", "same_across_attempts", ["receiptHandle"]),
    ("queue: failure, then success", "same_across_attempts", ["ApproximateReceiveCount"]),
    ("queue: failure, then success", "same_across_attempts", ["request_id"]),
    ("queue: failure, then success", "expected_invocations/1/request_id", "A"),
    ("queue: failure, then success", "expected_invocations/1/new_receipt_handle", False),
    ("queue: failure, then success", "expected_invocations/0/new_receipt_handle", True),
    ("queue: failure, then success", "expected_invocations/1/attributes/ApproximateReceiveCount", "3"),
    ("queue: failure, then success", "expected_invocations/0/function_error", "Handled"),
    ("queue: failure, then success", "expected_invocations/0/records", ["m1"]),
    ("queue: failure, then success", "final_disposition/retried_excludes", ["m2"]),
    ("queue: dead letters", "no_second_invocation", True),
    ("queue: dead letters", "final_disposition/dlq", ["m1"]),
    ("queue: dead letters", "final_disposition/dlq", []),
    ("queue: dead letters", "final_disposition/dlq", "last message"),
    ("queue: dead letters", "final_disposition/dlq_not_before_s", 11),
    ("queue: dead letters", "final_disposition/dlq_not_after_s", 9),
    ("queue: dead letters", "final_disposition/dlq_at_s", 12),
    ("queue: dead letters", "final_disposition", {"deleted": []}),
    ("queue: dead letters", "final_disposition/deleted", ["m1"]),
    ("queue: partial", "handler/steps/0/return/batchItemFailures/0/itemIdentifier", "$id(m1)"),
    ("queue: partial", "metrics/FailedInvokeEventCount", 1),
    ("queue: partial", "final_disposition/retried_excludes", ["m2"]),
    ("queue: timeout, exit", "expected_invocations/0/ends_at_s", 4),
    ("queue: timeout, exit", "expected_invocations/0/outcome", "error"),
    ("queue: poison that dies", "expected_invocations/per_key_counts/m1", 1),
    ("queue: poison that dies", "expected_invocations/total_records", 2),
    ("queue: a sequence that may not go on", "config/esm/BatchSize", 1),
    ("queue: looked at on the way", "expected_invocations", {"all_records_equal": ["m1"]}),
    ("queue: looked at on the way", "final_disposition", {"deleted": ["m1"]}),
    ("queue: for ever", "expected_invocations", {"max_count": 50}),
    ("queue: looked at on the way", "final_disposition/in_flight", ["m1"]),
    ("queue: looked at on the way", "until_s", 3),
    ("queue: delays", "expected_invocations/1/not_before_s", 31),
    ("queue: delays", "expected_invocations/1/not_after_s", 29),
    ("queue: a batching window", "expected_invocations/0/not_before_s", 40),
    ("queue: a batching window", "expected_invocations/0/md5OfMessageAttributes", "absent"),
    ("queue: sizes", "expected_invocations/batch_sizes", [4, 5]),
    ("queue: sizes", "expected_invocations/max_payload_bytes", 4000),
    ("queue: sizes", "expected_invocations/union", ["m0"]),
    ("queue: sizes", "expected_invocations/min_records_per_invocation", 2),
    ("queue: concurrency", "expected_invocations/max_concurrency_seen", 1),
    ("queue: concurrency", "expected_invocations/min_concurrency_seen", 3),
    ("queue: concurrency", "expected_invocations/max_count", 5),
    ("queue: concurrency", "expected_invocations/min_count", 7),
    ("queue: concurrency", "expected_invocations/no_overlap", True),
    ("queue: sizes", "expected_invocations/max_records_per_invocation", 3),
    ("queue: what is in a record", "expected_invocations/0/bodies/m1", "another body"),
    ("queue: what is in a record", "expected_invocations/0/message_attributes/n/stringValue", "13"),
    ("queue: what is in a record", "expected_invocations/0/message_attributes", {}),
    ("queue: what is in a record", "expected_invocations/0/attributes_present", ["MessageGroupId"]),
    ("queue: what is in a record", "expected_invocations/0/attributes_absent", ["SenderId"]),
    ("queue: what is in a record", "expected_invocations/0/record_keys", ["messageId"]),
    ("queue: what is in a record", "expected_invocations/0/records_count", 2),
    ("queue: what is in a record", "expected_invocations/0/event_keys", ["Records", "window"]),
    ("queue: what is in a record", "expected_invocations/0/eventSource", "aws:kinesis"),
    ("queue: what is in a record", "expected_invocations/0/md5OfMessageAttributes", "null"),
    ("queue: filters", "final_disposition/filtered", ["m1"]),
    ("queue: filters", "metrics/FilteredOutEventCount", 0),
    ("queue: no filter is too bad", "final_disposition/create_error/message", "Invalid filter pattern definition"),
    ("queue: no filter is too bad", "final_disposition/create_error/http", 404),
    ("queue: no filter is too bad", "final_disposition", {}),
    ("queue: throttled", "expected_invocations/0/receive_counts/m1", 1),
    ("queue: throttled", "expected_invocations/0/not_before_s", 20),
    ("queue: switched off", "final_disposition/pending", ["m1"]),
    ("queue: switched off", "final_disposition/remaining", []),
    ("queue: another one", "final_disposition/action_error/code", "ResourceNotFoundException"),
    ("queue: what was made", "expected_invocations/starts_with/0/records", ["m1"]),
    ("queue: what was made", "expected_invocations/same_environment", False),
    ("queue: what was made", "expected_invocations/same_request_id", False),
    ("queue: what was made", "expected_invocations/distinct_request_ids", 2),
    ("queue: what was made", "expected_invocations/first_at_s", 5),
    ("queue: what was made", "expected_invocations/last_not_before_s", 5),
    ("queue: what was made", "final_disposition/create_response/BatchSize", 100),
    ("queue: what was made", "final_disposition/last_processing_result", "OK"),
    ("queue: a field", "expected_invocations/0/eventSourceARN_suffix", ":sink"),
    ("queue: an alias", "expected_invocations/0/invoked_function_arn_suffix", ":dead"),
    ("queue: an alias", "expected_invocations/0/executed_version", "2"),
    ("queue: a loop", "expected_invocations/count", 15),
    ("queue: a loop", "final_disposition/dlq", []),
    ("queue: a FIFO queue", "expected_invocations/order_constraints", [["a2", "a1"]]),
    ("queue: a FIFO queue", "expected_invocations/order_constraints", [["a1", "a3"]]),
    ("queue: a group that waits", "expected_invocations/per_key_counts/a2", 2),
    ("queue: duplicates", "expected_invocations/0/MessageGroupId", "h"),
    ("queue: a group at a time", "expected_invocations/must_not_overlap", [["a1", "b1"]]),
    ("queue: a group at a time", "expected_invocations/must_overlap", [["a1", "a2"]]),
    ("queue: a group at a time", "expected_invocations/may_overlap", [["a1", "c1"]]),
    ("stream: all is well", "expected_invocations/0/records", ["r2", "r1"]),
    ("stream: all is well", "expected_invocations/0/verdict", "partial"),
    ("stream: all is well", "final_disposition/destination", ["r1"]),
    ("stream: all is well", "final_disposition/dropped", ["r1"]),
    ("stream: all is well", "final_disposition/checkpointed", ["r1"]),
    ("stream: all is well", "final_disposition/blocked", ["r1"]),
    ("stream: exhausted", "expected_invocations/2/request_id", "B"),
    ("stream: exhausted", "final_disposition/destination/0/records", ["r1"]),
    ("stream: exhausted", "final_disposition/destination/0/approximateInvokeCount", 2),
    ("stream: exhausted", "final_disposition/destination/0/batchSize", 1),
    ("stream: exhausted", "final_disposition/destination/0/info_key", "DDBStreamBatchInfo"),
    ("stream: exhausted", "final_disposition/destination/0/condition", "RecordAgeExceeded"),
    ("stream: exhausted", "final_disposition/destination/0/responseContext", None),
    ("stream: exhausted", "final_disposition/destination/0/responseContext/functionError", None),
    ("stream: exhausted", "final_disposition/destination/0/shardId", "shardId-000000000001"),
    ("stream: exhausted", "final_disposition/destination/0/absent_keys", ["timestamp"]),
    ("stream: exhausted", "final_disposition/destination/0/has_keys", ["payload"]),
    ("stream: exhausted", "final_disposition/destination/0/key_order", ["version"]),
    ("stream: exhausted", "final_disposition/destination/0/functionArn_suffix", ":$LATEST"),
    ("stream: exhausted", "final_disposition/destination/0/not_before_s", 100),
    ("stream: exhausted", "final_disposition/destination", []),
    ("stream: exhausted", "final_disposition/destination", [{"records": ["r1"]}, {"records": ["r2"]}]),
    ("stream: exhausted", "final_disposition/checkpointed", ["r1"]),
    ("stream: exhausted", "final_disposition/dropped", ["r1"]),
    ("stream: exhausted", "metrics/OnFailureDestinationDeliveredEventCount", 1),
    ("stream: bisected", "expected_invocations/2/request_id", "B"),
    ("stream: bisected", "final_disposition/destination", ["r1"]),
    ("stream: bisected", "final_disposition/destination_covers", ["r1", "r2"]),
    ("stream: an aggregate, counted", "expected_invocations/0/records_count", 3),
    ("stream: a partial answer", "final_disposition/dropped", ["r1"]),
    ("stream: a partial answer", "final_disposition/checkpointed", ["r2"]),
    ("stream: too old", "final_disposition/destination/0/not_before_s", 100),
    ("stream: blocked", "final_disposition/blocked", ["r3"]),
    ("stream: a bucket", "final_disposition/destination/0/key_prefix", "lambda/"),
    ("stream: a bucket", "final_disposition/destination/0/payload_is_string", False),
    ("stream: from the latest", "final_disposition/not_delivered", ["late"]),
    ("stream: records", "expected_invocations/0/data/r1", "{}"),
    ("stream: records", "expected_invocations/0/data_is_base64", False),
    ("stream: records", "expected_invocations/0/kinesis_keys", ["data"]),
    ("stream: filters", "final_disposition/filtered", ["r1"]),
    ("stream: resharded", "expected_invocations/order_constraints", [["l", "r"]]),
    ("stream: windows", "expected_invocations/0/final", True),
    ("stream: windows", "expected_invocations/1/state_in", {"n": 1}),
    ("stream: windows", "expected_invocations/0/window/end", "2026-01-01T00:01:00Z"),
    ("stream: a window that is closed late", "expected_invocations/1/final", False),
    ("stream: the end of a window fails", "final_disposition/destination/0/timeWindowInfo/isFinalInvokeForWindow", False),
    ("stream: the end of a window fails", "final_disposition/destination", [{"records": ["r2"]}]),
    ("stream: a long state", "expected_invocations/1/state_in", {}),
    ("stream: a long state", "final_disposition/next_window_state", {"n": 1}),
    ("stream: switched off", "final_disposition/pending", ["r1"]),
    ("table: changes", "expected_invocations/0/eventName", "MODIFY"),
    ("table: changes", "expected_invocations/0/has", ["OldImage"]),
    ("table: changes", "expected_invocations/1/lacks", ["OldImage"]),
    ("table: changes", "expected_invocations/1/NewImage", {"a": {"N": "2"}}),
    ("table: exhausted", "final_disposition/destination/0/info_key", "KinesisBatchInfo"),
    ("table: the same item twice", "final_disposition/delivered", ["r2"]),
    ("topic: all is well", "final_disposition/committed", []),
    ("topic: partial", "final_disposition/retried_includes", ["k0"]),
    ("topic: dropped", "final_disposition", {"committed": ["k0"]}),
    ("topic: to a queue", "final_disposition/destination/0/records", ["k0"]),
    ("broker: ActiveMQ, once more", "expected_invocations/1/redelivered", False),
    ("broker: ActiveMQ, once more", "final_disposition/acknowledged", []),
    ("broker: RabbitMQ, failing", "final_disposition/deleted", ["q1"]),
    ("broker: ActiveMQ", "expected_invocations/0/data/q1", "y"),
    ("broker: ActiveMQ, failing", "expected_invocations/count", 6),
    ("broker: ActiveMQ, failing", "final_disposition/broker_dlq", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value"), WRONG)
def test_wrong_expectations_are_found(name: str, path: str, value: Any) -> None:
    try:
        assert found_in(changed(VARIANTS[name], path, value))
    except UnknownKey as unknown:
        assert "no messages of the case" in str(unknown)


UNKNOWN = [
    ("queue: all is well", "colour", 1),
    ("queue: all is well", "source_type", "colour"),
    ("queue: all is well", "config/colour", 1),
    ("queue: all is well", "config/shards", 1),
    ("queue: all is well", "config/queue/colour", 1),
    ("queue: all is well", "config/queue/redrive", {"colour": 1}),
    ("queue: all is well", "config/function", {"colour": 1}),
    ("queue: all is well", "config/esm/Colour", 1),
    ("queue: all is well", "messages/0/colour", 1),
    ("queue: all is well", "handler/colour", 1),
    ("queue: all is well", "handler/mode", "colour"),
    ("queue: all is well", "handler/style", "colour"),
    ("queue: all is well", "handler/steps/0/colour", 1),
    ("queue: all is well", "handler/steps/0/return", {"batchItemFailures": ["$id(colour)"]}),
    ("queue: all is well", "expected_invocations/0/colour", 1),
    ("queue: all is well", "expected_invocations", {"colour": 1}),
    ("queue: all is well", "final_disposition/colour", 1),
    ("queue: all is well", "order", "colour"),
    ("queue: a field", "expected_invocations/0/eventSourceARN_colour", ":source"),
    ("queue: all is well", "final_disposition/deleted", ["colour"]),
    ("queue: all is well", "final_disposition/dlq", ["colour"]),
    ("queue: all is well", "metrics/Colour", 1),
    ("queue: all is well", "verdict", "colour"),
    ("queue: dead letters", "dlq_keeps", ["colour"]),
    ("queue: all is well", "actions", [{"at_s": 1, "action": "colour"}]),
    ("stream: all is well", "config/topology", {"colour": 1}),
    ("stream: all is well", "messages/0/shard", "colour"),
    ("stream: exhausted", "final_disposition/destination/0/colour", 1),
    ("stream: exhausted", "handler/mode", "resend_to_same_colour"),
    ("table: changes", "messages/0/op", "colour"),
]


@pytest.mark.parametrize(("name", "path", "value"), UNKNOWN)
def test_what_is_not_understood_is_named(name: str, path: str, value: Any) -> None:
    with pytest.raises(Exception, match="(?i)colour|has shards"):
        assert not found_in(changed(VARIANTS[name], path, value))


def test_disputed_cases_only_need_to_run() -> None:
    wrong = {"asserted": False, "final_disposition": {"dlq": ["m1"]}, "expected_invocations": []}
    assert found_in({**QUEUES["all is well"], **wrong}) == []


def test_disputed_cases_may_not_lose_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    case = source_case({**QUEUES["all is well"], "asserted": False})
    seen = replay(case)
    seen.whereabouts.places["deleted"].remove("m2")
    assert mismatches(case, seen) == ["m2 is lost"]


def test_what_mapping_and_handler_saw_is_the_same() -> None:
    case = source_case(QUEUES["partial"])
    seen = replay(case)
    seen.invocations[0].records.reverse()
    seen.unseen.append(seen.invocations[1].result)
    found = mismatches(case, seen)
    assert "the records of invocation 1 are not those of its event" in found
    assert any("that the handler did not see" in text for text in found)


RECORDED = [
    each
    for each in source_cases(Path(__file__).with_name("cases"))
    if each["source_type"] != "async" and each["asserted"] and each["messages"]
]


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda each: each["id"])
def test_recorded_cases_do_not_pass_with_another_handler(recorded: dict[str, Any]) -> None:
    """What a case says is compared: a function that behaves otherwise is found."""
    script = recorded["handler"]
    fails = script["mode"] == "poison" or any({"raise", "sleep_s"} & set(step) for step in script.get("steps", ()))
    fails = fails or recorded.get("verdict") == "complete_failure" or "itemIdentifier" in str(script)
    reserved = recorded["config"].get("function", {}).get("reserved_concurrency")
    if reserved != 0:
        assert found_in({**recorded, "handler": NULL if fails else FAIL})
