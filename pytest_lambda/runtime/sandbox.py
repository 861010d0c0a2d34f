"""What outlives the processes of one environment, and how a new process is put together."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pytest_lambda import limits
from pytest_lambda.clock import Clock
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.runtime.aws_access.credentials import fake_credentials, hiding_variables, host_names_to_hide
from pytest_lambda.runtime.aws_access.guard import EndpointGuard
from pytest_lambda.runtime.client.entry import Entry, entry
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.function_modules import FunctionModules
from pytest_lambda.runtime.import_path import import_path
from pytest_lambda.runtime.library_state import LibraryState
from pytest_lambda.runtime.messages import Message
from pytest_lambda.runtime.output import Output
from pytest_lambda.runtime.powertools.reset import reset_powertools
from pytest_lambda.runtime.process import RuntimeProcess
from pytest_lambda.runtime.process_state.table import Owned, ProcessState, owned_state
from pytest_lambda.runtime.snapshot_hooks import forget_snapshot_hooks
from pytest_lambda.runtime.storage import Storage
from pytest_lambda.runtime.turns import RealTurn, Turn, VirtualTurn
from pytest_lambda.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a function's environments share with the test.

    Args:
        passes_through: exceptions of the test's tools that a handler's `except Exception` clause in the
            runtime must not take for the function's own.
        tmp_passthrough: folders of the test run below `/tmp`, pytest's own among them.
        listens: tells which handlers of the test's root logger get copies of the function's records.
        before_init: called with `os.environ` before the function's modules are imported.
        after_init: called with the environment after each init that succeeded.
    """

    world: World
    clock: Clock
    passes_through: tuple[type[BaseException], ...] = ()
    tmp_passthrough: tuple[Path, ...] = ()
    listens: Callable[[logging.Handler], bool] = lambda handler: False
    before_init: list[Callable[[MutableMapping[str, str]], object]]
    after_init: list[Callable[[Any], object]]


