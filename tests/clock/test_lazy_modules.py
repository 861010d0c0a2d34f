"""Modules that load parts of themselves when they are asked for, and packages that know `datetime` by identity."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import types

import pytest

from pytest_lambda.clock.virtual import VirtualClock

BEGIN = """
import sys, time
from datetime import datetime, date
from pathlib import Path
from pytest_lambda import LambdaFunction
from pytest_lambda.clock.virtual import VirtualClock
"""
MODEL = """
import time
from datetime import datetime, date, timezone
from aws_lambda_powertools.utilities.parser import BaseModel, parse, event_parser
from aws_lambda_powertools.utilities.parser.models import SqsModel, EventBridgeModel
class Order(BaseModel):
    placed: datetime
    day: date
    days: dict[date, list[datetime]] = {}
def handler(event, context):
    time.sleep(1)
    order = parse(event=event, model=Order)
    now = Order(placed=datetime.now(), day=date.today())
    assert isinstance(order.placed, datetime) and isinstance(now.placed, datetime)
    bridge = EventBridgeModel.model_validate({
        "version": "0", "id": "1", "source": "s", "account": "1", "time": "2026-01-01T00:00:00Z", "region": "r",
        "resources": [], "detail-type": "t", "detail": {}})
    return [order.model_dump_json(), now.model_dump_json(), bridge.time.isoformat()]
"""
EVENT = '{"placed": "2025-06-01T00:00:00", "day": "2025-06-01"}'
EXPECTED = """[
    '{"placed":"2025-06-01T00:00:00","day":"2025-06-01","days":{}}',
    '{"placed":"2026-01-01T00:00:01","day":"2026-01-01","days":{}}',
    '2026-01-01T00:00:00+00:00',
]"""
AFTER = """
from pydantic import BaseModel
from datetime import datetime, date
class After(BaseModel):
    at: datetime
    on: date
after = After(at="2020-01-01T00:00:00", on="2020-01-01")
assert type(after.at) is datetime and type(after.on) is date, type(after.at)
import gc, freezegun.api
from types import ModuleType
for module in gc.get_objects():
    if isinstance(module, ModuleType) and module.__name__ != "freezegun.api":
        for name, value in list(ModuleType.__getattribute__(module, "__dict__").items()):
            fake = callable(value) and getattr(value, "__module__", None) == "freezegun.api"
            assert not fake or module.__name__.startswith("freezegun"), (module, name)
"""


def run(code: str, tmp_path: object) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)], cwd=str(tmp_path), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import pydantic",
        "import aws_lambda_powertools.utilities.parser",
        "import aws_lambda_powertools.utilities.parser.models",
        "import freezegun; f = freezegun.freeze_time('2026-01-01'); f.start(); f.stop(); del f",
    ],
    ids=["nothing", "pydantic", "parser", "models", "freezegun"],
)
def test_powertools_parser_in_a_handler(before: str, tmp_path: object) -> None:
    run(f"""{BEGIN}
{before}
Path("app.py").write_text({MODEL!r})
for _ in range(2):
    with VirtualClock() as clock, LambdaFunction("app.handler", task_root=Path.cwd(), clock=clock) as function:
        assert function({EVENT}) == {EXPECTED}, function({EVENT})
{AFTER}
""", tmp_path)  # fmt: skip


def test_a_model_that_was_made_before(tmp_path: object) -> None:
    run(f"""{BEGIN}
from pydantic import BaseModel
class Before(BaseModel):
    at: datetime
with VirtualClock():
    import datetime as module
    assert Before(at=module.datetime.now()).at == module.datetime(2026, 1, 1)
{AFTER}
""", tmp_path)  # fmt: skip


def test_nothing_is_imported_when_virtual_time_begins_or_ends(tmp_path: object) -> None:
    run(f"""{BEGIN}
import types
lazy = types.ModuleType("lazy")
lazy.__dir__ = lambda: ["heavy", "time"]
def load(name):
    raise AssertionError(f"{{name}} was asked for")
lazy.__getattr__ = load
lazy.time = time.time
sys.modules["lazy"] = lazy
real = [time.time]
with VirtualClock() as clock:
    assert lazy.time is time.time is not real[0]
    late = types.ModuleType("late")
    late.__dir__, late.__getattr__, late.now = lazy.__dir__, load, datetime
    sys.modules["late"] = late
assert lazy.time is real[0]
assert late.now is datetime and datetime.__name__ == "datetime"
""", tmp_path)  # fmt: skip


def test_a_lazy_loader(tmp_path: object) -> None:
    run(f"""{BEGIN}
import importlib.util
Path("slow.py").write_text("from datetime import datetime\\nclock = datetime\\nimport time\\nKIND = datetime.__name__")
sys.path.insert(0, ".")
spec = importlib.util.find_spec("slow")
spec.loader = importlib.util.LazyLoader(spec.loader)
slow = importlib.util.module_from_spec(spec)
sys.modules["slow"] = slow
spec.loader.exec_module(slow)
with VirtualClock() as clock:
    assert slow.datetime.now().year == 2026
    assert slow.KIND == "datetime"  # it was loaded before anything was frozen
assert slow.datetime is slow.clock is datetime
""", tmp_path)  # fmt: skip


def test_an_armed_module_is_not_touched(tmp_path: object) -> None:
    run(f"""{BEGIN}
Path("app.py").write_text("from datetime import datetime\\nimport time\\nfrom time import sleep\\nbegun = time.time()\\n"
                          "def handler(event, context): return begun")
sys.path.insert(0, ".")
import app
from pytest_lambda.runtime.modules.arming import Arming
touched = []
arming = Arming(lambda: touched.append("touched"), "app")
arming.arm([app])
with VirtualClock() as clock:
    assert touched == []
    assert type(app).__name__ == "Armed"
    time.sleep(1)
assert touched == []
arming.disarm()
assert app.sleep is time.sleep and app.datetime is datetime
""", tmp_path)  # fmt: skip


def test_an_installed_package_keeps_the_real_classes(tmp_path: object) -> None:
    run(f"""{BEGIN}
site = Path("site-packages")
site.mkdir()
(site / "packaged.py").write_text("import datetime\\nfrom datetime import datetime as dt\\nTABLE = {{datetime.datetime: 1}}")
Path("own.py").write_text("import datetime\\nKIND = datetime.datetime\\nimport packaged")
sys.path[:0] = [".", "site-packages"]
with VirtualClock() as clock:
    import packaged, own
    assert list(packaged.TABLE) == [datetime.__mro__[1]] or list(packaged.TABLE)[0].__module__ == "datetime"
    assert packaged.dt.now().year == 2026
    assert own.KIND.__name__ == "FakeDatetime"
assert packaged.TABLE[datetime] == 1
""", tmp_path)  # fmt: skip


def test_a_freeze_does_not_load_this_package(tmp_path: object) -> None:
    run("""
import sys, freezegun
import pytest_lambda
with freezegun.freeze_time("2026-01-01"):
    assert "pytest_lambda.runtime.function" not in sys.modules
    assert not [name for name in sys.modules if name.startswith("pytest_lambda.")]
assert pytest_lambda.LambdaFunction
""", tmp_path)  # fmt: skip


def test_what_only_says_that_it_is_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a library of cffi does, which stands in `sys.modules` in a module's place."""

    class Library:
        __class__ = property(lambda self: types.ModuleType)

    monkeypatch.setitem(sys.modules, "says_so", Library())
    with VirtualClock() as clock:
        clock.advance(hours=1)
    assert type(sys.modules["says_so"]) is Library
