"""Events and client contexts: what the handler is given, or the error that they cannot be parsed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_lambda import InvokeError

from . import values
from .both import RUNTIMES, Both, assert_same
from .settings import FAST

_DOCUMENTS = st.builds(
    lambda value, ascii_only, indent: json.dumps(value, ensure_ascii=ascii_only, indent=indent),
    values.json_values(),
    st.booleans(),
    st.sampled_from([None, 1, "\t"]),
).map(lambda text: text.encode("utf-8", "surrogatepass"))


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    document = draw(_DOCUMENTS)
    place = draw(st.integers(0, len(document)))
    removed = draw(st.integers(0, 2))
    added = draw(st.sampled_from([b"", b",", b"}", b"]", b'"', b"\\", b"0", b"\x00", b"\xff", b"NaN", b"\\ud800"]))
    return document[:place] + added + document[place + removed :]


_LITERALS = st.sampled_from(
    [
        b"1e400",
        b"-0",
        b"-0.0",
        b"1E5",
        b"\xef\xbb\xbf{}",
        b'"\\u0000"',
        b'"\\ud800"',
        b"9" * 4301,
        b" \n1\t",
        b"",
        b"+1",
    ]
)


def _is_json(event: bytes) -> bool:
    try:
        json.loads(event.decode("utf-8-sig"), parse_int=len, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(event=_DOCUMENTS | _damaged() | _LITERALS)
@example(event=b'{"a": 1, "a": 2}')
@example(event=b"[01]")
@example(event=b"[NaN]")
@example(event=b"9" * 4301)
def test_event(both: Both, runtime: str, event: bytes) -> None:
    ours, aws = both.run(lambda event, context: [type(event).__name__, repr(event)], event, runtime=runtime)
    if isinstance(ours, InvokeError):  # the Invoke API parses the event first (R032)
        assert aws.kind == "error"
        assert not _is_json(event)
    elif event:  # an absent event is accepted (R033)
        assert_same((ours, aws))


_CONTEXTS = st.dictionaries(
    st.sampled_from(["client", "custom", "env", "services", "w3c"]),
    st.none()
    | st.text()
    | st.dictionaries(
        st.sampled_from(["installation_id", "app_title", "traceparent", "baggage", "tracestate", "other"]),
        st.none() | st.text() | st.integers(),
        max_size=3,
    ),
    max_size=4,
)


def _seen_context(event: Any, context: Any) -> list[Any]:
    seen = context.client_context
    client = getattr(seen, "client", None)
    return [repr(seen), type(seen).__name__, type(client).__name__, repr(context.identity), context.w3c()]


@pytest.mark.parametrize("runtime", RUNTIMES)
@FAST
@given(
    client_context=_CONTEXTS.map(json.dumps) | values.json_values().map(json.dumps) | st.text('{}[]",:a1 ', min_size=1)
)
def test_client_context(both: Both, runtime: str, client_context: str) -> None:
    assert_same(both.run(_seen_context, runtime=runtime, client_context=client_context))
