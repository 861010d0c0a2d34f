"""Resources that come from elsewhere, and who is told of those that are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaService
from pytest_lambda.service.resources.sqs_queue import SqsQueue

ARN = "arn:aws:sqs:us-east-1:123456789012:orders"


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


class TestForeign:
    def test_is_asked_once_for_what_nobody_knows(self, service: LambdaService) -> None:
        asked: list[str] = []

        def bring(arn: str) -> Any:
            asked.append(arn)
            return SqsQueue("orders", platform=service)

        service.foreign.append(bring)
        queue = service.resource(ARN)
        assert isinstance(queue, SqsQueue)
        assert service.resource(ARN) is service.sqs_queue("orders") is queue
        assert asked == [ARN]

    def test_a_name_finds_it_too(self, service: LambdaService) -> None:
        brought = SqsQueue("orders", platform=service)
        service.foreign.append({ARN: brought}.get)
        assert service.sqs_queue("orders") is brought
        assert service.sqs_queue("others") is not brought

    def test_may_make_it_here(self, service: LambdaService) -> None:
        service.foreign.append(lambda arn: service.sqs_queue("orders", visibility_timeout=7))
        assert service.resource(ARN).settings.visibility_timeout == 7
        assert service.resource(ARN) is service.sqs_queue("orders")

    def test_the_first_that_has_it(self, service: LambdaService) -> None:
        service.foreign += [lambda arn: None, lambda arn: SqsQueue("orders", platform=service)]
        assert service.resource(ARN).name == "orders"

    def test_is_not_asked_for_what_is_known(self, service: LambdaService) -> None:
        queue = service.sqs_queue("orders")
        service.foreign.append(lambda arn: pytest.fail(arn))
        assert service.resource(ARN) is queue
        assert service.resource("arn:aws:lambda:us-east-1:123456789012:function:gone") is None

    def test_has_settings_already(self, service: LambdaService) -> None:
        service.foreign.append(lambda arn: SqsQueue("orders", platform=service))
        with pytest.raises(ConfigurationError, match="exists already: look it up by its name alone"):
            service.sqs_queue("orders", visibility_timeout=7)

    def test_is_asked_again_after_an_error(self, service: LambdaService) -> None:
        answers = iter([ValueError("no"), SqsQueue("orders", platform=service)])

        def bring(arn: str) -> Any:
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

        service.foreign.append(bring)
        with pytest.raises(ValueError, match="no"):
            service.resource(ARN)
        assert service.resource(ARN).name == "orders"


class TestOnResource:
    def test_is_told_once_of_each(self, service: LambdaService) -> None:
        told: list[str] = []
        service.on_resource.append(lambda resource: told.append(resource.arn.rpartition(":")[2]))
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=3)
        service.sqs_queue("orders")
        service.add_resource(queue)
        service.resource(queue.arn)
        service.dynamodb_table("table", stream_view_type=None)
        assert told == ["orders-dlq", "orders", "table/table"]

    def test_of_those_that_were_brought(self, service: LambdaService) -> None:
        told: list[Any] = []
        service.on_resource.append(told.append)
        service.foreign.append(lambda arn: SqsQueue("orders", platform=service))
        assert told == []
        assert service.resource(ARN) is told[0]
        assert len(told) == 1
