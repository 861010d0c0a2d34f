"""`bootstrap.py` of the runtime client, by line.

Keys are line numbers. The statements seen in recorded tracebacks stand on their recorded lines (R057, R064,
R070, R071, R193); the text between them is ours.
"""

from __future__ import annotations

BOOTSTRAP = {
    1: """\
import importlib
import json
import logging
import os
import sys
import time
import traceback

from awslambdaric.lambda_context import LambdaContext
from awslambdaric.lambda_runtime_exception import FaultException
from awslambdaric.lambda_runtime_log_utils import JsonFormatter, level_name, set_frame_type
from awslambdaric.lambda_runtime_marshaller import to_json
from awslambdaric import warning_text
""",
    # R090-R097: split at the last dot, built-in modules refused, ImportError and SyntaxError renamed.
    38: """\
def _get_handler(handler):
    try:
        modname, fname = handler.rsplit(".", 1)
    except ValueError as e:
        raise FaultException("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {e}") from None
    try:
        if modname.split(".")[0] in sys.builtin_module_names:
            raise FaultException(
                "Runtime.BuiltInModuleConflict",
                f"Cannot use built-in module {modname} as a handler module",
            )
""",
    53: """\
        m = importlib.import_module(modname.replace("/", "."))
    except ImportError as e:
        raise FaultException(
            "Runtime.ImportModuleError", f"Unable to import module '{modname}': {e}", cause=e
        ) from None
    except SyntaxError as e:
        raise FaultException(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{modname}': {e}",
            ['  File "%s" Line %s\\n    %s' % (e.filename, e.lineno, e.text)],
            cause=e,
        ) from None
    try:
        return getattr(m, fname)
    except AttributeError:
        raise FaultException(
            "Runtime.HandlerNotFound", f"Handler '{fname}' missing on module '{modname}'"
        ) from None
""",
    # R050: exactly these keys in this order.
    79: """\
def make_error(message, error_type, stack_trace, invoke_id=None):
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": invoke_id if invoke_id is not None else "",
        "stackTrace": stack_trace or [],
    }
""",
    # R199: leading spaces become NO-BREAK SPACE.
    94: """\
def _no_break(line):
    text = line.lstrip(" ")
    return "\\u00a0" * (len(line) - len(text)) + text
""",
    # R201 in JSON, R199 and R200 in text.
    100: """\
def log_error(error_result, log_sink):
    if log_sink.json:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", logging.Formatter.converter(time.time()))
        log_sink.log_error(
            [to_json({"timestamp": stamp, "level": "ERROR", **error_result})],
        )
        return
    error_message_lines = ["[ERROR]"]
    if error_result["errorType"]:
        error_message_lines[0] += " " + error_result["errorType"]
    if error_result["errorMessage"]:
        colon = ":" if error_result["errorType"] else ""
        error_message_lines[0] += colon + " " + error_result["errorMessage"]
    error_message_lines.append("Traceback (most recent call last):")
    for element in error_result["stackTrace"]:
        lines = element.splitlines() if element else [""]
        error_message_lines += map(_no_break, lines)
""",
    148: """\
    log_sink.log_error(error_message_lines)
""",
    # R044: context, event, handler, response, in this order.
    151: """\
def handle_event_request(
    lambda_runtime_client,
    request_handler,
    event_request,
    log_sink,
    invocation_id,
):
    __tracebackhide__ = True
    error_result = None
    invoke_id = event_request.invoke_id
    try:
        lambda_context = create_lambda_context(event_request)
        event = lambda_runtime_client.marshaller.unmarshal_request(
            event_request.event_body, event_request.content_type
        )
        lambda_runtime_client.handler_starts(lambda_context)
""",
    178: """\
        response = request_handler(event, lambda_context)
        result, result_content_type = lambda_runtime_client.marshaller.marshal_response(
            response
        )
    except FaultException as e:
        lambda_runtime_client.remember(e.cause or e)
        xray_fault = make_xray_fault("LambdaValidationError", e.msg, os.getcwd(), [])
        error_result = make_error(e.msg, e.exception_type, e.trace, invoke_id)
    except lambda_runtime_client.passes_through:
        raise
    except Exception:
        etype, value, _ = sys.exc_info()
        lambda_runtime_client.remember(value)
        tb_tuples = _without_runtime_frames(value.__traceback__)
""",
    # R070, R072: the report itself may fail here, and then the process dies.
    199: """\
        xray_fault = make_xray_fault(etype.__name__, str(value), os.getcwd(), tb_tuples)
        error_result = make_error(
            str(value), etype.__name__, traceback.format_list(tb_tuples), invoke_id
        )
""",
    205: """\
    if error_result is not None:
        log_error(error_result, log_sink)
        lambda_runtime_client.post_invocation_error(
            invoke_id, to_json(error_result), to_json(xray_fault), invocation_id
        )
    else:
        lambda_runtime_client.post_invocation_result(
            invoke_id, result, result_content_type, invocation_id
        )
""",
    216: """\
def parse_json_header(header, name):
    try:
        return json.loads(header)
    except Exception as e:
        raise FaultException(
            "Runtime.LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {e}"
        ) from None
""",
    227: """\
def create_lambda_context(event_request):
    client_context = event_request.client_context
    if client_context:
        client_context = parse_json_header(client_context, "Client Context")
    else:
        client_context = None
    cognito_identity = event_request.cognito_identity
    if cognito_identity:
        cognito_identity = parse_json_header(cognito_identity, "Cognito Identity")
    else:
        cognito_identity = None
    return LambdaContext(
        event_request.invoke_id,
        client_context,
        cognito_identity,
        event_request.deadline_time_in_ms,
        event_request.invoked_function_arn,
        event_request.tenant_id,
    )
""",
    # R070 at init: the message of the exception is asked for on this line.
    252: """\
def build_fault_result(exc_info, msg):
    etype, value, _ = exc_info
    tb_tuples = _without_runtime_frames(value.__traceback__)
""",
    260: """\
    return make_error(
        msg if msg else str(value),
        etype.__name__,
        traceback.format_list(tb_tuples),
    )


def make_xray_fault(ex_type, ex_msg, working_dir, tb_tuples):
    stack = [{"label": label, "path": path, "line": line} for path, line, label, _ in tb_tuples]
    return {
        "working_directory": working_dir,
        "exceptions": [{"message": ex_msg, "type": ex_type, "stack": stack}],
        "paths": sorted({frame["path"] for frame in stack}),
    }


def _hook_failed(lambda_runtime_client, log_sink):
    if isinstance(sys.exc_info()[1], Exception):
        lambda_runtime_client.remember(sys.exc_info()[1])
    error_result = build_fault_result(sys.exc_info(), None)
    log_error(error_result, log_sink)
    return error_result
""",
    # R220-R225
    292: """\
def on_init_complete(lambda_runtime_client, log_sink):
    from awslambdaric import lambda_runtime_hooks_runner
    try:
        lambda_runtime_hooks_runner.run_before_snapshot()
        lambda_runtime_client.restore_next()
    except lambda_runtime_client.passes_through:
        raise
    except:
        error_result = _hook_failed(lambda_runtime_client, log_sink)
        lambda_runtime_client.post_init_error(error_result, "Runtime.BeforeSnapshotError")
        sys.exit(64)
    try:
        lambda_runtime_hooks_runner.run_after_restore()
    except lambda_runtime_client.passes_through:
        raise
    except:
        lambda_runtime_client.report_restore_error(_hook_failed(lambda_runtime_client, log_sink))
        sys.exit(65)
""",
    # R056, R058: only leading frames of a file called bootstrap.py are cut, and none if there is nothing else.
    420: """\
def _without_runtime_frames(tb):
    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(tb)]
    for i, frame in enumerate(frames):
        if "/bootstrap.py" not in frame[0]:
            return frames[i:]
    return frames
""",
    # R182
    433: """\
def update_xray_env_variable(xray_trace_id):
    if xray_trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = xray_trace_id
    elif "_X_AMZN_TRACE_ID" in os.environ:
        del os.environ["_X_AMZN_TRACE_ID"]
""",
    506: """\
def run(handler, lambda_runtime_client):
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    log_format, log_level, output = lambda_runtime_client.logging_configuration()
    log_sink = StandardLogSink(output, log_format == "JSON")
    if True:
        error_result = None
        try:
            _setup_logging(log_format, log_level, log_sink)
            if callable(handler):
                request_handler = handler
            else:
""",
    519: """\
                request_handler = _get_handler(handler)
        except FaultException as e:
            lambda_runtime_client.remember(e.cause or e)
            error_result = make_error(e.msg, e.exception_type, e.trace)
        except lambda_runtime_client.passes_through:
            raise
        except Exception as e:
            lambda_runtime_client.remember(e)
            error_result = build_fault_result(sys.exc_info(), None)
""",
    # R100
    531: """\
        if error_result is not None:
            logging.warning(warning_text.UNHANDLED_EXCEPTION)
            log_error(error_result, log_sink)
            lambda_runtime_client.post_init_error(error_result)

            sys.exit(1)

        if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
            on_init_complete(lambda_runtime_client, log_sink)

        while True:
            event_request = lambda_runtime_client.wait_next_invocation()
            output.tenant_id = event_request.tenant_id
            output.request_id = event_request.invoke_id
            update_xray_env_variable(event_request.x_amzn_trace_id)
""",
    549: """\
            handle_event_request(
                lambda_runtime_client,
                request_handler,
                event_request,
                log_sink,







                event_request.invocation_id,
            )
""",
}
