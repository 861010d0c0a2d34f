"""Tables of moto drive functions with the records that DynamoDB makes."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("moto")

import boto3
from botocore.exceptions import ClientError

from pytest_lambda import LambdaService, serve_boto3

from ..conftest import Client
from .conftest import Seen, make_table


@pytest.fixture
def stream(mocked: None, service: LambdaService, dynamodb: Any, seen: Seen) -> str:
    """Of the table `orders`, whose changes go to `seen`."""
    arn: str = make_table(dynamodb)["LatestStreamArn"]
    service.create_event_source_mapping("seeing", arn, starting_position="TRIM_HORIZON", batch_size=100)
    return arn


def told(seen: Seen) -> list[tuple[str, Any, Any]]:
    return [(each["eventName"], each["dynamodb"].get("OldImage"), each["dynamodb"].get("NewImage")) for each in seen]


class TestWrites:
    """Each makes the records that it makes on AWS."""

    def test_put_update_and_delete(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        one = {"id": {"S": "1"}}
        dynamodb.put_item(TableName="orders", Item={**one, "n": {"N": "1.50"}})
        dynamodb.update_item(
            TableName="orders",
            Key=one,
            UpdateExpression="SET #s = :s ADD n :n",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":s": {"S": "paid"}, ":n": {"N": "1"}},
        )
        dynamodb.delete_item(TableName="orders", Key=one)
        service.run()
        first, second = {**one, "n": {"N": "1.5"}}, {**one, "n": {"N": "2.5"}, "state": {"S": "paid"}}
        assert told(seen) == [("INSERT", None, first), ("MODIFY", first, second), ("REMOVE", second, None)]
        assert {each["eventSourceARN"] for each in seen} == {stream}
        assert [each["dynamodb"]["Keys"] for each in seen] == [one] * 3
        assert [each["dynamodb"]["SizeBytes"] for each in seen] == [3 + 6, 3 + 6 + 15, 3 + 15]
        assert {each["dynamodb"]["ApproximateCreationDateTime"] for each in seen} == {service.epoch()}
        numbers = [int(each["dynamodb"]["SequenceNumber"]) for each in seen]
        assert numbers == sorted(set(numbers))

    def test_what_changes_nothing(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        item = {"id": {"S": "1"}, "n": {"N": "1.5"}, "tags": {"SS": ["a", "b"]}}
        dynamodb.put_item(TableName="orders", Item=item)
        dynamodb.put_item(TableName="orders", Item={**item, "n": {"N": "1.50"}, "tags": {"SS": ["b", "a"]}})
        dynamodb.update_item(
            TableName="orders",
            Key={"id": {"S": "1"}},
            UpdateExpression="SET n = :n",
            ExpressionAttributeValues={":n": {"N": "1.5"}},
        )
        dynamodb.delete_item(TableName="orders", Key={"id": {"S": "2"}})
        service.run()
        assert [each["eventName"] for each in seen] == ["INSERT"]

    def test_conditions(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        item = {"id": {"S": "1"}}
        dynamodb.put_item(TableName="orders", Item=item, ConditionExpression="attribute_not_exists(id)")
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
            dynamodb.put_item(
                TableName="orders", Item={**item, "n": {"N": "1"}}, ConditionExpression="attribute_not_exists(id)"
            )
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
            dynamodb.delete_item(TableName="orders", Key=item, ConditionExpression="attribute_exists(n)")
        service.run()
        assert told(seen) == [("INSERT", None, item)]

    @pytest.mark.parametrize("there", [True, False])
    def test_a_refused_update_changes_nothing(
        self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen, there: bool
    ) -> None:
        """moto puts the key and the first attribute before it finds that the second one is too large."""
        key = {"id": {"S": "1"}}
        if there:
            dynamodb.put_item(TableName="orders", Item=key)
        with pytest.raises(ClientError, match="Item size to update has exceeded"):
            dynamodb.update_item(
                TableName="orders",
                Key=key,
                UpdateExpression="SET a = :small, b = :large",
                ExpressionAttributeValues={":small": {"S": "x"}, ":large": {"S": "x" * 500_000}},
            )
        assert dynamodb.get_item(TableName="orders", Key=key).get("Item") == (key if there else None)
        service.run()
        assert [each["eventName"] for each in seen] == ["INSERT"] * there

    def test_an_update_makes_an_item(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        dynamodb.update_item(
            TableName="orders",
            Key={"id": {"S": "1"}},
            UpdateExpression="ADD n :n",
            ExpressionAttributeValues={":n": {"N": "2"}},
        )
        service.run()
        assert told(seen) == [("INSERT", None, {"id": {"S": "1"}, "n": {"N": "2"}})]

    def test_batches(self, service: LambdaService, stream: str, seen: Seen) -> None:
        table = boto3.resource("dynamodb", region_name="us-east-1").Table("orders")
        with table.batch_writer() as batch:
            for number in range(30):
                batch.put_item(Item={"id": str(number), "b": b"\x00\xff", "d": Decimal("0.10"), "l": [1, {"a": {"x"}}]})
        with table.batch_writer() as batch:
            batch.delete_item(Key={"id": "7"})
            batch.delete_item(Key={"id": "none"})
            batch.put_item(Item={"id": "8"})
        service.run()
        assert [each["eventName"] for each in seen] == ["INSERT"] * 30 + ["REMOVE", "MODIFY"]
        assert seen[0]["dynamodb"]["NewImage"] == {
            "id": {"S": "0"}, "b": {"B": "AP8="}, "d": {"N": "0.1"}, "l": {"L": [{"N": "1"}, {"M": {"a": {"SS": ["x"]}}}]}
        }  # fmt: skip

    def test_transactions(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        for number in ("1", "2"):
            dynamodb.put_item(TableName="orders", Item={"id": {"S": number}})

        def writes(needed: str) -> list[dict[str, Any]]:
            set_ = {"UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}
            exists = {"ConditionExpression": "attribute_exists(id)"}
            return [
                {"Put": {"TableName": "orders", "Item": {"id": {"S": "3"}}}},
                {"Update": {"TableName": "orders", "Key": {"id": {"S": "1"}}, **set_}},
                {"Delete": {"TableName": "orders", "Key": {"id": {"S": "2"}}}},
                {"ConditionCheck": {"TableName": "orders", "Key": {"id": {"S": needed}}, **exists}},
            ]

        with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
            dynamodb.transact_write_items(TransactItems=writes("none"))
        service.run()
        assert len(seen) == 2
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "4"}})
        dynamodb.transact_write_items(TransactItems=writes("4"))
        service.run()
        names = [(each["eventName"], each["dynamodb"]["Keys"]["id"]["S"]) for each in seen[3:]]
        assert names == [("INSERT", "3"), ("MODIFY", "1"), ("REMOVE", "2")]

    def test_statements(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        dynamodb.execute_statement(Statement="INSERT INTO \"orders\" VALUE {'id': '1', 'n': 'one'}")
        dynamodb.execute_statement(Statement='SELECT * FROM "orders"')
        dynamodb.batch_execute_statement(
            Statements=[
                {"Statement": "UPDATE \"orders\" SET n = ? WHERE id = '1'", "Parameters": [{"N": "2"}]},
            ]
        )
        dynamodb.execute_transaction(
            TransactStatements=[{"Statement": "DELETE FROM \"orders\" WHERE id = '1'"}],
        )
        service.run()
        assert [each["eventName"] for each in seen] == ["INSERT", "MODIFY", "REMOVE"]
        assert seen[1]["dynamodb"]["NewImage"] == {"id": {"S": "1"}, "n": {"N": "2"}}

    def test_threads(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        def write(name: str) -> None:
            for number in range(20):
                dynamodb.put_item(TableName="orders", Item={"id": {"S": name}, "n": {"N": str(number)}})

        threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        service.run()
        for name in "abcd":
            own = [
                each["dynamodb"]["NewImage"]["n"]["N"] for each in seen if each["dynamodb"]["Keys"]["id"]["S"] == name
            ]
            assert own == [str(number) for number in range(20)]

    def test_the_table_named_by_its_arn(self, service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
        dynamodb.put_item(TableName=stream.partition("/stream/")[0], Item={"id": {"S": "1"}})
        service.run()
        assert [each["eventName"] for each in seen] == ["INSERT"]


@pytest.mark.parametrize(
    ("view", "images"),
    [("KEYS_ONLY", set()), ("NEW_IMAGE", {"NewImage"}), ("OLD_IMAGE", {"OldImage"})],
)
def test_views(mocked: None, service: LambdaService, dynamodb: Any, seen: Seen, view: str, images: set[str]) -> None:
    arn = make_table(dynamodb, view=view)["LatestStreamArn"]
    service.create_event_source_mapping("seeing", arn, starting_position="TRIM_HORIZON")
    for number in "12":
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": number}})
    service.run()
    assert seen[1]["dynamodb"].keys() & {"NewImage", "OldImage"} == images
    assert {each["dynamodb"]["StreamViewType"] for each in seen} == {view}


def test_time_to_live(service: LambdaService, dynamodb: Any, stream: str, seen: Seen) -> None:
    over = str(int(service.epoch()) + 3600)
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "before"}, "expires": {"N": over}})
    dynamodb.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "after"}, "expires": {"N": over}})
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "stays"}})
    service.advance(hours=2)
    assert [each["eventName"] for each in seen] == ["INSERT"] * 3 + ["REMOVE"] * 2
    assert [each.get("userIdentity", {}).get("type") for each in seen[3:]] == ["Service"] * 2
    assert dynamodb.scan(TableName="orders")["Items"] == [{"id": {"S": "stays"}}]


class TestHandlers:
    def test_that_write_to_another_table(self, mocked: None, service: LambdaService, dynamodb: Any) -> None:
        make_table(dynamodb, "totals", view=None)
        arn = make_table(dynamodb)["LatestStreamArn"]

        def count(event: Any, context: Any) -> None:
            table = boto3.resource("dynamodb").Table("totals")
            for record in event["Records"]:
                table.update_item(
                    Key={"id": record["dynamodb"]["NewImage"]["customer"]["S"]},
                    UpdateExpression="ADD orders :one",
                    ExpressionAttributeValues={":one": 1},
                )

        service.create_function("count", handler=count)
        service.create_event_source_mapping("count", arn, starting_position="TRIM_HORIZON")
        for number, customer in enumerate("aab"):
            dynamodb.put_item(TableName="orders", Item={"id": {"S": str(number)}, "customer": {"S": customer}})
        service.run()
        totals = {each["id"]["S"]: each["orders"]["N"] for each in dynamodb.scan(TableName="totals")["Items"]}
        assert totals == {"a": "2", "b": "1"}

    def test_that_write_to_the_table_they_hear_of(self, service: LambdaService, dynamodb: Any, mocked: None) -> None:
        arn = make_table(dynamodb)["LatestStreamArn"]

        def settle(event: Any, context: Any) -> None:
            for record in event["Records"]:
                image = record["dynamodb"]["NewImage"]
                if int(image["n"]["N"]) < 3:
                    client = boto3.client("dynamodb")
                    client.put_item(TableName="orders", Item={**image, "n": {"N": str(int(image["n"]["N"]) + 1)}})

        service.create_function("settle", handler=settle)
        mapping = service.create_event_source_mapping("settle", arn, starting_position="TRIM_HORIZON")
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": "0"}})
        service.run()
        assert [len(each.records) for each in mapping.invocations] == [1, 1, 1, 1]
        assert dynamodb.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"]["n"] == {"N": "3"}
        stream = service.dynamodb_table("orders").stream
        assert [record.event_name for record in stream.records] == ["INSERT"] + ["MODIFY"] * 3

    def test_in_threads(self, service: LambdaService, stream: str, seen: Seen) -> None:
        """Each write of one item has its record, and none is lost."""

        def count(event: Any, context: Any) -> None:
            client = boto3.client("dynamodb")

            def add(_: int) -> None:
                client.update_item(
                    TableName="orders",
                    Key={"id": {"S": "1"}},
                    UpdateExpression="ADD n :one",
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )

            with ThreadPoolExecutor(4) as pool:
                list(pool.map(add, range(40)))

        service.create_function("count", handler=count, timeout=60).invoke({}, invocation_type="Event")
        service.run()
        counts = [each["dynamodb"]["NewImage"]["n"]["N"] for each in seen]
        assert counts == [str(number) for number in range(1, 41)]

    def test_that_are_killed_between_two_writes(self, service: LambdaService, stream: str, seen: Seen) -> None:
        def write(event: Any, context: Any) -> None:
            client = boto3.client("dynamodb")
            for number in range(10):
                client.put_item(TableName="orders", Item={"id": {"S": str(number)}})
                time.sleep(1)

        assert service.create_function("write", handler=write, timeout=3).invoke({}).timed_out
        service.run()
        assert [each["dynamodb"]["Keys"]["id"]["S"] for each in seen] == ["0", "1", "2"]


class TestBefore:
    """What was in moto before the service."""

    def test_tables_items_and_records(self, mocked: None, client: Client) -> None:
        dynamodb = client("dynamodb")
        first = make_table(dynamodb)
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})
        dynamodb.update_item(
            TableName="orders",
            Key={"id": {"S": "2"}},
            UpdateExpression="SET n = :n",
            ExpressionAttributeValues={":n": {"N": "1"}},
        )
        dynamodb.delete_item(TableName="orders", Key={"id": {"S": "1"}})
        with LambdaService() as service, serve_boto3(service):
            table = service.dynamodb_table("orders")
            assert table.items == ({"id": "2", "n": 1},)
            assert [record.event_name for record in table.stream.records] == ["INSERT", "INSERT", "REMOVE"]
            assert service.resource(first["LatestStreamArn"]) is table.stream
            assert dynamodb.describe_table(TableName="orders")["Table"]["LatestStreamArn"] == table.stream_arn
            assert service.resource(first["TableArn"]) is table

    def test_a_table_without_a_stream(self, mocked: None, service: LambdaService, dynamodb: Any) -> None:
        make_table(dynamodb, view=None)
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})
        table = service.dynamodb_table("orders")
        assert table.stream_arn is None
        assert table.items == ({"id": "1"},)
        described = dynamodb.update_table(
            TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        )["TableDescription"]
        assert described["LatestStreamArn"] == table.stream_arn
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "2"}})
        assert [record.event_name for record in table.stream.records] == ["INSERT"]
        old = table.stream
        dynamodb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "3"}})
        assert table.stream_arn is None
        assert len(old.records) == 1
