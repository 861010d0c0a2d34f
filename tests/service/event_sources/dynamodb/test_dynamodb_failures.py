"""Failing batches of changes: bisecting, checkpoints, budgets, windows, and several of them together."""

from __future__ import annotations

import pytest

from tests.service.event_sources.dynamodb.conftest import failures, keys

REPORTS = {"function_response_types": ["ReportBatchItemFailures"]}


@pytest.fixture
def dead(service):
    return service.sqs_queue("dead")


def put(table, *ids):
    return [table.put_item({"id": id}) for id in ids]


def told(queue):
    """Of each message: how many records, the first and the last one's number, attempts, condition."""
    found = []
    for message in queue.messages:
        body = message.json
        info, context = body["DDBStreamBatchInfo"], body["requestContext"]
        found.append(
            (
                info["batchSize"],
                info["startSequenceNumber"],
                info["endSequenceNumber"],
                context["approximateInvokeCount"],
                context["condition"],
            )
        )
    return found


class TestBisecting:
    def test_depth_first_and_only_single_records_are_retried(self, service, table, read, poison, dead):
        """C40, C47."""
        _, reader = read(
            table,
            poison("2"),
            batch_size=4,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=1,
            on_failure=dead,
        )
        records = put(table, "1", "2", "3", "4")
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2", "3", "4"], ["1", "2"], ["1"], ["2"], ["2"], ["3", "4"]]
        a, b, c, d, e, f = reader.request_ids
        assert d == e
        assert len({a, b, c, d, f}) == 5
        number = records[1].sequence_number
        assert told(dead) == [(1, number, number, 2, "RetryAttemptsExhausted")]

    def test_three_are_one_and_two(self, service, table, read, poison):
        """C41."""
        _, reader = read(table, poison("3"), bisect_batch_on_function_error=True, maximum_retry_attempts=0)
        put(table, "1", "2", "3")
        service.run()

        assert reader.batches == [["1", "2", "3"], ["1"], ["2", "3"], ["2"], ["3"]]

    def test_a_partial_answer_cuts_at_what_it_names_first(self, service, table, read, poison, dead):
        """C42."""
        _, reader = read(
            table,
            poison("2", reports=True),
            batch_size=4,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=1,
            on_failure=dead,
            **REPORTS,
        )
        put(table, "1", "2", "3", "4")
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2", "3", "4"], ["2", "3", "4"], ["2"], ["2"], ["3", "4"]]
        assert len(told(dead)) == 1

    def test_filtered_records_are_in_no_half(self, service, table, read, dead):
        """A102, C41: halves are those of what the function gets."""

        def answer(event):
            if "5" in keys(event):
                raise RuntimeError("poison")

        _, reader = read(
            table,
            answer,
            batch_size=3,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=0,
            on_failure=dead,
            filter_criteria=['{"dynamodb": {"NewImage": {"odd": {"BOOL": [true]}}}}'],
        )
        records = [table.put_item({"id": n, "odd": n % 2 == 1}) for n in range(8)]
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "3", "5"], ["1"], ["3", "5"], ["3"], ["5"], ["7"]]
        number = records[5].sequence_number
        assert told(dead) == [(1, number, number, 1, "RetryAttemptsExhausted")]

    def test_one_item_changed_often_keeps_its_order(self, service, table, read):
        """The changes of one key are cut apart, but not exchanged."""
        seen = []

        def answer(event):
            seen.append([record["eventName"] for record in event["Records"]])
            if len(event["Records"]) > 1:
                raise RuntimeError("one at a time, please")

        read(table, answer, bisect_batch_on_function_error=True, maximum_retry_attempts=0)
        table.put_item({"id": 1})
        table.put_item({"id": 1, "a": 1})
        table.delete_item(1)
        table.put_item({"id": 1})
        service.run()

        assert [names[0] for names in seen if len(names) == 1] == ["INSERT", "MODIFY", "REMOVE", "INSERT"]


