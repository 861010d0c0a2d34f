"""A faithful context object without a function around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda import arn, limits
from pytest_lambda.clock import Clock, RealClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.client.assembly import runtime_modules
from pytest_lambda.runtime.client.marshaller import FaultException
from pytest_lambda.runtime.configuration import own_runtime
from pytest_lambda.runtime.context import LambdaContext
from pytest_lambda.runtime.request import Request, client_context_header, cognito_header
from pytest_lambda.world import World


def make_context(
    *,
    function_name: str = "function",
    function_version: str = "$LATEST",
    memory_size: int = limits.DEFAULT_MEMORY_MB,
    timeout: int = limits.DEFAULT_TIMEOUT_SECONDS,
    remaining_time_in_millis: int | None = None,
    aws_request_id: str | None = None,
    qualifier: str | None = None,
    client_context: Mapping[str, Any] | str | None = None,
    cognito_identity: Mapping[str, str] | None = None,
    tenant_id: str | None = None,
    world: World | None = None,
    clock: Clock | None = None,
) -> LambdaContext:
    """A context as a handler on AWS receives it (R160-R172).

    Args:
        function_name, function_version, memory_size, timeout: of the function.
        remaining_time_in_millis: where the countdown starts; default: the timeout.
        aws_request_id: a UUID; default: the next one of the world.
        qualifier: version or alias in the ARN (R164).
        client_context, cognito_identity, tenant_id: of the request.
        world: account, region and ids.

    Raises:
        ConfigurationError: the client context cannot become a context on AWS either.
    """
    world = world or World(seed=function_name)
    remaining = remaining_time_in_millis if remaining_time_in_millis is not None else timeout * 1000
    request = Request(
        invoke_id=aws_request_id or world.request_id(),
        event_body=b"",
        invoked_function_arn=arn.function_arn(world.region, world.account, function_name, qualifier),
        deadline_time_in_ms=int((clock or RealClock()).epoch() * 1000) + remaining,
        client_context=client_context_header(client_context),
        cognito_identity=cognito_header(cognito_identity),
        tenant_id=tenant_id,
    )
    modules = runtime_modules(int(own_runtime().rpartition(".")[2]))
    try:
        context: LambdaContext = modules.bootstrap.create_lambda_context(request)
    except (FaultException, AttributeError) as error:
        raise ConfigurationError(f"client_context or cognito_identity cannot be used: {error}") from None
    context.function_name = function_name
    context.function_version = function_version
    context.memory_limit_in_mb = str(memory_size)
    context.log_group_name = f"/aws/lambda/{function_name}"
    context.log_stream_name = f"2026/01/01/[{function_version}]{world.hexadecimal(32)}"
    return context


