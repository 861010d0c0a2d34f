"""Tables: what is put, updated, deleted, over, and refused."""

from __future__ import annotations

import pickle
from decimal import Decimal

import botocore.session
import pytest

from pytest_lambda.errors import ConfigurationError, EventError, InvokeError
from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
from pytest_lambda.service.resources.dynamodb_values import UnsupportedValue
from pytest_lambda.service.resources.refusals import RequestRefused
from tests.service.resources.stand_in import BEGIN, StandIn


@pytest.fixture
def table(platform):
    return DynamoDBTable("orders", platform=platform)


@pytest.fixture
def sorted_table(platform):
    return DynamoDBTable("orders", platform=platform, partition_key="customer", sort_key="number")


def refused(call, *args, **keywords):
    with pytest.raises(RequestRefused) as caught:
        call(*args, **keywords)
    assert caught.value.code == "ValidationException"
    return caught.value.message


class TestIdentity:
    def test_arns_are_of_the_account_and_region(self):
        table = DynamoDBTable("orders", platform=StandIn(account="111122223333", region="cn-north-1"))

        assert table.arn == "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/orders"
        assert table.stream_arn == table.stream.arn == f"{table.arn}/stream/2023-11-14T22:13:20.000"
        assert table.stream.label == "2023-11-14T22:13:20.000"

    @pytest.mark.parametrize("name", ["ab", "a" * 256, "or ders", "", None, 5])
    def test_name_is_as_createtable_wants_it(self, platform, name):
        assert "Table/index names must be between 3 and 255" in refused(DynamoDBTable, name, platform=platform)

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"partition_key": ""}, "partition_key is ''"),
            ({"partition_key": 5}, "partition_key is 5"),
            ({"sort_key": "id"}, "both 'id'"),
            ({"partition_key_type": "s"}, "partition_key_type is 's'"),
            ({"sort_key_type": "S"}, "there is no sort_key"),
            ({"stream_view_type": "NEW_IMAGES"}, "Did you mean 'NEW_IMAGE'"),
            ({"stream_view_type": 5}, "stream_view_type is 5"),
            ({"shards": 0}, "shards is 0"),
            ({"shards": True}, "shards is True"),
            ({"time_to_live_attribute": ""}, "time_to_live_attribute is ''"),
            ({"time_to_live_delay_seconds": -1}, "time_to_live_delay_seconds is -1"),
            ({"time_to_live_delay_seconds": float("nan")}, "time_to_live_delay_seconds is nan"),
        ],
    )
    def test_settings_that_cannot_be(self, platform, settings, message):
        with pytest.raises(ConfigurationError, match=message):
            DynamoDBTable("orders", platform=platform, **settings)

    def test_a_table_without_stream_says_so_when_it_is_needed(self, platform):
        table = DynamoDBTable("orders", platform=platform, stream_view_type=None)

        assert table.put_item({"id": 1}) is None
        assert table.items == ({"id": 1},)
        assert table.stream_arn is None
        with pytest.raises(ConfigurationError, match="table orders has no stream"):
            _ = table.event_source


