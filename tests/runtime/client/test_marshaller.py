"""JSON out and in, to the byte (R001-R041)."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import (
    LambdaFunction,
    RequestNotParsed,
    ResponseNotSerializable,
    ResponseTooLarge,
)
from pytest_lambda.runtime.client.marshaller import FaultException, LambdaMarshaller
from pytest_lambda.runtime.client.response_hint import response_hint
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

EVALUATING = """
import asyncio, collections, dataclasses, datetime, decimal, enum, fractions, pathlib, types, uuid
from decimal import Decimal

Point = collections.namedtuple("Point", "x y")
class AsDict:
    def _asdict(self): return {"from": "_asdict"}
class ForJson:
    def for_json(self): return {"from": "for_json"}
class Text(str):
    def __str__(self): return "overridden"
    __repr__ = __str__
class Number(int):
    def __str__(self): return "overridden"
    __repr__ = __str__
class Fraction(float):
    def __repr__(self): return "overridden"
Plain = enum.Enum("Plain", "RED")
Int = enum.IntEnum("Int", "RED")
Flag = enum.IntFlag("Flag", "RED")
class Str(str, enum.Enum):
    RED = "red"
@dataclasses.dataclass
class Order:
    id: int = 1
async def coroutine(): return 1
def generator(): yield 1
def circular():
    found = {}
    found["self"] = [found]
    return found
def deep(count):
    found = []
    for _ in range(count):
        found = [found]
    return found

def handler(event, context):
    return eval(event)
