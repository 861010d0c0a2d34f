"""A row of the table of resource types, and one resource of a template as its row sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.resources.forms import FLAG, TEXT, Structure
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.template import Resource
from pytest_lambda.world import World

if TYPE_CHECKING:
    from pytest_lambda.templates.deployment import Deployment

#: gives a value from what is known of a resource
Known = Callable[["Subject"], Any]


class Subject:
    """One resource of a template.

    Args:
        resource: as the template has it.
        row: of its type.
        world: in which it is.
        stack_name: of the stack that it is part of.
        resolve: resolves intrinsics.

    Attributes:
        resource, row, world, stack_name: see above.
        made: what the service made of it; None as long as there is nothing.
    """

    __slots__ = ("_name", "_properties", "_resolve", "made", "resource", "row", "stack_name", "world")

    def __init__(
        self,
        resource: Resource,
        row: ResourceType,
        world: World,
        stack_name: str,
        resolve: Callable[[Place], Place],
    ) -> None:
        self.resource = resource
        self.row = row
        self.world = world
        self.stack_name = stack_name
        self.made: Any = None
        self._resolve = resolve
        self._name: str | None = None
        self._properties: dict[str, Any] | None = None

    @property
    def logical_id(self) -> str:
        """Its key in the template."""
        return self.resource.logical_id

    @property
    def type(self) -> str:
        """`AWS::SQS::Queue`, say."""
        return self.resource.type

    @property
    def place(self) -> Place:
        """Where its properties are."""
        return self.resource.properties

    @property
    def name(self) -> str:
        """The physical name: the one that is given, else as CloudFormation makes them."""
        if self._name is None:
            given = None if self.row.named_by is None else self.value(self.row.named_by)
            self._name = self._made_name() if given is None else str(TEXT.read(given))
        return self._name

    def _made_name(self) -> str:
        return self.row.naming.name(self.world, self.stack_name, self.logical_id, self.row.suffix(self))

    @property
    def properties(self) -> dict[str, Any]:
        """The properties by name, checked, with their values in Python.

        Raises:
            ConfigurationError: one is unknown, missing, or of another form.
        """
        if self._properties is None:
            place = self._resolve(self.place.at({}) if self.place.value is None else self.place)
            form = self.row.properties
            self._properties = dict(place.mapping()) if form is None else form.read(place)
        return self._properties

    def value(self, name: str) -> Place | None:
        """One property alone, resolved; None if it is not there."""
        if name not in self.place.mapping():
            return None
        resolved = self._resolve(self.place.get(name))
        return None if resolved.value is None else resolved

    def text(self, name: str) -> str:
        """The text of a property that has to be there.

        Raises:
            ConfigurationError: it is not.
        """
        found = self.value(name)
        if found is None:
            raise self.place.error(f"Property {name} cannot be empty: {self.type} does not do without it.")
        return str(TEXT.read(found))

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        """The ARN of something of this account and region."""
        world = self.world
        where = f"{world.region if region else ''}:{world.account if account else ''}"
        return f"arn:{world.partition}:{service}:{where}:{resource}"

    def hexadecimal(self, what: str, digits: int) -> str:
        """Digits that belong to this resource."""
        return self.world.ids_for(what, self.stack_name, self.logical_id).hexadecimal(digits)

    def uuid(self, what: str) -> str:
        """A UUID that belongs to this resource."""
        return self.world.ids_for(what, self.stack_name, self.logical_id).uuid()


def name_of(subject: Subject) -> str:
    """The physical name, which is what `Ref` mostly gives."""
    return subject.name


def made(attribute: str, otherwise: Known) -> Known:
    """An attribute of what the service made; without it, something else.

    Args:
        attribute: of the simulated resource.
        otherwise: where nothing is deployed.
    """

    def known(subject: Subject) -> Any:
        return otherwise(subject) if subject.made is None else getattr(subject.made, attribute)

    return known


def given(name: str, default: Any = None) -> Known:
    """The value of a property."""

    def known(subject: Subject) -> Any:
        found = subject.value(name)
        return default if found is None else found.value

    return known


def arn_of(service: str, resource: str, *, region: bool = True, account: bool = True) -> Known:
    """An ARN that follows from the name.

    Args:
        service: in the ARN.
        resource: the rest, with `{name}` where the name is.
        region, account: whether the ARN names them.
    """

    def known(subject: Subject) -> str:
        return subject.arn(service, resource.format(name=subject.name), region=region, account=account)

    return known


def fifo_suffix(name: str) -> Callable[[Subject], str]:
    """What names of a type end with whose property says whether it is FIFO."""

    def suffix(subject: Subject) -> str:
        fifo = subject.value(name)
        return ".fifo" if fifo is not None and FLAG.read(fifo) else ""

    return suffix


def _nothing(subject: Subject) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type of resources.

    Attributes:
        name: `AWS::SQS::Queue`.
        named_by: the property with the physical name.
        ref: what `Ref` gives.
        attributes: what `Fn::GetAtt` gives.
        properties: their forms; None: they are not looked at.
        make: lets the service make it; None: only its name is known.
        lost: what of it is not simulated, for `Application.not_simulated`; None: nothing that a function could tell.
        hints: words in AWS's errors that tell the property which they are about, where they do not name it.
        naming: how physical names are made.
        suffix: what the name of one ends with.
    """

    name: str
    named_by: str | None = None
    ref: Known = name_of
    attributes: Mapping[str, Known] = field(default_factory=dict)
    properties: Structure | None = None
    make: Callable[[Deployment, Subject], Any] | None = None
    lost: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    naming: Naming = field(default_factory=Naming)
    suffix: Callable[[Subject], str] = _nothing
