"""The service's end of the Runtime API, as the runtime client in the environment sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from json import dumps
from typing import Any

from pytest_lambda import limits
from pytest_lambda.clock import Clock
from pytest_lambda.runtime.client.assembly import show_sources
from pytest_lambda.runtime.client.marshaller import FaultException
from pytest_lambda.runtime.messages import Answered, Message, Ready, Snapshotted
from pytest_lambda.runtime.output import Output
from pytest_lambda.runtime.request import Request
from pytest_lambda.runtime.tracebacks import strip_own_frames


class RuntimeApi:
    """What the runtime client calls.

    Args:
        hand_over: gives a message to the environment and returns the next request.
        passes_through: exceptions that are not the function's business.
    """

    __slots__ = (
        "_answer", "_clock", "_hand_over", "_output", "_remembered", "context",
        "init_error", "init_error_type", "passes_through", "restore_started", "too_large",
    )  # fmt: skip

    def __init__(
        self,
        *,
        hand_over: Callable[[Message], Request],
        clock: Clock,
        output: Output,
        passes_through: tuple[type[BaseException], ...],
    ) -> None:
        self._hand_over = hand_over
        self._clock = clock
        self._output = output
        self._answer: Message | None = None
        self._remembered: BaseException | None = None
        self.passes_through = passes_through
        self.context: Any = None
        self.init_error: bytes | None = None
        self.init_error_type: str | None = None
        self.restore_started: float | None = None
        self.too_large = False

    def logging_configuration(self) -> tuple[str, str | None, Output]:
        """Log format, level, and where output goes; read once, at the start (R206)."""
        log_format = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper()  # R194
        return log_format, os.environ.get("AWS_LAMBDA_LOG_LEVEL"), self._output

    def remember(self, exception: BaseException) -> None:
        """Keep the exception that the next error report is about, for the caller to raise."""
        show_sources()
        if isinstance(exception, FaultException):
            # The frames of the runtime's own fault would keep the response alive (R014 shows when it dies).
            exception.__traceback__ = exception.__context__ = None
        strip_own_frames(exception)
        self._remembered = exception

    @property
    def remembered(self) -> BaseException | None:
        """The exception behind the last report."""
        return self._remembered

    def handler_starts(self, context: object) -> None:
        """R147: the context of an invocation lives until the next one replaces it."""
        self.context = context

    def next(self) -> Request:
        """Wait for the next event: the environment freezes here."""
        message = self._answer or Ready(self.restore_started)
        self._answer = self._remembered = None
        return self._hand_over(message)

    def post_invocation_result(self, invoke_id: str, data: bytes, content_type: str, invocation_id: object) -> None:
        """Take the response. R022, R024: too large, and the client's own library refuses."""
        if len(data) > limits.RESPONSE_BYTES:
            self.too_large = True
            self._refuse("success response", "Failed to post invocation response")
        self._answer = Answered(data, content_type, failed=False)

    def post_error(self, invoke_id: str, error: str, xray_cause: str, invocation_id: object) -> None:
        """Take an error report. R074: one over the limit is refused as well."""
        body = error.encode("utf-8")
        if len(body) > limits.RESPONSE_BYTES:
            self._refuse("failure response", "Failed to post invocation error")
        self._answer = Answered(body, "application/json", failed=True, exception=self._remembered)

    def _refuse(self, what: str, message: str) -> None:
        reply = {
            "errorMessage": f"Exceeded maximum allowed payload size ({limits.RESPONSE_BYTES} bytes).",
            "errorType": "RequestEntityTooLarge",
        }
        sys.stderr.write(
            f"[ERROR] [{int(self._clock.epoch() * 1000)}] LAMBDA_RUNTIME Failed to post handler {what}. "
            f"Http response code: 413. {dumps(reply, separators=(',', ':'))}\n\n"
        )
        raise RuntimeError(message)

    def connection(self) -> Any:
        """The HTTP connection over which an init error is reported (R099, R105)."""
        from http.client import HTTPConnection

        connection = HTTPConnection("169.254.100.1:9001")
        connection.sock = _Recorder(self)
        return connection

    def restore_next(self) -> None:
        """R220: the snapshot is taken here, and restored."""
        self._hand_over(Snapshotted())
        self.restore_started = self._clock.monotonic()

    def restore_error(self, error: dict[str, Any]) -> None:
        """R223."""
        self.init_error = dumps(error).encode()
        self.init_error_type = "Runtime.AfterRestoreError"


class _Recorder:
    """A socket that takes down the request."""

    __slots__ = ("_api", "_sent")

    def __init__(self, api: RuntimeApi) -> None:
        self._api = api
        self._sent = b""

    def sendall(self, data: bytes) -> None:
        """Collect; the body is what follows the blank line, in however many calls it comes."""
        self._sent += data
        head, _, body = self._sent.partition(b"\r\n\r\n")
        self._api.init_error = body
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b": ")
            if name == b"Lambda-Runtime-Function-Error-Type":
                self._api.init_error_type = value.decode("latin-1")