class TestCheckpoints:
    def test_a_budget_belongs_to_a_checkpoint(self, service, table, read, poison, dead):
        """C27, recorded for tables, too."""
        _, reader = read(
            table, poison("6", reports=True), batch_size=3, maximum_retry_attempts=3, on_failure=dead, **REPORTS
        )
        records = put(table, *"123456")
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2", "3"], ["4", "5", "6"], *[["6"]] * 4]
        number = records[5].sequence_number
        assert told(dead) == [(1, number, number, 4, "RetryAttemptsExhausted")]

    def test_what_follows_is_given_up_with_it(self, service, table, read, poison, dead):
        """C28."""
        _, reader = read(
            table, poison("2", reports=True), batch_size=4, maximum_retry_attempts=1, on_failure=dead, **REPORTS
        )
        records = put(table, *"1234")
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2", "3", "4"], ["2", "3", "4"], ["2", "3", "4"]]
        assert told(dead) == [(3, records[1].sequence_number, records[3].sequence_number, 2, "RetryAttemptsExhausted")]

    def test_the_lowest_number_counts_in_whatever_order(self, service, table, read):
        """C63."""
        _, reader = read(
            table,
            lambda event: failures(*reversed(event["Records"][2:])) if len(event["Records"]) == 5 else None,
            batch_size=5,
            **REPORTS,
        )
        put(table, *"12345")
        service.run()

        assert reader.batches == [["1", "2", "3", "4", "5"], ["3", "4", "5"]]

    def test_numbers_of_another_batch_are_unknown(self, service, table, read, dead):
        """C58: what was done before does not come back."""
        earlier = []

        def answer(event):
            if not earlier:
                earlier.extend(event["Records"])
                return None
            return failures(earlier[0])

        mapping, reader = read(table, answer, batch_size=2, maximum_retry_attempts=1, on_failure=dead, **REPORTS)
        put(table, *"1234")
        service.run()
        service.check_ledger()

        assert reader.batches == [["1", "2"], ["3", "4"], ["3", "4"]]
        assert [invocation.outcome.verdict for invocation in mapping.invocations] == [
            "complete success",
            "complete failure",
            "complete failure",
        ]
        assert len(told(dead)) == 1

    def test_numbers_of_filtered_records_are_unknown(self, service, table, read, dead):
        """C58, A102."""
        mapping, reader = read(
            table,
            lambda event: {"batchItemFailures": [{"itemIdentifier": table.stream.records[0].sequence_number}]},
            maximum_retry_attempts=0,
            on_failure=dead,
            filter_criteria=['{"eventName": ["MODIFY"]}'],
            **REPORTS,
        )
        table.put_item({"id": 1})
        table.put_item({"id": 1, "a": 1})
        service.run()
        service.check_ledger()

        assert mapping.invocations[0].outcome.verdict == "complete failure"
        assert [record["eventName"] for record in reader.records] == ["MODIFY"]
        assert len(told(dead)) == 1

    @pytest.mark.parametrize(
        "cast",
        [int, float, lambda number: f" {number}", lambda number: f"0{number}"],
        ids=["int", "float", "space", "zero"],
    )
    def test_numbers_are_text_to_the_letter(self, service, table, read, cast):
        """C58, C59."""
        mapping, _ = read(
            table,
            lambda event: {
                "batchItemFailures": [{"itemIdentifier": cast(event["Records"][1]["dynamodb"]["SequenceNumber"])}]
            },
            maximum_retry_attempts=0,
            **REPORTS,
        )
        put(table, *"12")
        service.run()

        assert mapping.invocations[0].outcome.verdict == "complete failure"

    def test_a_blocked_shard_does_not_block_others(self, service, read, poison):
        """C25."""
        table = service.dynamodb_table("wide", shards=4)
        _, reader = read(table, poison("1"), batch_size=1, maximum_retry_attempts=-1)
        put(table, *map(str, range(12)))
        blocked = next(shard for shard in table.stream.shards if any(r.keys["id"]["S"] == "1" for r in shard.records))
        others = {r.keys["id"]["S"] for shard in table.stream.shards if shard is not blocked for r in shard.records}
        service.advance(minutes=10)

        assert others <= {key for batch in reader.batches for key in batch}
        assert reader.batches.count(["1"]) > 5

    def test_a_blocked_shard_blocks_the_one_that_follows(self, service, table, read, poison):
        """C24, C25."""
        _, reader = read(table, poison("1"), batch_size=1)
        put(table, "1")
        table.stream.roll_over()
        put(table, "2")
        service.advance(minutes=10)

        assert set(map(tuple, reader.batches)) == {("1",)}


