"""AWS::CloudFormation: stacks within stacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.evaluation.pseudo import pseudo_parameters
from pytest_lambda.templates.resources.forms import TAGS, TEXT, TEXTS, WHOLE, MapOf, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import Known, ResourceType, Subject, made

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

_STACK = of(
    "AWS::CloudFormation::Stack",
    {
        "NotificationARNs": TEXTS,
        "Parameters": MapOf(TEXT),
        "StackName": TEXT,
        "Tags": TAGS,
        "TemplateURL": TEXT,
        "TimeoutInMinutes": WHOLE,
    },
    "TemplateURL",
)
_OUTPUTS = "Outputs."
_ASSET = "aws:asset:path"


class _Outputs(Mapping[str, Known]):
    """The attributes of a stack: `Outputs.Name`, whatever the name."""

    def __getitem__(self, name: str) -> Known:
        if not name.startswith(_OUTPUTS):
            raise KeyError(name)

        def known(subject: Subject) -> Any:
            return None if subject.made is None else subject.made.outputs.get(name.removeprefix(_OUTPUTS))

        return known

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _make(deployment: Deployment, subject: Subject) -> Any:
    from pytest_lambda.templates.deployment import deploy
    from pytest_lambda.templates.reading import read_template

    parameters = subject.properties.get("Parameters", {})
    values = _values(deployment.values, subject.logical_id)
    path = _path(deployment, subject)
    world = deployment.service.world
    template = read_template(path, world=world, parameters=parameters, values=values)
    inner = deploy(deployment.service, template, parameters=parameters, values=values, stack_name=subject.name)
    for part in inner.not_simulated:
        deployment.left_out.append(replace(part, logical_id=f"{subject.logical_id}.{part.logical_id}"))
    return inner


def _values(values: Mapping[str, Any], logical_id: str) -> dict[str, Any]:
    """Those of the outer template hold in the inner one; `Inner.Db.Endpoint` is its `Db.Endpoint`."""
    prefix = f"{logical_id}."
    own = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
    return {**values, **own}


def _path(deployment: Deployment, subject: Subject) -> Path:
    place = subject.place.get("TemplateURL")
    key = f"{subject.logical_id}.TemplateURL"
    asset = subject.resource.metadata.mapping().get(_ASSET)
    url = deployment.values.get(key) or asset or subject.properties["TemplateURL"]
    if url and not str(url).startswith(("https://", "http://", "s3://")):
        path = Path(deployment.sources.folder, str(url))
        if path.is_file():
            return path
        raise place.error(f"there is no template {path.absolute()}. {_supplied(key)}")
    raise place.error(f"{url or 'the template'} is not on this computer, and nothing is downloaded. {_supplied(key)}")


def _supplied(key: str) -> str:
    return (
        f'Name the file of the template: template_values={{"{key}": "inner.yaml"}}, in the ini file '
        f'lambda_template_values = ["{key}=inner.yaml"].'
    )


def _stack_id(subject: Subject) -> str:
    return str(pseudo_parameters(subject.world, subject.name)["AWS::StackId"])


_BY_FUNCTION = "the function behind a custom resource is not called: invoke it with `events.cloudformation`."

ROWS = (
    ResourceType(
        "AWS::CloudFormation::Stack",
        "StackName",
        ref=made("arn", _stack_id),
        attributes=_Outputs(),
        properties=_STACK,
        make=_make,
        naming=Naming(128),
    ),
    ResourceType("AWS::CloudFormation::CustomResource", lost=_BY_FUNCTION),
    ResourceType("AWS::CloudFormation::WaitCondition"),
    ResourceType("AWS::CloudFormation::WaitConditionHandle"),
    ResourceType("AWS::CloudFormation::Macro", lost="the function behind a macro is not called: expand the template."),
)
