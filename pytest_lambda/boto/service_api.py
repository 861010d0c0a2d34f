"""A `LambdaService` behind a bridge: clients of botocore invoke its functions."""

from __future__ import annotations

from pytest_lambda.boto.api import ApiAnswer
from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.doors import doors_of
from pytest_lambda.boto.lambda_api.api import LambdaApi
from pytest_lambda.boto.refused_parameters import refused_by_aws
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.request import NO_EVENT
from pytest_lambda.runtime.result import InvocationResult
from pytest_lambda.service.service import LambdaService
from pytest_lambda.service.settings.constraints import choice_violations, refuse

_LOG_TYPES = ("None", "Tail")


def serve_boto3(service: LambdaService) -> Bridge:
    """Let `boto3.client("lambda").invoke(...)` reach a service, in handlers and in test code.

    So do the other operations of Lambda's API, but those that are refused by name.
    Use it as `with LambdaService() as service, serve_boto3(service):`.

    Returns:
        A bridge that is not open yet: a context manager, with `open()` and `close()`.
    """
    world = service.world
    return Bridge(
        ServiceApi(service),
        region=world.region,
        account=world.account,
        operations=LambdaApi(service),
        doors=doors_of(service),
    )


class ServiceApi:
    """The Invoke operation of a service, as it stands in HTTP requests; see `InvokeApi`.

    Args:
        service: whose functions are invoked.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service

    def invoke_api(
        self,
        function_name: str,
        payload: bytes,
        *,
        invocation_type: str,
        qualifier: str | None,
        log_type: str | None,
        client_context: str | None,
        tenant_id: str | None,
        trace_header: str | None,
    ) -> ApiAnswer:
        """See `InvokeApi`."""
        __tracebackhide__ = True
        try:
            refuse(choice_violations("logType", log_type or "None", _LOG_TYPES))
            answer = self._service.front_door.invoke(
                function_name,
                NO_EVENT,
                invocation_type=invocation_type,
                payload=payload or None,
                client_context=client_context,
                cognito_identity=None,
                qualifier=qualifier,
                tenant_id=tenant_id,
                trace_id=None,
                caused_by=trace_header,
            )
        except ConfigurationError as error:
            raise refused_by_aws(error) from error
        ran = answer if isinstance(answer, InvocationResult) else None
        return ApiAnswer(
            status_code=answer.status_code,
            payload=b"" if ran is None else ran.payload_bytes,
            function_error=answer.function_error,
            executed_version=None if ran is None else ran.executed_version,
            # G29: synchronous invocations only
            log_result=ran.log_result if ran is not None and log_type == "Tail" else None,
            request_id=answer.request_id,
        )
