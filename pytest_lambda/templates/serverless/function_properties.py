"""What a function's settings, and those of the provider, are as properties of `AWS::Lambda::Function`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless.project import Project, arn, expected, first, given, known_only, renamed

ROLE = "IamRoleLambdaExecution"
#: the framework's own, other than Lambda's
_TIMEOUT_SECONDS, _MEMORY_MB = 6, 1024
_LOGGING = {
    "applicationLogLevel": "ApplicationLogLevel",
    "logFormat": "LogFormat",
    "logGroup": "LogGroup",
    "logGroupClass": "",
    "systemLogLevel": "SystemLogLevel",
}
_VPC = {
    "ipv6AllowedForDualStack": "Ipv6AllowedForDualStack",
    "securityGroupIds": "SecurityGroupIds",
    "subnetIds": "SubnetIds",
}
_IMAGE = {
    "buildArgs": "",
    "command": "Command",
    "entryPoint": "EntryPoint",
    "name": "",
    "uri": "",
    "workingDirectory": "WorkingDirectory",
}
_FILE_SYSTEM = {"arn": "Arn", "localMountPath": "LocalMountPath", "type": ""}
_DURABLE = {"executionTimeout": "ExecutionTimeout", "retentionPeriodInDays": "RetentionPeriodInDays"}
_UPDATES = {"manual": "Manual", "onFunctionUpdate": "FunctionUpdate"}


def properties_of(project: Project, name: Place, function: Place) -> dict[str, Any]:
    """The properties of a function.

    Args:
        project: of it.
        name: its physical name.
        function: its settings.
    """
    provider = project.provider
    return {
        "FunctionName": name,
        "Handler": function.get("handler"),
        "Code": _code(project, function),
        "Runtime": first(function.get("runtime"), provider.get("runtime")),
        "Timeout": first(function.get("timeout"), provider.get("timeout"), function.at(_TIMEOUT_SECONDS, "timeout")),
        "MemorySize": first(
            function.get("memorySize"), provider.get("memorySize"), function.at(_MEMORY_MB, "memorySize")
        ),
        "Description": function.get("description"),
        "Architectures": _listed(first(function.get("architecture"), provider.get("architecture"))),
        "CapacityProviderConfig": _capacity(function.get("capacityProvider")),
        "DurableConfig": renamed(function.get("durableConfig"), _DURABLE, "durableConfig") or None,
        "Environment": _wrapped("Variables", _merged(function, provider, "environment")),
        "EphemeralStorage": _wrapped("Size", function.get("ephemeralStorageSize")),
        "FileSystemConfigs": _file_systems(function.get("fileSystemConfig")),
        "KmsKeyArn": first(function.get("kmsKeyArn"), function.get("awsKmsKeyArn"), provider.get("kmsKeyArn")),
        "RecursiveLoop": function.get("recursiveLoop"),
        "ReservedConcurrentExecutions": function.get("reservedConcurrency"),
        "Layers": _layers(first(function.get("layers"), provider.get("layers"))),
        "DeadLetterConfig": _wrapped("TargetArn", function.get("onError")),
        "SnapStart": {"ApplyOn": "PublishedVersions"} if function.get("snapStart").flag() else None,
        "LoggingConfig": _logging(first(function.get("logs"), provider.get("logs").get("lambda"))),
        "TracingConfig": _tracing(first(function.get("tracing"), provider.get("tracing").get("lambda"))),
        "Role": role_of(project, function),
        "RuntimeManagementConfig": _updates(function, provider),
        "Tags": _tags(function, provider),
        "TenancyConfig": _tenancy(function.get("tenancy")),
        "VpcConfig": _vpc(function, provider),
        **_image(project, function.get("image")),
    }


def role_of(project: Project, function: Place) -> Any:
    """The role of a function: its own, that of the provider, or the one that the framework makes."""
    provider = project.provider
    shared = provider.get("iam").get("role")
    written = first(function.get("role"), shared if _is_role(shared.value) else provider.get("role"))
    if written.value is None:
        return arn(ROLE)
    if isinstance(written.value, str) and ":" not in written.value:
        return arn(written.value)  # a logical id
    return written


def _is_role(value: Any) -> bool:
    """Whether it names a role, and does not describe the framework's own one."""
    if isinstance(value, dict):
        return any(name == "Ref" or name.startswith("Fn::") for name in value)
    return isinstance(value, str)


