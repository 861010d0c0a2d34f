"""Buckets of moto drive functions, queues, topics and rules with the notifications that S3 makes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest

pytest.importorskip("moto")

import boto3
import requests
from botocore.exceptions import ClientError

from pytest_lambda import LambdaService, events, serve_boto3

from ..conftest import Client
from .conftest import Seen

EVERYTHING = [
    "s3:ObjectCreated:*",
    "s3:ObjectRemoved:*",
    "s3:ObjectTagging:*",
    "s3:ObjectAcl:Put",
    "s3:ObjectRestore:*",
]
Notify = Callable[..., None]


@pytest.fixture
def notify(service: LambdaService, s3: Any) -> Notify:
    """Configures the notifications of a bucket to the function `seeing`."""

    def configure(*event_names: str, bucket: str = "uploads", **rules: str) -> None:
        filtered = {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in rules.items()]}}
        s3.put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={
                "LambdaFunctionConfigurations": [
                    {
                        "Id": "to-seeing",
                        "LambdaFunctionArn": service["seeing"].arn,
                        "Events": list(event_names),
                        **({"Filter": filtered} if rules else {}),
                    }
                ]
            },
        )

    return configure


@pytest.fixture
def bucket(mocked: None, s3: Any, seen: Seen, notify: Notify) -> str:
    """`uploads`, which tells the function `seeing` everything."""
    s3.create_bucket(Bucket="uploads")
    notify(*EVERYTHING)
    return "uploads"


def told(seen: Seen) -> list[str]:
    return [each["eventName"] for each in seen]


def entities(seen: Seen) -> list[dict[str, Any]]:
    return [each["s3"]["object"] for each in seen]


class TestObjects:
    def test_put(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.put_object(Bucket=bucket, Key="a b/ü+(1).png", Body=b"hello")
        service.run()
        [record] = seen
        assert record["eventName"] == "ObjectCreated:Put"
        assert record["s3"]["configurationId"] == "to-seeing"
        assert record["s3"]["bucket"]["name"] == bucket
        entity = record["s3"]["object"]
        assert entity["key"] == "a+b/%C3%BC%2B%281%29.png"
        assert entity["size"] == 5
        assert entity["eTag"] == hashlib.md5(b"hello").hexdigest()
        assert "versionId" not in entity
        assert record["eventTime"] == "2026-01-01T00:00:00.000Z"

    @pytest.mark.parametrize(
        "key", ["a b", "a+b", "ä/ö", "x=1&y=2", "100%", "a%20b", "~t.*-_", "(a):@,;'!", "日本", "a//b", "?q#f"]
    )
    def test_odd_keys(self, service: LambdaService, s3: Any, bucket: str, seen: Seen, key: str) -> None:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
        s3.delete_object(Bucket=bucket, Key=key)
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}]})
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}], "Quiet": True})
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectRemoved:Delete"] * 2
        assert {each["key"] for each in entities(seen)} == {quote_plus(key, safe="/*-._")}

    def test_copies(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.create_bucket(Bucket="source")
        s3.put_object(Bucket="source", Key="a", Body=b"12345")
        s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": "source", "Key": "a"})
        service.run()
        assert told(seen) == ["ObjectCreated:Copy"]
        assert entities(seen)[0]["size"] == 5

    def test_uploads_in_parts(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        upload = s3.create_multipart_upload(Bucket=bucket, Key="big")["UploadId"]
        parts = [b"a" * (5 * 1024 * 1024), b"b" * 10]
        done = [
            {
                "PartNumber": number,
                "ETag": s3.upload_part(Bucket=bucket, Key="big", UploadId=upload, PartNumber=number, Body=body)["ETag"],
            }
            for number, body in enumerate(parts, 1)
        ]
        answer = s3.complete_multipart_upload(
            Bucket=bucket, Key="big", UploadId=upload, MultipartUpload={"Parts": done}
        )
        service.run()
        assert told(seen) == ["ObjectCreated:CompleteMultipartUpload"]
        assert entities(seen)[0]["size"] == sum(map(len, parts))
        assert entities(seen)[0]["eTag"] == answer["ETag"].strip('"')
        assert answer["ETag"].endswith('-2"')

    def test_tags_and_access(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.put_object(Bucket=bucket, Key="a", Body=b"1", Tagging="x=y")
        s3.put_object_tagging(Bucket=bucket, Key="a", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
        s3.delete_object_tagging(Bucket=bucket, Key="a")
        s3.put_object_acl(Bucket=bucket, Key="a", ACL="public-read")
        s3.put_object_acl(Bucket=bucket, Key="a", ACL="public-read")
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectTagging:Put", "ObjectTagging:Delete", "ObjectAcl:Put"]

    def test_restores(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.put_object(Bucket=bucket, Key="a", Body=b"1", StorageClass="DEEP_ARCHIVE")
        s3.restore_object(Bucket=bucket, Key="a", RestoreRequest={"Days": 3})
        s3.head_object(Bucket=bucket, Key="a")
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectRestore:Post", "ObjectRestore:Completed"]
        assert seen[2]["glacierEventData"]["restoreEventData"] == {
            "lifecycleRestorationExpiryTime": "2026-01-04T00:00:00.000Z",
            "lifecycleRestoreStorageClass": "DEEP_ARCHIVE",
        }

    def test_what_is_not_there(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.delete_object(Bucket=bucket, Key="none")
        with pytest.raises(ClientError):
            s3.put_object_tagging(Bucket=bucket, Key="none", Tagging={"TagSet": []})
        with pytest.raises(ClientError):
            s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "none"})
        service.run()
        assert seen == []

    def test_presigned(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        """Not from a client of botocore: moto's `responses` answer."""
        url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a b"})
        assert requests.put(url, data=b"123").ok
        post = s3.generate_presigned_post(bucket, "form")
        assert requests.post(post["url"], data=post["fields"], files={"file": b"12"}).ok
        url = s3.generate_presigned_url("delete_object", Params={"Bucket": bucket, "Key": "a b"})
        assert requests.delete(url).ok
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectCreated:Post", "ObjectRemoved:Delete"]
        assert [each.get("size") for each in entities(seen)] == [3, 2, None]

    def test_a_resource_and_its_transfers(self, service: LambdaService, bucket: str, seen: Seen) -> None:
        from io import BytesIO

        found = boto3.resource("s3", region_name="us-east-1").Bucket(bucket)
        found.upload_fileobj(BytesIO(b"12"), "a")
        found.Object("b").copy({"Bucket": bucket, "Key": "a"})
        found.objects.all().delete()
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectCreated:Copy", "ObjectRemoved:Delete", "ObjectRemoved:Delete"]


