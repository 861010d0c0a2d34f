"""An invocation for machines."""

from __future__ import annotations

from typing import Any

from pytest_lambda.runtime.result import InvocationResult


def as_json(result: InvocationResult) -> dict[str, Any]:
    """What the Invoke API answers, what it took, and the log."""
    raw = isinstance(result.payload, bytes)
    return {
        "status_code": result.status_code,
        "function_error": result.function_error,
        "payload": result.payload_bytes.decode(errors="replace") if raw else result.payload,
        "request_id": result.request_id,
        "cold_start": result.cold_start,
        "duration_ms": result.duration_ms,
        "billed_duration_ms": result.billed_duration_ms,
        "init_duration_ms": result.init_duration_ms,
        "logs": result.logs.text,
    }
