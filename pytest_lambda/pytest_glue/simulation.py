"""Virtual time and the Lambda service of one test."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pytest_lambda.boto.bridge import Bridge
from pytest_lambda.boto.service_api import serve_boto3
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.pytest_glue.function_maker import FunctionMaker
from pytest_lambda.pytest_glue.functions_in_use import FunctionsInUse
from pytest_lambda.pytest_glue.recording import records_of
from pytest_lambda.runtime.configuration import unknown_setting
from pytest_lambda.runtime.deadline import graveyard
from pytest_lambda.service.function import ServiceFunction
from pytest_lambda.service.service import LambdaService, Tools
from pytest_lambda.world import World

#: arguments of `LambdaService` that the plugin gives: schedule and seed are options of their own
_GIVEN = ("world", "clock", "tools", "schedule", "seed")
_OF_THE_CLOCK = ("start", "settling")
#: entries of the timeline that a report shows, the latest
_TIMELINE_ENTRIES = 40


class MalformedMetrics(UserWarning):
    """A function printed something that looks like embedded metric format and that CloudWatch would not read."""


class Simulation:
    """Begins with the first fixture of a test that needs it, and ends with the test.

    Args:
        item: the test.
        settings: those in force.
        world: makes a fresh account and region for the test.
        maker: knows what pytest wants of functions.
        functions: gets those that are made.
    """

    def __init__(
        self,
        item: pytest.Item,
        settings: Mapping[str, Any],
        world: Callable[[], World],
        maker: FunctionMaker,
        functions: FunctionsInUse,
    ) -> None:
        self._item = item
        self._settings = settings
        self._world = world
        self._maker = maker
        self._functions = functions
        self._arguments = _marked(item)
        self._service: LambdaService | None = None
        self._bridge: Bridge | None = None
        self._records = records_of(item.config)
        self._onlooker: Any = None
        self._made_in_setup = False
        self._examples = 0
        self.clock = VirtualClock(
            schedule=settings.get("schedule", "fifo"),
            seed=settings.get("seed", 0),
            **{name: self._arguments.pop(name) for name in _OF_THE_CLOCK if name in self._arguments},
        ).start()

    @property
    def service(self) -> LambdaService:
        """The service of the test, or of the running example."""
        return self.begin_service()

    def begin_service(self) -> LambdaService:
        """Make the service, unless there is one."""
        if self._service is None:
            tools = Tools(**self._maker.tools(), complete=self._complete, created=self._created, stack=self._stack)
            seed = self._settings.get("seed", 0)
            self._service = LambdaService(
                world=self._world(), clock=self.clock, seed=seed, tools=tools, **self._arguments
            )
            if self._records is not None:
                self._onlooker = self._records.service(self._service)
            for kind in self._item.config.hook.pytest_lambda_register_event_source():
                self._service.register_event_source(kind)
            self._bridge = serve_boto3(self._service)
            self._bridge.open()
        return self._service

    def body_begins(self) -> None:
        """The fixtures of the test are set up."""
        self._made_in_setup = self._service is not None and bool(len(self._service.functions))

    def begin_example(self) -> None:
        """An example of Hypothesis begins: with a service and a clock as new, unless fixtures have filled it."""
        self._examples += 1
        if self._examples == 1 or self._made_in_setup:
            return
        self._check()
        self._close_service()
        _bury(self.clock.restart())

    def body_ended(self) -> None:
        """The test's body has run without an error.

        Raises:
            EventsUnaccountedFor: the ledger does not balance.
        """
        self._check()

    def end(self) -> None:
        """The test is over."""
        try:
            self._close_service()
        finally:
            _bury(self.clock.close())

    def section(self) -> tuple[str, str]:
        """What a failing test's report says."""
        clock = self.clock
        text = f"again with --lambda-schedule={clock.schedule} --lambda-seed={clock.seed}\n"
        text += f"virtual time {clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"
        if self._service is not None:
            text += f"\n{self._service.ledger!r}"
        for wakeup in clock.scheduler.waiting():
            text += f"\nwaiting: {wakeup.wait.what}"
        timeline = "" if self._service is None else self._service.timeline(_TIMELINE_ENTRIES)
        if timeline:
            text += f"\ntimeline:\n{timeline}"
        return "Lambda simulation", text

    def _complete(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._maker.complete(self._item, call)

    def _stack(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        __tracebackhide__ = True
        return self._maker.complete_stack(self._item, call)

    def _created(self, function: ServiceFunction) -> None:
        self._maker.fit(function, self._settings)
        self._functions.add(function)

    def _check(self) -> None:
        service = self._service
        if service is None:
            return
        service.check_ledger()
        for problem in service.emf_problems:
            warnings.warn(MalformedMetrics(f"{problem.wrong}: {problem.line.strip()}\n{problem.mend}"), stacklevel=2)

    def _close_service(self) -> None:
        service, self._service = self._service, None
        bridge, self._bridge = self._bridge, None
        try:
            if bridge is not None:
                bridge.close()
        finally:
            if service is not None:
                if self._records is not None:
                    self._records.service_ends(self._onlooker)
                service.close()


def _marked(item: pytest.Item) -> dict[str, Any]:
    """The keywords of the markers `aws_lambda_service`, the closest first in force.

    Raises:
        ConfigurationError: a positional argument, or an unknown keyword.
    """
    found: dict[str, Any] = {}
    known = [name for name in inspect.signature(LambdaService).parameters if name not in _GIVEN]
    for mark in reversed(list(item.iter_markers("aws_lambda_service"))):
        where = f"@pytest.mark.aws_lambda_service of {item.nodeid}"
        if mark.args:
            raise ConfigurationError(f"{where} has the positional argument {mark.args[0]!r}: all are keywords.")
        for name in mark.kwargs:
            if name not in known:
                raise unknown_setting(name, known, where)
        found.update(mark.kwargs)
    return found


def _bury(tasks: list[Any]) -> None:
    for task in tasks:
        graveyard.bury(task)