class TestVersions:
    def test_each_change(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        first = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["VersionId"]
        second = s3.put_object(Bucket=bucket, Key="a", Body=b"22")["VersionId"]
        marker = s3.delete_object(Bucket=bucket, Key="a")["VersionId"]
        s3.delete_object(Bucket=bucket, Key="a", VersionId=marker)
        s3.put_object_tagging(Bucket=bucket, Key="a", VersionId=first, Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a", "VersionId": first}]})
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}]})
        last = s3.list_object_versions(Bucket=bucket)["DeleteMarkers"][0]["VersionId"]
        service.run()
        assert [(each["eventName"], each["s3"]["object"]["versionId"]) for each in seen] == [
            ("ObjectCreated:Put", first),
            ("ObjectCreated:Put", second),
            ("ObjectRemoved:DeleteMarkerCreated", marker),
            ("ObjectRemoved:Delete", marker),
            ("ObjectTagging:Put", first),
            ("ObjectRemoved:Delete", first),
            ("ObjectRemoved:DeleteMarkerCreated", last),
        ]

    def test_suspended(self, service: LambdaService, s3: Any, bucket: str, seen: Seen) -> None:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
        s3.put_object(Bucket=bucket, Key="a", Body=b"1")
        s3.delete_object(Bucket=bucket, Key="a")
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated"]
        assert [each.get("versionId") for each in entities(seen)] == [None, "null"]


