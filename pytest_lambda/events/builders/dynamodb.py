"""Events of DynamoDB streams (facts 2.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from pytest_lambda.events.builders.dynamodb_changes import Change, Items
from pytest_lambda.events.builders.streams import STREAM_CREATED, region_of
from pytest_lambda.events.builders.time_window import Window, windowed
from pytest_lambda.events.building.attribute_values import size_of
from pytest_lambda.events.building.notations import iso_milliseconds, milliseconds
from pytest_lambda.events.building.overrides import ABSENT, NOTHING, Absent, Fields, fields_of, without_absent
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.dynamodb import DynamoDBEvent, DynamoDBTimeWindowEvent
from pytest_lambda.world import World


def dynamodb(
    *items: object,
    new_image: Mapping[str, Any] | None = None,
    old_image: Mapping[str, Any] | None = None,
    keys: Mapping[str, Any] | None = None,
    key_names: Sequence[str] = ("id",),
    event_name: str | None = None,
    stream_view_type: str = "NEW_AND_OLD_IMAGES",
    time_to_live: bool = False,
    table_name: str = "orders",
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> DynamoDBEvent:
    """A batch of changes from the stream of a DynamoDB table.

    Values are plain ones (text, int, Decimal, bytes, bool, None, lists, mappings, sets) or ready attribute values
    (`{"S": "x"}`); what looks like a ready one is taken for it.

    Args:
        items: one per record: an item that was inserted, or, if `event_name` or the view says so, that was removed;
            in a stream of KEYS_ONLY its key. Or a pair `(old image, new image)`: both are a MODIFY, None in place
            of the old one is an INSERT, in place of the new one a REMOVE.
        new_image: of one item, in place of a positional one.
        old_image: of one item: with a new image a MODIFY, alone a REMOVE.
        keys: the key of one item, where an image does not tell.
        key_names: the names of the table's one or two key attributes.
        event_name: INSERT, MODIFY or REMOVE, where the images do not tell.
        stream_view_type: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES. The images must be those that it shows.
        time_to_live: whether the items that are removed are removed because their time to live is over.
        table_name: of the table.
        records: ready-made records, which follow those of the items.
        time: when the changes happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of a record; they hold for each record. `ABSENT` leaves one out.

    Raises:
        EventError: a value is none that DynamoDB has, or the images contradict the view, the name or each other.
    """
    said = Items(items, new_image, old_image, keys, key_names, event_name, stream_view_type, time_to_live)
    given = fields_of("dynamodb", fields, parameters_of(dynamodb))
    ready = list(records)
    changes = _changes(said, ready)
    made = event_of(changes, said.view, table_name, time_to_live=time_to_live, time=time, world=world, fields=given)
    return cast(DynamoDBEvent, {"Records": [*made["Records"], *ready]}) if ready else made


def dynamodb_time_window(
    *items: object,
    new_image: Mapping[str, Any] | None = None,
    old_image: Mapping[str, Any] | None = None,
    keys: Mapping[str, Any] | None = None,
    key_names: Sequence[str] = ("id",),
    event_name: str | None = None,
    stream_view_type: str = "NEW_AND_OLD_IMAGES",
    time_to_live: bool = False,
    table_name: str = "orders",
    window_seconds: int = 120,
    state: Mapping[str, Any] | Absent | None = None,
    is_final_invoke_for_window: bool = False,
    is_window_terminated_early: bool = False,
    records: Iterable[Mapping[str, Any]] = (),
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> DynamoDBTimeWindowEvent:
    """A batch of changes from the stream of a table whose event source mapping has a tumbling window.

    Args:
        items: one per record, as `events.dynamodb` takes them.
        new_image: of one item, in place of a positional one.
        old_image: of one item: with a new image a MODIFY, alone a REMOVE.
        keys: the key of one item, where an image does not tell.
        key_names: the names of the table's one or two key attributes.
        event_name: INSERT, MODIFY or REMOVE, where the images do not tell.
        stream_view_type: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES.
        time_to_live: whether the items that are removed are removed because their time to live is over.
        table_name: of the table.
        window_seconds: how long a window is, 1 to 900. The window is the one that `time` falls into.
        state: what the invocation before returned as its state; `{}` for the first one of a window.
        is_final_invoke_for_window: whether the window ends with this invocation.
        is_window_terminated_early: whether it ends because the state outgrew 1 MB.
        records: ready-made records, which follow those of the items.
        time: when the changes happened; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event and of a record. `ABSENT` leaves one out.

    Raises:
        EventError: a value is none that DynamoDB has, or parameters contradict each other.
    """
    window = Window(window_seconds, state, is_final_invoke_for_window, is_window_terminated_early)
    said = Items(items, new_image, old_image, keys, key_names, event_name, stream_view_type, time_to_live)
    given = fields_of("dynamodb_time_window", fields, parameters_of(dynamodb_time_window))
    ready = list(records)
    changes = _changes(said, ready, may_be_empty=is_final_invoke_for_window)
    scene = _scene(world, time, changes, table_name)
    shard_id = f"shardId-{milliseconds(scene.epoch):020d}-{scene.ids.hexadecimal(8)}"
    beside = windowed(scene, given, window, shard_id, _stream_arn(scene, table_name, scene.epoch))
    made = _records(scene, given, changes, said.view, table_name, time_to_live=time_to_live)
    return cast(DynamoDBTimeWindowEvent, without_absent({"Records": [*made, *ready], **beside}))


def event_of(
    changes: Sequence[Change],
    view: str,
    table_name: str,
    *,
    time_to_live: bool = False,
    time: object = None,
    world: World | None = None,
    fields: Fields = NOTHING,
) -> DynamoDBEvent:
    """The event of changes that are as the view shows them."""
    scene = _scene(world, time, changes, table_name)
    made = _records(scene, fields, changes, view, table_name, time_to_live=time_to_live)
    return cast(DynamoDBEvent, {"Records": made})


def _scene(world: World | None, time: object, changes: Sequence[Change], table_name: str) -> Scene:
    return Scene(world, time, "dynamodb", [tuple(change) for change in changes], table_name)


def _changes(said: Items, ready: list[Any], *, may_be_empty: bool = False) -> list[Change]:
    if not said.items and said.new_image is None and said.old_image is None and said.keys is None:
        if ready or may_be_empty:
            return []
        said = said._replace(items=said.default())
    return said.changes()


def _records(
    scene: Scene, fields: Fields, changes: Sequence[Change], view: str, table: str, *, time_to_live: bool
) -> list[dict[str, Any]]:
    inner = fields.at("dynamodb")
    created = inner("ApproximateCreationDateTime", float(int(scene.epoch)))
    arn = fields("eventSourceARN", _stream_arn(scene, table, created))
    region = fields("awsRegion", region_of(arn, scene))
    # 27 digits, the larger the later; AWS promises only the order
    first = 4 * 10**26 + milliseconds(scene.epoch) * 10**12 + scene.ids.number(10**6) * 10**5
    made = []
    for number, change in enumerate(changes):
        ended = time_to_live and change.event_name == "REMOVE"
        record = {
            "eventID": fields("eventID", scene.ids.hexadecimal(32)),
            "eventName": fields("eventName", change.event_name),
            "eventVersion": fields("eventVersion", "1.1"),
            "eventSource": fields("eventSource", "aws:dynamodb"),
            "awsRegion": region,
            "dynamodb": _payload(inner, change, created, str(first + number), view),
            "eventSourceARN": arn,
        }
        if ended or fields.says("userIdentity"):
            record["userIdentity"] = _user_identity(fields, ended=ended)
        made.append(fields.done(record))
    return made


def _payload(inner: Fields, change: Change, created: Any, sequence_number: str, view: str) -> Any:
    made: dict[str, Any] = {"ApproximateCreationDateTime": created}
    size = 0
    if inner.says("ApproximateCreationDateTimePrecision"):
        made["ApproximateCreationDateTimePrecision"] = inner("ApproximateCreationDateTimePrecision", ABSENT)
    for name, image in (("Keys", change.keys), ("NewImage", change.new), ("OldImage", change.old)):
        if inner.says(name):
            made[name] = _image(inner, name, image)
        elif image is not None:
            made[name] = image
        else:
            continue
        size += _size(made[name])
    made["SequenceNumber"] = inner("SequenceNumber", sequence_number)
    made["SizeBytes"] = inner("SizeBytes", size)
    made["StreamViewType"] = inner("StreamViewType", view)
    return inner.done(made)


def _image(inner: Fields, name: str, made: Any) -> Any:
    """An image in which the caller exchanges attributes: each as a whole, not the value inside it."""
    said = inner(name, None)
    if isinstance(said, Mapping):
        return without_absent({**(made or {}), **said})
    return said


def _size(image: Any) -> int:
    try:
        return size_of(image)
    except (AttributeError, TypeError, ValueError):  # absent, or the caller's own, of another shape
        return 0


def _user_identity(fields: Fields, *, ended: bool) -> Any:
    if not ended:
        return fields("userIdentity", ABSENT)
    inner = fields.at("userIdentity")
    return inner.done(
        {"type": inner("type", "Service"), "principalId": inner("principalId", "dynamodb.amazonaws.com")}
    )


def _stream_arn(scene: Scene, table: str, created: object) -> str:
    """Its label says when the stream was enabled, which is before every record (D-label)."""
    seconds = created if isinstance(created, (int, float)) and 0 <= created < 2**36 else scene.epoch
    enabled = STREAM_CREATED if seconds > STREAM_CREATED else max(0, seconds - 86_400)
    return scene.arn("dynamodb", f"table/{table}/stream/{iso_milliseconds(enabled)[:-1]}")
