"""What the plugin costs a run that does not use it, and what it leaves behind in one that does."""

from __future__ import annotations

import json

import pytest

from tests.pytest_glue.conftest import INSTALLED, PLUGIN, ROOT

SPY = """
    import json
    import sys
    import pytest

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(config):
        ours = [plugin for plugin in config.pluginmanager.get_plugins() if "pytest_lambda" in repr(plugin)]
        hooks = [hook.name for plugin in ours for hook in config.pluginmanager.get_hookcallers(plugin) or ()]
        with open("seen.json", "w") as file:
            json.dump({"modules": [name for name in sys.modules if "lambda" in name], "hooks": hooks}, file)
"""

HEAVY = ("greenlet", "hypothesis", "simplejson", "freezegun", "boto3", "asyncio")


def seen(project, *arguments: str) -> dict[str, list[str]]:
    project.write("conftest.py", SPY)
    plugin = ["-p", "aws_lambda"] if INSTALLED else ["-p", PLUGIN]
    result = project.pytester.runpytest_subprocess("-p", "no:randomly", *plugin, *arguments)
    assert result.ret == 0, result.stdout.str()
    return json.loads((project.path / "seen.json").read_text())


@pytest.fixture
def alone(project, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return project


def test_modules_of_ours_in_a_run_without_ours(alone):
    alone.test("def test_it(): pass")
    assert len(seen(alone)["modules"]) <= 5


def test_no_heavy_module_in_a_run_without_ours(alone):
    alone.test(f"""
        import sys

        def test_it():
            assert not [name for name in {HEAVY} if name in sys.modules]
    """)
    seen(alone)


RUNS_FOR_EACH_TEST = ("pytest_runtest_", "pytest_fixture_", "pytest_pyfunc_", "pytest_report_", "pytest_item")


def per_test(hooks: list[str]) -> list[str]:
    return [name for name in hooks if name.startswith(RUNS_FOR_EACH_TEST)]


@pytest.mark.parametrize("configured", [True, False])
def test_no_hook_for_each_test_in_a_run_without_ours(alone, configured):
    if configured:
        alone.configure()
    alone.test("def test_it(tmp_path): pass")
    assert per_test(seen(alone)["hooks"]) == []


def test_no_hook_for_each_test_if_those_that_use_ours_are_deselected(alone):
    alone.configure()
    alone.test("""
        def test_it(): pass
        def test_function(lambda_function): pass
    """)
    assert per_test(seen(alone, "--deselect", "test_it.py::test_function")["hooks"]) == []


def test_hooks_in_a_run_with_ours(alone):
    alone.configure()
    alone.test("def test_it(lambda_function): lambda_function({})")
    assert {"pytest_runtest_setup", "pytest_runtest_teardown"} <= set(per_test(seen(alone)["hooks"]))


CENSUS = """
    import os
    import sys
    import pytest

    sys.path.append({root!r})
    from tests.leak_census import differences, take_census

    before = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(item, nextitem):
        before = take_census()
        result = yield
        if "first" not in item.name:  # what is imported or registered once by all involved
            found = differences(before, take_census())
            print(item.name, *found, sep="\\n  ", file=open("leaks.txt", "a"))
        return result
"""


def test_nothing_leaks_from_test_to_test(project):
    project.configure("lambda_timeout = 1", 'lambda_environment = ["TABLE=t1"]')
    project.write("conftest.py", CENSUS.format(root=str(ROOT)))
    project.write(
        "app.py",
        """
        import logging
        import os
        import sys
        import time

        def handler(event, context):
            logging.getLogger("orders").setLevel(logging.DEBUG)
            logging.getLogger().addHandler(logging.NullHandler())
            os.environ["LEFT"] = "by the function"
            sys.path.append("/nowhere")
            os.chdir("/")
            if event.get("sleep"):
                time.sleep(20)
            if event.get("exit"):
                sys.exit(1)
            return sorted(os.environ) and 1
        """,
    )
    project.test("""
        import pytest
        from hypothesis import given, settings, strategies as st

        def test_first(lambda_function, lambda_context, lambda_function_factory, caplog, capfd):
            lambda_function({})

        def test_simple(lambda_function):
            lambda_function({})

        def test_context(lambda_context): pass

        def test_factory(lambda_function_factory):
            lambda_function_factory()({})

        def test_timeout(lambda_function):
            assert lambda_function.invoke({"sleep": True}).timed_out
            assert lambda_function({}) == 1

        def test_exit(lambda_function):
            assert lambda_function.invoke({"exit": True}).error.type == "Runtime.ExitError"

        def test_failure(lambda_function):
            lambda_function({})
            assert False

        @pytest.mark.aws_lambda(timeout=901)
        def test_bad_setting(lambda_function): pass

        @given(n=st.integers())
        @settings(max_examples=3, database=None)
        def test_first_property(lambda_function, n):
            lambda_function({})

        @given(n=st.integers())
        @settings(max_examples=3, database=None)
        def test_property(lambda_function, n):
            lambda_function({})

        def test_monkeypatch(lambda_function, monkeypatch):
            monkeypatch.setenv("AWS_REGION", "eu-west-1")
            lambda_function({})
    """)
    result = project.run_apart("-p", "no:cov")
    result.assert_outcomes(passed=9, failed=1, errors=1)
    lines = (project.path / "leaks.txt").read_text().splitlines()
    assert [line for line in lines if line.startswith(" ")] == []
    assert len(lines) == 9
