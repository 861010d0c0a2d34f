"""Conditions of what several functions share."""

from __future__ import annotations

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.intrinsics import any_of
from pytest_lambda.templates.sam.work import Work

#: `Fn::Or` takes no more
_MOST = 10


def combined(work: Work, place: Place, name: str, conditions: list[str | None]) -> str | None:
    """The condition under which one of several is met; None if one of them has none.

    Args:
        work: conditions that are needed for it are added to.
        place: of the first of them.
        name: of the condition that it needs.
        conditions: by their names.
    """
    if not conditions or None in conditions:
        return None
    names = sorted({each for each in conditions if each is not None})
    if len(names) == 1:
        return names[0]
    number = -(-(len(names) - 1) // (_MOST - 1)) - 1
    while len(names) > 1:
        added = f"{name}{number}" if number > 0 else name
        number -= 1
        work.conditions[added] = place.at(any_of(names[:_MOST]))
        names = [*names[_MOST:], added]
    return name
