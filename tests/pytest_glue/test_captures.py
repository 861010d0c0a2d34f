"""What a function writes and logs, as seen by `capsys`, `capfd` and `caplog`."""

from __future__ import annotations

import pytest

WRITES = """
    import logging
    import os
    import sys

    named = logging.getLogger("orders")

    def handler(event, context):
        print("printed")
        print("complained", file=sys.stderr)
        logging.info("informed")
        logging.warning("warned %s", {"n": 1})
        named.error("named", extra={"order": 7})
        return logging.getLogger().level

    def verbose(event, context):
        logging.getLogger().setLevel(logging.DEBUG)
        logging.debug("detailed")
"""


@pytest.fixture
def writing(project):
    project.configure()
    project.write("app.py", WRITES)
    return project


CAPTURED = """
    def test_it(lambda_function, {fixture}):
        lambda_function({{}})
        out, err = {fixture}.readouterr()
        lines = out.splitlines()
        assert lines[0] == "printed"
        assert lines[1].startswith("[WARNING]\\t") and lines[1].endswith("\\twarned {{'n': 1}}")
        assert lines[2].startswith("[ERROR]\\t") and lines[2].endswith("\\tnamed")
        assert err == "complained\\n"

        print("by the test")
        assert {fixture}.readouterr().out == "by the test\\n"
"""


@pytest.mark.parametrize("arguments", [(), ("-s",), ("--capture=sys",), ("--capture=tee-sys",), ("-p", "no:logging")])
@pytest.mark.parametrize("fixture", ["capsys", "capfd"])
def test_captured_output(writing, fixture, arguments):
    writing.test(CAPTURED.format(fixture=fixture))
    writing.passes(1, *arguments)


@pytest.mark.parametrize(
    "plugin", ["capture", "logging", "warnings", "tmpdir", "unittest", "doctest", "cacheprovider", "faulthandler"]
)
def test_without_a_plugin_of_pytest(writing, plugin):
    writing.test("""
        import logging

        def test_it(lambda_function):
            assert lambda_function({}) == logging.WARNING
            assert "printed" in lambda_function.logs
    """)
    writing.run_apart("-p", f"no:{plugin}").assert_outcomes(passed=1)


def test_disabled_capture(writing):
    writing.test("""
        def test_it(lambda_function, capsys):
            with capsys.disabled():
                lambda_function({})
            assert capsys.readouterr() == ("", "")
    """)
    writing.passes(1).stdout.fnmatch_lines(["*printed"])


def test_output_without_capture(writing):
    writing.test("""
        def test_it(lambda_function):
            assert "printed" in lambda_function.invoke({}).logs.text
    """)
    result = writing.passes(1, "-s")
    result.stdout.fnmatch_lines(["*printed", "*[[]WARNING[]]*warned {'n': 1}"])
    result.stderr.fnmatch_lines(["complained"])


def test_captured_sections_of_a_failing_test(writing):
    writing.test("""
        def test_it(lambda_function):
            lambda_function({})
            assert False
    """)
    result = writing.run()
    result.stdout.fnmatch_lines(["*- Captured stdout call -*", "printed"])
    result.stdout.fnmatch_lines(["*- Captured stderr call -*", "complained"])
    result.stdout.fnmatch_lines(
        ["*- Captured log call -*", "WARNING  root:app.py:* warned {'n': 1}", "ERROR    orders:app.py:* named"]
    )


def test_live_log(writing):
    writing.test("def test_it(lambda_function): lambda_function({})")
    writing.passes(1, "--log-cli-level=WARNING").stdout.fnmatch_lines(["WARNING  root:app.py:* warned {'n': 1}"])


def test_log_file(writing):
    writing.test("def test_it(lambda_function): lambda_function({})")
    writing.passes(1, "--log-file=test.log")
    assert "warned {'n': 1}" in (writing.path / "test.log").read_text()


def test_caplog_sees_what_the_function_s_handler_accepts(writing):
    writing.test("""
        import logging

        def test_it(lambda_function, caplog):
            assert lambda_function({}) == logging.WARNING
            assert caplog.messages == ["warned {'n': 1}", "named"]
            assert caplog.record_tuples == [
                ("root", logging.WARNING, "warned {'n': 1}"), ("orders", logging.ERROR, "named")
            ]
            assert caplog.records[1].order == 7
            assert caplog.records[0].aws_request_id == lambda_function.invocations[0].request_id
    """)
    writing.passes(1)