class TestConfiguration:
    def test_filters(self, service: LambdaService, s3: Any, mocked: None, seen: Seen, notify: Notify) -> None:
        s3.create_bucket(Bucket="uploads")
        notify("s3:ObjectCreated:Put", prefix="in/", suffix=".png")
        for key in ("in/a.png", "in/a.txt", "out/a.png"):
            s3.put_object(Bucket="uploads", Key=key)
        s3.copy_object(Bucket="uploads", Key="in/b.png", CopySource={"Bucket": "uploads", "Key": "in/a.png"})
        service.run()
        assert [each["key"] for each in entities(seen)] == ["in/a.png"]
        notify("s3:ObjectRemoved:*")
        s3.delete_object(Bucket="uploads", Key="in/a.txt")
        s3.put_object(Bucket="uploads", Key="in/c.png")
        service.run()
        assert told(seen) == ["ObjectCreated:Put", "ObjectRemoved:Delete"]
        s3.put_bucket_notification_configuration(Bucket="uploads", NotificationConfiguration={})
        s3.delete_object(Bucket="uploads", Key="in/b.png")
        service.run()
        assert len(seen) == 2

    def test_queues_topics_and_event_bridge(self, service: LambdaService, s3: Any, mocked: None) -> None:
        queue, topic = service.sqs_queue("files"), service.sns_topic("files")
        heard, ruled = service.sqs_queue("heard"), service.sqs_queue("ruled")
        topic.subscribe(heard, raw_message_delivery=True)
        service.event_bus().rule({"source": ["aws.s3"]}).add_target(ruled)
        s3.create_bucket(Bucket="uploads")
        s3.put_bucket_notification_configuration(
            Bucket="uploads",
            NotificationConfiguration={
                "QueueConfigurations": [{"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"]}],
                "TopicConfigurations": [{"TopicArn": topic.arn, "Events": ["s3:ObjectRemoved:*"]}],
                "EventBridgeConfiguration": {},
            },
        )
        s3.put_object(Bucket="uploads", Key="a b", Body=b"1")
        s3.delete_object(Bucket="uploads", Key="a b")
        service.run()
        for target, name in ((queue, "ObjectCreated:Put"), (heard, "ObjectRemoved:Delete")):
            test, message = [each.json for each in target.messages]
            assert test["Event"] == "s3:TestEvent"
            assert test["Bucket"] == "uploads"
            assert message["Records"][0]["eventName"] == name
            assert events.check(message) == []
        details = [each.json for each in ruled.messages]
        assert [each["detail-type"] for each in details] == ["Object Created", "Object Deleted"]
        assert {each["detail"]["object"]["key"] for each in details} == {"a b"}
        assert details[0]["detail"]["object"]["etag"] == hashlib.md5(b"1").hexdigest()
        assert all(events.check(each) == [] for each in details)

    def test_queues_and_topics_of_moto(self, mocked: None, service: LambdaService, client: Client, s3: Any) -> None:
        sqs, sns = client("sqs"), client("sns")
        url = sqs.create_queue(QueueName="files")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topic = sns.create_topic(Name="files")["TopicArn"]
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true"},
            ReturnSubscriptionArn=True,
        )
        s3.create_bucket(Bucket="uploads")
        s3.put_bucket_notification_configuration(
            Bucket="uploads",
            NotificationConfiguration={
                "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}],
                "TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectRemoved:*"]}],
            },
        )
        s3.put_object(Bucket="uploads", Key="a b")
        s3.delete_object(Bucket="uploads", Key="a b")
        service.run()
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        bodies = [json.loads(message["Body"]) for message in got]
        told = [body.get("Event") or body["Records"][0]["eventName"] for body in bodies]
        assert sorted(told) == ["ObjectCreated:Put", "ObjectRemoved:Delete", "s3:TestEvent", "s3:TestEvent"]

    def test_what_aws_does_not_take(
        self, service: LambdaService, s3: Any, mocked: None, seen: Seen, notify: Notify
    ) -> None:
        s3.create_bucket(Bucket="uploads")
        function = service["seeing"].arn
        for kind, target, arn in (
            ("QueueConfigurations", "QueueArn", service.sqs_queue("some").arn.replace("some", "none")),
            ("LambdaFunctionConfigurations", "LambdaFunctionArn", function.replace("seeing", "none")),
            ("QueueConfigurations", "QueueArn", service.sqs_queue("a.fifo", fifo_queue=True).arn),
        ):
            configuration = {kind: [{target: arn, "Events": ["s3:ObjectCreated:*"]}]}
            with pytest.raises(ClientError, match="Unable to validate the following destination") as caught:
                s3.put_bucket_notification_configuration(Bucket="uploads", NotificationConfiguration=configuration)
            assert caught.value.response["Error"]["Code"] == "InvalidArgument"
        one = {"LambdaFunctionArn": service["seeing"].arn, "Events": ["s3:ObjectCreated:*"]}
        with pytest.raises(ClientError, match="ambiguously defined"):
            s3.put_bucket_notification_configuration(
                Bucket="uploads",
                NotificationConfiguration={
                    "LambdaFunctionConfigurations": [one, {**one, "Events": ["s3:ObjectCreated:Put"]}]
                },
            )
        assert "LambdaFunctionConfigurations" not in s3.get_bucket_notification_configuration(Bucket="uploads")

    def test_of_a_bucket_that_is_older_than_the_service(self, mocked: None, client: Client) -> None:
        s3 = client("s3")
        s3.create_bucket(Bucket="uploads")
        s3.put_object(Bucket="uploads", Key="old", Body=b"1", Metadata={"a": "b"})
        arn = "arn:aws:lambda:us-east-1:123456789012:function:later"
        s3.put_bucket_notification_configuration(
            Bucket="uploads",
            NotificationConfiguration={
                "LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]
            },
        )
        with LambdaService() as service, serve_boto3(service):
            function = service.create_function("later", handler=lambda event, context: event)
            s3.put_object(Bucket="uploads", Key="new")
            service.run()
            [invocation] = function.invocations
            assert invocation.payload["Records"][0]["s3"]["object"]["key"] == "new"
            bucket = service.s3_bucket("uploads")
            assert bucket.objects["old"].text == "1"
            assert bucket.objects["old"].metadata == {"a": "b"}


