"""A module state among greenlets, threads and libraries, and when things end in the middle."""

from __future__ import annotations

import importlib
import sys
import threading
from unittest.mock import patch

import greenlet
import pytest

from pytest_lambda.runtime.modules.acting import acting
from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.ownership import Ownership
from pytest_lambda.runtime.modules.state import ModuleState

importlib.import_module("boto3")  # its first import leaves traces


class Parked:
    """Code that runs until it parks, as an environment's does."""

    def __init__(self, code):
        self.hub = greenlet.getcurrent()
        self.greenlet = greenlet.greenlet(code)
        self.forget_locks = []

    def resume(self):
        return self.greenlet.switch()

    def park(self, value="parked"):
        self.hub.switch(value)


@pytest.fixture
def buried():
    """Greenlets that are never resumed in the test; here they end with it, where nothing is watched."""
    found = []
    yield found
    for each in found:
        each.greenlet.throw()


def repair_imports(*names):
    """What the repair after a kill does."""
    for name in names:
        importlib._bootstrap._module_locks.pop(name, None)


def test_init_parked_in_the_middle_of_an_import(project, collected):
    """A module that sleeps while it is imported: other code runs meanwhile."""
    project.write(
        app="import first, sys\nsys.park()\nimport second\ndef handler(e, c): return first.rows, second.rows",
        first="rows = []",
        second="rows = []",
    )
    sys.park = lambda: None
    app = collected("app")
    rows = app.first.rows
    function = project.state()
    parked = Parked(function.import_handler)
    sys.park = parked.park
    try:
        state = function.state
        state.thaw()
        state._begin()
        assert parked.resume() == "parked"
        state.freeze()
        assert sys.modules["first"].rows is not rows
        state.thaw()
        parked.resume()
        state._end()
        state.freeze()
    finally:
        del sys.park
    assert parked.greenlet.dead
    assert sys.modules["app"] is app
    assert function() == ([], [])
    assert function()[0] is app.first.rows


def test_invocation_parked_in_the_middle_of_a_lazy_import(project, collected):
    project.write(
        app="def handler(e, c):\n  import lazy\n  return lazy.rows",
        lazy="import sys\nsys.park()\nrows = []",
    )
    sys.park = lambda: None
    lazy = collected("lazy")
    function = project.state().arm()
    function.init()
    parked = Parked(lambda: function.handler({}, None))
    sys.park = parked.park
    state = function.state
    try:
        state.thaw()
        parked.resume()
        state.freeze()
        state.thaw()
        rows = parked.resume()
        state.freeze()
    finally:
        del sys.park
    assert lazy.rows is rows
    assert sys.modules["lazy"] is lazy
    function.cold_start()
    state.restore()
    assert contents(lazy)["rows"] is not rows


def test_killed_in_the_middle_of_a_lazy_import(project, collected, buried):
    project.write(
        app="def handler(e, c):\n  import lazy\n  return lazy.rows",
        lazy="import sys\nsys.park()\nrows = []",
    )
    sys.park = lambda: None
    lazy = collected("lazy")
    before = lazy.rows
    function = project.state().arm()
    function.init()
    parked = Parked(lambda: function.handler({}, None))
    buried.append(parked)
    sys.park = parked.park
    try:
        function.state.thaw()
        parked.resume()
        function.state.freeze()  # by who killed it
        repair_imports("lazy")
        sys.park = lambda: None
        function.cold_start()
        assert lazy.rows is before, "nobody has imported it since"
        assert function() is lazy.rows is not before
    finally:
        del sys.park
    function.state.restore()
    assert contents(lazy)["rows"] is before


def test_killed_in_the_middle_of_the_first_import(project, buried):
    project.write(app="import sys\nsys.park()\nrows = []\ndef handler(e, c): return rows")
    function = project.state().arm()
    parked = Parked(function.import_handler)
    buried.append(parked)
    sys.park = parked.park
    try:
        function.state.execute(parked.resume)
        assert "app" not in sys.modules
        repair_imports("app")
        sys.park = lambda: None
        assert function() == []
    finally:
        del sys.park
    function.state.restore()
    assert "app" not in sys.modules


def test_nested_environments(project, other_project):
    project.write(app="import sys\ndef handler(e, c): return sys.modules['app'], e(), sys.modules['app']")
    other_project.write(app="import sys\ndef handler(e, c): return sys.modules['app']")
    outer, inner = project.state(), other_project.state()
    inner()
    before, inside, after = outer(inner)

    assert before is after is not inside
    assert inside is sys.modules["app"]
    assert before.handler is outer.handler
    assert inside.handler is inner.handler
    assert acting.function is None


def test_fakes_of_the_test_act_for_the_function_while_it_runs(project, collected, monkeypatch):
    """What a fake sets while it is called from the function is taken for the function's."""
    project.write(app="level = 0\ndef step(): pass\ndef handler(e, c):\n  step()\n  return level")
    app = collected("app")
    function = project.state().arm()
    monkeypatch.setattr(app, "step", lambda: setattr(app, "level", 5))

    assert function() == 5
    function.cold_start()
    assert app.level == 0


