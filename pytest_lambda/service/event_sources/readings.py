"""How what no source confirms about event sources is read here. Other readings can be set."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_lambda.batches.judging import Disputed
from pytest_lambda.service.asynchronous.backoff import Backoff
from pytest_lambda.service.event_sources.streams.pacing import Pacing


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading of each.

    Args:
        answers: what answers mean whose meaning was not recorded, or in two ways (A55-A67, C59-C68).
        stream_retries: how long a stream's batch waits for its next attempt (C31).
        queue_throttles: how long a batch of messages waits that the function could not take (A38).
    """

    answers: Disputed = field(default_factory=Disputed)
    stream_retries: Pacing = field(default_factory=Pacing)
    queue_throttles: Backoff = field(default_factory=Backoff)
