"""Settings that make no resource here: those of which no function could tell anything, and those that are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.serverless.project import Project

_NO_ACCESS_LOGS = "no access logs are written."
_ALL_FILES = "all files of the folder are there: nothing is packaged."
_NO_API = "it is not simulated: the API is as it is without it."
_BUILT_BEFORE = "nothing is built: the code is taken as it lies there."

#: what is read; and what tells of deployment, permissions and accounts, which no function could tell
_PROVIDER_READ = frozenset({
    "apiGateway", "apiName", "architecture", "ecr", "endpointType", "environment", "httpApi", "iam", "kmsKeyArn",
    "layers", "logDataProtectionPolicy", "logRetentionInDays", "logs", "memorySize", "name", "role", "runtime",
    "runtimeManagement", "s3", "stage", "stackParameters", "tags", "timeout", "tracing", "vpc", "websocketsApiName",
    "websocketsApiRouteSelectionExpression",
    "build", "cfnRole", "credentials", "deploymentBucket", "deploymentMethod", "deploymentPrefix", "disableRollback",
    "enableLegacyDeploymentBucket", "eventBridge", "iamManagedPolicies", "iamRoleStatements", "lambdaHashingVersion",
    "notificationArns", "profile", "region", "resolver", "rolePermissionsBoundary", "rollbackConfiguration",
    "stackPolicy", "stackTags", "variableSyntax", "vpcEndpointIds", "websocket", "websocketsDescription",
})  # fmt: skip
_PROVIDER_LEFT_OUT = {
    "alb": "no user signs in at the load balancer, and its target groups have other names.",
    "apiKeys": _NO_API,
    "capacityProviders": "functions run as ordinary ones, not on Managed Instances.",
    "cloudFront": "CloudFront is not simulated.",
    "domain": "the API has the name that API Gateway gives it.",
    "domains": "the API has the name that API Gateway gives it.",
    "kinesis": "consumers have the framework's usual names.",
    "resourcePolicy": _NO_API,
    "stackName": "the stack has the name that from_template() is given as stack_name.",
    "usagePlan": _NO_API,
    "versionFunctions": "functions have a version if they have an alias: publish others in the test.",
}
_REST_READ = frozenset({
    "binaryMediaTypes", "description", "metrics", "request", "restApiId", "restApiRootResourceId",
    "shouldStartNameWithService", "stage",
})  # fmt: skip
_REST_LEFT_OUT = {
    "apiKeySourceType": _NO_API,
    "apiKeys": _NO_API,
    "disableDefaultEndpoint": _NO_API,
    "endpoint": _NO_API,
    "minimumCompressionSize": _NO_API,
    "resourcePolicy": _NO_API,
    "restApiResources": "the resources of the other API are made anew.",
    "timeoutInMillis": "integrations have the usual time of 29 seconds.",
    "usagePlan": _NO_API,
    "websocketApiId": "the functions stand behind an API of their own.",
}
_HTTP_READ = frozenset({
    "authorizers", "cors", "disableDefaultEndpoint", "id", "metrics", "name", "payload", "shouldStartNameWithService",
    "useProviderTags",
})  # fmt: skip
_LOGS_READ = frozenset({"frameworkLambda", "lambda"})
_LOGS_LEFT_OUT = dict.fromkeys(("httpApi", "restApi", "websocket"), _NO_ACCESS_LOGS)
_LOG_GROUP_LEFT_OUT = {"logGroupClass": "log groups are of the standard class."}
_TRACING_LEFT_OUT = {"apiGateway": "the API begins no traces."}
_ECR_READ = frozenset({"images", "maxImages", "scanOnPush"})
_PACKAGE_READ = frozenset({"artifact", "individually"})
_PACKAGE_LEFT_OUT = dict.fromkeys(("exclude", "excludeDevDependencies", "include", "path", "patterns"), _ALL_FILES)
_ROOT_LEFT_OUT = {
    "build": _BUILT_BEFORE,
    "outputs": "outputs for other services are not written: those of `resources` are.",
    "useDotenv": "no .env file is read: set the variables in the test.",
}
_FUNCTION_LEFT_OUT = {
    "build": _BUILT_BEFORE,
    "disableLogs": "what the function logs is kept nevertheless.",
    "iamRoleStatements": "nothing here checks permissions, and the plugin makes no role of its own.",
    "versionFunction": _PROVIDER_LEFT_OUT["versionFunctions"],
}


def leave_out(project: Project) -> None:
    """Tell which settings have no effect, those of functions and their events aside."""
    root, provider = project.root, project.provider
    _tell(project, root, _ROOT_LEFT_OUT)
    for plugin in _plugins(root.get("plugins")):
        project.leave_out(plugin, "plugins do not run: what this one changes of the template is not there.")
    _check(project, root.get("package"), _PACKAGE_READ, _PACKAGE_LEFT_OUT)
    _check(project, provider, _PROVIDER_READ, _PROVIDER_LEFT_OUT)
    _check(project, provider.get("apiGateway"), _REST_READ, _REST_LEFT_OUT)
    _check(project, provider.get("httpApi"), _HTTP_READ, {})
    _check(project, provider.get("ecr"), _ECR_READ, {})
    _check(project, provider.get("logs"), _LOGS_READ, _LOGS_LEFT_OUT)
    _tell(project, provider.get("logs").get("lambda"), _LOG_GROUP_LEFT_OUT)
    _check(project, provider.get("tracing"), frozenset({"lambda"}), _TRACING_LEFT_OUT)


def leave_out_of_function(project: Project, function: Place) -> None:
    """The same of one function."""
    _tell(project, function, _FUNCTION_LEFT_OUT)
    _tell(project, function.get("logs"), _LOG_GROUP_LEFT_OUT)
    _check(project, function.get("package"), _PACKAGE_READ, _PACKAGE_LEFT_OUT)


def leave_out_of_layer(project: Project, layer: Place) -> None:
    """The same of one layer's package."""
    _check(project, layer.get("package"), _PACKAGE_READ, _PACKAGE_LEFT_OUT)


def _tell(project: Project, settings: Place, why: Mapping[str, str]) -> None:
    for name in why:
        project.leave_out(settings.get(name), why[name])


def _check(project: Project, settings: Place, read: Iterable[str], why: Mapping[str, str]) -> None:
    """What is neither read nor known to be left out may be a plugin's, or misspelled."""
    known = {*read, *why}
    for name, value in settings.items():
        if name in why:
            project.leave_out(value, why[name])
        elif name not in known:
            project.leave_out(value, f"the framework itself has no setting {name!r} here.{nearest(name, known)}")


def _plugins(plugins: Place) -> Iterable[Place]:
    return plugins.get("modules").each() if isinstance(plugins.value, dict) else plugins.each()
