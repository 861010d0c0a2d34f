"""Lambda's API in front of a service: which operation is done by what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pytest_lambda.boto.lambda_api import (
    access,
    aliases,
    concurrency,
    functions,
    invoke_configs,
    layers,
    mappings,
)
from pytest_lambda.boto.lambda_api.front_end import check
from pytest_lambda.boto.lambda_api.model import operation_model, parameters_of
from pytest_lambda.boto.lambda_api.operation import Operation
from pytest_lambda.boto.lambda_api.refused import why_refused
from pytest_lambda.boto.operations import OperationAnswer
from pytest_lambda.boto.refused_parameters import refused_by_aws
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.nested_forms import snake_case

#: API::test_function_lifecycle, delete_response; the model of today says 200
_STATUSES = {"DeleteFunction": 204}

#: by AWS's names
OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **access.OPERATIONS,
        **aliases.OPERATIONS,
        **concurrency.OPERATIONS,
        **functions.OPERATIONS,
        **invoke_configs.OPERATIONS,
        **layers.OPERATIONS,
        **mappings.OPERATIONS,
    }
)


class LambdaApi:
    """See `Operations`.

    Args:
        service: whose functions they are about.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def refusal(self, operation: str) -> str | None:
        """See `Operations.refusal`."""
        return None if operation in OPERATIONS else why_refused(operation)

    def answer(self, operation: str, request: Any) -> OperationAnswer:
        """See `Operations.answer`."""
        __tracebackhide__ = True
        model = operation_model("lambda", operation)
        try:
            parameters = parameters_of(model, request)
            check(model, parameters)
            given = {snake_case(name): value for name, value in parameters.items()}
            body = OPERATIONS[operation](self._service, given)
        except ConfigurationError as error:
            raise refused_by_aws(error) from error
        status = _STATUSES.get(operation) or int(model.http.get("responseCode", 200))
        return OperationAnswer(status, body)
