"""What a function writes reaches the test as well: streams, and copies of log records."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.clock import RealClock
from pytest_lambda.runtime.output import Output
from tests.runtime.conftest import Deploy

pytestmark = pytest.mark.usefixtures("leak_census")


class Listener(logging.Handler):
    """A handler of the test's root logger."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def seen(self) -> list[tuple[str, str]]:
        return [(record.levelname, record.getMessage()) for record in self.records]


@pytest.fixture
def listener() -> Iterator[Listener]:
    handler = Listener()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def listens_to(listener: Listener) -> dict[str, Any]:
    return {"listens": lambda handler: handler is listener}


LOGGING = """
import logging
logging.warning("at init")
def handler(event, context):
    logging.info("dropped")
    logging.getLogger("a.b").error("in %s", "handler")
"""


def test_a_listener_gets_what_the_function_accepts(deploy: Deploy, listener: Listener) -> None:
    deploy(LOGGING, **listens_to(listener)).invoke({})
    assert listener.seen == [("WARNING", "at init"), ("ERROR", "in handler")]
    assert [record.name for record in listener.records] == ["root", "a.b"]


def test_nobody_listens_unless_told_to(deploy: Deploy, listener: Listener) -> None:
    deploy(LOGGING).invoke({})
    assert listener.seen == []


def test_a_listener_has_a_level_of_its_own(deploy: Deploy, listener: Listener) -> None:
    listener.setLevel(logging.ERROR)
    deploy(LOGGING, **listens_to(listener)).invoke({})
    assert listener.seen == [("ERROR", "in handler")]


def test_a_listener_gets_copies(deploy: Deploy, listener: Listener) -> None:  # R195
    source = "import logging\ndef handler(event, context): logging.log(25, 'rounded')"
    text = deploy(source, log_format="JSON", **listens_to(listener)).invoke({}).logs.function_text
    assert '"level": "INFO"' in text
    assert [record.levelno for record in listener.records] == [25]


def test_records_of_the_test_do_not_reach_the_function(deploy: Deploy, listener: Listener) -> None:
    function = deploy(LOGGING, **listens_to(listener))
    logging.getLogger("of.the.test").warning("before")
    result = function.invoke({})
    logging.getLogger("of.the.test").warning("after")
    assert result.logs.messages == ("at init", "in handler")
    assert [message for _, message in listener.seen] == ["before", "at init", "in handler", "after"]


def test_caplog_without_a_listener_sees_nothing_of_the_function(deploy: Deploy, caplog: pytest.LogCaptureFixture) -> None:
    deploy(LOGGING).invoke({})
    logging.getLogger("of.the.test").warning("of the test")
    assert caplog.messages == ["of the test"]


# --- the collector alone


def collected(writes: list[tuple[str, str]]) -> Output:
    output = Output(RealClock(), list, lambda: True)
    for stream, text in writes:
        target = output.stdout if stream == "stdout" else output.stderr
        target.write(text)
        target.flush()
    return output


@given(st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(st.characters(codec="utf-8"), min_size=1))))
def test_writes_are_kept_in_order(writes: list[tuple[str, str]]) -> None:
    output = collected(writes)
    assert [(written.stream, written.text) for written in output.take()] == writes
    assert output.take() == []


@given(st.text(st.characters(codec="utf-8")), st.lists(st.integers(0, 40), max_size=5))
def test_bytes_in_whatever_pieces(text: str, cuts: list[int]) -> None:
    output = collected([])
    content = text.encode()
    borders = [0, *sorted(cut for cut in cuts if cut < len(content)), len(content)]
    for start, end in zip(borders, borders[1:], strict=False):
        output.stdout.buffer.write(content[start:end])
    assert "".join(written.text for written in output.take()) == text


def test_what_cannot_be_encoded() -> None:
    output = collected([])
    with pytest.raises(UnicodeEncodeError):
        output.stdout.write("\ud800")
    output.stderr.write("\ud800")
    output.stderr.flush()
    assert [written.text for written in output.take()] == ["\\ud800"]


def test_bytes_that_are_no_text() -> None:
    output = collected([])
    output.stdout.buffer.write(b"\xff!")
    assert [written.text for written in output.take()] == ["\ufffd!"]


def test_a_stream_of_the_test_that_is_closed(tmp_path: Any) -> None:
    output = collected([])
    with open(tmp_path / "file", "w") as closed:
        pass
    output.to = {"stdout": closed, "stderr": None}
    output.stdout.write("x")
    output.stdout.flush()
    output.stderr.write("y")
    output.stderr.flush()
    assert [written.text for written in output.take()] == ["x", "y"]