class TestItems:
    def test_values_come_back_as_they_were_put(self, table):
        item = {
            "id": "1",
            "whole": 5,
            "exact": Decimal("1.25"),
            "large": 10**37,
            "tiny": Decimal("1E-100"),
            "bytes": b"\0\xff",
            "yes": True,
            "nothing": None,
            "empty": "",
            "list": [1, "a", [b"x"], {"deep": None}],
            "map": {"a": {"b": 1}},
            "texts": {"b", "a"},
            "numbers": {1, Decimal("2.5")},
            "blobs": {b"b", b"a"},
        }

        table.put_item(item)

        assert table.get_item("1") == item
        assert table.items == (item,)
        assert len(table) == 1

    def test_awss_form_is_taken_too(self, table):
        table.put_item(
            {"id": {"S": "1"}, "n": {"N": "1.50"}, "b": {"B": b"x"}, "l": {"L": [{"M": {"a": {"SS": ["q"]}}}]}}
        )

        assert table.items == ({"id": "1", "n": Decimal("1.5"), "b": b"x", "l": [{"a": {"q"}}]},)
        assert table.get_item({"id": {"S": "1"}}) == table.items[0]

    def test_a_map_that_is_no_attribute_value_is_a_map_in_a_plain_item(self, table):
        table.put_item({"id": "1", "sizes": {"S": 3}, "address": {"X": "y"}})

        assert table.get_item("1") == {"id": "1", "sizes": {"S": 3}, "address": {"X": "y"}}

    def test_what_is_put_later_is_not_changed_by_the_caller(self, table):
        item = {"id": "1", "list": [1]}
        table.put_item(item)
        item["list"].append(2)
        table.items[0]["list"].append(3)

        assert table.get_item("1")["list"] == [1]

    def test_a_put_replaces_and_keeps_the_place(self, table):
        for item in ({"id": 1, "a": 1}, {"id": 2}, {"id": 1, "b": 2}):
            table.put_item(item)

        assert table.items == ({"id": 1, "b": 2}, {"id": 2})

    @pytest.mark.parametrize("same", [1, Decimal("1.0"), Decimal("1E0"), {"N": "1.00"}, {"N": "10e-1"}])
    def test_numbers_that_are_equal_are_one_key(self, table, same):
        table.put_item({"id": 1})

        assert table.put_item({"id": same}) is None
        assert table.get_item({"id": same}) == {"id": 1}
        assert len(table) == 1

    def test_two_key_attributes(self, sorted_table):
        sorted_table.put_item({"customer": "a", "number": 2})
        sorted_table.put_item({"customer": "a", "number": 1})

        assert sorted_table.get_item({"number": 1, "customer": "a"}) == {"customer": "a", "number": 1}
        assert sorted_table.get_item(("a", 2)) == {"customer": "a", "number": 2}
        assert sorted_table.get_item(("b", 2)) is None
        assert sorted_table.key_schema.names == ("customer", "number")

    def test_contents_of_two_keys_do_not_run_together(self, platform):
        table = DynamoDBTable("orders", platform=platform, partition_key="a", sort_key="b")
        table.put_item({"a": "x", "b": "yz"})
        table.put_item({"a": "xy", "b": "z"})

        assert len(table) == 2

    def test_update_sets_and_removes(self, table):
        table.put_item({"id": 1, "a": 1, "b": 2})

        table.update_item(1, set={"a": 5, "c": {"d": [1]}}, remove="b")

        assert table.get_item(1) == {"id": 1, "a": 5, "c": {"d": [1]}}

    def test_update_makes_an_item_that_is_not_there(self, table):
        record = table.update_item({"id": "9"}, set={"a": 1}, remove=["b"])

        assert record.event_name == "INSERT"
        assert table.items == ({"id": "9", "a": 1},)

    def test_delete(self, table):
        table.put_item({"id": 1})

        assert table.delete_item({"id": 1}).event_name == "REMOVE"
        assert table.delete_item(1) is None
        assert table.get_item(1) is None
        assert table.items == ()


