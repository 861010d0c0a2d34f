"""Calls that end the process: on AWS they end the runtime's, here only the environment's (R064-R069)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

Die = Callable[["Death"], NoReturn]

#: what the platform calls the signals (R065, R069), as Go does
SIGNAL_NAMES = {
    "SIGABRT": "aborted",
    "SIGALRM": "alarm clock",
    "SIGBUS": "bus error",
    "SIGFPE": "floating point exception",
    "SIGHUP": "hangup",
    "SIGILL": "illegal instruction",
    "SIGINT": "interrupt",
    "SIGKILL": "killed",
    "SIGPIPE": "broken pipe",
    "SIGQUIT": "quit",
    "SIGSEGV": "segmentation fault",
    "SIGTERM": "terminated",
    "SIGTRAP": "trace/breakpoint trap",
    "SIGUSR1": "user defined signal 1",
    "SIGUSR2": "user defined signal 2",
}
#: signals that do not end a process by default
_HARMLESS = frozenset({"SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"})


class Death:
    """How the runtime's process ended.

    Args:
        status: exit status, 0-255.
        signal_number: the signal that ended it, or None.
    """

    __slots__ = ("reason", "status")

    def __init__(self, status: int = 0, signal_number: int | None = None) -> None:
        self.status = status & 0xFF  # R067: modulo 256
        self.reason = self._reason(signal_number)

    def _reason(self, number: int | None) -> str:
        if number is not None:
            name = signal.Signals(number).name
            return f"Runtime exited with error: signal: {SIGNAL_NAMES.get(name, f'signal {number}')}"
        if self.status:
            return f"Runtime exited with error: exit status {self.status}"
        return "Runtime exited without providing a reason"  # R066


#: exits of the environments that are thawed now, the innermost last
_in_force: list[Exits] = []
#: addresses that no process may read
_NULL_PAGE = 4_096


def null_pointer_read(_event: str, arguments: tuple[Any, ...]) -> None:
    """For the audit events of ctypes' reads: one at a null pointer would end the test process (R069)."""
    if _in_force and isinstance(arguments[0], int) and 0 <= arguments[0] < _NULL_PAGE:
        _in_force[-1].die(Death(signal_number=signal.SIGSEGV))


#: None stands for a handler in C: faulthandler's, which lets the signal end the process
_FATAL_BY_DEFAULT = (signal.SIG_DFL, None)


class Exits:
    """`os._exit`, `os.abort`, and signals that a function sends to itself.

    Args:
        die: ends the environment's process; does not return, and runs no clean-up, as the system would not.
    """

    __slots__ = ("_die", "_host", "_own", "self_interrupted")

    def __init__(self, die: Die) -> None:
        self._die = die
        self.self_interrupted = False
        self._own: dict[ModuleType, dict[str, Callable[..., Any]]] = {
            os: {
                "_exit": lambda status: self._die(Death(status)),
                "abort": lambda: self._die(Death(signal_number=signal.SIGABRT)),
                "kill": self._kill,
            },
            signal: {"raise_signal": lambda number, /: self._signal_self(number, _RAISE)},
        }
        if hasattr(os, "killpg"):
            self._own[os]["killpg"] = self._killpg
        if hasattr(signal, "pthread_kill"):
            self._own[signal]["pthread_kill"] = self._pthread_kill
        if hasattr(signal, "setitimer"):
            self._own[signal].update(alarm=self._alarm, setitimer=self._setitimer)
        self._host: dict[ModuleType, dict[str, Any]] = {}

    def swap_in(self) -> None:
        """Thaw."""
        self.self_interrupted = False
        _in_force.append(self)
        for module, own in self._own.items():
            names = vars(module)
            self._host[module] = {name: names[name] for name in own}
            names.update(own)

    def swap_out(self) -> None:
        """Freeze."""
        _in_force.remove(self)
        for module, host in self._host.items():
            vars(module).update(host)

    def die(self, death: Death) -> NoReturn:
        """End the environment's process."""
        self._die(death)

    def _kill(self, pid: int, number: int, /) -> None:
        if pid in (os.getpid(), 0):
            self._signal_self(number, lambda sent: _KILL(os.getpid(), sent))
        else:
            _KILL(pid, number)

    def _killpg(self, group: int, number: int, /) -> None:
        if group in (0, os.getpgrp()):
            # pytest may share the group: only this process is meant here.
            self._signal_self(number, lambda sent: _KILL(os.getpid(), sent))
        else:
            _KILLPG(group, number)

    def _pthread_kill(self, thread: int, number: int, /) -> None:
        # A signal that ends a process ends all of its threads.
        self._signal_self(number, lambda sent: _PTHREAD_KILL(thread, sent))

    def _signal_self(self, number: int, deliver: Callable[[int], None]) -> None:
        name = signal.Signals(number).name if number else ""
        if name == "SIGINT":
            self.self_interrupted = True
        deadly = name in ("SIGKILL", "SIGABRT") or signal.getsignal(number) in _FATAL_BY_DEFAULT if number else False
        if deadly and name not in _HARMLESS:
            self._die(Death(signal_number=number))
        if name not in ("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"):
            deliver(number)


    def _alarm(self, seconds: int, /) -> int:
        if seconds:
            self._guard_alarm(signal.SIGALRM)
        return _ALARM(seconds)

    def _setitimer(self, which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
        if seconds:
            self._guard_alarm(_TIMER_SIGNALS[which])
        return _SETITIMER(which, seconds, interval)

    def _guard_alarm(self, number: int) -> None:
        # The default action of an alarm ends the process, pytest's included.
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda sent, frame: self._die(Death(signal_number=sent)))


_KILL: Callable[[int, int], None] = os.kill
_KILLPG: Callable[[int, int], None] = getattr(os, "killpg", os.kill)
_PTHREAD_KILL: Callable[[int, int], None] = getattr(signal, "pthread_kill", os.kill)
_RAISE: Callable[[int], None] = signal.raise_signal
_ALARM: Callable[[int], int] = getattr(signal, "alarm", int)
_SETITIMER: Callable[..., tuple[float, float]] = getattr(signal, "setitimer", tuple)
_TIMER_SIGNALS = {
    getattr(signal, timer): getattr(signal, name)
    for timer, name in (("ITIMER_REAL", "SIGALRM"), ("ITIMER_VIRTUAL", "SIGVTALRM"), ("ITIMER_PROF", "SIGPROF"))
    if hasattr(signal, timer)
}
