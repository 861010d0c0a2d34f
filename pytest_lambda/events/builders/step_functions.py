"""Input of Lambda tasks of Step Functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import EventError
from pytest_lambda.events.building.contents import base64_text, json_text, text
from pytest_lambda.events.building.notations import iso_milliseconds
from pytest_lambda.events.building.overrides import ABSENT, Fields, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.world import World

#: "Step Functions service quotas": input of a task, in bytes of UTF-8
_LIMIT = 262_144


def step_functions(
    payload: Any = ABSENT,
    *,
    task_token: str | None = None,
    context: str | None = None,
    error: BaseException | str | None = None,
    cause: object = "",
    error_key: str | None = None,
    state_machine: str = "my-state-machine",
    state: str = "MyTask",
    retry_count: int = 0,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> Any:
    """The input of a Lambda task: whatever the state machine passes on.

    Args:
        payload: the state, or what the task's parameters make of it: an object for JSON.
        task_token: the key of the payload under which the task puts its token (`$$.Task.Token`), for tasks that wait
            for a callback: `events.step_functions({"id": 1}, task_token="token")`.
        context: the key of the payload under which the task puts the context object (`$$`).
        error: what an earlier state has failed with and a catcher has caught: the exception of a function, or a name
            such as `States.Timeout`.
        cause: of an error that is given by name: text, or an object for JSON.
        error_key: the key of the payload under which the catcher puts the error; by default it takes the
            payload's place.
        state_machine: its name.
        state: the name of the task's state.
        retry_count: how often the task was tried before.
        time: when the state was entered; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the context object, `Execution={"Name": "a"}` say.

    Raises:
        EventError: the payload is no JSON or too large, or has no place for what is to be put into it.
    """
    scene = Scene(world, time, "states", state_machine, state, retry_count)
    say = fields_of("step_functions", fields, parameters_of(step_functions))
    if fields and context is None:
        say.done({})  # names what is unknown
    written = json_text({"orderId": "1234"} if payload is ABSENT else payload, "payload")
    made = json.loads(written)
    if error is not None:
        caught = _caught(scene, error, cause)
        made = caught if error_key is None else _with(made, error_key, caught, "error_key")
    token = "" if task_token is None else base64_text(b"\0\x2a" + scene.ids.bytes(180))
    if context is not None:
        made = _with(made, context, _context(scene, say, made, state_machine, state, retry_count, token), "context")
    if task_token is not None:
        made = _with(made, task_token, token, "task_token")
    _check_size(written if error is None and context is None else json_text(made, "payload"))
    return made


def _check_size(written: str) -> None:
    if 4 * len(written) <= _LIMIT:  # however the characters are encoded
        return
    size = len(written.encode("utf-8", "surrogatepass"))
    if size > _LIMIT:
        raise EventError(
            f"the input of the task has {size:,} bytes: Step Functions passes on at most {_LIMIT:,}. Put large data "
            "into S3, and pass on where it is."
        )


def _with(payload: Any, key: str, value: object, parameter: str) -> dict[str, Any]:
    if not isinstance(payload, Mapping):
        raise EventError(f"{parameter} is {key!r}, but the payload is {payload!r}: expected a dictionary to put it in.")
    if key in payload:
        raise EventError(f"{parameter} is {key!r}, but the payload has such a key already: choose another one.")
    return {**payload, key: value}


def _caught(scene: Scene, error: BaseException | str, cause: object) -> dict[str, Any]:
    """What a catcher puts into the state: of a function's exception the cause is what Lambda answered, as JSON."""
    if isinstance(error, str):
        return {"Error": error, "Cause": text(cause, "cause")}
    name = type(error).__name__
    answer = {"errorMessage": str(error), "errorType": name, "requestId": scene.ids.uuid(), "stackTrace": []}
    return {"Error": name, "Cause": json_text(answer, "cause")}


def _context(scene: Scene, say: Fields, payload: Any, machine: str, state: str, retry_count: int, token: str) -> Any:
    execution, entered, about = say.at("Execution"), say.at("State"), say.at("StateMachine")
    machine = about("Name", machine)
    name = execution("Name", scene.ids.uuid())
    now = iso_milliseconds(scene.epoch)
    made = {
        "Execution": execution.done(
            {
                "Id": execution("Id", scene.arn("states", f"execution:{machine}:{name}")),
                "Input": execution("Input", json.loads(json_text(payload, "payload"))),
                "Name": name,
                "RoleArn": execution("RoleArn", scene.global_arn("iam", f"role/{machine}-role")),
                "StartTime": execution("StartTime", now),
                "RedriveCount": execution("RedriveCount", 0),
                "RedriveTime": execution("RedriveTime", ABSENT),
            }
        ),
        "State": entered.done(
            {
                "EnteredTime": entered("EnteredTime", now),
                "Name": entered("Name", state),
                "RetryCount": entered("RetryCount", retry_count),
            }
        ),
        "StateMachine": about.done(
            {"Id": about("Id", scene.arn("states", f"stateMachine:{machine}")), "Name": machine}
        ),
        "Task": say("Task", {"Token": token} if token else ABSENT),
    }
    return say.done(made)
