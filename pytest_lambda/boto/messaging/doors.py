"""The doors of queues, topics, buses and streams."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_lambda.boto.exchange import Door
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.sqs.adopting import adopt_queue
from pytest_lambda.boto.messaging.sqs.door import SqsDoor
from pytest_lambda.service.service import LambdaService


def messaging_doors(service: LambdaService) -> Mapping[str, Door]:
    """One for each of the services, by the names that `open_door` takes."""
    adoption = Adoption(service, {"sqs": adopt_queue})
    return {"sqs": SqsDoor(adoption)}
