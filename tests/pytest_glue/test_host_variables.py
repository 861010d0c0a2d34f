"""Fake credentials, a region and the configured variables: while tests are collected, and while ours run."""

from __future__ import annotations

import importlib.util
import operator
import os

import pytest

from pytest_lambda.pytest_glue.host_variables import HostVariables, fake_identity

SHOW = """
    import os

    NAMES = ("AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "TABLE")

    def seen():
        return {name: os.environ[name] for name in NAMES if name in os.environ}
"""

FAKE = {
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE": "t1",
}
REAL = {"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_PROFILE": "prod", "AWS_DEFAULT_REGION": "eu-north-1", "TABLE": "prod"}


@pytest.fixture
def shell(project, monkeypatch):
    """A developer's shell with a profile, and a project that shows what it sees of it."""
    for name in (*fake_identity("x"), "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    project.write("show.py", SHOW)
    return project


def test_a_project_without_settings_is_left_alone(shell):
    shell.write("conftest.py", f"import show\nassert show.seen() == {REAL}\n")
    shell.test(f"""
        import show

        assert show.seen() == {REAL}

        def test_it():
            assert show.seen() == {REAL}
    """)
    shell.passes(1)


@pytest.mark.parametrize("by", ["ini", "flags"])
def test_in_force_before_conftests_are_imported(shell, by):
    variables = ('lambda_environment = ["TABLE=t1"]',) if by == "ini" else ()
    shell.configure(*variables, handler="app.handler" if by == "ini" else None)
    shell.write("conftest.py", f"import show\nassert show.seen() == {FAKE}\n")
    shell.test(f"""
        import show

        assert show.seen() == {FAKE}

        def test_it(): pass
    """)
    shell.passes(1, *(("--lambda-environment=TABLE=t1",) if by == "flags" else ()))


def test_over_when_all_is_collected(shell):
    shell.configure('lambda_environment = ["TABLE=t1"]')
    shell.test(f"""
        import show

        def test_without_ours():
            assert show.seen() == {REAL}

        def test_with_ours(lambda_function):
            assert show.seen() == {FAKE}

        def test_again_without_ours():
            assert show.seen() == {REAL}

        def test_with_a_context(lambda_context):
            assert show.seen() == {FAKE}

        def test_with_the_factory(lambda_function_factory):
            assert show.seen() == {FAKE}
    """)
    shell.passes(5)
    assert {name: os.environ[name] for name in REAL} == REAL


def test_in_force_for_the_fixtures_of_a_test(shell):
    shell.configure('lambda_environment = ["TABLE=t1"]')
    shell.test(f"""
        import pytest
        import show

        @pytest.fixture(scope="module", autouse=True)
        def wide():
            assert show.seen() == {FAKE}
            yield
            assert show.seen() == {FAKE}

        @pytest.fixture(autouse=True)
        def first():
            assert show.seen() == {FAKE}
            yield
            assert show.seen() == {FAKE}

        def test_it(lambda_function): pass
    """)
    shell.passes(1)


def test_a_project_of_markers_only(shell):
    shell.test(f"""
        import pytest
        import show

        assert show.seen() == {REAL}

        @pytest.mark.aws_lambda(handler="app.handler", region="eu-west-1", environment={{"TABLE": "t"}})
        def test_it(lambda_function):
            assert lambda_function.invoke({{}}).ok
            assert show.seen() == {{
                "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
                "AWS_REGION": "eu-west-1",
                "AWS_DEFAULT_REGION": "eu-west-1",
                "TABLE": "prod",  # the marker is about the function
            }}

        def test_after():
            assert show.seen() == {REAL}
    """)
    shell.passes(2)


@pytest.mark.parametrize("setting", ['lambda_region = "eu-west-1"', 'lambda_environment = ["AWS_REGION=eu-west-1"]'])
def test_the_region_of_the_project(shell, setting):
    shell.configure(setting)
    shell.test("""
        import os

        assert os.environ["AWS_DEFAULT_REGION"] == os.environ["AWS_REGION"] == "eu-west-1"

        def test_it(lambda_function):
            assert os.environ["AWS_DEFAULT_REGION"] == os.environ["AWS_REGION"] == "eu-west-1"
            assert lambda_function.world.region == "eu-west-1"
    """)
    shell.passes(1)


def test_what_a_conftest_sets_stays(shell):
    shell.configure()
    shell.write(
        "conftest.py",
        """
        import os

        os.environ["AWS_ACCESS_KEY_ID"] = "testing"
        os.environ["AWS_DEFAULT_REGION"] = "us-east-1"  # the same as ours
        os.environ["AWS_PROFILE"] = "mine"
        """,
    )
    shell.test("""
        import os

        SET = {"AWS_ACCESS_KEY_ID": "testing", "AWS_DEFAULT_REGION": "us-east-1", "AWS_PROFILE": "mine"}

        def test_without_ours():
            assert SET.items() <= os.environ.items()

        def test_with_ours(lambda_function):
            assert SET.items() <= os.environ.items()

        def test_again_without_ours():
            assert SET.items() <= os.environ.items()
    """)
    shell.passes(3)


def test_a_region_that_a_conftest_sets_is_not_contradicted(shell):
    shell.configure()
    shell.write("conftest.py", "import os\nos.environ['AWS_DEFAULT_REGION'] = 'sa-east-1'\n")
    shell.test("""
        import os

        def test_it(lambda_function):
            assert os.environ["AWS_DEFAULT_REGION"] == "sa-east-1"
            assert "AWS_REGION" not in os.environ
    """)
    shell.passes(1)


def test_a_test_may_change_them(shell):
    shell.configure()
    shell.test(f"""
        import os
        from unittest import mock
        import show

        def test_monkeypatch(lambda_function, monkeypatch):
            monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
            monkeypatch.delenv("AWS_ACCESS_KEY_ID")
            lambda_function({{}})
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-3"
            assert "AWS_ACCESS_KEY_ID" not in os.environ

        def test_patch_dict(lambda_function):
            with mock.patch.dict(os.environ, {{"AWS_DEFAULT_REGION": "eu-west-3"}}, clear=True):
                lambda_function({{}})
                assert os.environ == {{"AWS_DEFAULT_REGION": "eu-west-3"}}

        def test_after():
            assert show.seen() == {REAL}
    """)
    shell.passes(3)


def test_a_function_that_may_call_aws_keeps_the_identity(shell):
    shell.configure()
    shell.test("""
        import pytest
        import show

        KEYS = ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION"]

        @pytest.mark.aws_lambda(handler="app.variables", allow_aws=["s3"])
        def test_marker(lambda_function):
            assert lambda_function(KEYS) == {
                "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_PROFILE": "prod", "AWS_REGION": "us-east-1"
            }
            assert show.seen()["AWS_ACCESS_KEY_ID"] == "AKIAREAL"

        def test_argument(lambda_function_factory):
            function = lambda_function_factory("app.variables", allow_aws=["s3"])
            assert function(KEYS) == {
                "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_PROFILE": "prod", "AWS_REGION": "us-east-1"
            }

        @pytest.mark.aws_lambda(handler="app.variables")
        def test_without(lambda_function):
            assert lambda_function(KEYS) == {
                "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_PROFILE": None, "AWS_REGION": "us-east-1"
            }
    """)
    shell.passes(3)


@pytest.mark.skipif(not importlib.util.find_spec("moto"), reason="needs moto")
def test_boto3_and_moto_in_a_test(shell):
    shell.configure('lambda_environment = ["TABLE=orders"]', handler="store.handler")
    shell.write(
        "store.py",
        """
        import os
        import boto3

        bucket = boto3.resource("s3").Bucket(os.environ["TABLE"])

        def handler(event, context):
            bucket.put_object(Key=event["key"], Body=b"x")
        """,
    )
    shell.test("""
        import os
        import boto3
        import store
        from moto import mock_aws

        @mock_aws
        def test_it(lambda_function):
            s3 = boto3.client("s3")
            s3.create_bucket(Bucket=os.environ["TABLE"])
            lambda_function({"key": "k"})
            assert [each["Key"] for each in s3.list_objects_v2(Bucket="orders")["Contents"]] == ["k"]
            assert boto3.session.Session().get_credentials().access_key != "AKIAREAL"
    """)
    result = shell.run_apart()
    result.assert_outcomes(passed=1)


class TestHostVariables:
    @pytest.fixture(autouse=True)
    def clean(self, monkeypatch):
        for name in ("GIVEN", "ABSENT", "AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("GIVEN", "by the shell")

    def test_apply_and_undo(self):
        variables = HostVariables({"GIVEN": "ours", "ABSENT": "ours"}, dict(os.environ))
        before = dict(os.environ)
        variables.apply()
        assert (os.environ["GIVEN"], os.environ["ABSENT"]) == ("ours", "ours")
        variables.undo()
        assert dict(os.environ) == before

    def test_removal(self):
        variables = HostVariables({"GIVEN": None, "ABSENT": None}, dict(os.environ))
        variables.apply()
        assert "GIVEN" not in os.environ
        variables.undo()
        assert os.environ["GIVEN"] == "by the shell"
        assert "ABSENT" not in os.environ

    def test_what_differs_from_the_start_is_left_alone(self):
        at_start = dict(os.environ)
        os.environ["GIVEN"] = "by the test"
        variables = HostVariables({"GIVEN": "ours"}, at_start)
        variables.apply()
        assert os.environ["GIVEN"] == "by the test"
        variables.undo()
        assert os.environ["GIVEN"] == "by the test"

    def test_what_is_changed_meanwhile_is_left_as_it_is(self):
        variables = HostVariables({"GIVEN": "ours", "ABSENT": "ours"}, dict(os.environ))
        variables.apply()
        os.environ["GIVEN"] = "by the test"
        del os.environ["ABSENT"]
        variables.undo()
        assert os.environ["GIVEN"] == "by the test"
        assert "ABSENT" not in os.environ

    @pytest.mark.parametrize(("same", "left"), [(operator.eq, "by the shell"), (operator.is_, "ours")])
    def test_the_very_same_value(self, same, left):
        variables = HostVariables({"GIVEN": "ours"}, dict(os.environ), same=same)
        variables.apply()
        os.environ["GIVEN"] = "ou" + "rs"
        variables.undo()
        assert os.environ["GIVEN"] == left

    def test_another_os_environ(self, monkeypatch):
        variables = HostVariables({"GIVEN": "ours"}, dict(os.environ))
        variables.apply()
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", {"GIVEN": "by the test"})
            assert variables.set_by_test_code("GIVEN") is None
            variables.undo()
        assert os.environ["GIVEN"] == "by the shell"

    def test_who_set_it(self):
        variables = HostVariables({"GIVEN": "ours"}, dict(os.environ))
        variables.apply()
        assert variables.set_by_test_code("GIVEN") is None
        os.environ["GIVEN"] = os.environ["ABSENT"] = "by the test"
        assert variables.set_by_test_code("GIVEN") == "by the test"
        assert variables.set_by_test_code("ABSENT") == "by the test"
        del os.environ["GIVEN"], os.environ["ABSENT"]
        assert variables.set_by_test_code("GIVEN") is None