"""


@pytest.fixture
def evaluate(deploy: Deploy) -> LambdaFunction:
    """A function that returns what its event, a Python expression, evaluates to."""
    return deploy(EVALUATING, runtime="python3.13")


ENCODED = [
    ("{'b': 1, 'a': [1, 2.5, None, True]}", '{"b": 1, "a": [1, 2.5, null, true]}'),  # R001
    ("None", "null"),
    ("'text'", '"text"'),
    ("False", "false"),
    ("'{\"a\": 1}'", '"{\\"a\\": 1}"'),  # R002
    # R004
    ("Decimal('1.10')", "1.10"),
    ("[Decimal('1E+3'), Decimal('-0'), Decimal('1E+30')]", "[1E+3, -0, 1E+30]"),
    ("Decimal('1.000000000000000000000000000E+30')", "1.000000000000000000000000000E+30"),
    ("[Decimal('NaN'), Decimal('-NaN'), Decimal('sNaN')]", "[NaN, NaN, NaN]"),
    ("[Decimal('inf'), Decimal('-inf')]", "[Infinity, -Infinity]"),
    # R005
    ("Point(1, 2)", '{"x": 1, "y": 2}'),
    ("[AsDict()]", '[{"from": "_asdict"}]'),
    # R006
    ("{'a': b'x'}", '{"a": "x"}'),
    ("{b'key': [b'\\xc3\\xa4']}", '{"key": ["ä"]}'),
    # R008
    ("[float('nan'), float('inf'), -float('inf')]", "[NaN, Infinity, -Infinity]"),
    # R009
    ("(1, (2,))", "[1, [2]]"),
    ("collections.OrderedDict(b=1, a=2)", '{"b": 1, "a": 2}'),
    ("collections.Counter('aab')", '{"a": 2, "b": 1}'),
    ("collections.defaultdict(list, a=[1])", '{"a": [1]}'),
    ("[Text('x'), Number(3), Fraction(1.5)]", '["x", 3, 1.5]'),
    # R010
    ("[Int.RED, Flag.RED, Str.RED]", '[1, 1, "red"]'),
    ("{Int.RED: 1}", '{"1": 1}'),
    # R011
    ("{True: 1, None: 2, 1.5: 3, 7: 4}", '{"true": 1, "null": 2, "1.5": 3, "7": 4}'),
    ("{float('nan'): 1, float('inf'): 2}", '{"NaN": 1, "Infinity": 2}'),
    ("{1: 'a', '1': 'b'}", '{"1": "a", "1": "b"}'),
    # R019
    ("'</script>'", '"</script>"'),
    # R026
    ("{'statusCode': 200, 'body': 'x'}", '{"statusCode": 200, "body": "x"}'),
    # R027
    ("[1.0, 1e16, 1e-7, -0.0, 2 ** 100]", "[1.0, 1e+16, 1e-07, -0.0, 1267650600228229401496703205376]"),
]


@pytest.mark.parametrize(("expression", "expected"), ENCODED)
def test_what_can_be_encoded(evaluate: LambdaFunction, expression: str, expected: str) -> None:
    result = evaluate.invoke(expression)
    assert result.payload_bytes == expected.encode()
    assert result.function_error is None
    assert result.ok


@pytest.mark.parametrize(("expression", "raw"), [("b'bytes'", b"bytes"), ("b''", b""), ("b'\\xff'", b"\xff")])
def test_bytes_are_sent_as_they_are(evaluate: LambdaFunction, expression: str, raw: bytes) -> None:  # R007
    result = evaluate.invoke(expression)
    assert result.payload_bytes == raw
    assert result.payload == raw
    assert result.ok


def test_bytes_that_are_json_are_parsed_for_the_test(evaluate: LambdaFunction) -> None:
    result = evaluate.invoke("b'{\"a\": 1}'")
    assert (result.payload_bytes, result.payload) == (b'{"a": 1}', {"a": 1})


NOT_ENCODED = [
    ("{1}", "Object of type set is not JSON serializable"),
    ("frozenset()", "Object of type frozenset is not JSON serializable"),
    ("datetime.datetime(2026, 1, 1)", "Object of type datetime is not JSON serializable"),
    ("datetime.date(2026, 1, 1)", "Object of type date is not JSON serializable"),
    ("uuid.UUID(int=1)", "Object of type UUID is not JSON serializable"),
    ("pathlib.PurePosixPath('/')", "Object of type PurePosixPath is not JSON serializable"),
    ("fractions.Fraction(1)", "Object of type Fraction is not JSON serializable"),
    ("1j", "Object of type complex is not JSON serializable"),
    ("Order()", "Object of type Order is not JSON serializable"),
    ("object()", "Object of type object is not JSON serializable"),
    ("ValueError('x')", "Object of type ValueError is not JSON serializable"),
    ("handler", "Object of type function is not JSON serializable"),
    ("Order", "Object of type type is not JSON serializable"),
    ("generator()", "Object of type generator is not JSON serializable"),  # R015
    ("iter([])", "Object of type list_iterator is not JSON serializable"),
    ("range(3)", "Object of type range is not JSON serializable"),
    ("{}.keys()", "Object of type dict_keys is not JSON serializable"),
    ("collections.deque()", "Object of type deque is not JSON serializable"),
    ("collections.UserDict()", "Object of type UserDict is not JSON serializable"),
    ("types.MappingProxyType({})", "Object of type mappingproxy is not JSON serializable"),
    ("context", "Object of type LambdaContext is not JSON serializable"),  # R160
    ("ForJson()", "Object of type ForJson is not JSON serializable"),  # R005
    ("[bytearray(b'x')]", "Object of type bytearray is not JSON serializable"),  # R006
    ("memoryview(b'x')", "Object of type memoryview is not JSON serializable"),
    ("Plain.RED", "Object of type Plain is not JSON serializable"),  # R010
    ("{Plain.RED: 1}", "keys must be str, int, float, bool or None, not Plain"),
    ("{(1, 2): 3}", "keys must be str, int, float, bool or None, not tuple"),  # R012
    ("{Decimal(1): 2}", "keys must be str, int, float, bool or None, not Decimal"),  # R004
    ("{'a': b'\\xff'}", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),  # R006
    ("circular()", "Circular reference detected"),  # R016
]


@pytest.mark.parametrize(("expression", "message"), NOT_ENCODED)
def test_what_cannot_be_encoded(evaluate: LambdaFunction, expression: str, message: str) -> None:  # R013
    result = evaluate.invoke(expression)
    assert result.payload_bytes == json.dumps({
        "errorMessage": f"Unable to marshal response: {message}",
        "errorType": "Runtime.MarshalError",
        "requestId": result.request_id,
        "stackTrace": [],
    }).encode()  # fmt: skip
    assert result.function_error == "Unhandled"
    assert not evaluate.invoke("1").cold_start  # the environment stays warm


def test_a_response_that_cannot_be_encoded_raises_an_exception_of_ours(evaluate: LambdaFunction) -> None:
    with pytest.raises(ResponseNotSerializable) as info:
        evaluate("{'items': [{'when': datetime.datetime(2026, 1, 1)}]}")
    assert info.value.error_type == "Runtime.MarshalError"
    assert info.value.error_message == "Unable to marshal response: Object of type datetime is not JSON serializable"
    assert info.value.result is evaluate.invocations[-1]
    text = str(info.value)
    assert text.startswith(f"Runtime.MarshalError: {info.value.error_message}\n")
    assert "The value at $.items[0].when is a datetime: datetime.datetime(2026, 1, 1, 0, 0)." in text


@pytest.mark.parametrize(
    ("response", "hint"),
    [
        ({"a": [1, {2}]}, "The value at $.a[1] is a set: {2}."),
        ({("a",): 1}, "The value at $[('a',)] is under a key of type tuple."),
        ({1, 2}, "The value at $ is a set: {1, 2}."),
        ({"a": 1}, ""),
    ],
)
def test_the_place_of_a_bad_value(response: object, hint: str) -> None:
    assert response_hint(response) == hint


def test_the_place_of_a_circle() -> None:
    response: dict[str, object] = {"a": []}
    response["a"] = [response]
    assert response_hint(response) == "The value at $.a[0] is a container that contains itself."


def test_a_bad_value_whose_repr_fails(deploy: Deploy) -> None:
    function = deploy("""
