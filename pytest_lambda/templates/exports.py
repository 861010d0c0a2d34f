"""What stacks tell each other: exports, and outputs by the name of their stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.templates.application import Application
from pytest_lambda.templates.evaluation.evaluator import Evaluator

if TYPE_CHECKING:
    from pytest_lambda.service.service import LambdaService


def told_by_stacks(service: LambdaService) -> dict[str, Any]:
    """Values of the stacks that a service has, by what the template of another one writes.

    CloudFormation writes `Fn::ImportValue:Name` of exports, the Serverless Framework `cf:stack.Output` of outputs.
    """
    told: dict[str, Any] = {}
    for stack in _stacks(service):
        told.update({f"Fn::ImportValue:{name}": value for name, value in stack.exports.items()})
        told.update({f"cf:{stack.name}.{name}": value for name, value in stack.outputs.items()})
    return told


def exports_of(service: LambdaService, evaluator: Evaluator, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a stack exports.

    Args:
        service: with the other stacks.
        evaluator: of the stack's template.
        outputs: of the stack.

    Raises:
        ConfigurationError: something else is exported under the same name.
    """
    taken = {name: stack.name for stack in _stacks(service) for name in stack.exports}
    made: dict[str, Any] = {}
    for output, value in outputs.items():
        export = evaluator.template.outputs[output].get("Export")
        if export.value is None:
            continue
        name = evaluator.text(export.get("Name"))
        if name in taken:
            raise export.error(f"Export with name {name} is already exported by stack {taken[name]}.")
        taken[name], made[name] = evaluator.stack_name, value
    return made


def _stacks(service: LambdaService) -> list[Application]:
    return [each for each in service.known_resources if isinstance(each, Application)]
