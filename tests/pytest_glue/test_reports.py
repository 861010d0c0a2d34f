"""What a failing test's report shows, and the ways of pytest to look at a run."""

from __future__ import annotations

import re

LOGS = """
    import logging

    def handler(event, context):
        print("printed", event.get("n"))
        logging.warning("warned %s", event.get("n"))
        if event.get("fail"):
            raise ValueError("no")
        return 1
"""


def section(text: str, name: str = "function") -> list[str]:
    """The lines of a function's section in a report."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if f" Lambda log of {name} " in line)
    found = []
    for line in lines[start + 1 :]:
        if re.match(r"[=_-]{5,}", line):
            break
        found.append(line)
    return found


def test_log_of_the_function_that_a_failing_test_invoked(project):
    project.configure()
    project.write("app.py", LOGS)
    project.test("""
        def test_it(lambda_function):
            first = lambda_function.invoke({"n": 1})
            lambda_function.invoke({"n": 2, "fail": True})
            print("id", first.request_id)
            assert False
    """)
    result = project.run()
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    request_id = re.search(r"^id (\S+)$", text, re.MULTILINE)[1]
    lines = section(text)
    assert lines[0].startswith("INIT_START Runtime Version: python:3.")
    assert lines[1] == f"START RequestId: {request_id} Version: $LATEST"
    assert lines[2] == "printed 1"
    assert re.fullmatch(rf"\[WARNING\]\t\S+Z\t{request_id}\twarned 1", lines[3])
    assert lines[4] == f"END RequestId: {request_id}"
    assert lines[5].startswith(f"REPORT RequestId: {request_id}\tDuration: ")
    assert "\tInit Duration: " in lines[5]
    assert lines[6].startswith("START RequestId: ")
    assert "[ERROR] ValueError: no" in lines
    assert lines[-1].startswith("REPORT RequestId: ")
    assert "Error Type: ValueError" in lines[-1]


def test_no_section_for_what_passes_or_is_not_invoked(project):
    project.configure()
    project.test("""
        def test_passes(lambda_function):
            lambda_function({})

        def test_fails(lambda_function):
            assert False
    """)
    result = project.run("-rA")
    result.assert_outcomes(passed=1, failed=1)
    assert "Lambda log of" not in result.stdout.str()


def test_a_section_for_each_function(project):
    project.configure()
    project.test("""
        def test_it(lambda_function, lambda_function_factory):
            lambda_function({})
            lambda_function_factory(function_name="orders")({})
            lambda_function_factory(function_name="unused")
            assert False
    """)
    text = project.run().stdout.str()
    assert len(section(text)) == len(section(text, "orders")) == 4
    assert "Lambda log of unused" not in text


def test_failures_in_fixtures_have_it_too(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.fixture
        def seeded(lambda_function):
            lambda_function({"in": "setup"})
            1 / 0

        def test_setup(seeded): pass

        @pytest.fixture
        def emptied(lambda_function):
            yield
            lambda_function({"in": "teardown"})
            1 / 0

        def test_teardown(emptied): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=2, passed=1)
    assert result.stdout.str().count("Lambda log of function") == 2


def test_invocations_of_earlier_tests_are_not_shown(project):
    project.write("app.py", LOGS)
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def heavy(lambda_function_factory):
            return lambda_function_factory("app.handler", start="warm")

        def test_first(heavy):
            heavy({"n": 1})

        def test_second(heavy):
            heavy({"n": 2})
            assert False
    """)
    lines = section(project.run().stdout.str())
    assert "printed 2" in lines
    assert "printed 1" not in lines


def test_a_failure_before_our_hook_shows_nothing_of_an_earlier_test(project):
    project.configure()
    project.write(
        "conftest.py",
        """
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_setup(item):
            assert "second" not in item.name
        """,
    )
    project.test("""
        def test_first(lambda_function):
            lambda_function({})

        def test_second(lambda_function): pass
    """)
    result = project.run()
    result.assert_outcomes(passed=1, errors=1)
    assert "Lambda log of" not in result.stdout.str()


def test_long_runs_are_cut(project):
    project.configure()
    project.write("app.py", LOGS)
    project.test("""
        def test_it(lambda_function):
            for n in range(13):
                lambda_function({"n": n})
            assert False
    """)
    lines = section(project.run().stdout.str())
    assert lines[0] == "(3 earlier invocations are not shown)"
    assert "printed 2" not in lines
    assert "printed 3" in lines
    assert "printed 12" in lines


def test_the_short_form_shows_the_handler_s_own_traceback(project):
    project.configure()
    project.write("app.py", LOGS)
    project.test("""
        def test_it(lambda_function):
            lambda_function({"fail": True})
    """)
    result = project.run()
    result.stdout.fnmatch_lines(
        [
            '>       lambda_function({"fail": True})',
            '>           raise ValueError("no")',
            "E           ValueError: no",
            "app.py:8: ValueError",
        ]
    )
    assert "pytest_glue" not in result.stdout.str()


def test_a_thread_that_outlives_its_invocation_is_named(project):
    project.configure()
    project.write(
        "app.py",
        """
        import threading

        stop = threading.Event()

        def handler(event, context):
            threading.Thread(target=stop.wait, name="straggler", daemon=True).start()
        """,
    )
    project.test("""
        import app

        def test_it(lambda_function):
            lambda_function({})
            assert False
    """)
    result = project.run()
    result.stdout.fnmatch_lines(["thread 'straggler', started at *app.py*, outlived its invocation: AWS freezes it*"])


def test_setup_show(project):
    project.configure()
    project.test("def test_it(lambda_function, lambda_context): assert lambda_function({})")
    result = project.passes(1, "--setup-show")
    result.stdout.fnmatch_lines(["*SETUP    S lambda_function", "*TEARDOWN S lambda_*"])


def test_setup_only_and_setup_plan(project):
    project.configure()
    project.test("def test_it(lambda_function, lambda_function_factory): assert False")
    assert project.run("--setup-only").ret == 0
    assert project.run("--setup-plan").ret == 0


def test_last_failed_and_stepwise(project):
    project.configure()
    project.test("""
        def test_good(lambda_function):
            assert lambda_function({})["calls"] == 1

        def test_bad(lambda_function):
            assert lambda_function({})["calls"] == 2
    """)
    project.run().assert_outcomes(passed=1, failed=1)
    project.run("--lf").assert_outcomes(failed=1)
    project.run("--ff").assert_outcomes(passed=1, failed=1)
    project.run("--sw").assert_outcomes(passed=1, failed=1)


def test_collect_only(project):
    project.configure()
    project.test("def test_it(lambda_function): pass")
    project.run("--collect-only", "-q").stdout.fnmatch_lines(["test_it.py::test_it"])


def test_junit_and_durations(project):
    project.configure()
    project.test("def test_it(lambda_function): lambda_function({})")
    project.passes(1, "--junitxml=out.xml", "--durations=3", "-vv")
    assert 'tests="1"' in (project.path / "out.xml").read_text()
