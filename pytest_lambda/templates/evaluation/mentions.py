"""What a value mentions by name, without resolving it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.evaluation.references import parts_of_get_att
from pytest_lambda.templates.evaluation.text import VARIABLE, parts_of_sub

#: chooses a value of an `Fn::If`
Choose = Callable[[Place], Place]


def mentions(place: Place, choose: Choose | None = None) -> Iterator[tuple[str, Place]]:
    """Each name that a `Ref`, `Fn::GetAtt` or `Fn::Sub` has, with its place.

    Args:
        place: of the value.
        choose: of each `Fn::If` the value that counts; without it both do.

    Raises:
        ConfigurationError: one of these functions has another form.
    """
    value = place.value
    if isinstance(value, list):
        for each in place.each():
            yield from mentions(each, choose)
    elif isinstance(value, dict):
        if len(value) == 1:
            name = next(iter(value))
            if name in _FORMS:
                yield from _FORMS[name](place.get(name), choose)
                return
            if name == "Fn::If" and choose is not None:
                yield from mentions(choose(place.get(name)), choose)
                return
        for _, each in place.items():
            yield from mentions(each, choose)


def _of_ref(place: Place, choose: Choose | None) -> Iterator[tuple[str, Place]]:
    if isinstance(place.value, str):
        yield place.value, place
    else:
        yield from mentions(place, choose)


def _of_get_att(place: Place, choose: Choose | None) -> Iterator[tuple[str, Place]]:
    for number, part in enumerate(parts_of_get_att(place)):
        if number == 0 and isinstance(part.value, str):
            yield part.value, place
        else:
            yield from mentions(part, choose)


def _of_sub(place: Place, choose: Choose | None) -> Iterator[tuple[str, Place]]:
    text, own = parts_of_sub(place)
    for literal, name in VARIABLE.findall(text.value):
        if not literal and name not in own.mapping():
            yield name.partition(".")[0], text
    yield from mentions(own, choose)


_FORMS: dict[str, Callable[[Place, Choose | None], Iterator[tuple[str, Place]]]] = {
    "Fn::GetAtt": _of_get_att,
    "Fn::Sub": _of_sub,
    "Ref": _of_ref,
}
