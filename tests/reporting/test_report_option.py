"""`--lambda-report`: what is recorded, by which processes, and what comes of it."""

from __future__ import annotations

import os

import pytest

APP = """
    import time

    def handler(event, context):
        print("got", event)
        time.sleep(event.get("sleep", 0))
        if event.get("fail"):
            raise ValueError("no")
        return event
"""

SERVICE = """
    def test_it(lambda_service):
        function = lambda_service.create_function("orders")
        function({"id": 1, "sleep": 1})
        assert function.invoke({"fail": True}).function_error
"""


@pytest.fixture(autouse=True)
def app(project):
    project.configure(handler="app.handler")
    project.write("app.py", APP)


def test_without_the_option_nothing_of_it_is_loaded(project):
    project.write("conftest.py", """
        import sys

        def pytest_unconfigure():
            assert not [name for name in sys.modules if name.startswith("pytest_lambda.reporting")]
    """)
    project.test(SERVICE)
    result = project.run_apart()
    result.assert_outcomes(passed=1)
    assert result.ret == 0


def test_what_a_test_did(project, report):
    project.test(SERVICE)
    result = project.passes(1, "--lambda-report=report.html")
    result.stdout.fnmatch_lines("Lambda report of 1 test with 2 invocations: file://*report.html")
    page = report()
    test = page.only()
    assert (test["nodeid"], test["outcome"], test["virtual"]) == ("test_it.py::test_it", "passed", True)
    assert page.outcomes() == ["ok", "error"]
    data = page.data()
    assert data["cold"] == [1, 0]
    assert data["duration"] == [1_000_000, 0]
    assert [data["strings"][each] for each in data["error"]] == ["", "ValueError"]
    (event, answer, log), (_, failed, _) = page.details()
    assert (event, answer) == ('{"id": 1, "sleep": 1}', '{"id": 1, "sleep": 1}')
    assert "got {'id': 1, 'sleep': 1}\n" in log
    assert "REPORT RequestId" in log
    assert "Max Memory Used" not in log
    assert '"errorMessage": "no"' in failed


def test_figures_of_functions(project, report):
    project.test("""
        import pytest

        @pytest.mark.parametrize("seconds", range(1, 3))
        def test_it(lambda_service, seconds):
            function = lambda_service.create_function("orders", memory_size=1024)
            for number in range(100):
                function({"sleep": seconds if number else 0})
    """)
    project.passes(2, "--lambda-report=report.html")
    page = report()
    figures = page.index["functions"]["orders"]
    assert (figures["count"], figures["cold"], figures["errors"]) == (200, 2, 0)
    assert figures["durations"] == [1000, 2000, 2000, 2000]
    assert figures["memory"] == [1024]
    assert figures["billed"] == 99 * 1000 + 99 * 2000 + 2
    assert [test["functions"]["orders"]["durations"][0] for test in page.tests] == [1000, 2000]
    # AWS Lambda pricing page: 0.0000166667 dollars for a GB-second, 0.20 for a million requests
    assert float(figures["cost"]) == pytest.approx(297.002 * 0.0000166667 + 200 * 0.2e-6, rel=1e-4)


def test_plain_functions_in_real_time(project, report):
    project.test("""
        def test_fixture(lambda_function):
            lambda_function({"id": 1})

        def test_factory(lambda_function_factory):
            lambda_function_factory("app.handler", function_name="other")({"id": 2})
    """)
    project.passes(2, "--lambda-report=report.html")
    page = report()
    assert page.nodeids == ["test_it.py::test_factory", "test_it.py::test_fixture"]
    assert [test["virtual"] for test in page.tests] == [False, False]
    assert [list(test["functions"]) for test in page.tests] == [["other"], ["function"]]
    assert float(page.index["figures"]["cost"]) > 0


def test_outcomes(project, report):
    project.write("broken.py", "1 / 0")
    project.write("leaves.py", "import os\ndef handler(event, context):\n    os._exit(1)")
    project.test("""
        import pytest

        pytestmark = pytest.mark.aws_lambda(time="virtual", timeout=2)

        def test_ok(lambda_function):
            lambda_function.invoke({})

        def test_timeout(lambda_function):
            lambda_function.invoke({"sleep": 5})

        def test_error(lambda_function):
            lambda_function.invoke({"fail": 1})

        @pytest.mark.aws_lambda(handler="leaves.handler")
        def test_exit(lambda_function):
            lambda_function.invoke({})

        @pytest.mark.aws_lambda(handler="broken.handler")
        def test_init(lambda_function):
            lambda_function.invoke({})

        @pytest.mark.aws_lambda(handler="app.missing")
        def test_init_missing(lambda_function):
            lambda_function.invoke({})
    """)
    project.passes(6, "--lambda-report=report.html")
    page = report()
    found = {test["nodeid"].partition("::")[2]: page.outcomes(number) for number, test in enumerate(page.tests)}
    assert found == {
        "test_ok": ["ok"], "test_timeout": ["timeout"], "test_error": ["error"], "test_exit": ["exit"],
        "test_init": ["init error"], "test_init_missing": ["init error"],
    }  # fmt: skip


