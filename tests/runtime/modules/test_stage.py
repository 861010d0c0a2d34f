"""What is on stage: several functions, several names of a file, and how it was before."""

from __future__ import annotations

import gc
import importlib
import sys
import types

import freezegun
import pytest

from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.stage import stage
from pytest_lambda.runtime.modules.state import ModuleState

APP = "import common\nname = {0!r}\nruns = []\ndef handler(e, c):\n  runs.append(e)\n  return name, len(runs), common.rows"
COMMON = "rows = []\nlimit = 1\nclass Service:\n  def call(self): return 'real'"


@pytest.fixture
def two(project, other_project):
    """Two functions of different folders, both called `app`."""
    project.write(app=APP.format("one"), common=COMMON)
    other_project.write(app=APP.format("two"), common=COMMON)
    sys.path.remove(str(other_project.root))
    return project.state().arm(), other_project.state().arm()


def test_two_functions_of_the_same_name(two):
    one, other = two

    assert one("a")[:2] == ("one", 1)
    assert other("a")[:2] == ("two", 1)
    assert one("b")[:2] == ("one", 2)
    assert other("b")[:2] == ("two", 2)
    one.cold_start()
    assert one("c")[:2] == ("one", 1)
    assert other("c")[:2] == ("two", 3)


def test_what_test_code_imports_is_decided_by_the_file(two, project, other_project):
    one, other = two
    import app

    assert (one.inits, other.inits) == (1, 0)
    assert app.name == "one"
    assert other("a")[0] == "two"
    assert sys.modules["app"] is app
    assert app.name == "one"
    assert app.common.__file__.startswith(str(project.root))


def test_collected_module_of_the_other_folder(project, other_project, collected):
    """The test run has imported another function's `app` before."""
    other_project.write(app=APP.format("other"), common=COMMON)
    other = collected("app")
    project.write(app=APP.format("mine"), common=COMMON)
    function = project.state()

    assert function(1)[0] == "mine"
    assert sys.modules["app"] is other
    assert function(2)[:2] == ("mine", 2)
    function.state.restore()
    assert sys.modules["app"] is other
    assert other.name == "other"


@pytest.fixture
def same_root(project, collected):
    project.write(
        pkg__init="",
        pkg__common=COMMON,
        pkg__orders="from pkg import common\nstate = []\ndef handler(e, c):\n  common.rows.append(e)\n"
        "  return common.rows, common.limit, common.Service().call()",
        pkg__bills="from pkg import common\nstate = []\ndef handler(e, c):\n  common.rows.append(e)\n"
        "  return common.rows, common.limit, common.Service().call()",
    )
    collected("pkg.orders")
    collected("pkg.bills")
    return project.state("pkg.orders.handler").arm(), project.state("pkg.bills.handler").arm()


