"""Properties that hold JSON, as an object or as its text."""

from __future__ import annotations

import json
from typing import Any

from pytest_lambda.documents.place import Place


def json_object(place: Place, value: Any) -> dict[str, Any]:
    """The object.

    Args:
        place: of the property, for the error.
        value: an object, or its text.

    Raises:
        ConfigurationError: it is neither.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise place.error(f"this text is no JSON: {error}.") from None
    if not isinstance(value, dict):
        raise place.error(f"expected a JSON object, not {value!r}.")
    return value
