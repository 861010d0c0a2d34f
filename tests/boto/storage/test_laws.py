"""Whatever is written through boto3, the stream holds what has changed, and both sides hold the same."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import pytest

pytest.importorskip("moto")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from pytest_lambda import LambdaService, events, serve_boto3

from ..conftest import Client
from .conftest import make_table

Item = dict[str, Any]
Write = tuple[str, str, Any]

IDS = st.sampled_from(["a", "b", "ü"])
VALUES = st.recursive(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=4).map(lambda text: {"S": text}),
        st.integers(-99, 99).map(lambda number: {"N": str(number)}),
        st.sampled_from(["1.50", "-0.0", "1e3", "007"]).map(lambda number: {"N": number}),
        st.binary(max_size=3).map(lambda data: {"B": data}),
        st.booleans().map(lambda flag: {"BOOL": flag}),
        st.just({"NULL": True}),
        st.sets(st.sampled_from("xyz"), min_size=1).map(lambda texts: {"SS": sorted(texts, reverse=True)}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda values: {"L": values}),
        st.dictionaries(st.sampled_from("pq"), inner, max_size=2).map(lambda values: {"M": values}),
    ),
    max_leaves=3,
)
ATTRIBUTES = st.dictionaries(st.sampled_from(["n", "m"]), VALUES, max_size=2)
WRITES: st.SearchStrategy[Write] = st.one_of(
    st.tuples(st.just("put"), IDS, ATTRIBUTES),
    st.tuples(st.just("put if new"), IDS, ATTRIBUTES),
    st.tuples(st.just("set"), IDS, VALUES),
    st.tuples(st.just("remove"), IDS, st.none()),
    st.tuples(st.just("count"), IDS, st.integers(-2, 2)),
    st.tuples(st.just("delete"), IDS, st.none()),
    st.tuples(st.just("ours"), IDS, ATTRIBUTES),
    st.tuples(st.just("ours gone"), IDS, st.none()),
    st.tuples(st.just("batch"), IDS, ATTRIBUTES),
    st.tuples(st.just("transaction"), IDS, st.booleans()),
)


def canonical(value: Any) -> Any:
    """A value so that equal ones are equal: numbers by what they are, sets without an order."""
    ((kind, content),) = value.items()
    if kind == "N":
        return "N", Decimal(content)
    if kind == "SS":
        return "SS", frozenset(content)
    if kind == "L":
        return "L", tuple(map(canonical, content))
    if kind == "M":
        return "M", frozenset((name, canonical(each)) for name, each in content.items())
    return kind, content


def image(item: Item | None) -> Any:
    return None if item is None else frozenset((name, canonical(value)) for name, value in item.items())


class Model:
    """What is in the table, and what has changed, told by nothing but the writes."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.changes: list[tuple[str, Any, Any]] = []

    def becomes(self, id_: str, item: Item | None) -> None:
        before = self.items.pop(id_, None)
        if item is not None:
            self.items[id_] = item
        old, new = image(before), image(item)
        if old != new:
            self.changes.append(("INSERT" if old is None else "REMOVE" if new is None else "MODIFY", old, new))

    def write(self, kind: str, id_: str, value: Any) -> None:
        key, before = {"id": {"S": id_}}, self.items.get(id_)
        if kind in ("put", "ours", "batch") or (kind == "put if new" and before is None):
            self.becomes(id_, {**key, **value})
        elif kind in ("delete", "ours gone"):
            self.becomes(id_, None)
        elif kind == "set":
            self.becomes(id_, {**key, **(before or {}), "n": value})
        elif kind == "remove":
            self.becomes(id_, {name: each for name, each in (before or key).items() if name != "n"})
        elif kind == "count":
            count = (before or {}).get("c", {"N": "0"})["N"]
            self.becomes(id_, {**key, **(before or {}), "c": {"N": str(int(count) + value)}})
        elif kind == "transaction" and value:
            self.becomes("other", {"id": {"S": "other"}, "by": {"S": id_}})
            self.becomes(id_, None)


