"""Cases of our own in the format of `sources.json`: what the recorded ones say, and what others might."""

from __future__ import annotations

from typing import Any

NULL = {"mode": "sequence", "last_repeats": True, "steps": [{"return": None}]}
FAIL = {"mode": "sequence", "last_repeats": True, "steps": [{"raise": "RuntimeError"}]}
NONE = {"mode": "none"}
REPORT = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
TO_QUEUE = {"DestinationConfig": {"OnFailure": {"Destination": "$arn(sqs)"}}}
REDRIVE = {"maxReceiveCount": 2, "dlq": True}


def steps(*answers: Any) -> dict[str, Any]:
    """A handler that answers these; the last one again and again."""
    return {"mode": "sequence", "last_repeats": True, "steps": [{"return": answer} for answer in answers]}


def failures(*ids: Any) -> dict[str, Any]:
    """An answer that names them."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in ids]}


def case(kind: str, config: Any, messages: Any, handler: Any, invocations: Any, disposition: Any, **rest: Any) -> dict[str, Any]:
    """A case."""
    return {
        "id": "a case", "source_type": kind, "title": "", "config": config, "messages": messages, "handler": handler,
        "expected_invocations": invocations, "final_disposition": disposition, "evidence": [],
        "confidence": "documented", "asserted": True, **rest,
    }  # fmt: skip


def sqs(handler: Any, invocations: Any, disposition: Any, *, queue: Any = None, esm: Any = None, function: Any = None,
        messages: Any = ({"key": "m1"}, {"key": "m2"}), kind: str = "sqs", **rest: Any) -> dict[str, Any]:  # fmt: skip
    """A case with a queue that shows what was received again after 5 s."""
    config = {"queue": {"visibility_timeout_s": 5, **(queue or {})}, "esm": {"BatchSize": 10, **(esm or {})}}
    given = {**config, **({"function": function} if function else {})}
    return case(kind, given, list(messages), handler, invocations, disposition, **rest)


def fifo(*args: Any, **rest: Any) -> dict[str, Any]:
    """The same with a FIFO queue and two groups."""
    messages = [{"key": key, "group": key[0]} for key in ("a1", "b1", "a2", "b2")]
    rest = {"messages": messages, "kind": "sqs_fifo", **rest}
    return sqs(*args, **{**rest, "queue": {"fifo": True, **(rest.get("queue") or {})}})


def stream(handler: Any, invocations: Any, disposition: Any, *, kind: str = "kinesis", esm: Any = None, messages: Any = None,
           number: int = 2, config: Any = None, **rest: Any) -> dict[str, Any]:  # fmt: skip
    """A case with a stream of one shard."""
    made = [{"key": f"r{at}", "data": f"r{at}", "partition_key": "p"} for at in range(1, number + 1)]
    mapping = {"BatchSize": 10, "MaximumBatchingWindowInSeconds": 1, "StartingPosition": "TRIM_HORIZON", **(esm or {})}
    given = {"shards": 1, "esm": mapping, **(config or {})}
    return case(kind, given, made if messages is None else messages, handler, invocations, disposition, **rest)


def dynamodb(*args: Any, **rest: Any) -> dict[str, Any]:
    """The same with a table."""
    return stream(*args, kind="dynamodb", **rest)


def kafka(handler: Any, invocations: Any, disposition: Any, *, esm: Any = None, messages: Any = None, **rest: Any) -> dict[str, Any]:
    """A case with a topic of one partition."""
    made = [{"key": f"k{at}", "topic": "t", "partition": 0, "offset": at} for at in range(3)]
    mapping = {"BatchSize": 10, **REPORT, "ProvisionedPollerConfig": {"MinimumPollers": 1}, **(esm or {})}
    return case("kafka", {"esm": mapping}, messages or made, handler, invocations, disposition, **rest)


def mq(broker: str, handler: Any, invocations: Any, disposition: Any, **rest: Any) -> dict[str, Any]:
    """A case with a broker's queue."""
    config = {"broker": broker, "esm": {"BatchSize": 10}}
    return case("mq", config, [{"key": "q1", "body": "x"}], handler, invocations, disposition, **rest)


BOTH = ["m1", "m2"]
ONCE = [{"records": BOTH, "receive_counts": {"m1": 1, "m2": 1}, "at_s": 0, "outcome": "success"}]
TWICE = [{"records": BOTH, "receive_counts": {"m1": n, "m2": n}, "at_s": 5 * (n - 1)} for n in (1, 2)]
R12 = ["r1", "r2"]
EXHAUSTED = {
    "condition": "RetryAttemptsExhausted",
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
}

