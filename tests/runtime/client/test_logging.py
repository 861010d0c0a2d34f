"""Log records and what is printed (R190-R206)."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

STAMP = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def text_of(deploy: Deploy, body: str, /, **settings: Any) -> str:
    """What a handler with this body writes; `logger` is a named logger."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"import logging, sys\nlogger = logging.getLogger('shop')\ndef handler(event, context):\n{lines}\n"
    result = deploy(source, **settings).invoke({})
    result.raise_for_error()
    return result.logs.function_text


def json_of(deploy: Deploy, body: str, /, **settings: Any) -> list[dict[str, Any]]:
    text = text_of(deploy, body, log_format="JSON", **settings)
    return [json.loads(line) for line in text.splitlines()]


# --- configuration (R190)


def test_the_configuration_before_the_handlers_module_is_imported(deploy: Deploy) -> None:
    function = deploy("""
import logging, time
root = logging.getLogger()
found = [root.level, len(root.handlers), type(root.handlers[0]).__name__, type(root.handlers[0]).__module__,
         root.handlers[0].level, [type(each).__name__ for each in root.handlers[0].filters], len(root.filters),
         logging.Formatter.converter is time.gmtime]
def handler(event, context):
    return found
""")
    assert function({}) == [
        30, 1, "LambdaLoggerHandler", "awslambdaric.bootstrap", 0, ["LambdaLoggerFilter"], 0, True,
    ]  # fmt: skip


def test_the_host_keeps_its_own_logging(deploy: Deploy) -> None:
    handlers, converter = list(logging.getLogger().handlers), logging.Formatter.converter
    deploy("import logging\ndef handler(event, context): logging.warning('x')").invoke({})
    assert logging.getLogger().handlers == handlers
    assert logging.Formatter.converter is converter


@pytest.mark.parametrize(
    ("level", "log_format", "expected"),
    [
        (None, "Text", 30), ("INFO", "Text", 20), ("TRACE", "Text", 10), ("WARN", "Text", 30), ("FATAL", "Text", 50),
        (None, "JSON", 20), ("DEBUG", "JSON", 10), ("ERROR", "JSON", 40),
    ],
)  # fmt: skip
def test_levels(deploy: Deploy, level: str | None, log_format: str, expected: int) -> None:  # R197, G55
    function = deploy(
        "import logging\ndef handler(event, context):\n"
        "    return [logging.getLogger().level, type(logging.getLogger().handlers[0]).__name__]",
        application_log_level=level, log_format=log_format,
    )  # fmt: skip
    plain = level is None and log_format == "Text"
    assert function({}) == [expected, "LambdaLoggerHandler" + ("" if plain else "WithFrameType")]


def test_settings_are_read_once(deploy: Deploy) -> None:  # R206
    function = deploy("""
import logging, os
os.environ["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
def handler(event, context):
    os.environ["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
    logging.warning("still text")
""")
    for _ in range(2):
        assert re.fullmatch(rf"\[WARNING\]\t{STAMP}\t.{{36}}\tstill text\n", function.invoke({}).logs.function_text)


# --- text (R191-R193)


def test_the_text_format(deploy: Deploy) -> None:  # R191
    function = deploy("""
import logging
logging.warning("at init")
def handler(event, context):
    logging.error("in %s", "handler")
""")
    result = function.invoke({})
    assert re.fullmatch(
        rf"\[WARNING\]\t{STAMP}\t\tat init\n\[ERROR\]\t{STAMP}\t{result.request_id}\tin handler\n",
        result.logs.function_text,
    )


def test_info_is_dropped(deploy: Deploy) -> None:  # R192
    assert text_of(deploy, "logging.info('x'); logger.info('x'); logging.debug('x')") == ""
    assert text_of(deploy, "logging.basicConfig(level='INFO'); logging.info('x')") == ""
    assert "\tx\n" in text_of(deploy, "logging.getLogger().setLevel('INFO'); logging.info('x')")
    assert text_of(deploy, "logging.basicConfig(level='INFO', force=True, format='%(message)s', stream=sys.stdout)\n"
                           "logging.info('x')") == "x\n"  # fmt: skip


@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_a_bad_log_call_fails_the_invocation(deploy: Deploy, log_format: str) -> None:  # R193
    function = deploy("import logging\ndef handler(event, context): logging.warning('%d items', 'x')", log_format=log_format)
    error = function.invoke({}).error
    assert error is not None
    assert (error.type, error.message) == ("TypeError", "%d format: a real number is required, not str")
    with pytest.raises(TypeError):
        function({})
    harmless = deploy("import logging\ndef handler(event, context): logging.info('%d items', 'x')")
    assert harmless.invoke({}).ok


def test_a_record_that_cannot_be_encoded_fails_the_invocation(deploy: Deploy) -> None:  # R193
    error = deploy("import logging\ndef handler(event, context): logging.warning('\\ud800')").invoke({}).error
    assert error is not None
    assert error.type == "UnicodeEncodeError"


