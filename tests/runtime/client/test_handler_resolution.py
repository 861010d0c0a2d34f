"""How a handler is found and called, and what goes wrong then (R090-R110)."""

from __future__ import annotations

import functools
import json
import sys
from typing import Any

import pytest

from pytest_lambda import InitError, LambdaFunction
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

HANDLER = "def handler(event, context): return __name__"


def init_error(function: LambdaFunction) -> tuple[str, str, tuple[str, ...]]:
    result = function.invoke({})
    assert result.function_error == "Unhandled"
    assert isinstance(result.payload, dict)
    assert list(result.payload) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert result.payload["requestId"] == ""  # R098
    assert result.error is not None
    return result.error.type, result.error.message, result.error.stack_trace


@pytest.mark.parametrize(
    ("handler", "file", "module"),
    [
        ("app.handler", "app.py", "app"),
        ("pkg.mod.handler", "pkg/mod.py", "pkg.mod"),  # a namespace package
        ("pkg/mod.handler", "pkg/mod.py", "pkg.mod"),
        ("pkg/deep/mod.handler", "pkg/deep/mod.py", "pkg.deep.mod"),
        ("package.handler", "package/__init__.py", "package"),
        ("my-mod.handler", "my-mod.py", "my-mod"),
    ],
)
def test_names(deploy: Deploy, handler: str, file: str, module: str) -> None:  # R090, R110
    assert deploy(handler=handler, files={file: HANDLER})({}) == module


def test_relative_imports(deploy: Deploy) -> None:  # R090
    files = {
        "relatives/__init__.py": "",
        "relatives/mod.py": "from .sibling import value\nfrom . import sibling\ndef handler(event, context): return value",
        "relatives/sibling.py": "value = 'relative'",
    }
    assert deploy(handler="relatives.mod.handler", files=files)({}) == "relative"


@pytest.mark.parametrize("handler", ["app", ""])
def test_a_name_without_a_dot(deploy: Deploy, handler: str) -> None:  # R091
    assert init_error(deploy(HANDLER, handler=handler)) == (
        "Runtime.MalformedHandlerName",
        f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)",
        (),
    )


@pytest.mark.parametrize(("handler", "name"), [("app.nope", "nope"), ("app.", "")])
def test_a_missing_attribute(deploy: Deploy, handler: str, name: str) -> None:  # R092
    assert init_error(deploy(HANDLER, handler=handler)) == (
        "Runtime.HandlerNotFound", f"Handler '{name}' missing on module 'app'", (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        ("nomod.handler", "Unable to import module 'nomod': No module named 'nomod'"),
        ("app..handler", "Unable to import module 'app.': No module named 'app.'; 'app' is not a package"),
        ("app.K.m", "Unable to import module 'app.K': No module named 'app.K'; 'app' is not a package"),
        ("app.py.handler", "Unable to import module 'app.py': No module named 'app.py'; 'app' is not a package"),
    ],
)
def test_a_missing_module(deploy: Deploy, handler: str, message: str) -> None:  # R093
    source = "class K:\n    def m(self, event, context): pass"
    assert init_error(deploy(source, handler=handler)) == ("Runtime.ImportModuleError", message, ())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such", "No module named 'no_such'"),
        ("from json import nothing", None),
        ("raise ImportError('by hand')", "by hand"),
    ],
)
def test_any_import_error_loses_its_place(deploy: Deploy, source: str, message: str | None) -> None:  # R094
    kind, text, trace = init_error(deploy(source))
    assert (kind, trace) == ("Runtime.ImportModuleError", ())
    assert text.startswith("Unable to import module 'app': ")
    assert text.endswith(message or f"cannot import name 'nothing' from 'json' ({json.__file__})")


def test_a_circular_import(deploy: Deploy) -> None:  # R094
    kind, text, trace = init_error(deploy("from other import b\na = 1", files={"other.py": "from app import a\nb = 1"}))
    assert (kind, trace) == ("Runtime.ImportModuleError", ())
    assert "cannot import name 'a' from partially initialized module 'app' (most likely due to a circular import)" in text


@pytest.mark.parametrize("name", ["sys", "time", "builtins"])
def test_a_builtin_module(deploy: Deploy, name: str) -> None:  # R095
    assert init_error(deploy(handler=f"{name}.handler", files={f"{name}.py": HANDLER})) == (
        "Runtime.BuiltInModuleConflict", f"Cannot use built-in module {name} as a handler module", (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (".handler", ("ValueError", "Empty module name")),
        ("/app.handler", ("TypeError", "the 'package' argument is required to perform a relative import for '.app'")),
    ],
)
def test_names_that_are_not_mapped(deploy: Deploy, handler: str, error: tuple[str, str]) -> None:  # R096
    kind, message, trace = init_error(deploy(HANDLER, handler=handler))
    assert (kind, message) == error
    assert "importlib/__init__.py" in trace[0]