class TestWindows:
    @staticmethod
    def count(event):
        return {"state": {"count": event["state"].get("count", 0) + len(event["Records"])}}

    def test_state_goes_from_answer_to_answer(self, service, table, read):
        """C80, C81, C83."""
        _, reader = read(table, self.count, batch_size=1, tumbling_window_in_seconds=60)
        put(table, *"123")
        service.advance(seconds=60)
        put(table, "4")
        service.run()
        service.check_ledger()

        assert [(keys(e), e["state"], e["isFinalInvokeForWindow"]) for e in reader.events[:5]] == [
            (["1"], {}, False),
            (["2"], {"count": 1}, False),
            (["3"], {"count": 2}, False),
            ([], {"count": 3}, True),
            (["4"], {}, False),
        ]
        for event in reader.events:
            assert event["eventSourceARN"] == table.stream_arn
            assert event["shardId"] == table.stream.shards[0].shard_id
            assert not event["isWindowTerminatedEarly"]
        assert reader.events[0]["window"] == {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:01:00Z"}

    def test_an_answer_without_state_is_a_failure(self, service, table, read, dead):
        """C81."""
        mapping, reader = read(
            table, lambda event: {}, tumbling_window_in_seconds=60, maximum_retry_attempts=1, on_failure=dead
        )
        put(table, *"12")
        service.run()
        service.check_ledger()

        assert reader.batches[:2] == [["1", "2"]] * 2
        assert mapping.invocations[0].outcome.verdict == "complete failure"
        assert told(dead)[0][0] == 2

    def test_partial_answers_keep_their_state(self, service, table, read):
        """C63, C81: what is tried again sees the state of the answer before."""
        calls = []

        def answer(event):
            calls.append(event)
            state = {"state": {"calls": len(calls)}}
            return {**state, **failures(event["Records"][1])} if len(calls) == 1 else state

        _, reader = read(table, answer, tumbling_window_in_seconds=60, **REPORTS)
        put(table, *"123")
        service.run()
        service.check_ledger()

        assert reader.batches[:2] == [["1", "2", "3"], ["2", "3"]]
        assert [event["state"] for event in reader.events[:2]] == [{}, {"calls": 1}]

    def test_the_last_invocation_that_fails_is_told_of(self, service, table, read, dead):
        """C86."""

        def answer(event):
            if event["isFinalInvokeForWindow"]:
                raise RuntimeError("final")
            return self.count(event)

        _, reader = read(table, answer, tumbling_window_in_seconds=60, maximum_retry_attempts=1, on_failure=dead)
        put(table, *"12")
        service.run()
        service.check_ledger()

        assert [(event["isFinalInvokeForWindow"], keys(event)) for event in reader.events] == [
            (False, ["1", "2"]),
            (True, []),
            (True, []),
        ]
        (message,) = dead.messages
        info = message.json["DDBStreamBatchInfo"]
        assert info.keys() == {"shardId", "streamArn", "timeWindowInfo"}
        assert info["streamArn"] == table.stream_arn

    def test_a_shard_that_is_over_closes_its_window(self, service, table, read):
        """C84."""
        _, reader = read(table, self.count, tumbling_window_in_seconds=600)
        put(table, "1")
        table.stream.roll_over()
        put(table, "2")
        service.run()
        service.check_ledger()

        assert [(keys(event), event["isFinalInvokeForWindow"]) for event in reader.events[:3]] == [
            (["1"], False),
            ([], True),
            (["2"], False),
        ]
        assert reader.events[1]["shardId"] != reader.events[2]["shardId"]

    def test_bisected_batches_share_their_window(self, service, table, read, dead):
        """C40, C81."""

        def answer(event):
            if "2" in keys(event):
                raise RuntimeError("poison")
            return self.count(event)

        _, reader = read(
            table,
            answer,
            tumbling_window_in_seconds=60,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=0,
            on_failure=dead,
        )
        put(table, *"1234")
        service.run()
        service.check_ledger()

        assert [(keys(event), event["state"]) for event in reader.events] == [
            (["1", "2", "3", "4"], {}),
            (["1", "2"], {}),
            (["1"], {}),
            (["2"], {"count": 1}),
            (["3", "4"], {"count": 1}),
            ([], {"count": 3}),
        ]
        assert len(dead.messages) == 1
