"""`Logger` at a cold start."""

from __future__ import annotations

import io
import logging
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from aws_lambda_powertools import Logger

from pytest_lambda.runtime.powertools.reset import put_powertools, reset_powertools, take_powertools

if TYPE_CHECKING:
    from .conftest import Start


LOGGER = """
from aws_lambda_powertools import Logger
logger = Logger()

@logger.inject_lambda_context
def handler(event, context):
    logger.append_keys(**event)
    logger.info("hello")
"""


def test_one_cold_start_for_each_environment(start: Start) -> None:
    for _ in range(2):
        environment = start(LOGGER)
        environment()
        environment()
        assert [line["cold_start"] for line in environment.lines] == [True, False]


def test_keys_of_the_last_environment_are_gone(start: Start) -> None:
    start(LOGGER)({"order_id": "1"})
    environment = start(LOGGER)
    environment()

    assert "order_id" not in environment.lines[0]


def test_the_variables_of_the_new_environment_count(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    source = LOGGER.replace('"hello")', '"hello"); logger.debug("details")')
    services = []
    for service, level in (("payment", "INFO"), ("orders", "INFO"), ("orders", "DEBUG")):
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", service)
        monkeypatch.setenv("LOG_LEVEL", level)
        environment = start(source)
        environment()
        services.append([(line["service"], line["level"]) for line in environment.lines])

    assert services == [
        [("payment", "INFO")],
        [("orders", "INFO")],
        [("orders", "INFO"), ("orders", "DEBUG")],
    ]


@pytest.mark.parametrize("option", ["stream=stream", "logger_handler=logging.StreamHandler(stream)"])
def test_a_handler_of_ones_own_is_made_anew(start: Start, option: str) -> None:
    source = f"import io, logging\nstream = io.StringIO()\n{LOGGER.replace('Logger()', f'Logger({option})')}"
    streams = []
    for _ in range(3):
        environment = start(source)
        environment()
        streams.append(environment.module["stream"])
        assert environment.lines == []

    assert [stream.getvalue().count("hello") for stream in streams] == [1, 1, 1]


def test_a_custom_formatter_is_made_anew(start: Start) -> None:
    source = LOGGER.replace("Logger()", "Logger(use_rfc3339=True, location=None, team='a')")
    for _ in range(2):
        environment = start(source)
        environment()
        assert environment.lines[0]["team"] == "a"
        assert "location" not in environment.lines[0]


def test_each_line_is_printed_once(start: Start) -> None:
    for _ in range(3):
        root = logging.StreamHandler(io.StringIO())
        logging.root.handlers = [root]
        environment = start(LOGGER)
        environment()
        assert len(environment.lines) == 1
        assert root.stream.getvalue() == ""


def test_filters_do_not_pile_up(start: Start) -> None:
    root = logging.StreamHandler(io.StringIO())
    logging.root.handlers = [root]
    start(LOGGER)
    once = len(root.filters)
    start(LOGGER)
    start(LOGGER)

    assert len(root.filters) <= once + 1


def test_a_child_shares_what_its_parent_has(start: Start) -> None:
    source = LOGGER.replace('logger.info("hello")', 'Logger(child=True).info("hello")')
    for order in ("1", "2"):
        environment = start(source)
        environment({"order_id": order})
        assert [line["order_id"] for line in environment.lines] == [order]


@pytest.mark.parametrize("imported_by", ["the host, too", "the function alone"])
def test_two_environments_at_once(start: Start, imported_by: str) -> None:
    logger = logging.getLogger("service_undefined")
    if imported_by == "the host, too":
        Logger()
    first = start(LOGGER)
    first({"order_id": "1"})
    of_first = take_powertools()
    second = start(LOGGER)
    second({"order_id": "2"})
    of_second = take_powertools()
    for state, environment in ((of_first, first), (of_second, second)) * 2:
        put_powertools(state)
        environment.run(lambda: logger.info("again"))

    assert [line["order_id"] for line in first.lines] == ["1", "1", "1"]
    assert [line["order_id"] for line in second.lines] == ["2", "2", "2"]


def test_a_logger_of_the_other_environment_alone(start: Start) -> None:
    logger = logging.getLogger("service_undefined")
    added = logging.StreamHandler(io.StringIO())
    paused = take_powertools()
    start(LOGGER)
    logger.addHandler(added)
    put_powertools(paused)

    assert logger.handlers == [added]
    assert logger.level == logging.NOTSET
    logger.removeHandler(added)
    environment = start(LOGGER)
    environment()
    assert len(environment.lines) == 1


class TestALoggerThatIsNotMadeAnew:
    """It is in a package that is installed beside the function, say."""

    @pytest.fixture
    def shared(self, start: Start) -> Logger:
        reset_powertools()
        return start('from aws_lambda_powertools import Logger\nlogger = Logger(service="library", team="a")').module[
            "logger"
        ]

    def test_it_goes_on_where_the_environment_prints(self, start: Start, shared: Logger) -> None:
        source = LOGGER.replace("logger = Logger()", "logger = shared")
        for _ in range(2):
            environment = start("from builtins import print\nlogger = None\ndef handler(event, context): ...")
            environment.module["shared"] = shared
            environment.run(partial(exec, source, environment.module))
            environment({"order_id": "1"})
            (line,) = environment.lines
            assert (line["message"], line["service"], line["team"]) == ("hello", "library", "a")
            assert (line["cold_start"], line["order_id"]) == (True, "1")

    def test_keys_of_the_last_environment_are_gone(self, start: Start, shared: Logger) -> None:
        shared.append_keys(order_id="1")
        environment = start("")
        environment.run(lambda: shared.info("hello"))

        assert "order_id" not in environment.lines[0]
        assert environment.lines[0]["team"] == "a"

    def test_it_shares_the_service_of_a_logger_that_is(self, start: Start, shared: Logger) -> None:
        source = LOGGER.replace("Logger()", 'Logger(service="library", level="DEBUG")')
        for _ in range(2):
            environment = start(source)
            shared.append_keys(order_id="1")
            environment()
            environment.run(lambda: shared.debug("too"))
            assert [line["message"] for line in environment.lines] == ["hello", "too"]
            assert [line["order_id"] for line in environment.lines] == ["1", "1"]

    def test_the_root_logger_does_not_print_its_lines_again(self, start: Start, shared: Logger) -> None:
        root = logging.StreamHandler(io.StringIO())
        logging.root.handlers = [root]
        environment = start("")
        environment.run(lambda: shared.info("hello"))
        # Powertools' own filter would take this one for a part of the service
        logging.getLogger("my_library_2").warning("mine")

        assert len(environment.lines) == 1
        assert root.stream.getvalue() == "mine\n"

    def test_any_number_of_cold_starts_later(self, start: Start, shared: Logger) -> None:
        for _ in range(sys.getrecursionlimit()):
            reset_powertools()
        environment = start("")
        environment.run(lambda: shared.info("hello"))

        assert len(environment.lines) == 1

    def test_after_its_first_handlers_were_put_back(self, start: Start, shared: Logger) -> None:
        logger = logging.getLogger("library")
        before = list(logger.handlers)
        reset_powertools()
        # what the end of a runtime's process does
        logger.handlers[:] = before
        environment = start("")
        environment.run(lambda: Logger(service="library").info("hello"))

        assert len(environment.lines) == 1

    def test_a_handler_that_the_test_added_stays(self, start: Start, shared: Logger) -> None:
        reset_powertools()
        added = logging.StreamHandler(io.StringIO())
        logging.getLogger("library").addHandler(added)
        environment = start("")
        environment.run(lambda: shared.info("hello"))

        assert added.stream.getvalue() == "hello\n"
        assert len(environment.lines) == 1

    def test_it_stays_beside_the_one_of_a_logger_that_is_made_anew(self, start: Start, shared: Logger) -> None:
        reset_powertools()
        added = logging.StreamHandler(io.StringIO())
        logging.getLogger("library").addHandler(added)
        environment = start(LOGGER.replace("Logger()", 'Logger(service="library")'))
        environment()

        assert "hello" in added.stream.getvalue()
        assert len(environment.lines) == 1