def _code(project: Project, function: Place) -> Any:
    image = function.get("image")
    if image.value is not None:
        return {"ImageUri": _uri(project, image)}
    artifact = first(function.get("package").get("artifact"), project.root.get("package").get("artifact"))
    if artifact.value is not None:
        return artifact
    module = function.get("module")  # of a plugin for Python's packages: the folder that handlers are below
    return function.at(".", "handler") if module.value is None else module


def _uri(project: Project, image: Place) -> Any:
    """Of an image: as it is written, or of the provider's one with its name."""
    written = image
    if isinstance(image.value, dict):
        written = first(image.get("uri"), image.get("name"))
    declared = project.provider.get("ecr").get("images")
    about = declared.get(written.value) if isinstance(written.value, str) else declared.at(None)
    if isinstance(about.value, str):
        return about
    return written if about.value is None else first(about.get("uri"), written)


def _image(project: Project, image: Place) -> dict[str, Any]:
    if image.value is None:
        return {}
    settings = renamed(image, _IMAGE, "image") if isinstance(image.value, dict) else {}
    return {"PackageType": "Image", "ImageConfig": settings or None}


def _merged(function: Place, provider: Place, name: str) -> Any:
    """The members of the provider's mapping and of the function's, whose own go before."""
    merged = given({key: value for place in (provider, function) for key, value in place.get(name).items()})
    return function.at(merged or None, name)


def _tags(function: Place, provider: Place) -> Any:
    tags = [{"Key": key, "Value": value} for key, value in _merged(function, provider, "tags").items()]
    return tags or None


def _layers(layers: Place) -> Any:
    """Layers of the project are named by `Ref` of their logical id, as the framework has them."""
    return None if layers.value is None else list(layers.each())


def _logging(logs: Place) -> Any:
    return (renamed(logs, _LOGGING, "logs") or None) if isinstance(logs.value, dict) else None


def _tracing(tracing: Place) -> Any:
    if tracing.value is None or tracing.value is False:
        return None
    return {"Mode": "Active" if tracing.value is True else tracing}


def _vpc(function: Place, provider: Place) -> Any:
    """Of the function, else of the provider, setting by setting; the framework asks for groups and subnets both."""
    if "vpc" in function.mapping() and function.get("vpc").value in (None, False):
        return None
    shared = provider.get("vpc")
    made = {
        **renamed(shared if isinstance(shared.value, dict) else shared.at({}), _VPC, "vpc"),
        **given(renamed(function.get("vpc"), _VPC, "vpc")),
    }
    return made if given(made).keys() >= {"SecurityGroupIds", "SubnetIds"} else None


def _updates(function: Place, provider: Place) -> Any:
    made: dict[str, Place] = {}
    for place in (provider.get("runtimeManagement"), function.get("runtimeManagement")):
        made.update((place.at({"mode": place}) if isinstance(place.value, str) else place).items())
    mode = made.get("mode")
    if mode is None or mode.value == "auto":
        return None
    if mode.value not in _UPDATES:
        raise expected(mode, "'auto', 'onFunctionUpdate' or 'manual'")
    version = made.get("arn") if mode.value == "manual" else None
    return given({"UpdateRuntimeOn": _UPDATES[mode.value], "RuntimeVersionArn": version})


def _tenancy(tenancy: Place) -> Any:
    if tenancy.value is None:
        return None
    known_only(tenancy, ("mode",), "tenancy")
    return {"TenantIsolationMode": tenancy.at(str(tenancy.get("mode").value).upper(), "mode")}


def _file_systems(place: Place) -> Any:
    return None if place.value is None else [renamed(place, _FILE_SYSTEM, "fileSystemConfig")]


def _capacity(place: Place) -> Any:
    """Only that there is one counts here: such functions run as ordinary ones."""
    if place.value is None:
        return None
    return {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": _named(place)}}


def _named(place: Place) -> Place:
    return place.get("name") if isinstance(place.value, dict) and "name" in place.value else place


def _listed(place: Place) -> Any:
    return None if place.value is None else [place]


def _wrapped(name: str, place: Place) -> Any:
    return None if place.value is None else {name: place}
