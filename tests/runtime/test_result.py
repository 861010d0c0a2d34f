"""What an invocation gives."""

from __future__ import annotations

import base64
import copy
import pickle

import pytest

import pytest_lambda
import pytest_lambda.errors
from pytest_lambda import FunctionError, FunctionExited, FunctionTimeout, InvokeError
from pytest_lambda.errors import FUNCTION_ERRORS, InitError
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")


def test_a_success(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return {'a': [1, 2.5, None]}")
    result = function.invoke({})
    assert result.status_code == 200
    assert result.payload_bytes == b'{"a": [1, 2.5, null]}'
    assert result.payload == {"a": [1, 2.5, None]}
    assert result.payload is result.payload
    assert result.function_error is None
    assert result.executed_version == "$LATEST"
    assert (result.ok, result.timed_out, result.error, result.exception) == (True, False, None, None)
    assert result.raise_for_error() is result
    assert result in function.invocations
    assert base64.b64decode(result.log_result).startswith(b"INIT_START ")


def test_the_executed_version(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return context.function_version", function_version="7")
    result = function.invoke({}, qualifier="prod")
    assert (result.executed_version, result.payload) == ("7", "7")


def test_a_failure(deploy: Deploy) -> None:
    function = deploy("class OrderError(Exception): pass\ndef handler(event, context): raise OrderError('boom')")
    result = function.invoke({})
    assert (result.ok, result.timed_out, result.function_error) == (False, False, "Unhandled")
    assert result.error is not None
    assert (result.error.type, result.error.message, len(result.error.stack_trace)) == ("OrderError", "boom", 1)
    assert type(result.exception).__name__ == "OrderError"
    notes = []
    for _ in range(2):
        with pytest.raises(Exception, match="boom") as info:
            result.raise_for_error()
        assert info.value is result.exception
        notes.append(list(getattr(info.value, "__notes__", ())))
    assert notes[0] == notes[1]


def test_a_failed_payload_that_only_looks_like_an_error(deploy: Deploy) -> None:
    result = deploy("def handler(event, context): return {'errorType': 'X', 'errorMessage': 'y'}").invoke({})
    assert result.ok
    assert result.error is None
    assert result.raise_for_error() is result


def test_a_user_exception_named_like_one_of_aws(deploy: Deploy) -> None:
    function = deploy("""
Timedout = type("Sandbox.Timedout", (Exception,), {})
def handler(event, context): raise Timedout("mine")
""")
    with pytest.raises(Exception, match="mine"):
        function({})


def test_repr(deploy: Deploy) -> None:
    function = deploy("def handler(event, context):\n    print('line')\n    if event: raise ValueError('boom')\n    return 'x' * event")
    shown = repr(function.invoke(0))
    assert shown.startswith("<InvocationResult ok, cold, ")
    assert shown.endswith(' ms, payload "">\nlog of the function:\n  line')
    failed = repr(function.invoke(1))
    assert failed.startswith("<InvocationResult Unhandled: ValueError: boom, warm, ")
    assert "log of the function:\n  line\n  [ERROR] ValueError: boom" in failed
    silent = deploy("def handler(event, context): return 'x' * 1_000")
    shown = repr(silent.invoke({}))
    assert shown.endswith("… (1,002 bytes)>")
    assert len(shown) < 400


# --- the exceptions of ours


EXCEPTIONS = [name for name in pytest_lambda.errors.__dict__ if name in pytest_lambda.__all__]


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_public_exceptions_pickle(name: str) -> None:
    kind = getattr(pytest_lambda, name)
    error = kind("text", {"errorType": "T", "errorMessage": "m"}) if issubclass(kind, FunctionError) else kind("text")
    for clone in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(clone) is kind
        assert str(clone) == str(error)
        assert vars(clone) == vars(error)


def test_an_exception_of_a_real_invocation_pickles(deploy: Deploy) -> None:
    with pytest.raises(FunctionExited) as info:
        deploy("import os\ndef handler(event, context): os._exit(3)")({})
    clone = pickle.loads(pickle.dumps(info.value))
    assert (str(clone), clone.payload, clone.result) == (str(info.value), info.value.payload, None)
    assert clone.error_type == "Runtime.ExitError"


def test_the_text_of_a_refusal() -> None:
    assert str(InvokeError("what")) == "ServiceException (HTTP 500): what"
    assert str(InvokeError("what", "do this")) == "ServiceException (HTTP 500): what\ndo this"


def test_every_error_type_has_an_exception() -> None:
    assert FUNCTION_ERRORS["Sandbox.Timedout"] is FunctionTimeout
    assert FUNCTION_ERRORS["Runtime.ImportModuleError"] is InitError
    assert all(issubclass(kind, FunctionError) for kind in FUNCTION_ERRORS.values())


def test_exceptions_keep_what_they_follow_from(deploy: Deploy) -> None:
    function = deploy("""
def handler(event, context):
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("outer") from error
""")
    with pytest.raises(ValueError, match="outer") as info:
        function({})
    assert isinstance(info.value.__cause__, KeyError)


def test_tracebacks_end_in_the_handler_and_hide_the_runtime(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): raise ValueError('x')")
    with pytest.raises(ValueError, match="x") as info:
        function({})
    shown = [entry for entry in info.traceback if not entry.ishidden(info)]
    assert [entry.path.name for entry in shown if hasattr(entry.path, "name")] == ["test_result.py", "app.py"]
