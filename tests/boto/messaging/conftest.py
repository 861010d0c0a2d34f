"""A service that clients reach, and clients whose every answer fits the API model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_lambda import LambdaService, ServiceFunction
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client

#: what AWS itself answers with a zero or an empty list, although the model wants at least one
LESS_THAN_THE_MODEL = ("FailedRecordCount, value: 0", "ShardLevelMetrics, value: 0", "parameter Targets, value: 0")
Collect = Callable[..., ServiceFunction]


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service, serve_boto3(service):
        yield service


@pytest.fixture
def checked(client: Client) -> Client:
    """Makes clients that refuse answers which do not fit botocore's model of the operation."""
    from botocore.validate import ParamValidator

    def check(parsed: dict[str, Any], model: Any, **others: Any) -> None:
        if "Error" in parsed or model.output_shape is None:
            return
        answer = {name: each for name, each in parsed.items() if name != "ResponseMetadata"}
        report = ParamValidator().validate(answer, model.output_shape).generate_report()
        wrong = [line for line in report.splitlines() if not any(name in line for name in LESS_THAN_THE_MODEL)]
        assert not wrong, report

    def make(service: str, **parameters: Any) -> Any:
        made = client(service, **parameters)
        made.meta.events.register("after-call", check)
        return made

    return make


@pytest.fixture
def sqs(service: LambdaService, checked: Client) -> Any:
    return checked("sqs")


@pytest.fixture
def collect(service: LambdaService) -> Collect:
    """Makes a function that keeps its events: `function.seen`."""

    def make(name: str = "collect", **settings: Any) -> ServiceFunction:
        seen: list[Any] = []
        function = service.create_function(name, handler=lambda event, context: seen.append(event), **settings)
        function.seen = seen
        return function

    return make
