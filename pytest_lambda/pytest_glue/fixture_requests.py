"""Who asks for our fixtures: a test, or a fixture that lives too long; users may have their own of the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError

_PLUGIN = "pytest_lambda.pytest_plugin"
#: those that stand for the test that runs
_OF_TEST = ("lambda_clock", "lambda_context", "lambda_events", "lambda_function", "lambda_service")
#: what outlives a test, in place of a fixture that stands for one
INSTEAD = {
    "lambda_clock": "pytest_lambda.VirtualClock is the same without pytest",
    "lambda_service": "pytest_lambda.LambdaService is the same without pytest",
    "lambda_context": "lambda_function_factory makes functions that live longer",
    "lambda_events": "pytest_lambda.events has the same builders",
    "lambda_function": "lambda_function_factory makes functions that live longer",
}
_FACTORY = (
    "Use 'lambda_function_factory' instead, which makes functions that live as long as the fixture: "
    'lambda_function_factory("app.handler", start="warm").'
)
_INSTEAD_IN_A_FIXTURE = {
    "lambda_clock": "Virtual time belongs to one test: begin it in a fixture of function scope.",
    "lambda_events": "Use the builders of pytest_lambda.events instead, which belong to no test.",
    "lambda_service": "A simulation belongs to one test: fill it in a fixture of function scope.",
}
_OURS = (*_OF_TEST, "lambda_function_factory")

_Chains = Mapping[str, Sequence[Any]]


def requested_fixtures(item: pytest.Item) -> frozenset[str]:
    """The names of our fixtures that a test uses, directly or through other fixtures."""
    chains = _chains(item)
    return frozenset(name for name in _OURS if any(map(is_ours, _active(name, chains))))


def is_ours(fixturedef: Any) -> bool:
    """Whether a fixture is defined by this plugin."""
    return getattr(fixturedef.func, "__module__", None) == _PLUGIN


def refuse_wide_request(item: pytest.Item) -> None:
    """Refuse a fixture of wider scope that asks for one of ours: it would outlive the test that ours stand for.

    Raises:
        ConfigurationError: names the fixture and what to use instead.
    """
    __tracebackhide__ = True
    chains = _chains(item)
    for name in chains:
        for fixturedef in _active(name, chains):
            if fixturedef.scope != "function" and not is_ours(fixturedef):
                asked = [each for each in _OF_TEST if each in fixturedef.argnames]
                for each in asked:
                    if any(map(is_ours, _behind(fixturedef, each, chains))):
                        raise too_wide(fixturedef, each)


def too_wide(fixturedef: Any, name: str) -> ConfigurationError:
    """The error for a fixture of wider scope that uses one of ours."""
    code = getattr(fixturedef.func, "__code__", None)
    place = f" ({code.co_filename}:{code.co_firstlineno})" if code is not None else ""
    instead = _INSTEAD_IN_A_FIXTURE.get(name, _FACTORY)
    return ConfigurationError(
        f"The fixture {fixturedef.argname!r}{place} has {fixturedef.scope} scope and uses {name!r}, which stands for "
        f"the one test that runs. {instead} Or give the fixture function scope."
    )


def _chains(item: pytest.Item) -> _Chains:
    """Name of a fixture -> its definitions that the test can see, the closest last."""
    chains: _Chains = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    return chains


def _active(name: str, chains: _Chains) -> Iterator[Any]:
    """The closest definition, then the one that it overrides if it asks for that, and so on."""
    for fixturedef in reversed(chains.get(name, ())):
        yield fixturedef
        if name not in fixturedef.argnames:
            return


def _behind(fixturedef: Any, name: str, chains: _Chains) -> Sequence[Any]:
    """The definition that a fixture gets when it asks for a name: at most one."""
    chain = list(chains.get(name, ()))
    if fixturedef in chain:
        chain = chain[: chain.index(fixturedef)]
    return chain[-1:]
