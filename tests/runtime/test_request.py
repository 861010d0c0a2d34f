"""What the front end of Invoke accepts, and what it refuses before the function runs."""

from __future__ import annotations

import base64
import collections
import dataclasses
import datetime
import decimal
import json
import math
from typing import Any, ClassVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_lambda import InvalidRequestContentException, InvokeError, RequestEntityTooLargeException
from pytest_lambda.errors import InvokeParameterValueException, ResourceNotFoundException
from pytest_lambda.runtime.request import (
    NO_EVENT,
    check_qualifier,
    check_tenant,
    client_context_header,
    cognito_header,
    request_body,
)
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")

LIMIT = 6_291_456

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=40)
@given(json_values)
@example("\ud800")
@example({"": [[], {}]})
def test_an_event_becomes_its_own_json(value: Any) -> None:
    assert json.loads(request_body(value, None)) == value


@settings(max_examples=40)
@given(json_values)
def test_a_raw_payload_is_sent_as_it_is(value: Any) -> None:
    text = json.dumps(value, indent=1)
    assert request_body(NO_EVENT, text) == text.encode()
    assert request_body(NO_EVENT, text.encode()) == text.encode()


def test_no_event_is_an_empty_object() -> None:  # R033
    assert request_body(NO_EVENT, None) == b"{}"
    assert repr(NO_EVENT) == "no event"


def test_none_is_an_event() -> None:
    assert request_body(None, None) == b"null"


def test_both_an_event_and_a_payload() -> None:
    with pytest.raises(InvokeParameterValueException, match="Both an event and a payload were given") as info:
        request_body({}, "{}")
    assert "not both" in str(info.value)


# --- events that are not JSON (R032)


@dataclasses.dataclass
class Order:
    id: int


class DataClass(collections.UserDict[str, object]):
    """As Powertools' event source data classes: a mapping around the raw event."""

    raw_event: ClassVar[dict[str, object]] = {}


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"tags": {1}}, "$.tags is a set"),
        ({"items": [{"when": datetime.datetime(2026, 1, 1)}]}, "$.items[0].when is a datetime"),
        ([1, [2, b"x"]], "$[1][1] is a bytes"),
        (decimal.Decimal(1), "$ is a Decimal"),
        ({"order": Order(1)}, "$.order is a Order"),
        ({("a", 1): 2}, "$[('a', 1)] is under a key of type tuple"),
        ({"x": math.nan}, "$.x is nan"),
        ({"x": [math.inf]}, "$.x[0] is inf"),
        (-math.inf, "$ is -inf"),
        (lambda: 0, "$ is a function"),
        (iter([]), "$ is a list_iterator"),
    ],
)
def test_an_event_that_is_not_json(event: object, place: str) -> None:
    with pytest.raises(InvalidRequestContentException) as info:
        request_body(event, None)
    error = info.value
    assert (error.code, error.status_code) == ("InvalidRequestContentException", 400)
    assert error.message.startswith("Could not parse request body into json: ")
    assert f"The value at {place}" in error.hint
    assert str(error) == f"InvalidRequestContentException (HTTP 400): {error.message}\n{error.hint}"


def test_a_circular_event() -> None:
    event: dict[str, object] = {}
    event["self"] = [event]
    with pytest.raises(InvalidRequestContentException, match="Circular reference detected") as info:
        request_body(event, None)
    assert "The event contains itself" in info.value.hint


def test_a_very_deep_event() -> None:
    event: list[object] = []
    for _ in range(100_000):
        event = [event]
    with pytest.raises(InvalidRequestContentException):
        request_body(event, None)


def test_a_bad_value_too_deep_to_be_pointed_at() -> None:
    event: object = {1}
    for _ in range(700):
        event = [event]
    with pytest.raises(InvalidRequestContentException, match="Object of type set is not JSON serializable"):
        request_body(event, None)


def test_an_event_source_data_class() -> None:
    with pytest.raises(InvalidRequestContentException) as info:
        request_body(DataClass({"Records": []}), None)
    assert info.value.hint == (
        "The event is an event source data class (DataClass); Lambda is sent JSON. Pass its .raw_event."
    )


def test_what_python_json_takes_besides_strings_as_keys() -> None:
    # R032: like any client's JSON encoder, before the request leaves.
    assert request_body({2: "a", None: "b", True: "c"}, None) == b'{"2": "a", "null": "b", "true": "c"}'
    assert request_body((1, 2), None) == b"[1, 2]"


def test_the_functions_own_patches_of_json_do_not_reach_the_front_end(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json.JSONEncoder, "default", lambda self, value: str(value))
    function = deploy("def handler(event, context): return event")
    with pytest.raises(InvalidRequestContentException):
        function({"when": datetime.datetime(2026, 1, 1)})


# --- raw payloads


@pytest.mark.parametrize(
    "payload",
    ["{", "{'a': 1}", "nope", "[1,]", '{"a": 1} x', "NaN", "[Infinity]", "-Infinity", '"\x01"', b"\xff", b"\xff\xfe[\x00",
     b'{"a": "\xff"}', "01", "'x'"],
)  # fmt: skip
def test_a_payload_that_is_not_json(payload: str | bytes) -> None:
    with pytest.raises(InvalidRequestContentException) as info:
        request_body(NO_EVENT, payload)
    assert info.value.message.startswith("Could not parse request body into json: Could not parse payload into json: ")
    assert info.value.hint == "The payload must be a JSON text, in UTF-8."