def test_background_thread_of_the_function(project, collected):
    """It outlives its environment, and what it sets is not taken for test code's."""
    project.write(
        state="count = 0",
        app="""
        import state, threading
        go, done = threading.Event(), threading.Event()
        def work():
            go.wait()
            state.count = 99
            done.set()
        def handler(event, context):
            threading.Thread(target=work).start()
            return go, done
        """,
    )
    collected("app")
    function = project.state().arm()
    go, done = function()
    go.set()
    assert done.wait(10)

    assert sys.modules["state"].count == 99
    function.cold_start()
    assert sys.modules["state"].count == 0


def test_threads_that_import_for_the_function(project):
    project.write(
        app="""
        import threading
        def work(found):
            import lazy
            found.append(lazy.rows)
        def handler(event, context):
            found = []
            threads = [threading.Thread(target=work, args=(found,)) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return found
        """,
        lazy="rows = []",
    )
    function = project.state().arm()
    first = function()
    assert len(first) == 4
    assert all(rows is first[0] for rows in first)
    function.cold_start()
    second = function()
    assert all(rows is second[0] for rows in second)
    assert second[0] is not first[0]


def test_invocation_in_the_same_thaw_as_the_init(project, collected):
    """What the function then does to its classes is its own."""
    project.write(app="class Cache:\n  size = 0\ndef handler(e, c):\n  Cache.size += 1\n  return Cache.size")
    app = collected("app")
    function = project.state()
    for _ in range(2):
        function.state.thaw()
        function.state.execute(function.import_handler)
        assert function.handler({}, None) == 1
        function.state.freeze()
    assert function() == 2
    function.cold_start()
    assert app.Cache.size == 0


def test_freeze_without_thaw(project):
    state = project.state().state
    state.freeze()
    state.restore()
    assert acting.function is None


def test_callable_of_a_test_module(project, tmp_path, monkeypatch):
    """It keeps its code: no module is executed again but those that it imports from the task root."""
    (tmp_path / "test_callable_here.py").write_text(
        "rows = []\ndef handler(e, c):\n  import app\n  return rows, app.rows"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("test_callable_here")
    project.write(app="rows = []")
    state = ModuleState(Ownership(project.root, handler_module="test_callable_here"))
    project.states.append(state)
    state.arm()
    rows = []
    for _ in range(2):
        state.execute(lambda: None)
        state.thaw()
        rows.append(module.handler({}, None))
        state.freeze()
    assert rows[0][0] is rows[1][0] is module.rows
    assert rows[0][1] is not rows[1][1]
    sys.modules.pop("test_callable_here")


def test_callable_of_an_ordinary_module(project, tmp_path, monkeypatch):
    """A handler module outside of the task root is executed again when it is named."""
    (tmp_path / "service_here.py").write_text("rows = []\ndef handler(e, c): return rows")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("service_here")
    rows = module.rows
    state = ModuleState(Ownership(project.root, handler_module="service_here"))
    project.states.append(state)
    state.execute(lambda: importlib.import_module("service_here"))
    assert module.rows is not rows
    state.restore()
    assert module.rows is rows
    sys.modules.pop("service_here")


def test_classes_that_a_library_completes_late(project, collected, tmp_path, monkeypatch):
    """As pydantic and ORMs do: what they set on a class at its first use belongs to that class."""
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "late_library.py").write_text(
        "class Schema:\n"
        "    def __init__(self, owner): self.owner = owner\n"
        "class Attribute(Schema):\n"
        "    def __get__(self, instance, owner): return self.owner\n"
        "class Base:\n"
        "    def __init__(self):\n"
        "        cls = type(self)\n"
        "        if '__schema__' not in vars(cls):\n"
        "            cls.__schema__, cls.attribute = Schema(cls), Attribute(cls)\n"
    )
    monkeypatch.syspath_prepend(packages)
    project.write(
        model="import late_library\nclass Order(late_library.Base): pass",
        app="from model import Order\ndef handler(e, c): return Order()",
    )
    collected("app")
    function = project.state().arm()
    model = sys.modules["model"]
    for _ in range(2):
        assert model.Order().attribute is model.Order
        assert function().attribute is model.Order
        function.cold_start()
        assert "attribute" not in vars(model.Order)
        assert model.Order().__schema__.owner is model.Order
    sys.modules.pop("late_library")


def test_boto_client(project, collected, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    project.write(app="import boto3\nclient = boto3.client('s3')\ndef handler(e, c): return client.meta.region_name")
    app = collected("app")
    client = app.client
    function = project.state().arm()
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")

    assert function() == "eu-west-2"
    assert app.client is not client
    with patch.object(app.client, "list_buckets", return_value={}):
        assert app.client.list_buckets() == {}
    function.state.restore()
    assert app.client is client


def test_relative_file_names(project, collected, monkeypatch):
    """`sys.path` can have relative entries; the file is the same."""
    project.write(app="rows = []\ndef handler(e, c): return rows")
    monkeypatch.chdir(project.root.parent)
    sys.path[0] = project.root.name
    app = collected("app")
    function = project.state().arm()
    rows = contents(app)["rows"]
    assert function() is app.rows is not rows


def test_touch_from_another_thread_than_the_tests_is_none(project, collected):
    project.write(app="rows = []\ndef handler(e, c): return rows")
    app = collected("app")
    function = project.state().arm()
    seen = []
    thread = threading.Thread(target=lambda: (seen.append(app.rows), setattr(app, "rows", 1)))
    thread.start()
    thread.join()
    assert function.inits == 0
    assert function() == []
