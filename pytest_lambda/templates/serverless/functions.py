"""Functions, with what belongs to them alone: role, log group, retries, URL, provisioned concurrency."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.serverless import names
from pytest_lambda.templates.serverless.events import add_event
from pytest_lambda.templates.serverless.project import (
    ALIAS,
    Project,
    arn,
    expected,
    first,
    given,
    renamed,
    target_of,
    unknown,
)

ROLE = "IamRoleLambdaExecution"
#: the framework's own, other than Lambda's
_TIMEOUT_SECONDS, _MEMORY_MB = 6, 1024
_SETTINGS = frozenset({
    "architecture", "awsKmsKeyArn", "build", "condition", "dependsOn", "description", "destinations", "disableLogs",
    "environment", "ephemeralStorageSize", "events", "fileSystemConfig", "handler", "iamRoleStatements",
    "iamRoleStatementsInherit", "iamRoleStatementsName", "image", "kmsKeyArn", "layers", "logDataProtectionPolicy",
    "logRetentionInDays", "logs", "maximumEventAge", "maximumRetryAttempts", "memorySize", "module", "name", "onError",
    "package", "provisionedConcurrency", "reservedConcurrency", "role", "runtime", "runtimeManagement", "snapStart",
    "tags", "tenancy", "timeout", "tracing", "url", "versionFunction", "vpc",
})  # fmt: skip
_LOGGING = {
    "applicationLogLevel": "ApplicationLogLevel",
    "logFormat": "LogFormat",
    "logGroup": "LogGroup",
    "systemLogLevel": "SystemLogLevel",
}
_CORS = {
    "allowCredentials": "AllowCredentials",
    "allowedHeaders": "AllowHeaders",
    "allowedMethods": "AllowMethods",
    "allowedOrigins": "AllowOrigins",
    "exposedResponseHeaders": "ExposeHeaders",
    "maxAge": "MaxAge",
}
_ALLOWED_HEADERS = [
    "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id",
]  # fmt: skip


def add_functions(project: Project) -> None:
    """All functions of a project, and what invokes them."""
    functions = list(project.functions)
    if functions:
        project.add(ROLE, "AWS::IAM::Role", project.root.get("functions"), {"AssumeRolePolicyDocument": {}})
    for name, function in functions:
        _check_settings(function)
        _add(project, name, function)
    for name, function in functions:
        counts: dict[str, int] = {}
        for event in function.get("events").each():
            add_event(project, name, event, counts)


def _check_settings(function: Place) -> None:
    for name, value in function.items():
        if name not in _SETTINGS:
            raise unknown(value, name, _SETTINGS, "a function")


def _add(project: Project, name: str, function: Place) -> None:
    provider, prefix = project.provider, names.of_function(name)
    function_name = first(function.get("name"), function.at(f"{project.service}-{project.stage}-{name}", "name"))
    project.add(f"{prefix}LogGroup", "AWS::Logs::LogGroup", function, {
        "LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", function_name]]},
    })  # fmt: skip
    logical_id = f"{prefix}LambdaFunction"
    project.add(logical_id, "AWS::Lambda::Function", function, {
        "FunctionName": function_name,
        "Handler": function.get("handler"),
        "Code": _code(project, function),
        "PackageType": "Image" if function.get("image").value is not None else None,
        "Runtime": first(function.get("runtime"), provider.get("runtime")),
        "Timeout": first(function.get("timeout"), provider.get("timeout"), function.at(_TIMEOUT_SECONDS, "timeout")),
        "MemorySize": first(
            function.get("memorySize"), provider.get("memorySize"), function.at(_MEMORY_MB, "memorySize")
        ),
        "Description": function.get("description"),
        "Architectures": _listed(first(function.get("architecture"), provider.get("architecture"))),
        "Environment": _environment(function, provider),
        "EphemeralStorage": _wrapped("Size", function.get("ephemeralStorageSize")),
        "ReservedConcurrentExecutions": function.get("reservedConcurrency"),
        "Layers": _layers(first(function.get("layers"), provider.get("layers"))),
        "DeadLetterConfig": _wrapped("TargetArn", function.get("onError")),
        "SnapStart": {"ApplyOn": "PublishedVersions"} if function.get("snapStart").flag() else None,
        "LoggingConfig": _logging(first(function.get("logs"), provider.get("logs").get("lambda"))),
        "TracingConfig": _tracing(first(function.get("tracing"), provider.get("tracing").get("lambda"))),
        "Role": arn(ROLE),
    }, depends_on=_texts(function.get("dependsOn")), condition=function.get("condition").text())  # fmt: skip
    _add_asynchronous(project, prefix, logical_id, function)
    _add_provisioned(project, prefix, logical_id, function.get("provisionedConcurrency"))
    _add_url(project, prefix, function.get("url"))


def _code(project: Project, function: Place) -> Any:
    image = function.get("image")
    if image.value is not None:
        return {"ImageUri": image}
    artifact = first(function.get("package").get("artifact"), project.root.get("package").get("artifact"))
    return function.at(".", "handler") if artifact.value is None else artifact


def _environment(function: Place, provider: Place) -> Any:
    variables = {name: value for place in (provider, function) for name, value in place.get("environment").items()}
    return {"Variables": given(variables)} if variables else None


def _layers(layers: Place) -> Any:
    """Layers of the project are named by `Ref` of their logical id, as the framework has them."""
    return None if layers.value is None else list(layers.each())


def _logging(logs: Place) -> Any:
    return renamed(logs, _LOGGING, "logs") if isinstance(logs.value, dict) else None


def _tracing(tracing: Place) -> Any:
    if tracing.value is None or tracing.value is False:
        return None
    return {"Mode": "Active" if tracing.value is True else tracing}


def _listed(place: Place) -> Any:
    return None if place.value is None else [place]


def _wrapped(name: str, place: Place) -> Any:
    return None if place.value is None else {name: place}


def _texts(place: Place) -> list[str]:
    if isinstance(place.value, str):
        return [place.value]
    return [str(each.text()) for each in place.each()]


def _add_asynchronous(project: Project, prefix: str, logical_id: str, function: Place) -> None:
    destinations = function.get("destinations")
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
    qualifier = ALIAS if function.get("provisionedConcurrency").value else "$LATEST"
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
    authorizer = settings.get("authorizer").value
    if authorizer not in (None, "aws_iam"):
        raise expected(settings.get("authorizer"), "'aws_iam' or nothing")
    project.add(f"{prefix}LambdaFunctionUrl", "AWS::Lambda::Url", url, {
        "TargetFunctionArn": target_of(project, prefix),
        "AuthType": "AWS_IAM" if authorizer else "NONE",
        "InvokeMode": settings.get("invokeMode"),
        "Cors": _url_cors(settings.get("cors")),
    })  # fmt: skip


def _url_cors(cors: Place) -> Any:
    if cors.value is True:
        return {"AllowOrigins": ["*"], "AllowHeaders": _ALLOWED_HEADERS, "AllowMethods": ["*"]}
    if cors.value in (None, False):
        return None
    return renamed(cors, _CORS, "cors")


def _add_provisioned(project: Project, prefix: str, logical_id: str, concurrency: Place) -> None:
    if not concurrency.value:
        return
    version = project.add(f"{prefix}LambdaVersion", "AWS::Lambda::Version", concurrency, {
        "FunctionName": {"Ref": logical_id},
    })  # fmt: skip
    number = concurrency.get("executions") if isinstance(concurrency.value, dict) else concurrency
    project.add(f"{prefix}ProvConcLambdaAlias", "AWS::Lambda::Alias", concurrency, {
        "FunctionName": {"Ref": logical_id},
        "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
        "Name": ALIAS,
        "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": number},
    })  # fmt: skip
