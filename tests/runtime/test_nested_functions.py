"""Functions that invoke functions, without a service around them: each finds what is its own, and nothing else."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import LambdaFunction
from tests.leak_census import no_leaks

pytestmark = pytest.mark.usefixtures("leak_census")

Deploy = Callable[..., LambdaFunction]

INNER = """
    import helper
    NAME = "inner"

    def handler(event, context):
        if event == "fail":
            raise KeyError(helper.WHO)
        while event == "hang":
            pass
        return [NAME, helper.WHO, context.function_name]
"""


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    """Each function has an `app` and a `helper`."""
    functions: list[LambdaFunction] = []

    def make(name: str, source: str, **settings: Any) -> LambdaFunction:
        root = tmp_path / name
        root.mkdir()
        (root / "app.py").write_text(textwrap.dedent(source), encoding="utf-8")
        (root / "helper.py").write_text(f"WHO = {name!r}\n", encoding="utf-8")
        functions.append(LambdaFunction("app.handler", task_root=root, function_name=name, **settings))
        return functions[-1]

    yield make
    for function in functions:
        function.close()


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, deploy: Deploy) -> LambdaFunction:
    """The outer function; what it calls is `sys.inner`."""
    monkeypatch.setattr(sys, "inner", deploy("inner", INNER, timeout=1), raising=False)
    return deploy(
        "outer",
        """
        import sys
        import helper
        NAME = "outer"
        seen = []

        def handler(event, context):
            seen.append(event)
            result = sys.inner.invoke(event)
            import helper as again
            return [NAME, helper.WHO, again.WHO, sys.modules["app"].NAME, len(seen), result.payload]
        """,
        timeout=30,
    )


def test_modules_of_one_name(call: LambdaFunction) -> None:
    for number in (1, 2):
        with no_leaks():
            *own, got = call({})
        assert own == ["outer", "outer", "outer", "outer", number]
        assert got == ["inner", "inner", "inner"]


def test_the_inner_one_was_warm_before(call: LambdaFunction) -> None:
    inner: Any = sys.inner
    assert inner({}) == ["inner", "inner", "inner"]
    assert call({})[-1] == ["inner", "inner", "inner"]
    assert inner({}) == ["inner", "inner", "inner"]


def test_an_error(call: LambdaFunction) -> None:
    *own, got = call("fail")
    assert own == ["outer", "outer", "outer", "outer", 1]
    assert (got["errorType"], got["errorMessage"]) == ("KeyError", "'inner'")


def test_a_timeout_of_the_inner_one(call: LambdaFunction) -> None:
    with no_leaks():
        *own, got = call("hang")
    assert own == ["outer", "outer", "outer", "outer", 1]
    assert got["errorType"] == "Sandbox.Timedout"
    assert call({})[-1] == ["inner", "inner", "inner"]


def test_a_timeout_of_the_outer_one_inside_the_inner_one(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = deploy("inner", INNER, timeout=30)
    monkeypatch.setattr(sys, "inner", inner, raising=False)
    outer = deploy("outer", "import sys\ndef handler(event, context): return sys.inner.invoke(event).payload", timeout=1)
    with no_leaks():
        assert outer.invoke("hang").timed_out
    assert outer({}) == ["inner", "inner", "inner"]


def test_three_deep(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        import sys
        import helper

        def handler(event, context):
            below = sys.further[event].invoke(event + 1).payload if event < len(sys.further) else []
            import helper as again
            return [helper.WHO, again.WHO, *below]
    """
    first = deploy("first", source, timeout=30)
    further = [deploy("second", source, timeout=30), deploy("third", source, timeout=30)]
    monkeypatch.setattr(sys, "further", further, raising=False)
    for _ in range(2):
        with no_leaks():
            assert first(0) == ["first", "first", "second", "second", "third", "third"]
