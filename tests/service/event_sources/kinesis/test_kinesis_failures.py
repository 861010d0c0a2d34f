"""What becomes of records when functions fail, against a model of its own: batches, request ids, what is given up."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService
from tests.service.event_sources.kinesis.conftest import datas

EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "40"))


@dataclass
class Trouble:
    """How a record fails: so many times, by an exception or by being reported."""

    times: int
    raises: bool


class Model:
    """C26 to C29, C40 to C47, C63 and C64 for one shard whose records are all there in the beginning."""

    def __init__(self, number, troubles, *, size, retries, bisect, reports):
        self.troubles = {record: Trouble(each.times, each.raises) for record, each in troubles.items()}
        self.retries, self.bisect, self.reports = retries, bisect, reports
        self.invocations = []  # (records, number of the request id)
        self.given_up = []  # (records, attempts, whether by an exception)
        self.ids = 0
        for begin in range(0, number, size):
            self.process(list(range(begin, min(begin + size, number))))

    def process(self, piece):
        self.ids += 1
        request, attempts = self.ids, 0
        while True:
            self.invocations.append((piece, request))
            kind, failing = fail(self.troubles, piece, self.reports)
            if kind == "ok":
                return
            if kind == "report" and failing[0] != piece[0]:
                self.process(piece[piece.index(failing[0]) :])
                return
            if self.bisect and len(piece) > 1:
                self.process(piece[: len(piece) // 2])
                self.process(piece[len(piece) // 2 :])
                return
            attempts += 1
            if attempts > self.retries:
                self.given_up.append((piece, attempts, kind == "raise"))
                return


def fail(troubles, records, reports):
    """What the function does with these records: the same for the model and for the handler."""
    failing = [record for record in records if record in troubles and troubles[record].times > 0]
    if not failing:
        return "ok", []
    raises = any(troubles[record].raises for record in failing)
    if not raises and not reports:
        return "ok", []
    for record in failing:
        troubles[record].times -= 1
    return ("raise" if raises else "report"), failing


TROUBLES = st.dictionaries(st.integers(0, 13), st.builds(Trouble, st.integers(1, 6), st.booleans()), max_size=6)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    number=st.integers(1, 14),
    troubles=TROUBLES,
    size=st.integers(1, 8),
    retries=st.integers(0, 3),
    bisect=st.booleans(),
    reports=st.booleans(),
    order=st.randoms(use_true_random=False),
)
def test_batches_and_request_ids_are_those_of_the_model(number, troubles, size, retries, bisect, reports, order):
    model = Model(number, troubles, size=size, retries=retries, bisect=bisect, reports=reports)
    left = {record: Trouble(each.times, each.raises) for record, each in troubles.items()}
    with LambdaService() as service:
        stream, queue = service.kinesis_stream("s"), service.sqs_queue("q")
        put = [stream.put_record(str(record), partition_key="p") for record in range(number)]
        found, times = [], []

        def handler(event, context):
            records = [int(text) for text in datas(event)]
            found.append((records, context.aws_request_id))
            times.append(service.epoch())
            kind, failing = fail(left, records, reports)
            if kind == "raise":
                raise RuntimeError("trouble")
            named = [{"itemIdentifier": put[record].sequence_number} for record in failing]
            order.shuffle(named)
            return {"batchItemFailures": named} if kind == "report" else None

        function = service.create_function("f", handler=handler)
        mapping = function.create_event_source_mapping(
            stream,
            starting_position="TRIM_HORIZON",
            batch_size=size,
            maximum_retry_attempts=retries,
            bisect_batch_on_function_error=bisect,
            function_response_types=["ReportBatchItemFailures"] if reports else [],
            on_failure=queue,
        )
        service.run()
        service.check_ledger()

        assert [records for records, _ in found] == [records for records, _ in model.invocations]
        numbers = {}
        pattern = [numbers.setdefault(request_id, len(numbers) + 1) for _, request_id in found]
        assert pattern == [request for _, request in model.invocations]
        assert [invocation.request_id for invocation in mapping.invocations] == [request_id for _, request_id in found]
        check_destination(queue, model, put)
        check_delays(found, times)


def check_destination(queue, model, put):
    messages = [message.json for message in queue.messages]
    assert len(messages) == len(model.given_up)
    for message, (records, attempts, raised) in zip(messages, model.given_up, strict=True):
        info = message["KinesisBatchInfo"]
        assert info["startSequenceNumber"] == put[records[0]].sequence_number
        assert info["endSequenceNumber"] == put[records[-1]].sequence_number
        assert info["batchSize"] == len(records)
        assert message["requestContext"]["condition"] == "RetryAttemptsExhausted"
        assert message["requestContext"]["approximateInvokeCount"] == attempts
        assert message["responseContext"]["functionError"] == ("Unhandled" if raised else None)


def check_delays(found, times):
    """C30."""
    for (before, now), (began, begins) in zip(
        zip(found, found[1:], strict=False), zip(times, times[1:], strict=False), strict=True
    ):
        if before == now:
            assert begins - began >= 0.19
        else:
            assert begins - began <= 0.05


class Script:
    """A handler that goes through steps; the last one repeats."""

    def __init__(self, *steps):
        self.steps = list(steps)

    def __call__(self, event):
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step(event) if callable(step) else step


class TestNonsense:
    """C56 to C61, C65: all come again, and count as attempts."""

    @pytest.mark.parametrize(
        "failures",
        [
            [{"itemIdentifier": ""}],
            [{"itemIdentifier": None}],
            [{"itemIdentifier": 123}],
            [{"itemIdentifier": "unknown"}],
            [{"foo": 123}],
            [{"foo": None}],
            "text",
        ],
        ids=["empty", "null", "number", "unknown", "key", "key and null", "no list"],
    )
    def test_no_progress(self, service, stream, read, failures):
        queue = service.sqs_queue("q")
        stream.put_record("a", partition_key="p")
        stream.put_record("b", partition_key="p")
        _, reader = read(
            stream,
            Script({"batchItemFailures": failures}),
            function_response_types=["ReportBatchItemFailures"],
            maximum_retry_attempts=2,
            on_failure=queue,
        )
        service.run()
        service.check_ledger()

        assert reader.batches == [["a", "b"]] * 3
        assert len(set(reader.request_ids)) == 1
        (message,) = queue.messages
        assert message.json["responseContext"] == {
            "statusCode": 200, "executedVersion": "$LATEST", "functionError": None,
        }  # fmt: skip
        assert message.json["requestContext"]["approximateInvokeCount"] == 3

    @pytest.mark.parametrize(
        "answer", [{"batchItemFailures": []}, {"batchItemFailures": None}, {}, None, []], ids=range(5)
    )
    def test_success(self, service, stream, read, answer):
        stream.put_record("a", partition_key="p")
        mapping, reader = read(
            stream, Script(answer), function_response_types=["ReportBatchItemFailures"], maximum_retry_attempts=2
        )
        service.run()

        assert reader.batches == [["a"]]
        assert mapping.invocations[0].outcome.verdict == "complete success"

    def test_number_of_a_record_of_an_earlier_batch_is_unknown(self, service, stream, read):
        put = [stream.put_record(text, partition_key="p") for text in "abcd"]
        old = {"batchItemFailures": [{"itemIdentifier": put[0].sequence_number}]}
        _, reader = read(
            stream,
            Script(None, old),
            batch_size=2,
            function_response_types=["ReportBatchItemFailures"],
            maximum_retry_attempts=1,
        )
        service.run()
        service.check_ledger()

        assert reader.batches == [["a", "b"], ["c", "d"], ["c", "d"]]


class TestAge:
    def test_stale_part_of_a_batch_is_given_up_and_the_rest_delivered(self, service, stream, read):
        """C34, C35."""
        queue = service.sqs_queue("q")
        stream.put_record("stale", partition_key="p")
        service.advance(seconds=61)
        for text in "abcde":
            stream.put_record(text, partition_key="p")
        _, reader = read(stream, maximum_record_age_in_seconds=60, on_failure=queue)
        service.run()
        service.check_ledger()

        assert reader.batches == [list("abcde")]
        (message,) = queue.messages
        assert message.json["requestContext"]["condition"] == "RecordAgeExceeded"
        assert message.json["requestContext"]["approximateInvokeCount"] == 1
        assert message.json["KinesisBatchInfo"]["batchSize"] == 1
        assert "responseContext" not in message.json

    def test_endless_retries_end_at_the_age(self, service, stream, read):
        queue = service.sqs_queue("q")
        stream.put_record("poison", partition_key="p")
        _, reader = read(stream, Script(RuntimeError()), maximum_record_age_in_seconds=60, on_failure=queue)
        begin = service.epoch()
        service.run()

        assert len(reader.events) > 1
        assert reader.begun[-1] - begin <= 60
        (message,) = queue.messages
        assert message.json["requestContext"]["condition"] == "RecordAgeExceeded"
        assert message.json["requestContext"]["approximateInvokeCount"] == len(reader.events)

    def test_what_comes_behind_poison_is_not_too_old_for_its_own_sake(self, service, stream, read):
        queue = service.sqs_queue("q")
        stream.put_record("poison", partition_key="p")

        def answer(event):
            if "poison" in datas(event):
                raise RuntimeError

        _, reader = read(stream, answer, batch_size=1, maximum_record_age_in_seconds=60, on_failure=queue)
        service.advance(seconds=50)
        stream.put_record("good", partition_key="p")
        service.run()
        service.check_ledger()

        assert reader.batches[-1] == ["good"]
        assert len(queue.messages) == 1


class TestThrottles:
    def test_throttles_spend_no_retries(self, service, stream, read):
        """C32."""
        mapping, reader = read(stream, maximum_retry_attempts=0)
        mapping.function.put_function_concurrency(reserved_concurrent_executions=0)
        stream.put_record("a", partition_key="p")
        service.advance(seconds=30)
        assert reader.events == []
        mapping.function.put_function_concurrency(reserved_concurrent_executions=1)
        service.run()
        service.check_ledger()

        assert reader.batches == [["a"]]

    def test_function_that_is_gone(self, service, stream, read):
        mapping, reader = read(stream)
        service.delete_function(mapping.function)
        stream.put_record("a", partition_key="p")
        service.run()
        service.check_ledger()

        assert reader.events == []


class TestOversized:
    def test_record_that_does_not_fit_into_an_event(self, service, read):
        """C33."""
        stream = service.kinesis_stream("large", max_record_size_in_kib=10_240)
        queue = service.sqs_queue("q")
        stream.put_record("a", partition_key="p")
        stream.put_record(b"x" * 5_000_000, partition_key="p")
        stream.put_record("b", partition_key="p")
        _, reader = read(stream, maximum_retry_attempts=2, on_failure=queue)
        service.run()
        service.check_ledger()

        assert reader.texts == ["a", "b"]
        (message,) = queue.messages
        assert message.json["requestContext"]["approximateInvokeCount"] == 3
        assert message.json["KinesisBatchInfo"]["batchSize"] == 1
        assert "responseContext" not in message.json

    def test_batches_are_cut_at_six_megabytes(self, service, stream, read):
        """A20, G30: a full batch of 1 MB records in base64 does not fit."""
        for _ in range(9):
            stream.put_record(b"x" * 1_000_000, partition_key="p")
        _, reader = read(stream)
        service.run()

        sizes = [len(event["Records"]) for event in reader.events]
        assert sum(sizes) == 9
        assert max(sizes) == 4


class TestSwitching:
    def test_disabled_mapping_goes_on_where_it_was(self, service, stream, read):
        """C36."""
        mapping, reader = read(stream)
        stream.put_record("a", partition_key="p")
        service.run()
        service.update_event_source_mapping(mapping.uuid, enabled=False)
        stream.put_record("b", partition_key="p")
        service.run()
        assert reader.batches == [["a"]]
        service.update_event_source_mapping(mapping.uuid, enabled=True)
        service.run()

        assert reader.batches == [["a"], ["b"]]

    def test_disabled_while_a_retry_is_due(self, service, stream, read):
        mapping, reader = read(stream, Script(RuntimeError(), None))
        stream.put_record("a", partition_key="p")
        service.advance(seconds=0.1)
        service.update_event_source_mapping(mapping.uuid, enabled=False)
        service.run()
        assert reader.batches == [["a"]]
        service.update_event_source_mapping(mapping.uuid, enabled=True)
        service.run()
        service.check_ledger()

        assert reader.batches == [["a"], ["a"]]

    def test_disabled_until_records_have_expired(self, service, stream, read):
        mapping, reader = read(stream)
        service.update_event_source_mapping(mapping.uuid, enabled=False)
        stream.put_record("a", partition_key="p")
        service.advance(hours=25)
        stream.put_record("b", partition_key="p")
        service.update_event_source_mapping(mapping.uuid, enabled=True)
        service.run()
        service.check_ledger()

        assert reader.batches == [["b"]]

    def test_deleted_while_a_retry_is_due(self, service, stream, read):
        mapping, reader = read(stream, Script(RuntimeError()))
        stream.put_record("a", partition_key="p")
        service.advance(seconds=0.1)
        service.delete_event_source_mapping(mapping.uuid)
        service.run()

        assert reader.batches == [["a"]]

    def test_other_batch_size(self, service, stream, read):
        mapping, reader = read(stream, batch_size=1)
        for text in "ab":
            stream.put_record(text, partition_key="p")
        service.run()
        service.update_event_source_mapping(mapping.uuid, batch_size=10)
        for text in "cd":
            stream.put_record(text, partition_key="p")
        service.run()

        assert reader.batches == [["a"], ["b"], ["c", "d"]]


class TestFilters:
    @pytest.mark.parametrize("form", ["nested", "flat"])
    def test_data_in_json(self, service, stream, read, form):
        """A98: what is not JSON is passed over, as what does not match."""
        for data in ({"k": "v"}, "no JSON", {"k": "w"}, b"\xff"):
            stream.put_record(data, partition_key="p")
        pattern = '{"data": {"k": ["v"]}}'
        given = {"Filters": [{"Pattern": pattern}]} if form == "nested" else [pattern]
        mapping, reader = read(stream, filter_criteria=given)
        service.run()
        service.check_ledger()

        assert reader.batches == [['{"k":"v"}']]
        assert mapping.checkpoint("shardId-000000000000") == stream.records[-1].sequence_number

    def test_partition_key(self, service, stream, read):
        for key in "ab":
            stream.put_record(key, partition_key=key)
        _, reader = read(stream, filter_criteria={"Filters": [{"Pattern": '{"partitionKey": ["b"]}'}]})
        service.run()

        assert reader.batches == [["b"]]


class TestHandlersThatPut:
    def test_handler_feeds_its_own_stream(self, service, stream, read):
        def answer(event):
            for text in datas(event):
                if int(text):
                    stream.put_record(str(int(text) - 1), partition_key="p")

        _, reader = read(stream, answer)
        stream.put_record("5", partition_key="p")
        service.run()
        service.check_ledger()

        assert reader.batches == [["5"], ["4"], ["3"], ["2"], ["1"], ["0"]]

    def test_handler_splits_the_shard_that_it_reads(self, service, stream, read):
        def answer(event):
            if len(stream.shards) == 1:
                stream.split_shard(stream.shards[0])
                stream.put_record("child", partition_key="p")
                raise RuntimeError("after the split")

        _, reader = read(stream, answer)
        stream.put_record("parent", partition_key="p")
        service.run()
        service.check_ledger()

        assert reader.batches == [["parent"], ["parent"], ["child"]]