class TestRefusals:
    def test_missing_key(self, table):
        assert refused(table.put_item, {"name": 1}) == (
            "One or more parameter values were invalid: Missing the key id in the item"
        )
        assert refused(table.put_item, {}).endswith("Missing the key id in the item")

    def test_key_of_another_type_than_the_first_one(self, table):
        table.put_item({"id": "1"})

        assert refused(table.put_item, {"id": 1}) == (
            "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N"
        )
        for call in (table.get_item, table.delete_item, table.update_item):
            assert refused(call, 1) == "The provided key element does not match the schema"

    def test_key_of_another_type_than_the_table_was_made_with(self, platform):
        table = DynamoDBTable("orders", platform=platform, partition_key_type="N")

        assert refused(table.put_item, {"id": "1"}).endswith("expected: N actual: S")
        assert refused(table.get_item, "1") == "The provided key element does not match the schema"

    def test_a_refused_item_does_not_decide_on_the_type(self, table):
        refused(table.put_item, {"id": "1", "x": "y" * 500_000})
        table.put_item({"id": 1})

        assert table.items == ({"id": 1},)

    @pytest.mark.parametrize("key", [True, None, [1], {"a": 1}, {"x"}], ids=["bool", "none", "list", "map", "set"])
    def test_types_that_no_key_has(self, table, key):
        assert "Type mismatch for key id expected: S, N or B actual: " in refused(table.put_item, {"id": key})
        assert refused(table.get_item, {"id": key}) == "The provided key element does not match the schema"

    @pytest.mark.parametrize("key", [{}, {"other": "1"}, {"id": "1", "n": 1}, ("1", "2"), {"S": "1"}, ()], ids=repr)
    def test_keys_with_other_attributes(self, table, key):
        for call in (table.get_item, table.delete_item, table.update_item):
            assert refused(call, key) == "The provided key element does not match the schema"

    @pytest.mark.parametrize(("value", "kind"), [("", "string"), (b"", "binary")])
    def test_empty_keys(self, table, value, kind):
        message = (
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
            f"{kind} value. Key: id"
        )
        assert refused(table.put_item, {"id": value}) == message
        assert refused(table.get_item, value) == message

    def test_keys_that_are_too_long(self, sorted_table):
        sorted_table.put_item({"customer": "a" * 2048, "number": "b" * 1024})

        assert "hashkey has exceeded" in refused(sorted_table.put_item, {"customer": "a" * 2049, "number": "b"})
        assert "range keys has exceeded" in refused(sorted_table.put_item, {"customer": "a", "number": "b" * 1025})

    def test_keys_that_would_change(self, table):
        table.put_item({"id": 1})

        for change in ({"set": {"id": 2}}, {"set": {"id": 1}}, {"remove": "id"}):
            assert refused(table.update_item, 1, **change) == (
                "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the "
                "key"
            )

    def test_the_same_attribute_in_set_and_remove(self, table):
        assert "Two document paths overlap" in refused(table.update_item, 1, set={"a": 1}, remove=["a"])

    @pytest.mark.parametrize("remove", [[5], [None]])
    def test_names_that_are_none(self, table, remove):
        with pytest.raises(ConfigurationError, match="expected names of attributes"):
            table.update_item(1, remove=remove)

    def test_items_over_400_kb(self, table):
        largest = {"id": "1", "x": "y" * (400 * 1024 - 4)}
        table.put_item(largest)

        assert refused(table.put_item, {**largest, "id": "12"}) == "Item size has exceeded the maximum allowed size"
        assert refused(table.update_item, "1", set={"z": ""}) == (
            "Item size to update has exceeded the maximum allowed size"
        )
        assert table.get_item("1") == largest

    @pytest.mark.parametrize("value", [1.5, [1.5], {"a": {"b": 1.5}}, {1.5}, float("nan")], ids=repr)
    def test_floats_are_refused_as_by_boto3(self, table, value):
        with pytest.raises(TypeError, match="Float types are not supported. Use Decimal types instead") as caught:
            table.put_item({"id": 1, "n": value})

        assert isinstance(caught.value, EventError)
        with pytest.raises(UnsupportedValue):
            table.get_item(1.5)
        with pytest.raises(UnsupportedValue):
            table.update_item(1, set={"n": value})
        assert table.items == ()

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (object, "of type type"),
            (1j, "of type complex"),
            (set(), "a set that is not empty"),
            ({1, "a"}, "of texts only"),
            (Decimal("NaN"), "no number of DynamoDB"),
            (Decimal("Infinity"), "no number of DynamoDB"),
            (10**38 + 1, "at most 38 digits"),
            (Decimal("1E126"), "lie between"),
            ({1: "a"}, "no name of an attribute"),
            ({"": "a"}, "no name of an attribute"),
            ("\ud800", "not Unicode"),
            ({"\ud800"}, "not Unicode"),
            ([{"\ud800": 1}], "not Unicode"),
        ],
    )
    def test_values_that_dynamodb_does_not_have(self, table, value, message):
        with pytest.raises(UnsupportedValue, match=message):
            table.put_item({"id": 1, "value": value})

    @pytest.mark.parametrize("item", [None, "1", [("id", 1)], 5], ids=repr)
    def test_what_is_no_item(self, table, item):
        with pytest.raises(UnsupportedValue, match="expected a mapping of attributes"):
            table.put_item(item)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ({"X": "y"}, "unknown type"),
            ({"N": 5}, "content is not of that type"),
            ({"S": 5}, "content is not of that type"),
            ({"NULL": False}, "content is not of that type"),
            ({"SS": []}, "content is not of that type"),
            ({"B": "no base64!"}, "content is not of that type"),
            ({"S": "a", "N": "1"}, "more than one datatypes set"),
            ({}, "Supplied AttributeValue is empty"),
            ({"L": [{"S": "a"}, {"Q": "a"}]}, "unknown type"),
            ({"M": {"a": {"N": "x"}}}, "content is not of that type"),
            ({"NS": ["1", "1.0"]}, "contains duplicates"),
        ],
    )
    def test_awss_form_has_to_be_right(self, table, value, message):
        assert message in refused(table.put_item, {"id": {"S": "1"}, "value": value})
        assert message in refused(table.update_item, {"id": {"S": "1"}}, set={"value": value})

    def test_numbers_in_awss_form_have_limits(self, table):
        with pytest.raises(UnsupportedValue, match="lie between"):
            table.put_item({"id": {"N": "1e126"}})

    def test_lists_and_maps_nest_32_levels(self, table):
        def nested(levels):
            value = "x"
            for level in range(levels):
                value = [value] if level % 2 else {"a": value}
            return value

        table.put_item({"id": 1, "deep": nested(32)})

        assert "Nesting Levels" in refused(table.put_item, {"id": 1, "deep": nested(33)})
        assert "Nesting Levels" in refused(table.put_item, {"id": 1, "deep": nested(20_000)})
        endless: list[object] = []
        endless.append(endless)
        assert "Nesting Levels" in refused(table.put_item, {"id": 1, "deep": endless})

    def test_what_is_refused_changes_nothing(self, table):
        table.put_item({"id": 1, "a": 1})
        refused(table.update_item, 1, set={"id": 2, "a": 5})
        with pytest.raises(UnsupportedValue):
            table.put_item({"id": 1, "a": 2.5})

        assert table.items == ({"id": 1, "a": 1},)
        assert len(table.stream.records) == 1

    def test_errors_can_be_pickled(self, table):
        for item in ({"a": 1}, {"id": 1.5}):
            with pytest.raises((InvokeError, EventError)) as caught:
                table.put_item(item)
            again = pickle.loads(pickle.dumps(caught.value))
            assert (type(again), str(again)) == (type(caught.value), str(caught.value))

    def test_the_code_is_one_of_dynamodb(self):
        model = botocore.session.get_session().get_service_model("dynamodb")

        assert "CreateTable" in model.operation_names
        # it is one of the errors that all of DynamoDB's operations have, and that no model lists
        assert refused(DynamoDBTable, "x", platform=StandIn())


