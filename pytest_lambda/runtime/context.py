"""The context object that a handler receives (R160-R172).

These are the public classes, for type hints and `isinstance`. The objects that handlers receive are made
by the runtime client and are subclasses called `awslambdaric.lambda_context.…`, as on AWS.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

#: R168: what `w3c()` may show.
_W3C_FIELDS = ("traceparent", "tracestate", "baggage")


class _Described:
    __slots__: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return _described(self, self.__slots__)


class CognitoIdentity(_Described):
    """Who called through Cognito; both attributes are None when nobody did (R165)."""

    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    cognito_identity_id: str | None
    cognito_identity_pool_id: str | None


class Client(_Described):
    """The mobile application in the client context (R166)."""

    __slots__ = ("app_package_name", "app_title", "app_version_code", "app_version_name", "installation_id")

    installation_id: str | None
    app_title: str | None
    app_version_name: str | None
    app_version_code: str | None
    app_package_name: str | None

    def __repr__(self) -> str:
        names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        return _described(self, names)


class ClientContext(_Described):
    """The client context of the request (R166): `custom` and `env` are plain dicts."""

    __slots__ = ("client", "custom", "env")

    custom: dict[str, Any] | None
    env: dict[str, Any] | None
    client: Client | None

    def __repr__(self) -> str:
        return _described(self, ("custom", "env", "client"))


class LambdaContext:
    """What a handler gets as its second argument.

    Attributes:
        aws_request_id: the request's UUID.
        function_name, function_version: the executed version.
        invoked_function_arn: with the qualifier that the caller used (R164).
        memory_limit_in_mb: a str (R162).
        log_group_name, log_stream_name: of this environment.
        identity: never None (R165).
        client_context: None when absent (R166).
        tenant_id: a str or None (R172).
    """

    aws_request_id: str
    log_group_name: str
    log_stream_name: str
    function_name: str
    memory_limit_in_mb: str
    function_version: str
    invoked_function_arn: str
    tenant_id: str | None
    client_context: ClientContext | None
    identity: CognitoIdentity
    _w3c_fields: dict[str, str]
    _epoch_deadline_time_in_ms: int

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the timeout: a whole number, never below 0 (R130, R171)."""
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def w3c(self) -> dict[str, str]:
        """The W3C trace context of the request (R168)."""
        return dict(self._w3c_fields)

    @staticmethod
    def _extract_and_strip_w3c(client_context: object) -> dict[str, str]:
        # R168: the key leaves the client context, whatever it holds. The name shows in dir() (R161).
        if not isinstance(client_context, dict):
            return {}
        given = client_context.pop("w3c", None)
        if not isinstance(given, dict):
            return {}
        return {name: given[name] for name in _W3C_FIELDS if isinstance(given.get(name), str)}

    def log(self, msg: object) -> None:
        """Write `str(msg)` to the function's log, without a newline (R170)."""
        for handler in logging.getLogger().handlers:
            sink = getattr(handler, "log_sink", None)
            if sink is not None:
                sink.log(str(msg))
                return
        sys.stdout.write(str(msg))

    def __repr__(self) -> str:
        return _described(self, _SHOWN)


#: R169
_SHOWN = (
    "aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb",
    "function_version", "invoked_function_arn", "client_context", "identity", "tenant_id",
)  # fmt: skip


def _described(obj: object, names: tuple[str, ...]) -> str:
    values = ",".join(f"{name}={getattr(obj, name)}" for name in names)
    return f"{type(obj).__name__}([{values}])"
