"""Projects laid out in the usual ways, import modes, and kinds of test other than a plain function."""

from __future__ import annotations

import pytest

SRC_APP = """
    from orders.store import kept

    def handler(event, context):
        kept.append(event)
        return len(kept)
"""

TEST = """
    from orders import store

    def test_it(lambda_function):
        assert lambda_function({}) == 1
        assert store.kept == [{}]

    def test_again(lambda_function):
        assert lambda_function({}) == 1
"""


@pytest.fixture
def src_layout(project):
    project.write("src/orders/__init__.py", "")
    project.write("src/orders/store.py", "kept = []\n")
    project.write("src/orders/app.py", SRC_APP)
    project.configure('lambda_task_root = "src"', 'testpaths = ["suite"]', handler="orders.app.handler")
    return project


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
@pytest.mark.parametrize("package", [True, False])
def test_src_layout(src_layout, mode, package):
    src_layout.test(TEST, "suite/unit/test_it.py")
    if package:
        src_layout.write("suite/__init__.py", "")
        src_layout.write("suite/unit/__init__.py", "")
    src_layout.passes(2, f"--import-mode={mode}")


def test_run_from_a_subfolder(src_layout, monkeypatch):
    src_layout.test(TEST, "suite/unit/test_it.py")
    with monkeypatch.context() as patch:
        patch.chdir(src_layout.path / "suite" / "unit")
        src_layout.passes(2)


def test_run_from_elsewhere(src_layout, monkeypatch, tmp_path_factory):
    src_layout.test(TEST, "suite/unit/test_it.py")
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        src_layout.passes(2, str(src_layout.path))


def test_conftests_at_several_levels(src_layout):
    src_layout.write("conftest.py", "import orders.app\n")
    src_layout.write(
        "suite/conftest.py",
        """
        import pytest

        @pytest.fixture
        def first(lambda_function):
            return lambda_function({"by": "fixture"})
        """,
    )
    src_layout.test(
        """
        import pytest

        pytestmark = pytest.mark.aws_lambda(timeout=9)

        def test_it(first, lambda_function):
            assert first == 1
            assert lambda_function({}) == 2
            assert lambda_function.configuration.timeout == 9
        """,
        "suite/unit/test_it.py",
    )
    src_layout.passes(1)


def test_root_given_on_the_command_line(src_layout):
    src_layout.write("elsewhere/app.py", "def handler(event, context): return 'elsewhere'")
    src_layout.test("def test_it(lambda_function): assert lambda_function({}) == 'elsewhere'", "elsewhere/test_it.py")
    src_layout.write("elsewhere/pytest.ini", "[pytest]\nlambda_handler = app.handler\n")
    src_layout.passes(1, "--rootdir=elsewhere", "-c", "elsewhere/pytest.ini", "elsewhere")


