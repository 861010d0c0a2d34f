"""The table of what an environment owns, and the one place that swaps it in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pytest_lambda.runtime.client.entry import Entry
from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.output import Output
from pytest_lambda.runtime.process_state.environment_variables import EnvironmentVariables
from pytest_lambda.runtime.process_state.event_loop import EventLoop
from pytest_lambda.runtime.process_state.exit_functions import ExitFunctions
from pytest_lambda.runtime.process_state.exits import Die, Exits
from pytest_lambda.runtime.process_state.interpreter import (
    RecursionLimit,
    RuntimeModuleTable,
    SysAttributes,
    ThreadHook,
)
from pytest_lambda.runtime.process_state.logging_state import RootLogger
from pytest_lambda.runtime.process_state.operating_system import Locale, Umask, WorkingDirectory
from pytest_lambda.runtime.process_state.part import Part
from pytest_lambda.runtime.process_state.signals import Signals
from pytest_lambda.runtime.process_state.threads import Threads
from pytest_lambda.runtime.process_state.warnings_state import WarningsState


@dataclass(frozen=True, slots=True)
class Owned:
    """What one process of the runtime owns, by name, for those parts that others talk to."""

    exits: Exits
    recursion: RecursionLimit
    root_logger: RootLogger
    exit_functions: ExitFunctions
    threads: Threads
    variables: EnvironmentVariables
    signals: Signals
    parts: tuple[Part, ...]

    def run_exit_functions(self) -> None:
        """What an interpreter does on its way out (R068)."""
        self.threads.join()
        self.exit_functions.run()


def owned_state(
    *,
    configuration: FunctionConfiguration,
    entry: Entry,
    main: object,
    output: Output,
    path: list[str],
    variables: Mapping[str, str],
    hidden_variables: frozenset[str],
    die: Die,
    owns_module: Callable[[str], bool],
    further: Sequence[Part],
) -> Owned:
    """Fresh state for a new process of the runtime.

    Args:
        further: parts that live longer than the process, its `/tmp` for one.
    """
    exits = Exits(die)
    recursion = RecursionLimit()
    root_logger = RootLogger()
    exit_functions = ExitFunctions(owns_module)
    threads = Threads()
    environment = EnvironmentVariables(variables, hidden_variables)
    signals = Signals()
    modules = {**entry.modules.by_name, "__main__": main}
    parts: tuple[Part, ...] = (
        environment,
        WorkingDirectory(configuration.task_root),
        SysAttributes(
            argv=[entry.path, configuration.handler_name],
            path=path,
            stdout=output.stdout,
            stderr=output.stderr,
        ),
        RuntimeModuleTable(modules),  # type: ignore[arg-type]
        ThreadHook(),
        root_logger,
        WarningsState(),
        EventLoop(),
        Umask(),
        Locale(),
        signals,
        exits,
        exit_functions,
        threads,
        *further,
        recursion,
    )
    return Owned(exits, recursion, root_logger, exit_functions, threads, environment, signals, parts)


#: states that are thawed, the innermost last: a handler may invoke another function. Only that one is in place, so
#: that a function never finds what belongs to its caller, a module of the same name for one.
_thawed: list[ProcessState] = []


class ProcessState:
    """Swaps parts in and out, in order; whatever happens in between, the host's state comes back."""

    __slots__ = ("_done", "_parts")

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._done: list[Part] = []

    def thaw(self) -> None:
        """Put the environment's values in place, instead of those of the environment that invokes it."""
        if _thawed:
            failure = _thawed[-1]._swap_out()
            if failure is not None:
                raise failure
        _thawed.append(self)
        self._swap_in()

    def freeze(self) -> None:
        """Put the host's values back, those of environments first that were cut while they ran inside this one."""
        failure: BaseException | None = None
        innermost: ProcessState | None = None
        while _thawed and innermost is not self:
            innermost = _thawed.pop()
            failure = innermost._swap_out() or failure
        if _thawed and innermost is self:
            _thawed[-1]._swap_in()
        if failure is not None:
            raise failure

    def _swap_in(self) -> None:
        done = self._done
        try:
            for part in self._parts:
                part.swap_in()
                done.append(part)
        except BaseException:
            self.freeze()
            raise

    def _swap_out(self) -> BaseException | None:
        done, self._done = self._done, []
        failure: BaseException | None = None
        for part in reversed(done):
            try:
                part.swap_out()
            except BaseException as error:  # one part's failure does not keep the others from theirs
                failure = failure or error
        return failure


def anything_thawed() -> bool:
    """Whether an environment runs at this moment."""
    return bool(_thawed)
