"""Operations on function URLs, policies and tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.names import named
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.service.access.url_config import UrlConfig
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.function_administration import URL_QUALIFIER_PATTERN
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.constraints import refuse, text_violations
from pytest_lambda.service.versions.qualifiers import function_not_found

_NO_FUNCTION = "Function does not exist"
_NO_RESOURCE = "The resource you requested does not exist."
_CONDITIONS = (
    "source_arn",
    "source_account",
    "principal_org_id",
    "function_url_auth_type",
    "event_source_token",
    "invoked_via_function_url",
)


def create_function_url_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """CreateFunctionUrlConfig: 201; the answer tells the mode only if it was asked for (recorded)."""
    config = _url_function(service, given, _NO_FUNCTION).create_function_url_config(
        qualifier=given.get("qualifier"),
        auth_type=given["auth_type"],
        cors=given.get("cors"),
        invoke_mode=given.get("invoke_mode"),
    )
    answer = _answer(config, given)
    del answer["LastModifiedTime"]
    return answer


def update_function_url_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateFunctionUrlConfig."""
    config = _url_function(service, given, _NO_FUNCTION).update_function_url_config(
        qualifier=given.get("qualifier"),
        auth_type=given.get("auth_type"),
        cors=given.get("cors"),
        invoke_mode=given.get("invoke_mode"),
    )
    return _answer(config, given)


def get_function_url_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunctionUrlConfig."""
    function = _url_function(service, given, _NO_RESOURCE)
    return function.get_function_url_config(qualifier=given.get("qualifier")).as_response()


def delete_function_url_config(service: LambdaService, given: Given) -> None:
    """DeleteFunctionUrlConfig: 204."""
    _url_function(service, given, _NO_RESOURCE).delete_function_url_config(qualifier=given.get("qualifier"))


def list_function_url_configs(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListFunctionUrlConfigs."""
    function = named(service, given).or_refused(_NO_FUNCTION)
    return page("FunctionUrlConfigs", function.list_function_url_configs(), given, UrlConfig.as_response)


def add_permission(service: LambdaService, given: Given) -> dict[str, Any]:
    """AddPermission: 201; the statement is JSON in a text."""
    target = named(service, given)
    if target.function is None:
        raise function_not_found(target.unqualified_arn)
    made = target.function.add_permission(
        statement_id=given["statement_id"],
        action=given["action"],
        principal=given["principal"],
        qualifier=target.qualifier,
        revision_id=given.get("revision_id"),
        **{name: given[name] for name in _CONDITIONS if given.get(name) is not None},
    )
    return {"Statement": json.dumps(made, separators=(",", ":"))}


def remove_permission(service: LambdaService, given: Given) -> None:
    """RemovePermission: 204."""
    target = named(service, given)
    function = target.or_refused(f"No policy found for: {target.unqualified_arn}")
    function.remove_permission(
        statement_id=given["statement_id"], qualifier=target.qualifier, revision_id=given.get("revision_id")
    )


def get_policy(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetPolicy."""
    target = named(service, given)
    return target.or_refused(_NO_RESOURCE).get_policy(qualifier=target.qualifier)


def tag_resource(service: LambdaService, given: Given) -> None:
    """TagResource: 204."""
    service.tag_resource(given["resource"], given["tags"])


def untag_resource(service: LambdaService, given: Given) -> None:
    """UntagResource: 204."""
    service.untag_resource(given["resource"], given["tag_keys"])


def list_tags(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListTags."""
    return {"Tags": service.list_tags(given["resource"])}


def _url_function(service: LambdaService, given: Given, missing: str) -> ServiceFunction:
    """The function, after the check of the qualifier: it comes before the one of the function (recorded)."""
    if given.get("qualifier") is not None:
        refuse(text_violations("qualifier", given["qualifier"], length=(1, 128), pattern=URL_QUALIFIER_PATTERN))
    target = named(service, given)
    given["qualifier"] = target.qualifier
    function = target.function
    if function is None:
        raise ResourceNotFoundException(missing)
    return function


def _answer(config: UrlConfig, given: Given) -> dict[str, Any]:
    answer = config.as_response()
    if given.get("invoke_mode") is None:
        del answer["InvokeMode"]
    return answer


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "CreateFunctionUrlConfig": create_function_url_config,
    "UpdateFunctionUrlConfig": update_function_url_config,
    "GetFunctionUrlConfig": get_function_url_config,
    "DeleteFunctionUrlConfig": delete_function_url_config,
    "ListFunctionUrlConfigs": list_function_url_configs,
    "AddPermission": add_permission,
    "RemovePermission": remove_permission,
    "GetPolicy": get_policy,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "ListTags": list_tags,
}
