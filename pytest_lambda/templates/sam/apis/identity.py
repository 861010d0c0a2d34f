"""What a request is identified by, for its authorizer."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_lambda.documents.place import Place
from pytest_lambda.templates.sam.invalid import of_kind


def identity_sources(identity: Place, prefixes: Mapping[str, str], path: str, logical_id: str) -> list[str]:
    """The parts of a request, as API Gateway names them.

    Args:
        identity: `Identity` of an authorizer.
        prefixes: of each of its lists: what the names begin with.
        path: of it, for the message.
        logical_id: of the API.

    Raises:
        ConfigurationError: they are no lists of text; the message is SAM's.
    """
    found = []
    for key, prefix in prefixes.items():
        if identity.get(key).value:
            of_kind(identity.get(key), "list", logical_id, f"{path}.{key}")
        for number, each in enumerate(identity.get(key).each()):
            found.append(prefix + of_kind(each, "string", logical_id, f"{path}.{key}[{number}]"))
    return found