class TestTimeToLive:
    @pytest.fixture
    def table(self, platform):
        return DynamoDBTable("orders", platform=platform, time_to_live_attribute="over")

    def test_an_item_goes_when_it_is_over(self, table, platform):
        table.put_item({"id": 1, "over": int(BEGIN) + 10})
        platform.pass_time(9.5)
        assert len(table) == 1

        platform.pass_time(5)

        assert table.items == ()
        record = table.stream.records[-1]
        assert (record.event_name, record.time_to_live) == ("REMOVE", True)
        assert record.arrival_us == (int(BEGIN) + 10) * 1_000_000
        event = record.event(table.stream.arn, "NEW_AND_OLD_IMAGES")
        assert event["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}  # D2

    def test_what_a_user_deletes_has_no_user_identity(self, table):
        table.put_item({"id": 1, "over": int(BEGIN) + 10})
        record = table.delete_item(1)

        assert "userIdentity" not in record.event(table.stream.arn, "NEW_AND_OLD_IMAGES")

    def test_an_item_that_was_put_off_stays(self, table, platform):
        table.put_item({"id": 1, "over": int(BEGIN) + 10})
        table.update_item(1, set={"over": int(BEGIN) + 100})
        platform.pass_time(50)
        assert len(table) == 1
        platform.pass_time(51)
        assert len(table) == 0
        assert [record.event_name for record in table.stream.records] == ["INSERT", "MODIFY", "REMOVE"]

    def test_an_item_that_was_brought_forward_goes(self, table, platform):
        table.put_item({"id": 1, "over": int(BEGIN) + 100})
        table.put_item({"id": 1, "over": int(BEGIN) + 10})
        platform.pass_time(11)

        assert len(table) == 0
        platform.pass_time(100)
        assert len(table.stream.records) == 3

    @pytest.mark.parametrize(
        "over",
        [str(int(BEGIN)), None, [1], int(BEGIN) * 1000, int(BEGIN) - 6 * 365 * 86_400, -5, Decimal("1E60")],
        ids=["text", "null", "list", "milliseconds", "six years ago", "negative", "far away"],
    )
    def test_what_is_no_time_to_live(self, table, platform, over):
        table.put_item({"id": 1, "over": over})
        platform.pass_time(10**6)

        assert len(table) == 1

    def test_removal_can_take_its_time(self, platform):
        table = DynamoDBTable(
            "orders", platform=platform, time_to_live_attribute="over", time_to_live_delay_seconds=3600
        )
        table.put_item({"id": 1, "over": int(BEGIN) + 10})
        platform.pass_time(3609)
        assert table.get_item(1) == {"id": 1, "over": int(BEGIN) + 10}
        platform.pass_time(2)
        assert table.get_item(1) is None

    def test_removals_come_in_order_and_before_what_is_written_later(self, table, platform):
        for id, after in ((1, 30), (2, 10), (3, 20)):
            table.put_item({"id": id, "over": int(BEGIN) + after})
        platform.pass_time(60)
        table.put_item({"id": 2})

        assert [(r.event_name, r.keys["id"]["N"]) for r in table.stream.records[3:]] == [
            ("REMOVE", "2"),
            ("REMOVE", "3"),
            ("REMOVE", "1"),
            ("INSERT", "2"),
        ]
        arrivals = [record.arrival_us for record in table.stream.records]
        assert arrivals == sorted(arrivals)
