"""The doors of queues, topics, buses and streams."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_lambda.boto.exchange import Door
from pytest_lambda.boto.messaging.adoption import Adoption
from pytest_lambda.boto.messaging.events.adopting import adopt_bus
from pytest_lambda.boto.messaging.events.door import EventsDoor
from pytest_lambda.boto.messaging.kinesis.adopting import adopt_stream
from pytest_lambda.boto.messaging.kinesis.door import KinesisDoor
from pytest_lambda.boto.messaging.scheduler.door import SchedulerDoor
from pytest_lambda.boto.messaging.sns.adopting import adopt_topic
from pytest_lambda.boto.messaging.sns.door import SnsDoor
from pytest_lambda.boto.messaging.sqs.adopting import adopt_queue
from pytest_lambda.boto.messaging.sqs.door import SqsDoor
from pytest_lambda.service.service import LambdaService


def messaging_doors(service: LambdaService) -> Mapping[str, Door]:
    """One for each of the services, by the names that `open_door` takes."""
    kinds = {"events": adopt_bus, "kinesis": adopt_stream, "sns": adopt_topic, "sqs": adopt_queue}
    adoption = Adoption(service, kinds)
    return {
        "sqs": SqsDoor(adoption),
        "sns": SnsDoor(adoption),
        "eventbridge": EventsDoor(adoption),
        "kinesis": KinesisDoor(adoption),
        "scheduler": SchedulerDoor(adoption),
    }
