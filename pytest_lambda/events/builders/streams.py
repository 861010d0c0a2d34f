"""What the records of Kinesis and DynamoDB streams have in common, and the numbers that order them."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import data
from pytest_lambda.events.building.scene import Scene

#: streams are older than their records: 2020-01-01T00:00:00Z
STREAM_CREATED = 1_577_836_800
#: from one sequence number of a shard to the next
SEQUENCE_STEP = 1 << 80


def shard_id_of(shard: object) -> str:
    """The id of a shard: `shardId-000000000003`.

    Raises:
        EventError: it is no number of a shard.
    """
    if not isinstance(shard, int) or isinstance(shard, bool) or not 0 <= shard < 2**32:
        raise EventError(f"shard is {shard!r}: expected the number of a shard, 0, 1, 2, …")
    return f"shardId-{shard:012d}"


def first_sequence_number(scene: Scene, shard: int, arrival: object) -> int:
    """A sequence number, as large as the records' arrival is late. It has 56 decimal digits.

    In hexadecimal: 2, the second in which the shard was created (9 digits), the shard's last digit, a counter (16),
    any 2, the second of arrival (9), the shard (8), 2. That is how recorded ones look; AWS promises only the order.
    """
    seconds = arrival if isinstance(arrival, (int, float)) and 0 <= arrival < 2**36 else scene.epoch
    created = min(STREAM_CREATED, int(seconds))
    counter = round((seconds - created) * 1000) << 22 | scene.ids.number(256) << 14
    return (
        (2 << 184)
        + (created << 148)
        + ((shard & 15) << 144)
        + (counter << 80)
        + (scene.ids.number(256) << 72)
        + (int(seconds) << 36)
        + (shard << 4)
        + 2
    )


def stream_data(content: object) -> bytes:
    """The data of a record. An event of CloudWatch Logs becomes what a subscription sends to a stream: gzip data."""
    if isinstance(content, Mapping):
        logs = content.get("awslogs")
        if isinstance(logs, Mapping) and isinstance(logs.get("data"), str) and len(content) == 1:
            return b64decode(logs["data"])
    return data(content, "the data of a record")


def region_of(arn: object, scene: Scene) -> Any:
    """The region that an ARN names."""
    parts = arn.split(":", 5) if isinstance(arn, str) else ()
    return parts[3] if len(parts) > 5 else scene.region