def test_a_logged_exception(deploy: Deploy) -> None:  # R202
    text = text_of(deploy, "try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception('failed')")
    assert re.match(rf"\[ERROR\]\t{STAMP}\t.{{36}}\tfailed\nTraceback \(most recent call last\):\n", text)
    assert text.endswith("ZeroDivisionError: division by zero")  # no newline at its end


def test_records_of_ones_own_formatter_are_glued(deploy: Deploy) -> None:  # R202
    body = "logging.getLogger().handlers[0].setFormatter(logging.Formatter('%(levelname)s|%(message)s|'))\n"
    assert text_of(deploy, body + "logging.warning('one'); logging.warning('two')") == "WARNING|one|WARNING|two|"


def test_the_request_id_on_records(deploy: Deploy) -> None:  # R203
    body = """
class Noting(logging.Handler):
    def emit(self, record): print(getattr(record, "aws_request_id", "none"))
logging.getLogger().addHandler(Noting())
logger.addHandler(Noting())
logger.warning("x")
"""
    lines = text_of(deploy, body).splitlines()
    assert lines[0] == "none"  # a handler of a child logger runs before the root's filter
    assert re.fullmatch(".{36}", lines[2])


def test_propagation_doubles_records(deploy: Deploy) -> None:  # R204
    body = "logger.addHandler(logging.StreamHandler(sys.stdout)); logger.warning('twice')"
    lines = text_of(deploy, body).splitlines()
    assert lines[0] == "twice"
    assert lines[1].endswith("\ttwice")


def test_records_go_to_the_current_stdout(deploy: Deploy) -> None:  # R205
    body = """
import contextlib, io
stream = io.StringIO()
with contextlib.redirect_stdout(stream):
    logging.warning("redirected")
print(len(stream.getvalue().splitlines()))
"""
    assert text_of(deploy, body) == "1\n"


# --- JSON (R194-R198)


def test_the_json_format(deploy: Deploy) -> None:  # R194
    function = deploy("""
import logging
logging.getLogger("shop").warning("at init")
def handler(event, context):
    logging.getLogger("shop").warning("sold %d", 3, extra={"order": {"id": 1}, "when": object, "none": None})
""", log_format="JSON")  # fmt: skip
    result = function.invoke({})
    first, second = (json.loads(line) for line in result.logs.function_text.splitlines())
    assert list(first) == ["timestamp", "level", "message", "logger", "requestId"]
    assert (first["message"], first["requestId"]) == ("at init", "")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", second.pop("timestamp"))
    assert second == {
        "level": "WARNING", "message": "sold 3", "logger": "shop", "requestId": result.request_id,
        "order": {"id": 1}, "when": "<class 'object'>",
    }  # fmt: skip


def test_non_ascii_is_raw_in_json_records(deploy: Deploy) -> None:  # R194
    for runtime in ("python3.11", "python3.13"):
        assert '"message": "ä"' in text_of(deploy, "logging.warning('\\xe4')", log_format="JSON", runtime=runtime)


def test_details_of_json_records(deploy: Deploy) -> None:  # R195
    body = """
logging.warning({"a": 1})
logging.warning("x", extra={"level": "mine", "timestamp": "mine", "requestId": "mine", "mine": 1})
logging.log(25, "rounded")
logging.log(60, "capped")
logging.warning("x", stack_info=True)
"""
    records = json_of(deploy, body)
    assert records[0]["message"] == {"a": 1}
    assert records[1]["level"] == "WARNING"
    assert records[1]["mine"] == 1
    assert records[1]["requestId"] != "mine"
    assert (records[2]["level"], records[3]["level"]) == ("INFO", "CRITICAL")
    assert "stack_info" not in records[4]
    assert "location" not in records[4]


def test_the_shared_record_is_changed(deploy: Deploy) -> None:  # R195
    body = """
class Noting(logging.Handler):
    def emit(self, record): print(record.levelno, record.levelname)
logging.getLogger().addHandler(Noting())
logging.log(25, "x")
"""
    assert text_of(deploy, body, log_format="JSON").splitlines()[1] == "20 INFO"


def test_a_logged_exception_in_json(deploy: Deploy) -> None:  # R196
    function = deploy("""\
import logging
def handler(event, context):
    try:
        raise ValueError("inner")
    except ValueError:
        logging.exception("failed")
""", log_format="JSON")  # fmt: skip
    record = json.loads(function.invoke({}).logs.function_text)
    path = function.configuration.task_root / "app.py"
    assert list(record) == [
        "timestamp", "level", "message", "logger", "stackTrace", "errorType", "errorMessage", "requestId", "location",
    ]  # fmt: skip
    assert (record["errorType"], record["errorMessage"]) == ("ValueError", "inner")
    assert record["stackTrace"] == [f'  File "{path}", line 4, in handler\n    raise ValueError("inner")\n']
    assert record["location"] == f"{path}:handler:6"


def test_what_is_printed_under_json(deploy: Deploy) -> None:  # R198
    body = "print('one'); sys.stderr.write('two\\n'); print('three')\nimport warnings; warnings.warn('four')"
    lines = text_of(deploy, body, log_format="JSON").splitlines()
    assert lines[:3] == ["one", "two", "three"]
    assert re.search(r"app\.py:\d+: UserWarning: four$", lines[3])


