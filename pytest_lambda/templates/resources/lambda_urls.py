"""AWS::Lambda::Url."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda.events.builders.front_end import names_of
from pytest_lambda.events.builders.function_url import domain_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.templates.resources.forms import CORS, TEXT, of
from pytest_lambda.templates.resources.lambda_aliases import function_arn, function_name
from pytest_lambda.templates.resources.row import ResourceType, Subject

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_URL = of(
    "AWS::Lambda::Url",
    {
        "AuthType": TEXT,
        "Cors": CORS,
        "InvokeMode": TEXT,
        "Qualifier": TEXT,
        "TargetFunctionArn": TEXT,
    },
    "AuthType",
    "TargetFunctionArn",
)


def _make(deployment: Deployment, subject: Subject) -> Any:
    from pytest_lambda.gateway.function_url.door import FunctionUrl

    function = deployment.function(subject, "TargetFunctionArn")
    settings = {snake_case(name): value for name, value in subject.properties.items()}
    del settings["target_function_arn"]
    settings["qualifier"] = _qualifier(subject) or None
    if "cors" in settings:
        settings["cors"] = {snake_case(name): value for name, value in settings["cors"].items()}
    return FunctionUrl(function, **settings)


def _url(subject: Subject) -> str:
    """As `FunctionUrl` makes it, so that functions can know the URLs of others before there is a door."""
    name = f"function_url {function_name(subject, 'TargetFunctionArn')}:{_qualifier(subject)}"
    [url_id] = names_of(name, subject.world.seed, 32)
    return f"https://{domain_of(url_id, Scene(subject.world, 0))}/"


def _function_arn(subject: Subject) -> str:
    qualifier = _qualifier(subject)
    arn = function_arn(subject, "TargetFunctionArn")
    return f"{arn}:{qualifier}" if qualifier else arn


def _qualifier(subject: Subject) -> str:
    """The alias: named by itself, or by the ARN of the target, as SAM does."""
    given = subject.value("Qualifier")
    if given is not None:
        return str(given.value)
    head, _, rest = subject.text("TargetFunctionArn").rpartition(":function:")
    return (rest if head else subject.text("TargetFunctionArn")).partition(":")[2]


ROWS = (
    ResourceType(
        "AWS::Lambda::Url",
        ref=_function_arn,
        attributes={"FunctionArn": _function_arn, "FunctionUrl": _url},
        properties=_URL,
        make=_make,
    ),
)
