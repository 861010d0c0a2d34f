"""How what no source confirms about event sources is read here. Other readings can be set."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_lambda.batches.judging import Disputed
from pytest_lambda.service.asynchronous.backoff import Backoff

#: The first delay was measured (C30); that they double, and the cap, no source confirms (C31).
STREAM_RETRIES = Backoff(first_seconds=0.2, factor=2.0, most_seconds=60.0)


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading of each.

    Args:
        answers: what answers mean whose meaning was not recorded, or in two ways (A55-A67, C59-C68).
        stream_retries: how long a stream's batch waits for its next attempt (C31).
        queue_throttles: how long a batch of messages waits that the function could not take (A38).
    """

    answers: Disputed = field(default_factory=Disputed)
    stream_retries: Backoff = STREAM_RETRIES
    queue_throttles: Backoff = field(default_factory=Backoff)
