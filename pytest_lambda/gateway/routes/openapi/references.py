"""References within a document: `$ref`."""

from __future__ import annotations

from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest


class References:
    """What the references of one document lead to.

    Args:
        root: of the document.
    """

    __slots__ = ("_root",)

    def __init__(self, root: Place) -> None:
        self._root = root

    def followed(self, place: Place) -> Place:
        """A value that may be a reference.

        Raises:
            ConfigurationError: it leads nowhere, or in a circle.
        """
        seen: list[str] = []
        while isinstance(place.value, dict) and "$ref" in place.value:
            pointer = place.value["$ref"]
            if pointer in seen:
                raise place.error(f"$ref leads in a circle: {' -> '.join([*seen, pointer])}.")
            seen.append(pointer)
            place = self._target(place, pointer)
        return place

    def schema(self, place: Place) -> Any:
        """A JSON schema that stands on its own: what it refers to is among its `definitions`."""
        found: dict[str, Any] = {}
        made = self._bundled(place, found)
        if not found:
            return made
        if not isinstance(made, dict):
            raise place.error("expected a schema.")
        return {**made, "definitions": found}

    def _bundled(self, place: Place, found: dict[str, Any]) -> Any:
        value = place.value
        if isinstance(value, list):
            return [self._bundled(place.at(each, number), found) for number, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str):
            return {"$ref": f"#/definitions/{self._defined(place, found)}"}
        return {key: self._bundled(place.at(each, key), found) for key, each in value.items()}

    def _defined(self, place: Place, found: dict[str, Any]) -> str:
        """The name of a definition, which is made if it is met for the first time."""
        target = self.followed(place)
        name = ".".join(target.steps).replace("/", "_").replace("~", "_")
        if name not in found:
            found[name] = {}  # a schema may contain itself
            found[name] = self._bundled(target, found)
        return name

    def _target(self, place: Place, pointer: object) -> Place:
        if not isinstance(pointer, str) or not pointer.startswith("#/"):
            raise place.error(
                f"$ref is {pointer!r}: expected a place in this document, '#/components/schemas/Pet' say. API Gateway "
                "imports no other files."
            )
        target = self._root
        for part in pointer[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            known = target.value if isinstance(target.value, dict) else {}
            if key not in known:
                raise place.error(f"$ref {pointer!r} leads nowhere: {target} has no {key!r}.{nearest(key, known)}")
            target = target.get(key)
        return target