class Broken:
    def __repr__(self):
        raise RuntimeError("no repr")
def handler(event, context):
    return {"a": Broken()}
""")
    result = function.invoke({})
    assert result.error is not None
    assert result.error.message == "Unable to marshal response: Object of type Broken is not JSON serializable"
    assert not function.invoke({}).cold_start


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="early releases of 3.10 have no limit")
def test_an_int_of_too_many_digits(evaluate: LambdaFunction) -> None:  # R018
    error = evaluate.invoke("10 ** 5000").error
    assert error is not None
    assert error.message.startswith("Unable to marshal response: Exceeds the limit (4300")


def test_a_response_that_is_too_deep(evaluate: LambdaFunction) -> None:  # R017
    result = evaluate.invoke("deep(100_000)")
    assert result.error is not None
    assert result.error.type == "Runtime.MarshalError"
    assert result.error.message.startswith("Unable to marshal response: maximum recursion depth exceeded")
    assert not evaluate.invoke("1").cold_start


@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_a_coroutine_never_runs(deploy: Deploy) -> None:  # R014
    function = deploy("""
ran = []
async def handler(event, context):
    ran.append(1)
""")
    first = function.invoke({})
    assert first.error is not None
    assert first.error.message == "Unable to marshal response: Object of type coroutine is not JSON serializable"
    with pytest.raises(ResponseNotSerializable, match=r"(?s)`async def` function: Lambda does not await it.*asyncio\.run"):
        function({})
    text = "".join(result.logs.function_text for result in (*function.invocations, function.invoke({})))
    assert "RuntimeWarning: coroutine 'handler' was never awaited" in text


# --- non-ASCII text (R019-R021, R025)


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        ("python3.10", rb'"\u00e4 \u65e5 \ud83d\ude00 \u007f \u2028"'),
        ("python3.11", rb'"\u00e4 \u65e5 \ud83d\ude00 \u007f \u2028"'),
        ("python3.12", '"ä 日 😀 \x7f \u2028"'.encode()),
        ("python3.14", '"ä 日 😀 \x7f \u2028"'.encode()),
    ],
)
def test_the_target_runtime_decides_about_escapes(deploy: Deploy, runtime: str, expected: bytes) -> None:
    function = deploy("def handler(event, context): return '\\xe4 \\u65e5 \\U0001f600 \\x7f \\u2028'", runtime=runtime)
    result = function.invoke({})
    assert result.payload_bytes == expected
    assert result.payload == "ä 日 😀 \x7f \u2028"


def test_the_variable_is_read_once_for_responses_and_at_each_error(deploy: Deploy) -> None:  # R020
    function = deploy("""