@pytest.mark.parametrize(
    ("name", "text", "file"),
    [
        ("app", "Syntax error in module 'app': '(' was never closed (app.py, line 2)", "app.py"),
        ("helper", "Syntax error in module 'app': '(' was never closed (helper.py, line 2)", "helper.py"),
    ],
)
def test_a_syntax_error(deploy: Deploy, name: str, text: str, file: str) -> None:  # R097
    function = deploy("import helper", files={f"{name}.py": "x = 1\nprint(\n"})
    kind, message, trace = init_error(function)
    assert (kind, message) == ("Runtime.UserCodeSyntaxError", text)
    assert trace == (f'  File "{function.configuration.task_root / file}" Line 2\n    print(\n',)


def test_wrong_indentation(deploy: Deploy) -> None:  # R097
    kind, message, trace = init_error(deploy(files={"app.py": "if True:\nx = 1\n"}))
    assert kind == "Runtime.UserCodeSyntaxError"
    assert message.startswith("Syntax error in module 'app': expected an indented block after 'if' statement on line 1")
    assert trace[0].endswith('app.py" Line 2\n    x = 1\n')


def test_another_exception_in_the_module(deploy: Deploy) -> None:  # R098
    function = deploy("import os\nos.environ['MISSING']\n")
    kind, message, trace = init_error(function)
    assert (kind, message) == ("KeyError", "'MISSING'")
    assert "importlib/__init__.py" in trace[0]
    assert trace[0].endswith("in import_module\n    return _bootstrap._gcd_import(name[level:], package, level)\n")
    assert '  File "<frozen importlib._bootstrap>", line ' in trace[1]
    assert trace[-2 if "frozen os" in trace[-1] or "os.py" in trace[-1] else -1].startswith(
        f'  File "{function.configuration.task_root}/app.py", line 2, in <module>\n'
    )
    assert not any("pytest" in frame and "task0" not in frame for frame in trace)


def test_the_log_of_an_init_error(deploy: Deploy) -> None:  # R100
    text = deploy("1 / 0").invoke({}).logs.function_text
    lines = text.split("\n")
    assert lines[0].startswith("[WARNING]\t20")
    assert "Z\t\tLAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code." in lines[0]
    assert lines[0].endswith("see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r")
    assert lines[1] == "[ERROR] ZeroDivisionError: division by zero"
    assert "LAMBDA_WARNING" not in deploy("def handler(event, context): 1 / 0").invoke({}).logs


def test_init_errors_as_exceptions(deploy: Deploy) -> None:
    with pytest.raises(ZeroDivisionError) as info:
        deploy("1 / 0")({})
    assert [entry.path.name for entry in info.traceback if hasattr(entry.path, "name")][-1] == "app.py"
    with pytest.raises(InitError, match="Runtime.HandlerNotFound: Handler 'nope' missing on module 'app'") as failed:
        deploy(HANDLER, handler="app.nope")({})
    assert failed.value.payload["errorType"] == "Runtime.HandlerNotFound"
    with pytest.raises(InitError, match="No module named 'no_such'") as failed:
        deploy("import no_such")({})
    assert isinstance(failed.value.__cause__, ModuleNotFoundError)


# --- non-ASCII in init errors (R105)


def test_latin_1_in_an_init_error(deploy: Deploy) -> None:
    source = "raise ValueError('\\xe4')"
    assert b'"errorMessage": "\xe4"' in deploy(source, runtime="python3.13").invoke({}).payload_bytes
    assert b'"errorMessage": "\\u00e4"' in deploy(source, runtime="python3.11").invoke({}).payload_bytes


def test_other_characters_in_an_init_error(deploy: Deploy) -> None:
    source = "raise ValueError('\\u65e5')"
    result = deploy(source, runtime="python3.13").invoke({})
    assert result.payload == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {result.request_id} Error: Runtime exited with error: exit status 1",
    }
    assert "[ERROR] ValueError: 日" in result.logs
    error = deploy(source, runtime="python3.11").invoke({}).error
    assert error is not None
    assert (error.type, error.message) == ("ValueError", "日")


def test_a_source_line_counts_too(deploy: Deploy) -> None:
    result = deploy("1 / 0  # 日本", runtime="python3.12").invoke({})
    assert result.error is not None
    assert result.error.type == "Runtime.ExitError"


