"""`os.environ`: the whole mapping is swapped, not variable by variable.

C's own environment is left as it is until a child process starts, which inherits from it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

_environ: Any = os.environ
_PUTENV: Callable[[Any, Any], None] = os.putenv
_UNSETENV: Callable[[Any], None] = os.unsetenv
#: environments that are thawed now, the innermost last
_in_force: list[EnvironmentVariables] = []
_environb: Any = getattr(os, "environb", None)
#: seen by C code of this process, so their changes cannot wait
_TIME_ZONE = "TZ"
_UTC = (b"UTC", b":UTC", "UTC", ":UTC", b"UTC0", b"Etc/UTC")


class EnvironmentVariables:
    """The environment's own `os.environ`.

    Args:
        own: the function's variables, over those of the host.
        hidden: the host's variables that the function must not see.
    """

    __slots__ = (
        "_data", "_given", "_hidden", "_host", "_host_seen", "_in_c", "_real", "_seat", "_test", "_test_seat",
        "_zone_changed",
    )  # fmt: skip

    def __init__(self, own: Mapping[str, str], hidden: frozenset[str]) -> None:
        self._given = {_encoded_key(name): _encoded_value(value) for name, value in own.items()}
        self._hidden = frozenset(map(_encoded_key, hidden))
        self._host: dict[Any, Any] = _environ._data
        self._test: dict[Any, Any] = _variables_of_the_test()
        self._host_seen: dict[Any, Any] = dict(self._test)
        self._seat: Any = _environ
        self._test_seat: Any = _environ
        self._data: dict[Any, Any] = self._fresh()
        self._in_c: dict[Any, Any] = {}
        self._real: tuple[Callable[..., Any], Callable[..., Any]] = (os.putenv, os.unsetenv)
        self._zone_changed = False

    def _fresh(self) -> dict[Any, Any]:
        visible = {name: value for name, value in self._host_seen.items() if name not in self._hidden}
        visible.update(self._given)
        return visible

    def swap_in(self) -> None:
        """Thaw: what the test set since the last time shows, unless the function has its own."""
        self._host, self._test = _environ._data, _variables_of_the_test()
        if self._test != self._host_seen:
            self._follow_host()
        self._test_seat, os.environ = os.environ, self._seat
        _environ._data = self._data
        if _environb is not None:
            _environb._data = self._data
        self._real = (os.putenv, os.unsetenv)
        os.putenv = self._putenv
        os.unsetenv = self._unsetenv
        self._enter_zone()
        _in_force.append(self)

    def swap_out(self) -> None:
        """Freeze."""
        _in_force.remove(self)
        os.putenv, os.unsetenv = self._real
        self._seat, os.environ = os.environ, self._test_seat
        self._data = _environ._data
        _environ._data = self._host
        if _environb is not None:
            _environb._data = self._host
        if self._in_c:
            self._restore_c()
        if self._zone_changed:
            self._set_zone(self._host.get(_encoded_key(_TIME_ZONE)))

    def before_child_process(self) -> None:
        """Let C's environment say what `os.environ` says, until the freeze."""
        for name, value in self._data.items():
            if self._test.get(name) != value:
                self._note(name)
                _PUTENV(name, value)
        for name in self._test.keys() - self._data.keys():
            self._note(name)
            _UNSETENV(name)

    def _follow_host(self) -> None:
        seen, now = self._host_seen, self._test
        for name, value in now.items():
            if seen.get(name) != value and name not in self._given and name not in self._hidden:
                self._data[name] = value
        for name in seen.keys() - now.keys():
            if name not in self._given:
                self._data.pop(name, None)
        self._host_seen = dict(now)

    def _putenv(self, name: Any, value: Any, /) -> None:
        if name == _encoded_key(_TIME_ZONE):
            self._note(name)
            _PUTENV(name, value)
            self._zone_changed = True  # should the function call time.tzset now, the freeze must do so again

    def _unsetenv(self, name: Any, /) -> None:
        if name == _encoded_key(_TIME_ZONE):
            self._note(name)
            _UNSETENV(name)
            self._zone_changed = True

    def _note(self, name: Any) -> None:
        self._in_c.setdefault(name, self._test.get(name))

    def _restore_c(self) -> None:
        for name, value in self._in_c.items():
            if value is None:
                _UNSETENV(name)
            else:
                _PUTENV(name, value)
        self._in_c.clear()

    def _enter_zone(self) -> None:
        # AWS's environments are on TZ=:UTC (R180); time.tzset reads C's environment. Most hosts of tests
        # are on UTC already, then there is nothing to do.
        self._zone_changed = False
        zone = self._data.get(_encoded_key(_TIME_ZONE))
        if zone == self._host.get(_encoded_key(_TIME_ZONE)) or (zone in _UTC and time.tzname == ("UTC", "UTC")):
            return
        self._set_zone(zone)

    def _set_zone(self, zone: Any) -> None:
        if not hasattr(time, "tzset"):
            return
        if zone is None:
            _UNSETENV(_encoded_key(_TIME_ZONE))
        else:
            _PUTENV(_encoded_key(_TIME_ZONE), zone)
        time.tzset()
        self._zone_changed = True


def _variables_of_the_test() -> dict[Any, Any]:
    """Those below all environments that are in force: one environment's are not another's."""
    if _in_force:
        return _in_force[0]._test
    seat: Any = os.environ
    if seat is _environ:
        data: dict[Any, Any] = seat._data
        return data
    # The test has put another mapping there.
    return {_encoded_key(name): _encoded_value(value) for name, value in seat.items()}


def child_process_starts(_event: str) -> None:
    """For the audit events of child processes: C's environment is what they inherit."""
    if _in_force:
        _in_force[-1].before_child_process()


def _encoded_key(name: str) -> Any:
    return _environ.encodekey(name)


def _encoded_value(value: str) -> Any:
    return _environ.encodevalue(value)
