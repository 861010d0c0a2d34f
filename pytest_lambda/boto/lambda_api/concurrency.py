"""Operations on reserved and provisioned concurrency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.boto.lambda_api.names import named
from pytest_lambda.boto.lambda_api.operation import Given, Operation
from pytest_lambda.boto.lambda_api.pages import page
from pytest_lambda.service.concurrency.refusals import qualified_reservation
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.versions.qualifiers import LATEST, function_not_found


def put_function_concurrency(service: LambdaService, given: Given) -> dict[str, Any]:
    """PutFunctionConcurrency; a function that does not exist is missed as `$LATEST` (recorded)."""
    target = named(service, given)
    if target.qualifier is not None:
        raise qualified_reservation()
    if target.function is None:
        raise function_not_found(f"{target.arn}:{LATEST}")
    number = given["reserved_concurrent_executions"]
    target.function.put_function_concurrency(reserved_concurrent_executions=number)
    return {"ReservedConcurrentExecutions": number}


def get_function_concurrency(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetFunctionConcurrency: empty if nothing is reserved."""
    number = named(service, given).whole().get_function_concurrency()
    return {} if number is None else {"ReservedConcurrentExecutions": number}


def delete_function_concurrency(service: LambdaService, given: Given) -> None:
    """DeleteFunctionConcurrency: 204."""
    named(service, given).whole().delete_function_concurrency()


def put_provisioned_concurrency_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """PutProvisionedConcurrencyConfig: 202."""
    target = named(service, given)
    function = target.provisioned()
    return function.put_provisioned_concurrency_config(
        qualifier=target.qualifier or LATEST,
        provisioned_concurrent_executions=given["provisioned_concurrent_executions"],
    ).response()


def get_provisioned_concurrency_config(service: LambdaService, given: Given) -> dict[str, Any]:
    """GetProvisionedConcurrencyConfig."""
    target = named(service, given)
    return target.provisioned().get_provisioned_concurrency_config(qualifier=target.qualifier or LATEST).response()


def delete_provisioned_concurrency_config(service: LambdaService, given: Given) -> None:
    """DeleteProvisionedConcurrencyConfig: 204, also without a configuration."""
    target = named(service, given)
    target.provisioned().delete_provisioned_concurrency_config(qualifier=target.qualifier or LATEST)


def list_provisioned_concurrency_configs(service: LambdaService, given: Given) -> dict[str, Any]:
    """ListProvisionedConcurrencyConfigs."""
    function = named(service, given).found()
    found = service.concurrency.list_provisioned_concurrency_configs(function.name)
    return page(
        "ProvisionedConcurrencyConfigs",
        found,
        given,
        lambda each: {"FunctionArn": f"{function.arn}:{each.qualifier}", **each.response()},
    )


#: by AWS's names
OPERATIONS: Mapping[str, Operation] = {
    "PutFunctionConcurrency": put_function_concurrency,
    "GetFunctionConcurrency": get_function_concurrency,
    "DeleteFunctionConcurrency": delete_function_concurrency,
    "PutProvisionedConcurrencyConfig": put_provisioned_concurrency_config,
    "GetProvisionedConcurrencyConfig": get_provisioned_concurrency_config,
    "DeleteProvisionedConcurrencyConfig": delete_provisioned_concurrency_config,
    "ListProvisionedConcurrencyConfigs": list_provisioned_concurrency_configs,
}