def test_an_unhandled_error_in_json(deploy: Deploy) -> None:  # R201
    function = deploy("def handler(event, context): raise ValueError('boom')", log_format="JSON")
    result = function.invoke({})
    record = json.loads(result.logs.function_text)
    assert list(record) == ["timestamp", "level", "errorMessage", "errorType", "requestId", "stackTrace"]
    assert record["level"] == "ERROR"
    assert {key: record[key] for key in ("errorMessage", "errorType", "requestId", "stackTrace")} == result.payload


def test_the_tenant_in_json(deploy: Deploy) -> None:  # R172
    function = deploy("import logging\ndef handler(event, context):\n    logging.warning('x')\n    1 / 0", log_format="JSON")
    lines = function.invoke({}, tenant_id="blue").logs.function_text.splitlines()
    assert json.loads(lines[0])["tenantId"] == "blue"
    assert "tenantId" not in json.loads(lines[1])
    assert "tenantId" not in json.loads(function.invoke({}).logs.function_text.splitlines()[0])


# --- unhandled errors in text (R199, R200)


def test_an_error_without_a_message(deploy: Deploy) -> None:
    text = deploy("def handler(event, context): raise ValueError").invoke({}).logs.function_text
    assert text.startswith("[ERROR] ValueError\nTraceback (most recent call last):\n\u00a0\u00a0File ")
    assert not re.search(r"^ValueError$", text, re.MULTILINE)


def test_an_error_without_a_trace(deploy: Deploy) -> None:
    text = deploy("def handler(event, context): return {1}").invoke({}).logs.function_text
    assert text == (
        "[ERROR] Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable\n"
        "Traceback (most recent call last):\n"
    )


# --- late lines (R144)


def test_a_late_line_has_the_wrong_request_id(deploy: Deploy) -> None:
    function = deploy("""
import logging, threading
begin, done = threading.Event(), threading.Event()
def late():
    begin.wait(5)
    logging.warning("late")
    done.set()
def handler(event, context):
    if event:
        threading.Thread(target=late).start()
    else:
        begin.set()
        done.wait(5)
""")
    first = function.invoke(1)
    second = function.invoke(0)
    assert first.logs.function_text == ""
    assert f"\t{second.request_id}\tlate\n" in second.logs.function_text


# --- what the function does to logging


@pytest.mark.parametrize(
    "statement",
    [
        "logging.getLogger().handlers.clear()",
        "logging.getLogger().handlers = []",
        "logging.getLogger().handlers.append(logging.StreamHandler())",
        "logging.setLoggerClass(type('Own', (logging.Logger,), {}))",
        "logging.setLogRecordFactory(lambda *a, **k: logging.LogRecord(*a, **k))",
        "logging.addLevelName(25, 'NOTICE')",
        "logging.lastResort = None",
        "logging.shutdown()",
        "logging.disable(logging.CRITICAL)",
        "logging.basicConfig(force=True)",
        "logging.config.dictConfig({'version': 1, 'disable_existing_loggers': True})",
        "logging.captureWarnings(True)",
        "logging.raiseExceptions = False",
        "logging.Formatter.converter = print",
    ],
)
def test_the_function_may_wreck_its_logging(deploy: Deploy, statement: str) -> None:
    function = deploy(f"import logging, logging.config\ndef handler(event, context):\n    {statement}\n    return 1")
    handlers = list(logging.getLogger().handlers)
    assert [function({}), function({})] == [1, 1]
    assert logging.getLogger().handlers == handlers
    logging.getLogger("of the test").warning("still works")
    function.cold_start()
    assert function({}) == 1


def test_warnings_are_captured_again_after_a_cold_start(deploy: Deploy) -> None:
    function = deploy("""
import logging, warnings
logging.captureWarnings(True)
def handler(event, context):
    warnings.warn("to the log")
""")
    for _ in range(2):
        assert function.invoke({}).logs.records[0].logger == "py.warnings"
        function.cold_start()


def test_what_it_did_lasts_in_the_warm_environment(deploy: Deploy) -> None:
    function = deploy("""
import logging
def handler(event, context):
    logging.getLogger().setLevel("INFO") if event else logging.info("now seen")
""")
    function({"first": True})
    assert "now seen" in function.invoke(None).logs
    function.cold_start()
    assert "now seen" not in function.invoke(None).logs


def test_named_loggers_end_with_the_environment(deploy: Deploy) -> None:
    function = deploy("""
import logging
logger = logging.getLogger("shop.orders")
logger.setLevel("DEBUG")
logger.addHandler(logging.StreamHandler())
logger.propagate = False
def handler(event, context):
    return len(logger.handlers)
""")
    assert function({}) == 1
    function.cold_start()
    assert function({}) == 1
    function.close()
    logger = logging.getLogger("shop.orders")
    assert (logger.level, logger.propagate, logger.handlers) == (0, True, [])
