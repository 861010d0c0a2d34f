"""AWS::Lambda::Function and AWS::Lambda::LayerVersion: what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates import functions
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, TAGS, TEXT, TEXTS, WHOLE, MapOf, has, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, arn_of

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_FUNCTION = of(
    "AWS::Lambda::Function",
    {
        "Architectures": TEXTS,
        "CapacityProviderConfig": ANYTHING,
        "Code": ANYTHING,
        "CodeSigningConfigArn": TEXT,
        "DeadLetterConfig": has(TargetArn=TEXT),
        "Description": TEXT,
        "DurableConfig": ANYTHING,
        "Environment": has(Variables=MapOf(TEXT)),
        "EphemeralStorage": has("Size", Size=WHOLE),
        "FileSystemConfigs": ANYTHING,
        "FunctionName": TEXT,
        "FunctionScalingConfig": ANYTHING,
        "Handler": TEXT,
        "ImageConfig": has(Command=TEXTS, EntryPoint=TEXTS, WorkingDirectory=TEXT),
        "KmsKeyArn": TEXT,
        "Layers": TEXTS,
        "LoggingConfig": has(ApplicationLogLevel=TEXT, LogFormat=TEXT, LogGroup=TEXT, SystemLogLevel=TEXT),
        "MemorySize": WHOLE,
        "PackageType": TEXT,
        "PublishToLatestPublished": FLAG,
        "RecursiveLoop": TEXT,
        "ReservedConcurrentExecutions": WHOLE,
        "Role": TEXT,
        "Runtime": TEXT,
        "RuntimeManagementConfig": has("UpdateRuntimeOn", UpdateRuntimeOn=TEXT, RuntimeVersionArn=TEXT),
        "SnapStart": has("ApplyOn", ApplyOn=TEXT),
        "Tags": TAGS,
        "TenancyConfig": has("TenantIsolationMode", TenantIsolationMode=TEXT),
        "Timeout": WHOLE,
        "TracingConfig": has(Mode=TEXT),
        "VpcConfig": has(Ipv6AllowedForDualStack=FLAG, SecurityGroupIds=TEXTS, SubnetIds=TEXTS),
    },
    "Code",
)

_LAYER = of(
    "AWS::Lambda::LayerVersion",
    {
        "CompatibleArchitectures": TEXTS,
        "CompatibleRuntimes": TEXTS,
        "Content": ANYTHING,
        "Description": TEXT,
        "LayerName": TEXT,
        "LicenseInfo": TEXT,
    },
    "Content",
)

#: property -> why the function runs without it
_LEFT_OUT = {
    "FileSystemConfigs": "no file system is mounted, so /mnt is what it is on this computer",
    "CapacityProviderConfig": "the function runs as an ordinary one, not on Managed Instances",
    "FunctionScalingConfig": "the function runs as an ordinary one, not on Managed Instances",
    "PublishToLatestPublished": "the function runs as an ordinary one, not on Managed Instances",
    "DurableConfig": "the function runs as an ordinary one: its steps are not replayed",
}


def _make(deployment: Deployment, subject: Subject) -> Any:
    service, properties = deployment.service, subject.properties
    reason = functions.not_simulated(subject, deployment.sources.supplies)
    if reason is not None:
        deployment.leave_out(subject, subject.place, reason)
        return deployment.stub(subject, reason)
    deployment.leave_out_of(subject, subject.place, properties, _LEFT_OUT)
    settings = functions.settings_of(subject, deployment.sources)
    function = service.create_function(**settings, **functions.service_settings(properties))
    if "ReservedConcurrentExecutions" in properties:
        reserved = properties["ReservedConcurrentExecutions"]
        function.put_function_concurrency(reserved_concurrent_executions=reserved)
    return function


def _make_layer(deployment: Deployment, subject: Subject) -> Any:
    return deployment.sources.layer(subject)


def layer_arn(subject: Subject) -> str:
    """Of a layer's first version: a stack of ours is never updated."""
    return subject.arn("lambda", f"layer:{subject.name}:1")


def _snap_start(field: str) -> Any:
    def known(subject: Subject) -> str:
        applied = subject.value("SnapStart")
        on = "None" if applied is None else str(applied.get("ApplyOn").value)
        # $LATEST itself is never started from a snapshot (G8)
        return on if field == "ApplyOn" else "Off"

    return known


ROWS = (
    ResourceType(
        "AWS::Lambda::Function",
        "FunctionName",
        attributes={
            "Arn": arn_of("lambda", "function:{name}"),
            "SnapStartResponse.ApplyOn": _snap_start("ApplyOn"),
            "SnapStartResponse.OptimizationStatus": _snap_start("OptimizationStatus"),
        },
        properties=_FUNCTION,
        make=_make,
        naming=Naming(64, mixed=True),
    ),
    ResourceType(
        "AWS::Lambda::LayerVersion",
        "LayerName",
        ref=layer_arn,
        attributes={"LayerVersionArn": layer_arn},
        properties=_LAYER,
        make=_make_layer,
        naming=Naming(140, mixed=True),
    ),
)
