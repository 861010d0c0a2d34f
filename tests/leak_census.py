"""A census of all that an execution environment can change in the test process, before and after.

`with no_leaks():` around code, or a fixture with it around a test. The entries follow the table of
what an environment owns; whatever else a handler may touch in its interpreter is counted, too.
"""

from __future__ import annotations

import asyncio.events
import atexit
import builtins
import contextvars
import ctypes
import datetime
import decimal
import faulthandler
import gc
import io
import locale
import logging
import os
import queue
import random
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from typing import Any

from pytest_lambda.runtime.process_state.table import anything_thawed

Census = dict[str, object]

# The first finalizer of a process registers an exit function; let that be this one.
weakref.finalize(tempfile, int).detach()


class Same:
    """An object that equals itself only; its repr is what a reader of a difference needs."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)

    def __repr__(self) -> str:
        return f"{_name(self.value)} at {id(self.value):#x}"


def _name(value: object) -> str:
    # pytest makes new objects of the same kind for each phase of a test: hooks, recorders of warnings.
    if value is None or isinstance(value, (str, int)):
        return repr(value)
    owner = value if hasattr(value, "__qualname__") else type(value)
    return f"{getattr(owner, '__module__', '?')}.{getattr(owner, '__qualname__', '?')}"


def _names(values: object) -> tuple[str, ...]:
    return tuple(_name(value) for value in values)


# --- operating system


def _variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def _c_variables() -> dict[bytes, bytes]:
    """What a child process would inherit: C's `environ`, not Python's copy of it."""
    try:
        table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    except (OSError, TypeError, ValueError):  # Windows, macOS
        return {}
    found = {}
    for entry in iter(table):
        if entry is None:
            break
        name, _, value = entry.partition(b"=")
        if name != b"PYTEST_CURRENT_TEST":
            found[name] = value
    return found


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        return repr(error)


def _standard_descriptors() -> dict[int, object]:
    found: dict[int, object] = {}
    for number in range(3):
        try:
            status = os.fstat(number)
            found[number] = (status.st_dev, status.st_ino)
        except OSError as error:
            found[number] = repr(error)
    return found


def _limits() -> dict[str, object]:
    try:
        import resource
    except ImportError:
        return {}
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


# --- signals


def _signal_handlers() -> dict[str, Same]:
    # Real-time signals are left out: the deadline's own is installed once, for good.
    return {str(number): Same(signal.getsignal(number)) for number in signal.valid_signals() if number < 32}


def _signal_mask() -> set[int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, [])) if hasattr(signal, "pthread_sigmask") else set()


def _wakeup_descriptor() -> int | None:
    if threading.current_thread() is not threading.main_thread():
        return None
    descriptor = signal.set_wakeup_fd(-1)
    if descriptor != -1:
        signal.set_wakeup_fd(descriptor, warn_on_full_buffer=False)
    return descriptor


def _running_timers() -> dict[str, bool]:
    names = ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF")
    return {name: signal.getitimer(getattr(signal, name)) != (0.0, 0.0) for name in names if hasattr(signal, name)}


# --- interpreter

#: functions that pytest replaces for each phase, or that belong to another entry
_HOOKS = {
    "displayhook", "excepthook", "unraisablehook", "breakpointhook", "showwarning", "_showwarnmsg_impl", "_",
    "__stdout__", "__stderr__", "__stdin__", "stdin", "stdout", "stderr", "lastResort",
    "last_type", "last_value", "last_exc", "last_traceback", "_sha512",  # random imports it when it is first seeded with a text
}  # fmt: skip


class _Functions:
    """All functions of a module or class. They are looked at only where anything differs, which is faster."""

    def __init__(self, owner: Any) -> None:
        self._all = dict(vars(owner))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Functions) and (self._all == other._all or self.each() == other.each())

    def each(self) -> dict[str, object]:
        return {name: Same(value) for name, value in self._all.items() if callable(value) and name not in _HOOKS}


def _functions(owner: Any) -> _Functions:
    return _Functions(owner)


_RUNTIME = ("__main__", "runtime_client", "awslambdaric")


def _runtime_modules() -> dict[str, Same]:
    found = [name for name in sys.modules if name.startswith(_RUNTIME) and name.partition(".")[0] in _RUNTIME]
    return {name: Same(sys.modules[name]) for name in found}


def _finders() -> tuple[str, ...]:
    # A finder of this package's that waits for modules not imported yet is there to stay, and so is the one that
    # every copy of six adds when a test is the first to import it.
    names = _names(sys.meta_path)
    return tuple(name for name in names if not name.startswith("pytest_lambda.") and "_SixMetaPath" not in name)


def _garbage_collection() -> tuple[object, ...]:
    callbacks = tuple(name for name in _names(gc.callbacks) if not name.startswith("hypothesis."))
    return gc.isenabled(), gc.get_threshold(), gc.get_debug(), callbacks


class _ExitFunctions:
    """How many there are. A library that registers one while it is imported is not a leak."""

    def __init__(self) -> None:
        self._count = atexit._ncallbacks()
        self._modules = frozenset(sys.modules)

    def __eq__(self, later: object) -> bool:
        if not isinstance(later, _ExitFunctions):
            return False
        return self._count == later._count or any(_uses_atexit(name) for name in later._modules - self._modules)

    def __repr__(self) -> str:
        return str(self._count)


def _uses_atexit(name: str) -> bool:
    module = sys.modules.get(name)
    return vars(module).get("atexit") is atexit if hasattr(module, "__dict__") else False


def _context_variables() -> dict[str, object]:
    context = contextvars.copy_context()
    return {variable.name: Same(value) for variable, value in context.items() if variable.name != "decimal_context"}


# --- time


def _classes_of_datetime() -> tuple[Same, ...]:
    return Same(datetime.datetime), Same(datetime.date)


def _freezes() -> tuple[int, int]:
    freezegun: Any = sys.modules.get("freezegun.api")
    machine: Any = sys.modules.get("time_machine")
    return len(getattr(freezegun, "freeze_factories", ())), len(getattr(machine, "traveller_stack", ()))


def _selects() -> dict[str, Same]:
    return {name: Same(kind.select) for name, kind in vars(selectors).items() if hasattr(kind, "select")}


# --- logging


def _logger(logger: logging.Logger) -> tuple[object, ...]:
    handlers = tuple((_name(handler), handler.level) for handler in logger.handlers)
    return logger.level, logger.propagate, logger.disabled, handlers, _names(logger.filters)


_PRISTINE = (logging.NOTSET, True, False, (), ())


def _named_loggers() -> dict[str, object]:
    # A logger that has just been made counts as absent, and so does one that an installed package sets up.
    return {
        name: _logger(logger)
        for name, logger in list(logging.Logger.manager.loggerDict.items())
        if isinstance(logger, logging.Logger) and _logger(logger) != _PRISTINE and not _is_installed(name)
    }


def _is_installed(name: str) -> bool:
    module = sys.modules.get(name.partition(".")[0])
    return "site-packages" in str(getattr(module, "__file__", ""))


ENTRIES: Mapping[str, Callable[[], object]] = {
    "an environment is thawed": anything_thawed,
    "os.environ": lambda: tuple(Same(each) for each in (os.environ, getattr(os.environ, "_data", None))),
    "os.environb": lambda: Same(getattr(getattr(os, "environb", None), "_data", None)),
    "environment variables": _variables,
    "C's environment": _c_variables,
    "working directory": _working_directory,
    "umask": _umask,
    "locale": lambda: locale.setlocale(locale.LC_ALL),
    "time zone": lambda: (time.tzname, time.timezone, time.localtime(0).tm_hour),
    "descriptors 0-2": _standard_descriptors,
    "resource limits": _limits,
    "tempfile.tempdir": lambda: tempfile.tempdir,
    "socket default timeout": socket.getdefaulttimeout,
    "sys.argv": lambda: (Same(sys.argv), list(sys.argv)),
    "sys.path": lambda: (Same(sys.path), list(sys.path)),
    "sys.meta_path": lambda: (Same(sys.meta_path), _finders(), _names(sys.path_hooks)),
    "standard streams": lambda: tuple(Same(getattr(sys, name)) for name in ("stdin", "stdout", "stderr")),
    "original streams": lambda: tuple(Same(getattr(sys, name)) for name in ("__stdin__", "__stdout__", "__stderr__")),
    "closed streams": lambda: tuple(getattr(stream, "closed", None) for stream in (sys.stdout, sys.stderr)),
    "hooks of sys": lambda: _names((sys.excepthook, sys.unraisablehook, sys.displayhook, sys.breakpointhook)),
    "threading.excepthook": lambda: _name(threading.excepthook),
    "trace and profile": lambda: _names((sys.gettrace(), sys.getprofile())),
    "trace and profile of threads": lambda: _names((threading.gettrace(), threading.getprofile())),
    "modules of the runtime": _runtime_modules,
    "functions of sys": lambda: _functions(sys),
    "builtins": lambda: _functions(builtins),
    "functions of os": lambda: _functions(os),
    "functions of io": lambda: _functions(io),
    "functions of time": lambda: _functions(time),
    "classes of datetime": _classes_of_datetime,
    "frozen time": _freezes,
    "locks and clocks of threads": lambda: (
        Same(threading._CRLock), Same(queue.time), Same(SourceFileLoader.exec_module),
    ),
    "functions of selectors": _selects,
    "functions of signal": lambda: _functions(signal),
    "functions of atexit": lambda: _functions(atexit),
    "functions of threading": lambda: _functions(threading),
    "functions of socket": lambda: _functions(socket),
    "functions of subprocess": lambda: _functions(subprocess),
    "functions of shutil": lambda: _functions(shutil),
    "functions of tempfile": lambda: _functions(tempfile),
    "functions of warnings": lambda: _functions(warnings),
    "functions of logging": lambda: _functions(logging),
    "functions of random": lambda: _functions(random),
    "threading.Thread": lambda: _functions(threading.Thread),
    "subprocess.Popen": lambda: _functions(subprocess.Popen),
    "recursion limit": sys.getrecursionlimit,
    "switch interval": sys.getswitchinterval,
    "digits of an int": lambda: getattr(sys, "get_int_max_str_digits", int)(),
    "sys.dont_write_bytecode": lambda: sys.dont_write_bytecode,
    "sys.tracebacklimit": lambda: getattr(sys, "tracebacklimit", None),
    "garbage collection": _garbage_collection,
    "faulthandler": faulthandler.is_enabled,
    "decimal context": lambda: str(decimal.getcontext()),
    "origins of coroutines": sys.get_coroutine_origin_tracking_depth,
    "context variables": _context_variables,
    "exit functions": _ExitFunctions,
    "signal handlers": _signal_handlers,
    "signal mask": _signal_mask,
    "wakeup descriptor": _wakeup_descriptor,
    "running timers": _running_timers,
    "asyncio: running loop": lambda: Same(asyncio.events._get_running_loop()),
    "asyncio: current task": lambda: Same(_current_task()),
    "asyncio: policy": lambda: _name(asyncio.events._event_loop_policy or asyncio.DefaultEventLoopPolicy()),
    "asynchronous generators": lambda: tuple(Same(hook) for hook in sys.get_asyncgen_hooks()),
    "warnings: filters": lambda: list(warnings.filters),
    "warnings: how they are shown": lambda: _names((warnings.showwarning, warnings._showwarnmsg_impl)),
    "root logger": lambda: _logger(logging.getLogger()),
    "named loggers": _named_loggers,
    "logging": lambda: (
        logging.root.manager.disable, Same(logging.Formatter.converter), logging.raiseExceptions,
        dict(logging._levelToName), _name(logging.lastResort), Same(logging.root),
        Same(logging.getLoggerClass()), Same(logging.getLogRecordFactory()),
    ),
}  # fmt: skip


def _current_task() -> object:
    loop = asyncio.events._get_running_loop()
    return asyncio.current_task(loop) if loop is not None else None


def take_census(*, without: tuple[str, ...] = ()) -> Census:
    """Everything that is counted, by name."""
    return {name: entry() for name, entry in ENTRIES.items() if name not in without}


def differences(before: Census, after: Census) -> list[str]:
    """One line for each thing that is not as it was."""
    found = []
    for name, old in before.items():
        new = after[name]
        if old != new:
            found += _described(name, old, new)
    return found


def _described(name: str, old: object, new: object) -> list[str]:
    if isinstance(old, _Functions) and isinstance(new, _Functions):
        return _described(name, old.each(), new.each())
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in (*old, *(new.keys() - old.keys())) if old.get(key, _ABSENT) != new.get(key, _ABSENT)]
        return [f"{name}: {key}: {old.get(key, _ABSENT)!r} -> {new.get(key, _ABSENT)!r}" for key in keys]
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        pairs = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
        return [f"{name}: {one!r} -> {other!r}" for one, other in pairs]
    return [f"{name}: {old!r} -> {new!r}"]


class _Absent:
    def __repr__(self) -> str:
        return "absent"


_ABSENT = _Absent()


@contextmanager
def no_leaks(*, without: tuple[str, ...] = ()) -> Iterator[None]:
    """Fail when the code inside left something different behind."""
    before = take_census(without=without)
    yield
    found = differences(before, take_census(without=without))
    assert not found, "leaked into the test process:\n" + "\n".join(f"  {line}" for line in found)
