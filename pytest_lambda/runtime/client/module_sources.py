"""The other modules of the runtime client that show in tracebacks, by line (see `bootstrap_source.py`)."""

from __future__ import annotations

# R166, R167: a client context that is JSON but no object fails with the raw AttributeError.
LAMBDA_CONTEXT = {
    1: """\
import os

from pytest_lambda.runtime import context as _public

_FROM_ENVIRONMENT = (
    ("log_group_name", "AWS_LAMBDA_LOG_GROUP_NAME"),
    ("log_stream_name", "AWS_LAMBDA_LOG_STREAM_NAME"),
    ("function_name", "AWS_LAMBDA_FUNCTION_NAME"),
    ("memory_limit_in_mb", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
    ("function_version", "AWS_LAMBDA_FUNCTION_VERSION"),
)
""",
    16: """\
class LambdaContext(_public.LambdaContext):
    def __init__(
        self,
        invoke_id,
        client_context,
        cognito_identity,
        epoch_deadline_time_in_ms,
        invoked_function_arn=None,
        tenant_id=None,
    ):
        values = vars(self)
        values["aws_request_id"] = invoke_id
        for attribute, variable in _FROM_ENVIRONMENT:
            values[attribute] = os.environ.get(variable)
        values["invoked_function_arn"] = invoked_function_arn
        values["tenant_id"] = tenant_id
""",
    34: """\
        self._w3c_fields = self._extract_and_strip_w3c(client_context)

        self.client_context = make_obj_from_dict(ClientContext, client_context)
        if self.client_context is not None:
            self.client_context.client = make_obj_from_dict(
                Client, self.client_context.client
            )
        self.identity = make_obj_from_dict(CognitoIdentity, {})
        if cognito_identity is not None:
            self.identity.cognito_identity_id = cognito_identity.get(
                "cognitoIdentityId"
            )
            self.identity.cognito_identity_pool_id = cognito_identity.get(
                "cognitoIdentityPoolId"
            )
        self._epoch_deadline_time_in_ms = epoch_deadline_time_in_ms

class CognitoIdentity(_public.CognitoIdentity):
    __slots__ = _public.CognitoIdentity.__slots__


class Client(_public.Client):
    __slots__ = _public.Client.__slots__


class ClientContext(_public.ClientContext):
    __slots__ = _public.ClientContext.__slots__
""",
    160: """\
def make_obj_from_dict(kind, _dict):
    if _dict is None:
        return None
    obj = kind()
    set_obj_from_dict(obj, _dict)
    return obj


def set_obj_from_dict(obj, _dict):

    # every slot, absent keys as None; a value that is no object has no `get`
    for field in obj.__slots__:
        setattr(obj, field, _dict.get(field, None))
""",
}

# R194-R196
LOG_UTILS = {
    1: """\
import json
import logging
import traceback

_RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {
    "exc_text", "stack_info", "aws_request_id", "tenant_id", "_frame_type",
}
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def level_name(text):
    if text is None:
        return ""
    return "DEBUG" if text == "TRACE" else text.upper()


def set_frame_type(record):
    # R207: each level has its frame type.
    record._frame_type = (0xA55A0002 + 4 * (record.levelno // 10) + 4 * (record.levelno > 0)).to_bytes(4, "big")


class JsonFormatter(logging.Formatter):
    def __init__(self):
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%SZ")
""",
    # `exc_info=True` without an exception gives (None, None, None), which fails where AWS's formatter fails.
    86: """\
    @staticmethod
    def __format_stacktrace(exc_info):
        return traceback.format_tb(exc_info[2]) if exc_info else None

    @staticmethod
    def __format_exception_name(exc_info):
        if not exc_info:
            return None

""",
    97: """\
        return exc_info[0].__name__

    @staticmethod
    def __format_exception(exc_info):
        return str(exc_info[1]) if exc_info else None
""",
    114: """\
    def format(self, record: logging.LogRecord) -> str:
        record.levelno = min(50, max(0, record.levelno)) // 10 * 10
        record.levelname = logging.getLevelName(record.levelno)
        set_frame_type(record)
        error = record.exc_info or None

        result = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": (
                record.msg
                if isinstance(record.msg, dict) and not record.args
                else record.getMessage()
            ),
            "logger": record.name,
            "stackTrace": self.__format_stacktrace(record.exc_info),
            "errorType": self.__format_exception_name(record.exc_info),
            "errorMessage": self.__format_exception(record.exc_info),
            "requestId": getattr(record, "aws_request_id", None),
            "location": error and f"{record.pathname}:{record.funcName}:{record.lineno}",
        }
        if getattr(record, "tenant_id", None) is not None:
            result["tenantId"] = record.tenant_id
        for key, value in vars(record).items():
            if key not in _RESERVED and key not in result:
                result[key] = value
        return _encode({k: v for k, v in result.items() if v is not None}) + "\\n"
""",
}

