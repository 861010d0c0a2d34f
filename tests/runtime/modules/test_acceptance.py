"""Every way to import from the function, times every way to patch it, times every moment to do so."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

APP = """
    class OrderError(Exception):
        pass

    class Service:
        def call(self):
            return "real"

    service = Service()

    def load(key):
        if key == "raise":
            raise OrderError(key)
        return "real"

    def handler(event, context):
        return load(event), service.call()
"""
IMPORTS = {
    "module": "import app",
    "function": "import app; from app import load",
    "class": "import app; from app import Service",
    "object": "import app; from app import service",
    "exception": "import app; from app import OrderError",
    "everything": "import app; from app import *",
}


class FakeService:
    def call(self) -> str:
        return "fake"


def fake_load(key: str) -> str:
    return "fake"


Way = Callable[[dict[str, Any]], Any]


@contextmanager
def monkeypatched(names: dict[str, Any]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names["app"], "load", fake_load)
        yield


@contextmanager
def monkeypatched_by_string(names: dict[str, Any]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.load", fake_load)
        yield


@contextmanager
def mocked_object(names: dict[str, Any]) -> Iterator[None]:
    with patch.object(names["app"], "load", return_value="fake"):
        yield


@contextmanager
def mocked_by_string(names: dict[str, Any]) -> Iterator[None]:
    with patch("app.load", return_value="fake"):
        yield


@contextmanager
def swapped_service(names: dict[str, Any]) -> Iterator[None]:
    original = names["app"].service
    names["app"].service = FakeService()
    yield
    names["app"].service = original


@contextmanager
def patched_class(names: dict[str, Any]) -> Iterator[None]:
    owner = names.get("Service") or names["app"].Service
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, "call", lambda self: "fake")
        yield


@contextmanager
def mocked_class(names: dict[str, Any]) -> Iterator[None]:
    with patch("app.Service.call", return_value="fake"):
        yield


ON_LOAD = [monkeypatched, monkeypatched_by_string, mocked_object, mocked_by_string]
ON_SERVICE = [swapped_service, patched_class, mocked_class]


def first_execution(function: Any, other: Any) -> None:
    pass


def second_invocation(function: Any, other: Any) -> None:
    function("x")


def after_a_cold_start(function: Any, other: Any) -> None:
    function("x")
    function.cold_start()


def second_function_of_the_name(function: Any, other: Any) -> None:
    assert other("x") == "other"
    function("x")
    assert other("x") == "other"


MOMENTS = [first_execution, second_invocation, after_a_cold_start, second_function_of_the_name]


@pytest.fixture
def names_of() -> Callable[[str], dict[str, Any]]:
    def collect(source: str) -> dict[str, Any]:
        names: dict[str, Any] = {"__name__": "test_acceptance_of_it"}
        exec(source, names)
        return names

    return collect


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("way", [*ON_LOAD, *ON_SERVICE])
@pytest.mark.parametrize("imported", IMPORTS)
def test_patches_hit_the_function_until_they_are_undone(
    project, other_project, names_of, imported: str, way: Way, moment: Callable[[Any, Any], None]
) -> None:
    other_project.write(app="def handler(event, context): return 'other'")
    sys.path.remove(str(other_project.root))
    project.write(app=APP)
    names = names_of(IMPORTS[imported])
    collected = {name: value for name, value in names.items() if name != "__builtins__"}
    function, other = project.state(namespaces=(names,)).arm(), other_project.state()
    if function.state.needs_early_touch():
        function.state.touch()
    assert (imported == "module") == (function.inits == 0)

    moment(function, other)
    expected = ("fake", "real") if way in ON_LOAD else ("real", "fake")
    with way(names):
        assert function("x") == expected
        function.cold_start()
        assert function("x") == expected
        assert function("x") == expected
    assert function("x") == ("real", "real")
    function.cold_start()
    assert function("x") == ("real", "real")

    app = sys.modules["app"]
    assert app is names["app"]
    for name in ("load", "Service", "service", "OrderError"):
        if name in names:
            assert names[name] is getattr(app, name)
    with pytest.raises(names.get("OrderError", app.OrderError)):
        function("raise")
    function.state.restore()
    assert all(names[name] is value for name, value in collected.items())
