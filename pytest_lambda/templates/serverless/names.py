"""The logical ids that the framework gives what it makes.

Source: Serverless Framework documentation, AWS resources, "AWS CloudFormation Resource Reference".
"""

from __future__ import annotations

import re
from typing import Any

from pytest_lambda.documents.place import Place

_PARAMETER = re.compile(r"\{(.*?)\}")


def of_function(name: str) -> str:
    """Of a function's name, to begin logical ids with: `send-mail` -> `SendDashmail`."""
    return _upper(name.replace("-", "Dash").replace("_", "Underscore"))


def letters(text: str) -> str:
    """Letters and digits alone, the first one in upper case: `shop-orders.fifo` -> `Shopordersfifo`."""
    return _upper(re.sub(r"[^0-9A-Za-z]", "", text))


def of_path(path: str) -> str:
    """Of a path of a REST API: `pets/{id}` -> `PetsIdVar`."""
    parts = _PARAMETER.sub(lambda found: f"{found[1].rstrip('+')}Var", path).split("/")
    return "".join(letters(part.replace("-", "Dash")) for part in parts)


def of_http_path(path: str) -> str:
    """Of a path of an HTTP API: `/pets/{id}` -> `PetsIdVar`."""
    return of_path(path.replace("-", "Dash"))


def of_reference(value: Any, otherwise: str) -> str:
    """Of what an ARN is about: of text its last part, of `Fn::GetAtt` and `Ref` the logical id."""
    value = value.value if isinstance(value, Place) else value
    if isinstance(value, str):
        return letters(re.split(r"[:/]", value)[-1]) or otherwise
    if isinstance(value, dict):
        for name in ("Fn::GetAtt", "Ref"):
            found = value.get(name)
            found = found.value if isinstance(found, Place) else found
            if isinstance(found, list) and found:
                return letters(str(found[0]))
            if isinstance(found, str):
                return letters(found.partition(".")[0])
        if "Fn::ImportValue" in value:
            return letters(str(value["Fn::ImportValue"]))
    return otherwise


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
