"""Run AWS Lambda functions written in Python inside the test process, with the semantics of the real service.

The public names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.batches.judging.disputed import Disputed
    from pytest_lambda.batches.outcome import BatchOutcome, RecordOutcome
    from pytest_lambda.batches.record import BatchRecord
    from pytest_lambda.boto.service_api import serve_boto3
    from pytest_lambda.clock.settling import Limits
    from pytest_lambda.clock.virtual import VirtualClock
    from pytest_lambda.errors import (
        AnswerRefused,
        ClockError,
        ConfigurationError,
        EnvironmentBusy,
        EventError,
        EventsUnaccountedFor,
        FunctionError,
        FunctionExited,
        FunctionTimeout,
        InitError,
        InvalidParameterValueException,
        InvalidRequestContentException,
        InvokeError,
        InvokeParameterValueException,
        NotSimulated,
        PreconditionFailedException,
        PytestLambdaError,
        RecursiveInvocationException,
        RequestEntityTooLargeException,
        RequestNotParsed,
        ResourceConflictException,
        ResourceNotFoundException,
        ResponseNotSerializable,
        ResponseTooLarge,
        ServiceException,
        SimulationDidNotSettle,
        SimulationStalled,
        TooManyRequestsException,
    )
    from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused
    from pytest_lambda.runtime.context import LambdaContext
    from pytest_lambda.runtime.context_factory import make_context
    from pytest_lambda.runtime.function import LambdaFunction
    from pytest_lambda.runtime.modules.handler_patched import HandlerPatched
    from pytest_lambda.runtime.result import InvocationResult
    from pytest_lambda.service.asynchronous.backoff import Backoff
    from pytest_lambda.service.billing.prices import PriceTable
    from pytest_lambda.service.concurrency.account import Account
    from pytest_lambda.service.event_sources.mapping import EventSourceMapping
    from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
    from pytest_lambda.service.event_sources.readings import Readings
    from pytest_lambda.service.front_door import Accepted
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.resources.activemq import ActiveMqQueue
    from pytest_lambda.service.resources.dynamodb_table import DynamoDBTable
    from pytest_lambda.service.resources.event_bus import EventBus
    from pytest_lambda.service.resources.kafka_topic import KafkaTopic
    from pytest_lambda.service.resources.kinesis_stream import KinesisStream
    from pytest_lambda.service.resources.rabbitmq import RabbitMqQueue
    from pytest_lambda.service.resources.s3_bucket import S3Bucket
    from pytest_lambda.service.resources.sns_topic import SnsTopic
    from pytest_lambda.service.resources.sqs_queue import SqsQueue
    from pytest_lambda.service.service import LambdaService
    from pytest_lambda.world import World

__version__ = "0.1.0"

#: tells this package from the unrelated one of the same name (see pytest_plugin.py)
__distribution__ = "pytest-aws-lambda"

#: public name -> the module that holds it
_HOMES = {
    "Accepted": "service.front_door",
    "Account": "service.concurrency.account",
    "ActiveMqQueue": "service.resources.activemq",
    "AnswerRefused": "errors",
    "AwsCallRefused": "runtime.aws_access.refusal",
    "Backoff": "service.asynchronous.backoff",
    "BatchOutcome": "batches.outcome",
    "BatchRecord": "batches.record",
    "ClockError": "errors",
    "ConfigurationError": "errors",
    "Disputed": "batches.judging.disputed",
    "DynamoDBTable": "service.resources.dynamodb_table",
    "EnvironmentBusy": "errors",
    "EventBus": "service.resources.event_bus",
    "EventError": "errors",
    "EventSourceMapping": "service.event_sources.mapping",
    "EventsUnaccountedFor": "errors",
    "FunctionError": "errors",
    "FunctionExited": "errors",
    "FunctionTimeout": "errors",
    "HandlerPatched": "runtime.modules.handler_patched",
    "InitError": "errors",
    "InvalidParameterValueException": "errors",
    "InvalidRequestContentException": "errors",
    "InvocationResult": "runtime.result",
    "InvokeError": "errors",
    "InvokeParameterValueException": "errors",
    "KafkaTopic": "service.resources.kafka_topic",
    "KinesisStream": "service.resources.kinesis_stream",
    "LambdaContext": "runtime.context",
    "LambdaFunction": "runtime.function",
    "LambdaService": "service.service",
    "Limits": "clock.settling",
    "MappingSettings": "service.event_sources.mapping_settings",
    "NotSimulated": "errors",
    "PreconditionFailedException": "errors",
    "PriceTable": "service.billing.prices",
    "PytestLambdaError": "errors",
    "RabbitMqQueue": "service.resources.rabbitmq",
    "Readings": "service.event_sources.readings",
    "RecordOutcome": "batches.outcome",
    "RecursiveInvocationException": "errors",
    "RequestEntityTooLargeException": "errors",
    "RequestNotParsed": "errors",
    "ResourceConflictException": "errors",
    "ResourceNotFoundException": "errors",
    "ResponseNotSerializable": "errors",
    "ResponseTooLarge": "errors",
    "S3Bucket": "service.resources.s3_bucket",
    "ServiceException": "errors",
    "ServiceFunction": "service.function",
    "SimulationDidNotSettle": "errors",
    "SimulationStalled": "errors",
    "SnsTopic": "service.resources.sns_topic",
    "SqsQueue": "service.resources.sqs_queue",
    "TooManyRequestsException": "errors",
    "VirtualClock": "clock.virtual",
    "World": "world",
    "make_context": "runtime.context_factory",
    "serve_boto3": "boto.service_api",
}

__all__ = [
    "Accepted",
    "Account",
    "ActiveMqQueue",
    "AnswerRefused",
    "AwsCallRefused",
    "Backoff",
    "BatchOutcome",
    "BatchRecord",
    "ClockError",
    "ConfigurationError",
    "Disputed",
    "DynamoDBTable",
    "EnvironmentBusy",
    "EventBus",
    "EventError",
    "EventSourceMapping",
    "EventsUnaccountedFor",
    "FunctionError",
    "FunctionExited",
    "FunctionTimeout",
    "HandlerPatched",
    "InitError",
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "InvocationResult",
    "InvokeError",
    "InvokeParameterValueException",
    "KafkaTopic",
    "KinesisStream",
    "LambdaContext",
    "LambdaFunction",
    "LambdaService",
    "Limits",
    "MappingSettings",
    "NotSimulated",
    "PreconditionFailedException",
    "PriceTable",
    "PytestLambdaError",
    "RabbitMqQueue",
    "Readings",
    "RecordOutcome",
    "RecursiveInvocationException",
    "RequestEntityTooLargeException",
    "RequestNotParsed",
    "ResourceConflictException",
    "ResourceNotFoundException",
    "ResponseNotSerializable",
    "ResponseTooLarge",
    "S3Bucket",
    "ServiceException",
    "ServiceFunction",
    "SimulationDidNotSettle",
    "SimulationStalled",
    "SnsTopic",
    "SqsQueue",
    "TooManyRequestsException",
    "VirtualClock",
    "World",
    "make_context",
    "serve_boto3",
]


# `lazy_names` does this for other packages: the root, which each test run loads, loads no further module.
def __getattr__(name: str) -> object:
    import sys

    home = _HOMES.get(name)
    # freezegun asks every module for everything: it must not load all of this, and under half-frozen time.
    if home is None or sys._getframe(1).f_globals.get("__name__") == "freezegun.api":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
