"""Answers that libraries make are right: they run on AWS every day."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import (
    ALBResolver,
    APIGatewayHttpResolver,
    APIGatewayRestResolver,
    LambdaFunctionUrlResolver,
    Response,
)
from aws_lambda_powertools.shared.cookies import Cookie
from aws_lambda_powertools.utilities import data_classes
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes import api_gateway_authorizer_event as authorizers
from aws_lambda_powertools.utilities.data_classes.appsync_authorizer_event import AppSyncAuthorizerResponse
from aws_lambda_powertools.utilities.data_classes.kinesis_firehose_event import (
    KinesisFirehoseDataTransformationRecord,
    KinesisFirehoseDataTransformationResponse,
)
from mangum import Mangum

from pytest_lambda import events

from .broken import broken

RESOLVERS: dict[str, Any] = {
    "rest_api": APIGatewayRestResolver,
    "http_api": APIGatewayHttpResolver,
    "function_url": LambdaFunctionUrlResolver,
    "alb": ALBResolver,
    "alb_multi": ALBResolver,
}


def built(source: str, path: str = "/") -> Any:
    """A request; `alb_multi` is one of a target group with multi-value headers."""
    if source == "alb_multi":
        return events.alb(method="GET", path=path, multi_value_headers=True)
    return getattr(events, source)(method="GET", path=path)


class Context:
    """What the libraries read of the context."""

    function_name = "f"
    memory_limit_in_mb = 128
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    aws_request_id = "r"

    def get_remaining_time_in_millis(self) -> int:
        return 1000


@pytest.mark.parametrize("source", RESOLVERS)
@pytest.mark.parametrize("path", ["/json", "/binary", "/cookies", "/nowhere"])
def test_answers_of_powertools_resolvers(source: str, path: str) -> None:
    app = RESOLVERS[source]()

    @app.get("/json")
    def json_answer() -> dict[str, Any]:
        return {"id": 1}

    @app.get("/binary", compress=True)
    def binary() -> Any:
        return Response(status_code=200, content_type="image/png", body=b"\x89PNG\xff", headers={"X-A": "b"})

    @app.get("/cookies")
    def cookies() -> Any:
        return Response(status_code=201, body="hello", cookies=[Cookie(name="a", value="b")])

    event = built(source, path)
    answer = app.resolve(copy.deepcopy(event), Context())
    assert answer["statusCode"] == {"/cookies": 201, "/nowhere": 404}.get(path, 200)
    assert broken(source.removesuffix("_multi"), answer, event) == set()


@pytest.fixture
def _loop() -> Iterator[None]:
    """Mangum asks for the current loop, which newer Pythons do not make by themselves."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


async def application(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1"), (b"x-a", b"2"), (b"set-cookie", b"a=b")]})
    await send({"type": "http.response.body", "body": b"\xff"})


@pytest.mark.usefixtures("_loop")
@pytest.mark.parametrize("source", RESOLVERS)
def test_answers_of_mangum(source: str) -> None:
    event = built(source)
    answer = Mangum(application, lifespan="off")(copy.deepcopy(event), Context())
    assert answer["statusCode"] == 200
    assert broken(source.removesuffix("_multi"), answer, event) == set()


@pytest.mark.parametrize(
    ("source", "kind"),
    [("sqs", EventType.SQS), ("kinesis", EventType.KinesisDataStreams), ("dynamodb", EventType.DynamoDBStreams)],
)
def test_partial_batch_answers(source: str, kind: EventType) -> None:
    event = getattr(events, source)(*({"id": number} for number in range(3))) if source != "dynamodb" else events.dynamodb()
    seen: list[Any] = []

    def handle(record: Any) -> None:
        seen.append(record)
        if len(seen) == 2:
            raise ValueError("no")

    processor = BatchProcessor(event_type=kind, raise_on_entire_batch_failure=False)
    answer = process_partial_response(
        event=copy.deepcopy(event),
        record_handler=handle,
        processor=processor,
        context=None,
    )
    assert len(answer["batchItemFailures"]) == (len(seen) > 1)
    assert broken(source, answer, event) == set()


def test_answers_of_authorizers() -> None:
    event: Any = events.rest_api_authorizer_request()
    parsed = authorizers.parse_api_gateway_arn(event["methodArn"])
    policy = authorizers.APIGatewayAuthorizerResponse(
        principal_id="user",
        region=parsed.region,
        aws_account_id=parsed.aws_account_id,
        api_id=parsed.api_id,
        stage=parsed.stage,
        context={"a": "b"},
    )
    policy.allow_all_routes()
    assert broken("rest_api_authorizer_request", policy.asdict(), event) == set()
    simple = authorizers.APIGatewayAuthorizerResponseV2(authorize=True, context={"a": ["b"]})
    assert broken("http_api_authorizer", simple.asdict(), events.http_api_authorizer()) == set()
    sync = AppSyncAuthorizerResponse(authorize=True, max_age=60, resolver_context={"a": 1}, deny_fields=["Query.a"])
    assert broken("appsync_authorizer", sync.asdict(), events.appsync_authorizer()) == set()


def test_answers_to_firehose() -> None:
    event: Any = events.firehose("a", "b", "c")
    answer = KinesisFirehoseDataTransformationResponse()
    for record, result in zip(data_classes.KinesisFirehoseEvent(event).records, ("Ok", "Dropped", "ProcessingFailed"), strict=True):
        transformed = KinesisFirehoseDataTransformationRecord(record_id=record.record_id, result=result)
        if result == "Ok":
            transformed.data = "YQ=="
        answer.add_record(transformed)
    assert broken("firehose", answer.asdict(), event) == set()
