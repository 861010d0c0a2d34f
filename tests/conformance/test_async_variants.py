"""The replay of `async` cases itself: further cases of the format, what it must not let pass, what it does not know."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from .async_case import UnknownKey, async_case
from .async_replay import replay
from .async_verdict import mismatches
from .case_files import source_cases

FAIL = {"mode": "sequence", "last_repeats": True, "steps": [{"raise": "RuntimeError", "message": "no"}]}
WORK = {"mode": "sequence", "last_repeats": True, "steps": [{"return": {"r": 1}}]}
BOTH = {"OnSuccess": {"Destination": "$arn(ok)"}, "OnFailure": {"Destination": "$arn(bad)"}}
ONCE = [{"records": ["e"], "at_s": 0}]
THRICE = [{"records": ["e"], "at_s": at_s, "request_id": "A"} for at_s in (0, 60, 180)]
EXHAUSTED = {
    "condition": "RetriesExhausted", "approximateInvokeCount": 3,
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "responsePayload": {"errorMessage": "no", "errorType": "RuntimeError"},
}  # fmt: skip


def case(handler: Any, invocations: Any, disposition: Any, *, config: Any = None, **rest: Any) -> dict[str, Any]:
    given = {"invoke_type": "Event", "event_invoke_config": {"DestinationConfig": BOTH}, **(config or {})}
    return {
        "id": "a case", "source_type": "async", "title": "", "config": given, "handler": handler,
        "messages": [{"key": "e", "payload": {"x": 1}}], "expected_invocations": invocations,
        "final_disposition": disposition, "evidence": [], "confidence": "documented", "asserted": True, **rest,
    }  # fmt: skip


VARIANTS = {
    "zero reserved concurrency": case(
        WORK, [],
        {"on_failure": {"condition": "ZeroReservedConcurrency", "approximateInvokeCount": 0,
                        "absent_keys": ["responseContext", "responsePayload"]}, "not_after_s": 0},
        config={"function": {"reserved_concurrency": 0}}, metrics={"Invocations": 0, "AsyncEventsDropped": 1},
    ),
    "zero reserved concurrency and a dead-letter queue": case(
        WORK, [], {"dlq": {"body": {"x": 1}, "attributes": {"RequestID": {"StringValue": "<request id>"}},
                           "absent_attributes": ["ErrorCode"]}},
        config={"function": {"reserved_concurrency": 0, "dlq": "sqs"}, "event_invoke_config": None},
    ),
    "throttled until too old": case(
        WORK, [],
        {"on_failure": {"condition": "EventAgeExceeded", "approximateInvokeCount": 0,
                        "responseContext": {"statusCode": 429}, "absent_keys": ["responsePayload"]}, "not_after_s": 60},
        config={"function": {"reserved_concurrency": 1, "busy_until_s": 300},
                "overrides": {"MaximumEventAgeInSeconds": 60}}, metrics={"Throttles": 6, "Invocations": 0},
    ),
    "throttled for the default age": case(
        WORK, [], {"on_failure": {"condition": "EventAgeExceeded", "approximateInvokeCount": 0}, "not_before_s": 21_000},
        config={"function": {"reserved_concurrency": 2, "busy_until_s": 22_000}},
    ),
    "throttled until too old, dead-letter queue": case(
        WORK, [], {"dlq": {"attributes": {"ErrorCode": {"DataType": "Number", "StringValue": "429"},
                                          "ErrorMessage": {"StringValue": "Rate Exceeded."}}}},
        config={"function": {"busy_until_s": 300, "dlq": "sns"}, "event_invoke_config": {"MaximumEventAgeInSeconds": 60}},
    ),
    "deleted while queued": case(
        WORK, [], {"on_failure": {"condition": "RetriesExhausted", "responseContext": {"statusCode": 404},
                                  "approximateInvokeCount": 0, "has_responsePayload": False}},
        config={"function": {"deleted_while_queued": True}},
    ),
    "deleted while throttled": case(
        WORK, [], {"dlq": {"attributes": {"ErrorCode": {"StringValue": "404"}, "ErrorMessage": {
            "StringValue": "Function not found: <function arn>:$LATEST"}}}},
        config={"function": {"dlq": "sqs", "busy_until_s": 30}, "event_invoke_config": None},
        actions=[{"at_s": 10, "action": "delete_function"}],
    ),
    "destination and dead-letter queue": case(
        FAIL, THRICE,
        {"on_failure": EXHAUSTED, "dlq": {"body": {"x": 1}, "attributes": {"ErrorMessage": {
            "DataType": "String", "StringValue": "no"}}}},
        config={"function": {"dlq": "sqs"}}, same_across_attempts=["request_id"],
        metrics={"Errors": 3, "Invocations": 3, "AsyncEventsReceived": 1, "AsyncEventsDropped": {"min": 1}},
    ),
    "S3 on failure": case(
        FAIL, THRICE,
        {"on_failure": EXHAUSTED, "on_failure_object": {"key_prefix": "aws/lambda/async/the-function/2026/01/01/"}},
        config={"destination_type": "s3"},
    ),
    "S3 on success": case(
        {"mode": "none"}, [], {"config_error": {"code": "InvalidParameterValueException"}},
        config={"event_invoke_config": {"DestinationConfig": {"OnSuccess": {"Destination": "$arn(ok)"}}},
                "destination_type": "s3"}, messages=[],
    ),
    "SNS": case(WORK, ONCE, {"on_success": {"condition": "Success"}, "on_success_message": {"Message_is_record": True}},
                config={"destination_type": "sns"}),
    "a function": case(WORK, ONCE, {"on_success": {"responsePayload": {"r": 1}}}, config={"destination_type": "lambda"}),
    "a bus on failure": case(
        FAIL, THRICE,
        {"on_failure_event": {"source": "lambda", "detail-type": "Lambda Function Invocation Result - Failure",
                              "resources": ["<bus arn>", "<function arn>:$LATEST"], "detail_is_record": True}},
        config={"destination_type": "eventbridge"},
    ),
    "a trace header": case(WORK, ONCE, {"on_success": True, "on_success_attributes": {"has_attributes": ["AWSTraceHeader"]}}),
    "FIFO": case(
        {"mode": "none"}, [], {"config_error": {"code": "InvalidParameterValueException"}}, messages=[],
        config={"event_invoke_config": {"DestinationConfig": {"OnFailure": {"Destination": "$arn(bad.fifo)"}}}},
    ),
    "age out of range": case(
        {"mode": "none"}, [], {"config_error": {"code": "ValidationException", "http": 400,
                                                "message": {"contains": "maximumEventAgeInSeconds"}}},
        config={"overrides": {"MaximumEventAgeInSeconds": 59}}, messages=[],
    ),
    "a destination that refuses": case(
        WORK, ONCE, {"on_success": None},
        config={"event_invoke_config": {"DestinationConfig": {"OnSuccess": {"Destination": "$arn(sqs-denied)"}}}},
        metrics={"DestinationDeliveryFailures": 1},
    ),
    "nowhere to go": case(FAIL, ONCE, {"dropped": ["e"]}, config={"event_invoke_config": {"MaximumRetryAttempts": 0}}),
    "dry run": case(WORK, [], {"on_success": [], "on_failure": []}, config={"invoke_type": "DryRun"}, invoke_status=204),
    "synchronous": case(FAIL, [{"records": ["e"], "outcome": "error"}], {"on_failure": []},
                        config={"invoke_type": "RequestResponse", "function": {"dlq": True}}, invoke_status=200),
    "too large": case(
        WORK, [], {"invoke_error": {"code": "RequestEntityTooLargeException", "http": 413}},
        messages=[{"key": "e", "payload_size_bytes": 1_048_577}],
    ),
    "a megabyte": case(WORK, ONCE, {"succeeded": ["e"]}, config={"event_invoke_config": None},
                       messages=[{"key": "e", "payload_size_bytes": 1_048_576}]),
    "a record that is too large": case(
        {"mode": "sequence", "steps": [{"return_size_bytes": 900_000}]}, ONCE, {"on_success": []},
        messages=[{"key": "e", "payload_size_bytes": 900_000}], metrics={"DestinationDeliveryFailures": 1, "Invocations": 1},
    ),
    "timeouts are failures": case(
        {"mode": "sequence", "steps": [{"sleep_s": 60}]},
        [{"records": ["e"], "outcome": "timeout", "at_s": 0, "ends_at_s": 2},
         {"records": ["e"], "outcome": "timeout", "at_s": 62, "ends_at_s": 64}],
        {"on_failure": {"condition": "RetriesExhausted", "approximateInvokeCount": 2}},
        config={"function": {"timeout_s": 2}, "overrides": {"MaximumRetryAttempts": 1}},
    ),
    "exits are failures": case({"mode": "sequence", "steps": [{"exit": 1}]}, {"count": 3, "union": ["e"]},
                               {"on_failure": {"approximateInvokeCount": 3}}),
    "long executions": case(
        FAIL, [{"records": ["e"], "at_s": 0, "ends_at_s": 20}, {"records": ["e"], "at_s": 80, "ends_at_s": 100}],
        {"on_failure": {"condition": "EventAgeExceeded"}},
        config={"function": {"duration_s": 20}, "overrides": {"MaximumEventAgeInSeconds": 120}},
    ),
    "an alias": case(
        WORK, [{"records": ["e"], "executed_version": "1", "invoked_function_arn_suffix": ":live"}],
        {"on_success": {"functionArn_suffix": ":live", "executedVersion": "1"}}, config={"qualifier": "live"},
    ),
    "a version": case(
        FAIL, THRICE, {"on_failure": {"functionArn_suffix": ":2", "executedVersion": "2"}}, config={"qualifier": "2"}
    ),
    "the configuration of another qualifier": case(
        FAIL, THRICE, {"on_failure": []}, messages=[{"key": "e", "payload": {"x": 1}, "qualifier": "1"}]
    ),
    "the configuration of the alias": case(
        FAIL, [{"records": ["e"]}], {"on_failure": {"functionArn_suffix": ":live", "functionError": "Unhandled"}},
        config={"event_invoke_config": {"Qualifier": "live", "MaximumRetryAttempts": 0, "DestinationConfig": BOTH},
                "function": {"alias": "live"}},
    ),
    "FIFO by its type": case({"mode": "none"}, [], {"config_error": {"code": "InvalidParameterValueException"}},
                             config={"destination_type": "sns_fifo"}, messages=[]),
    "what is absent": case(
        WORK, [], {"on_failure": {"responseContext": None, "responsePayload": None, "functionError": None},
                   "dlq": {"attributes": {"ErrorCode": None}}},
        config={"function": {"reserved_concurrency": 0, "dlq": "sqs"}},
    ),
    "new code": case(
        FAIL, [{"records": ["e"], "at_s": 0}, {"records": ["e"], "at_s": 60, "outcome": "success"}],
        {"on_success": {"condition": "Success", "responsePayload": {"r": 1}}},
        actions=[{"at_s": 30, "action": "UpdateFunctionCode", "handler": WORK}],
    ),
    "no concurrency between attempts": case(
        FAIL, ONCE, {"on_failure": {"condition": "ZeroReservedConcurrency"}, "at_s": 60},
        actions=[{"at_s": 30, "action": "put_function_concurrency", "ReservedConcurrentExecutions": 0}],
    ),
    "another configuration between attempts": case(
        FAIL, [{"records": ["e"], "at_s": 0}, {"records": ["e"], "at_s": 60}],
        {"on_failure": {"approximateInvokeCount": 2}},
        actions=[{"at_s": 30, "action": "update_function_event_invoke_config", "MaximumRetryAttempts": 1}],
    ),
    "several events": case(
        {"mode": "poison", "poison": ["b"], "style": "raise"},
        {"per_key_counts": {"a": 1, "b": 3, "c": 1}, "order_constraints": [["a", "b"], ["b", "c"]], "min_count": 5},
        {"on_success": ["a", "c"], "on_failure": [{"key": "b", "condition": "RetriesExhausted"}]},
        messages=[{"key": key, "payload": number, "at_s": number} for number, key in enumerate("abc")],
    ),
    "a loop": case({"mode": "resend_to_same_queue"}, {"count": 16}, {"dlq": "last message"},
                   config={"function": {"dlq": "sqs"}}, metrics={"RecursiveInvocationsDropped": 1}),
    "a loop that is allowed": case({"mode": "resend_to_same_queue", "stop_after": 18}, {"count": 18}, {"dlq": []},
                                   config={"function": {"dlq": "sqs", "recursive_loop": "Allow"}}),
    "duplicates": case(WORK, {"count": 2, "all_records_equal": True}, {"on_success": {"count": 2}},
                       config={"duplicate_rate": 1.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_variant(name: str) -> None:
    variant = async_case(VARIANTS[name])
    assert mismatches(variant, replay(variant)) == []


def changed(variant: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The case with another value at a path."""
    made = copy.deepcopy(variant)
    *way, last = path.split("/")
    part: Any = made
    for step in way:
        part = part[int(step) if isinstance(part, list) else step]
    part[int(last) if isinstance(part, list) else last] = value
    return made