import os
os.environ["AWS_EXECUTION_ENV"] = "something else"
def handler(event, context):
    if event:
        raise ValueError("\\xe4")
    return "\\xe4"
""", runtime="python3.13")  # fmt: skip
    assert function.invoke(None).payload_bytes == '"ä"'.encode()
    assert b'"errorMessage": "\\u00e4"' in function.invoke(1).payload_bytes


def test_a_lone_surrogate_is_fine_up_to_3_11(deploy: Deploy) -> None:  # R021
    function = deploy("def handler(event, context): return '\\ud800'", runtime="python3.11")
    assert function.invoke({}).payload_bytes == b'"\\ud800"'


@pytest.mark.parametrize("runtime", ["python3.12", "python3.13", "python3.14"])
def test_a_lone_surrogate_kills_later_runtimes(deploy: Deploy, runtime: str) -> None:  # R021
    function = deploy("def handler(event, context): return '\\ud800' if event else 1", runtime=runtime)
    result = function.invoke(1)
    assert result.payload == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {result.request_id} Error: Runtime exited with error: exit status 1",
    }
    assert "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1" in result.logs
    assert function.invoke(0).cold_start


def test_the_size_depends_on_the_runtime(deploy: Deploy) -> None:  # R025
    source = "def handler(event, context): return '\\u65e5' * 1_600_000"
    assert deploy(source, runtime="python3.12").invoke({}).ok
    error = deploy(source, runtime="python3.11").invoke({}).error
    assert error is not None
    assert error.type == "Function.ResponseSizeTooLarge"


# --- size (R022-R024)

SIZED = """
count = 0
def handler(size, context):
    global count
    count += 1
    return "x" * size if size else count
"""


def test_the_largest_response(deploy: Deploy) -> None:  # R022
    function = deploy(SIZED)
    result = function.invoke(6_291_556 - 2)
    assert len(result.payload_bytes) == 6_291_556
    assert result.ok
    assert function(0) == 2


def test_a_response_of_one_byte_too_many(deploy: Deploy) -> None:  # R023, R024
    function = deploy(SIZED)
    result = function.invoke(6_291_557 - 2)
    assert result.payload_bytes == (
        b'{"errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).", '
        b'"errorType": "Function.ResponseSizeTooLarge"}'
    )
    assert result.function_error == "Unhandled"
    assert (
        " LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413. "
        '{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).",'
        '"errorType":"RequestEntityTooLarge"}\n\n'
    ) in result.logs.function_text
    assert "RuntimeError: Failed to post invocation response" in result.logs
    again = function.invoke(0)
    assert (again.payload, again.cold_start) == (1, True)  # the process has died


def test_a_response_that_is_too_large_raises_an_exception_of_ours(deploy: Deploy) -> None:
    with pytest.raises(ResponseTooLarge, match=r"maximum allowed payload size \(6291556 bytes\)"):
        deploy(SIZED)(7 * 1024 * 1024)


def test_bytes_count_as_they_are(deploy: Deploy) -> None:
    function = deploy("def handler(size, context): return b'x' * size")
    assert function.invoke(6_291_556).ok
    assert not function.invoke(6_291_557).ok


# --- the marshaller belongs to the user (R003, R028)


def test_patches_of_the_standard_encoder_do_nothing(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:  # R003
    monkeypatch.setattr(json.JSONEncoder, "default", lambda self, value: "patched")
    function = deploy("def handler(event, context): return {1}")
    assert function.invoke({}).error is not None


def test_a_marshaller_of_the_functions_own(deploy: Deploy) -> None:  # R028
    function = deploy("""
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller
class Marshaller(LambdaMarshaller):
    def marshal_response(self, response):
        return f"<{response}>", "text/plain"
LambdaRuntimeClient.marshaller = Marshaller()
def handler(event, context):
    return 1
