"""Changes of a DynamoDB table that are sent to a Kinesis data stream (kds in DynamoDB's guide; 2.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pytest_lambda.events.builders.dynamodb_changes import Change, Items
from pytest_lambda.events.builders.kinesis import records_of
from pytest_lambda.events.builders.streams import shard_id_of
from pytest_lambda.events.building.attribute_values import size_of
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.kinesis import KinesisEvent
from pytest_lambda.world import World

_VIEW = "NEW_AND_OLD_IMAGES"
_TIME_TO_LIVE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def kinesis_dynamodb(
    *items: object,
    new_image: Mapping[str, Any] | None = None,
    old_image: Mapping[str, Any] | None = None,
    key_names: Sequence[str] = ("id",),
    event_name: str | None = None,
    time_to_live: bool = False,
    table_name: str = "orders",
    stream_name: str = "orders",
    shard: int = 0,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> KinesisEvent:
    """A batch of changes of a DynamoDB table that is connected with a Kinesis data stream.

    The data of each record is JSON with `recordFormat` and `tableName`, both images, and times in milliseconds.

    Args:
        items: one per record, as `events.dynamodb` takes them.
        new_image: of one item, in place of a positional one.
        old_image: of one item: with a new image a MODIFY, alone a REMOVE.
        key_names: the names of the table's one or two key attributes.
        event_name: INSERT, MODIFY or REMOVE, where the images do not tell.
        time_to_live: whether the items that are removed are removed because their time to live is over.
        table_name: of the table.
        stream_name: of the Kinesis data stream.
        shard: of the Kinesis data stream.
        time: when the changes happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of a record of Kinesis; they hold for each record.

    Raises:
        EventError: a value is none that DynamoDB has, or the images contradict each other.
    """
    said = Items(items, new_image, old_image, None, key_names, event_name, _VIEW, time_to_live)
    if not items and new_image is None and old_image is None:
        said = said._replace(items=said.default())
    changes = said.changes()
    scene = Scene(world, time, "kinesis_dynamodb", [tuple(change) for change in changes], table_name, stream_name)
    given = fields_of("kinesis_dynamodb", fields, parameters_of(kinesis_dynamodb))
    data = [_data(scene, change, table_name, time_to_live=time_to_live) for change in changes]
    key = scene.ids.hexadecimal(32).upper()
    return cast(KinesisEvent, {"Records": records_of(scene, given, data, stream_name, shard_id_of(shard), key)})


def _data(scene: Scene, change: Change, table_name: str, *, time_to_live: bool) -> dict[str, Any]:
    images: dict[str, Any] = {"Keys": change.keys}
    if change.new is not None:
        images["NewImage"] = change.new
    if change.old is not None:
        images["OldImage"] = change.old
    return {
        "awsRegion": scene.region,
        "eventID": scene.ids.uuid(),
        "eventName": change.event_name,
        "userIdentity": _TIME_TO_LIVE if time_to_live and change.event_name == "REMOVE" else None,
        "recordFormat": "application/json",
        "tableName": table_name,
        "dynamodb": {
            "ApproximateCreationDateTime": milliseconds(scene.epoch),
            **images,
            "SizeBytes": sum(map(size_of, images.values())),
        },
        "eventSource": "aws:dynamodb",
    }
