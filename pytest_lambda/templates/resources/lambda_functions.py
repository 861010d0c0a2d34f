"""AWS::Lambda: functions, what belongs to them, and their event source mappings."""

from __future__ import annotations

from pytest_lambda.templates.resources import (
    lambda_aliases,
    lambda_code,
    lambda_mappings,
    lambda_urls,
)
from pytest_lambda.templates.resources.forms import FLAG, JSON, TEXT, TEXTS, has, of
from pytest_lambda.templates.resources.row import ResourceType, Subject, name_of

_PERMISSION = of(
    "AWS::Lambda::Permission",
    {
        "Action": TEXT,
        "EventSourceToken": TEXT,
        "FunctionName": TEXT,
        "FunctionUrlAuthType": TEXT,
        "InvokedViaFunctionUrl": FLAG,
        "Principal": TEXT,
        "PrincipalOrgID": TEXT,
        "SourceAccount": TEXT,
        "SourceArn": TEXT,
    },
    "Action",
    "FunctionName",
    "Principal",
)

_LAYER_PERMISSION = of(
    "AWS::Lambda::LayerVersionPermission",
    {"Action": TEXT, "LayerVersionArn": TEXT, "OrganizationId": TEXT, "Principal": TEXT},
    "Action",
    "LayerVersionArn",
    "Principal",
)

_CODE_SIGNING = of(
    "AWS::Lambda::CodeSigningConfig",
    {
        "AllowedPublishers": has("SigningProfileVersionArns", SigningProfileVersionArns=TEXTS),
        "CodeSigningPolicies": JSON,
        "Description": TEXT,
        "Tags": JSON,
    },
    "AllowedPublishers",
)


def _code_signing_id(subject: Subject) -> str:
    return f"csc-{subject.hexadecimal('code signing', 17)}"


def _code_signing_arn(subject: Subject) -> str:
    return subject.arn("lambda", f"code-signing-config:{_code_signing_id(subject)}")


ROWS = (
    *lambda_code.ROWS,
    *lambda_aliases.ROWS,
    *lambda_mappings.ROWS,
    *lambda_urls.ROWS,
    ResourceType("AWS::Lambda::Permission", properties=_PERMISSION, attributes={"Id": name_of}),
    ResourceType("AWS::Lambda::LayerVersionPermission", properties=_LAYER_PERMISSION),
    ResourceType(
        "AWS::Lambda::CodeSigningConfig",
        ref=_code_signing_arn,
        attributes={"CodeSigningConfigArn": _code_signing_arn, "CodeSigningConfigId": _code_signing_id},
        properties=_CODE_SIGNING,
    ),
)
