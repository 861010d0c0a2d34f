"""From what a runtime process said to what the caller of Invoke gets (R051, R066, R121, R023)."""

from __future__ import annotations

from dataclasses import dataclass
from json import dumps, loads

from pytest_lambda import limits
from pytest_lambda.runtime.messages import (
    Answered,
    Cut,
    Died,
    ExtensionFailed,
    Message,
    PassedThrough,
    Ready,
    RestoreTimedOut,
    Snapshotted,
)

UNHANDLED = "Unhandled"  # R051: for every kind of failure
#: Lambda API reference, Invoke, errors; G8
RESTORE_TIMEOUT = "SnapStartTimeoutException"
RESTORE_TIMEOUT_TEXT = "Lambda couldn't restore the runtime within the timeout limit."


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended.

    Attributes:
        status: as the REPORT line has it: None, `error` or `timeout`.
        alive: whether the process goes on.
        hint: why, if it is not what it seems.
    """

    payload: bytes
    function_error: str | None = None
    status: str | None = None
    error_type: str | None = None
    exception: BaseException | None = None
    alive: bool = True
    hint: str = ""


def judge(message: Message, request_id: str, timeout: float) -> Outcome:
    """What the Invoke API makes of the process's last word.

    Raises:
        BaseException: one that is not the function's business, as it was raised.
    """
    if isinstance(message, Answered):
        return _answered(message)
    if isinstance(message, Cut):
        return _timed_out(request_id, timeout, message.hint)
    if isinstance(message, Died):
        return _died(message, request_id)
    if isinstance(message, ExtensionFailed):
        return _extension_failed(message, request_id)
    if isinstance(message, RestoreTimedOut):
        body = _compact(RESTORE_TIMEOUT, RESTORE_TIMEOUT_TEXT)
        return Outcome(body, UNHANDLED, "timeout", RESTORE_TIMEOUT, alive=False)
    if isinstance(message, PassedThrough):
        raise message.exception
    raise AssertionError(f"a process that serves a request said {message!r}")


def _answered(message: Answered) -> Outcome:
    if not message.failed:
        return Outcome(message.body)
    return Outcome(message.body, UNHANDLED, "error", _error_type(message.body), message.exception)


def _timed_out(request_id: str, timeout: float, hint: str) -> Outcome:
    # R121, R124
    text = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
    payload = _compact("Sandbox.Timedout", text)
    return Outcome(payload, UNHANDLED, "timeout", "Sandbox.Timedout", alive=False, hint=hint)


def _died(message: Died, request_id: str) -> Outcome:
    if message.too_large:
        payload = {
            "errorMessage": (
                f"Response payload size exceeded maximum allowed payload size ({limits.RESPONSE_BYTES} bytes)."
            ),
            "errorType": "Function.ResponseSizeTooLarge",
        }
        body = dumps(payload).encode()
    elif message.init_error is not None:
        body = message.init_error
    else:
        body = _compact("Runtime.ExitError", f"RequestId: {request_id} Error: {message.death.reason}")
    return Outcome(body, UNHANDLED, "error", _error_type(body), message.exception, alive=False)


def _extension_failed(message: ExtensionFailed, request_id: str) -> Outcome:
    # G65; the text is not recorded
    body = _compact(message.error_type, f"RequestId: {request_id} Error: exit status 1")
    hint = f"The extension {message.name!r} failed."
    return Outcome(body, UNHANDLED, "error", message.error_type, message.exception, alive=False, hint=hint)


def _compact(error_type: str, text: str) -> bytes:
    return dumps({"errorType": error_type, "errorMessage": text}, separators=(",", ":")).encode()


def _error_type(body: bytes) -> str:
    try:
        return str(loads(body.decode("utf-8", "replace")).get("errorType", ""))
    except (ValueError, AttributeError):
        return ""


def init_status(message: Message) -> tuple[str | None, str | None]:
    """Status and error type of an init phase, for the INIT_REPORT line (G51)."""
    if isinstance(message, Ready | Snapshotted):
        return None, None
    if isinstance(message, Cut | RestoreTimedOut):
        return "timeout", None
    if isinstance(message, Died):
        return "error", message.init_error_type or "Runtime.ExitError"
    if isinstance(message, ExtensionFailed):
        return "error", message.error_type
    return "error", None