class TestTwoFunctionsOfOneFolder:
    def test_each_has_its_own_state(self, same_root):
        orders, bills = same_root

        assert orders(1)[0] == [1]
        assert bills(2)[0] == [2]
        assert orders(3)[0] == [1, 3]
        assert bills(4)[0] == [2, 4]
        bills.cold_start()
        assert bills(5)[0] == [5]
        assert orders(6)[0] == [1, 3, 6]

    def test_test_code_sees_each_functions_own_handler_module(self, same_root):
        orders, bills = same_root
        orders(1), bills(2)
        import pkg

        assert pkg.orders.handler is orders.handler
        assert pkg.bills.handler is bills.handler
        assert pkg.common.rows == [1], "of what both have, the first one's"
        assert sys.modules["pkg.common"] is pkg.common is pkg.orders.common

    def test_touching_a_handlers_module_touches_its_function_alone(self, same_root):
        orders, bills = same_root
        import pkg.bills

        assert pkg.bills.state == []
        assert (orders.inits, bills.inits) == (0, 1)
        assert pkg.orders.state == []
        assert (orders.inits, bills.inits) == (1, 1)

    def test_touching_what_both_have_touches_both(self, same_root):
        orders, bills = same_root
        import pkg.common

        assert pkg.common.rows == []
        assert (orders.inits, bills.inits) == (1, 1)

    def test_patches_reach_both(self, same_root, monkeypatch):
        orders, bills = same_root
        orders(1), bills(1)

        monkeypatch.setattr("pkg.common.limit", 9)
        assert (orders(1)[1], bills(1)[1]) == (9, 9)
        bills.cold_start()
        orders.cold_start()
        assert (orders(1)[1], bills(1)[1]) == (9, 9)
        monkeypatch.undo()
        assert (orders(1)[1], bills(1)[1]) == (1, 1)

    def test_patches_of_classes_reach_both(self, same_root, monkeypatch):
        orders, bills = same_root
        orders.init(), bills.init()
        import pkg.common

        monkeypatch.setattr(pkg.common.Service, "call", lambda self: "fake")
        assert (bills(1)[2], orders(1)[2]) == ("fake", "fake")
        bills.cold_start()
        assert (bills(1)[2], orders(1)[2]) == ("fake", "fake")
        monkeypatch.undo()
        assert (bills(1)[2], orders(1)[2]) == ("real", "real")

    def test_one_invokes_the_other(self, same_root):
        orders, bills = same_root
        orders(1), bills(1)
        orders.handler = lambda event, context: (
            sys.modules["pkg.common"].rows,
            bills(7),
            sys.modules["pkg.common"].rows,
        )

        before, inside, after = orders(0)
        assert before is after
        assert inside[0] == [1, 7]
        assert inside[0] is not before

    def test_a_further_environment_of_one_function(self, same_root, project):
        orders, _ = same_root
        further = project.state("pkg.orders.handler")
        assert orders(1)[0] == [1]
        assert further(2)[0] == [2]
        assert orders(3)[0] == [1, 3]
        assert further.state.visible(further.handler) is orders.handler

    def test_order_of_leaving(self, same_root):
        orders, bills = same_root
        orders(1), bills(2)
        orders.state.restore()
        assert bills(3)[0] == [2, 3]
        bills.state.restore()
        assert sys.modules["pkg"].common is sys.modules["pkg.common"]
        assert contents(sys.modules["pkg.common"])["rows"] == []


class TestOtherNames:
    @pytest.fixture
    def aliased(self, tmp_path, project):
        """`src` is the task root; tests import from its parent."""
        project.write(
            app="import model\nclass Error(Exception): pass\nstate = []\ndef handler(e, c):\n  state.append(e)\n  return state",
            model="rows = []",
        )
        sys.path.insert(0, str(tmp_path))
        yield project
        for name in ("task", "task.app"):
            sys.modules.pop(name, None)

    def test_file_under_another_name(self, aliased, tmp_path):
        module = importlib.import_module("task.app")
        collection_time = contents(module)["state"]
        function = aliased.state().arm()

        assert module.state is not collection_time
        assert function.inits == 1
        assert function(1) is module.state
        assert sys.modules["app"] is module
        assert sys.modules["task.app"] is module
        assert module.__name__ == "app"
        function.cold_start()
        assert function(2) == [2]
        assert function(3) is module.state
        function.state.restore()
        assert module.__name__ == "task.app"
        assert "app" not in sys.modules
        assert contents(module)["state"] is collection_time

    def test_both_names_at_collection(self, aliased, monkeypatch):
        alias = importlib.import_module("task.app")
        module = importlib.import_module("app")
        assert alias is not module
        names = {"__name__": "test_names"}
        exec("from task.app import Error", names)
        function = aliased.state(namespaces=(names,)).arm()

        assert function(1) is module.state is alias.state
        assert names["Error"] is module.Error is alias.Error
        assert vars(alias) is vars(module)
        monkeypatch.setattr(alias, "state", ["fake"])
        assert function(2) == ["fake", 2]
        assert module.state is alias.state
        monkeypatch.undo()
        assert function(3) == [1, 3]
        function.cold_start()
        assert function(4) is alias.state
        alias.extra = 1
        assert module.extra == 1
        del alias.extra
        assert not hasattr(module, "extra")
        function.state.restore()
        assert alias.state is not module.state
        assert alias.__name__ == "task.app"

    def test_first_import_under_another_name_in_the_test(self, aliased):
        function = aliased.state().arm()
        import task.app

        assert function.inits == 1
        assert function(1) is task.app.state
        assert sys.modules["app"] is task.app
        function.state.restore()
        assert "task.app" not in sys.modules
        assert "app" not in sys.modules

    def test_another_name_after_the_init(self, aliased):
        function = aliased.state().arm()
        function(1)
        import task.app

        assert function(2) is task.app.state
        assert task.app.state == [1, 2]
        function.cold_start()
        assert function(3) is task.app.state == [3]

    def test_function_that_imports_its_file_twice(self, project):
        """As on AWS: two names, two modules."""
        project.write(
            pkg__init="",
            pkg__part="items = []",
            app="import sys\nsys.path.insert(0, __file__.replace('app.py', 'pkg'))\nimport pkg.part, part\n"
            "def handler(e, c): return pkg.part.items is part.items",
        )
        function = project.state()
        assert function() is False
        function.cold_start()
        assert function() is False
        sys.modules.pop("part", None)


