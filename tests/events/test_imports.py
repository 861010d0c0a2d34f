"""The events stand by themselves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_lambda import events, strategies

IMPORT_ALL = """
import sys
from pytest_lambda import events
for name in events.__all__:
    getattr(events, name)
events.check(events.sqs())
heavy = {"hypothesis", "pytest", "_pytest", "greenlet", "freezegun", "simplejson"} & sys.modules.keys()
heavy |= {name for name in sys.modules if name.startswith("pytest_lambda.runtime")}
sys.exit(str(sorted(heavy)) if heavy else 0)
"""


#: as pytester does after a run in the same process, with what was imported in it
DROP_SHAPES = """
import sys
from pytest_lambda import events
event = events.step_functions({}, context="about")
events.check({}, "step_functions")
for name in [name for name in sys.modules if name.startswith("pytest_lambda.events.shapes")]:
    del sys.modules[name]
sys.exit(str(events.check(event, "step_functions")) if events.check(event, "step_functions") else 0)
"""


def test_rules_do_not_need_their_modules_to_stay_imported() -> None:
    subprocess.run([sys.executable, "-c", DROP_SHAPES], check=True)


def test_no_builder_imports_hypothesis_pytest_or_the_runtime() -> None:
    subprocess.run([sys.executable, "-c", IMPORT_ALL], check=True)


@pytest.mark.parametrize("module", [events, strategies], ids=["events", "strategies"])
def test_every_public_name_is_there(module: object) -> None:
    names = list(module.__all__)
    assert names == sorted(names)
    assert set(names) <= set(dir(module))
    for name in names:
        assert getattr(module, name).__doc__, name
    with pytest.raises(AttributeError, match="has no attribute 'sqz'"):
        module.sqz


def test_every_builder_has_a_strategy_of_its_name() -> None:
    others = {"ABSENT", "Violation", "check", "check_response"}
    builders = set(events.__all__) - others
    assert {f"{name}_events" for name in builders} <= set(strategies.__all__)