def test_caplog_set_level_changes_what_is_recorded_not_the_function(writing):
    writing.test("""
        import logging
        import pytest

        def test_lower(lambda_function, caplog):
            caplog.set_level(logging.DEBUG)
            assert lambda_function({}) == logging.WARNING
            assert "informed" not in caplog.text
            assert len(caplog.records) == 2

        def test_higher(lambda_function, caplog):
            caplog.set_level(logging.ERROR)
            assert lambda_function({}) == logging.WARNING
            assert caplog.messages == ["named"]
            assert "warned" in lambda_function.logs

        def test_at_level(lambda_function, caplog):
            with caplog.at_level(logging.ERROR):
                lambda_function({})
            assert caplog.messages == ["named"]
            lambda_function({})
            assert caplog.messages == ["named", "warned {'n': 1}", "named"]

        @pytest.mark.aws_lambda(handler="app.verbose")
        def test_level_of_the_function(lambda_function, caplog):
            caplog.set_level(logging.DEBUG)
            lambda_function({})
            assert caplog.messages == ["detailed"]
            assert logging.getLogger().level == logging.DEBUG  # the test's own, by set_level

        @pytest.mark.aws_lambda(application_log_level="INFO")
        def test_level_by_setting(lambda_function, caplog):
            lambda_function({})
            assert caplog.messages == ["informed", "warned {'n': 1}", "named"]
    """)
    writing.passes(5)


@pytest.mark.xfail(strict=True, reason="the runtime puts a named logger back to what it was when the process began")
def test_caplog_set_level_of_a_named_logger_ends_with_the_test(writing):
    writing.test("""
        import logging

        def test_it(lambda_function, caplog):
            caplog.set_level(logging.DEBUG, logger="orders")
            lambda_function({})

        def test_after():
            assert logging.getLogger("orders").level == logging.NOTSET
    """)
    writing.passes(2)


def test_caplog_of_the_test_s_own_records(writing):
    writing.test("""
        import logging

        def test_it(lambda_function, caplog):
            logging.warning("before")
            lambda_function({})
            logging.warning("after")
            assert caplog.messages == ["before", "warned {'n': 1}", "named", "after"]
    """)
    writing.passes(1)


def test_json_records_reach_caplog_unchanged(writing):
    writing.write(
        "app.py",
        """
        import logging

        def handler(event, context):
            logging.log(45, "odd level")
        """,
    )
    writing.test("""
        import json
        import pytest

        @pytest.mark.aws_lambda(log_format="JSON")
        def test_it(lambda_function, caplog):
            result = lambda_function.invoke({})
            assert caplog.record_tuples == [("root", 45, "odd level")]
            assert json.loads(result.logs.function_text)["level"] == "ERROR"
    """)
    writing.passes(1)


def test_a_record_s_arguments_that_the_handler_changes_later(writing):
    writing.test("""
        def test_it(lambda_function, caplog):
            lambda_function({})
            caplog.records[0].levelname = "CHANGED"
            assert lambda_function.invocations[0].logs.records[0].level == "WARNING"
    """)
    writing.passes(1)


def test_no_caplog_without_the_logging_plugin(writing):
    writing.test("""
        import logging

        def test_it(lambda_function):
            assert lambda_function({}) == logging.WARNING
            assert "warned" in lambda_function.logs
            assert logging.getLogger().handlers == []
    """)
    writing.run_apart("-p", "no:logging").assert_outcomes(passed=1)


def test_recwarn_and_warnings(writing):
    writing.write(
        "app.py",
        """
        import warnings

        def handler(event, context):
            warnings.warn("from the function")
        """,
    )
    writing.test("""
        import pytest

        def test_it(lambda_function, recwarn, capsys):
            lambda_function({})
            assert "UserWarning: from the function" in lambda_function.logs
            assert not recwarn.list
            assert "UserWarning: from the function" in capsys.readouterr().err
    """)
    writing.run_apart("-W", "error").assert_outcomes(passed=1)
