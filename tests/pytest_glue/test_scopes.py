"""Our fixtures stand for the test that runs: who may ask for them, and users' own fixtures of the same name."""

from __future__ import annotations

import pytest

REFUSED = (
    "The fixture 'orders' (*test_it.py:*) has {scope} scope and uses '{name}', which stands for the one test that "
    "runs. Use 'lambda_function_factory' instead*"
)


@pytest.mark.parametrize("name", ["lambda_function", "lambda_context"])
@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_fixture_of_wider_scope(project, scope, name):
    project.configure()
    project.test(f"""
        import pytest

        def test_before({name}): pass

        @pytest.fixture(scope={scope!r})
        def orders({name}):
            yield {name}

        class TestOrders:
            def test_it(self, orders): pass
            def test_again(self, orders): pass

        def test_after({name}): pass
    """)
    result = project.run()
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*" + REFUSED.format(scope=scope, name=name)])


@pytest.mark.parametrize("asked_before", [True, False])
def test_fixture_of_wider_scope_that_asks_later(project, asked_before):
    project.configure()
    before = "def test_before(lambda_function): pass" if asked_before else ""
    project.test(f"""
        import pytest

        {before}

        @pytest.fixture(scope="module")
        def orders(request):
            function = request.getfixturevalue("lambda_function")
            function({{}})
            return function

        def test_it(orders): pass

        def test_after(lambda_function):
            assert lambda_function({{}})["calls"] == 1
    """)
    result = project.run()
    result.assert_outcomes(passed=1 + asked_before, errors=1)
    result.stdout.fnmatch_lines(["*" + REFUSED.format(scope="module", name="lambda_function")])


@pytest.mark.parametrize("asked_before", [True, False])
def test_context_asked_for_later_by_a_fixture_of_wider_scope(project, asked_before):
    project.configure()
    before = "def test_before(lambda_context): pass" if asked_before else ""
    project.test(f"""
        import pytest

        {before}

        @pytest.fixture(scope="module")
        def orders(request):
            return request.getfixturevalue("lambda_context").aws_request_id

        def test_it(orders): pass
    """)
    result = project.run()
    result.assert_outcomes(passed=int(asked_before), errors=1)
    result.stdout.fnmatch_lines(["*" + REFUSED.format(scope="module", name="lambda_context")])


def test_function_scope_between_wider_ones(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def table():
            return {}

        @pytest.fixture
        def orders(lambda_function, table):
            lambda_function({})
            return lambda_function

        def test_it(orders):
            assert orders({})["calls"] == 2

        def test_again(orders):
            assert orders({})["calls"] == 2
    """)
    project.passes(2)


def test_asked_for_by_name_at_run_time(project):
    project.configure()
    project.test("""
        def test_by_name(lambda_function):
            assert lambda_function({})["calls"] == 1

        def test_it(request):
            function = request.getfixturevalue("lambda_function")
            assert function.configuration.function_name == "function"
            assert function({})["calls"] == 1
            assert request.getfixturevalue("lambda_context").function_name == "function"

        def test_again(request):
            assert request.getfixturevalue("lambda_function")({})["calls"] == 1
            assert request.getfixturevalue("lambda_context").aws_request_id
    """)
    project.passes(3)


def test_nobody_asks_by_name(project):
    project.configure()
    project.test("""
        import pytest

        def test_it(request):
            assert request.getfixturevalue("lambda_function")({})["calls"] == 1

        @pytest.mark.aws_lambda(function_name="orders")
        def test_again(request):
            function = request.getfixturevalue("lambda_function")
            assert function.configuration.function_name == "orders"
            assert function({})["calls"] == 1
    """)
    project.passes(2)


def test_bad_settings_of_one_test_do_not_spoil_the_next(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=901)
        def test_it(request):
            request.getfixturevalue("lambda_function")({})

        @pytest.mark.aws_lambda(timeout=902)
        def test_again(lambda_function): pass

        def test_after(lambda_function): pass
    """)
    result = project.run()
    result.assert_outcomes(failed=1, errors=1, passed=1)
    result.stdout.fnmatch_lines(["*timeout is 902: *", "*timeout is 901: *"])


def test_use_outside_of_a_test(project):
    project.configure()
    project.write(
        "conftest.py",
        """
        import pytest

        kept = []

        @pytest.fixture
        def keep(lambda_function, lambda_context):
            kept[:] = lambda_function, lambda_context

        def pytest_sessionfinish():
            for use in (lambda: kept[0]({}), lambda: kept[0].logs, lambda: kept[1].aws_request_id):
                try:
                    use()
                except Exception as error:
                    print(f"\\n{type(error).__name__}: {error}")
            print(repr(kept[0]))
        """,
    )
    project.test("def test_it(keep): pass")
    result = project.run("-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "ConfigurationError: lambda_function was used outside of a test. It stands for the test that runs; "
            "lambda_function_factory makes functions that live longer.",
            "ConfigurationError: lambda_function was used outside of a test.*",
            "ConfigurationError: lambda_context was used outside of a test.*",
            "<lambda_function: lambda_function was used outside of a test.*",
        ]
    )


OWN = """
    import pytest

    class Context:
        function_name = "mine"

    @pytest.fixture{scope}
    def lambda_context():
        return Context()
"""


@pytest.mark.parametrize("scope", ["", "(scope='session')", "(scope='module')"])
def test_a_context_of_the_user_s_own(project, scope):
    project.configure(handler=None)
    project.write("conftest.py", OWN.format(scope=scope))
    project.test("""
        import pytest

        @pytest.fixture(scope="module", autouse=SCOPE)
        def wide(request):
            request.getfixturevalue("lambda_context")

        @pytest.mark.aws_lambda(memory="not ours to judge")
        def test_it(lambda_context):
            assert lambda_context.function_name == "mine"

        @pytest.mark.aws_lambda(handler="app.handler")
        def test_with_our_function(lambda_context, lambda_function):
            assert lambda_context.function_name == "mine"
            assert lambda_function({})["calls"] == 1
    """.replace("SCOPE", str(bool(scope))))
    project.passes(2)


def test_no_hooks_for_a_context_of_the_user_s_own(project):
    project.write("conftest.py", OWN.format(scope=""))
    project.test("""
        def test_it(lambda_context, pytestconfig):
            assert not pytestconfig.pluginmanager.has_plugin("pytest_lambda lifecycle")
    """)
    project.passes(1)


def test_an_override_that_asks_for_ours(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.fixture
        def lambda_function(lambda_function):
            lambda_function({"warm": "up"})
            return lambda_function

        class TestIt:
            @pytest.fixture
            def lambda_function(self, lambda_function):
                lambda_function({"warm": "up"})
                return lambda_function

            def test_it(self, lambda_function):
                assert lambda_function({})["calls"] == 3

        def test_it(lambda_function):
            assert lambda_function({})["calls"] == 2
    """)
    project.passes(2)


def test_an_override_of_wider_scope_that_asks_for_ours(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.fixture(scope="module")
        def lambda_function(lambda_function):
            return lambda_function

        def test_it(lambda_function): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The fixture 'lambda_function' (*) has module scope and uses 'lambda_function'*"])


def test_autouse_and_usefixtures(project):
    project.configure()
    project.test("""
        import pytest

        pytestmark = pytest.mark.usefixtures("lambda_function")

        @pytest.fixture(autouse=True)
        def first_call(lambda_function):
            lambda_function({})

        def test_it(lambda_function):
            assert lambda_function({})["calls"] == 2

        def test_again(lambda_function):
            assert lambda_function({})["calls"] == 2
    """)
    project.passes(2)
