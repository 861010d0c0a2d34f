"""A template becomes resources of a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.apis.context import Context
from pytest_lambda.templates.apis.doors import doors_of, without_doors
from pytest_lambda.templates.apis.issuers import Issuers
from pytest_lambda.templates.apis.parts import Parts
from pytest_lambda.templates.application import Application, NotSimulatedPart
from pytest_lambda.templates.creation import Creation
from pytest_lambda.templates.dependencies import check
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.exports import exports_of, told_by_stacks
from pytest_lambda.templates.functions import FUNCTION
from pytest_lambda.templates.identities import Identities, evaluated
from pytest_lambda.templates.refusals import placed
from pytest_lambda.templates.resources.lambda_aliases import function_name
from pytest_lambda.templates.resources.row import Subject
from pytest_lambda.templates.resources.settings_stores import kept
from pytest_lambda.templates.sources import Sources
from pytest_lambda.templates.stub import Stub
from pytest_lambda.templates.template import Template

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService

_NONE: Mapping[str, Any] = {}


def deploy(
    service: LambdaService,
    template: Template,
    *,
    parameters: Mapping[str, Any] = _NONE,
    values: Mapping[str, Any] = _NONE,
    stack_name: str = "stack",
) -> Application:
    """Make what a template describes.

    Args:
        service: that has it afterwards.
        template: of plain CloudFormation.
        parameters: `template_parameters`, by name.
        values: `template_values`.
        stack_name: of the stack, which physical names begin with.

    Raises:
        ConfigurationError: a resource cannot be made; the message says where.
        NotSimulated: AWS would make it.
    """
    values = {**told_by_stacks(service), **values}
    evaluator, identities = evaluated(
        template, service.world, stack_name=stack_name, parameters=parameters, values=values
    )
    stack_id = evaluator.pseudo["AWS::StackId"]
    if service.resource(stack_id) is not None:
        raise ConfigurationError(f"Stack [{stack_name}] already exists: give another stack_name.")
    check(template, evaluator)
    deployment = Deployment(service, identities, Sources(template, evaluator), values)
    service.on_close(deployment.sources.close)
    Creation(template, evaluator, identities, deployment.make).run()
    issuers = deployment.open_doors(template, evaluator)
    outputs = evaluator.outputs()
    application = Application(
        stack_id,
        stack_name,
        deployment.made,
        deployment.functions(),
        outputs,
        tuple(deployment.left_out),
        template,
        issuers,
        exports_of(service, evaluator, outputs),
    )
    service.add_resource(application)
    return application


class Deployment:
    """What the rows of the table make resources with.

    Args:
        service: that makes them.
        identities: who they are.
        sources: finds code.
        values: `template_values`.

    Attributes:
        service, identities, sources, values: see above.
        made: what has been made, by logical id.
        left_out: what is not simulated.
    """

    def __init__(
        self, service: LambdaService, identities: Identities, sources: Sources, values: Mapping[str, Any]
    ) -> None:
        self.service = service
        self.identities = identities
        self.sources = sources
        self.values = values
        self.made: dict[str, Any] = {}
        self.left_out = [NotSimulatedPart("", "", str(place), why) for place, why in sources.template.left_out]
        self._stubs: set[str] = set()
        sources.supplies.look_up = lambda of, name: kept(service.world, self.made.values(), of, name)

    def make(self, subject: Subject) -> None:
        """Make one resource, after those that it depends on.

        Raises:
            ConfigurationError: AWS would refuse it, or it is there already; the message says where.
        """
        row = subject.row
        if row.lost is not None:
            self.leave_out(subject, subject.place, row.lost)
        with placed(subject):
            _ = subject.properties
            if row.make is None:
                return
            made = row.make(self, subject)
        if made is None:
            return
        other = next((name for name, each in self.made.items() if each is made), None)
        if other is not None:
            raise subject.place.error(
                f"Resource of type '{subject.type}' with identifier '{subject.name}' already exists: it is {other}."
            )
        subject.made = self.made[subject.logical_id] = made

    def open_doors(self, template: Template, evaluator: Evaluator) -> Issuers:
        """Make the APIs and load balancers of a template, whose parts and functions are all made.

        Returns:
            Who issues the tokens that their authorizers ask for.
        """
        issuers = Issuers(self.service.clock)
        parts = Parts(template, evaluator)
        for logical_id, door in doors_of(Context(self.service, parts, issuers, self.identities)):
            self.identities.subject(logical_id).made = self.made[logical_id] = door
        for logical_id, why in without_doors(parts, self.made):
            subject = self.identities.subject(logical_id)
            self.leave_out(subject, subject.place, why)
        return issuers

    def leave_out(self, subject: Subject, place: Place, why: str) -> None:
        """Tell the user what is not simulated."""
        self.left_out.append(NotSimulatedPart(subject.logical_id, subject.type, str(place), why))

    def leave_out_of(
        self, subject: Subject, place: Place, given: Mapping[str, Any], reasons: Mapping[str, str]
    ) -> None:
        """Tell the user which properties have no effect.

        Args:
            subject: that has them.
            place: of the mapping with the properties.
            given: those that are there.
            reasons: for each that has none.
        """
        for name, why in reasons.items():
            if name in given:
                self.leave_out(subject, place.get(name), f"{name}: {why}.")

    def stub(self, subject: Subject, why: str) -> ServiceFunction:
        """A function that cannot run: it says so when it is invoked."""
        self._stubs.add(subject.logical_id)
        return self.service.create_function(subject.name, handler=Stub(f"{subject.place}: {why}"))

    def function(self, subject: Subject, name: str) -> ServiceFunction:
        """The function that a property names, by its name or ARN.

        Args:
            subject: that has the property.
            name: of the property.

        Raises:
            ConfigurationError: there is none.
        """
        found = self.service.find(function_name(subject, name))
        if found is None:
            place = subject.place.get(name)
            raise place.error(f"Function not found: {subject.properties[name]}. {self.service.known_functions()}")
        return found

    def needed(self, place: Place, arn: object, method: str) -> Any:
        """The resource with an ARN.

        Args:
            place: where it is named.
            arn: the ARN.
            method: of the service, that makes such resources.

        Raises:
            ConfigurationError: the service has none.
        """
        found = self.service.resource(arn) if isinstance(arn, str) else None
        if found is None:
            raise place.error(
                f"there is no {arn}: it is neither of this template nor made before. If it is of another stack, make "
                f"it first, with {method}()."
            )
        return found

    def target(self, subject: Subject, place: Place, arn: str) -> Any | None:
        """What a topic, bucket, rule or schedule sends to: a function's ARN, a queue, a topic, …

        Args:
            subject: that sends.
            place: where the target is named.
            arn: of the target.

        Returns:
            None if such targets are not simulated, which the user is told.

        Raises:
            ConfigurationError: such a target is simulated, but there is none.
        """
        kind = arn.split(":")[2:3]
        if kind == ["lambda"]:
            return arn
        method = _METHODS.get("".join(kind))
        if method is None:
            self.leave_out(subject, place, f"nothing is sent to {arn}: targets are functions, queues and topics.")
            return None
        return self.needed(place, arn, method)

    def event_target(self, subject: Subject, place: Place, arn: str) -> Any | None:
        """The same for EventBridge, which on AWS sends to FIFO queues and topics as well."""
        found = self.target(subject, place, arn)
        if getattr(found, "fifo", False):
            self.leave_out(subject, place, f"nothing is sent to {arn}: targets are standard queues and topics.")
            return None
        return found

    def functions(self) -> dict[str, ServiceFunction]:
        """The functions that can run, by logical id."""
        subjects = [self.identities.subject(logical_id) for logical_id in self.made]
        return {
            subject.logical_id: subject.made
            for subject in subjects
            if subject.type == FUNCTION and subject.logical_id not in self._stubs
        }


#: service in an ARN -> what makes its resources
_METHODS = {"sqs": "sqs_queue", "sns": "sns_topic"}