def test_retries_throttles_and_destinations_of_events(project, report):
    project.test("""
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            function.put_function_concurrency(reserved_concurrent_executions=1)
            failures = lambda_service.sqs_queue("failures")
            function.put_function_event_invoke_config(on_failure=failures, maximum_retry_attempts=1)
            for _ in range(2):
                lambda_service.invoke("orders", {"sleep": 0.5, "fail": True}, invocation_type="Event")
            lambda_service.run()
    """)
    project.passes(1, "--lambda-report=report.html")
    page = report()
    kinds = [kind for kind, _ in page.marks()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "throttle": 1, "retry": 2, "given up": 2, "destination": 2,
    }  # fmt: skip
    assert page.data()["attempt"] == [1, 1, 2, 2]
    assert any("failures" in text for kind, text in page.marks() if kind == "destination")
    assert page.only()["figures"]["events"]["repeated"] == 2


def test_dead_letters_of_a_queue_and_what_became_of_records(project, report):
    project.test("""
        def test_it(lambda_service):
            function = lambda_service.create_function("orders", handler="app.batch")
            queue = lambda_service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=2, visibility_timeout=10)
            function.create_event_source_mapping(
                queue, batch_size=10, function_response_types=["ReportBatchItemFailures"])
            for body in ("good", "bad"):
                queue.send(body)
            lambda_service.run()
    """)
    project.write("app.py", """
        def batch(event, context):
            bad = [record["messageId"] for record in event["Records"] if record["body"] == "bad"]
            return {"batchItemFailures": [{"itemIdentifier": each} for each in bad]}
    """)
    project.passes(1, "--lambda-report=report.html")
    page = report()
    data = page.data()
    strings = data["strings"]
    assert strings[data["verdict"][0]].startswith("partial failure (")
    assert [strings[each] for each in data["source"]] == ["orders", "orders"]
    assert data["attempt"] == [1, 2]
    assert len(data["failures"]["0"]) == 1
    assert [kind for kind, _ in page.marks()] == ["dead letter"]
    orders = next(queue for queue in data["queues"] if queue["name"] == "orders")
    assert orders["states"] == {"visible": 0, "in flight": 0, "dead letter": 1, "expired": 0, "deleted": 1}
    assert [state for _, state, _, _ in orders["messages"]] == ["dead letter", "deleted"]
    assert [what for _, what in orders["messages"][0][3]] == ["sent", "received", "visible", "received", "visible", "dead_letter"]


def test_a_synchronous_throttle(project, report):
    project.test("""
        import pytest
        from pytest_lambda import TooManyRequestsException

        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            function.put_function_concurrency(reserved_concurrent_executions=0)
            with pytest.raises(TooManyRequestsException):
                function.invoke({})
    """)
    project.passes(1, "--lambda-report=report.html")
    page = report()
    assert [kind for kind, _ in page.marks()] == ["throttle"]
    assert page.only()["figures"]["count"] == 0
    assert page.only()["virtual"]


def test_only_the_last_example_is_kept(project, report):
    project.test("""
        from hypothesis import given, settings, strategies as st

        @given(number=st.integers(0, 100))
        @settings(max_examples=20, database=None, derandomize=True, deadline=None)
        def test_it(lambda_service, number):
            function = lambda_service.create_function("orders")
            function({"number": number})
            assert number < 10
    """)
    project.run("--lambda-report=report.html").assert_outcomes(failed=1)
    page = report()
    test = page.only()
    assert test["outcome"] == "failed"
    assert test["examples"] > 1
    assert [event for event, _, _ in page.details()] == ['{"number": 10}']


def test_an_example_that_fails_before_it_invokes_anything(project, report):
    project.test("""
        from hypothesis import given, settings, strategies as st

        @given(number=st.integers(0, 100))
        @settings(max_examples=20, database=None, derandomize=True, deadline=None)
        def test_it(lambda_function, number):
            assert number < 10
            lambda_function({"number": number})
    """)
    project.run("--lambda-report=report.html").assert_outcomes(failed=1)
    page = report()
    test = page.only()
    assert (test["outcome"], test["figures"]["count"]) == ("failed", 0)
    assert test["examples"] > 1
    assert page.details() == []


