"""The services of AWS that a `LambdaService` answers besides Lambda itself."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_lambda.boto.exchange import Door
from pytest_lambda.boto.logs_api.door import LogsDoor
from pytest_lambda.boto.messaging.doors import messaging_doors
from pytest_lambda.boto.storage.doors import storage_doors
from pytest_lambda.service.service import LambdaService


def doors_of(service: LambdaService) -> Mapping[str, Door]:
    """What clients of botocore reach of a service, by the names that `open_door` takes."""
    return {
        **messaging_doors(service),
        "cloudwatch-logs": LogsDoor(service),
        **storage_doors(service),
    }
