"""AWS's runtime client at work in this process.

Everything from the event's bytes to the bytes that go to the Runtime API is AWS's code: parsing, context,
the call, marshalling, error reports, log records. What stands in for AWS is the Runtime API's other end,
which records the posts, and the start of the process, of which only logging and output are set up.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import awslambdaric.bootstrap
import awslambdaric.lambda_runtime_client as client_module
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

from .outcome import Outcome

ARN = "arn:aws:lambda:us-east-1:123456789012:function:function"


class RuntimeApi:
    """The posts of the client, as AWS's Runtime API receives them."""

    def __init__(self) -> None:
        self.posts: list[Outcome] = []

    def post_invocation_result(self, invoke_id: str, body: bytes, content_type: str, invocation_id: None) -> None:
        self.posts.append(Outcome("response", body))

    def post_error(self, invoke_id: str, body: str, xray_cause: str, invocation_id: None) -> None:
        self.posts.append(Outcome("error", body.encode()))


class RealClient:
    """AWS's client, set up for one runtime and logging configuration."""

    def __init__(self, runtime: str, log_format: str, log_level: str | None) -> None:
        variables = {"AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}", "AWS_LAMBDA_LOG_FORMAT": log_format}
        if log_level is None and log_format == "JSON":
            log_level = "INFO"  # the platform's default (G55)
        if log_level is not None:
            variables["AWS_LAMBDA_LOG_LEVEL"] = log_level
        self._variables = variables
        with _environment(variables):
            # The module decides at import which form its error records have (R206).
            self._bootstrap: Any = _fresh_copy(awslambdaric.bootstrap)
            self._marshaller = LambdaMarshaller()

    def invoke(self, handler: Callable[..., object], body: bytes, client_context: str | None) -> Outcome:
        """Run the handler on an event as the client's loop does."""
        api = RuntimeApi()
        output = io.BytesIO()
        with _environment(self._variables), self._output(output), self._logging(), _patched_api(api):
            try:
                self._handle(handler, body, client_context)
            except BaseException:  # as in the client's loop, where nothing catches it (R064, R070)
                return Outcome("exit")
        (post,) = api.posts
        return Outcome(post.kind, post.body, _aws_lines(output.getvalue().decode()))

    def _handle(self, handler: Callable[..., object], body: bytes, client_context: str | None) -> None:
        client = client_module.LambdaRuntimeClient("127.0.0.1:9001")
        client.marshaller = self._marshaller
        request_id = str(uuid.uuid4())
        self._bootstrap._GLOBAL_AWS_REQUEST_ID = request_id
        self._bootstrap.handle_event_request(
            client,
            handler,
            request_id,
            body,
            "application/json",
            client_context,
            None,
            ARN,
            int(time.time() * 1000) + 3000,
            None,
            self._bootstrap.StandardLogSink(),
        )

    @contextlib.contextmanager
    def _output(self, output: io.BytesIO) -> Iterator[None]:
        stream = io.TextIOWrapper(output, "utf-8", newline="\n", write_through=True)
        before = sys.stdout
        sys.stdout = self._bootstrap.Unbuffered(stream)
        try:
            yield
        finally:
            sys.stdout = before
            stream.detach()

    @contextlib.contextmanager
    def _logging(self) -> Iterator[None]:
        root = logging.getLogger()
        before = root.handlers[:], root.level, logging.Formatter.converter
        root.handlers[:] = []
        root.setLevel(logging.WARNING)
        bootstrap = self._bootstrap
        log_format, log_level = bootstrap._AWS_LAMBDA_LOG_FORMAT, bootstrap._AWS_LAMBDA_LOG_LEVEL
        bootstrap._setup_logging(log_format, log_level, bootstrap.StandardLogSink())
        try:
            yield
        finally:
            root.handlers[:], level, logging.Formatter.converter = before
            root.setLevel(level)


def _fresh_copy(module: ModuleType) -> ModuleType:
    spec = module.__spec__
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


def _aws_lines(log: str) -> str:
    r"""Lines of an error record end in `\n` at AWS, in `\r` without the telemetry socket (R200)."""
    return log.replace("\rTraceback (most", "\nTraceback (most").replace("\r\u00a0", "\n\u00a0")


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _patched_api(api: RuntimeApi) -> Iterator[None]:
    before = client_module.runtime_client
    client_module.runtime_client = api
    try:
        yield
    finally:
        client_module.runtime_client = before
