"""The functions that live at the moment: those of the test that runs, and those that outlive it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from pytest_lambda.pytest_glue.test_namespaces import TestNamespaces
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.runtime.result import InvocationResult


class FunctionsInUse:
    """Closes functions when what they belong to is over, and knows what was invoked in the test that runs."""

    def __init__(self) -> None:
        self._of_test: list[LambdaFunction] = []
        #: function -> the name of the fixture that it belongs to
        self._lasting: dict[LambdaFunction, str | None] = {}
        self._shared: dict[str, LambdaFunction] = {}
        #: those that outlive the test, but that it uses
        self._joined: list[LambdaFunction] = []
        self._earlier: dict[LambdaFunction, int] = {}
        self._namespaces = TestNamespaces()
        self._item: pytest.Item | None = None

    def __iter__(self) -> Iterator[LambdaFunction]:
        """Those that the test uses."""
        yield from self._of_test
        yield from self._joined

    def begin_test(self, item: pytest.Item) -> None:
        """A test begins."""
        self.forget_test()
        self._item = item
        fixtures = getattr(item, "fixturenames", ())
        for function, owner in self._lasting.items():
            if owner in fixtures:
                self._join(function)

    def add(self, function: LambdaFunction) -> None:
        """A function that belongs to the test."""
        self._of_test.append(function)
        function.watch(self._namespaces.of(function, self._item))

    def add_lasting(self, function: LambdaFunction, owner: str | None = None) -> None:
        """A function that belongs to a fixture of wider scope, or to the session."""
        self._lasting[function] = owner
        self._join(function)

    def shared(self, settings: Mapping[str, Any], make: Callable[[], LambdaFunction]) -> LambdaFunction:
        """The one function that all tests with the same settings share, for `start="warm"`."""
        __tracebackhide__ = True
        key = repr(sorted(settings.items()))
        if key not in self._shared:
            self._shared[key] = make()
            self._lasting[self._shared[key]] = None
        self._join(self._shared[key])
        return self._shared[key]

    def end_lasting(self, function: LambdaFunction) -> None:
        """The fixture that the function belongs to is over."""
        del self._lasting[function]
        function.close()

    def end_test(self) -> None:
        """The test is over: of what outlives it, each environment that is not to stay warm goes."""
        for function in self._of_test:
            function.close()
        for function in self._lasting:
            function.end_test()

    def forget_test(self) -> None:
        """All reports about the test are made."""
        self._of_test.clear()
        self._joined.clear()
        self._note_invocations()

    def begin_example(self) -> None:
        """An example of Hypothesis begins, which starts cold as a test does."""
        for function in self:
            if function.configuration.start == "cold":
                function.cold_start()
        self._note_invocations()  # the one that fails is the last one, and only its log is of interest

    def close(self) -> None:
        """The run is over."""
        for function in (*self._of_test, *self._lasting):
            function.close()
        self._of_test.clear()
        self._joined.clear()
        self._lasting.clear()
        self._shared.clear()

    def invoked_in_test(self) -> list[tuple[LambdaFunction, Sequence[InvocationResult]]]:
        """Each function with its invocations since the test or example began; those without any are left out."""
        everything = (*self._of_test, *self._lasting)
        found = [(function, function.invocations[self._earlier.get(function, 0) :]) for function in everything]
        return [(function, invocations) for function, invocations in found if invocations]

    def _join(self, function: LambdaFunction) -> None:
        self._joined.append(function)
        function.watch(self._namespaces.of(function, self._item))

    def _note_invocations(self) -> None:
        self._earlier = {function: len(function.invocations) for function in (*self._of_test, *self._lasting)}
