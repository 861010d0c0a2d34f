"""Filters on changes of tables, with their known traps (A96, A100, A102, D20-D26)."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.errors import InvalidParameterValueException


@pytest.fixture
def passed(service, table, read):
    """`passed(pattern, *items)` puts items, and gives the keys of those that the function got."""

    def put(pattern, *items):
        mapping, reader = read(table, filter_criteria={"Filters": [{"Pattern": json.dumps(pattern)}]})
        for item in items:
            table.put_item(item)
        service.run()
        service.check_ledger()
        shard = table.stream.shards[0]
        assert mapping.checkpoint(shard.shard_id) == table.stream.records[-1].sequence_number  # A96
        return [key for batch in reader.batches for key in batch]

    return put


def leaf(name, conditions):
    return {"dynamodb": {"NewImage": {name: conditions}}}


WITH, WITHOUT = {"id": "with", "presentKey": "presentValue"}, {"id": "without"}


class TestTraps:
    def test_exists_false_on_an_attribute_matches_always(self, passed):
        """D20: an attribute is no leaf."""
        assert passed(leaf("presentKey", [{"exists": False}]), WITH, WITHOUT) == ["with", "without"]

    def test_exists_false_on_the_type_does_not(self, passed):
        assert passed(leaf("presentKey", {"S": [{"exists": False}]}), WITH, WITHOUT) == ["without"]

    def test_exists_true_needs_the_type(self, passed):
        """D22."""
        assert passed(leaf("presentKey", {"S": [{"exists": True}]}), WITH, WITHOUT) == ["with"]

    @pytest.mark.parametrize("conditions", [["presentValue"], [{"exists": True}]], ids=json.dumps)
    def test_without_the_type_nothing_matches(self, passed, conditions):
        """D22."""
        assert passed(leaf("presentKey", conditions), WITH, WITHOUT) == []

    def test_values_need_the_type(self, passed):
        """D22."""
        assert passed(leaf("presentKey", {"S": ["presentValue"]}), WITH, WITHOUT) == ["with"]

    def test_numeric_never_matches_numbers(self, passed):
        """D23."""
        pattern = leaf("n", {"N": [{"numeric": [">", 100]}]})
        assert passed(pattern, {"id": "a", "n": 42}, {"id": "b", "n": 101}) == []

    def test_numbers_are_text(self, passed):
        """D23."""
        pattern = leaf("n", {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]})
        assert passed(pattern, {"id": "a", "n": 42}, {"id": "b", "n": 101}) == ["a"]

    def test_equal_numbers_are_equal_text(self, passed):
        """The table knows one form of a number."""
        assert passed(leaf("n", {"N": ["1.5"]}), {"id": "a", "n": {"N": "1.50"}}) == ["a"]

    def test_prefix(self, passed):
        """D25."""
        pattern = leaf("presentKey", {"S": [{"prefix": "present"}]})
        assert passed(pattern, WITH, {"id": "other", "presentKey": "absent"}) == ["with"]


class TestNamesOfEvents:
    def test_one(self, service, table, read):
        """D21."""
        _, reader = read(table, filter_criteria=['{"eventName": ["INSERT"]}'])
        for item in ({"id": 1}, {"id": 1}, {"id": 1, "a": 1}):
            table.put_item(item)
        table.delete_item(1)
        service.run()

        assert reader.changes == [("INSERT", "1")]

    def test_two(self, service, table, read):
        """D21."""
        _, reader = read(table, filter_criteria=['{"eventName": ["INSERT", "MODIFY"]}'])
        table.put_item({"id": 1})
        table.put_item({"id": 1, "a": 1})
        table.delete_item(1)
        service.run()

        assert reader.changes == [("INSERT", "1"), ("MODIFY", "1")]

    def test_with_the_source(self, service, table, read):
        """D26."""
        _, reader = read(table, filter_criteria=['{"eventName": ["INSERT"], "eventSource": ["aws:dynamodb"]}'])
        table.put_item({"id": 1})
        table.put_item({"id": 1, "a": 1})
        service.run()

        assert reader.changes == [("INSERT", "1")]

    def test_time_to_live(self, service, read):
        """D2; the pattern is that of the DynamoDB Developer Guide."""
        table = service.dynamodb_table("sessions", time_to_live_attribute="over")
        pattern = {"userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]}}
        _, reader = read(table, filter_criteria=[json.dumps(pattern)])
        table.put_item({"id": 1, "over": int(service.epoch()) + 10})
        table.put_item({"id": 2})
        table.delete_item(2)
        service.advance(seconds=11)

        assert reader.changes == [("REMOVE", "1")]


class TestTimes:
    @pytest.mark.parametrize(("limit", "found"), [(1_767_225_600, ["1"]), (1_767_225_601, [])])
    def test_creation_is_a_number(self, service, table, read, limit, found):
        """D24."""
        pattern = {"dynamodb": {"ApproximateCreationDateTime": [{"numeric": [">", limit]}]}}
        _, reader = read(table, filter_criteria=[json.dumps(pattern)])
        service.advance(seconds=1.5)
        table.put_item({"id": 1})
        service.run()

        assert [key for batch in reader.batches for key in batch] == found


class TestBatches:
    def test_only_what_is_accepted_counts(self, service, table, read):
        """A102."""
        _, reader = read(table, batch_size=2, filter_criteria=['{"dynamodb":{"NewImage":{"keep":{"BOOL":[true]}}}}'])
        for number in range(9):
            table.put_item({"id": number, "keep": number % 2 == 0})
        service.run()
        service.check_ledger()

        assert reader.batches == [["0", "2"], ["4", "6"], ["8"]]

    @pytest.mark.parametrize("pattern", ["null", '"INSERT"', '{"eventSource":"aws:dynamodb"}', '{"eventName":[]}', "{"])
    def test_refused_patterns(self, table, read, pattern):
        """A100."""
        with pytest.raises(InvalidParameterValueException, match="Invalid filter pattern definition"):
            read(table, filter_criteria={"Filters": [{"Pattern": pattern}]})
        assert not table.stream.records

    def test_no_filters(self, service, table, read):
        """A101."""
        _, reader = read(table, filter_criteria={"Filters": []})
        table.put_item({"id": 1})
        service.run()

        assert reader.batches == [["1"]]
