"""Log groups and streams: order, laziness, filters, and names that are not there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.runtime.logs import LogEvent, Logs
from pytest_lambda.runtime.output import Written
from pytest_lambda.runtime.platform_lines import LogSource, Report
from pytest_lambda.service.log_groups import LogGroups, LogStream

ORDERS = "/aws/lambda/orders"


def event(text: str, time: float = 0.0) -> LogEvent:
    return LogEvent("stdout", text, time, message=text)


def logs(*texts: str, started: float = 1_767_323_045.0) -> Logs:
    report = Report("the-id", "$LATEST", 128, 36, 3.0, 3)
    written = [Written("stdout", f"{text}\n", started) for text in texts]
    return Logs(LogSource("python3.13", False, "INFO", "orders", "on-demand", started, (), written, report))


def test_the_log_of_an_invocation_has_the_platforms_lines() -> None:  # G50
    groups = LogGroups()
    groups.append(ORDERS, "2026/01/02/[$LATEST]a", logs("hello"))
    text = groups[ORDERS].text
    assert text.splitlines()[:3] == ["START RequestId: the-id Version: $LATEST", "hello", "END RequestId: the-id"]
    assert groups[ORDERS].streams["2026/01/02/[$LATEST]a"].text == text
    assert groups[ORDERS].events[1].message == "hello"


def test_a_log_is_rendered_when_it_is_read_and_made_once() -> None:
    made = []

    def make() -> Logs:
        made.append(logs("hello"))
        return made[-1]

    groups = LogGroups()
    groups.append(ORDERS, "a", make)
    groups.append(ORDERS, "a", kept := logs("again"))
    assert not made
    assert kept._events is None
    assert [line for line in groups[ORDERS].text.splitlines() if "RequestId" not in line] == ["hello", "again"]
    assert groups[ORDERS].text
    assert len(made) == 1


def test_streams_run_into_one_another_in_time() -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event("one", 1), event("four", 4)])
    groups.append(ORDERS, "b", [event("two", 2), event("three", 3)])
    assert groups[ORDERS].text == "one\ntwo\nthree\nfour\n"
    assert list(groups[ORDERS].streams) == ["a", "b"]
    assert groups[ORDERS].streams["b"].text == "two\nthree\n"


def test_a_stream_keeps_the_order_it_was_written_in() -> None:
    stream = LogStream("a")
    stream.append([event("late\n", 5)])
    stream.append(iter([event("early\n", 1)]))
    assert stream.text == "late\nearly\n"


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=4))
@settings(max_examples=60)
def test_a_group_has_every_event_and_each_stream_in_its_order(streams: list[list[int]]) -> None:
    groups = LogGroups()
    for name, times in enumerate(streams):
        groups.append(ORDERS, str(name), [event(f"{name}:{number}", time) for number, time in enumerate(times)])
    texts = [one.text for one in groups.group(ORDERS).events]
    for name, times in enumerate(streams):
        of_stream = [text for text in texts if text.startswith(f"{name}:")]
        assert of_stream == [f"{name}:{number}" for number in range(len(times))]
    assert len(texts) == sum(map(len, streams))
    if all(times == sorted(times) for times in streams):
        moments = [one.time for one in groups.group(ORDERS).events]
        assert moments == sorted(moments)


LINES = ["[ERROR] no such order\n", "order 7 paid\n", "order 8 not paid\n", 'say "order 7"\n', "-1 ?\n"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("order", [0, 1, 2, 3]),
        ("order paid", [1, 2]),
        ("paid order", [1, 2]),
        ('"order 7"', [1, 3]),
        ('"order 7" paid', [1]),
        (r'"\"order"', [3]),
        ("Order", []),
        ('"-1"', [4]),
        ('"[ERROR]"', [0]),
        ("order -paid", [0, 3]),
        ('-order -"[ERROR]"', [4]),
        ('order -"not paid" -say', [0, 1]),
        ("?paid ?ERROR", [0, 1, 2]),
        ('?"order 7" ?-1', [1, 3, 4]),
    ],
)
def test_a_filter_finds_events_by_its_terms(pattern: str, found: list[int]) -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event(line) for line in LINES])
    assert [one.text for one in groups[ORDERS].filter(pattern)] == [LINES[number] for number in found]
    assert groups[ORDERS].streams["a"].filter(pattern) == groups[ORDERS].filter(pattern)


@pytest.mark.parametrize(
    "pattern", ["order ?paid", "?order -paid", "[ip, user]", "%order%", "a %b%", "a {b}", 'a "b', "{", "{ $.a }"]
)
def test_other_patterns_are_not_simulated(pattern: str) -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event("order")])
    with pytest.raises(NotSimulated, match="The filter pattern"):
        groups[ORDERS].filter(pattern)


DOCUMENTS = [
    '{"level": "ERROR", "took": 7.5, "user": {"id": null, "ok": true}, "tags": ["a", "bc"], "x.y": "z"}\n',
    '{"level": "WARNING", "took": 100, "user": {"id": "u1", "ok": false}, "tags": [], "x.y": "yz"}\n',
    "no JSON\n",
    '["level"]',
]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ('{ $.level = "ERROR" }', [0]),
        ("{$.level=ERROR}", [0]),
        ('{ $.level != "ERROR" }', [1]),
        ('{ $.level = "*R*" }', [0, 1]),
        ('{ $.level = "W*" }', [1]),
        ('{ $.level = "*ING" }', [1]),
        ("{ $.took > 7.5 }", [1]),
        ("{ $.took >= 7.5 && $.took < 1e2 }", [0]),
        ("{ $.took = 100 }", [1]),
        ("{ $.user.id IS NULL }", [0]),
        ("{ $.user.ok IS TRUE || $.user.ok IS FALSE }", [0, 1]),
        ("{ $.nothing NOT EXISTS }", [0, 1]),
        ("{ $.nothing > 3 }", []),
        ('{ $.tags[1] = "bc" }', [0]),
        ("{ $.tags[0] NOT EXISTS }", [1]),
        ("{ $['x.y'] = z }", [0]),
        ('{ $.level = "X" || $.level = "ERROR" && $.took > 8 }', []),
        ('{ ($.level = "X" || $.level = "ERROR") && $.took < 8 }', [0]),
    ],
)
def test_a_filter_for_json(pattern: str, found: list[int]) -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event(line) for line in DOCUMENTS])
    assert [one.text for one in groups[ORDERS].filter(pattern)] == [DOCUMENTS[number] for number in found]


def test_quotes_within_a_text_of_a_filter_for_json() -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event(r'{"said": "a \"b\" \\ c"}')])
    for pattern in (r'{ $.said = "a \"b\" \\ c" }', r'{ $.said = "*\"b\"*" }'):
        assert len(groups[ORDERS].filter(pattern)) == 1


@pytest.mark.parametrize(
    "pattern",
    ['{ $.nothing != "a" }', '{ $.took = "7" }', "{ $.level > 3 }", "{ $.user.ok = true }", "{ $.tags = a }",
     '{ $.level = "a*b" }', '{ $.level > "a" }', "{ $.a = 1 } x", "{ $.a IS 1 }", "{ a = 1 }", "{ ($.a = 1 }",
     "{ $.a EXISTS }", "{ $.a = }", "{ $.a = %x% }"],
)  # fmt: skip
def test_what_the_documentation_leaves_open_is_refused(pattern: str) -> None:
    groups = LogGroups()
    groups.append(ORDERS, "a", [event(line) for line in DOCUMENTS])
    with pytest.raises(NotSimulated, match="The filter pattern"):
        groups[ORDERS].filter(pattern)


class TestNamesThatAreNotThere:
    def test_before_anything_ran(self) -> None:
        with pytest.raises(ConfigurationError, match="none is made before a function of it has run"):
            LogGroups()[ORDERS]

    def test_the_nearest_is_named(self) -> None:
        groups = LogGroups()
        groups.append(ORDERS, "a", [])
        with pytest.raises(KeyError) as refused:
            groups["orders"]
        assert str(refused.value) == (
            "There is no log group 'orders'. Did you mean '/aws/lambda/orders'? Known: /aws/lambda/orders."
        )

    def test_groups_are_a_mapping(self) -> None:
        groups = LogGroups()
        groups.append(ORDERS, "a", [])
        assert list(groups) == [ORDERS]
        assert ORDERS in groups
        assert len(groups) == 1
        assert groups.get("/aws/lambda/mail") is None
        assert groups[ORDERS].text == ""
