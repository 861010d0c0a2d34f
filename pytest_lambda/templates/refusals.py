"""What the service refuses of a template is refused in AWS's own words, with the place in front."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError, InvokeError, NotSimulated
from pytest_lambda.templates.resources.row import Subject


@contextmanager
def placed(subject: Subject) -> Iterator[None]:
    """What AWS refuses is refused with its own words, and the place in front."""
    try:
        yield
    except NotSimulated as refused:
        if _has_place(subject, refused):
            raise
        raise _place(subject, refused).not_simulated(str(refused)) from refused
    except (ConfigurationError, InvokeError) as refused:
        if _has_place(subject, refused):
            raise
        raise _place(subject, refused).error(str(refused)) from refused


def _has_place(subject: Subject, refused: Exception) -> bool:
    return str(refused).startswith(f"{subject.place.document.name}")


def _place(subject: Subject, refused: Exception) -> Place:
    """Where the property is that an error is about; the properties as a whole if it names none."""
    given = subject.place.mapping()
    for words, name in subject.row.hints.items():
        if words in str(refused) and name in given:
            return subject.place.get(name)
    text = str(refused).lower().replace("_", "").replace(" ", "")
    named = [name for name in given if name.lower() in text]
    return subject.place.get(max(named, key=len)) if named else subject.place