@pytest.mark.parametrize("payload", [5, {"a": 1}, ["x"], bytearray(b"{}"), object()])
def test_a_payload_that_is_neither_text_nor_bytes(payload: Any) -> None:
    with pytest.raises(InvokeParameterValueException, match=f"payload is a {type(payload).__name__}"):
        request_body(NO_EVENT, payload)


# --- size (R042)


def test_the_largest_request() -> None:
    assert len(request_body("x" * (LIMIT - 2), None)) == LIMIT
    assert len(request_body(NO_EVENT, '"' + "x" * (LIMIT - 2) + '"')) == LIMIT


def test_a_request_of_one_byte_too_many() -> None:
    for arguments in (("x" * (LIMIT - 1), None), (NO_EVENT, '"' + "x" * (LIMIT - 1) + '"')):
        with pytest.raises(RequestEntityTooLargeException) as info:
            request_body(*arguments)
        assert (info.value.code, info.value.status_code) == ("RequestEntityTooLargeException", 413)
        assert info.value.message == "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
        assert "6,291,457 bytes" in info.value.hint


def test_a_refused_request_starts_nothing(deploy: Deploy) -> None:
    function = deploy("raise RuntimeError('the function must not start')")
    for refuse in (
        lambda: function({1, 2}),
        lambda: function.invoke(payload="{"),
        lambda: function.invoke({}, client_context="?"),
        lambda: function.invoke({}, tenant_id=""),
        lambda: function.invoke({}, qualifier="a b"),
        lambda: function.invoke({}, cognito_identity={"x": "y"}),
    ):
        with pytest.raises(InvokeError):
            refuse()
    assert function.environments == ()
    assert function.invocations == ()


# --- client context (D16), Cognito, tenant, qualifier


def test_client_context_from_a_mapping_or_base64() -> None:
    given = {"custom": {"a": "ä"}}
    assert json.loads(client_context_header(given) or "") == given
    encoded = base64.b64encode(json.dumps(given).encode()).decode()
    assert json.loads(client_context_header(encoded) or "") == given
    assert client_context_header(None) is None


def test_a_client_context_that_is_not_base64() -> None:
    for text in ("{}", "a", "ä", "e30=\n?"):
        with pytest.raises(InvokeParameterValueException) as info:
            client_context_header(text)
        assert info.value.message.startswith("Client context must be a valid base64-encoded JSON: ")
        assert "Pass a dict" in info.value.hint


def test_base64_of_something_else_than_json_reaches_the_runtime() -> None:  # R167
    assert client_context_header(base64.b64encode(b"no json").decode()) == "no json"


def test_a_client_context_is_limited_in_length() -> None:
    longest = base64.b64encode(b"x" * 2_685).decode()
    assert len(longest) == 3_580
    assert client_context_header(longest) == "x" * 2_685
    for given in (base64.b64encode(b"x" * 2_688).decode(), {"custom": {"x": "y" * 3_000}}):
        with pytest.raises(InvokeParameterValueException, match="At most 3,583 are allowed"):
            client_context_header(given)


def test_a_client_context_that_is_not_json() -> None:
    with pytest.raises(InvokeParameterValueException) as info:
        client_context_header({"custom": {1, 2}})
    assert info.value.message == "client_context is not JSON: Object of type set is not JSON serializable."


def test_cognito_identity() -> None:
    both = {"cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"}
    assert json.loads(cognito_header({"cognito_identity_id": "i", "cognito_identity_pool_id": "p"}) or "") == both
    assert json.loads(cognito_header(both) or "") == both
    assert cognito_header(None) is None
    with pytest.raises(InvokeParameterValueException) as info:
        cognito_header({"identity_id": "i"})
    assert str(info.value).endswith(
        "cognito_identity has an unknown key 'identity_id'.\nKnown: cognito_identity_id, cognito_identity_pool_id."
    )


def test_tenant_ids() -> None:  # G10
    for good in (None, "t", "x" * 256):
        check_tenant(good)
    for bad in ("", "x" * 257, 5, b"t"):
        with pytest.raises(InvokeParameterValueException, match="It is a string of 1 to 256 characters"):
            check_tenant(bad)


def test_qualifiers() -> None:
    for good in (None, "$LATEST", "1", "prod", "a-b_c", "x" * 128):
        check_qualifier(good)
    for bad in ("", "a b", "ä", "x" * 129, 1, "prod\n"):
        with pytest.raises(InvokeParameterValueException, match="version or an alias"):
            check_qualifier(bad)


def test_a_version_that_does_not_exist(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 1")
    with pytest.raises(ResourceNotFoundException) as info:
        function.invoke({}, qualifier="7")
    assert info.value.message == f"Function not found: {function.arn}:7"
    assert info.value.status_code == 404
    assert function.invoke({}, qualifier="$LATEST").ok
    assert deploy("def handler(event, context): return 1", function_version="7").invoke({}, qualifier="7").ok