""")
    assert function.invoke({}).payload_bytes == b"<1>"
    assert deploy("def handler(event, context): return 1").invoke({}).payload_bytes == b"1"


# --- events (R030-R041)

ECHO = "def handler(event, context): return [type(event).__name__, repr(event)]"


@pytest.mark.parametrize(
    ("payload", "kind", "shown"),
    [
        ("null", "NoneType", "None"),  # R030
        ("true", "bool", "True"),
        ("[1, {}]", "list", "[1, {}]"),
        ('{"a": 1, "a": 2}', "dict", "{'a': 2}"),  # R035
        ("1e400", "float", "inf"),  # R036
        ("-1e400", "float", "-inf"),
        ("1E5", "float", "100000.0"),
        ("-0", "int", "0"),
        ("-0.0", "float", "-0.0"),
        ("9" * 400, "int", "9" * 400),
        (b"\xef\xbb\xbf{}", "dict", "{}"),  # R037
        (' \n{"a" : 1}\t ', "dict", "{'a': 1}"),
        (r'"\ud800"', "str", r"'\ud800'"),  # R039
        (r'"\u0000"', "str", r"'\x00'"),
    ],
)
def test_events_as_they_are_parsed(deploy: Deploy, payload: str | bytes, kind: str, shown: str) -> None:
    assert deploy(ECHO).invoke(payload=payload).payload == [kind, shown]


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="early releases of 3.10 have no limit")
def test_an_event_with_too_many_digits(deploy: Deploy) -> None:  # R036
    function = deploy(ECHO)
    result = function.invoke(payload="9" * 5_000)
    with pytest.raises(RequestNotParsed, match="Runtime.UnmarshalError: Unable to unmarshal input: Exceeds the limit"):
        result.raise_for_error()
    assert not function.invoke({}).cold_start


def test_an_event_that_is_too_deep(deploy: Deploy) -> None:  # R040
    function = deploy(ECHO)
    error = function.invoke(payload="[" * 100_000 + "]" * 100_000).error
    assert error is not None
    assert error.type == "Runtime.UnmarshalError"
    assert error.message.startswith("Unable to unmarshal input: maximum recursion depth exceeded while decoding a JSON")
    assert not function.invoke({}).cold_start


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),  # R033
        (b"[NaN]", "Expecting value: line 1 column 2 (char 1)"),  # R034
        (b'{"a": "\xff"}', "'utf-8' codec can't decode byte 0xff in position 7: invalid start byte"),  # R038
    ],
)
def test_bodies_that_only_other_front_ends_let_through(body: bytes, message: str) -> None:  # R031
    with pytest.raises(FaultException) as info:
        LambdaMarshaller().unmarshal_request(body)
    assert (info.value.exception_type, info.value.msg) == ("Runtime.UnmarshalError", f"Unable to unmarshal input: {message}")
    assert info.value.trace is None


def test_other_content_types_stay_bytes() -> None:  # R041
    marshaller = LambdaMarshaller()
    assert marshaller.unmarshal_request(b"{}", "application/json") == {}
    for content_type in ("application/json; charset=utf-8", "text/plain", None, ""):
        assert marshaller.unmarshal_request(b"{}", content_type) == b"{}"


def test_events_are_parsed_afresh(deploy: Deploy) -> None:  # R043
    function = deploy("""
kept = []
def handler(event, context):
    event["seen"] = event.get("seen", 0) + 1
    kept.append(event)
    return [event["seen"], len(kept), len({id(each) for each in kept})]
""")
    event: dict[str, Any] = {"a": 1}
    assert [function(event), function(event)] == [[1, 1, 1], [1, 2, 2]]
    assert event == {"a": 1}


def test_results_are_not_the_functions_objects(deploy: Deploy) -> None:
    function = deploy("kept = []\ndef handler(event, context):\n    kept.append(event)\n    return kept")
    first = function(1)
    assert (first, function(2), first) == ([1], [1, 2], [1])


def test_the_order_of_work(deploy: Deploy) -> None:  # R044
    function = deploy(ECHO)
    result = function.invoke(payload="[" * 100_000 + "]" * 100_000, client_context="bm90IGpzb24=")
    assert result.error is not None
    assert result.error.type == "Runtime.LambdaContextUnmarshalError"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(value=json_values)
def test_whatever_json_carries_comes_back(deploy: Deploy, value: Any) -> None:
    global echo
    if not echo or echo[0] is not deploy:
        echo = (deploy, deploy("def handler(event, context): return event", runtime="python3.13"))
    assert echo[1](value) == value


echo: tuple[()] | tuple[Deploy, LambdaFunction] = ()
