"""AWS::Lambda::Version, Alias and EventInvokeConfig: what belongs to a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.resources.forms import NUMBER, TEXT, WHOLE, ListOf, has, of
from pytest_lambda.templates.resources.row import ResourceType, Subject, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_PROVISIONED = has("ProvisionedConcurrentExecutions", ProvisionedConcurrentExecutions=WHOLE)

_VERSION = of(
    "AWS::Lambda::Version",
    {
        "CodeSha256": TEXT,
        "Description": TEXT,
        "FunctionName": TEXT,
        "ProvisionedConcurrencyConfig": _PROVISIONED,
        "RuntimePolicy": has("UpdateRuntimeOn", UpdateRuntimeOn=TEXT, RuntimeVersionArn=TEXT),
    },
    "FunctionName",
)

_WEIGHT = has("FunctionVersion", "FunctionWeight", FunctionVersion=TEXT, FunctionWeight=NUMBER)
_ALIAS = of(
    "AWS::Lambda::Alias",
    {
        "Description": TEXT,
        "FunctionName": TEXT,
        "FunctionVersion": TEXT,
        "Name": TEXT,
        "ProvisionedConcurrencyConfig": _PROVISIONED,
        "RoutingConfig": has(AdditionalVersionWeights=ListOf(_WEIGHT)),
    },
    "FunctionName",
    "FunctionVersion",
    "Name",
)

_DESTINATION = has("Destination", Destination=TEXT)
_EVENT_INVOKE_CONFIG = of(
    "AWS::Lambda::EventInvokeConfig",
    {
        "DestinationConfig": has(OnFailure=_DESTINATION, OnSuccess=_DESTINATION),
        "FunctionName": TEXT,
        "MaximumEventAgeInSeconds": WHOLE,
        "MaximumRetryAttempts": WHOLE,
        "Qualifier": TEXT,
    },
    "FunctionName",
    "Qualifier",
)


def _make_version(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    function = deployment.function(subject, "FunctionName")
    version = function.publish_version(description=given.get("Description"), code_sha256=given.get("CodeSha256"))
    if any(each is version for each in deployment.made.values()):
        raise subject.place.error(
            f"A version for this Lambda function exists ( {version.version} ). Modify the function to create a new "
            "version."
        )
    _provision(function, version.version, given)
    return version


def _make_alias(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    function = deployment.function(subject, "FunctionName")
    routing = given.get("RoutingConfig")
    if routing is not None:
        weights = routing.get("AdditionalVersionWeights", ())
        routing = {"AdditionalVersionWeights": {each["FunctionVersion"]: each["FunctionWeight"] for each in weights}}
    alias = function.create_alias(
        given["Name"],
        function_version=given["FunctionVersion"],
        description=given.get("Description", ""),
        routing_config=routing,
    )
    _provision(function, alias.name, given)
    return alias


def _provision(function: Any, qualifier: str, given: dict[str, Any]) -> None:
    if "ProvisionedConcurrencyConfig" in given:
        wanted = given["ProvisionedConcurrencyConfig"]["ProvisionedConcurrentExecutions"]
        function.put_provisioned_concurrency_config(qualifier=qualifier, provisioned_concurrent_executions=wanted)


def _make_event_invoke_config(deployment: Deployment, subject: Subject) -> Any:
    given = subject.properties
    function = deployment.function(subject, "FunctionName")
    qualifier = given["Qualifier"]
    settings = {
        "maximum_retry_attempts": given.get("MaximumRetryAttempts"),
        "maximum_event_age_in_seconds": given.get("MaximumEventAgeInSeconds"),
    }
    if "DestinationConfig" in given:
        settings["destination_config"] = given["DestinationConfig"]
        for each in given["DestinationConfig"].values():
            if each["Destination"] == subject.arn("events", "event-bus/default"):
                deployment.service.event_bus()  # every account has it
    return function.put_function_event_invoke_config(
        qualifier=None if qualifier == "$LATEST" else qualifier, **settings
    )


def function_name(subject: Subject, name: str = "FunctionName") -> str:
    """The name in a property that takes a function's name or ARN."""
    text = subject.text(name)
    return text.split(":")[6] if text.startswith("arn:") and text.count(":") >= 6 else text.split(":")[0]


def function_arn(subject: Subject, name: str = "FunctionName") -> str:
    """The unqualified ARN of the function in a property."""
    return subject.arn("lambda", f"function:{function_name(subject, name)}")


def _version_arn(subject: Subject) -> str:
    return f"{function_arn(subject)}:1"


def _alias_arn(subject: Subject) -> str:
    return f"{function_arn(subject)}:{subject.text('Name')}"


ROWS = (
    ResourceType(
        "AWS::Lambda::Version",
        ref=made("arn", _version_arn),
        attributes={"FunctionArn": made("arn", _version_arn), "Version": made("version", lambda subject: "1")},
        properties=_VERSION,
        make=_make_version,
    ),
    ResourceType(
        "AWS::Lambda::Alias",
        ref=_alias_arn,
        attributes={"AliasArn": _alias_arn},
        properties=_ALIAS,
        make=_make_alias,
    ),
    ResourceType("AWS::Lambda::EventInvokeConfig", properties=_EVENT_INVOKE_CONFIG, make=_make_event_invoke_config),
)