QUEUES = {
    "all is well": sqs(NULL, ONCE, {"deleted": "all", "dlq": [], "queue_empty": True}, verdict="complete_success",
                       metrics={"PolledEventCount": 2, "DeletedEventCount": 2, "Invocations": 1, "Errors": 0}),
    "failure, then success": sqs(
        {"mode": "sequence", "steps": [{"raise": "ValueError"}, {"return": 1}]},
        [TWICE[0] | {"outcome": "error", "function_error": "Unhandled", "request_id": "A"},
         TWICE[1] | {"new_receipt_handle": True, "request_id": "B", "attributes": {"ApproximateReceiveCount": "2"}}],
        {"deleted": BOTH, "retried_includes": ["m1"]}, verdict="complete_failure", order="any",
        same_across_attempts=["messageId", "SentTimestamp", "ApproximateFirstReceiveTimestamp", "body"],
    ),
    "dead letters": sqs(
        FAIL, TWICE, {"dlq": BOTH, "deleted": [], "dlq_not_before_s": 10, "dlq_at_s": 10, "queue_empty": True},
        queue={"redrive": REDRIVE}, no_third_invocation=True,
        messages=[{"key": key, "attributes": {"a": {"DataType": "String", "StringValue": "1"}}} for key in BOTH],
        dlq_keeps=["messageId", "body", "messageAttributes", "SentTimestamp", "md5OfBody"],
    ),
    "moved back": sqs(
        {"mode": "poison", "poison": BOTH, "times": 2}, {"per_key_counts": {"m1": 3, "m2": 3}, "last_at_s": 60}, {"deleted": "all", "dlq": []},
        queue={"redrive": REDRIVE}, actions=[{"at_s": 60, "action": "redrive"}],
    ),
    "partial": sqs(
        steps(failures("$id(m2)"), failures()), [ONCE[0], {"records": ["m2"], "receive_counts": {"m2": 2}, "at_s": 5}],
        {"deleted": BOTH, "retried_excludes": ["m1"]}, esm=REPORT, verdict="partial",
        metrics={"FailedInvokeEventCount": 2, "InvokedEventCount": 3, "DeletedEventCount": 2},
    ),
    "an answer that is too long": sqs(
        {"mode": "sequence", "steps": [{"return_size_bytes": 7_000_000}]}, {"count": 2, "all_records_equal": BOTH},
        {"dlq": "all"}, queue={"redrive": REDRIVE}, metrics={"Errors": 2},
    ),
    "timeout, exit": sqs(
        {"mode": "poison", "poison": ["m1"], "style": "timeout"},
        [{"records": ["m1"], "outcome": "timeout", "ends_at_s": 2}, {"records": ["m2"], "outcome": "success"}],
        {"dlq": ["m1"], "deleted": ["m2"]}, queue={"redrive": {"maxReceiveCount": 1, "dlq": True}},
        esm={"BatchSize": 1}, function={"timeout_s": 2}, order="any",
    ),
    "poison that dies": sqs({"mode": "poison", "poison": ["m2"], "style": "exit", "times": 1},
                            {"per_key_counts": {"m1": 2, "m2": 2}, "total_records": 4}, {"deleted": "all"}),
    "a sequence that may not go on": sqs({"mode": "sequence", "last_repeats": False, "steps": [{"return": None}]}, ONCE,
                                         {"deleted": "all"}),
    "for ever": sqs(FAIL, {"min_count": 5, "all_records_equal": True}, {"in_queue": "all", "deleted": []}),
    "looked at on the way": sqs(FAIL, {"count": 3}, {"in_flight": BOTH, "pending": BOTH}, until_s=12),
    "delays": sqs(NULL, [{"records": ["m1"], "at_s": 0}, {"records": ["m2"], "at_s": 30, "not_before_s": 30, "not_after_s": 30}],
                  {"deleted": "all"}, messages=[{"key": "m1"}, {"key": "m2", "delay_s": 30}]),
    "a batching window": sqs(
        NULL, [{"records": BOTH, "not_before_s": 3, "md5OfMessageAttributes": None}], {"deleted": "all"},
        esm={"MaximumBatchingWindowInSeconds": 10}, messages=[{"key": "m1", "at_s": 1}, {"key": "m2", "at_s": 3}],
    ),
    "sizes": sqs(NULL, {"batch_sizes": [4, 4, 1], "max_payload_bytes": 6_291_456, "union": "all"}, {"deleted": "all"},
                 esm={"BatchSize": 4}, messages=[{"key": f"m{at}", "body_size_bytes": 1000} for at in range(9)]),
    "concurrency": sqs(
        NULL, {"count": 6, "max_concurrency_seen": 2, "min_concurrency_seen": 2, "max_records_per_invocation": 1},
        {"deleted": "all"}, esm={"BatchSize": 1, "ScalingConfig": {"MaximumConcurrency": 2}}, function={"duration_s": 1},
        messages=[{"key": f"m{at}"} for at in range(6)],
    ),
    "what is in a record": sqs(
        NULL,
        [{"records": ["m1"], "bodies": {"m1": "a body"}, "records_count": 1, "eventSource": "aws:sqs",
          "message_attributes": {"n": {"stringValue": "12", "stringListValues": [], "binaryListValues": [], "dataType": "Number"}},
          "attributes_present": ["SenderId"], "attributes_absent": ["MessageGroupId"], "md5OfMessageAttributes": "present",
          "record_keys": ["messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfBody",
                          "md5OfMessageAttributes", "eventSource", "eventSourceARN", "awsRegion"],
          "event_keys": ["Records"]}],
        {"deleted": ["m1"], "delivered": ["m1"]},
        messages=[{"key": "m1", "body": "a body", "attributes": {"n": {"DataType": "Number", "StringValue": "12"}}}],
    ),
    "filters": sqs(
        NULL, [{"records": ["m1"], "bodies": {"m1": '{"a": 1}'}}], {"deleted": BOTH, "filtered": ["m2"], "not_delivered": ["m2"]},
        esm={"FilterCriteria": {"Filters": [{"Pattern": {"body": {"a": [1]}}}]}},
        messages=[{"key": "m1", "body": '{"a": 1}'}, {"key": "m2", "body": {"a": 2}}],
        metrics={"FilteredOutEventCount": 1, "PolledEventCount": 2},
    ),
    "no filter is too bad": sqs(
        NONE, [], {"create_error": {"code": "InvalidParameterValueException", "http": 400, "message": "Invalid filter pattern definition."}},
        esm={"FilterCriteria": {"Filters": [{"Pattern": {"body": {"a": 1}}}]}}, messages=[],
    ),
    "a queue that does not exist": sqs(
        NONE, [], {"create_error": {"message": {"starts_with": "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQ"}}},
        queue={"missing": True}, messages=[],
    ),
    "a function that may take longer than the queue hides": sqs(
        NONE, [], {"create_error": {"code": "InvalidParameterValueException", "message":
                                    "Queue visibility timeout: 5 seconds is less than Function timeout: 60 seconds"}},
        function={"timeout_s": 60}, messages=[],
    ),
    "throttled": sqs(NULL, [{"records": BOTH, "receive_counts": {"m1": {"min": 3}}, "not_before_s": 12}], {"deleted": "all"},
                     function={"busy_until_s": 12, "reserved_concurrency": 1}, metrics={"Throttles": {"min": 3}, "Invocations": 1}),
    "switched off and on": sqs(
        NULL, [{"records": ["m1"], "at_s": 0}, {"records": ["m2"], "at_s": 60}], {"deleted": "all"},
        messages=[{"key": "m1"}, {"key": "m2", "at_s": 20}],
        actions=[{"at_s": 10, "action": "update", "Enabled": False}, {"at_s": 60, "action": "enable"}],
    ),
    "switched off": sqs(
        NULL, [{"records": ["m1"]}], {"deleted": ["m1"], "pending": ["m2"], "remaining": ["m2"], "queue_empty": False},
        messages=[{"key": "m1"}, {"key": "m2", "at_s": 20}], actions=[{"at_s": 10, "action": "disable"}],
    ),
    "deleted": sqs(NULL, [{"records": ["m1"]}], {"pending": ["m2"]}, messages=[{"key": "m1"}, {"key": "m2", "at_s": 20}],
                   actions=[{"at_s": 10, "action": "delete"}]),
    "another one": sqs(NULL, ONCE, {"action_error": {"code": "ResourceConflictException", "http": 409}},
                       actions=[{"at_s": 1, "action": "create"}]),
    "an update that is refused": sqs(NULL, ONCE, {"update_error": {"code": "InvalidParameterValueException"}},
                                     actions=[{"at_s": 1, "action": "update", "BatchSize": 100}]),
    "two": {**sqs(NONE, [], {"create_error": {"code": "ResourceConflictException", "http": 409}}, messages=[]),
            "config": {"queue": {}, "esm": {}, "duplicate": True}},
    "what was made": sqs(NULL, {"starts_with": ONCE, "same_environment": True, "same_request_id": True, "last_at_s": 0},
                         {"create_response": {"BatchSize": 10, "State": "Enabled", "FunctionResponseTypes": []},
                          "last_processing_result": None}),
    "a field": sqs(NULL, [{"records": BOTH, "eventSourceARN_suffix": ":source", "SenderId_starts_with": "AIDA"}], {"deleted": "all"}),
    "other code": sqs(FAIL, TWICE, {"deleted": "all"}, actions=[{"at_s": 2, "action": "handler", "handler": NULL}]),
    "purged": sqs(FAIL, TWICE[:1], {"deleted": "all"}, actions=[{"at_s": 2, "action": "purge"}]),
    "an alias": sqs(NULL, [{"records": BOTH, "invoked_function_arn_suffix": ":live", "executed_version": "1"}], {"deleted": "all"},
                    function={"alias": "live"}),
    "a loop": sqs({"mode": "resend_to_same_queue"}, {"count": 16}, {"dlq": "last message"}, messages=[{"key": "m1"}],
                  queue={"redrive": {"maxReceiveCount": 1, "dlq": True}}),
    "a FIFO queue": fifo(NULL, {"total_records": 4, "order_constraints": [["a1", "a2"], ["b1", "b2"]]}, {"deleted": "all"}),
    "a group that waits": fifo(
        {"mode": "poison", "poison": ["a1"], "style": "raise", "times": 1},
        {"order_constraints": [["a1", "a2"]], "per_key_counts": {"a1": 2, "a2": 1, "b1": 1}}, {"deleted": "all"},
        esm={"BatchSize": 1},
    ),
    "duplicates": fifo(
        NULL, [{"records": ["m1"], "MessageGroupId": "g", "attributes_present": ["SequenceNumber", "MessageDeduplicationId"]}],
        {"deleted": ["m1"]}, messages=[{"key": key, "group": "g", "dedup": "same"} for key in ("m1", "again")],
    ),
    "a group at a time": fifo(NULL, {"must_not_overlap": [["a1", "a2"]], "must_overlap": [["a1", "b1"]], "may_overlap": [["a1", "b2"]]},
                              {"deleted": "all"}, esm={"BatchSize": 1}, function={"duration_s": 1}),
}  # fmt: skip

