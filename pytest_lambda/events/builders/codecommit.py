"""Events of CodeCommit triggers (AWS: Using Lambda with CodeCommit)."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.codecommit import CodeCommitEvent
from pytest_lambda.world import World

_CHANGES = (None, "created", "deleted")


def codecommit(
    *refs: str,
    repository: str = "orders",
    commit: str | None = None,
    change: str | None = None,
    custom_data: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CodeCommitEvent:
    """A push to a CodeCommit repository.

    Args:
        refs: branches and tags: `main`, `refs/tags/v1`.
        repository: its name.
        commit: its id, 40 hexadecimal digits.
        change: `created` or `deleted`, if the references are new or gone.
        custom_data: of the trigger.
        time: when it was pushed; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the record. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such change.
    """
    if change not in _CHANGES:
        raise EventError(f"change is {change!r}: expected 'created', 'deleted' or None.")
    scene = Scene(world, time, "codecommit", refs, repository)
    given = fields_of("codecommit", fields, parameters_of(codecommit))
    region = given("awsRegion", scene.region)
    pushed = commit or scene.ids.hexadecimal(40)
    references = [_reference(name, pushed, change) for name in refs or ("main",)]
    arn = f"arn:{scene.partition}:codecommit:{region}:{scene.account}:{repository}"
    made = {
        "awsRegion": region,
        "codecommit": given("codecommit", {"references": references}),
        "customData": given("customData", custom_data),
        "eventId": given("eventId", scene.ids.uuid()),
        "eventName": given("eventName", "ReferenceChanges"),
        "eventPartNumber": given("eventPartNumber", 1),
        "eventSource": given("eventSource", "aws:codecommit"),
        "eventSourceARN": given("eventSourceARN", arn),
        "eventTime": given("eventTime", f"{iso_milliseconds(scene.epoch)[:-1]}+0000"),
        "eventTotalParts": given("eventTotalParts", 1),
        "eventTriggerConfigId": given("eventTriggerConfigId", scene.ids.uuid()),
        "eventTriggerName": given("eventTriggerName", f"{repository}-trigger"),
        "eventVersion": given("eventVersion", "1.0"),
        "userIdentityARN": given("userIdentityARN", scene.global_arn("iam", "user/developer")),
    }
    return cast(CodeCommitEvent, {"Records": [given.done(made)]})


def _reference(name: str, commit: str, change: str | None) -> dict[str, Any]:
    ref = name if name.startswith("refs/") else f"refs/heads/{name}"
    made: dict[str, Any] = {"commit": commit, "ref": ref}
    if change is not None:
        made[change] = True
    return made
