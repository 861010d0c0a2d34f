"""Functions, with what belongs to them alone: role, log group, retries, URL, version and alias."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.cors import cors_of
from pytest_lambda.templates.serverless.events import add_event
from pytest_lambda.templates.serverless.function_properties import ROLE, properties_of, role_of
from pytest_lambda.templates.serverless.left_out import leave_out_of_function
from pytest_lambda.templates.serverless.project import (
    Project,
    arn,
    expected,
    first,
    given,
    known_only,
    target_of,
)

#: of a function
SETTINGS = frozenset({
    "architecture", "awsKmsKeyArn", "build", "capacityProvider", "condition", "dependsOn", "description",
    "destinations", "disableLogs", "durableConfig", "environment", "ephemeralStorageSize", "events",
    "fileSystemConfig", "handler", "httpApi", "iamRoleStatements", "iamRoleStatementsInherit", "iamRoleStatementsName",
    "image", "kmsKeyArn", "layers", "logDataProtectionPolicy", "logRetentionInDays", "logs", "maximumEventAge",
    "maximumRetryAttempts", "memorySize", "module", "name", "onError", "package", "provisionedConcurrency",
    "recursiveLoop", "reservedConcurrency", "role", "runtime", "runtimeManagement", "snapStart", "tags", "tenancy",
    "timeout", "tracing", "url", "versionFunction", "vpc",
})  # fmt: skip
_PROVISIONED = "provisioned"
_EVERYBODY = {
    "AllowOrigins": ["*"],
    "AllowHeaders": [
        "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id",
    ],
    "AllowMethods": ["*"],
}  # fmt: skip


def add_functions(project: Project) -> None:
    """All functions of a project, and what invokes them."""
    functions = list(project.functions)
    if any(role_of(project, function) == arn(ROLE) for _, function in functions):
        _add_role(project)
    for name, function in functions:
        known_only(function, SETTINGS, "a function")
        leave_out_of_function(project, function)
        _add(project, name, function)
    for name, function in functions:
        counts: dict[str, int] = {}
        for event in function.get("events").each():
            add_event(project, name, event, counts)


def _add_role(project: Project) -> None:
    about = project.provider.get("iam").get("role")
    settings = about if isinstance(about.value, dict) else about.at({})
    project.add(ROLE, "AWS::IAM::Role", project.root.get("functions"), {
        "AssumeRolePolicyDocument": {}, "RoleName": settings.get("name"), "Path": settings.get("path"),
    })  # fmt: skip


def _add(project: Project, name: str, function: Place) -> None:
    prefix = names.of_function(name)
    function_name = first(function.get("name"), function.at(f"{project.service}-{project.stage}-{name}", "name"))
    _add_log_group(project, prefix, function, function_name)
    logical_id = project.add(
        f"{prefix}LambdaFunction",
        "AWS::Lambda::Function",
        function,
        properties_of(project, function_name, function),
        depends_on=_texts(function.get("dependsOn")),
        condition=function.get("condition").text(),
    )
    _add_alias(project, prefix, logical_id, function)
    _add_asynchronous(project, prefix, logical_id, function)
    _add_url(project, prefix, function.get("url"))


def _add_log_group(project: Project, prefix: str, function: Place, name: Place) -> None:
    provider = project.provider
    named = first(function.get("logs").get("logGroup"), provider.get("logs").get("lambda").get("logGroup"))
    if named.value is not None or function.get("disableLogs").flag():
        return
    settings = {
        "RetentionInDays": first(function.get("logRetentionInDays"), provider.get("logRetentionInDays")),
        "DataProtectionPolicy": first(function.get("logDataProtectionPolicy"), provider.get("logDataProtectionPolicy")),
    }
    project.add(f"{prefix}LogGroup", "AWS::Logs::LogGroup", function, {
        "LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", name]]}, **settings,
    })  # fmt: skip


def _texts(place: Place) -> list[str]:
    if isinstance(place.value, str):
        return [place.value]
    return [str(each.text()) for each in place.each()]


def _add_asynchronous(project: Project, prefix: str, logical_id: str, function: Place) -> None:
    destinations = function.get("destinations")
    known_only(destinations, ("onFailure", "onSuccess"), "destinations")
    settings = {
        "MaximumEventAgeInSeconds": function.get("maximumEventAge"),
        "MaximumRetryAttempts": function.get("maximumRetryAttempts"),
        "DestinationConfig": given({
            "OnSuccess": _destination(project, destinations.get("onSuccess")),
            "OnFailure": _destination(project, destinations.get("onFailure")),
        }) or None,
    }  # fmt: skip
    if not given(settings):
        return
    qualifier = project.aliases.get(prefix, "$LATEST")
    project.add(f"{prefix}LambdaEvConf", "AWS::Lambda::EventInvokeConfig", function, {
        "FunctionName": {"Ref": logical_id}, "Qualifier": qualifier, **settings,
    })  # fmt: skip


def _destination(project: Project, place: Place) -> Any:
    if place.value is None:
        return None
    written = place.get("arn") if isinstance(place.value, dict) and "arn" in place.value else place
    return {"Destination": project.arn_of_function(written)}


def _add_url(project: Project, prefix: str, url: Place) -> None:
    if url.value is None or url.value is False:
        return
    settings = url if isinstance(url.value, dict) else url.at({})
    known_only(settings, ("authorizer", "cors", "invokeMode"), "url")
    authorizer = settings.get("authorizer").value
    if authorizer not in (None, "aws_iam"):
        raise expected(settings.get("authorizer"), "'aws_iam' or nothing")
    project.add(f"{prefix}LambdaFunctionUrl", "AWS::Lambda::Url", url, {
        "TargetFunctionArn": target_of(project, prefix),
        "AuthType": "AWS_IAM" if authorizer else "NONE",
        "InvokeMode": settings.get("invokeMode"),
        "Cors": cors_of(settings.get("cors"), _EVERYBODY),
    })  # fmt: skip


def _add_alias(project: Project, prefix: str, logical_id: str, function: Place) -> None:
    """The version and the alias that events invoke, of functions that have a use for them."""
    concurrency, snapshot = function.get("provisionedConcurrency"), function.get("snapStart").flag()
    if concurrency.value and snapshot:
        raise concurrency.error("functions with SnapStart have no provisioned concurrency: give one of the two.")
    made: dict[str, Any] = {}
    if concurrency.value:
        settings = concurrency if isinstance(concurrency.value, dict) else concurrency.at({"executions": concurrency})
        known_only(settings, ("alias", "executions"), "provisionedConcurrency")
        alias = settings.get("alias").text() or _PROVISIONED
        kind = f"ProvConc{'' if alias == _PROVISIONED else names.letters(alias)}"
        made["ProvisionedConcurrencyConfig"] = {"ProvisionedConcurrentExecutions": settings.get("executions")}
    elif snapshot:
        kind, alias = "SnapStart", "snapstart"
    elif function.get("durableConfig").value is not None:
        kind, alias = "Durable", "durable"
    else:
        return
    version = project.add(f"{prefix}LambdaVersion", "AWS::Lambda::Version", function, {
        "FunctionName": {"Ref": logical_id}, "Description": function.get("description"),
    })  # fmt: skip
    project.add(f"{prefix}{kind}LambdaAlias", "AWS::Lambda::Alias", function, {
        "FunctionName": {"Ref": logical_id},
        "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
        "Name": alias,
        **made,
    })  # fmt: skip
    project.aliases[prefix] = alias
