"""Event sources through the fixtures, as a user's suite has them: with `@given`, and in several processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pytest_glue.conftest import INSTALLED, Project

pytest.importorskip("aws_lambda_powertools")

APP = """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    processor = BatchProcessor(event_type=EventType.SQS)
    calls = 0

    def record_handler(record):
        if "bad" in record.body:
            raise ValueError(record.body)

    def handler(event, context):
        global calls
        calls += 1
        print("call", calls)
        return process_partial_response(event, record_handler, processor, context)
"""
TESTS = """
    import pytest
    from hypothesis import given, settings, strategies as st

    def system(service, *contents):
        queue = service.sqs_queue("orders", dead_letter_queue=True, max_receive_count=2)
        function = service.create_function("orders", timeout=20)
        mapping = function.create_event_source_mapping(
            queue, batch_size=4, function_response_types=["ReportBatchItemFailures"]
        )
        for content in contents:
            queue.send(content)
        service.run()
        service.check_ledger()
        return queue, mapping

    seen = set()

    @settings(max_examples=25, deadline=None, database=None)
    @given(contents=st.lists(st.sampled_from(["good", "bad"]), max_size=12))
    def test_law(lambda_service, contents):
        assert lambda_service.functions == ()
        assert lambda_service.now().isoformat() == "2026-01-01T00:00:00+00:00"
        queue, mapping = system(lambda_service, *contents)
        assert len(queue.dead_letter_queue.messages) == contents.count("bad")
        assert len(queue.deleted) == contents.count("good")
        assert all("call 1" in one.logs.text for one in mapping.invocations if one.cold_start)
        again = tuple(contents), lambda_service.timeline()
        assert len({text for given, text in seen | {again} if given == again[0]}) == 1
        seen.add(again)

    @pytest.mark.parametrize("number", range(6))
    def test_each(lambda_service, number):
        queue, mapping = system(lambda_service, *["good"] * number, "bad")
        assert len(queue.deleted) == number
        assert [message.body for message in queue.dead_letter_queue.messages] == ["bad"]
        assert mapping.invocations[0].cold_start

    @given(st.just(1))
    @settings(max_examples=1, database=None)
    def test_that_fails(lambda_service, one):
        queue, _ = system(lambda_service, "bad")
        assert queue.deleted, "where is it?"
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    if not INSTALLED:
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))))
    project = Project(pytester)
    project.configure()
    project.write("app.py", APP)
    project.test(TESTS)
    return project


def test_the_service_begins_anew_with_each_example(project):
    result = project.run_apart()
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(["*where is it?*", "*orders -> orders: message * moves to the dead-letter queue*"])


def test_in_several_processes(project):
    pytest.importorskip("xdist")
    result = project.run_apart("-n", "2", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=7, failed=1)
