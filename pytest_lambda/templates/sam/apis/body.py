"""The OpenAPI document of an API while the events of functions are added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.plain import plain
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.sam.intrinsics import branches, ref, when
from pytest_lambda.templates.sam.invalid import invalid_resource

INTEGRATION = "x-amazon-apigateway-integration"
ANY_METHOD = "x-amazon-apigateway-any-method"
_OPENAPI_3 = re.compile(r"\A3(\.\d)(\.\d)?$")


def is_openapi_3(version: Any) -> bool:
    """Whether a document of this version is one of OpenAPI 3."""
    return _OPENAPI_3.match(str(version)) is not None


def is_document(value: Any, *, swagger: bool) -> bool:
    """Whether SAM can add to a document; HTTP APIs have none of Swagger."""
    if not isinstance(value, dict) or not isinstance(value.get("paths"), dict):
        return False
    return bool(swagger and value.get("swagger")) or bool(value.get("openapi") and is_openapi_3(value["openapi"]))


def check_document(value: Any, place: Place, logical_id: str, added: str, *, swagger: bool) -> None:
    """See that something can be added to a document.

    Args:
        value: the document.
        place: of the property that adds to it.
        logical_id: of the API.
        added: what the property adds, for the message.
        swagger: whether the document may be one of Swagger.

    Raises:
        ConfigurationError: it is no document; the message is SAM's.
    """
    if not is_document(value, swagger=swagger):
        kind = "Swagger" if swagger else "OpenApi"
        message = f"Unable to add {added} because 'DefinitionBody' does not contain a valid {kind} definition."
        raise invalid_resource(place, logical_id, message)


def empty_document(*, swagger: bool) -> dict[str, Any]:
    """The document of an API that has none."""
    version = {"swagger": "2.0"} if swagger else {"openapi": "3.0.1"}
    return {**version, "info": {"version": "1.0", "title": ref("AWS::StackName")}, "paths": {}}


def method_key(method: str) -> str:
    """A method as a path of the document names it."""
    method = method.lower()
    return ANY_METHOD if method == "any" else method


class Body:
    """A document.

    Args:
        content: of it; it is changed.
        place: of it in the template, or of the API that it is made for.
    """

    def __init__(self, content: dict[str, Any], place: Place) -> None:
        self.content = content
        self.place = place
        self._origins: dict[tuple[str, str], Place] = {}

    @property
    def paths(self) -> dict[str, Any]:
        """Its paths, each a mapping or an `Fn::If` of one."""
        paths: dict[str, Any] = self.content["paths"]
        return paths

    @property
    def is_openapi_3(self) -> bool:
        """Whether it is one of OpenAPI 3."""
        return is_openapi_3(self.content.get("openapi"))

    def refusal(self, message: str) -> ConfigurationError:
        """An error about the document."""
        return self.place.error(f"Structure of the SAM template is invalid. {message}")

    def add(self, path: str, method: str, origin: Place) -> None:
        """A method of a path, which comes from an event."""
        if not isinstance(self.paths.setdefault(path, {}), dict):
            raise self.refusal(f"Value of '{path}' path must be a dictionary according to Swagger spec.")
        for item in self.items_of(path):
            item.setdefault(method_key(method), {})
        self.note(path, method_key(method), origin)

    def note(self, path: str, key: str, origin: Place) -> None:
        """What an event says is at the place of the event."""
        self._origins[path, key] = origin

    def make_conditional(self, path: str, condition: str) -> None:
        """A path that there is under a condition only."""
        self.paths[path] = when(condition, self.paths[path])

    def items_of(self, path: str) -> list[dict[str, Any]]:
        """A path's mappings: one, or those of its `Fn::If`."""
        items = self._branches(self.paths.get(path))
        for item in items:
            if not isinstance(item, dict):
                raise self.refusal(f"Value of '{path}' path must be a dictionary according to Swagger spec.")
        return items

    def has_integration(self, path: str, method: str) -> bool:
        """Whether a method of a path is integrated with something already."""
        if path not in self.paths:
            return False
        return all(
            isinstance(item.get(method_key(method)), dict)
            and any(each.get(INTEGRATION) for each in branches(item[method_key(method)]))
            for item in self.items_of(path)
        )

    def integrate(self, path: str, method: str, operation: dict[str, Any], condition: str | None) -> None:
        """Adds an operation to a method of a path, which exists under the condition of its function only."""
        key = method_key(method)
        for item in self.items_of(path):
            responses = operation["responses"]
            existing = self._operation(item.get(key) or {}, path, method)
            item[key] = {**existing, **plain(operation), "responses": existing.get("responses", plain(responses))}
            if condition is not None:
                item[key] = when(condition, item[key])

    def operations(self, path: str, method: str) -> Iterator[dict[str, Any]]:
        """The operations of a method of a path that are integrated with something."""
        for item in self.items_of(path):
            for operation in self._branches(item.get(method_key(method))):
                if self._operation(operation, path, method).get(INTEGRATION):
                    yield operation

    def all_operations(self, path: str, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
        """All operations of a path that are integrated with something, with their methods.

        Args:
            path: of the document.
            without: keys that are no methods.
        """
        for item in self.items_of(path):
            for key, value in item.items():
                for operation in self._branches(value) if key not in without else ():
                    if self._operation(operation, path, key).get(INTEGRATION):
                        yield method_key(key), operation

    def _branches(self, value: Any) -> list[Any]:
        if isinstance(value, dict) and "Fn::If" in value and not isinstance(value["Fn::If"], list):
            raise self.refusal("Value of Fn::If must be a list.")
        return branches(value)

    def _operation(self, operation: Any, path: str, method: str) -> dict[str, Any]:
        if not isinstance(operation, dict):
            raise self.refusal(f"Definition of method '{method}' for path '{path}' should be a map.")
        return operation

    def result(self) -> Place:
        """The document, in which each operation is at the place of its event."""
        if not isinstance(self.content.get("paths"), dict):
            return self.place.at(self.content)  # such as AWS::Include makes whole
        paths = {path: self._placed(path, item) for path, item in self.paths.items()}
        return self.place.at({**self.content, "paths": paths})

    def _placed(self, path: str, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        if isinstance(item.get("Fn::If"), list):
            return {"Fn::If": [self._placed(path, each) for each in item["Fn::If"]]}
        return {
            key: self._origins[path, key].at(value) if (path, key) in self._origins else value
            for key, value in item.items()
        }