def test_texts_go_where_results_go(project, report):
    project.test("""
        import pytest

        @pytest.mark.aws_lambda_service(retain_invocations=2)
        def test_it(lambda_service):
            function = lambda_service.create_function("orders")
            for number in range(5):
                function({"id": number})
            assert len(function.invocations) == 2
    """)
    project.passes(1, "--lambda-report=report.html")
    page = report()
    assert page.only()["figures"]["count"] == 5
    assert [texts[:1] for texts in page.details()] == [[], [], [], ['{"id": 3}'], ['{"id": 4}']]


def test_a_run_without_functions(project, report):
    project.test("def test_it(): pass")
    result = project.passes(1, "--lambda-report=report.html")
    result.stdout.fnmatch_lines("Lambda report of 0 tests with 0 invocations: *")
    assert report().tests == []


# ---- the same run, the same page


MANY = """
    import pytest

    @pytest.mark.parametrize("number", range(6))
    def test_it(lambda_service, number):
        function = lambda_service.create_function("orders")
        for _ in range(number + 1):
            lambda_service.invoke("orders", {"sleep": number, "fail": number == 3}, invocation_type="Event")
        lambda_service.run()

    def test_nothing():
        pass
"""


def test_bytes_do_not_depend_on_workers(project):
    project.test(MANY)
    for name, arguments in {
        "one": [], "again": [], "none": ["-n0"], "two": ["-n2"], "steal": ["-n2", "--dist=worksteal"],
        "file": ["-n2", "--dist=loadfile"],
    }.items():  # fmt: skip
        result = project.run_apart(f"--lambda-report={name}.html", *arguments)
        result.assert_outcomes(passed=7)
    pages = {path.name: path.read_bytes() for path in project.path.glob("*.html")}
    assert len(pages) == 6
    assert len(set(pages.values())) == 1


def test_each_worker_runs_each_test(project, report):
    project.test(MANY)
    project.run_apart("--lambda-report=report.html", "--dist=each", "--tx=2*popen").assert_outcomes(passed=14)
    page = report()
    assert len(page.tests) == 12
    assert [test["run"] for test in page.tests[:2]] == [[1, 2], [2, 2]]


def test_a_test_that_is_run_again(project, report):
    project.write("conftest.py", """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for _ in range(2):
                item._initrequest()
                for each in runtestprotocol(item, nextitem=nextitem, log=False):
                    item.ihook.pytest_runtest_logreport(report=each)
            return True
    """)
    project.test(SERVICE)
    project.run("--lambda-report=report.html").assert_outcomes(passed=2)
    page = report()
    assert [test["run"] for test in page.tests] == [[1, 2], [2, 2]]


def test_a_worker_that_crashes(project, report):
    project.test("""
        import os

        def test_crash(lambda_service):
            function = lambda_service.create_function("orders")
            function({"id": 1})
            os._exit(1)

        def test_other(lambda_service):
            lambda_service.create_function("orders")({"id": 2})
    """)
    result = project.run_apart("--lambda-report=report.html", "-n1")
    result.assert_outcomes(passed=1, failed=1)
    page = report()
    assert {test["nodeid"].partition("::")[2]: test["outcome"] for test in page.tests} == {
        "test_crash": "crashed", "test_other": "passed",
    }  # fmt: skip
    assert page.details(0)[0][0] == '{"id": 1}'
    assert page.tests[0]["figures"]["count"] == 1
    assert page.tests[0]["virtual"]


@pytest.mark.parametrize("line", ["pop('lambda_report_folder')", "update(lambda_report_folder='/no/such/folder')"])
def test_a_worker_that_does_not_reach_the_folder_records_nothing(project, report, line):
    project.write("conftest.py", f"""
        import pytest

        @pytest.hookimpl(trylast=True)
        def pytest_configure_node(node):
            node.workerinput.{line}
    """)
    project.test(SERVICE)
    project.run_apart("--lambda-report=report.html", "-n1").assert_outcomes(passed=1)
    assert report().tests == []


@pytest.mark.parametrize("arguments", [[], ["-n1"]], ids=["alone", "xdist"])
def test_a_run_that_is_interrupted(project, report, arguments):
    project.test("""
        def test_first(lambda_service):
            lambda_service.create_function("orders")({"id": 1})

        def test_interrupted(lambda_service):
            lambda_service.create_function("orders")({"id": 2})
            raise KeyboardInterrupt

        def test_never(lambda_service):
            lambda_service.create_function("orders")({"id": 3})
    """)
    project.run_apart("--lambda-report=report.html", *arguments)
    page = report()
    found = {test["nodeid"].partition("::")[2]: test["outcome"] for test in page.tests}
    assert found["test_first"] == "passed"
    assert found["test_interrupted"] in ("interrupted", "crashed")
    assert "test_never" not in found


