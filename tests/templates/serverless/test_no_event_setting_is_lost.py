"""Each setting of each kind of event changes a resource, or is told as having no effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import ConfigurationError

from .test_nothing_is_lost import project, seen

QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"
TOPIC = "arn:aws:sns:us-east-1:123456789012:t"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:s"
BROKER = "arn:aws:mq:us-east-1:0000:broker:b:b-1"
LISTENER = "arn:aws:elasticloadbalancing:us-east-1:12345:listener/app/lb/50dc6c495c0c9188/0d7b6c9f5f5c9f5c"
PATTERNS = {"filterPatterns": [{"a": [1]}]}
BATCHES = {"batchSize": 3, "enabled": False, "maximumBatchingWindow": 2, **PATTERNS}
TOPICS = {**BATCHES, "consumerGroupId": "g", "startingPosition": "LATEST", "startingPositionTimestamp": 1}
INPUTS = {
    "input": {"a": 1},
    "inputPath": "$.a",
    "inputTransformer": {"inputTemplate": '"<a>"', "inputPathsMap": {"a": "$.a"}},
}
NAMED = {"description": "d", "enabled": False, "name": "n"}

#: kind -> what it does not do without, and what else it may have
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "activemq": ({"arn": BROKER, "queue": "q", "basicAuthArn": SECRET}, BATCHES),
    "alb": (
        {"listenerArn": LISTENER, "priority": 1, "conditions": {"path": "/"}},
        {"authorizer": "a", "healthCheck": {"path": "/"}, "multiValueHeaders": True, "targetGroupName": "n"},
    ),
    "cloudwatchEvent": ({"event": {"source": ["own"]}}, {**INPUTS, **NAMED}),
    "cloudwatchLog": ({"logGroup": "/a"}, {"filter": "{$.a = 1}"}),
    "cognitoUserPool": ({"pool": "p", "trigger": "PreSignUp"}, {"existing": True}),
    "eventBridge": (
        {"pattern": {"source": ["own"]}},
        {
            **INPUTS,
            **NAMED,
            "deadLetterQueueArn": QUEUE,
            "eventBus": "bus",
            "retryPolicy": {"maximumEventAge": 60, "maximumRetryAttempts": 1},
            "schedule": "rate(1 hour)",
        },
    ),
    "http": (
        {"method": "get", "path": "b"},
        {
            "async": True,
            "authorizer": "aws_iam",
            "cors": True,
            "integration": "lambda",
            "operationId": "o",
            "private": True,
            "request": {"parameters": {"headers": {"x": True}}},
            "response": {"transferMode": "STREAM"},
        },
    ),
    "httpApi": ({"method": "GET", "path": "/b"}, {"authorizer": {"id": "abc", "type": "jwt", "scopes": ["read"]}}),
    "kafka": ({"bootstrapServers": ["b:9092"], "topic": "t"}, {**TOPICS, "accessConfigurations": {"saslPlainAuth": SECRET}}),
    "msk": ({"arn": "arn:aws:kafka:us-east-1:1:cluster/c/a", "topic": "t"}, {**TOPICS, "saslScram512": SECRET}),
    "rabbitmq": ({"arn": BROKER, "queue": "q", "basicAuthArn": SECRET}, {**BATCHES, "virtualHost": "/"}),
    "s3": ({"bucket": "b"}, {"event": "s3:ObjectRemoved:*", "existing": True, "rules": [{"prefix": "x"}]}),
    "schedule": ({"rate": "rate(1 hour)"}, {**INPUTS, **NAMED, "method": "scheduler"}),
    "sns": (
        {"topicName": "t"},
        {
            "arn": TOPIC,
            "displayName": "d",
            "filterPolicy": {"a": ["b"]},
            "filterPolicyScope": "MessageBody",
            "kmsMasterKeyId": "k",
            "redrivePolicy": {"deadLetterTargetArn": QUEUE},
        },
    ),
    "sqs": ({"arn": QUEUE}, {**BATCHES, "functionResponseType": "ReportBatchItemFailures", "maximumConcurrency": 2}),
    "stream": (
        {"arn": STREAM},
        {
            "batchSize": 3,
            "batchWindow": 2,
            "bisectBatchOnFunctionError": True,
            "consumer": True,
            "destinations": {"onFailure": QUEUE},
            "enabled": False,
            **PATTERNS,
            "functionResponseType": "ReportBatchItemFailures",
            "maximumRecordAgeInSeconds": 60,
            "maximumRetryAttempts": 1,
            "parallelizationFactor": 2,
            "startingPosition": "LATEST",
            "startingPositionTimestamp": 1,
            "tumblingWindowInSeconds": 30,
            "type": "dynamodb",
        },
    ),
    "websocket": ({"route": "b"}, {"authorizer": "aws_iam", "routeResponseSelectionExpression": "$default"}),
}  # fmt: skip
CASES = [(kind, name) for kind, (_, more) in KINDS.items() for name in more]


@pytest.mark.parametrize(("kind", "name"), CASES, ids=[f"{kind}-{name}" for kind, name in CASES])
def test_settings_of_an_event(tmp_path: Path, kind: str, name: str) -> None:
    needed, more = KINDS[kind]
    without = seen(project(tmp_path, function={"events": [{kind: needed}]}))
    settings = {**needed, name: more[name]}
    if kind == "stream" and name == "type":
        settings["arn"] = {"Fn::GetAtt": ["T", "StreamArn"]}
    assert seen(project(tmp_path, function={"events": [{kind: settings}]})) != without


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_all_others_are_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{kind} has no setting 'unheardOf'"):
        project(tmp_path, function={"events": [{kind: {**KINDS[kind][0], "unheardOf": 1}}]})


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ({"destinations": {"onFail": QUEUE}}, "destinations has no setting 'onFail'"),
        ({"url": {"cor": True}}, "url has no setting 'cor'"),
        ({"provisionedConcurrency": {"execution": 1}}, "provisionedConcurrency has no setting 'execution'"),
        ({"events": [{"stream": {"arn": STREAM, "destinations": {"onSuccess": QUEUE}}}]}, "no setting 'onSuccess'"),
        ({"events": [{"http": {"method": "get", "path": "b", "request": {"body": 1}}}]}, "request has no setting 'body'"),
        ({"events": [{"http": {"method": "get", "path": "b", "cors": {"origen": 1}}}]}, "cors has no setting 'origen'"),
    ],
)  # fmt: skip
def test_parts_of_settings_are_known(tmp_path: Path, function: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        project(tmp_path, function=function)
