"""From a served request to the `InvocationResult` that the caller gets."""

from __future__ import annotations

import math
import sys

from pytest_lambda.runtime.client.marshaller import FaultException
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.environment import ExecutionEnvironment, Served
from pytest_lambda.runtime.logs import Logs
from pytest_lambda.runtime.missing_variable import explanation, missing_variable
from pytest_lambda.runtime.outcomes import Outcome
from pytest_lambda.runtime.platform_lines import LogSource, Report
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.result import InvocationResult


def invocation_result(
    configuration: FunctionConfiguration,
    environment: ExecutionEnvironment,
    request: Request,
    started: float,
    ended: float,
    served: Served,
) -> InvocationResult:
    """Put the answer together; its log is written only when somebody looks."""
    outcome = served.outcome
    init_ms = _init_ms(served)
    request_id = request.invoke_id

    # It refers neither to the result, which would be a cycle, nor to the request with its body.
    def logs(billed_duration_ms: int) -> Logs:
        report = Report(
            request_id=request_id,
            version=configuration.function_version,
            memory_size=configuration.memory_size,
            memory_used=_memory_used(),
            duration_ms=served.duration_ms,
            billed_duration_ms=billed_duration_ms,
            init_duration_ms=init_ms,
            restore_duration_ms=served.restore_ms,
            status=outcome.status,
            error_type=outcome.error_type,
        )
        source = LogSource(
            runtime=configuration.runtime,
            json_format=configuration.log_format == "JSON",
            system_level=configuration.system_log_level or "INFO",
            function_name=configuration.function_name,
            initialization_type=environment.initialization_type,
            started=started,
            inits=served.inits,
            written=served.written,
            report=report,
            served_from=max(started, ended - served.duration_ms / 1000),
        )
        return Logs(source)

    fault = outcome.exception if isinstance(outcome.exception, FaultException) else None
    return InvocationResult(
        payload_bytes=outcome.payload,
        function_error=outcome.function_error,
        executed_version=configuration.function_version,
        request_id=request_id,
        cold_start=served.cold,
        duration_ms=served.duration_ms,
        billed_duration_ms=billed_ms(served),
        init_duration_ms=init_ms,
        exception=None if fault is not None else outcome.exception,
        environment=environment,
        hints=_hints(configuration, outcome),
        make_logs=logs,
        epochs=(started, ended),
        has_written=bool(served.written) or any(init.written for init in served.inits),
    )


def billed_ms(served: Served, post_runtime_ms: float = 0.0) -> int:
    """What is billed (G45, G63).

    Since August 2025 the init phase is; an init inside the invocation is part of its duration. Hooks after a restore
    are billed, too.
    One millisecond at least: on virtual time what does not wait takes no time.
    """
    inits = sum(init.duration_ms for init in served.inits if init.phase == "init")
    return max(1, math.ceil(served.duration_ms + inits + (served.restore_ms or 0.0) + post_runtime_ms))


def _hints(configuration: FunctionConfiguration, outcome: Outcome) -> tuple[str, ...]:
    exception = outcome.exception
    if exception is None:
        return (outcome.hint,) if outcome.hint else ()
    if isinstance(exception, FaultException):
        return (exception.hint,) if exception.hint else ()
    name = missing_variable(exception)
    return (explanation(name, configuration.environment),) if name is not None else ()


def _init_ms(served: Served) -> float | None:
    """AWS's REPORT line has it for a cold start whose init phase went well (G50)."""
    for init in served.inits:
        if init.phase == "init" and init.status is None:
            return init.duration_ms
    return None


def _memory_used() -> int:
    # The whole test process's peak: what one function of it uses cannot be told.
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
