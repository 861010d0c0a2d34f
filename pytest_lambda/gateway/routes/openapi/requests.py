"""What a document says of an operation's request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.gateway.routes.openapi.references import References

#: where a parameter is -> its place in a method's request; API Gateway has none for cookies and form data
_LOCATIONS = {"query": "querystring", "header": "header", "path": "path"}
_JSON = "application/json"


def request_parameters(item: Place, operation: Place, references: References) -> dict[str, bool] | None:
    """`method.request.querystring.page` -> whether it is required; None if there are none."""
    made: dict[str, bool] = {}
    for place in _parameters(item, operation, references):
        location = _LOCATIONS.get(str(place.get("in").text()))
        if location is not None:
            made[f"method.request.{location}.{place.get('name').text()}"] = place.get("required").flag()
    return made or None


def request_models(root: Place, item: Place, operation: Place, references: References) -> dict[str, Any] | None:
    """Media type -> JSON schema; None if there are none."""
    if "swagger" not in root.mapping():
        content = references.followed(operation.get("requestBody")).get("content")
        media = {name: place.get("schema") for name, place in content.items()}
        made = {name: references.schema(place) for name, place in media.items() if place.value is not None}
        return made or None
    bodies = [each for each in _parameters(item, operation, references) if each.get("in").value == "body"]
    if not bodies:
        return None
    schema = references.schema(bodies[-1].get("schema"))
    consumed = operation.get("consumes")
    types = [each.text() for each in (consumed if consumed.value is not None else root.get("consumes")).each()]
    return {str(each): schema for each in types or [_JSON]}


def _parameters(item: Place, operation: Place, references: References) -> Iterator[Place]:
    """Those of the path, then those of the operation, which win by coming last."""
    for listed in (item.get("parameters"), operation.get("parameters")):
        for place in listed.each():
            parameter = references.followed(place)
            for name in ("name", "in"):
                if parameter.get(name).text() is None:
                    raise parameter.error(f"a parameter needs {name!r}.")
            yield parameter
