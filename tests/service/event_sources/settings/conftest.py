"""Settings of mappings, checked against a function and a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.service.event_sources.mapping_settings import MappingSettings
from pytest_lambda.service.event_sources.settings import mapping_settings

Settings = Callable[..., MappingSettings]

#: what cannot be left out
REQUIRED = {"kinesis": {"starting_position": "LATEST"}, "dynamodb": {"starting_position": "LATEST"}}
KINDS = ("sqs", "kinesis", "dynamodb", "kafka", "mq", "documentdb")


@dataclass
class Source:
    """As much of a source as its settings are checked against."""

    name: str
    arn: str
    fifo: bool = False


def answers_nothing(event: Any, context: Any) -> None: ...


@pytest.fixture
def settings(service: LambdaService) -> Settings:
    """`settings("sqs", batch_size=5)` are the checked settings of a mapping that is created so."""
    function = service.create_function("orders", handler=answers_nothing)

    def check(
        kind: str, *, current: MappingSettings | None = None, fifo: bool = False, **given: Any
    ) -> MappingSettings:
        source = Source("source", f"arn:aws:{kind}:us-east-1:123456789012:source", fifo)
        required = REQUIRED.get(kind, {}) if current is None else {}
        return mapping_settings(kind, {**required, **given}, source=source, function=function, current=current)

    return check
