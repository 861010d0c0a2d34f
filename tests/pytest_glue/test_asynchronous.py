"""`async def` tests: the function is called while a loop runs, and its handler may run a loop of its own."""

from __future__ import annotations

import importlib.util

import pytest

APP = """
    import asyncio

    calls = 0

    def handler(event, context):
        return asyncio.run(answer())

    async def answer():
        global calls
        await asyncio.sleep(0)
        calls += 1
        return calls

    loop = None

    def keeps_a_loop(event, context):
        global loop
        loop = loop or asyncio.new_event_loop()
        return loop.run_until_complete(answer())
"""

BODY = """
    assert lambda_function({}) == 1
    task = asyncio.ensure_future(asyncio.sleep(0, "of the test"))
    assert lambda_function({}) == 2
    assert await task == "of the test"
    assert asyncio.get_running_loop().is_running()
"""

needs_asyncio = pytest.mark.skipif(not importlib.util.find_spec("pytest_asyncio"), reason="needs pytest-asyncio")
needs_anyio = pytest.mark.skipif(not importlib.util.find_spec("anyio"), reason="needs anyio")
needs_trio = pytest.mark.skipif(not importlib.util.find_spec("trio"), reason="needs trio")


@pytest.fixture
def calling(project):
    project.configure()
    project.write("app.py", APP)
    return project


def body(indent: str) -> str:
    return BODY.replace("\n    ", f"\n{indent}")


@needs_asyncio
@pytest.mark.parametrize("handler", ["app.handler", "app.keeps_a_loop"])
def test_pytest_asyncio(calling, handler):
    calling.test(f"""
        import asyncio
        import pytest

        @pytest.mark.asyncio
        @pytest.mark.aws_lambda(handler={handler!r})
        async def test_it(lambda_function):
            {body("            ")}

        @pytest.mark.asyncio
        @pytest.mark.aws_lambda(handler={handler!r})
        async def test_again(lambda_function):
            assert lambda_function({{}}) == 1
    """)
    calling.passes(2)


@needs_asyncio
def test_pytest_asyncio_in_auto_mode_with_fixtures(calling):
    calling.test("""
        import asyncio
        import pytest

        @pytest.fixture
        async def first(lambda_function):
            await asyncio.sleep(0)
            yield lambda_function({})
            assert lambda_function({}) == 3

        class TestIt:
            async def test_it(self, first, lambda_function):
                assert first == 1
                assert lambda_function({}) == 2
    """)
    calling.passes(1, "-o", "asyncio_mode=auto")


@needs_asyncio
def test_wide_fixture_of_pytest_asyncio(calling):
    calling.test("""
        import pytest
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module")
        async def orders(lambda_function): pass

        @pytest.mark.asyncio
        async def test_it(orders): pass
    """)
    result = calling.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The fixture 'orders' (*) has module scope and uses 'lambda_function'*"])


@needs_anyio
def test_anyio_on_asyncio(calling):
    calling.test(f"""
        import asyncio
        import pytest

        pytestmark = pytest.mark.anyio

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.fixture
        async def first(lambda_function):
            return lambda_function({{}})

        async def test_it(lambda_function):
            {body("            ")}

        async def test_fixture(first, lambda_function):
            assert first == 1
            assert lambda_function({{}}) == 2
    """)
    calling.passes(2)


@needs_anyio
@needs_trio
def test_anyio_on_trio(calling):
    calling.test("""
        import pytest

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["trio"])
        async def test_it(lambda_function, anyio_backend):
            assert lambda_function({}) == 1
    """)
    calling.passes(1)


@needs_anyio
def test_in_a_worker_thread_of_anyio_s_test(calling):
    calling.test("""
        import anyio.to_thread
        import pytest

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio"])
        async def test_it(lambda_function, anyio_backend):
            assert await anyio.to_thread.run_sync(lambda_function, {}) == 1
    """)
    calling.passes(1)


@needs_asyncio
def test_handler_that_is_a_coroutine_function(calling):
    calling.write("app.py", "async def handler(event, context): return 1")
    calling.test("""
        import pytest
        from pytest_lambda import ResponseNotSerializable

        @pytest.mark.asyncio
        @pytest.mark.filterwarnings("ignore:coroutine")
        async def test_it(lambda_function):
            with pytest.raises(ResponseNotSerializable):
                lambda_function({})
    """)
    calling.passes(1)