class TestRestore:
    def test_everything_is_as_before(self, project, collected):
        project.write(
            pkg__init="from . import a\nimport pkg.b",
            pkg__a="x = []",
            pkg__b="y = []\nfrom . import a",
            pkg__lazy="z = 1",
            pkg__app="from . import a\ndef handler(e, c):\n  from . import lazy\n  return lazy",
        )
        collected("pkg.app")
        names = [name for name in sys.modules if name.startswith("pkg")]
        before = {name: (sys.modules[name], dict(vars(sys.modules[name]))) for name in names}
        function = project.state("pkg.app.handler").arm()
        function()
        function.cold_start()
        function()
        function.state.restore()

        assert {name for name in sys.modules if name.startswith("pkg")} == before.keys()
        for name, (module, content) in before.items():
            assert sys.modules[name] is module
            assert type(module) is types.ModuleType
            assert vars(module) == content
            assert all(vars(module)[key] is value for key, value in content.items())

    def test_what_was_imported_for_the_first_time_leaves(self, project):
        project.write(pkg__init="", pkg__app="def handler(e, c):\n  import pkg.lazy\n  return 1", pkg__lazy="", free="")
        function = project.state("pkg.app.handler").arm()
        function()
        importlib.import_module("free")

        function.state.restore()
        assert {"pkg", "pkg.app", "pkg.lazy", "free"}.isdisjoint(sys.modules)

    def test_attribute_of_a_package_that_is_not_the_functions(self, project, tmp_path):
        outer = types.ModuleType("outer")
        outer.__path__ = [str(project.root), str(tmp_path / "elsewhere")]
        sys.modules["outer"] = outer
        try:
            project.write(app="def handler(e, c): return 1")
            function = project.state("outer.app.handler").arm()
            function()
            assert outer.app.handler is function.handler
            function.state.restore()
            assert not hasattr(outer, "app")
            assert "outer.app" not in sys.modules
        finally:
            del sys.modules["outer"]

    def test_module_that_somebody_holds_is_used_again(self, project):
        """A session-scoped fixture may have imported the module for the first time."""
        project.write(app="rows = []\ndef handler(e, c): return rows")
        first = project.state().arm()
        import app

        first()
        first.state.restore()
        assert "app" not in sys.modules
        second = project.state().arm()
        assert second() is app.rows
        assert sys.modules["app"] is app

    def test_module_that_nobody_holds_is_not_kept(self, project):
        project.write(app="def handler(e, c): return 1")
        function = project.state().arm()
        function()
        function.state.restore()
        function.handler = None
        gc.collect()
        assert "app" not in stage.orphans

    def test_armed_and_never_touched(self, project, collected):
        project.write(app="rows = []\ndef handler(e, c): return rows")
        app = collected("app")
        rows = app.rows
        function = project.state().arm()
        function.state.restore()
        assert type(app) is types.ModuleType
        assert app.rows is rows
        assert function.inits == 0

    def test_restore_twice_and_arm_again(self, project, collected):
        project.write(app="rows = []\ndef handler(e, c): return rows")
        app = collected("app")
        rows = app.rows
        function = project.state()
        for inits in (1, 2):
            function.arm()
            assert app.rows is not rows
            assert function.inits == inits
            function.state.restore()
            function.state.restore()
            assert app.rows is rows

    def test_frozen_while_it_runs(self, project, collected):
        """The environment was killed, and nobody froze it."""
        project.write(app="def handler(e, c): return 1")
        collected("app")
        function = project.state().arm()
        function()
        function.state.thaw()
        function.state.restore()

    def test_fake_clocks_do_not_survive(self, project, collected):
        """freezegun puts fakes into modules when it starts, and takes them out of them when it stops."""
        import datetime

        project.write(app="from datetime import datetime\ndef handler(e, c): return datetime.now().year")
        app = collected("app")
        function = project.state().arm()
        with freezegun.freeze_time("2001-02-03"):
            assert function() == 2001
            function.cold_start()
            assert function() == 2001
        assert contents(app)["datetime"] is datetime.datetime
        assert function() != 2001
        function.state.restore()
        assert app.datetime is datetime.datetime

    def test_clock_frozen_after_the_touch(self, project, collected):
        import datetime

        project.write(app="from datetime import datetime\ndef handler(e, c): return datetime.now().year")
        app = collected("app")
        function = project.state().arm()
        function()
        with freezegun.freeze_time("2001-02-03"):
            assert function() == 2001
            function.cold_start()
        assert function() != 2001
        function.cold_start()
        assert function() != 2001
        function.state.restore()
        assert app.datetime is datetime.datetime
        assert not stage.overrides.of(app.__file__)

    def test_clock_that_starts_again_between_cold_start_and_touch(self, project, collected):
        import datetime

        project.write(app="from datetime import datetime\ndef handler(e, c): return datetime.now().year")
        app = collected("app")
        function = project.state().arm()
        with freezegun.freeze_time("2001-02-03"):
            assert function() == 2001
            function.state.arm()
        assert function.inits == 1
        assert function() != 2001
        function.state.restore()
        assert app.datetime is datetime.datetime


class TestSetAside:
    def test_warm_state_comes_back(self, project, collected):
        project.write(app="import sys\nruns = []\ndef handler(e, c):\n  runs.append(e)\n  return runs")
        app = collected("app")
        collection_time = app.runs
        function = project.state().arm()
        assert function(1) == [1]
        bring_back = function.state.set_aside()
        assert app.runs is collection_time

        function.arm()
        bring_back()
        assert function(2) == [1, 2]
        assert app.runs == [1, 2]
        assert function.inits == 1
        function.state.restore()
        assert app.runs is collection_time

    def test_first_imports_and_names(self, project):
        project.write(app="import more\ndef handler(e, c):\n  return more.rows", more="rows = []")
        function = project.state().arm()
        rows = function()
        bring_back = function.state.set_aside()
        assert {"app", "more"}.isdisjoint(sys.modules)
        function.state.thaw()
        function.state.freeze()
        bring_back()
        import more

        assert more.rows is rows is function()


def test_states_of_the_process_table(project):
    """The state is an entry of the process-state table."""
    state = project.state().state
    assert type(state).swap_in is ModuleState.thaw
    assert type(state).swap_out is ModuleState.freeze