# --- how it is called


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def handler(a, b): return [a, type(b).__name__]", [1, "LambdaContext"]),
        ("def handler(context, event, /): return context", 1),
        ("def handler(*args): return len(args)", 2),
        ("def handler(a, b, c=3): return c", 3),
        ("def handler(a, *rest, key=5): return [len(rest), key]", [1, 5]),
        ("handler = lambda e, c: e", 1),
        ("import functools\ndef f(x, e, c): return [x, e]\nhandler = functools.partial(f, 'x')", ["x", 1]),
        ("class C:\n    def __call__(self, e, c): return e\nhandler = C()", 1),
        ("class C:\n    def m(self, e, c): return e\nhandler = C().m", 1),
        ("class C:\n    @staticmethod\n    def m(e, c): return e\nhandler = C.m", 1),
        ("class handler(dict):\n    def __init__(self, e, c): super().__init__(got=e)", {"got": 1}),  # R108
        ("def __getattr__(name):\n    if name == 'handler': return lambda e, c: e\n    raise AttributeError(name)", 1),
        ("import json\ndef handler(e, c): return json.loads('{}')", {}),
    ],
)
def test_callables(deploy: Deploy, source: str, expected: object) -> None:  # R107, R108
    assert deploy(source)(1) == expected


def test_a_class_whose_instance_is_no_response(deploy: Deploy) -> None:  # R108
    error = deploy("class handler:\n    def __init__(self, e, c): pass").invoke({}).error
    assert error is not None
    assert error.message == "Unable to marshal response: Object of type handler is not JSON serializable"


def test_a_handler_is_looked_up_once(deploy: Deploy) -> None:  # R109
    function = deploy("""
def handler(event, context):
    global handler
    handler = None
    return "first"
""")
    assert [function({}), function({})] == ["first", "first"]


def test_a_module_property_that_fails(deploy: Deploy) -> None:  # R092
    source = "def __getattr__(name): raise AttributeError('anything')"
    assert init_error(deploy(source))[:2] == ("Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'")


def test_what_the_module_sees(deploy: Deploy) -> None:  # R110
    function = deploy("""
import os, sys
at_init = [sys.argv, sys.path[0], os.getcwd(), __name__, sys.modules["__main__"].__name__]
def handler(event, context):
    return at_init
""", runtime="python3.13")  # fmt: skip
    root = str(function.configuration.task_root)
    main = "/var/lang/lib/python3.13/site-packages/awslambdaric/__main__.py"
    assert function({}) == [[main, "app.handler"], root, root, "app", "__main__"]


def test_modules_that_the_runtime_has_loaded(deploy: Deploy) -> None:  # R184
    function = deploy("""
import sys
names = ["awslambdaric", "awslambdaric.bootstrap", "awslambdaric.lambda_context", "runtime_client", "simplejson", "json"]
def handler(event, context):
    return [name for name in names if name not in sys.modules]
""")
    assert function({}) == []
    assert "awslambdaric.bootstrap" not in sys.modules or "/site-packages/" in str(
        sys.modules["awslambdaric.bootstrap"].__file__
    )


# --- callables of a test module


def answer(event: Any, context: Any) -> Any:
    return [event, context.function_name]


class Answering:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, event: Any, context: Any) -> Any:
        self.count += 1
        return self.count

    def method(self, event: Any, context: Any) -> Any:
        return event


@pytest.mark.parametrize(
    "handler",
    [answer, lambda event, context: [event, context.function_name], functools.partial(answer)],
)
def test_a_callable_handler(deploy: Deploy, handler: Any) -> None:
    function = deploy(handler=handler, function_name="orders")
    assert function(1) == [1, "orders"]
    assert not function.invoke(1).cold_start


def test_a_callable_keeps_its_state_at_a_cold_start() -> None:
    handler = Answering()
    with LambdaFunction(handler) as function:
        assert [function(1), function(1)] == [1, 2]
        function.cold_start()
        result = function.invoke(1)
        assert (result.payload, result.cold_start) == (3, True)
    with LambdaFunction(handler.method) as function:
        assert function("x") == "x"


def test_a_closure_as_a_handler_shares_the_tests_variables() -> None:
    seen = []

    def handler(event: Any, context: Any) -> Any:
        seen.append(event)
        return context.aws_request_id

    with LambdaFunction(handler) as function:
        result = function.invoke({"a": 1})
    assert seen == [{"a": 1}]
    assert result.payload == result.request_id


def test_an_error_in_a_callable_handler() -> None:
    def handler(event: Any, context: Any) -> Any:
        raise KeyError("of the test")

    with LambdaFunction(handler) as function:
        with pytest.raises(KeyError, match="of the test"):
            function({})
        error = function.invoke({}).error
        assert error is not None
        assert error.stack_trace[0].startswith(f'  File "{__file__}", line ')
