"""After virtual time nothing of it is left, wherever it got to."""

from __future__ import annotations

import datetime as real_module
import sys
import time
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import freezegun.api
import pytest

from pytest_lambda import LambdaFunction
from pytest_lambda.clock.shown.places import contents, pairs
from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.clock.waiting import sleeping

SOURCE = """
import datetime, time
from datetime import date, datetime as dt
from time import time as now, monotonic, perf_counter, time_ns, sleep, gmtime, strftime
"""


#: where the fakes live
OWN = ("freezegun.api", "pytest_lambda.clock.waiting.patches", "pytest_lambda.clock.waiting.sleeping")


def fakes() -> set[int]:
    return {id(sleeping.sleep), *(id(fake) for _, fake in pairs(freezegun.api))}


def leftovers() -> list[str]:
    import gc

    wanted = fakes()
    return [
        f"{module.__name__}.{name}"
        for module in gc.get_objects()
        if isinstance(module, ModuleType) and contents(module).get("__name__") not in OWN
        for name, value in contents(module).items()
        if id(value) in wanted
    ]


def test_modules_of_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("before", "meanwhile", "app"):
        (tmp_path / f"left_{name}.py").write_text(SOURCE + "def handler(event, context): return dt.now().isoformat()")
    monkeypatch.syspath_prepend(tmp_path)
    import left_before

    with VirtualClock() as clock:
        import left_meanwhile

        assert left_before.dt is left_meanwhile.dt is datetime
        assert left_before.dt is not real_module.datetime or left_before.dt.__name__ == "FakeDatetime"
        with LambdaFunction("left_app.handler", task_root=tmp_path, clock=clock) as function:
            found: list[object] = []
            for _ in range(2):  # the second environment has modules of its own
                clock.spawn(lambda: found.append(function.invoke({}).payload), "invocation")
            clock.run()
            assert found == ["2026-01-01T00:00:00"] * 2
    for module in (left_before, left_meanwhile):
        assert (module.dt, module.date, module.now, module.sleep) == (datetime, date, time.time, time.sleep)
    assert leftovers() == []
    assert datetime.__module__ == "datetime"
    for name in ("left_before", "left_meanwhile", "left_app"):
        sys.modules.pop(name, None)


def test_a_function_imported_before_runs_again_on_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "left_first.py").write_text(SOURCE + "def handler(event, context): return dt.now().isoformat()")
    monkeypatch.syspath_prepend(tmp_path)
    import left_first

    with VirtualClock() as clock, LambdaFunction("left_first.handler", task_root=tmp_path, clock=clock) as function:
        assert function({}) == "2026-01-01T00:00:00"
    assert left_first.dt is datetime
    assert leftovers() == []
    with LambdaFunction("left_first.handler", task_root=tmp_path) as function:
        assert function({}) > "2026-01-02"
    del sys.modules["left_first"]


def test_an_error_while_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezegun.api._freeze_time, "start", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        VirtualClock().start()
    monkeypatch.undo()
    assert leftovers() == []
    with VirtualClock() as clock:
        time.sleep(1)
        assert clock.monotonic() == 1


def test_one_clock_at_a_time(clock: VirtualClock) -> None:
    from pytest_lambda.errors import ClockError

    with pytest.raises(ClockError, match="begun already"):
        VirtualClock().start()
    clock.close()
    clock.close()
    with VirtualClock() as other:
        assert other.monotonic() == 0


def test_again_and_again() -> None:
    for _ in range(20):
        with VirtualClock() as clock:
            time.sleep(1)
            assert clock.monotonic() == 1
    assert leftovers() == []
