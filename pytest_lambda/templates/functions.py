"""The settings of a function that a template describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.templates.sources import Sources

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.supplies import Supplies
    from pytest_lambda.templates.resources.row import Subject

FUNCTION = "AWS::Lambda::Function"

#: property -> setting of `LambdaFunction`; nested ones below
_SETTINGS = {"Handler": "handler", "MemorySize": "memory_size", "Runtime": "runtime", "Timeout": "timeout"}
_LOGGING = {
    "LogFormat": "log_format",
    "ApplicationLogLevel": "application_log_level",
    "SystemLogLevel": "system_log_level",
}
#: properties that `LambdaService.create_function` takes under their names in snake_case
_OF_THE_SERVICE = (
    "Architectures",
    "CodeSigningConfigArn",
    "DeadLetterConfig",
    "Description",
    "KmsKeyArn",
    "RecursiveLoop",
    "Role",
    "RuntimeManagementConfig",
    "TenancyConfig",
    "TracingConfig",
    "VpcConfig",
)


def settings_of(subject: Subject, sources: Sources) -> dict[str, Any]:
    """The settings of a function.

    Args:
        subject: the function.
        sources: finds its code and its layers.
    """
    given = subject.properties
    settings: dict[str, Any] = {"function_name": subject.name, "task_root": sources.task_root(subject)}
    settings.update({setting: given[name] for name, setting in _SETTINGS.items() if name in given})
    settings["handler"] = _handler(subject)
    settings["runtime"] = runtime_of(subject, sources.supplies)
    settings["environment"] = given.get("Environment", {}).get("Variables", {})
    if "EphemeralStorage" in given:
        settings["ephemeral_storage"] = given["EphemeralStorage"]["Size"]
    if "SnapStart" in given:
        settings["snap_start"] = given["SnapStart"]["ApplyOn"]
    logging = given.get("LoggingConfig", {})
    settings.update({setting: logging[name] for name, setting in _LOGGING.items() if name in logging})
    if given.get("Layers"):
        settings["layers"] = sources.layers(subject)
    return {name: value for name, value in settings.items() if value is not None}


def service_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """What only `create_function` takes besides `settings_of`.

    Args:
        given: the properties of the function.
    """
    settings = {snake_case(name): given[name] for name in _OF_THE_SERVICE if name in given}
    if "Tags" in given:
        settings["tags"] = {each["Key"]: each["Value"] for each in given["Tags"]}
    if "LogGroup" in given.get("LoggingConfig", {}):
        settings["log_group"] = given["LoggingConfig"]["LogGroup"]
    return settings


def runtime_of(subject: Subject, supplies: Supplies) -> str | None:
    """The runtime: the one that is supplied, else the template's; of an image none."""
    key = f"{subject.logical_id}.Runtime"
    given = supplies[key] if key in supplies else subject.properties.get("Runtime")
    return None if given is None else str(given)


def not_simulated(subject: Subject, supplies: Supplies) -> str | None:
    """Why a function cannot run here; None if it can.

    Args:
        subject: the function.
        supplies: `template_values`, which may say where the code of an image is.
    """
    given = subject.properties
    key = subject.logical_id
    if given.get("PackageType") == "Image" and f"{key}.Code" not in supplies:
        return (
            f"{key} is the image of a container, and no container is run. Name the folder with its code: "
            f'template_values={{"{key}.Code": "src"}}; the first word of ImageConfig.Command is the handler.'
        )
    runtime = runtime_of(subject, supplies)
    if runtime is not None and not runtime.startswith("python"):
        return f"{key} has the runtime {runtime}: this is a Python process, which runs Python's functions only."
    return None


def _handler(subject: Subject) -> str:
    given = subject.properties
    if given.get("PackageType") == "Image":
        command = given.get("ImageConfig", {}).get("Command")
        if not command:
            raise subject.place.error("an image without ImageConfig.Command does not say what its handler is.")
        return str(command[0])
    missing = [name for name in ("Handler", "Runtime") if name not in given]
    if missing:
        raise subject.place.error(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages. "
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
        )
    return str(given["Handler"])
