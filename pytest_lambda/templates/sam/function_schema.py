"""The properties of `AWS::Serverless::Function`."""

from __future__ import annotations

from pytest_lambda.templates.sam.schema import (
    ANY,
    FLAG,
    MAP,
    MAPS,
    PLAIN_FLAG,
    TEXT,
    TEXT_LIST_OR_MAP,
    TEXT_OR_MAP,
    TEXTS_OR_MAPS,
    Schema,
    kinds,
)

FUNCTION = Schema(
    "AWS::Serverless::Function",
    {
        **kinds(
            ANY,
            "Handler Runtime CodeUri ImageUri PackageType InlineCode Description MemorySize Timeout VpcConfig RolePath "
            "KmsKeyArn ReservedConcurrentExecutions EphemeralStorage VersionDescription ProvisionedConcurrencyConfig "
            "FileSystemConfigs ImageConfig CodeSigningConfigArn Architectures RuntimeManagementConfig LoggingConfig "
            "RecursiveLoop SourceKMSKeyArn PublishToLatestPublished TenancyConfig VersionDeletionPolicy",
        ),
        **kinds(TEXT, "Role PermissionsBoundary AutoPublishAlias AutoPublishCodeSha256"),
        **kinds(
            MAP,
            "DeadLetterQueue AssumeRolePolicyDocument Tags DeploymentPreference EventInvokeConfig SnapStart "
            "FunctionUrlConfig CapacityProviderConfig FunctionScalingConfig DurableConfig",
        ),
        **kinds(TEXT_OR_MAP, "FunctionName Tracing"),
        **kinds(MAPS, "Environment Events"),
        "Policies": TEXT_LIST_OR_MAP,
        "PropagateTags": FLAG,
        "AutoPublishAliasAllProperties": PLAIN_FLAG,
        "Layers": TEXTS_OR_MAPS,
    },
)

#: properties that a function of Lambda has by the same name
SAME = (
    "FunctionName", "Handler", "Runtime", "Description", "MemorySize", "Timeout", "VpcConfig", "Role", "Environment",
    "KmsKeyArn", "ReservedConcurrentExecutions", "Layers", "FileSystemConfigs", "ImageConfig", "PackageType",
    "Architectures", "SnapStart", "EphemeralStorage", "CodeSigningConfigArn", "RuntimeManagementConfig",
    "LoggingConfig", "TenancyConfig", "RecursiveLoop", "DurableConfig", "FunctionScalingConfig",
    "PublishToLatestPublished",
)  # fmt: skip