def test_a_run_that_stops_at_a_failure(project, report):
    project.test("""
        def test_a(lambda_function):
            lambda_function({"fail": True})

        def test_b(lambda_function):
            lambda_function({})
    """)
    project.run("--lambda-report=report.html", "--maxfail=1").assert_outcomes(failed=1)
    test = report().only()
    assert (test["nodeid"], test["outcome"]) == ("test_it.py::test_a", "failed")
    assert "no" in test["message"]


def test_what_happens_after_the_last_test(project, report):
    project.write("conftest.py", """
        import pytest

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(item):
            yield
            item.session.shouldstop = "enough"
            return True
    """)
    project.test("""
        import pytest

        @pytest.fixture(scope="session")
        def shared(lambda_function_factory):
            function = lambda_function_factory("app.handler")
            yield function
            function({"id": "last"})

        def test_a(shared):
            shared({"id": "first"})

        def test_b():
            pass
    """)
    project.run("--lambda-report=report.html").assert_outcomes(passed=1)
    page = report()
    assert [(test["nodeid"], test["outcome"]) for test in page.tests] == [
        ("(outside of a test)", "passed"), ("test_it.py::test_a", "passed"),
    ]  # fmt: skip
    assert [[event for event, _, _ in page.details(number)] for number in range(2)] == [
        ['{"id": "last"}'], ['{"id": "first"}'],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("pytest.skip('later')", "skipped"), ("pytest.xfail('known')", "xfailed"), ("assert False", "failed")],
)
def test_how_tests_end(project, report, body, outcome):
    project.test(f"""
        import pytest

        def test_it(lambda_function):
            lambda_function({{}})
            {body}
    """)
    project.run("--lambda-report=report.html")
    assert report().only()["outcome"] == outcome


def test_a_fixture_that_fails_in_the_end(project, report):
    project.test("""
        import pytest

        @pytest.fixture
        def resource():
            yield
            raise RuntimeError("not closed")

        def test_it(resource, lambda_function):
            lambda_function({})
    """)
    project.run("--lambda-report=report.html").assert_outcomes(passed=1, errors=1)
    test = report().only()
    assert (test["outcome"], test["message"]) == ("error", "RuntimeError: not closed")


# ---- where it is written


def test_the_setting_counts_from_the_root_folder(project, report):
    project.configure('lambda_report = "out/report.html"')
    project.write("tests/test_it.py", SERVICE)
    os.chdir(project.path / "tests")
    try:
        project.passes(1)
    finally:
        os.chdir(project.path)
    assert (project.path / "out" / "report.html").exists()


def test_the_flag_counts_from_where_it_was_given(project):
    project.write("tests/test_it.py", SERVICE)
    os.chdir(project.path / "tests")
    try:
        project.passes(1, "--lambda-report=report.html")
    finally:
        os.chdir(project.path)
    assert (project.path / "tests" / "report.html").exists()


@pytest.mark.parametrize("given", ["", "app.py/report.html", "/dev/null/report.html"], ids=["folder", "below a file", "device"])
def test_a_path_that_cannot_be_written_is_told_at_once(project, given):
    project.test(SERVICE)
    result = project.run(f"--lambda-report={project.path / given}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("ERROR: --lambda-report: *")
    assert "passed" not in result.stdout.str()


def test_an_earlier_page_stays_until_there_is_a_new_one(project, report):
    project.write("report.html", "earlier")
    project.test("""
        from pathlib import Path

        def test_it(lambda_function):
            assert Path(__file__).with_name("report.html").read_text() == "earlier"
    """)
    project.passes(1, "--lambda-report=report.html")
    assert report().index["title"] == project.path.name
    assert sorted(path.name for path in project.path.glob("report*")) == ["report.html"]


def test_collecting_alone_writes_nothing(project):
    project.test(SERVICE)
    project.run("--lambda-report=report.html", "--collect-only")
    assert not (project.path / "report.html").exists()


def test_help_lists_it(project):
    result = project.run("--help")
    result.stdout.fnmatch_lines("*--lambda-report=PATH*")
    assert "lambda_report (string):" in result.stdout.str()


def test_a_page_that_cannot_be_written_after_all_is_no_failure(project):
    project.test("""
        import shutil
        from pathlib import Path

        def test_it(lambda_function):
            folder = Path(__file__).with_name("out")
            shutil.rmtree(folder)
            folder.write_text("a file")
    """)
    result = project.run("--lambda-report=out/report.html")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines("Lambda report could not be written: *")
