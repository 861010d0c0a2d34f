"""Operations on aliases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.names import named
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.versions.aliases import Alias

#: API reference, ListAliases, MaxItems
_MOST = 10_000


def create_alias(service: LambdaService, given: Given) -> dict[str, Any]:
    """CreateAlias: 201."""
    function = named(service, given).whole()
    return function.create_alias(
        given["name"],
        function_version=given["function_version"],
        description=given.get("description") or "",
        routing_config=given.get("routing_config"),
    ).as_response()


def get_alias(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetAlias."""
    return _function(service, given).aliases.get(given["name"]).as_response()


def update_alias(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateAlias."""
    function = named(service, given).whole()
    names = ("function_version", "description", "routing_config", "revision_id")
    return function.update_alias(
        given["name"], **{name: given[name] for name in names if given.get(name) is not None}
    ).as_response()


def delete_alias(service: LambdaService, given: Given) -> None:
    """DeleteAlias: 204, also of one that does not exist."""
    named(service, given).whole().delete_alias(given["name"])


def list_aliases(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListAliases."""
    function = named(service, given).whole()
    found = function.aliases.list(function_version=given.get("function_version"))
    return page("Aliases", found, given, Alias.as_response, most=_MOST)


def _function(service: LambdaService, given: Given) -> ServiceFunction:
    target = named(service, given)
    if target.function is None:
        raise ResourceNotFoundException(f"Cannot find alias arn: {target.unqualified_arn}:{given['name']}")
    return target.whole()


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "CreateAlias": create_alias,
    "GetAlias": get_alias,
    "UpdateAlias": update_alias,
    "DeleteAlias": delete_alias,
    "ListAliases": list_aliases,
}
