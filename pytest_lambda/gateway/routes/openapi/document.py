"""OpenAPI documents as API Gateway imports them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from pytest_lambda.documents import loading
from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.routes.openapi.functions import Backends
from pytest_lambda.gateway.routes.openapi.operations import Reader
from pytest_lambda.gateway.routes.openapi.overlaps import check_overlaps
from pytest_lambda.gateway.routes.openapi.security import Security
from pytest_lambda.gateway.routes.openapi.settings import binary_media_types, cors, gateway_responses, validators
from pytest_lambda.gateway.routes.route import Route
from pytest_lambda.runtime.function import LambdaFunction

#: what a caller may give as `openapi=`
OpenApiGiven: TypeAlias = "str | os.PathLike[str] | Mapping[str, Any] | Place"

_SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """What API Gateway reads from a document.

    Args:
        name: of the document, for messages.
        routes: in the document's order.
        binary_media_types: of a REST API.
        gateway_responses: of a REST API: type -> `status_code`, `response_parameters`, `response_templates`.
        cors: of an HTTP API: `allow_origins`, …; None if there is none.
        authorizers: that routes name and a caller must supply: name -> their type, `token`, `request`, `jwt` or
            `awsSigv4` say.
    """

    name: str
    routes: tuple[Route, ...]
    binary_media_types: tuple[str, ...] = ()
    gateway_responses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cors: Mapping[str, Any] | None = None
    authorizers: Mapping[str, str] = field(default_factory=dict)

    def check_authorizers(self, supplied: Mapping[str, Any]) -> None:
        """Every authorizer that the document's routes name is supplied.

        Raises:
            ConfigurationError: one is not.
        """
        for name, kind in self.authorizers.items():
            if name not in supplied:
                raise ConfigurationError(
                    f"{self.name}: the document has the authorizer {name!r} (type {kind}), which is not among "
                    f"authorizers=: expected authorizers={{{name!r}: …}}."
                )


def document_of(given: OpenApiGiven, *, functions: Mapping[str, LambdaFunction] | None = None) -> ApiDocument:
    """Read a document: Swagger 2.0, or OpenAPI 3.0 or 3.1, with API Gateway's extensions.

    A door calls it for its settings `openapi=` and `functions=`, takes the routes in place of `routes=`, and the other
    parts where the caller gave no such setting. Each route has whatever the document says of it: `function` and
    `qualifier`, `authorizer` (a name or `"NONE"`), `authorization_scopes`, `operation_name`, `request_validator`,
    `request_parameters`, `request_models`, `timeout_in_millis`, `integration_http_method` and `payload_format`. Routes
    with API keys, or with an integration that is none with a Lambda function, have `not_simulated`: see
    `Route.check_simulated`.

    Args:
        given: the path of a .json, .yaml or .yml file, a mapping, or a place of another document that has it.
        functions: an operation's id, or the name of the function in an integration's `uri` -> the function; routes
            without one have the API's.

    Raises:
        ConfigurationError: it cannot be read, is no OpenAPI, or contradicts itself; the message says where.

    Source: API Gateway Developer Guide, OpenAPI extensions.
    """
    root = _root(given)
    _check_version(root)
    if "paths" not in root.mapping():
        raise root.error("there are no 'paths': a document without them has no routes.")
    backends = Backends(functions or {})
    security = Security(root)
    routes = Reader(root, backends, security, validators(root)).routes()
    if not routes:
        raise root.at(None, "paths").error("there is no operation: expected at least one path with a method.")
    check_overlaps(root, [route.path for route in routes])
    backends.check_used()
    return ApiDocument(
        root.document.name,
        routes,
        binary_media_types(root),
        gateway_responses(root),
        cors(root),
        security.needed,
    )


def _root(given: object) -> Place:
    if isinstance(given, Place):
        return given
    if isinstance(given, Mapping):
        return loading.given(given, "openapi")
    if not isinstance(given, (str, os.PathLike)):
        raise ConfigurationError(f"openapi is {given!r}: expected the path of a .json or .yaml file, or a mapping.")
    if Path(given).suffix.lower() not in _SUFFIXES:
        raise ConfigurationError(f"openapi is {str(given)!r}: expected a file whose name ends in .json, .yaml or .yml.")
    root = loading.load(given)
    if not isinstance(root.value, dict):
        raise root.error("expected a mapping with 'openapi' or 'swagger', and 'paths'.")
    return root


def _check_version(root: Place) -> None:
    mapping = root.mapping()
    version = str(mapping.get("swagger") or mapping.get("openapi") or "")
    if "swagger" in mapping and version != "2.0":
        raise root.error(f"swagger is {version!r}: expected '2.0'.")
    if "openapi" in mapping and not version.startswith(("3.0", "3.1")):
        raise root.error(f"openapi is {version!r}: expected 3.0 or 3.1.")
    if not version:
        found = ", ".join(map(repr, list(mapping)[:5])) or "nothing"
        hint = " Of a template, give the API's DefinitionBody or Body." if "Resources" in mapping else ""
        raise root.error(
            f"this is no OpenAPI document: expected 'openapi' or 'swagger' at its top, found {found}.{hint}"
        )
