"""One case, replayed through the public API."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from pytest_lambda import InvocationResult, InvokeError, LambdaFunction, World

from .case_files import Event, RuntimeCase

Seen = InvocationResult | InvokeError

# The account, region and name under which the cases were recorded (D17).
WORLD_ACCOUNT = "012345678912"
WORLD_REGION = "us-east-1"
FUNCTION_NAME = "my-function"

# The values that the settings take; any other is set as a variable, which the runtime judges (R194, R197).
_LOG_FORMATS = ("Text", "JSON")
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


def replay(case: RuntimeCase, runtime: str, task_root: Path) -> list[Seen]:
    """What each event of the case gave: a result, or the refusal of the request."""
    lay_out(case, task_root)
    settings, variables = settings_of(case)
    unset = [*case.unset_environment, *unset_by_emulator(case)]
    function = LambdaFunction(
        case.handler,
        task_root=task_root,
        runtime=runtime,
        function_name=FUNCTION_NAME,
        world=World(account=WORLD_ACCOUNT, region=WORLD_REGION),
        **settings,
    )

    def before_init(environment: MutableMapping[str, str]) -> None:
        environment.update(variables)
        for name in unset:
            environment.pop(name, None)

    with function:
        if variables or unset:
            function.before_init(before_init)
        return [_invoked(function, case, event) for event in case.events]


def lay_out(case: RuntimeCase, task_root: Path) -> None:
    """Write the files of the case into an empty task root."""
    task_root.mkdir(parents=True)
    for name, text in case.files.items():
        path = task_root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(case.source_encoding))


def settings_of(case: RuntimeCase) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings of the function, and the variables that no setting reaches."""
    settings = dict(case.configuration)
    own: dict[str, str] = {}
    rest: dict[str, str] = {}
    for name, value in case.environment.items():
        if name == "AWS_LAMBDA_LOG_FORMAT" and value in _LOG_FORMATS:
            settings["log_format"] = value
        elif name == "AWS_LAMBDA_LOG_LEVEL" and value in _LEVELS:
            settings["application_log_level"] = value
        elif name == "AWS_LAMBDA_FUNCTION_VERSION":
            settings["function_version"] = value
        elif name.startswith(("AWS_", "_", "LAMBDA_")):
            rest[name] = value
        else:
            own[name] = value
    return {**settings, "environment": own}, rest


def unset_by_emulator(case: RuntimeCase) -> list[str]:
    """Variables that AWS sets by default (G55: level INFO with JSON) and the emulator left out."""
    names = case.environment
    return ["AWS_LAMBDA_LOG_LEVEL"] if names and "AWS_LAMBDA_LOG_LEVEL" not in names else []


def _invoked(function: LambdaFunction, case: RuntimeCase, event: Event) -> Seen:
    client_context = event.headers.get("X-Amz-Client-Context", case.client_context)
    try:
        return function.invoke(payload=event.payload, client_context=client_context, tenant_id=case.tenant_id)
    except InvokeError as refusal:
        return refusal