# R021, R024, R029, R074, R105
RUNTIME_CLIENT = {
    1: """\
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller, to_json


class BaseLambdaRuntimeClient:
    marshaller = LambdaMarshaller()

    def __init__(self, runtime_api):
        self._api = runtime_api
        self.passes_through = runtime_api.passes_through
        self.remember = runtime_api.remember
        self.handler_starts = runtime_api.handler_starts
        self.logging_configuration = runtime_api.logging_configuration
        self.wait_next_invocation = runtime_api.next
        self.restore_next = runtime_api.restore_next
        self.report_restore_error = runtime_api.restore_error
""",
    75: """\
    def call_rapid(
        self, http_method, endpoint, expected_http_code, payload=None, headers=None
    ):
        runtime_connection = self._api.connection()
        if http_method != "GET":

""",
    87: """\
            runtime_connection.request(
                http_method, endpoint, to_json(payload), headers=headers
            )
""",
    96: """\
    def post_init_error(self, error_response_data, error_type_override=None):
        import http

        endpoint = "/2018-06-01/runtime/init/error"
        error_type = error_type_override or error_response_data["errorType"]
        headers = {"Lambda-Runtime-Function-Error-Type": error_type}
""",
    107: """\
        try:
            self.call_rapid(
                "POST", endpoint, http.HTTPStatus.ACCEPTED, error_response_data, headers
            )
        except Exception as e:
            self.handle_init_error(e)
""",
    173: """\
    def post_invocation_result(
        self,
        invoke_id,
        result_data, content_type="application/json", invocation_id=None,
    ):
        runtime_client = self._api

        try:
            runtime_client.post_invocation_result(
                invoke_id,
                (
                    result_data
                    if isinstance(result_data, bytes)
                    else result_data.encode("utf-8")
                ),
                content_type,
                invocation_id,
            )
        except Exception as e:
            self.handle_exception(e)

    def post_invocation_error(self, invoke_id, error, xray_fault, invocation_id=None):
        runtime_client = self._api
        try:
            max_header_size = 1024 * 1024
            xray_fault = (
                xray_fault if len(xray_fault.encode()) < max_header_size else ""
            )

            runtime_client.post_error(
                invoke_id, error, xray_fault, invocation_id
            )

        except Exception as e:
            self.handle_exception(e)
""",
    209: """\
class LambdaRuntimeClient(BaseLambdaRuntimeClient):
    def handle_exception(self, exc, func_to_retry=None, use_backoff=False):
        raise exc

    def handle_init_error(self, exc):
        raise exc
""",
}

# R222: the first frame of a failing hook's trace is this file's.
HOOKS_RUNNER = {
    5: """\
from snapshot_restore_py import get_after_restore, get_before_snapshot

def run_before_snapshot():
    callables = get_before_snapshot()
    while callables:
        func, args, kwargs = callables.pop()
        func(*args, **kwargs)
    return
""",
    15: """\
def run_after_restore():
    for func, args, kwargs in get_after_restore():

        func(*args, **kwargs)
""",
}