WRONG = [
    ("destination and dead-letter queue", "expected_invocations/1/at_s", 90),
    ("destination and dead-letter queue", "expected_invocations/2", {"records": ["e"], "request_id": "B"}),
    ("destination and dead-letter queue", "expected_invocations/0/records", ["f"]),
    ("destination and dead-letter queue", "expected_invocations", THRICE[:2]),
    ("destination and dead-letter queue", "final_disposition/on_failure/condition", "EventAgeExceeded"),
    ("destination and dead-letter queue", "final_disposition/on_failure/approximateInvokeCount", 2),
    ("destination and dead-letter queue", "final_disposition/on_failure/responsePayload", {"errorMessage": "yes"}),
    ("destination and dead-letter queue", "final_disposition/on_failure/absent_keys", ["functionError"]),
    ("destination and dead-letter queue", "final_disposition/dlq/body", {"x": 2}),
    ("destination and dead-letter queue", "final_disposition/dlq/attributes/ErrorMessage/StringValue", "yes"),
    ("destination and dead-letter queue", "final_disposition/dlq", []),
    ("destination and dead-letter queue", "final_disposition/on_failure", []),
    ("destination and dead-letter queue", "metrics/Errors", 2),
    ("zero reserved concurrency", "final_disposition/on_failure/absent_keys", ["requestPayload"]),
    ("zero reserved concurrency", "final_disposition", {"on_success": True}),
    ("zero reserved concurrency", "final_disposition/not_before_s", 1),
    ("SNS", "final_disposition/on_success_message/Message_is_record", False),
    ("SNS", "final_disposition/on_success", {"responsePayload": {"r": True}}),
    ("SNS", "final_disposition/on_success", {"requestPayload": {"x": 1, "y": 1}}),
    ("a bus on failure", "final_disposition/on_failure_event/source", "aws.lambda"),
    ("a bus on failure", "final_disposition/on_failure_event/resources", ["<function arn>"]),
    ("S3 on failure", "final_disposition/on_failure_object/key_prefix", "lambda/"),
    ("S3 on success", "final_disposition/config_error/code", "ValidationException"),
    ("FIFO", "config/event_invoke_config/DestinationConfig/OnFailure/Destination", "$arn(bad)"),
    ("SNS", "config/overrides", {"MaximumRetryAttempts": 3}),
    ("too large", "final_disposition/invoke_error/http", 400),
    ("too large", "final_disposition", {}),
    ("dry run", "invoke_status", 202),
    ("a megabyte", "final_disposition", {"dropped": ["e"]}),
    ("nowhere to go", "final_disposition", {"succeeded": ["e"]}),
    ("several events", "expected_invocations/per_key_counts/b", 2),
    ("several events", "expected_invocations/order_constraints", [["c", "a"]]),
    ("several events", "final_disposition/on_success", ["a", "b"]),
    ("a loop", "expected_invocations/count", 17),
    ("timeouts are failures", "expected_invocations/0/outcome", "error"),
    ("an alias", "expected_invocations/0/invoked_function_arn_suffix", ":1"),
    ("what is absent", "final_disposition/on_failure/condition", None),
    ("what is absent", "final_disposition/dlq/attributes/RequestID", None),
    ("the configuration of the alias", "final_disposition/on_failure/functionError", None),
    ("duplicates", "final_disposition/on_success/count", 1),
]


