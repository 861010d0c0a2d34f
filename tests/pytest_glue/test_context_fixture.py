"""`lambda_context`: what is in it, for how long, and its variants."""

from __future__ import annotations


def test_attributes_follow_the_settings(project):
    project.configure("lambda_memory_size = 256")
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(function_name="orders", function_version="7", region="eu-west-1", timeout=900)
        def test_it(lambda_context):
            assert lambda_context.function_name == "orders"
            assert lambda_context.function_version == "7"
            assert lambda_context.memory_limit_in_mb == "256"
            assert lambda_context.invoked_function_arn == "arn:aws:lambda:eu-west-1:123456789012:function:orders"
            assert lambda_context.log_group_name == "/aws/lambda/orders"
            assert lambda_context.identity.cognito_identity_id is None
            assert 800_000 < lambda_context.get_remaining_time_in_millis() <= 900_000

        def test_defaults(lambda_context):
            assert lambda_context.function_name == "function"
            assert lambda_context.invoked_function_arn.startswith("arn:aws:lambda:us-east-1:")
            assert 0 < lambda_context.get_remaining_time_in_millis() <= 3_000  # a busy machine takes its time
    """)
    project.passes(2)


def test_variants(project):
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(memory_size=256)
        def test_it(lambda_context):
            variant = lambda_context(remaining_time_in_millis=900_000, function_name="x")
            assert variant is not lambda_context
            assert variant.function_name == "x"
            assert variant.memory_limit_in_mb == "256"
            assert 800_000 < variant.get_remaining_time_in_millis() <= 900_000
            assert lambda_context.function_name == "function"
    """)
    project.passes(1)


def test_each_test_has_a_fresh_one(project):
    project.test("""
        def test_first(lambda_context):
            lambda_context.mine = "set by a test"

        def test_second(lambda_context):
            assert not hasattr(lambda_context, "mine")
    """)
    project.passes(2)


def test_it_stays_the_same_within_a_test(project):
    project.test("""
        import copy
        import pytest

        @pytest.fixture
        def early(lambda_context):
            return lambda_context.aws_request_id

        def test_it(lambda_context, early):
            assert lambda_context.aws_request_id == early
            assert copy.deepcopy(lambda_context).aws_request_id == early

        def test_ids_differ_from_test_to_test(lambda_context, early):
            with open("ids", "a") as file:
                print(early, file=file)

        def test_ids_differ(lambda_context, early):
            with open("ids", "a") as file:
                print(early, file=file)
    """)
    project.passes(3)
    first, second = (project.path / "ids").read_text().split()
    assert first != second


def test_it_looks_like_aws_s(project):
    project.test("""
        from pytest_lambda import LambdaContext

        def test_it(lambda_context):
            assert isinstance(lambda_context, LambdaContext)
            assert type(lambda_context).__name__ == "LambdaContext"
            assert repr(lambda_context).startswith("LambdaContext([aws_request_id=")
            try:
                lambda_context.nothing
            except AttributeError as error:
                assert str(error) == "'LambdaContext' object has no attribute 'nothing'"
    """)
    project.passes(1)


def test_fixtures_take_nothing_from_the_remaining_time(project):
    project.test("""
        import time
        import pytest

        @pytest.fixture
        def slow(lambda_context, monkeypatch):
            now = time.time()
            monkeypatch.setattr(time, "time", lambda: now + 60)  # later by the time the body runs

        def test_it(slow, lambda_context):
            assert 0 < lambda_context.get_remaining_time_in_millis() <= 3000
    """)
    project.passes(1)


def test_a_test_that_calls_its_handler_by_itself_starts_cold(project):
    project.configure()
    project.test("""
        from app import handler
        import app

        def test_first(lambda_context):
            assert handler({}, lambda_context)["calls"] == 1
            assert handler({}, lambda_context)["calls"] == app.calls == 2

        def test_second(lambda_context):
            assert handler({}, lambda_context)["calls"] == app.calls == 1
    """)
    project.passes(2)