def do(dynamodb: Any, service: LambdaService, kind: str, id_: str, value: Any) -> None:
    key = {"id": {"S": id_}}
    named = {"TableName": "orders"}
    if kind == "put":
        dynamodb.put_item(**named, Item={**key, **value})
    elif kind == "put if new":
        try:
            dynamodb.put_item(**named, Item={**key, **value}, ConditionExpression="attribute_not_exists(id)")
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return
    elif kind == "set":
        values = {":v": value}
        dynamodb.update_item(**named, Key=key, UpdateExpression="SET n = :v", ExpressionAttributeValues=values)
    elif kind == "remove":
        dynamodb.update_item(**named, Key=key, UpdateExpression="REMOVE n")
    elif kind == "count":
        values = {":v": {"N": str(value)}}
        dynamodb.update_item(**named, Key=key, UpdateExpression="ADD c :v", ExpressionAttributeValues=values)
    elif kind == "delete":
        dynamodb.delete_item(**named, Key=key)
    elif kind == "ours":
        service.dynamodb_table("orders").put_item({**key, **value})
    elif kind == "ours gone":
        service.dynamodb_table("orders").delete_item(id_)
    elif kind == "batch":
        dynamodb.batch_write_item(RequestItems={"orders": [{"PutRequest": {"Item": {**key, **value}}}]})
    else:
        needed = {} if value else {"ConditionExpression": "attribute_exists(never)"}
        actions = [
            {"Put": {**named, "Item": {"id": {"S": "other"}, "by": {"S": id_}}}},
            {"Delete": {**named, "Key": key, **needed}},
        ]
        try:
            dynamodb.transact_write_items(TransactItems=actions)
        except dynamodb.exceptions.TransactionCanceledException:
            return


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(WRITES, max_size=4), after=st.lists(WRITES, max_size=12), own=st.booleans())
def test_streams(client: Client, before: list[Write], after: list[Write], own: bool) -> None:
    model, got = Model(), []

    def handler(event: Any, context: Any) -> None:
        assert events.check(event) == []
        got.extend(record["dynamodb"] | {"eventName": record["eventName"]} for record in event["Records"])

    with mock_aws(), LambdaService() as service, serve_boto3(service):
        dynamodb = client("dynamodb")
        if own:
            service.dynamodb_table("orders", partition_key_type="S")
        else:
            make_table(dynamodb)
        for write in before:
            do(dynamodb, service, *write)
        table = service.dynamodb_table("orders")
        service.create_function("audit", handler=handler)
        service.create_event_source_mapping("audit", table.stream_arn, starting_position="TRIM_HORIZON")
        for write in after:
            do(dynamodb, service, *write)
            service.run()
        service.run()
        items = {each["id"]["S"]: each for each in dynamodb.scan(TableName="orders")["Items"]}
        ours = {each["id"]["S"]: each for each in table.images}
    for write in (*before, *after):
        model.write(*write)
    assert {id_: image(item) for id_, item in items.items()} == {id_: image(item) for id_, item in model.items.items()}
    assert ours.keys() == items.keys()
    # events have bytes in base64
    assert [(each["eventName"], image(each.get("OldImage")), image(each.get("NewImage"))) for each in got] == [
        (name, coded(old), coded(new)) for name, old, new in model.changes
    ]


def coded(item: Any) -> Any:
    """An image as an event has it."""

    def of(value: Any) -> Any:
        kind, content = value
        if kind == "B":
            return "B", b64encode(content).decode()
        if kind == "L":
            return "L", tuple(map(of, content))
        if kind == "M":
            return "M", frozenset((name, of(each)) for name, each in content)
        return value

    return None if item is None else frozenset((name, of(value)) for name, value in item)


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    # S3 has no such keys in paths: botocore refuses them, or takes them for another path
    lambda key: not any(part in (".", "..") for part in key.split("/")) and not key.startswith("/")
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    writes=st.lists(
        st.tuples(st.sampled_from(["put", "delete", "copy", "ours", "ours gone", "many"]), KEYS), max_size=8
    ),
    data=st.binary(max_size=5),
    versions=st.booleans(),
)
def test_notifications(client: Client, writes: list[tuple[str, str]], data: bytes, versions: bool) -> None:
    there: dict[str, bool] = {}
    expected: list[tuple[str, str]] = []

    def put(key: str, name: str) -> None:
        there[key] = True
        expected.append((name, key))

    def delete(key: str) -> None:
        if there.pop(key, False):
            expected.append(("ObjectRemoved:DeleteMarkerCreated" if versions else "ObjectRemoved:Delete", key))

    with mock_aws(), LambdaService() as service, serve_boto3(service):
        s3 = client("s3")
        bucket, queue = service.s3_bucket("uploads", versioning=versions), service.sqs_queue("told")
        s3.create_bucket(Bucket="source")
        s3.put_object(Bucket="source", Key="s", Body=data)
        bucket.notify(queue, events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
        for kind, key in writes:
            if kind == "put":
                s3.put_object(Bucket="uploads", Key=key, Body=data)
                put(key, "ObjectCreated:Put")
            elif kind == "copy":
                s3.copy_object(Bucket="uploads", Key=key, CopySource={"Bucket": "source", "Key": "s"})
                put(key, "ObjectCreated:Copy")
            elif kind == "ours":
                bucket.put_object(key, data)
                put(key, "ObjectCreated:Put")
            elif key in there:  # AWS puts a marker where nothing is; moto does not
                if kind == "delete":
                    s3.delete_object(Bucket="uploads", Key=key)
                elif kind == "many":
                    s3.delete_objects(Bucket="uploads", Delete={"Objects": [{"Key": key}]})
                else:
                    bucket.delete_object(key)
                delete(key)
        listed = {each["Key"]: each["ETag"] for each in s3.list_objects_v2(Bucket="uploads").get("Contents", ())}
        test, *told = [message.json for message in queue.messages]
        kept = {key: made.etag for key, made in bucket.objects.items()}
    etag = hashlib.md5(data).hexdigest()
    assert test["Event"] == "s3:TestEvent"
    assert kept == dict.fromkeys(there, etag)
    assert listed == dict.fromkeys(there, f'"{etag}"')
    records = [event["Records"][0] for event in told]
    assert [(each["eventName"], each["s3"]["object"]["key"]) for each in records] == [
        (name, quote_plus(key, safe="/*-._")) for name, key in expected
    ]
    assert all(events.check(event) == [] for event in told)
    for each in records:
        entity = each["s3"]["object"]
        assert ("versionId" in entity) is versions
        if each["eventName"].startswith("ObjectCreated"):
            assert (entity["size"], entity["eTag"]) == (len(data), etag)
