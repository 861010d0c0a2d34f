"""Which intrinsic function a value is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_lambda.documents.place import Place
from pytest_lambda.events.building.overrides import nearest
from pytest_lambda.templates.evaluation import lists, references, text

#: name -> what it comes to, from its argument
FUNCTIONS: dict[str, Callable[[Any, Place], Any]] = {
    "Fn::GetAtt": references.attribute,
    "Fn::Join": lists.joined,
    "Fn::Sub": text.substituted,
    "Ref": references.reference,
}


def function_in(place: Place) -> tuple[Callable[[Any, Place], Any], Place] | None:
    """The intrinsic function that a mapping is, with its argument; None if it is none.

    Raises:
        ConfigurationError: there is no such function.
    """
    for name in place.mapping():
        if name == "Ref" or str(name).startswith("Fn::"):
            break
    else:
        return None
    function = FUNCTIONS.get(name)
    if function is None:
        raise place.error(f"there is no intrinsic function {name!r} here.{nearest(name, FUNCTIONS)}")
    if len(place.mapping()) > 1:
        if name == "Ref":
            return None
        raise place.error(f"{name} stands alone in its mapping: expected no other key beside it.")
    return function, place.get(name)