def test_methods_of_a_class(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.mark.aws_lambda(timeout=7)
        class TestOrders:
            @pytest.fixture(autouse=True)
            def called_once(self, lambda_function):
                self.function = lambda_function
                lambda_function({})

            def test_it(self):
                assert self.function({})["calls"] == 2

            @pytest.mark.aws_lambda(timeout=8)
            def test_again(self, lambda_function):
                assert lambda_function({})["calls"] == 2
                assert lambda_function.configuration.timeout == 8

            class TestNested:
                def test_it(self, lambda_function):
                    assert lambda_function.configuration.timeout == 7
    """)
    project.passes(3)


def test_setup_and_teardown_methods(project):
    project.configure()
    project.test("""
        import os

        class TestOrders:
            def setup_method(self):
                assert os.environ["AWS_REGION"] == "us-east-1"

            teardown_method = setup_method

            def test_it(self, lambda_function):
                assert lambda_function({})["calls"] == 1
    """)
    project.passes(1)


def test_unittest_methods(project):
    project.configure()
    project.test("""
        import unittest
        import pytest

        @pytest.mark.usefixtures("lambda_function")
        @pytest.mark.aws_lambda(timeout=7)
        class OrdersTest(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def keep(self, lambda_function, lambda_function_factory):
                self.function = lambda_function
                self.make = lambda_function_factory

            def setUp(self):
                self.assertEqual(self.function({})["calls"], 1)

            def tearDown(self):
                self.assertEqual(self.function({})["calls"], 3)

            def test_it(self):
                self.assertEqual(self.function({})["calls"], 2)
                self.assertEqual(self.function.configuration.timeout, 7)

            def test_again(self):
                self.assertEqual(self.function({})["calls"], 2)

            @pytest.mark.aws_lambda(function_name="orders")
            def test_marked(self):
                self.assertEqual(self.function.configuration.function_name, "orders")
                self.assertEqual(self.function({})["calls"], 2)

            @unittest.skip("for a reason")
            def test_skipped(self): raise AssertionError

            def test_skipping_itself(self):
                self.function({})
                self.skipTest("for a reason")

            def test_sub(self):
                for n in range(2, 3):
                    with self.subTest(n=n):
                        self.assertEqual(self.function({})["calls"], n)
    """)
    result = project.run()
    result.assert_outcomes(passed=4, skipped=2)


def test_unittest_class_scope_is_refused(project):
    project.configure()
    project.test("""
        import unittest
        import pytest

        class OrdersTest(unittest.TestCase):
            @pytest.fixture(scope="class", autouse=True)
            def keep(self, lambda_function): pass

            def test_it(self): pass
    """)
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The fixture 'keep' (*) has class scope and uses 'lambda_function'*"])


def test_asynchronous_unittest(project):
    project.configure()
    project.test("""
        import unittest
        import pytest

        class OrdersTest(unittest.IsolatedAsyncioTestCase):
            @pytest.fixture(autouse=True)
            def keep(self, lambda_function):
                self.function = lambda_function

            async def test_it(self):
                self.assertEqual(self.function({})["calls"], 1)
    """)
    project.passes(1)


def test_doctests(project):
    project.configure()
    project.write(
        "book.py",
        '''
        """
        >>> function = getfixture("lambda_function")
        >>> function({})["calls"]
        1
        """

        def more():
            """
            >>> getfixture("lambda_function")({})["calls"]
            1
            >>> getfixture("lambda_context").function_name
            'function'
            """
        ''',
    )
    project.write("page.rst", ">>> getfixture('lambda_function')({})['calls']\n1\n")
    # In a process of its own: a debugger is imported, which changes C's environment.
    arguments = ("--doctest-modules", "--doctest-glob=*.rst", "book.py", "page.rst")
    project.run_apart(*arguments).assert_outcomes(passed=3)


def test_doctest_namespace(project):
    project.configure()
    project.write(
        "conftest.py",
        """
        import pytest

        @pytest.fixture(autouse=True)
        def in_namespace(doctest_namespace, lambda_function):
            doctest_namespace["function"] = lambda_function
        """,
    )
    project.write("page.rst", ">>> function({})['calls']\n1\n")
    project.test("def test_it(lambda_function): assert lambda_function({})['calls'] == 1")
    project.run_apart("--doctest-glob=*.rst").assert_outcomes(passed=2)


def test_parametrised_tests_and_fixtures(project):
    project.configure()
    project.test("""
        import pytest

        @pytest.fixture(params=[1, 2])
        def memory(request, lambda_function):
            lambda_function({})
            return request.param

        @pytest.mark.parametrize("x", "ab")
        def test_it(lambda_function, memory, x):
            assert lambda_function({})["calls"] == 2

        @pytest.fixture(scope="module", params=["warm", "cold"])
        def function(request, lambda_function_factory):
            return lambda_function_factory(start=request.param)

        def test_first(function):
            function({})

        def test_second(function):
            assert function({})["calls"] == {"warm": 2, "cold": 1}[function.configuration.start]
    """)
    project.passes(8)


def test_indirect_markers_of_a_fixture(project):
    project.configure()
    project.test("""
        import pytest

        def pytest_generate_tests(metafunc):
            marked = [pytest.param(n, marks=pytest.mark.aws_lambda(memory_size=n)) for n in (256, 512)]
            metafunc.parametrize("size", marked)

        def test_it(lambda_function, size):
            assert lambda_function.configuration.memory_size == size
    """)
    project.passes(2)


def test_subtests(project):
    if pytest.version_tuple < (9,):
        pytest.skip("new in pytest 9")
    project.configure()
    project.test("""
        def test_it(lambda_function, subtests):
            for n in (1, 2):
                with subtests.test(n=n):
                    assert lambda_function({})["calls"] == n
    """)
    assert project.run().ret == 0