STREAMS = {
    "all is well": stream(NULL, [{"records": R12, "outcome": "success", "verdict": "complete_success"}],
                          {"checkpointed": "all", "destination": []}, esm=TO_QUEUE, verdict="complete_success"),
    "exhausted": stream(
        FAIL, [{"records": R12, "request_id": "A"} for _ in range(3)],
        {"destination": [{"records": R12, "approximateInvokeCount": 3, "batchSize": 2, "info_key": "KinesisBatchInfo",
                          "shardId": "shardId-000000000000", "payload": None, "functionArn_suffix": ":the-function",
                          "key_order": ["requestContext", "responseContext", "version", "timestamp", "KinesisBatchInfo"],
                          **EXHAUSTED}], "retried_includes": R12},
        esm={"MaximumRetryAttempts": 2, **TO_QUEUE}, same_across_attempts=["request_id", "sequenceNumber"],
        metrics={"Errors": 3, "OnFailureDestinationDeliveredEventCount": 2, "DroppedEventCount": 0},
    ),
    "errors of Lambda itself": stream(
        NULL, [{"records": ["r1"]}, {"records": ["r2"], "not_before_s": 10}], {"checkpointed": "all"},
        messages=[{"key": "r1"}, {"key": "r2", "at_s": 10}], esm={"MaximumRetryAttempts": 0},
        actions=[{"at_s": 5, "action": "system_errors", "times": 3}],
        metrics={"FailedInvokeEventCount": 3, "InvokedEventCount": 5, "Errors": 0},
    ),
    "bisected": stream(
        {"mode": "poison", "poison": ["r2"], "style": "raise"},
        [{"records": R12, "request_id": "A"}, {"records": ["r1"], "request_id": "B"}, {"records": ["r2"], "request_id": "C"}],
        {"checkpointed": ["r1"], "destination": ["r2"], "destination_covers": ["r2"]},
        esm={"MaximumRetryAttempts": 0, "BisectBatchOnFunctionError": True, **TO_QUEUE},
    ),
    "a partial answer": stream(
        {"mode": "poison", "poison": ["r2"], "style": "report"}, [{"records": R12}, {"records": ["r2"]}, {"records": ["r2"]}],
        {"dropped": ["r2"], "checkpointed": ["r1"]}, esm={"MaximumRetryAttempts": 1, **REPORT}, verdict="partial",
        metrics={"DroppedEventCount": 1},
    ),
    "too old": stream(
        FAIL, {"min_count": 2, "all_records_equal": ["r1"]},
        {"destination": [{"records": ["r1"], "condition": "RecordAgeExceeded", "responseContext": None, "not_before_s": 25,
                          "not_after_s": 70, "approximateInvokeCount": {"min": 2}, "absent_keys": ["functionError"]}]},
        esm={"MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": 60, **TO_QUEUE}, number=1,
    ),
    "blocked": stream({"mode": "poison", "poison": ["r1"]}, {"min_count": 3, "all_records_equal": ["r1"]},
                      {"blocked": R12, "pending": R12, "not_delivered": ["r2"]}, esm={"BatchSize": 1}),
    "a bucket": stream(
        FAIL, {"count": 1}, {"destination": [{"records": R12, "has_payload": True, "payload_is_string": True, "key_prefix": "aws/lambda/"}]},
        esm={"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": "$arn(s3)"}}},
    ),
    "a topic": stream(FAIL, {"count": 1}, {"destination": [{"covers": R12, "has_keys": ["condition"], **EXHAUSTED}]},
                      esm={"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": "$arn(sns)"}}}),
    "a destination that refuses": stream(
        FAIL, {"count": 1}, {"dropped": R12}, metrics={"DroppedEventCount": 2, "DestinationDeliveryFailures": 1},
        esm={"MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": "$arn(sqs-denied)"}}},
    ),
    "from the latest": stream(NULL, [{"records": ["late"], "data": {"late": "y"}}], {"not_delivered": ["early"]},
                              esm={"StartingPosition": "LATEST"}, mapping_created_at_s=5, messages=[
                                  {"key": "early"}, {"key": "late", "data": "y", "at_s": 9}]),
    "from a moment": stream(NULL, [{"records": ["late"]}], {"not_delivered": ["early"], "checkpointed": ["late"]},
                            esm={"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 5}, mapping_created_at_s=10,
                            messages=[{"key": "early"}, {"key": "late", "at_s": 9}]),
    "records": stream(
        NULL, [{"records": ["r1"], "data_is_base64": True, "data": {"r1": '{"a": 1}'}, "partitionKey": "p", "eventName": "aws:kinesis:record",
                "kinesis_keys": ["kinesisSchemaVersion", "partitionKey", "sequenceNumber", "data", "approximateArrivalTimestamp"]}],
        {"checkpointed": ["r1"]}, messages=[{"key": "r1", "data": '{"a": 1}', "partition_key": "p"}],
    ),
    "filters": stream(NULL, [{"records": ["r1"]}], {"checkpointed": "all", "filtered": ["r2"]},
                      messages=[{"key": "r1", "data": '{"a": 1}'}, {"key": "r2", "data": "{}"}],
                      esm={"FilterCriteria": {"Filters": [{"Pattern": {"data": {"a": [1]}}}]}}),
    "shards": stream(NULL, {"must_overlap": [["a", "b"]], "total_records": 2}, {"checkpointed": "all"},
                     messages=[{"key": "a", "shard": 0}, {"key": "b", "shard": "shardId-000000000001"}],
                     config={"shards": 2, "function": {"duration_s": 1}}),
    "resharded": stream(
        NULL, {"order_constraints": [["p", "l", "m"], ["p", "r", "m"]], "must_overlap": [["l", "r"]]}, {"checkpointed": "all"},
        messages=[{"key": "p", "shard": "parent"}, {"key": "l", "shard": "left"}, {"key": "r", "shard": "right"},
                  {"key": "m", "shard": "merged"}],
        config={"topology": {"parent": ["p"], "children": {"left": ["l"], "right": ["r"]}, "merged": ["m"]},
                "function": {"duration_s": 2}},
    ),
    "an aggregate": stream(NULL, [{"records": ["a"], "records_count": 1}], {"checkpointed": ["a"]},
                           messages=[{"key": "a", "kpl_user_records": 3}]),
    "an aggregate for a consumer": stream(NULL, [{"records": ["a", "a", "a"]}], {"checkpointed": ["a"]}, config={"consumer": True},
                                          messages=[{"key": "a", "kpl_user_records": 3}]),
    "an aggregate, counted": stream(NULL, [{"records": ["a"], "records_count": 2}], {"checkpointed": ["a"]}, config={"efo": True},
                                    messages=[{"key": "a", "kpl_user_records": ["x", "y"]}]),
    "parallel": stream(NULL, {"order_constraints": [["a1", "a2"], ["b1", "b2"]], "max_concurrency_seen": 10}, {"checkpointed": "all"},
                       messages=[{"key": key, "partition_key": key[0]} for key in ("a1", "a2", "b1", "b2")],
                       esm={"BatchSize": 1, "ParallelizationFactor": 10}, config={"function": {"duration_s": 1}}),
    "windows": stream(
        {"mode": "tumbling_counter"},
        [{"records": R12, "state_in": {}, "final": False, "terminated_early": False, "shard_id": "shardId-000000000000",
          "window": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:30Z"}},
         {"records": [], "state_in": {"n": 2}, "final": True},
         {"records": ["r3"], "state_in": {}, "final": False}],
        {"checkpointed": "all", "last_processing_result": "OK"}, esm={"TumblingWindowInSeconds": 30},
        messages=[{"key": "r1"}, {"key": "r2"}, {"key": "r3", "at_s": 31}],
    ),
    "a window that is closed late": stream(
        {"mode": "tumbling_counter"}, [{"records": R12}, {"records": [], "state_in": {"n": 2}, "final": True, "not_before_s": 30}],
        {"checkpointed": "all"}, esm={"TumblingWindowInSeconds": 30},
    ),
    "the end of a window fails": stream(
        {"mode": "sequence", "steps": [{"return": {"state": {"n": 1}}}, {"raise": "RuntimeError"}]},
        [{"records": ["r1"]}, {"records": [], "final": True, "outcome": "error"}, {"records": ["r2"], "state_in": {}}],
        {"destination": [{"records": [], "timeWindowInfo": {"isFinalInvokeForWindow": True}, "absent_keys": ["batchSize"]},
                         {"records": ["r2"], "batchSize": 1}]},
        esm={"TumblingWindowInSeconds": 30, "MaximumRetryAttempts": 0, **TO_QUEUE},
        messages=[{"key": "r1"}, {"key": "r2", "at_s": 31}],
    ),
    "oversized": stream(
        NULL, [], {"destination": [{"records": ["r1"], "approximateInvokeCount": 2, "responseContext": None}]},
        esm={"MaximumRetryAttempts": 1, **TO_QUEUE}, messages=[{"key": "r1", "data_size_bytes": 5_000_000}],
    ),
    "a long state": stream(
        {"mode": "tumbling_oversize"},
        [{"records": R12, "state_in": {}}, {"records": [], "final": True, "terminated_early": True, "state_in": "what was answered"}],
        {"checkpointed": "all", "next_window_state": {}}, esm={"TumblingWindowInSeconds": 30},
    ),
    "switched off": stream(NULL, [{"records": ["r1"]}], {"checkpointed": ["r1"], "pending": ["late"]},
                           messages=[{"key": "r1"}, {"key": "late", "at_s": 60}],
                           actions=[{"at_s": 30, "action": "update", "Enabled": False}]),
    "no such stream": stream(NONE, [], {"create_error": {"message": {"starts_with": "Stream not found: arn:aws:kinesis"}}}, number=0,
                             config={"stream": {"missing": True}}),
    "retries ended by an update": stream(
        FAIL, {"min_count": 2}, {"dropped": R12}, actions=[{"at_s": 100, "action": "update", "MaximumRetryAttempts": 1}]),
}  # fmt: skip

TABLES = {
    "changes": dynamodb(
        NULL,
        [{"records": ["i"], "eventName": "INSERT", "has": ["NewImage"], "lacks": ["OldImage"]},
         {"records": ["u"], "eventName": "MODIFY", "OldImage": {"id": {"S": "1"}}, "NewImage": {"a": {"N": "1"}}},
         {"records": ["d"], "eventName": "REMOVE", "lacks": ["NewImage", "userIdentity"], "Keys": {"id": {"S": "1"}}}],
        {"checkpointed": "all"}, esm={"BatchSize": 1},
        messages=[{"key": "i", "op": "put", "item": {"id": {"S": "1"}}},
                  {"key": "u", "op": "update", "keys": {"id": {"S": "1"}}, "item": {"a": {"N": "1"}}},
                  {"key": "d", "op": "delete", "keys": {"id": {"S": "1"}}}],
    ),
    "a view": dynamodb(NULL, [{"records": ["r1"], "has": ["Keys"], "lacks": ["NewImage"], "StreamViewType": "KEYS_ONLY"}],
                       {"checkpointed": "all"}, number=1, stream_view="KEYS_ONLY"),
    "exhausted": dynamodb(
        FAIL, [{"records": R12, "request_id": "A"} for _ in range(2)],
        {"destination": [{"records": R12, "batchSize": 2, "approximateInvokeCount": 2, "info_key": "DDBStreamBatchInfo", **EXHAUSTED}]},
        esm={"MaximumRetryAttempts": 1, **TO_QUEUE}, same_across_attempts=["eventID"],
    ),
    "another key": dynamodb(NULL, [{"records": ["i"], "Keys": {"k": {"S": "1"}}}], {"checkpointed": "all"},
                            messages=[{"key": "i", "item": {"k": {"S": "1"}, "v": {"N": "1"}}}]),
    "a key of two": dynamodb(NULL, {"total_records": 2, "union": "all"}, {"checkpointed": "all"},
                             messages=[{"key": "i", "item": {"a": {"S": "1"}, "b": {"S": "1"}}},
                                       {"key": "d", "op": "delete", "keys": {"a": {"S": "1"}, "b": {"S": "1"}}}]),
    "the same item twice": dynamodb(NULL, [{"records": ["r1"]}], {"checkpointed": "all", "delivered": ["r1"], "not_delivered": ["r2"]}, esm={"BatchSize": 1},
                                    messages=[{"key": key, "op": "put", "item": {"id": {"S": "1"}}} for key in R12]),
    "time to live": dynamodb(
        NULL, [{"records": ["i"]}, {"records": ["over"], "eventName": "REMOVE",
                                    "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}],
        {"delivered": "all"},
        messages=[{"key": "i", "item": {"id": {"S": "1"}}}, {"key": "over", "op": "ttl", "keys": {"id": {"S": "1"}}, "at_s": 100}],
    ),
    "at a moment": dynamodb(NONE, [], {"create_error": {"message": {"starts_with": "Unsupported starting position for arn type"}}},
                            esm={"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 0}, number=0),
}  # fmt: skip

TOPICS = {
    "all is well": kafka(NULL, [{"records": ["k0", "k1", "k2"], "topic": "t", "partition": 0}], {"committed": "all"}),
    "partial": kafka(steps(failures("$id(k1)"), failures()), None, {"committed": "all", "retried_includes": ["k1"]},
                     esm={"MaximumRetryAttempts": 3}, verdict="partial"),
    "dropped": kafka(FAIL, {"count": 2}, {"dropped": "all"}, esm={"MaximumRetryAttempts": 1}),
    "to a queue": kafka(FAIL, {"count": 2}, {"destination": [{"records": ["k0", "k1", "k2"]}]}, esm={"MaximumRetryAttempts": 1, **TO_QUEUE}),
}

BROKERS = {
    "ActiveMQ, once more": mq("activemq", {"mode": "sequence", "steps": [{"raise": "ValueError"}, {"return": None}]},
                              [{"records": ["q1"], "redelivered": False}, {"records": ["q1"], "redelivered": True}],
                              {"acknowledged": ["q1"], "retried_includes": ["q1"]}),
    "RabbitMQ, failing": mq("rabbitmq", FAIL, {"min_count": 5}, {"pending": ["q1"], "deleted": []}),
    "ActiveMQ": mq("activemq", NULL, [{"records": ["q1"], "data": {"q1": "x"}}], {"delivered": ["q1"]}),
    "ActiveMQ, failing": mq("activemq", FAIL, {"count": 7}, {"broker_dlq": ["q1"]}),
    "RabbitMQ": mq("rabbitmq", NULL, [{"records": ["q1"], "data": {"q1": "x"}}], {"delivered": ["q1"]}),
}
