"""pytest-xdist, random order, coverage, and reruns beside us."""

from __future__ import annotations

import importlib.util

import pytest

from tests.pytest_glue.conftest import INSTALLED, PLUGIN


def needs(module: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not importlib.util.find_spec(module), reason=f"needs {module}")


MANY = """
    import os
    import pytest

    assert os.environ["TABLE"] == "t1"
    import app

    @pytest.mark.parametrize("n", range(8))
    def test_it(lambda_function, n):
        assert lambda_function({"n": n}) == {"event": {"n": n}, "calls": 1}
        assert lambda_function({"n": n})["calls"] == 2

    @pytest.fixture(scope="module")
    def warm(lambda_function_factory):
        return lambda_function_factory(start="warm")

    @pytest.mark.parametrize("n", range(4))
    def test_warm(warm, n):
        assert warm({})["calls"] >= 1
"""


@needs("xdist")
@pytest.mark.parametrize("dist", ["load", "loadscope", "worksteal"])
def test_xdist(project, dist):
    project.configure('lambda_environment = ["TABLE=t1"]')
    project.test(MANY)
    result = project.run_apart("-n", "2", f"--dist={dist}")
    result.assert_outcomes(passed=12)


@needs("xdist")
def test_xdist_with_flags_and_a_failure(project):
    project.write("conftest.py", "import os\n")
    project.test("""
        import pytest

        def test_flag(lambda_function):
            assert lambda_function.configuration.timeout == 9
            assert lambda_function.configuration.environment == {"TABLE": "t1"}

        def test_fails(lambda_function):
            lambda_function({})
            assert False

        @pytest.mark.aws_lambda(timeout=901)
        def test_error(lambda_function): pass

        def test_exception(lambda_function_factory):
            def handler(event, context):
                import sys
                sys.exit(1)
            lambda_function_factory(handler)({})
    """)
    flags = ("--lambda-handler=app.handler", "--lambda-timeout=9", "--lambda-environment=TABLE=t1")
    result = project.run_apart("-n", "2", *flags)
    result.assert_outcomes(passed=1, failed=2, errors=1)
    result.stdout.fnmatch_lines(["*- Lambda log of function -*"])
    result.stdout.fnmatch_lines(["*timeout is 901: *"])
    result.stdout.fnmatch_lines(["*FunctionExited: Runtime.ExitError*"])


@needs("xdist")
def test_bad_settings_under_xdist_are_told_once(project):
    project.configure("lambda_memory = 256")
    project.test("def test_it(lambda_function): pass")
    result = project.run_apart("-n", "2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.stderr.str().count("unknown setting 'lambda_memory'") == 1


@needs("pytest_randomly")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_order(project, seed):
    project.configure('lambda_environment = ["TABLE=t1"]')
    project.test(MANY)
    plugin = [] if INSTALLED else ["-p", PLUGIN]
    result = project.pytester.runpytest_subprocess(*plugin, f"--randomly-seed={seed}")
    result.assert_outcomes(passed=12)


@needs("pytest_cov")
def test_coverage_of_a_handler(project):
    project.configure()
    project.test("""
        def test_it(lambda_function):
            assert lambda_function({})["calls"] == 1
            lambda_function.cold_start()
            assert lambda_function({})["calls"] == 1
    """)
    result = project.run_apart("--cov=app", "--cov-report=term-missing")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["app.py * 1 * 8*"])


def test_a_test_that_is_run_again(project):
    project.configure()
    project.write(
        "conftest.py",
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            # As plugins for flaky tests do it.
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            for run in range(2):
                if hasattr(item, "_initrequest"):
                    item._initrequest()
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
            for report in reports:
                item.ihook.pytest_runtest_logreport(report=report)
            item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            return True
        """,
    )
    project.test("""
        def test_it(lambda_function):
            assert lambda_function({})["calls"] == 1

        def test_again(lambda_function, lambda_context):
            assert lambda_function({})["calls"] == 1
            assert lambda_context.aws_request_id
    """)
    project.passes(2)


def test_plugin_loaded_by_a_conftest(project):
    if INSTALLED:
        pytest.skip("it is loaded already")
    project.configure('lambda_environment = ["TABLE=t1"]')
    project.write("conftest.py", f"pytest_plugins = [{PLUGIN!r}]\n")
    project.test(MANY)
    project.pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=12)
