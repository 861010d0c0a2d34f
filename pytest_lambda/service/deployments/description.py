"""A function, as the answers of the Lambda API show it (`FunctionConfiguration`)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.service.deployments.states import CREATING
from pytest_lambda.service.settings.function_settings import FunctionSettings
from pytest_lambda.service.versions.qualifiers import LATEST

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction

#: what lists leave out (API::test_list_functions, test_publish_version_on_create)
_NOT_IN_LISTS = (
    "State",
    "StateReason",
    "StateReasonCode",
    "LastUpdateStatus",
    "LastUpdateStatusReason",
    "LastUpdateStatusReasonCode",
    "RuntimeVersionConfig",
)


def iso_time(moment: datetime) -> str:
    """A moment as Lambda writes it: `2026-01-01T00:00:00.000+0000`."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def describe(function: ServiceFunction, qualifier: str | None = None, *, announced: bool = False) -> dict[str, Any]:
    """What GetFunctionConfiguration answers.

    Args:
        function: the function.
        qualifier: a version or an alias; the ARN ends with it.
        announced: whether to show the change that was asked for last as one that has just begun.

    Raises:
        ResourceNotFoundException: there is no such version or alias.
    """
    version = function.shown_version(qualifier)
    arn = function.arn if qualifier is None else f"{function.arn}:{qualifier}"
    if version == LATEST:
        return _of_latest(function, arn, announced=announced)
    return _of_version(function, version, arn, announced=announced)


def listed(description: dict[str, Any]) -> dict[str, Any]:
    """What lists show of a function."""
    return {name: value for name, value in description.items() if name not in _NOT_IN_LISTS}


def code_of(function: ServiceFunction, version: str) -> tuple[str, int, str]:
    """Hash, size and location of the code of a version.

    Of a package it is the zip file's; of a folder of the user's own, the hash and the size of all files.
    """
    latest = version == LATEST
    root = function.configuration.task_root if latest else _root_of(function, version)
    package = function.service.packages.of(root)
    if package is not None:
        return package.sha256, package.size, package.file.as_uri()
    code = function.current_code() if latest else function.versions.get(version).snapshot.code
    return code.sha256, code.size, root.as_uri()


def _root_of(function: ServiceFunction, version: str) -> Path:
    return function.versions.get(version).snapshot.configuration.task_root


def _of_latest(function: ServiceFunction, arn: str, *, announced: bool) -> dict[str, Any]:
    states = function.states
    change, revision_id = states.announced if announced else (states.under_way, function.revision_id)
    fields = _fields(function, LATEST, arn, function.configuration, function.settings)
    return {
        **fields,
        "Description": function.settings.description,
        "LastModified": iso_time(states.last_modified),
        "RevisionId": revision_id,
        **states.fields(change),
    }


def _of_version(function: ServiceFunction, number: str, arn: str, *, announced: bool) -> dict[str, Any]:
    version = function.versions.get(number)
    snapshot = version.snapshot
    fields = _fields(function, number, arn, snapshot.configuration, snapshot.settings)
    snap_started = snapshot.configuration.snap_start == "PublishedVersions"
    if snap_started:
        fields["SnapStart"] = {"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"}
    states = function.states
    return {
        **fields,
        "Description": version.description,
        "LastModified": iso_time(states.published.get(number, states.last_modified)),
        "RevisionId": version.revision_id,
        **states.fields(CREATING if announced and snap_started else None),
    }


def _fields(
    function: ServiceFunction, version: str, arn: str, configuration: FunctionConfiguration, settings: FunctionSettings
) -> dict[str, Any]:
    world = function.world
    sha256, size, _ = code_of(function, version)
    runtime = hashlib.sha256(configuration.runtime.encode()).hexdigest()
    return {
        "FunctionName": function.name,
        "FunctionArn": arn,
        "Runtime": configuration.runtime,
        "Role": settings.role,
        "Handler": configuration.handler_name,
        "CodeSize": size,
        "Timeout": configuration.timeout,
        "MemorySize": configuration.memory_size,
        "CodeSha256": sha256,
        "Version": version,
        "TracingConfig": {"Mode": settings.tracing},
        "PackageType": settings.package_type,
        "Architectures": list(settings.architectures),
        "EphemeralStorage": {"Size": configuration.ephemeral_storage},
        "SnapStart": {"ApplyOn": configuration.snap_start, "OptimizationStatus": "Off"},
        "RuntimeVersionConfig": {
            "RuntimeVersionArn": settings.runtime_version_arn
            or f"arn:{world.partition}:lambda:{world.region}::runtime:{runtime}"
        },
        "LoggingConfig": _logging(configuration, settings, function.name),
        **_optional(function, configuration, settings),
    }


def _logging(configuration: FunctionConfiguration, settings: FunctionSettings, name: str) -> dict[str, str]:
    """Levels are shown with the JSON format only, `INFO` where none was chosen (API::TestLoggingConfig)."""
    shown = {"LogFormat": configuration.log_format, "LogGroup": settings.log_group or f"/aws/lambda/{name}"}
    if configuration.log_format == "JSON":
        shown["ApplicationLogLevel"] = configuration.application_log_level or "INFO"
        shown["SystemLogLevel"] = configuration.system_log_level or "INFO"
    return shown


def _optional(
    function: ServiceFunction, configuration: FunctionConfiguration, settings: FunctionSettings
) -> dict[str, Any]:
    """What is shown only where it was set."""
    shown: dict[str, Any] = {}
    if configuration.environment:
        shown["Environment"] = {"Variables": dict(configuration.environment)}
    if settings.dead_letter_queue is not None:
        shown["DeadLetterConfig"] = {"TargetArn": settings.dead_letter_queue.arn}
    if settings.kms_key_arn:
        shown["KMSKeyArn"] = settings.kms_key_arn
    if settings.vpc_config:
        shown["VpcConfig"] = _vpc(settings)
    if settings.tenant_isolation_mode is not None:
        shown["TenancyConfig"] = {"TenantIsolationMode": settings.tenant_isolation_mode}
    layers = [layer for layer in map(function.service.layer_of, configuration.layers) if layer is not None]
    if layers:
        shown["Layers"] = [{"Arn": layer.arn, "CodeSize": layer.package.size} for layer in layers]
    return shown


def _vpc(settings: FunctionSettings) -> dict[str, Any]:
    """API::test_vpc_config; the network itself is made up."""
    subnets = list(settings.vpc_config.get("SubnetIds") or ())
    return {
        "SubnetIds": subnets,
        "SecurityGroupIds": list(settings.vpc_config.get("SecurityGroupIds") or ()),
        "VpcId": f"vpc-{hashlib.sha256(repr(subnets).encode()).hexdigest()[:17]}" if subnets else "",
        "Ipv6AllowedForDualStack": bool(settings.vpc_config.get("Ipv6AllowedForDualStack")),
    }
