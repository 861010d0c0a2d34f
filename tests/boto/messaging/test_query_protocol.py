"""SQS in the protocol `query`, which botocore spoke before 1.31.81."""

from __future__ import annotations

import copy
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.session import Session

from pytest_lambda import LambdaService

#: how the API model of that time called what is in lists and maps
_LISTS = {
    "AttributeNameList": "AttributeName",
    "BatchResultErrorEntryList": "BatchResultErrorEntry",
    "ChangeMessageVisibilityBatchRequestEntryList": "ChangeMessageVisibilityBatchRequestEntry",
    "ChangeMessageVisibilityBatchResultEntryList": "ChangeMessageVisibilityBatchResultEntry",
    "DeleteMessageBatchRequestEntryList": "DeleteMessageBatchRequestEntry",
    "DeleteMessageBatchResultEntryList": "DeleteMessageBatchResultEntry",
    "MessageAttributeNameList": "MessageAttributeName",
    "MessageList": "Message",
    "QueueUrlList": "QueueUrl",
    "SendMessageBatchRequestEntryList": "SendMessageBatchRequestEntry",
    "SendMessageBatchResultEntryList": "SendMessageBatchResultEntry",
    "TagKeyList": "TagKey",
}
_MAPS = {
    "MessageBodyAttributeMap": ("Name", "Value", "MessageAttribute"),
    "MessageBodySystemAttributeMap": ("Name", "Value", "MessageSystemAttribute"),
    "MessageSystemAttributeMap": ("Name", "Value", "Attribute"),
    "QueueAttributeMap": ("Name", "Value", "Attribute"),
    "TagMap": ("Key", "Value", "Tag"),
}


class Loader:
    """botocore's own, with SQS as it was."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        model = self._loader.load_service_model(service_name, type_name, api_version)
        return as_it_was(model) if (service_name, type_name) == ("sqs", "service-2") else model


def as_it_was(model: Any) -> Any:
    made = copy.deepcopy(model)
    for name in ("awsQueryCompatible", "jsonVersion", "targetPrefix", "protocols", "auth"):
        made["metadata"].pop(name, None)
    made["metadata"].update(protocol="query", xmlNamespace="http://queue.amazonaws.com/doc/2012-11-05/")
    shapes = made["shapes"]
    for name, element in _LISTS.items():
        shapes[name]["member"]["locationName"] = element
        shapes[name]["flattened"] = True
    for name, (key, value, _) in _MAPS.items():
        shapes[name]["key"]["locationName"], shapes[name]["value"]["locationName"] = key, value
        shapes[name]["flattened"] = True
    for shape in shapes.values():
        for member in shape.get("members", {}).values():
            if member["shape"] in _MAPS:
                member["locationName"] = _MAPS[member["shape"]][2]
    for name, operation in made["operations"].items():
        if "output" in operation:
            operation["output"]["resultWrapper"] = f"{name}Result"
    return made


@pytest.fixture
def sqs(service: LambdaService, api_models: Any) -> Any:
    boto3 = pytest.importorskip("boto3")
    session = Session()
    session.register_component("data_loader", Loader(api_models))
    client = boto3.session.Session(botocore_session=session).client("sqs")
    assert client.meta.service_model.metadata["protocol"] == "query"
    return client


def test_a_message_from_first_to_last(sqs: Any, service: LambdaService) -> None:
    url = sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "5"}, tags={"a": "1"})["QueueUrl"]
    queue = service.sqs_queue("orders")
    assert queue.settings.visibility_timeout == 5
    attributes = {
        "kind": {"DataType": "String", "StringValue": "<a & b>"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\0\xff"},
    }
    sent = sqs.send_message(QueueUrl=url, MessageBody="ü <&>\n", MessageAttributes=attributes)
    [message] = sqs.receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"], MaxNumberOfMessages=10
    )["Messages"]
    assert (message["MessageId"], message["Body"]) == (sent["MessageId"], "ü <&>\n")
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert len(queue.messages) == 1
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert len(queue.deleted) == 1


def test_batches_and_lists(sqs: Any, service: LambdaService) -> None:
    url = service.sqs_queue("orders").url
    entries = [{"Id": str(each), "MessageBody": str(each), "DelaySeconds": each} for each in (0, 1, 901)]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert [each["Id"] for each in answer["Successful"]] == ["0", "1"]
    assert [(each["Id"], each["SenderFault"]) for each in answer["Failed"]] == [("901", True)]
    service.sqs_queue("others")
    assert [each.rpartition("/")[2] for each in sqs.list_queues()["QueueUrls"]] == ["orders", "others"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "QueueArn"])
    assert told["Attributes"]["ApproximateNumberOfMessages"] == "1"
    sqs.tag_queue(QueueUrl=url, Tags={"a": "1", "b": "2"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"b": "2"}
    assert "Messages" not in sqs.receive_message(QueueUrl=service.sqs_queue("others").url)


def test_errors(sqs: Any, service: LambdaService) -> None:
    from botocore.exceptions import ClientError

    queue = service.sqs_queue("orders")
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=f"{queue.url}-typo", MessageBody="a")
    error = caught.value.response["Error"]
    assert (error["Code"], error["Type"]) == ("AWS.SimpleQueueService.NonExistentQueue", "Sender")
    assert error["Message"].endswith("Queues of 123456789012 in us-east-1: orders.")
    with pytest.raises(ClientError) as caught:
        sqs.delete_message(QueueUrl=queue.url, ReceiptHandle="no")
    assert caught.value.response["Error"]["Code"] == "ReceiptHandleIsInvalid"