class TestHandlers:
    def test_a_chain(self, service: LambdaService, s3: Any, mocked: None) -> None:
        def thumbnail(event: Any, context: Any) -> None:
            client = boto3.client("s3")
            for record in event["Records"]:
                key = requests.utils.unquote(record["s3"]["object"]["key"].replace("+", " "))
                body = client.get_object(Bucket="uploads", Key=key)["Body"].read()
                client.put_object(Bucket="thumbnails", Key=key, Body=body[:2])

        done: list[str] = []
        one = service.create_function("thumbnail", handler=thumbnail)
        two = service.create_function("done", handler=lambda event, _: done.append(json.dumps(event)))
        for name, function in (("uploads", one), ("thumbnails", two)):
            s3.create_bucket(Bucket=name)
            s3.put_bucket_notification_configuration(
                Bucket=name,
                NotificationConfiguration={
                    "LambdaFunctionConfigurations": [
                        {"LambdaFunctionArn": function.arn, "Events": ["s3:ObjectCreated:*"]}
                    ]
                },
            )
        s3.put_object(Bucket="uploads", Key="a b.png", Body=b"large")
        service.run()
        assert [json.loads(each)["Records"][0]["s3"]["object"]["size"] for each in done] == [2]
        service.check_ledger()

    def test_a_loop_is_stopped(self, service: LambdaService, s3: Any, mocked: None) -> None:
        def again(event: Any, context: Any) -> None:
            boto3.client("s3").put_object(Bucket="uploads", Key="a")

        function = service.create_function("again", handler=again, timeout=60)
        s3.create_bucket(Bucket="uploads")
        s3.put_bucket_notification_configuration(
            Bucket="uploads",
            NotificationConfiguration={
                "LambdaFunctionConfigurations": [{"LambdaFunctionArn": function.arn, "Events": ["s3:ObjectCreated:*"]}]
            },
        )
        s3.put_object(Bucket="uploads", Key="a")
        service.run()
        assert len(function.invocations) == 16
