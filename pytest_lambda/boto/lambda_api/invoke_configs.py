"""Operations on how asynchronous invocations are handled, on recursion and on updates of the runtime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.names import Named, named
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.errors import ResourceNotFoundException
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.event_invoke_config import EventInvokeConfig
from pytest_lambda.service.versions.qualifiers import LATEST

_SETTINGS = ("maximum_retry_attempts", "maximum_event_age_in_seconds", "destination_config")
_NO_FUNCTION = "The function doesn't exist."


def put_function_event_invoke_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """PutFunctionEventInvokeConfig."""
    target = named(service, given)
    function = target.or_refused(_NO_FUNCTION)
    return function.put_function_event_invoke_config(
        qualifier=target.qualifier, **_settings(given)
    ).as_response()


def update_function_event_invoke_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """UpdateFunctionEventInvokeConfig."""
    target = named(service, given)
    function = target.or_refused(_NO_FUNCTION)
    return function.update_function_event_invoke_config(
        qualifier=target.qualifier, **_settings(given)
    ).as_response()


def get_function_event_invoke_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunctionEventInvokeConfig."""
    target = named(service, given)
    return _configured(target).get_function_event_invoke_config(qualifier=target.qualifier).as_response()


def delete_function_event_invoke_config(service: LambdaService, given: Given) -> None:
    """DeleteFunctionEventInvokeConfig: 204."""
    target = named(service, given)
    _configured(target).delete_function_event_invoke_config(qualifier=target.qualifier)


def list_function_event_invoke_configs(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListFunctionEventInvokeConfigs."""
    function = named(service, given).or_refused(_NO_FUNCTION)
    found = function.event_invoke_configs.list()
    return page("FunctionEventInvokeConfigs", found, given, EventInvokeConfig.as_response)


def put_function_recursion_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """PutFunctionRecursionConfig."""
    function = named(service, given).whole()
    function.put_function_recursion_config(recursive_loop=given["recursive_loop"])
    return {"RecursiveLoop": function.get_function_recursion_config()}


def get_function_recursion_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunctionRecursionConfig."""
    return {"RecursiveLoop": named(service, given).whole().get_function_recursion_config()}


def put_runtime_management_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """PutRuntimeManagementConfig: shown, without effect."""
    target = named(service, given)
    return target.found().put_runtime_management_config(
        update_runtime_on=given["update_runtime_on"], runtime_version_arn=given.get("runtime_version_arn")
    )


def get_runtime_management_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetRuntimeManagementConfig."""
    return named(service, given).found().get_runtime_management_config()


def _settings(given: Given) -> Given:
    return {name: given[name] for name in _SETTINGS if given.get(name) is not None}


def _configured(target: Named) -> ServiceFunction:
    """The function; one that does not exist has no configuration, either (recorded)."""
    if target.function is None:
        arn = f"{target.unqualified_arn}:{target.qualifier or LATEST}"
        raise ResourceNotFoundException(f"The function {arn} doesn't have an EventInvokeConfig")
    return target.function


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "PutFunctionEventInvokeConfig": put_function_event_invoke_config,
    "UpdateFunctionEventInvokeConfig": update_function_event_invoke_config,
    "GetFunctionEventInvokeConfig": get_function_event_invoke_config,
    "DeleteFunctionEventInvokeConfig": delete_function_event_invoke_config,
    "ListFunctionEventInvokeConfigs": list_function_event_invoke_configs,
    "PutFunctionRecursionConfig": put_function_recursion_config,
    "GetFunctionRecursionConfig": get_function_recursion_config,
    "PutRuntimeManagementConfig": put_runtime_management_config,
    "GetRuntimeManagementConfig": get_runtime_management_config,
}
