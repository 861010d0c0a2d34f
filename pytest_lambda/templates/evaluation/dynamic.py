"""Dynamic references: `{{resolve:ssm:/app/key}}`."""

from __future__ import annotations

import re

from pytest_lambda.documents.place import Place
from pytest_lambda.documents.scalars import as_text
from pytest_lambda.templates.evaluation.supplies import Supplies

_REFERENCE = re.compile(r"\{\{(resolve:[^{}]+)\}\}")


def without_dynamic_references(text: str, place: Place, supplies: Supplies) -> str:
    """A text with what its dynamic references stand for.

    Raises:
        ConfigurationError: no value is supplied for one.
    """
    if "{{resolve:" not in text:
        return text
    return _REFERENCE.sub(lambda found: _supplied(found[1], place, supplies), text)


def _supplied(key: str, place: Place, supplies: Supplies) -> str:
    if key not in supplies:
        raise supplies.missing(place, key, f"the value of {{{{{key}}}}} is not in the template.")
    return as_text(supplies[key]) or ""
