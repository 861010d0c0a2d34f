"""What the function and the test see, for any order of patching, undoing, invoking and starting cold."""

from __future__ import annotations

import shutil
import sys
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda.runtime.modules.contents import contents

SHARED = """
class Value:
    pass
a = Value()
b = Value()
if "{c}" in ("always",):
    c = Value()
class Client:
    first = Value()
    def call(self):
        return Client.first
"""
APP = """
from pkg import shared
mine = []
seen = getattr(shared, "a", None)
def handler(event, context):
    mine.append(event)
    names = {name: getattr(shared, name, None) for name in ("a", "b", "c")}
    return names, len(mine), shared.Client().call()
"""
NAMES = ("a", "b", "c")

OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("patch"), st.sampled_from(NAMES), st.sampled_from(["mock", "monkey", "delete"])),
        st.tuples(st.just("patch class"), st.sampled_from(["first", "call"])),
        st.just(("undo",)),
        st.tuples(st.just("cold"), st.sampled_from([0, 1])),
        st.tuples(st.just("invoke"), st.sampled_from([0, 1])),
    ),
    max_size=25,
)


class Fake:
    """What test code sets on a class: after the function has run it is known by where it was defined."""


class Patches:
    """Patches, the last of which is undone first, and what they make of a name."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Any, Any]] = []

    def patch(self, module: ModuleType, name: str, how: str) -> None:
        value = None if how == "delete" else object()
        if how == "mock":
            patcher = patch.object(module, name, value, create=True)
            patcher.start()
            self.made.append((name, value, patcher.stop))
            return
        monkeypatch = pytest.MonkeyPatch()
        if how == "delete":
            monkeypatch.delattr(module, name, raising=False)
        else:
            monkeypatch.setattr(module, name, value, raising=False)
        self.made.append((name, value, monkeypatch.undo))

    def patch_class(self, owner: type, attribute: str) -> None:
        value = Fake()
        monkeypatch = pytest.MonkeyPatch()
        monkeypatch.setattr(owner, attribute, value if attribute == "first" else lambda self: value)
        self.made.append((attribute, value, monkeypatch.undo))

    def undo(self) -> None:
        if self.made:
            self.made.pop()[2]()

    def of(self, name: str) -> list[Any]:
        return [value for patched, value, _ in self.made if patched == name]


def check(function: Any, patches: Patches, runs: int, produced: dict[str, Any] | None) -> dict[str, Any]:
    """An invocation sees the last patch of each name, else what its own environment has."""
    names, count, called = function("event")
    assert count == runs
    for name in NAMES:
        patched = patches.of(name)
        if patched:
            assert names[name] is patched[-1]
            assert getattr(sys.modules["pkg.shared"], name, None) is patched[-1]
        elif produced is not None and produced.get(name) is not None:
            assert names[name] is produced[name]
        elif name == "c":
            assert names[name] is None
    if patches.of("call"):
        assert called is patches.of("call")[-1]
    elif patches.of("first"):
        assert called is patches.of("first")[-1]
    else:
        assert type(called).__name__ == "Value"
    return {name: names[name] for name in NAMES if not patches.of(name)} | (produced or {})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=OPERATIONS, imported=st.booleans())
def test_what_is_set_by_whom(project, operations, imported):
    project.write(pkg__init="", pkg__shared=SHARED, pkg__one=APP, pkg__two=APP)
    if imported:
        __import__("pkg.one"), __import__("pkg.two")
    before = {name: dict(contents(sys.modules[name])) for name in sys.modules if name.partition(".")[0] == "pkg"}
    functions = [project.state("pkg.one.handler").arm(), project.state("pkg.two.handler").arm()]
    patches = Patches()
    runs, produced = [0, 0], [None, None]
    try:
        for operation, *details in operations:
            if operation == "patch":
                import pkg.shared

                patches.patch(pkg.shared, *details)
                functions[0].state.touch()
            elif operation == "patch class":
                import pkg.shared

                functions[0].state.touch()
                patches.patch_class(pkg.shared.Client, *details)
            elif operation == "undo":
                patches.undo()
            elif operation == "cold":
                functions[details[0]].cold_start()
                runs[details[0]], produced[details[0]] = 0, None
            else:
                number = details[0]
                runs[number] += 1
                produced[number] = check(functions[number], patches, runs[number], produced[number])
        while patches.made:
            patches.undo()
        for number in (0, 1):
            runs[number] += 1
            check(functions[number], patches, runs[number], produced[number])
    finally:
        for function in reversed(functions):
            function.state.restore()
        after = {name: dict(contents(sys.modules[name])) for name in sys.modules if name.partition(".")[0] == "pkg"}
        assert after.keys() == before.keys()
        for name, content in before.items():
            assert all(after[name][key] is value for key, value in content.items())
            assert type(sys.modules[name]) is ModuleType
        for name in before:
            del sys.modules[name]
        shutil.rmtree(project.root / "pkg" / "__pycache__", ignore_errors=True)