class Sandbox:
    """Makes the processes of one environment.

    Args:
        storage: `/tmp`.
        guard: stands before AWS.
        modules: the function's own.
        provisioned: whether it is one of provisioned concurrency.

    Attributes:
        initialization_type: `on-demand`, `provisioned-concurrency` or `snap-start` (F13, G8).
        log_group_name: as the function sees it; whoever has another one for it sets it before the first process.
    """

    __slots__ = (
        "_entry", "_libraries", "configuration", "guard", "initialization_type", "log_group_name", "log_stream_name",
        "modules", "owned", "storage", "surroundings",
    )  # fmt: skip

    def __init__(
        self,
        configuration: FunctionConfiguration,
        surroundings: Surroundings,
        *,
        storage: Storage,
        guard: EndpointGuard,
        modules: FunctionModules,
        provisioned: bool = False,
    ) -> None:
        self.configuration = configuration
        self.surroundings = surroundings
        self.storage = storage
        self.guard = guard
        self.modules = modules
        self._entry: Entry = entry(configuration.minor)
        self._libraries = LibraryState()
        self.owned: Owned | None = None
        on_demand = "snap-start" if configuration.snap_started else "on-demand"
        self.initialization_type = "provisioned-concurrency" if provisioned else on_demand
        self.log_group_name = f"/aws/lambda/{configuration.function_name}"
        self.log_stream_name = _log_stream_name(configuration, surroundings)

    def start(self) -> tuple[RuntimeProcess, ProcessState]:
        """A new process, not yet running, and the state that it will own."""
        running: list[RuntimeProcess] = []
        configuration, surroundings = self.configuration, self.surroundings
        output = Output(surroundings.clock, self._listeners, self._is_own_thread)
        main = self._entry.main_module()
        self._libraries = LibraryState()
        owned = owned_state(
            configuration=configuration,
            entry=self._entry,
            main=main,
            output=output,
            path=import_path(configuration),
            variables=self.variables(),
            hidden_variables=frozenset() if configuration.allow_aws else host_names_to_hide(),
            die=lambda death: running[0].die(death),
            owns_module=self.modules.owns,
            further=(*self.modules.parts, self.storage.redirection, self.guard, self._libraries),
        )
        self.owned = owned
        process = RuntimeProcess(
            entry=self._entry,
            main=main,
            handler=self.modules.handler,
            exits=owned.exits,
            recursion=owned.recursion,
            output=output,
            clock=surroundings.clock,
            passes_through=surroundings.passes_through,
            run_exit_functions=owned.run_exit_functions,
        )
        running.append(process)
        return process, ProcessState(owned.parts)

    def turn(self, process: RuntimeProcess, state: ProcessState) -> Turn:
        """A turn of the process on the time that its clock keeps."""
        clock = self.surroundings.clock
        if isinstance(clock, VirtualClock):
            return VirtualTurn(process, state, self.begin, clock)
        return RealTurn(process, state, self.begin)

    def begin(self, process: RuntimeProcess) -> None:
        """Make a process ready to start, with the environment's state in place."""
        for callback in self.surroundings.before_init:
            callback(os.environ)
        reset_powertools()
        forget_snapshot_hooks()
        if self.configuration.snap_started:
            self._entry.modules.hooks_runner()
        process.begin()

    def init(self, process: RuntimeProcess) -> Message:
        """Start a process: the function's modules are executed."""
        return self.modules.execute(lambda: process.resume(None))

    def initialised(self, environment: object) -> None:
        """Tell those who asked to know of each init."""
        for callback in self.surroundings.after_init:
            callback(environment)

    def signal_handler(self, number: int) -> Any:
        """While the process is frozen: what the function has set for a signal, or None."""
        return self.owned.signals.own(number) if self.owned is not None else None

    @property
    def init_seconds(self) -> float:
        """How long the init phase may take (G1, G2)."""
        if self.initialization_type != "on-demand":
            return max(limits.SNAP_START_INIT_SECONDS, self.configuration.timeout)
        return limits.INIT_SECONDS

    def _is_own_thread(self) -> bool:
        return self.owned is not None and self.owned.threads.runs_now()

    def _listeners(self) -> list[logging.Handler]:
        handlers = self.owned.root_logger.host_handlers if self.owned is not None else []
        return [handler for handler in handlers if self.surroundings.listens(handler)]

    def process_ended(self) -> None:
        """The process is gone: what it set on named loggers goes, too."""
        self._libraries.process_ended()
        self.storage.redirection.process_ended()

    def invocation_ended(self) -> None:
        """Between the freeze and the answer."""
        self.storage.invocation_ended()

    def variables(self) -> dict[str, str]:
        """The variables of the function: AWS's own set (R180) and the configured ones."""
        configuration, world = self.configuration, self.surroundings.world
        level = _log_level(configuration)
        found = {
            **self._credentials(),
            "AWS_REGION": world.region,
            "AWS_DEFAULT_REGION": world.region,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{configuration.runtime}",
            "AWS_LAMBDA_FUNCTION_NAME": configuration.function_name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration.memory_size),
            "AWS_LAMBDA_FUNCTION_VERSION": configuration.function_version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": self.initialization_type,
            "AWS_LAMBDA_LOG_GROUP_NAME": self.log_group_name,
            "AWS_LAMBDA_LOG_STREAM_NAME": self.log_stream_name,
            "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
            "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
            "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
            "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
            "_AWS_XRAY_DAEMON_PORT": "2000",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": str(configuration.task_root),
            "LANG": "en_US.UTF-8",
            "PWD": str(configuration.task_root),
            "SHLVL": "0",
            "TZ": ":UTC",
            "_HANDLER": configuration.handler_name,
        }
        if configuration.minor >= 12:
            found["LC_CTYPE"] = "C.UTF-8"
        if configuration.log_format == "JSON":
            found["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        if level is not None:
            found["AWS_LAMBDA_LOG_LEVEL"] = level
        found.update(configuration.environment)
        return found

    def _credentials(self) -> dict[str, str]:
        # A function that may call the real AWS does so as whoever runs the tests.
        if self.configuration.allow_aws:
            return {}
        return {**fake_credentials(self.surroundings.world.region), **hiding_variables(Path.home())}


def _log_level(configuration: FunctionConfiguration) -> str | None:
    # G55: with JSON the platform's default is INFO.
    if configuration.application_log_level is None and configuration.log_format == "JSON":
        return "INFO"
    return configuration.application_log_level


def _log_stream_name(configuration: FunctionConfiguration, surroundings: Surroundings) -> str:
    day = datetime.fromtimestamp(surroundings.clock.epoch(), timezone.utc)
    version = configuration.function_version
    return f"{day:%Y/%m/%d}/[{version}]{surroundings.world.hexadecimal(32)}"
