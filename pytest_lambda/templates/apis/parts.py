"""The resources that an API of a template consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.openapi.operations import ANY
from pytest_lambda.templates.evaluation.evaluator import Evaluator
from pytest_lambda.templates.resources.forms import FLAG, WHOLE, Form
from pytest_lambda.templates.template import Template

_T = TypeVar("_T")

#: properties that may be text in a template, as all its parameters are
_FORMS: Mapping[str, Form] = {
    "ApiKeyRequired": FLAG,
    "AuthorizerResultTtlInSeconds": WHOLE,
    "EnableSimpleResponses": FLAG,
    "TimeoutInMillis": WHOLE,
    "ValidateRequestBody": FLAG,
    "ValidateRequestParameters": FLAG,
}
_TARGET = "integrations/"


class Part:
    """One resource, with its properties resolved.

    Args:
        logical_id: of it.
        ref: what `Ref` gives of it.
        properties: resolved.
    """

    __slots__ = ("logical_id", "properties", "ref")

    def __init__(self, logical_id: str, ref: Any, properties: Place) -> None:
        self.logical_id = logical_id
        self.ref = ref
        self.properties = properties

    def get(self, name: str) -> Place:
        """One property."""
        return property_of(self.properties, name)


class Parts:
    """The resources of a template by type, those whose conditions hold.

    Args:
        template: that they are in.
        evaluator: resolves them.
    """

    __slots__ = ("_evaluator", "_found", "_template")

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self._template = template
        self._evaluator = evaluator
        self._found: dict[str, Part] = {}

    def of(self, type: str) -> Iterator[Part]:
        """All of a type, in the template's order."""
        for logical_id, resource in self._template.resources.items():
            if resource.type == type and self._evaluator.present(logical_id):
                yield self._part(logical_id)

    def belonging(self, type: str, name: str, ref: Any) -> list[Part]:
        """Those of a type that name something.

        Args:
            type: of them.
            name: of the property.
            ref: its value: what `Ref` gives of the API, say.
        """
        return [part for part in self.of(type) if part.get(name).value == ref]

    def integration(self, api: Part, route: Part) -> Part:
        """The integration that a route of an HTTP or WebSocket API names.

        Raises:
            ConfigurationError: there is none.
        """
        target = str(route.get("Target").value or "")
        for part in self.belonging("AWS::ApiGatewayV2::Integration", "ApiId", api.ref):
            if str(part.ref) == target.removeprefix(_TARGET):
                return part
        raise route.properties.error(f"Target is {target!r}: expected {_TARGET!r} and the id of one of the API's.")

    def _part(self, logical_id: str) -> Part:
        if logical_id not in self._found:
            resource = self._template.resources[logical_id]
            ref = self._evaluator.identities.ref(logical_id)
            self._found[logical_id] = Part(logical_id, ref, self._evaluator.resolve(resource.properties))
        return self._found[logical_id]


def property_of(place: Place, name: str) -> Place:
    """One property of a mapping of properties, with its value in Python.

    Raises:
        ConfigurationError: it is of another type.
    """
    found = place.get(name)
    form = _FORMS.get(name)
    return found if form is None or found.value is None else found.at(form.read(found))


def named(place: Place, names: Mapping[str, str]) -> dict[str, Any]:
    """The properties that are there, by other names: AWS's own in a document, or ours."""
    return without_nothing({ours: property_of(place, theirs).value for theirs, ours in names.items()})


def document_given(api: Part) -> Place | None:
    """The document that an API has in the template; None if it consists of resources.

    Raises:
        NotSimulated: it lies in a bucket.
    """
    if api.get("BodyS3Location").value is not None:
        raise api.get("BodyS3Location").not_simulated("a document in a bucket is not read: expected Body.")
    body = api.get("Body")
    return None if body.value is None else body


def by_stage(api: Part, stages: Sequence[Part], make: Callable[[Part], _T]) -> dict[str, _T]:
    """The doors of an API, one for each of its stages: the first one's is that of the API itself."""
    return {stage.logical_id if number else api.logical_id: make(stage) for number, stage in enumerate(stages)}


def operation_of(method: str) -> str:
    """A method of HTTP, or `ANY`, as a document has it."""
    return ANY if method.upper() == "ANY" else method.lower()


def without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some values, or places, that are there."""
    return {
        name: value
        for name, value in values.items()
        if (value.value if isinstance(value, Place) else value) is not None
    }