@pytest.mark.parametrize(("name", "path", "value"), WRONG)
def test_wrong_expectations_are_found(name: str, path: str, value: Any) -> None:
    variant = async_case(changed(VARIANTS[name], path, value))
    assert mismatches(variant, replay(variant))


UNKNOWN = [
    ("SNS", "colour", 1, "colour"),
    ("SNS", "config/colour", 1, "colour"),
    ("SNS", "config/function", {"colour": 1}, "colour"),
    ("SNS", "config/event_invoke_config/Colour", 1, "Colour"),
    ("SNS", "config/destination_type", "kafka", "kafka"),
    ("SNS", "messages/0/colour", 1, "colour"),
    ("SNS", "handler/mode", "sing", "sing"),
    ("SNS", "handler/steps/0/colour", 1, "colour"),
    ("SNS", "expected_invocations/0/colour", 1, "colour"),
    ("SNS", "expected_invocations", {"colour": 1}, "colour"),
    ("SNS", "final_disposition/colour", 1, "colour"),
    ("SNS", "final_disposition/on_success/colour", 1, "colour"),
    ("SNS", "final_disposition/on_success/condition_colour", 1, "colour"),
    ("SNS", "final_disposition/on_success/condition", "<colour>", "colour"),
    ("SNS", "final_disposition/on_success_message/colour", 1, "colour"),
    ("SNS", "actions", [{"at_s": 1, "action": "colour"}], "colour"),
    ("SNS", "same_across_attempts", ["colour"], "colour"),
    ("deleted while throttled", "config/function/dlq", "colour", "colour"),
    ("deleted while throttled", "final_disposition/dlq", {"colour": 1}, "colour"),
]


@pytest.mark.parametrize(("name", "path", "value", "named"), UNKNOWN)
def test_unknown_keys_are_named(name: str, path: str, value: Any, named: str) -> None:
    with pytest.raises(UnknownKey, match=named):
        mismatches(variant := async_case(changed(VARIANTS[name], path, value)), replay(variant))


def test_disputed_cases_only_need_to_run() -> None:
    variant = async_case({**VARIANTS["SNS"], "asserted": False, "final_disposition": {"on_failure": True}})
    assert mismatches(variant, replay(variant)) == []


RECORDED = [each for each in source_cases(Path(__file__).with_name("cases")) if each["source_type"] == "async"]


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda each: each["id"])
def test_recorded_cases_do_not_pass_with_another_handler(recorded: dict[str, Any]) -> None:
    """What a case says is compared: a function that behaves otherwise is found."""
    failing = any("raise" in step for step in recorded["handler"].get("steps", ()))
    other = {**recorded, "handler": {"mode": "sequence", "steps": [{"return": {"z": 0}} if failing else {"exit": 3}]}}
    if recorded["messages"]:
        variant = async_case(other)
        assert mismatches(variant, replay(variant))
